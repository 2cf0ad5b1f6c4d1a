"""Positions of the rows of a table, each with its row, its facts and nothing left out in silence."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
from routeplan.io.position_list.columns import Columns, PositionColumns, complete
from routeplan.io.position_list.hemispheres import (
    check_letters,
    check_o,
    letterless_warning,
    unknown_word_warnings,
    unsigned_warning,
    with_heading_hemisphere,
)
from routeplan.io.position_list.row_warnings import (
    cut_off_warning,
    doubtful_row_warnings,
    formula_warnings,
    is_note,
    left_out_warning,
    named_rows_warning,
    pair_order_warning,
    unused_warnings,
)
from routeplan.io.position_list.tables import NumberedRow, Table, cell, read_number
from routeplan.io.position_list.vocabulary import plain

_SAME_DEG = 1e-6
_SAME_NOTATION_DEG = 1e-3  # 100 m: one of two notations is often rounded
_WEST_STATED = re.compile(
    r"\blongitudes?\s+(?:are\s+|is\s+|all\s+|in\s+|degrees\s+)*west|\bwest(?:ern)?\s+longitudes?\b|positive\s+west|"
    r"west\s+(?:is\s+)?positive|westliche\s+länge|vestlig\s+lengde|west\w*\s+(?:of\s+|von\s+)?greenwich|"
    r"(?:ouest|oeste)\s+de\s+greenwich|vest\s+for\s+greenwich|längen\s+(?:sind\s+|alle\s+)*west|"
    r"longitudes\s+(?:sont\s+|toutes\s+)*ouest|долгот\w*\s+западн",
    re.IGNORECASE,
)


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
    columns : Columns
        As used.
    positions : list of Position
    warnings : tuple of str
    left_out : list of (int, tuple of str)
        Rows without a position: number and texts.
    total_km : float
        In the column of the cumulative distance of a row of totals; NaN without any.
    """

    columns: Columns
    positions: list[Position]
    warnings: tuple[str, ...]
    left_out: list[tuple[int, tuple[str, ...]]]
    total_km: float = math.nan


def read_positions(table: Table, columns: Columns, rows: Sequence[NumberedRow]) -> Positions:
    """Read the positions of rows.

    Raises
    ------
    DataError
        If a position is invalid, a formula has no value, or hemispheres are left to guess.
    """
    columns = complete(columns, rows)
    kept, left_out = _parted(table, columns, rows)
    warnings = [*columns.notes, *unused_warnings(columns)]
    warnings += left_out_warning(left_out, columns, kept)
    if not kept:
        return Positions(columns, [], tuple(warnings), left_out)
    _check_width(table, columns, kept)
    warnings += formula_warnings(table, columns, kept)
    warnings += named_rows_warning(columns, kept)
    warnings += cut_off_warning(table, kept)
    warnings += doubtful_row_warnings(table, kept)
    warnings += pair_order_warning(columns.position, kept)
    columns = _with_stated_west(table, columns, kept, warnings)
    angles = _angles(table, columns, columns.position, kept, warnings)
    positions = [
        Position(number, lon, lat, _facts(columns, cells), lat_text, lon_text)
        for (number, cells), (lat, lon, lat_text, lon_text) in zip(kept, angles, strict=True)
    ]
    columns = _with_leg_ends(table, columns, kept, positions)
    if columns.to_position is not None:
        positions = _chained(table, columns, kept, positions, warnings)
    for other in columns.others:
        warnings += _compared(table, columns, other, kept, positions)
    return Positions(columns, positions, tuple(warnings), left_out, _total_km(columns, rows))


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
        if not any(texts) or (not kept and not has_digits) or is_note(cells, texts):
            left_out.append((number, tuple(text.strip() for text in cells if text.strip())))
            continue
        kept.append((number, cells))
    return kept, left_out


def _angles(
    table: Table, columns: Columns, position: PositionColumns, kept: list[NumberedRow], warnings: list[str]
) -> list[tuple[float, float, str, str]]:
    """Read latitudes and longitudes of rows, after what all rows together say about their notation."""
    texts = [_texts(table, position, number, cells) for number, cells in kept]
    o_is = meaning_of_o([text for pair in texts for text in pair], [*columns.names])
    lats = [canonical(lat) for lat, _ in texts]
    lons = [canonical(lon, letter_o=o_is) for _, lon in texts]
    check_o(table, lons, kept)
    lats = with_heading_hemisphere(table, position.lat, lats, columns.names, warnings)
    lons = with_heading_hemisphere(table, position.lon, lons, columns.names, warnings)
    warnings += unknown_word_warnings(position, lats, lons)
    check_letters(table, position, kept)
    warnings += letterless_warning(kept, position, lats, lons)
    packing = find_packing(lats, lons)
    warnings += unsigned_warning(table, kept, position, (lats, lons), packed=packing != "none")
    if packing != "none":
        first = read_angle(lats[0], "latitude", packing=packing)
        form = "DDMM.mmm" if packing == "minutes" else "DDMMSS"
        warnings.append(f"positions are read as packed {form}: {lats[0]} is {first:.5f} degrees")
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


