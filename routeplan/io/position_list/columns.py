"""Which columns of a table hold the position: by headings, by choice of the user, or by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routeplan.errors import DataError, UsageError
from routeplan.geo.position_text import Axis, parse_angle
from routeplan.io.position_list.angles import canonical, split_pair
from routeplan.io.position_list.headings import (
    Heading,
    Role,
    find_facts,
    find_pair_heading,
    is_headings_only,
    merge_heading_rows,
    read_headings,
)
from routeplan.io.position_list.tables import NumberedRow, Table, cell, read_number
from routeplan.io.position_list.vocabulary import AXES, words_of

_ORDER: tuple[Role, ...] = ("whole", "degrees", "blank", "minutes", "seconds", "hemisphere")
_SAMPLE = 40  # rows that tell what a column holds


@dataclass(frozen=True, slots=True)
class AngleColumns:
    """Columns that make up one angle, in the order of reading: degrees, minutes, seconds, hemisphere.

    Attributes
    ----------
    columns : tuple of int
    names : tuple of str
        Headings as written.
    hemisphere : {"", "N", "S", "E", "W", "O"}
        Hemisphere that a heading names for all values.
    lettered : int or None
        Column of the hemisphere.
    """

    columns: tuple[int, ...]
    names: tuple[str, ...]
    hemisphere: str = ""
    lettered: int | None = None

    def text(self, cells: Sequence[str]) -> str:
        """Join the cells of a row."""
        return " ".join(filter(None, (cell(cells, column) for column in self.columns)))

    @property
    def label(self) -> str:
        """The headings, for messages."""
        return " + ".join(name or f"column {column + 1}" for name, column in zip(self.names, self.columns, strict=True))


@dataclass(frozen=True, slots=True)
class PositionColumns:
    """Columns of a latitude and a longitude; the same one twice where a cell has both."""

    lat: AngleColumns
    lon: AngleColumns
    lon_first: bool = False

    @property
    def is_pair(self) -> bool:
        """Whether one column has both."""
        return self.lat.columns == self.lon.columns


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are used for.

    Attributes
    ----------
    position : PositionColumns
    to_position : PositionColumns or None
        Of the end of the leg that each row describes.
    others : tuple of PositionColumns
        The same positions in other notations.
    facts : mapping of str to int
        Columns of other facts.
    names : tuple of str
        All headings.
    unused : tuple of str
        Headings of columns of a latitude or longitude that are not used.
    notes : tuple of str
        Warnings about the choice.
    """

    position: PositionColumns
    to_position: PositionColumns | None = None
    others: tuple[PositionColumns, ...] = ()
    facts: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def columns_of_headings(rows: Sequence[NumberedRow], at: int) -> tuple[Columns, int] | None:
    """Read the headings in a row, and in the one below if it has headings too.

    Returns
    -------
    (Columns, int) or None
        And how many rows the headings take; None if they do not name latitude and longitude.
    """
    cells = list(rows[at][1])
    below = rows[at + 1][1] if at + 1 < len(rows) else ()
    taken = 1
    if is_headings_only(cells) and is_headings_only(below) and _says_parts(below):
        merged = merge_heading_rows(cells, below)
        if _is_complete(read_headings(merged)):
            cells, taken = merged, 2
    if any(len(text) > 80 for text in cells) and not _is_complete(read_headings(cells)):
        return None
    headings = read_headings(cells)
    if not _is_complete(headings):
        return None
    if _looks_like_values(headings):
        return None
    sample = [row for _, row in rows[at + taken : at + taken + _SAMPLE]]
    return _assembled(cells, headings, sample), taken


def pair_columns(rows: Sequence[NumberedRow], at: int) -> Columns | None:
    """Find one column with whole positions below a row of headings."""
    cells = list(rows[at][1])
    sample = [row for _, row in rows[at + 1 : at + 1 + _SAMPLE]]
    for column in find_pair_heading(cells):
        values = [cell(row, column) for row in sample if cell(row, column)]
        if not values or split_pair(values[0]) is None:
            continue
        names = words_of(cell(cells, column))
        text = cell(cells, column)
        lon_at, lat_at = (_first_at(text, AXES[axis]) for axis in ("longitude", "latitude"))
        pair = AngleColumns((column,), (text,))
        lon_first = bool(names & AXES["longitude"]) and 0 <= lon_at < lat_at
        return Columns(PositionColumns(pair, pair, lon_first), facts=find_facts(cells, {column}), names=tuple(cells))
    return None


