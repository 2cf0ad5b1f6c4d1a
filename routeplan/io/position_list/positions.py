"""Positions of the rows of a table, each with its row, its facts and nothing left out in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from routeplan.errors import DataError, UsageError
from routeplan.geo.position_text import Axis
from routeplan.io.position_list.angles import (
    Packing,
    canonical,
    find_packing,
    meaning_of_o,
    read_angle,
    split_pair,
)
from routeplan.io.position_list.columns import AngleColumns, Columns, PositionColumns
from routeplan.io.position_list.headings import read_headings
from routeplan.io.position_list.tables import NumberedRow, Table, cell
from routeplan.io.position_list.vocabulary import plain

_SHOWN_ROWS = 5
_NOTES = ("total", "sum", "page", "seite", "side", "note", "remark", "end of", "continued", "*", "#", "summe")


@dataclass(frozen=True, slots=True)
class Position:
    """A position of a list.

    Attributes
    ----------
    row : int
        In the file.
    lon, lat : float
        Degrees, on the datum of the file.
    facts : dict of str to str
        Other columns as written.
    lat_text, lon_text : str
        The angles as written.
    """

    row: int
    lon: float
    lat: float
    facts: dict[str, str] = field(default_factory=dict)
    lat_text: str = ""
    lon_text: str = ""


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions of a block.

    Attributes
    ----------
    positions : list of Position
    warnings : tuple of str
    facts_left_out : list of dict of str to str
        Facts of the rows without a position.
    """

    positions: list[Position]
    warnings: tuple[str, ...]
    left_out: list[tuple[int, tuple[str, ...]]]


def read_positions(table: Table, columns: Columns, rows: Sequence[NumberedRow]) -> Positions:
    """Read the positions of rows.

    Raises
    ------
    DataError
        If a position is invalid, a formula has no value, or hemispheres are left to guess.
    """
    kept, left_out = _parted(table, columns, rows)
    warnings = [*columns.notes, *_unused_warnings(columns)]
    warnings += _left_out_warning(left_out, columns)
    if not kept:
        return Positions([], tuple(warnings), left_out)
    _check_width(table, columns, kept)
    angles = _angles(table, columns, columns.position, kept, warnings)
    positions = [
        Position(number, lon, lat, _facts(columns, cells), lat_text, lon_text)
        for (number, cells), (lat, lon, lat_text, lon_text) in zip(kept, angles, strict=True)
    ]
    if columns.to_position is not None:
        positions = _chained(table, columns, kept, positions, warnings)
    for other in columns.others:
        warnings += _compared(table, columns, other, kept, positions)
    return Positions(positions, tuple(warnings), left_out)


def _parted(
    table: Table, columns: Columns, rows: Sequence[NumberedRow]
) -> tuple[list[NumberedRow], list[tuple[int, tuple[str, ...]]]]:
    """Part rows with a position from the others: legs, notes, totals, second rows of headings."""
    kept: list[NumberedRow] = []
    left_out: list[tuple[int, tuple[str, ...]]] = []
    lat, lon = columns.position.lat, columns.position.lon
    for number, cells in rows:
        if not any(text.strip() for text in cells):
            continue
        texts = [lat.text(cells), lon.text(cells)]
        used = [column for column in (*lat.columns, *lon.columns) if (number, column) in table.formulas]
        if used:
            heading = columns.names[used[0]] if used[0] < len(columns.names) else f"column {used[0] + 1}"
            raise DataError(
                f'{table.where}, row {number}: "{heading}" has a formula without a value; '
                "open the file in a spreadsheet and save it, or save it as CSV"
            )
        has_digits = any(map(str.isdigit, "".join(texts)))
        if not any(texts) or (not kept and not has_digits) or _is_note(cells, texts):
            left_out.append((number, tuple(text.strip() for text in cells if text.strip())))
            continue
        kept.append((number, cells))
    return kept, left_out


def _is_note(cells: Sequence[str], texts: list[str]) -> bool:
    """Say whether a row is a note, a page number or a total that begins in the column of an angle."""
    filled = [text.strip() for text in cells if text.strip()]
    if len(filled) == 1 and any(letter.isalpha() for letter in filled[0]):
        return split_pair(filled[0]) is None
    without = not all(any(map(str.isdigit, text)) for text in texts)
    return without and plain(filled[0]).startswith(_NOTES)


