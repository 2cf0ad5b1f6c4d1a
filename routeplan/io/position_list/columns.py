"""Which columns of a table hold the position: by headings, by choice of the user, or by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from routeplan.errors import DataError, UsageError
from routeplan.geo.position_text import Axis
from routeplan.io.position_list.angles import canonical, join_parts, split_pair
from routeplan.io.position_list.headings import (
    HEMISPHERE_NAMES,
    Heading,
    Role,
    find_facts,
    find_pair_heading,
    is_headings_only,
    merge_heading_rows,
    read_headings,
)
from routeplan.io.position_list.tables import NumberedRow, cell, read_number
from routeplan.io.position_list.vocabulary import AXES, FROM, TO, words_of

_ORDER: tuple[Role, ...] = ("whole", "degrees", "blank", "minutes", "seconds", "hemisphere")
_OTHER_UNITS = frozenset({"rad", "radian", "radians", "gon", "gons", "mil", "mils"})
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
        return join_parts([text for column in self.columns if (text := cell(cells, column))])

    @property
    def label(self) -> str:
        """The headings, for messages."""
        return " + ".join(
            name or f"column {column + 1}" for name, column in zip(self.names, self.columns, strict=True)
        )


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
    spans = bool(read_headings(cells)) and not _is_complete(read_headings(below))
    if spans and is_headings_only(cells) and is_headings_only(below) and _says_parts(below):
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
    columns = _assembled(cells, headings, sample)
    return None if columns is None else (columns, taken)


def pair_columns(rows: Sequence[NumberedRow], at: int) -> Columns | None:
    """Find one column with whole positions below a row of headings."""
    cells = list(rows[at][1])
    sample = [row for _, row in rows[at + 1 : at + 1 + _SAMPLE]]
    ends = _pair_ends(cells, sample)
    if ends is not None:
        start, end = (AngleColumns((column,), (cell(cells, column),)) for column in ends)
        return Columns(
            PositionColumns(start, start),
            PositionColumns(end, end),
            facts=find_facts(cells, set(ends)),
            names=tuple(cells),
        )
    for column in find_pair_heading(cells):
        values = [cell(row, column) for row in sample if cell(row, column)]
        if not values or split_pair(values[0]) is None:
            continue
        names = words_of(cell(cells, column))
        text = cell(cells, column)
        lon_at, lat_at = (_first_at(text, AXES[axis]) for axis in ("longitude", "latitude"))
        pair = AngleColumns((column,), (text,))
        lon_first = bool(names & AXES["longitude"]) and 0 <= lon_at < lat_at
        return Columns(
            PositionColumns(pair, pair, lon_first), facts=find_facts(cells, {column}), names=tuple(cells)
        )
    return None


def _pair_ends(cells: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Find the columns From and To where both hold whole positions."""
    ends = []
    for names in (FROM, TO):
        columns = [at for at in range(len(cells)) if words_of(cell(cells, at)) & names]
        values = [[cell(row, at) for row in sample if cell(row, at)] for at in columns]
        ends += [at for at, own in zip(columns, values, strict=True) if own and all(map(split_pair, own))][:1]
    return (ends[0], ends[1]) if len(ends) == 2 and ends[0] != ends[1] else None


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


def complete(columns: Columns, rows: Sequence[NumberedRow]) -> Columns:
    """Add columns that hold the hemispheres of angles that have none, whatever their headings; refuse lost parts.

    Raises
    ------
    DataError
        If angles are whole degrees or minutes and an unused column beside them holds numbers below 60.
    """
    if columns.position.is_pair or columns.to_position is not None:
        return columns
    cells = [row for _, row in rows if any(map(str.isdigit, columns.position.lat.text(row)))]
    used = {*columns.position.lat.columns, *columns.position.lon.columns, *columns.facts.values()}
    lat = _with_letters(columns, columns.position.lat, "NS", cells, used)
    lon = _with_letters(columns, columns.position.lon, "EW", cells, used)
    added = [
        f'column "{new.names[-1]}" holds hemispheres and is used for {old.label}'
        for new, old in ((lat, columns.position.lat), (lon, columns.position.lon))
        if new is not old
    ]
    used |= {*lat.columns, *lon.columns}
    for angle in (lat, lon):
        _refuse_lost_parts(columns, angle, cells, used)
    others = tuple(o for o in columns.others if not {*o.lat.columns, *o.lon.columns} & used)
    return replace(columns, position=PositionColumns(lat, lon), others=others, notes=(*columns.notes, *added))