def chosen_columns(choice: Mapping[Axis, str], rows: Sequence[NumberedRow], at: int) -> Columns | None:
    """Take the columns that the user names, from a row of headings that has them all; None if it lacks one.

    Several names for an angle are joined by +, in the order degrees, minutes, seconds, hemisphere.
    """
    cells = [text.strip() for text in rows[at][1]]
    found: dict[Axis, AngleColumns] = {}
    for axis, names in choice.items():
        wanted = [name.strip() for name in names.split("+")] if names not in cells else [names]
        columns = [_column_named(name, cells) for name in wanted]
        if None in columns:
            return None
        indices = tuple(column for column in columns if column is not None)
        headings = {heading.column: heading for heading in read_headings(cells)}
        said = {headings[index].hemisphere for index in indices if index in headings} - {""}
        found[axis] = AngleColumns(indices, tuple(wanted), said.pop() if len(said) == 1 else "")
    used = {column for angle in found.values() for column in angle.columns}
    position = PositionColumns(found["latitude"], found["longitude"])
    return Columns(position, facts=find_facts(cells, used), names=tuple(cells))


def read_choice(text: str) -> dict[Axis, str]:
    """Read ``lat=NAME,lon=NAME``; a name may be the number of a column, several are joined by +.

    Examples
    --------
    >>> read_choice("lat=Y + Ymin,lon=X")
    {'latitude': 'Y + Ymin', 'longitude': 'X'}

    Raises
    ------
    UsageError
        If it does not name both.
    """
    match = re.fullmatch(r"\s*(lat|lon)\s*=\s*(.+?)\s*,\s*(lat|lon)\s*=\s*(.+?)\s*", text)
    if match is None or match[1] == match[3]:
        raise UsageError(f'--columns "{text[:80]}" is not valid; give lat=NAME,lon=NAME with headings of the table')
    named = {match[1]: match[2], match[3]: match[4]}
    return {"latitude": named["lat"], "longitude": named["lon"]}


def columns_without_headings(table: Table) -> Columns | None:
    """Find the columns of positions by what the cells hold; None if nothing tells.

    Raises
    ------
    DataError
        If more than two columns may be an angle.
    """
    rows = [row for _, row in table.rows if sum(any(map(str.isdigit, text)) for text in row) >= 1]
    if len(rows) < 2:
        return None
    width = max(map(len, rows))
    for column in range(width):
        if all(split_pair(cell(row, column)) is not None and _is_pair(cell(row, column)) for row in rows):
            pair = AngleColumns((column,), ("",))
            return Columns(PositionColumns(pair, pair), notes=(f"no headings: column {column + 1} is read as positions, latitude first",))
    found = [
        column
        for column in range(width)
        if all(_is_angle(cell(row, column)) for row in rows) and not _is_counter([cell(row, column) for row in rows])
    ]
    if len(found) < 2:
        return None
    if len(found) > 2:
        which = ", ".join(str(column + 1) for column in found)
        raise DataError(
            f"{table.where}: no headings, and columns {which} may each be an angle; "
            "head them lat and lon, or name them with --columns lat=2,lon=3"
        )
    first, second = found
    letters = [{canonical(cell(row, column))[-1:] for row in rows} for column in found]
    swapped = letters[0] <= {"E", "W"} or letters[1] <= {"N", "S"} or _beyond([cell(row, first) for row in rows])
    lat, lon = (second, first) if swapped else (first, second)
    told = "the letters" if letters[0] <= set("NSEW") else "the values" if swapped else "the order of charts"
    note = f"no headings: column {lat + 1} is read as latitude, column {lon + 1} as longitude, by {told}; if not, use --columns lat={lon + 1},lon={lat + 1}"
    return Columns(PositionColumns(AngleColumns((lat,), ("",)), AngleColumns((lon,), ("",))), notes=(note,))


def _is_complete(headings: Sequence[Heading]) -> bool:
    return {heading.axis for heading in headings} == set(AXES)


def _looks_like_values(headings: Sequence[Heading]) -> bool:
    """Say whether cells that seem to be headings are values: 53 deg 16 min North."""
    return all(any(map(str.isdigit, heading.text)) and canonical(heading.text)[-1:] in "NSEW" for heading in headings if heading.text)


def _says_parts(cells: Sequence[str]) -> bool:
    headings = read_headings(["lat", *cells])
    return any(heading.role in ("minutes", "hemisphere", "seconds") for heading in headings) or any(
        words_of(text) & {"deg", "degrees", "dd", "°", "ddm", "dms"} for text in cells
    ) or _is_complete(headings[1:])


