"""What the headings of a table say: which column holds which part of which angle, and which other facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from routeplan.geo.position_text import Axis
from routeplan.io.position_list import vocabulary as words_for
from routeplan.io.position_list.tables import cell
from routeplan.io.position_list.vocabulary import AXES, Words, plain, words_of

Role: TypeAlias = Literal["whole", "degrees", "minutes", "seconds", "hemisphere", "blank"]
Side: TypeAlias = Literal["", "from", "to"]

_OTHER_LENGTHS = frozenset({"cable", "slack", "off", "offset", "shore", "coast"})
_NOT_A_POSITION = frozenset(
    [
        "km", "nm", "mi", "miles", "metres", "meter", "meters", "m", "depth", "tiefe", "dybde", "gradient", "name",
        "description", "text", "label",
    ]
)  # fmt: skip
_DASH = re.compile(r"(?<=[^\W\d_])\s+-\s+(?=[^\W\d_])")  # "Longitude - West"
_SIGNED = re.compile(r"negativ|minus|[+-]\s*[=(]?\s*[a-zø]|[=:]\s*[+-]|\b[ewns]\s*[+-]|[+-]\s*(?:180|90)")
# "positive west", "(+W)", "(W = +)": the hemisphere of numbers without a sign.
_POSITIVE = re.compile(r"positiv|\+\s*=?\s*[ewnsvo]|\b(?:[ewnsvo]|west|south|sud|ouest)\s*=?\s*\+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a column with a part of a position.

    Attributes
    ----------
    column : int
    text : str
        As written.
    axis : "latitude" or "longitude"
    role : str
        Which part of the angle: the whole, degrees, minutes, seconds, hemisphere, or blank if it does not say.
    hemisphere : {"", "N", "S", "E", "W"}
        Hemisphere that the heading names for all values.
    side : {"", "from", "to"}
        End of a leg.
    """

    column: int
    text: str
    axis: Axis
    role: Role
    hemisphere: str
    side: Side


def read_headings(cells: Sequence[str]) -> list[Heading]:
    """Read the headings of a row that name parts of a position, from left to right."""
    found: list[Heading] = []
    current: Axis | None = None
    side: Side = ""
    axes = _axes_by_letters(cells)
    for column in range(len(cells)):
        text = cell(cells, column)
        words = words_of(text)
        axis, hemisphere = _axis(text, words)
        axis = axes.get(column, axis)
        if axis is None and (words <= _PARTS):
            axis = current  # a heading that spans several columns, or the column after it
        current = axis
        side = _side(words) or side
        if axis is not None:
            role = _role(text, words)
            found.append(
                Heading(column, text, axis, role, hemisphere or _hemisphere(text, words, axis), side)
            )
    if not any(letter.isdigit() for text in cells for letter in text):
        found = found or _unnamed_axes(cells)
    return _seconds_not_south(_sides_that_are_both_there(found))


def find_pair_heading(cells: Sequence[str]) -> list[int]:
    """Find columns whose heading may stand over whole positions."""
    columns = []
    for column in range(len(cells)):
        words = words_of(cell(cells, column))
        if any(map(str.isdigit, cell(cells, column))):
            continue
        both = all(words & AXES[axis] for axis in AXES)
        if both or words & words_for.PAIRS:
            columns.append(column)
    return columns


def find_facts(cells: Sequence[str], taken: set[int]) -> dict[str, int]:
    """Name the columns that hold other facts: the event, distances, slack, cable type, route, number, datum."""
    facts: dict[str, int] = {}
    for column in range(len(cells)):
        text = cell(cells, column)
        if column not in taken and (fact := _fact(words_of(text), text)) is not None:
            facts.setdefault(fact, column)
    return facts


def is_headings_only(cells: Sequence[str]) -> bool:
    """Say whether a row has words of headings and no number: a second row of headings."""
    filled = [text for text in map(str.strip, cells) if text]
    return bool(filled) and not any(letter.isdigit() for text in filled for letter in text)