def _with_stated_west(
    table: Table, columns: Columns, kept: list[NumberedRow], warnings: list[str]
) -> Columns:
    """Read unsigned longitudes as west where a row of the table says that all are."""
    said = next((text for _, cells in table.rows for text in cells if _WEST_STATED.search(text)), "")
    lon = columns.position.lon
    texts = (
        [canonical(_texts(table, columns.position, number, cells)[1]) for number, cells in kept]
        if said
        else []
    )
    if not said or lon.hemisphere or any(text[:1] in "+-" or text[-1:].isalpha() for text in texts):
        return columns
    warnings.append(f'longitudes are read as west, because "{said.strip()[:80]}"')
    return replace(columns, position=replace(columns.position, lon=replace(lon, hemisphere="W")))


def _texts(table: Table, position: PositionColumns, number: int, cells: Sequence[str]) -> tuple[str, str]:
    if not position.is_pair:
        return position.lat.text(cells), position.lon.text(cells)
    text = position.lat.text(cells)
    found = split_pair(text)
    if found is None:
        raise DataError(
            f'{table.where}, row {number}: "{text[:80]}" is not a position; give 67 16.80N 14 24.00E'
        )
    first, second, lon_first = found
    lettered = first[-1] in "NSEW" and second[-1] in "NSEW"
    return (second, first) if lon_first or (position.lon_first and not lettered) else (first, second)


def _angle(table: Table, number: int, text: str, written: str, axis: Axis, packing: Packing) -> float:
    try:
        return read_angle(text, axis, packing=packing)
    except UsageError as error:
        shown = " ".join(written.split())[:80]  # a cell may have several lines
        message = str(error).replace(f'"{text}"', f'"{shown}"', 1)
        raise DataError(f"{table.where}, row {number}: {message}") from error


def _check_padding(table: Table, texts: list[tuple[str, str]], packing: Packing) -> None:
    """Refuse packed latitudes beside longitudes that may be whole degrees."""
    digits = 3 if packing == "minutes" else 5
    if all(len("".join(filter(str.isdigit, lon.split(".")[0]))) < digits for _, lon in texts):
        raise DataError(
            f'{table.where}: latitude "{texts[0][0]}" is packed and longitude "{texts[0][1]}" may be degrees; '
            "write both as DDMM.mmm and DDDMM.mmm"
        )


def _with_leg_ends(
    table: Table, columns: Columns, kept: list[NumberedRow], positions: list[Position]
) -> Columns:
    """Take a second pair of angles for the ends of legs where each is the position of the next row."""
    for other in columns.others if columns.to_position is None and len(positions) > 1 else ():
        try:
            ends = _angles(table, columns, other, kept, [])
        except DataError:
            continue
        pairs = zip(ends, positions[1:], strict=False)
        if all(max(abs(end[0] - one.lat), abs(end[1] - one.lon)) <= _SAME_DEG for end, one in pairs):
            others = tuple(unused for unused in columns.others if unused is not other)
            return replace(columns, to_position=other, others=others)
    return columns


def _chained(
    table: Table,
    columns: Columns,
    kept: list[NumberedRow],
    starts: list[Position],
    warnings: list[str],
) -> list[Position]:
    """Make positions of legs from ... to ...: the end of each leg is the start of the next."""
    if columns.to_position is None:
        return starts
    ends = _angles(table, columns, columns.to_position, kept, warnings)
    chained = starts[:1]
    for start, (lat, lon, lat_text, lon_text) in zip(starts, ends, strict=True):
        before = chained[-1]
        if abs(before.lat - start.lat) > _SAME_DEG or abs(before.lon - start.lon) > _SAME_DEG:
            raise DataError(
                f"{table.where}, row {start.row}: the leg starts at {start.lat_text} {start.lon_text}, not where the "
                f"one before ends, {before.lat_text} {before.lon_text}; order the legs, or give each line its own file"
            )
        chained.append(Position(start.row, lon, lat, start.facts, lat_text, lon_text))
    return chained


def _compared(
    table: Table,
    columns: Columns,
    other: PositionColumns,
    kept: list[NumberedRow],
    positions: list[Position],
) -> list[str]:
    """Compare positions with those of the same rows in another notation."""
    names = f'"{other.lat.label}" and "{other.lon.label}"'
    takes = f"--columns lat={other.lat.label},lon={other.lon.label} takes them"
    try:
        angles = _angles(table, columns, other, kept, [])
    except DataError:
        return [f"{names} are not used: they cannot be read; {takes}"]
    for position, (lat, lon, _, _) in zip(positions, angles, strict=True):
        if max(abs(position.lat - lat), abs((position.lon - lon + 180) % 360 - 180)) > _SAME_NOTATION_DEG:
            return [
                f"{names} are not used and differ from those that are, first in row {position.row}; {takes}"
            ]
    return []


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


def _total_km(columns: Columns, rows: Sequence[NumberedRow]) -> float:
    for _, cells in rows:
        filled = [text for text in cells if text.strip()]
        if filled and plain(filled[0]).startswith(("total", "sum")) and "cumulative_km" in columns.facts:
            return read_number(cell(cells, columns.facts["cumulative_km"]))
    return math.nan


def _facts(columns: Columns, cells: Sequence[str]) -> dict[str, str]:
    return {key: cell(cells, column) for key, column in columns.facts.items()}
