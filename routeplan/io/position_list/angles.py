"""Angles and pairs of angles in a cell, in words and letters of several languages, packed or with decimal commas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from routeplan.errors import UsageError
from routeplan.geo.position_text import Axis, parse_angle, with_decimals_joined
from routeplan.io.position_list.vocabulary import HEMISPHERE_WORDS, plain, words_of

Packing: TypeAlias = Literal["none", "minutes", "seconds"]

_UNITS = re.compile(
    r"(?<=[\d.,])\s*(?:degrees|degree|degs|deg|grader|graden|grad|градусов|град|minutes|minute|mins|min|seconds|"
    r"second|secs|sec|[dm°'\"度分秒:])(?=[\s\d.,°'\"]|$|[^\W\d_])"
)
_LETTERED = re.compile(  # 67d16m48s: the s is of seconds, not of south
    r"(\d+)\s*d(?:eg)?\s*(\d+(?:\.\d*)?)\s*m(?:in)?\s*(?:(\d+(?:\.\d*)?)\s*s(?:ec)?(?![^\W\d_]{2}))?"
)
_RUSSIAN = re.compile(r"([сю])\s*\.?\s*ш\.?|([вз])\s*\.?\s*д\.?")
_CHINESE = re.compile(r"([北南])[緯纬]|([東东西])[経经]")
_WORD = re.compile(r"[^\W\d_]+")
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]\d{1,2}")
_PACKED = re.compile(r"([+-]?)(\d{3,7}(?:\.\d*)?)\s*([NSEW]?)|([NSEW])\s*(\d{3,7}(?:\.\d*)?)")
_PLAIN = re.compile(r"[+-]?[\d.]+([\s-]+[\d.]+){0,2}(\s+[NSEWO])?")
_MINUS = "-−–"
_LAT: Axis = "latitude"
_LON: Axis = "longitude"
_LEAST_PACKED: dict[Packing, float] = {"minutes": 100.0, "seconds": 10_000.0}  # some latitude is larger
_WESTERN_O = frozenset(
    [
        "ouest",
        "oeste",
        "longitud",
        "longitudine",
        "evenement",
        "profondeur",
        "longueur",
        "remarques",
        "remarque",
        "numero",
        "pente",
        "evento",
        "profundidad",
    ]
)
_EASTERN_O = frozenset({"ost", "lange", "breite", "langengrad", "laenge", "breitengrad", "øst"})


def canonical(text: str, *, letter_o: str = "") -> str:
    """Write an angle with blanks between its parts, a decimal point, and its hemisphere as N, S, E or W at the end.

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
    if _EXPONENT.fullmatch(text.strip()):  # 1e-05 of a program; its e is not east
        return np.format_float_positional(float(text), trim="-")
    plain_text = with_decimals_joined(plain(text))
    plain_text = _RUSSIAN.sub(lambda match: match[1] or match[2], plain_text)
    plain_text = _CHINESE.sub(lambda match: match[1] or match[2], plain_text)
    plain_text = re.sub(r"(?<=\d),(?=\d)|(?<=\d),$", ".", plain_text.strip())
    plain_text = _LETTERED.sub(lambda match: f"{match[1]} {match[2]} {match[3] or ''} ", plain_text)
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
    for packing, least in _LEAST_PACKED.items():
        if largest > least and all(
            _is_packed(texts, axis, packing) for texts, axis in ((lat, _LAT), (lon, _LON))
        ):
            return packing
    return "none"