def merge_heading_rows(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Join two rows of headings cell by cell; a cell that spans several stands over those that are blank."""
    merged, above = [], ""
    for column in range(max(len(first), len(second))):
        own, below = cell(first, column), cell(second, column)
        words = words_of(below)
        above = own or (above if below and words and words <= _BELOW else "")
        joined = words <= _BELOW or (own and words <= frozenset(words_for.UNITS))
        merged.append(f"{above} {below}".strip() if joined else own or below)
    return merged


_PARTS: Words = (
    words_for.DEGREES | words_for.MINUTES | words_for.SECONDS | words_for.HEMISPHERE
    | frozenset(words_for.PAIRS_OF_HEMISPHERES) | frozenset({"n", "s", "e", "w"})
)  # fmt: skip
_FORMATS: Words = words_for.WHOLE
HEMISPHERE_NAMES: Words = frozenset(word for word in words_for.HEMISPHERE_WORDS if len(word) > 3)
_BELOW: Words = _PARTS | _FORMATS | HEMISPHERE_NAMES  # words of a second row of headings
KNOWN_WORDS: Words = (
    AXES["latitude"] | AXES["longitude"] | _PARTS | _FORMATS | frozenset(words_for.HEMISPHERE_WORDS)
    | frozenset(words_for.CHARACTERS) | words_for.FROM | words_for.TO | words_for.PAIRS | words_for.POSITIONS
    | words_for.NEUTRAL
)  # fmt: skip


def _axis(text: str, words: Words) -> tuple[Axis | None, str]:
    """Name the axis of a heading, and the hemisphere where its characters name both."""
    found = next((named for term, named in words_for.CHARACTERS.items() if term in text), None)
    if found is not None:
        return found
    if words & _NOT_A_POSITION - words_for.MINUTES and not words & (
        words_for.DEGREES | {"lat", "lon", "latitude", "longitude"}
    ):
        return None, ""  # German "Länge (km)" is a distance
    named = [axis for axis, names in AXES.items() if words & names]
    if len(named) == 1:
        return named[0], ""
    letters = next(
        (words_for.PAIRS_OF_HEMISPHERES[word] for word in words if word in words_for.PAIRS_OF_HEMISPHERES),
        None,
    )
    return (None if named else letters), ""


def _role(text: str, words: Words) -> Role:
    for term in words_for.CHARACTERS:
        text = text.replace(term, " ")
    words = words_of(text) if any(char in text for char in "度分秒半") else words
    if not words:
        return "blank" if not text.strip() else "degrees"
    if words & words_for.HEMISPHERE or "半球" in text:
        return "hemisphere"
    if words & words_for.PACKED:
        return "whole"
    degrees = bool(words & words_for.DEGREES) or "度" in text
    minutes = bool(words & words_for.MINUTES) or "分" in text
    if not degrees and (minutes or words & words_for.SECONDS or "秒" in text):
        return "minutes" if minutes else "seconds"
    if (degrees and minutes) or words & _FORMATS:
        return "whole"
    names_axis = any(words & names for names in AXES.values())
    letters = words & frozenset(words_for.PAIRS_OF_HEMISPHERES) and not degrees
    # "Lat NS" is a column of letters, "Lat (N/S)" one of angles with letters.
    alone = not names_axis or (re.search(r"[(\[]", text) is None and len(words) == 2)
    return "hemisphere" if letters and alone else "degrees"


def _hemisphere(text: str, words: Words, axis: Axis) -> str:
    """Read a hemisphere in a heading that holds for all values; none where it explains the sign."""
    lowered = _DASH.sub(" ", plain(text))
    letters = {words_for.HEMISPHERE_WORDS[word] for word in words if word in words_for.HEMISPHERE_WORDS}
    if "o" in words and not letters & {"E", "W"}:  # not "Longitude Ouest (O)"
        letters.add("E" if words & {"lange", "ost"} else "W" if words & {"longitud", "longitudine"} else "O")
    letters &= {"N", "S"} if axis == "latitude" else {"E", "W", "O"}
    if len(letters) != 1 or (_SIGNED.search(lowered) and not _POSITIVE.search(lowered)):
        return ""
    return letters.pop()


def _side(words: Words) -> Side:
    if words & words_for.FROM:
        return "from"
    return "to" if words & words_for.TO else ""


def _sides_that_are_both_there(headings: list[Heading]) -> list[Heading]:
    """Keep the ends of legs where both have both angles; otherwise the words mean something else."""
    ends = {(heading.axis, heading.side) for heading in headings}
    if all((axis, side) in ends for axis in AXES for side in ("from", "to")):
        return headings
    return [replace(heading, side="") for heading in headings]


def _seconds_not_south(headings: list[Heading]) -> list[Heading]:
    """Read "Lat S" as a hemisphere where no column has minutes, and as seconds after one that has."""
    out = []
    for heading in headings:
        minutes = any(other.axis == heading.axis and other.role == "minutes" for other in headings)
        only_letter = words_of(heading.text) - AXES["latitude"] - AXES["longitude"] == {"s"}
        changed = heading
        if only_letter and heading.axis == "latitude" and not minutes:
            changed = replace(heading, role="degrees", hemisphere="S")
        elif heading.role == "seconds" and heading.hemisphere == "S":
            changed = replace(heading, hemisphere="")
        out.append(changed)
    return out


def _axes_by_letters(cells: Sequence[str]) -> dict[int, Axis]:
    """Name the axes of Deg, Min, N/S, Deg, Min, E/W: that of the letters which follow, as no heading names one."""
    words = [words_of(cell(cells, column)) for column in range(len(cells))]
    if any(word & names for word in words for names in AXES.values()):
        return {}
    axes: dict[int, Axis] = {}
    waiting: list[int] = []
    for column, own in enumerate(words):
        letters = next(
            (words_for.PAIRS_OF_HEMISPHERES[w] for w in own if w in words_for.PAIRS_OF_HEMISPHERES), None
        )
        if letters is not None and waiting:
            axes |= dict.fromkeys(waiting, letters)
            waiting = []
        elif own and own <= _PARTS and letters is None:
            waiting.append(column)
    return {} if waiting else axes


def _unnamed_axes(cells: Sequence[str]) -> list[Heading]:
    """Read headings such as Deg, Min, N/S, Deg, Min, E/W, or N and W alone, or X and Y."""
    words = [words_of(cell(cells, column)) for column in range(len(cells))]
    letters = [next(iter(w)) if len(w) == 1 else "" for w in words]
    out: list[Heading] = []
    for north, south_or_north in (("y", "y"), ("n", "s")):
        lat = [i for i, letter in enumerate(letters) if letter in (north, south_or_north)]
        lon = [i for i, letter in enumerate(letters) if letter in (("x",) if north == "y" else ("e", "w"))]
        if len(lat) == len(lon) == 1 and not out:
            for axis, column in (("latitude", lat[0]), ("longitude", lon[0])):
                letter = "" if north == "y" else letters[column].upper()
                out.append(Heading(column, cell(cells, column), axis, "degrees", letter, ""))  # type: ignore[arg-type]
    return sorted(out, key=lambda heading: heading.column)


def _fact(words: Words, text: str) -> str | None:  # noqa: PLR0911
    """Name the fact in a column other than the position; None if it is not used."""
    if "legs" in words:
        return "legs"
    if words & words_for.EVENTS:
        return "event"
    if "slack" in words:
        return "slack_pct" if "%" in text or not words & {"km", "m"} else None
    if words >= {"cable", "type"}:
        return "cable_type"
    if "cable" in words and words & {"length", "distance"} and not words & words_for.SUMMED:
        return "leg_cable_km"
    if (detail := _detail(words)) is not None:
        return detail
    if words & {"datum", "geodetic"} and not words & {"date"}:
        return "datum"
    if words & words_for.ROUTES and words <= words_for.ROUTES | words_for.IDENTITY:
        return "route"
    if words & words_for.SEGMENTS and words <= words_for.SEGMENTS | words_for.IDENTITY:
        return "segment"
    if words and words <= words_for.POSITIONS:
        return "number"
    return _distance(words)


def _detail(words: Words) -> str | None:
    """Name a fact of the cable or the seabed that is kept as the file has it."""
    if words & words_for.BEARINGS:
        return "bearing_end_deg" if words & {"end", "arrival"} else "bearing_start_deg"
    if words & words_for.SLOPES:
        return "slope_across_deg" if words & words_for.ACROSS else "slope_along_deg"
    kinds = (
        (words_for.BURIAL, "burial_m"), (words_for.DEPTHS, "depth_m"), (words_for.WATERS, "jurisdiction"),
        (words_for.REMARKS, "remarks"),
    )  # fmt: skip
    return next((fact for names, fact in kinds if words & names), None)


def _distance(words: Words) -> str | None:
    """Name a column of distances between positions, with its unit; others are distances to a shore or a cable."""
    units = {words_for.UNITS[word] for word in words if word in words_for.UNITS}
    unit = next((unit for unit in ("nm", "km", "m") if unit in units), "miles" if "miles" in words else "km")
    if words & words_for.SUMMED:
        kind = "cumulative_cable" if "cable" in words else "cumulative"
        return f"{kind}_{'nm' if unit == 'miles' else unit}"
    elsewhere = words & {"to", "from"} and not words & {"next", "previous", "prev", "last"}
    if words & words_for.DISTANCES and unit != "miles" and not elsewhere and not words & _OTHER_LENGTHS:
        return f"distance_{unit}"
    return None
