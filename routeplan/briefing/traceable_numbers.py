"""Traceable numbers: every number in text and tables of a briefing carries its path in the record."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING = "–"
MINUS = "−"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A name in the braces of a message."""


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
class NumberFormat:
    """How a language writes numbers.

    Attributes
    ----------
    thousands, decimal : str
        Between groups of three digits, and before the decimals.
    """

    thousands: str = ","
    decimal: str = "."

    def text(self, value: float, digits: int = 0, *, sign: bool = False) -> str:
        """Write a number; one that rounds to zero has no sign, others a minus sign and no hyphen.

        Examples
        --------
        >>> NumberFormat(" ", ",").text(-1234.56, 1), NumberFormat().text(-0.04, 1, sign=True)
        ('−1 234,6', '0.0')
        """
        text = f"{value:{'+' if sign else ''},.{digits}f}"
        if not text.strip("+-0.,"):
            text = text.lstrip("+-")
        return self.rewritten(text)

    def rewritten(self, text: str) -> str:
        """Replace the marks of an English number by those of the language."""
        marks = {",": self.thousands, ".": self.decimal, "-": MINUS}
        return "".join(marks.get(letter, letter) for letter in text)


@dataclass(frozen=True, slots=True)
class NumberTracer:
    """Reads numbers from a record and formats them.

    Attributes
    ----------
    record : mapping
        As ``--json`` prints it.
    number_format : NumberFormat
    """

    record: Mapping[str, Any]
    number_format: NumberFormat = NumberFormat()

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
        return TracedNumber(path, float(value), self.number_format.text(value * scale, digits, sign=sign))

    def magnitude(self, path: str, digits: int = 0) -> TracedNumber:
        """Format the number at a path without its sign, where words such as "more" and "less" give it."""
        number = self.number(path, digits)
        return TracedNumber(path, number.value, number.text.lstrip(MINUS))


def fill_phrase(template: str, **parts: str | TracedNumber | Phrase) -> Phrase:
    """Replace each name in braces by its part.

    Raises
    ------
    KeyError
        If the template has a name without a part.

    Examples
    --------
    >>> phrase = fill_phrase("{what} is {km} km long", what="It", km=TracedNumber("routes.0.length_km", 12.3, "12"))
    >>> plain_text(phrase)
    'It is 12 km long'
    """
    filled: list[str | TracedNumber] = []
    for number, piece in enumerate(PLACEHOLDER.split(template)):
        part = parts[piece] if number % 2 else piece
        filled.extend(part if isinstance(part, tuple) else (part,))
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