def _with_letters(
    columns: Columns, angle: AngleColumns, letters: str, rows: Sequence[Sequence[str]], used: set[int]
) -> AngleColumns:
    """Add the only column that holds the hemispheres of an angle without any."""
    values = [canonical(angle.text(row)) for row in rows]
    if not values or angle.hemisphere or any(text[:1] == "-" or text[-1:].isalpha() for text in values):
        return angle
    found = [at for at in range(len(columns.names)) if at not in used and holds_letters(at, rows, letters)]
    if len(found) != 1:
        return angle
    return AngleColumns(
        (*angle.columns, found[0]), (*angle.names, columns.names[found[0]].strip()), "", found[0]
    )


def _refuse_lost_parts(
    columns: Columns, angle: AngleColumns, rows: Sequence[Sequence[str]], used: set[int]
) -> None:
    beside = max((column for column in angle.columns if column != angle.lettered), default=-1) + 1
    degrees = [canonical(angle.text(row)).rstrip("NSEW ") for row in rows]
    whole = len(degrees) > 1 and all(
        re.fullmatch(r"[+-]?\d+(\.0*)?(\s+\d+(\.0*)?)?", text) for text in degrees
    )
    if not whole or beside == 0 or beside in used or beside >= len(columns.names):
        return
    values = [read_number(cell(row, beside)) for row in rows]
    if all(abs(value) < 60 for value in values) and any(values) and not is_counter([str(v) for v in values]):
        name = columns.names[beside].strip() or f"column {beside + 1}"
        has, may_be, head = "degrees", "minutes", "min"
        if any(" " in text for text in degrees):
            has, may_be, head = "minutes", "seconds", "sec"
        raise DataError(
            f'"{angle.label}" has whole {has} and "{name}" beside it numbers below 60 that may be {may_be}; '
            f"head it with {head}, or name the columns with --columns lat=NAME+NAME,lon=NAME+NAME"
        )


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
        raise UsageError(
            f'--columns "{text[:80]}" is not valid; give lat=NAME,lon=NAME with headings of the table'
        )
    named = {match[1]: match[2], match[3]: match[4]}
    return {"latitude": named["lat"], "longitude": named["lon"]}


def _is_complete(headings: Sequence[Heading]) -> bool:
    return {heading.axis for heading in headings} == set(AXES)


def _looks_like_values(headings: Sequence[Heading]) -> bool:
    """Say whether cells that seem to be headings are values: 53 deg 16 min North."""
    return all(
        any(map(str.isdigit, heading.text)) and canonical(heading.text)[-1:] in "NSEW"
        for heading in headings
        if heading.text
    )


def _says_parts(cells: Sequence[str]) -> bool:
    headings = read_headings(["lat", *cells])
    units = HEMISPHERE_NAMES | {"deg", "degrees", "dd", "°", "ddm", "dms"}
    return any(heading.role in ("minutes", "hemisphere", "seconds") for heading in headings) or any(
        words_of(text) & units for text in cells
    )


def _assembled(cells: list[str], headings: list[Heading], sample: list[Sequence[str]]) -> Columns | None:
    _refuse_other_units(headings)
    ways = {
        (axis, side): _notations([h for h in headings if h.axis == axis and h.side == side], sample)
        for axis in AXES
        for side in ("", "from", "to")
    }
    side = "from" if ways["latitude", "from"] and ways["longitude", "from"] else ""
    lats, lons = ways["latitude", side], ways["longitude", side]
    if not (lats and lons):
        return None
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


def _refuse_other_units(headings: Sequence[Heading]) -> None:
    for heading in headings:
        if words_of(heading.text) & _OTHER_UNITS:
            raise DataError(
                f'"{heading.text.strip()}" is not in degrees; give degrees, or degrees and minutes'
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
    named = [group for group in groups if any(h.role not in ("hemisphere", "blank") for h in group)]
    return [_angle(group) for group in named or groups]


def _angle(group: list[Heading]) -> AngleColumns:
    ordered = sorted(group, key=lambda heading: _ORDER.index(heading.role) if heading.role != "blank" else 2)
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


def holds_letters(column: int, rows: Sequence[Sequence[str]], letters: str) -> bool:
    """Say whether a column holds nothing but letters of hemispheres."""
    values = {canonical(cell(row, column)) for row in rows}
    return bool(values) and values <= set(letters)


def is_counter(values: list[str]) -> bool:
    """Say whether values count up by one."""
    numbers = [read_number(value) for value in values]
    return all(b - a == 1 for a, b in pairwise(numbers))
