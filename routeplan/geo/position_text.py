"""Positions as text: read what users and position lists write, write what charts print."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from routeplan.errors import UsageError

Axis: TypeAlias = Literal["latitude", "longitude"]

_HEMISPHERES: dict[Axis, str] = {"latitude": "NS", "longitude": "EW"}
_LIMITS: dict[Axis, float] = {"latitude": 90.0, "longitude": 360.0}  # some charts count eastward all round
_MARKS = str.maketrans(dict.fromkeys("°º˚'’′\"”″:", " ") | {"−": "-", "–": "-"})
_SPLIT_DECIMALS = (  # 16'.2 and 16.'2 of charts and pilots are 16.2'
    re.compile(r"(\d)([°º˚'’′\"”″])\s?\.(\d+)(?!\d|['’′\"”″])"),
    re.compile(r"(\d)(['’′\"”″]),(\d+)(?!\d|['’′\"”″])"),
    re.compile(r"(\d)\.([°º˚'’′\"”″])(\d+)(?!\d|['’′\"”″])"),
)
_PART = r"(\d+(?:\.\d*)?|\.\d+)"
# Minutes and seconds begin with a digit: "53 .27" is either 53.27 degrees, torn apart, or 0.27 minutes.
_SIXTIETHS = r"(?:\s+(\d+(?:\.\d*)?))?"
_ANGLE = re.compile(rf"([NSEW]?)\s*([+-]?)\s*{_PART}{_SIXTIETHS}{_SIXTIETHS}\s*([NSEW]?)")
_POSITION = re.compile(r"[\d\s.,+−–\-NSEW°º˚'’′\"”″:]+")
# Two angles with a comma between them, or a hemisphere letter after or before each.
_PAIRS = (
    re.compile(r"([^,]*\d[^,]*),([^,]*\d[^,]*)"),
    re.compile(r"([^NSEW,]+[NSEW])([^NSEW,]+[NSEW])"),
    re.compile(r"([NSEW][^NSEW,]+)([NSEW][^NSEW,]+)"),
)
# What is longer is no position, and the patterns above would take hours to say so of 100,000 digits.
_LONGEST = 200
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_GIVE_POSITION = "give LAT,LON with decimal points such as 67.28,14.40 or 67 16.8N,14 24E"
_EXAMPLES: dict[Axis, str] = {
    "latitude": "give -90 to 90 degrees such as 67.28, 67 16.80 N or -67.28",
    "longitude": "give -180 to 180 degrees such as 14.40, 14 24.00 E or -14.40",
}


def is_position(text: str) -> bool:
    """Whether a text is meant as a position: digits, marks and the letters of the hemispheres, nothing else.

    Examples
    --------
    >>> is_position("53 16.2N 9 3W"), is_position("Halifax, CA"), is_position("95,0")
    (True, False, True)
    """
    return _POSITION.fullmatch(text.upper()) is not None and any(letter.isdigit() for letter in text)


def with_decimals_joined(text: str) -> str:
    r"""Write decimals that stand behind the mark of their unit before it.

    Examples
    --------
    >>> with_decimals_joined("53°16'.2 N"), with_decimals_joined("53°16.'2 N"), with_decimals_joined("53°16'12")
    ("53°16.2' N", "53°16.2' N", "53°16'12")
    """
    for pattern in _SPLIT_DECIMALS:
        text = pattern.sub(lambda match: f"{match[1]}.{match[3]}{match[2]}", text)
    return text


def parse_position(text: str) -> tuple[float, float]:
    """Read a latitude and a longitude, in this order: decimal degrees, or degrees and minutes with hemispheres.

    Parameters
    ----------
    text : str
        ``67.28,14.40``, ``57.1N,2.1W``, ``57.1 N 2.1 W``, ``53 16.2N 9 3W``, ``53°16.2'N 9°03'W``. A comma, or a
        hemisphere letter, separates the two. Decimals have a point.

    Returns
    -------
    lon, lat : float
        Degrees, in the order used in Python.

    Raises
    ------
    UsageError
        If the text is not two angles, the longitude comes first, or an angle is out of range.

    Examples
    --------
    >>> parse_position("53.27,-9.05"), parse_position("53 16.2N 9 3W")
    ((-9.05, 53.27), (-9.05, 53.27))
    """
    plain = with_decimals_joined(text[: _LONGEST + 1]).upper().translate(_MARKS).strip()
    matches = (form.fullmatch(plain) for form in _PAIRS)
    pair = next((found for found in matches if found), None) if len(text) <= _LONGEST else None
    if pair is None:
        raise UsageError(f'"{text}" is not a position; {_GIVE_POSITION}')
    first, second = (part.strip() for part in pair.groups())
    _check_hemispheres(text, first, second)
    try:
        lat, lon = parse_angle(first, "latitude"), parse_angle(second, "longitude")
    except UsageError as error:
        if not (_DECIMAL.fullmatch(first) and _DECIMAL.fullmatch(second)):
            raise UsageError(f'"{text}" is not a position: {error}') from error
        lat, lon = float(first), float(second)
    if not (abs(lat) <= 90.0 and abs(lon) <= 180.0):
        swapped = f"; did you mean {second},{first}?" if abs(lat) <= 180.0 and abs(lon) <= 90.0 else ""
        raise UsageError(
            f'"{text}" is not a position; give latitude -90..90, then longitude -180..180{swapped}'
        )
    return lon, lat


def parse_angle(text: str, axis: Axis, *, decimal_comma: bool = False) -> float:
    """Read degrees, or degrees with minutes and seconds, with a sign or a hemisphere.

    Parameters
    ----------
    text : str
    axis : {"latitude", "longitude"}
    decimal_comma : bool
        Whether a comma separates the decimals.

    Returns
    -------
    float
        Degrees, south and west negative. A longitude without hemisphere may count eastward to 360.

    Raises
    ------
    UsageError
        If the text is not an angle, or is out of range.

    Examples
    --------
    >>> round(parse_angle("67°16.80'N", "latitude"), 6), parse_angle("9 3 0 W", "longitude")
    (67.28, -9.05)
    """
    plain = with_decimals_joined(text[: _LONGEST + 1]).upper().translate(_MARKS).strip()
    plain = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " ", plain)  # 67-16.80N
    match = _ANGLE.fullmatch(plain.replace(",", ".") if decimal_comma else plain)
    if match is not None and len(text) <= _LONGEST:
        before, sign, degrees, minutes, seconds, after = match.groups(default="")
        parts = [float(part) for part in (degrees, minutes, seconds) if part]
        value = sum(part / 60.0**power for power, part in enumerate(parts))
        whole = all(part.is_integer() for part in parts[:-1]) and all(part < 60 for part in parts[1:])
        hemisphere = before or after
        one_sign = not (before and after) and not (hemisphere and sign) and hemisphere in _HEMISPHERES[axis]
        if whole and one_sign and value <= (180.0 if hemisphere else 360.0) and value <= _LIMITS[axis]:
            return -value if sign == "-" or hemisphere in ("S", "W") else value
    raise UsageError(f'{axis} "{text}" is not valid; {_EXAMPLES[axis]}')


def _check_hemispheres(text: str, first: str, second: str) -> None:
    """Refuse a longitude before a latitude, and a hemisphere that is left to guess."""
    letters = tuple(
        "".join(one for one in part[0] + part[-1] if not (one.isdecimal() or one in ".+- "))
        for part in (first, second)
    )
    if letters[0] in {"E", "W"} and letters[1] in {"N", "S"}:
        raise UsageError(f'"{text}" has the longitude first; give the latitude first: {second},{first}')
    for part, letter in zip((first, second), letters, strict=True):
        if any(letters) and not letter and part[0] not in "+-":
            raise UsageError(
                f'"{text}" has a hemisphere for one angle only; give both, with decimal points: 57.1N,2.1W'
            )


def format_latlon(lon: float, lat: float, decimals: int = 4) -> str:
    """Write ``LAT,LON`` as `parse_position` reads it.

    Examples
    --------
    >>> format_latlon(-9.05, 53.27, 2)
    '53.27,-9.05'
    """
    return f"{lat:.{decimals}f},{lon:.{decimals}f}"


def format_position(lon: float, lat: float, decimals: int | None = 1, *, sign: str = "") -> str:
    """Write a position as charts print it.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    decimals : int, optional
        None writes as many as there are, of six digits in all.
    sign : str
        Degree sign, where wanted.

    Examples
    --------
    >>> format_position(-95.3, 74.1), format_position(-168.9, 65.9, sign="°")
    ('74.1N 95.3W', '65.9°N 168.9°W')
    >>> format_position(14.4, 67.28, decimals=None)
    '67.28N 14.4E'
    """
    north, east = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
    digits = "g" if decimals is None else f".{decimals}f"
    return f"{abs(lat):{digits}}{sign}{north} {abs(lon):{digits}}{sign}{east}"


def format_meridian(lon: float) -> str:
    """Write the label of a meridian; 0 and 180 have no hemisphere.

    Examples
    --------
    >>> format_meridian(-45.0), format_meridian(-180.0), format_meridian(0.0)
    ('45°W', '180°', '0°')
    """
    hemisphere = "" if lon in (0.0, -180.0, 180.0) else "W" if lon < 0 else "E"
    return f"{abs(lon):g}°{hemisphere}"