def _angles(
    table: Table, columns: Columns, position: PositionColumns, kept: list[NumberedRow], warnings: list[str]
) -> list[tuple[float, float, str, str]]:
    """Read latitudes and longitudes of rows, after what all rows together say about their notation."""
    texts = [_texts(table, position, number, cells) for number, cells in kept]
    o_is = meaning_of_o([text for pair in texts for text in pair], [*columns.names])
    lats = [canonical(lat) for lat, _ in texts]
    lons = [canonical(lon, letter_o=o_is) for _, lon in texts]
    _check_o(table, lons, kept)
    lats = _with_hemisphere(table, position.lat, "latitude", lats, warnings)
    lons = _with_hemisphere(table, position.lon, "longitude", lons, warnings)
    _check_letters(table, position, kept)
    packing = find_packing(lats, lons)
    if packing != "none":
        form = "DDMM.mmm" if packing == "minutes" else "DDMMSS"
        warnings.append(f"positions are read as packed {form}: {lats[0]} is {read_angle(lats[0], 'latitude', packing=packing):.5f} degrees")
        _check_padding(table, texts, packing)
    out = []
    for (number, _), (lat_text, lon_text), lat, lon in zip(kept, texts, lats, lons, strict=True):
        out.append(
            (
                _angle(table, number, lat, lat_text, "latitude", packing),
                _angle(table, number, lon, lon_text, "longitude", packing),
                lat_text,
                lon_text,
            )
        )
    return out


def _texts(table: Table, position: PositionColumns, number: int, cells: Sequence[str]) -> tuple[str, str]:
    if not position.is_pair:
        return position.lat.text(cells), position.lon.text(cells)
    text = position.lat.text(cells)
    found = split_pair(text)
    if found is None:
        raise DataError(f'{table.where}, row {number}: "{text[:80]}" is not a position; give 67 16.80N 14 24.00E')
    first, second, lon_first = found
    lettered = first[-1] in "NSEW" and second[-1] in "NSEW"
    return (second, first) if lon_first or (position.lon_first and not lettered) else (first, second)


def _angle(table: Table, number: int, text: str, written: str, axis: Axis, packing: Packing) -> float:
    try:
        return read_angle(text, axis, packing=packing)
    except UsageError as error:
        message = str(error).replace(f'"{text}"', f'"{written[:80]}"', 1)
        raise DataError(f"{table.where}, row {number}: {message}") from error


def _with_hemisphere(
    table: Table, angle: AngleColumns, axis: Axis, texts: list[str], warnings: list[str]
) -> list[str]:
    """Put the hemisphere of the heading behind unsigned numbers."""
    letter = angle.hemisphere
    if letter == "O":
        _refuse_o(table, angle.label)
    if not letter or all(text[-1:] in "NSEW" for text in texts):
        return texts
    if any(text[-1:] in "NSEW" for text in texts):
        raise DataError(f'{table.where}: "{angle.label}" names a hemisphere and some rows another; give one in every row')
    negative = [text.startswith("-") for text in texts]
    if not any(negative):
        return [f"{text} {letter}" if text else text for text in texts]
    if letter in "NE":
        return texts  # the usual "degrees north" and "degrees east", negative south and west
    zero = [set(text) <= set("-0. ") for text in texts]
    if not all(sign or none for sign, none in zip(negative, zero, strict=True)):
        raise DataError(
            f'{table.where}: "{angle.label}" stands over positive and negative numbers; '
            "name no hemisphere in the heading, or write the letter in every row"
        )
    warnings.append(f'"{angle.label}" stands over negative numbers: they are read as {"south" if letter == "S" else "west"}')
    return texts


def _check_letters(table: Table, position: PositionColumns, kept: list[NumberedRow]) -> None:
    """Refuse a column of hemispheres that has a letter in some rows only."""
    for angle in (position.lat, position.lon):
        if angle.lettered is None:
            continue
        empty = [number for number, cells in kept if not cell(cells, angle.lettered)]
        if empty and len(empty) < len(kept):
            name = angle.names[angle.columns.index(angle.lettered)]
            raise DataError(f'{table.where}, row {empty[0]}: "{name}" is empty; give the hemisphere in every row')


def _check_o(table: Table, lons: list[str], kept: list[NumberedRow]) -> None:
    for (number, _), text in zip(kept, lons, strict=True):
        if text.endswith("O") and not text.startswith("O"):
            _refuse_o(f"{table.where}, row {number}", text)


