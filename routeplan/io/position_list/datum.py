"""The datum that a file names in its titles, headings or notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from routeplan.geo.datum_shift import shift_to_wgs84
from routeplan.geo.geodesy import FloatArray
from routeplan.io.read_as import WGS84

# Datums that equal WGS 84 to a metre or two on the scale of a corridor.
_SAME = (
    r"(?:wgs[\s_-]*(?:19)?84|etrs[\s_-]*(?:19)?89|itrf\d*|grs[\s_-]*80|nad[\s_-]*83|epsg\W{0,3}(?:4326|4258|4269)|"
    r"jgd[\s_-]*(?:2000|2011)|cgcs[\s_-]*2000|世界測地系|world geodetic system(?: of)?(?: 1984)?)"
)
# EPSG codes of geographic coordinate systems on other datums.
_OTHERS: dict[str, tuple[str, int]] = {
    r"ed[\s_-]*(?:19)?50|european\s+(?:datum\s+)?(?:of\s+)?1950|europaisches datum 1950": ("ED50", 4230),
    r"ed[\s_-]*(?:19)?79": ("ED79", 4668),
    r"ed[\s_-]*(?:19)?87": ("ED87", 4231),
    r"nad[\s_-]*(?:19)?27|north american (?:datum )?(?:of )?1927": ("NAD27", 4267),
    r"osgb[\s_-]*(?:19)?36": ("OSGB36", 4277),
    r"wgs[\s_-]*(?:19)?72": ("WGS 72", 4322),
    r"pulkovo[\s_-]*(?:19)?42|[sc][ck][\s_-]*42|ск[\s_-]*42|пулково": ("Pulkovo 1942", 4284),
    r"tokyo\s+datum|datum\W+tokyo|日本測地系": ("Tokyo", 4301),
    r"ireland\s+(?:19)?65|tm65": ("TM65", 4299),
    r"hjorsey\s*(?:19)?55": ("Hjorsey 1955", 4658),
    r"ngo[\s_-]*(?:19)?48": ("NGO 1948", 4273),
}  # fmt: skip
_ELLIPSOIDS = re.compile(
    r"international\s+1924|hayford|bessel\s*(?:1841)?|clarke\s*18(?:66|80)|krass?ows?ky|airy\s*1830"
)
_CODE = re.compile(r"epsg\W{0,3}(\d{4,5})")
_NEGATED = re.compile(
    r"\b(?:not|no|nicht|kein|ikke|non|pas|converted from|transformed from|from)\s+(?:in|on|the)?\s*$"
)
_UNKNOWN = re.compile(
    r"(?:datum|bezugssystem|syst[eè]me g[eé]od[eé]sique|система координат|sistema de referencia|測地系|測地系統)"
    r"\s*[:=：]\s*([^,;]*[^\W\d_][^,;]*)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,2}[./-]\s*\w+|\b(?:19|20)\d\d\b|jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]"
)


@dataclass(frozen=True, slots=True)
class Datum:
    """A datum by name, and the code of a coordinate system on it; no code where nothing is to be shifted."""

    name: str = WGS84
    epsg: int | None = None
    warning: str = ""


def shifted_to_wgs84(points: FloatArray, datum: Datum) -> tuple[FloatArray, list[str], str]:
    """Shift (n, 2) positions from a datum to WGS 84; give them, what is to be told, and the datum in words."""
    if datum.epsg is None:
        return points, [datum.warning] if datum.warning else [], datum.name
    shifted, operation = shift_to_wgs84(points, datum.epsg)
    if not operation:
        told = f"datum {datum.name} is not shifted: PROJ has no operation for it; convert the list to WGS 84"
        return points, [told], datum.name
    told = f"positions on {datum.name} are shifted to WGS 84 by {operation}"
    return shifted, [told], f"WGS 84, shifted from {datum.name}"


def names_datum(text: str) -> bool:
    """Say whether a text names a datum that is known."""
    lowered = text.casefold()
    return any(
        re.search(pattern, lowered) for pattern in (_SAME, *_OTHERS, _CODE.pattern, _ELLIPSOIDS.pattern)
    )


def find_datum(remarks: Iterable[str]) -> Datum:
    """Find the datum that titles, headings or notes name; WGS 84 without a word.

    Examples
    --------
    >>> find_datum(["Datum: ED50 (International 1924)"]).name, find_datum(["WGS84, not ED50"]).name
    ('ED50', 'WGS 84')
    """
    texts = list(remarks)
    says_same, others, unknown = False, [], ""
    for text in texts:
        lowered = text.casefold()
        same = re.search(rf"(?<![a-z]){_SAME}", lowered)
        says_same |= same is not None and not _NEGATED.search(lowered[: same.start()])
        for pattern, found in _OTHERS.items():
            match = re.search(rf"(?<![a-zа-я])(?:{pattern})(?!\d)", lowered)
            if match is not None and not _NEGATED.search(lowered[: match.start()]) and found not in others:
                others.append(found)
        for code in _CODE.findall(lowered):
            coded = [one for one in _OTHERS.values() if one[1] == int(code)]
            others += [one for one in coded if one not in others]
            unknown = unknown or ("" if coded or same is not None else f"EPSG:{code}")
        ellipsoid = _ELLIPSOIDS.search(lowered)
        unknown = unknown or (ellipsoid[0] if ellipsoid else "")
        named = _UNKNOWN.search(text)
        if named is not None and same is None and not others and not _DATE.search(named[1].casefold()):
            unknown = named[1].strip()
    if says_same and others:
        names = " and ".join(name for name, _ in others)
        return Datum(warning=f"the file names WGS 84 and {names}: read as WGS 84; delete one of the two")
    if len(others) == 1:
        return Datum(*others[0])
    if others:
        names = " and ".join(name for name, _ in others)
        return Datum(
            names, None, f"the file names {names}: not shifted; name one datum, or convert the list to WGS 84"
        )
    if unknown and not says_same:
        return Datum(
            unknown, None,
            f'datum "{unknown[:60]}" is not known: not shifted, positions may be some 100 m off; '
            "convert the list to WGS 84",
        )  # fmt: skip
    return Datum()
