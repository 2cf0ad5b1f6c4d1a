"""Numbers in sentences and tables, each with where it stands in the record: what a page says can be looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MISSING = "–"


@dataclass(frozen=True, slots=True)
class TracedNumber:
    """A number of the record as it is written out.

    Attributes
    ----------
    path : str
        Where in the record: keys and places with dots between them, such as ``candidates.0.length_km``.
    value : float or None
        What stands there.
    text : str
        How it is written.
    """

    path: str
    value: float | None
    text: str


Phrase = tuple[str | TracedNumber, ...]


@dataclass(frozen=True, slots=True)
class NumberTracer:
    """Takes numbers out of a record.

    Attributes
    ----------
    record : mapping
        As ``--json`` prints it.
    """

    record: Mapping[str, Any]

    def value(self, path: str) -> Any:
        """Find what stands at a path."""
        found: Any = self.record
        for key in path.split("."):
            found = found[int(key)] if isinstance(found, Sequence) else found[key]
        return found

    def number(self, path: str, digits: int = 0, *, scale: float = 1.0, sign: bool = False) -> TracedNumber:
        """Write a number out.

        Parameters
        ----------
        path : str
        digits : int
            After the point.
        scale : float
            What it is multiplied by: 1e-6 for millions.
        sign : bool
            Whether a plus stands before what is above 0.

        Examples
        --------
        >>> NumberTracer({"routes": [{"usd": 1_234_567_890.0}]}).number("routes.0.usd", scale=1e-6).text
        '1,235'
        """
        value = self.value(path)
        if value is None or not math.isfinite(value):
            return TracedNumber(path, None, MISSING)
        written = f"{value * scale:{'+' if sign else ''},.{digits}f}"
        # What rounds to nothing has no sign; elsewhere a minus is a minus, not a hyphen.
        if not written.strip("+-0.,"):
            written = written.lstrip("+-")
        return TracedNumber(path, float(value), written.replace("-", "−"))

    def size(self, path: str, digits: int = 0) -> TracedNumber:
        """Write a number out without its sign, which words tell."""
        quote = self.number(path, digits)
        return TracedNumber(path, quote.value, quote.text.lstrip("−"))


def phrase(text: str, *parts: str | TracedNumber | Phrase) -> Phrase:
    """Put parts in the places of ``{}`` in a text.

    Examples
    --------
    >>> spoken(phrase("{} is {} km long", "It", TracedNumber("routes.0.length_km", 12.3, "12")))
    'It is 12 km long'
    """
    pieces = text.split("{}")
    out: list[str | TracedNumber] = [pieces[0]]
    for part, piece in zip(parts, pieces[1:], strict=True):
        out.extend(part if isinstance(part, tuple) else (part,))
        out.append(piece)
    return tuple(each for each in out if each != "")


def joined(phrases: Sequence[Phrase], between: str, last: str | None = None) -> Phrase:
    """Join phrases, the last perhaps by another word."""
    out: list[str | TracedNumber] = []
    for number, each in enumerate(phrases):
        if number:
            out.append(last if last is not None and number == len(phrases) - 1 else between)
        out.extend(each)
    return tuple(out)


def spoken(said: Phrase) -> str:
    """Give the words alone."""
    return "".join(each if isinstance(each, str) else each.text for each in said)