def _refuse_o(where: Table | str, text: str) -> NoReturn:
    place = where if isinstance(where, str) else where.where
    raise DataError(f'{place}: O in "{text}" is east in German and west in French or Spanish; write E or W')


def _check_padding(table: Table, texts: list[tuple[str, str]], packing: Packing) -> None:
    """Refuse packed latitudes beside longitudes that may be whole degrees."""
    digits = 3 if packing == "minutes" else 5
    if all(len("".join(filter(str.isdigit, lon.split(".")[0]))) < digits for _, lon in texts):
        raise DataError(
            f'{table.where}: latitude "{texts[0][0]}" is packed and longitude "{texts[0][1]}" may be degrees; '
            "write both as DDMM.mmm and DDDMM.mmm"
        )


def _chained(
    table: Table, columns: Columns, kept: list[NumberedRow], starts: list[Position], warnings: list[str]
) -> list[Position]:
    """Make positions of legs from ... to ...: the end of each leg is the start of the next."""
    assert_to = columns.to_position
    if assert_to is None:
        return starts
    ends = _angles(table, columns, assert_to, kept, warnings)
    chained: list[Position] = []
    for start, (lat, lon, lat_text, lon_text) in zip(starts, ends, strict=True):
        if chained and (abs(chained[-1].lat - start.lat) > 1e-6 or abs(chained[-1].lon - start.lon) > 1e-6):
            raise DataError(
                f"{table.where}, row {start.row}: the leg starts at {start.lat_text} {start.lon_text}, where the one "
                f"before ends at {chained[-1].lat_text} {chained[-1].lon_text}; put the legs in order, or each line in a file"
            )
        if not chained:
            chained.append(start)
        chained.append(Position(start.row, lon, lat, start.facts, lat_text, lon_text))
    return chained


def _compared(
    table: Table, columns: Columns, other: PositionColumns, kept: list[NumberedRow], positions: list[Position]
) -> list[str]:
    """Compare positions with those of the same rows in another notation."""
    names = f'"{other.lat.label}" and "{other.lon.label}"'
    try:
        angles = _angles(table, columns, other, kept, [])
    except DataError:
        return [f"{names} are not used: they cannot be read; --columns lat={other.lat.label},lon={other.lon.label} takes them"]
    for position, (lat, lon, _, _) in zip(positions, angles, strict=True):
        if abs(position.lat - lat) > 1e-3 or abs((position.lon - lon + 180) % 360 - 180) > 1e-3:
            return [
                f"{names} are not used and differ from the columns that are, first in row {position.row}; "
                f"--columns lat={other.lat.label},lon={other.lon.label} takes them"
            ]
    return []


def _unused_warnings(columns: Columns) -> list[str]:
    return [
        f'column "{name}" is an angle that is not used; --columns lat=NAME,lon=NAME chooses others' for name in columns.unused
    ]


def _left_out_warning(left_out: list[tuple[int, tuple[str, ...]]], columns: Columns) -> list[str]:
    """Name rows that are left out though they have a number or an event."""
    wanted = [columns.facts[key] for key in ("event", "number") if key in columns.facts]
    if not wanted:
        return []
    del wanted
    rows = [
        number for number, cells in left_out if len(cells) > 1 and not plain(cells[0]).startswith(_NOTES) and not read_headings(cells)
    ]
    if not rows:
        return []
    shown = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (", ..." if len(rows) > _SHOWN_ROWS else "")
    return [f"{len(rows)} rows without a position are left out (row {shown})"]


def _check_width(table: Table, columns: Columns, kept: list[NumberedRow]) -> None:
    """Refuse rows with more values than headings: decimal commas that separate the cells."""
    if table.separator != "," or not columns.names:
        return
    width = max((at + 1 for at, name in enumerate(columns.names) if name.strip()), default=0)
    surplus = [
        number
        for number, cells in kept
        if len(cells) > len(columns.names) and any(any(map(str.isdigit, text)) for text in cells[width:])
    ]
    if surplus and len(surplus) * 2 > len(kept):
        raise DataError(
            f"{table.where}, row {surplus[0]}: more values than headings; "
            "write decimal points, or separate the columns by semicolons"
        )


def _facts(columns: Columns, cells: Sequence[str]) -> dict[str, str]:
    return {key: cell(cells, column) for key, column in columns.facts.items()}


