"""Angles and pairs of angles in a cell, in words and letters of several languages, packed or with decimal commas."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, TypeAlias

from routeplan.errors import UsageError
from routeplan.geo.position_text import Axis, parse_angle
from routeplan.io.position_list.vocabulary import HEMISPHERE_WORDS, plain

Packing: TypeAlias = Literal["none", "minutes", "seconds"]

LETTERS: dict[Axis, str] = {"latitude": "NS", "longitude": "EW"}
_UNITS = re.compile(
    r"(?<=[\d.,])\s*(?:degrees|degree|degs|deg|grader|graden|grad|градусов|град|minutes|minute|mins|min|seconds|"
    r"second|secs|sec|[dm°'\"度分秒:])(?=[\s\d.,°'\"]|$|[^\W\d_])"
)
_RUSSIAN = re.compile(r"([сю])\s*\.?\s*ш\.?|([вз])\s*\.?\s*д\.?")
_CHINESE = re.compile(r"([北南])[緯纬]|([東东西])[経经]")
_WORD = re.compile(r"[^\W\d_]+")
_PACKED = re.compile(r"([+-]?)(\d{3,7}(?:\.\d*)?)\s*([NSEW]?)|([NSEW])\s*(\d{3,7}(?:\.\d*)?)")
_EASTERN_O = frozenset({"ost", "lange", "breite", "langengrad", "laenge", "breitengrad", "øst"})


def canonical(text: str, *, letter_o: str = "") -> str:
    """Write an angle with blanks between its parts, a decimal point, and one hemisphere letter of N, S, E, W at its end.

    Parameters
    ----------
    text : str
    letter_o : {"", "E", "W"}
        Hemisphere that O stands for: Ost, or ouest and oeste.

    Examples
    --------
    >>> canonical("9,05 West"), canonical("53°N 16.2'"), canonical("67°16′48″ с. ш.")
    ('9.05 W', '53 16.2 N', '67 16 48 N')
    """
    plain_text = plain(unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-"))
    plain_text = _RUSSIAN.sub(lambda match: match[1] or match[2], plain_text)
    plain_text = _CHINESE.sub(lambda match: match[1] or match[2], plain_text)
    plain_text = re.sub(r"(?<=\d),(?=\d)|(?<=\d),$", ".", plain_text.strip())
    plain_text = re.sub(r"(?<=[\d.\s°'\"])s(?=\s*\d)", " ", plain_text) if "m" in plain_text else plain_text
    for _ in range(3):
        plain_text = _UNITS.sub(" ", plain_text)
    plain_text = re.sub(r"[°'\"]", " ", plain_text)
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = match[0]
        letter = letter_o if word == "o" and letter_o else HEMISPHERE_WORDS.get(word, "")
        if not letter:
            return word.upper()
        found.append(letter)
        return " "

    rest = " ".join(_WORD.sub(take, plain_text).replace(". ", " ").strip(" ,;").split())
    return " ".join(filter(None, (rest, *found)))


def read_angle(text: str, axis: Axis, *, packing: Packing = "none") -> float:
    """Read an angle that :func:`canonical` wrote.

    Raises
    ------
    UsageError
        If it is not an angle of this axis.

    Examples
    --------
    >>> round(read_angle("6716.80 N", "latitude", packing="minutes"), 6)
    67.28
    """
    if packing != "none":
        return _read_packed(text, axis, seconds=packing == "seconds")
    match = re.fullmatch(r"(.*\d)\s+([NSEW])", text)
    return parse_angle(f"{match[1]} {match[2]}" if match else text, axis)


def find_packing(lat: Sequence[str], lon: Sequence[str]) -> Packing:
    """Say whether angles are packed: DDMM.mmm or DDMMSS.s in a number, all of them and some beyond 90 degrees.

    Examples
    --------
    >>> find_packing(["5316.2 N"], ["903.0 W"]), find_packing(["95"], ["10"])
    ('minutes', 'none')
    """
    if not (lat and lon):
        return "none"
    numbers = [[_packed_number(text) for text in texts] for texts in (lat, lon)]
    if any(number is None for column in numbers for number in column):
        return "none"
    largest = max(abs(number) for number in numbers[0] if number is not None)
    for packing in ("minutes", "seconds"):
        try:
            for texts, axis in ((lat, "latitude"), (lon, "longitude")):
                for text in texts:
                    _read_packed(text, axis, seconds=packing == "seconds")  # type: ignore[arg-type]
        except UsageError:
            continue
        if largest > (10_000 if packing == "seconds" else 100):
            return packing  # type: ignore[return-value]
    return "none"


def split_pair(text: str) -> tuple[str, str, bool] | None:
    """Split a cell with two angles: first, second, and whether letters say that the first is the longitude.

    Examples
    --------
    >>> split_pair("53 16.200N 9 3.000W"), split_pair("-9,05 53,27"), split_pair("53.27; -9.05")
    (('53 16.200 N', '9 3.000 W', False), ('-9.05', '53.27', False), ('53.27', '-9.05', False))
    """
    point = re.fullmatch(r"\s*(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+([^\s)]+).*\)\s*", text, re.IGNORECASE)
    if point is not None:
        return point[1], point[2], True
    inner = text.strip().strip("()[]")
    for pattern in (r"\s*[;/|]\s*", r",\s+", r"(?<=\d),(?=[+-])", r"\s*,\s*", r"\s{2,}", r"\s+(?=[+-])"):
        parts = re.split(pattern, inner)
        if len(parts) == 2 and all(any(map(str.isdigit, part)) for part in parts):
            return _ordered(canonical(parts[0]), canonical(parts[1]))
    whole = plain(inner)
    letters = [m for m in _WORD.finditer(whole) if m[0] in HEMISPHERE_WORDS]
    if len(letters) == 2:
        leading = not any(map(str.isdigit, whole[: letters[0].start()]))
        at = letters[1].start() if leading else letters[0].end()
        return _ordered(canonical(inner[:at]), canonical(inner[at:])) if len(whole) == len(inner) else None
    parts = inner.split()
    return _ordered(canonical(parts[0]), canonical(parts[1])) if len(parts) == 2 else None


def meaning_of_o(texts: Sequence[str], headings: Sequence[str]) -> str:
    """Say which hemisphere O is, from the other letters and the headings: E, W, or empty if nothing tells."""
    words = {word for text in texts for word in _WORD.findall(plain(text))}
    if "o" not in words:
        return ""
    if words & {"w", "west", "v", "vest"}:
        return "E"
    if words & {"e", "est", "este"}:
        return "W"
    said = {word for heading in headings for word in _WORD.findall(plain(heading))}
    return "E" if said & _EASTERN_O else "W" if said & {"ouest", "oeste", "longitud", "longitudine"} else ""


def _ordered(first: str, second: str) -> tuple[str, str, bool] | None:
    if not (any(map(str.isdigit, first)) and any(map(str.isdigit, second))):
        return None
    return first, second, first[-1] in "EW" or second[-1] in "NS"


def _packed_number(text: str) -> float | None:
    match = _PACKED.fullmatch(text) or re.fullmatch(r"([+-]?)(\d{1,2}(?:\.\d*)?)\s*([NSEW]?)", text)
    return None if match is None else float(match[2])


def _read_packed(text: str, axis: Axis, *, seconds: bool) -> float:
    match = re.fullmatch(r"([+-]?)(\d+(?:\.\d*)?)\s*([NSEW]?)", text)
    if match is None:
        raise UsageError(f'{axis} "{text}" is not packed; write every position as DDMM.mmm')
    number = float(match[2])
    minutes, rest = divmod(number, 100.0)
    whole, fraction = re.fullmatch(r"(\d+)(\.\d*)?", match[2]).groups(default="")  # type: ignore[union-attr]
    if seconds:
        digits = whole.zfill(6)
        plain_text = f"{match[1]}{digits[:-4]} {digits[-4:-2]} {digits[-2:]}{fraction}"
    else:
        digits = whole.zfill(4)
        plain_text = f"{match[1]}{digits[:-2]} {digits[-2:]}{fraction}"
    del minutes, rest
    return parse_angle(f"{plain_text} {match[3]}".strip(), axis)