def split_pair(text: str) -> tuple[str, str, bool] | None:
    """Split a cell with two angles: first, second, and whether letters say that the first is the longitude.

    Examples
    --------
    >>> split_pair("53 16.200N 9 3.000W"), split_pair("-9,05 53,27"), split_pair("53.27; -9.05")
    (('53 16.200 N', '9 3.000 W', False), ('-9.05', '53.27', False), ('53.27', '-9.05', False))
    """
    point = re.fullmatch(
        r"\s*(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*(\S+)\s+([^\s)]+).*\)\s*", text, re.IGNORECASE
    )
    if point is not None:
        return point[1], point[2], True
    inner = text.strip().strip("()[]")
    for pattern in (r"\s*[;/|]\s*", r",\s+", r"(?<=\d),(?=[+-])", r"\s*,\s*", r"\s{2,}", r"\s+(?=[+-])"):
        parts = re.split(pattern, inner)
        if len(parts) == 2 and all(any(map(str.isdigit, part)) for part in parts):
            if re.fullmatch(r"\d+,\d+", inner):
                return None  # one angle with a decimal comma, or two: nothing tells
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
    return meaning_of_o_by_headings(headings)


def meaning_of_o_by_headings(headings: Sequence[str]) -> str:
    """Say which hemisphere O is by the language of headings, or the letters that one names beside it.

    Examples
    --------
    >>> meaning_of_o_by_headings(["Lat", "N/S", "Long", "E/O"]), meaning_of_o_by_headings(["Breite", "Länge"])
    ('W', 'E')
    """
    said = {word for heading in headings for word in (*_WORD.findall(plain(heading)), *words_of(heading))}
    for letter, words in (("E", {"ow", "wo"}), ("W", {"eo", "oe"}), ("E", _EASTERN_O), ("W", _WESTERN_O)):
        if said & words:
            return letter
    return ""


def join_parts(parts: Sequence[str]) -> str:
    """Join degrees, minutes and seconds of columns; a sign may stand with the minutes of an angle below one degree.

    Examples
    --------
    >>> join_parts(["0", "-15"]), join_parts(["-53", "-16", "-12"]), join_parts(["53", "-16"])
    ('-0 15', '-53 16 12', '53 (-16)')
    """
    if not any(part[0] in _MINUS for part in parts[1:]):
        return " ".join(parts)
    if parts[0][0] in _MINUS or not parts[0].strip("0., "):
        return "-" + " ".join(part.lstrip(_MINUS) for part in parts)
    return " ".join(f"({part})" if part[0] in _MINUS else part for part in parts)


def _ordered(first: str, second: str) -> tuple[str, str, bool] | None:
    if not (any(map(str.isdigit, first)) and any(map(str.isdigit, second))):
        return None
    if not (_PLAIN.fullmatch(first) and _PLAIN.fullmatch(second)):
        return None
    letters = [part[-1] in "NSEW" for part in (first, second)]
    if letters[0] != letters[1]:
        return None
    return first, second, first[-1] in "EW" or second[-1] in "NS"


def _is_packed(texts: Sequence[str], axis: Axis, packing: Packing) -> bool:
    try:
        for text in texts:
            _read_packed(text, axis, seconds=packing == "seconds")
    except UsageError:
        return False
    return True


def _packed_number(text: str) -> float | None:
    match = _PACKED.fullmatch(text) or re.fullmatch(r"([+-]?)(\d{1,2}(?:\.\d*)?)\s*([NSEW]?)", text)
    return None if match is None else float(match[2])


def _read_packed(text: str, axis: Axis, *, seconds: bool) -> float:
    match = re.fullmatch(r"([+-]?)(\d+(?:\.\d*)?)\s*([NSEW]?)", text)
    if match is None:
        raise UsageError(f'{axis} "{text}" is not packed; write every position as DDMM.mmm')
    whole, point, decimals = match[2].partition(".")
    fraction = point + decimals
    if seconds:
        digits = whole.zfill(6)
        plain_text = f"{match[1]}{digits[:-4]} {digits[-4:-2]} {digits[-2:]}{fraction}"
    else:
        digits = whole.zfill(4)
        plain_text = f"{match[1]}{digits[:-2]} {digits[-2:]}{fraction}"
    return parse_angle(f"{plain_text} {match[3]}".strip(), axis)
