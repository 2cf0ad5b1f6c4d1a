"""Traceable numbers: every number in text and tables of a briefing carries its path in the record."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING = "–"


@dataclass(frozen=True, slots=True)
class TracedNumber:
    """A number of the record and its text.

    Attributes
    ----------
    path : str
        Path in the record: keys and indices joined by dots, such as ``candidates.0.length_km``.
    value : float or None
        Value at this path; None if it is missing or not finite.
    text : str
        The number as printed.
    """

    path: str
    value: float | None
    text: str


# Text in which numbers keep their paths.
Phrase = tuple[str | TracedNumber, ...]


@dataclass(frozen=True, slots=True)
class NumberTracer:
    """Reads numbers from a record and formats them.

    Attributes
    ----------
    record : mapping
        As ``--json`` prints it.
    """

    record: Mapping[str, Any]

    def value(self, path: str) -> Any:
        """Look up the value at a path."""
        value: Any = self.record
        for key in path.split("."):
            value = value[int(key)] if isinstance(value, Sequence) else value[key]
        return value

    def number(self, path: str, digits: int = 0, *, scale: float = 1.0, sign: bool = False) -> TracedNumber:
        """Format the number at a path.

        Parameters
        ----------
        path : str
        digits : int
            Decimals.
        scale : float
            Factor for the printed text, such as 1e-6 for millions.
        sign : bool
            Whether to print a plus sign before numbers above 0.

        Examples
        --------
        >>> NumberTracer({"routes": [{"usd": 1_234_567_890.0}]}).number("routes.0.usd", scale=1e-6).text
        '1,235'
        """
        value = self.value(path)
        if value is None or not math.isfinite(value):
            return TracedNumber(path, None, MISSING)
        text = f"{value * scale:{'+' if sign else ''},.{digits}f}"
        # A number that rounds to zero has no sign; others have a minus sign, not a hyphen.
        if not text.strip("+-0.,"):
            text = text.lstrip("+-")
        return TracedNumber(path, float(value), text.replace("-", "−"))

    def magnitude(self, path: str, digits: int = 0) -> TracedNumber:
        """Format the number at a path without its sign, where words such as "more" and "less" give it."""
        number = self.number(path, digits)
        return TracedNumber(path, number.value, number.text.lstrip("−"))


def fill_phrase(template: str, *parts: str | TracedNumber | Phrase) -> Phrase:
    """Replace each ``{}`` of a template by one part.

    Examples
    --------
    >>> phrase = fill_phrase("{} is {} km long", "It", TracedNumber("routes.0.length_km", 12.3, "12"))
    >>> plain_text(phrase)
    'It is 12 km long'
    """
    pieces = template.split("{}")
    filled: list[str | TracedNumber] = [pieces[0]]
    for part, piece in zip(parts, pieces[1:], strict=True):
        filled.extend(part if isinstance(part, tuple) else (part,))
        filled.append(piece)
    return tuple(part for part in filled if part != "")


def join_phrases(phrases: Sequence[Phrase], separator: str, last_separator: str | None = None) -> Phrase:
    """Join phrases with a separator, and with another one before the last if it is given."""
    joined: list[str | TracedNumber] = []
    for number, phrase in enumerate(phrases):
        if number:
            is_last = number == len(phrases) - 1
            joined.append(last_separator if is_last and last_separator is not None else separator)
        joined.extend(phrase)
    return tuple(joined)


def plain_text(phrase: Phrase) -> str:
    """Text of a phrase without paths."""
    return "".join(part if isinstance(part, str) else part.text for part in phrase)