def _assembled(cells: list[str], headings: list[Heading], sample: list[Sequence[str]]) -> Columns:
    ways = {
        (axis, side): _notations([h for h in headings if h.axis == axis and h.side == side], sample)
        for axis in AXES
        for side in ("", "from", "to")
    }
    side = "from" if ways["latitude", "from"] and ways["longitude", "from"] else ""
    lats, lons = ways["latitude", side], ways["longitude", side]
    best = max(range(min(len(lats), len(lons))), key=lambda at: (_preference(lats[at]), -at))
    positions = [PositionColumns(lat, lon) for lat, lon in zip(lats, lons, strict=False)]
    to_position = None
    if side == "from":
        to_position = PositionColumns(ways["latitude", "to"][0], ways["longitude", "to"][0])
    used = {c for p in (*positions, *filter(None, [to_position])) for c in (*p.lat.columns, *p.lon.columns)}
    lonely = [angle.label for angle in (*lats[len(lons) :], *lons[len(lats) :])]
    others = tuple(position for at, position in enumerate(positions) if at != best)
    used |= {heading.column for heading in headings}
    return Columns(
        positions[best], to_position, others, find_facts(cells, used), tuple(cells), unused=tuple(lonely)
    )


def _preference(angle: AngleColumns) -> bool:
    """Prefer the notation that names WGS 84."""
    return any("wgs" in name.casefold() for name in angle.names)


def _notations(headings: list[Heading], sample: list[Sequence[str]]) -> list[AngleColumns]:
    """Group the columns of an axis into angles; a role that is there already begins another notation."""
    groups: list[list[Heading]] = []
    for heading in headings:
        if heading.role == "blank" and not _holds_a_part(heading.column, sample):
            continue
        roles = {other.role for other in groups[-1]} if groups else set()
        begins = not groups or (heading.role in roles and heading.role != "blank")
        begins = begins or (heading.role in ("whole", "degrees") and bool(roles & {"whole", "degrees"}))
        begins = begins or ("whole" in roles and heading.role in ("minutes", "seconds"))
        if begins:
            groups.append([])
        groups[-1].append(heading)
    return [_angle(group) for group in groups if any(h.role not in ("hemisphere", "blank") for h in group)]


def _angle(group: list[Heading]) -> AngleColumns:
    ordered = sorted(group, key=lambda heading: (_ORDER.index(heading.role) if heading.role != "blank" else 2))
    said = {heading.hemisphere for heading in group} - {""}
    lettered = next((heading.column for heading in group if heading.role == "hemisphere"), None)
    return AngleColumns(
        tuple(heading.column for heading in ordered),
        tuple(heading.text for heading in ordered),
        said.pop() if len(said) == 1 and lettered is None else "",
        lettered,
    )


def _holds_a_part(column: int, sample: list[Sequence[str]]) -> bool:
    """Say whether a column without heading holds minutes, seconds or hemispheres."""
    values = [canonical(text) for row in sample if (text := cell(row, column))]
    parts = [re.fullmatch(r"(\d+(?:\.\d*)?)?\s*([NSEWO])?", value) for value in values]
    return bool(values) and all(part is not None and float(part[1] or 0) < 60 for part in parts)


def _column_named(name: str, cells: Sequence[str]) -> int | None:
    folded = [text.casefold() for text in cells]
    if name.casefold() in folded:
        return folded.index(name.casefold())
    return int(name) - 1 if name.isdigit() and 1 <= int(name) <= len(cells) else None


def _first_at(text: str, names: frozenset[str]) -> int:
    lowered = text.casefold()
    return min((lowered.find(name) for name in names if len(name) > 2 and name in lowered), default=-1)


def _is_angle(text: str) -> bool:
    plain_text = canonical(text)
    match = re.fullmatch(r"(.*\d)\s+([NSEW])", plain_text)
    if match is None:
        number = re.fullmatch(r"[+-]?\d+(\.\d*)?", plain_text)
        return number is not None and abs(float(plain_text)) <= 360
    try:
        parse_angle(f"{match[1]} {match[2]}", "latitude" if match[2] in "NS" else "longitude")
    except UsageError:
        return bool(re.fullmatch(r"\d{4,}(\.\d*)?", match[1]))
    return True


def _is_pair(text: str) -> bool:
    found = split_pair(text)
    return found is not None and _is_angle(found[0]) and _is_angle(found[1])


def _is_counter(values: list[str]) -> bool:
    numbers = [read_number(value) for value in values]
    return all(b - a == 1 for a, b in zip(numbers, numbers[1:], strict=False))


def _beyond(values: list[str]) -> bool:
    return any(abs(read_number(value)) > 90 for value in values)
