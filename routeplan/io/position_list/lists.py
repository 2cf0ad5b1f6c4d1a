"""Read position lists (RPL): texts, XLSX and ODS with headings and notations of many kinds, or with none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from routeplan.errors import DataError
from routeplan.geo.charted_line import Legs
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import Axis
from routeplan.io.imported_line import ImportedLine, LineReader, find_legs, make_line, with_segments
from routeplan.io.joined_lines import join_segments
from routeplan.io.position_list.blocks import Block, find_bare_block, find_blocks, find_pair_block
from routeplan.io.position_list.checks import (
    agrees,
    check_decimals,
    check_distances,
    check_order,
    check_total,
    check_turns,
)
from routeplan.io.position_list.columns import read_choice
from routeplan.io.position_list.datum import find_datum, shifted_to_wgs84
from routeplan.io.position_list.opendocument import is_opendocument, opendocument_tables
from routeplan.io.position_list.positions import Position
from routeplan.io.position_list.segments import PositionList, table_lists
from routeplan.io.position_list.tables import BLANKS, UTF16_MARKS, Table, read_number, read_texts, text_tables
from routeplan.io.position_list.vocabulary import PROJECTED, words_of
from routeplan.io.position_list.well_known_text import has_line_text, read_line_texts
from routeplan.io.position_list.workbook import is_workbook, workbook_tables
from routeplan.io.read_as import ReadNotes

_NUMBERS = (
    "number", "cumulative_km", "cumulative_cable_km", "slack_pct", "distance_km", "leg_cable_km", "bearing_start_deg",
    "bearing_end_deg", "burial_m", "depth_m", "slope_along_deg", "slope_across_deg",
)  # fmt: skip
_TEXTS = ("event", "cable_type", "jurisdiction", "remarks")
_EVENT_COLUMNS = (
    "row", "lon", "lat", "event", "cumulative_km", "cumulative_cable_km", "slack_pct", "cable_type", "number",
    "distance_km", "leg_cable_km", "bearing_start_deg", "bearing_end_deg", "burial_m", "depth_m", "slope_along_deg",
    "slope_across_deg", "jurisdiction", "remarks",
)  # fmt: skip
_FIND: tuple[Callable[[Table], list[Block]], ...] = (
    lambda table: find_blocks(table, None),
    find_pair_block,
    find_bare_block,
)
_DOTTED = re.compile(r"\bd{2,3}\.mm(?!\s*\.?s)", re.IGNORECASE)
_DOTTED_SECONDS = re.compile(r"\bd{1,3}\.mm\.?ss", re.IGNORECASE)
_USES = {"event": "event", "number": "order", "route": "line", "segment": "segment", "datum": "datum"}


def is_text(path: Path, head: bytes) -> bool:
    """Say whether a file is text: it has no null byte, unless it is UTF-16."""
    return bool(head.strip()) and (b"\0" not in head or head.startswith(UTF16_MARKS))


def read_text_lists(path: Path, columns: str | None = None) -> list[ImportedLine]:
    """Read the position lists of a text.

    Raises
    ------
    DataError
        If the file cannot be read, nothing tells latitude and longitude, or a position is invalid.
    UsageError
        If `columns` is not ``lat=NAME,lon=NAME``.
    """
    texts = read_texts(path)
    if columns is None and has_line_text(texts[0]):
        return join_segments(read_line_texts(texts[0], path.stem, path.name))
    readings = [text_tables(path, text) for text in texts]
    readable = (tables for tables in readings if any(find_blocks(table, None) for table in tables))
    tables = next(readable, readings[0]) if len(readings) > 1 else readings[0]
    return _read_tables(path, tables, columns, several=False)


def read_workbook_lists(path: Path, columns: str | None = None) -> list[ImportedLine]:
    """Read the position list of every sheet of a workbook that has one; raise as for a text."""
    return _read_tables(path, workbook_tables(path), columns, several=True)


def read_opendocument_lists(path: Path, columns: str | None = None) -> list[ImportedLine]:
    """Read the position list of every sheet of an OpenDocument table; raise as for a text."""
    return _read_tables(path, opendocument_tables(path), columns, several=True)


def _read_tables(
    path: Path, tables: list[Table], columns: str | None, *, several: bool
) -> list[ImportedLine]:
    choice = None if columns is None else read_choice(columns)
    shown = [table for table in tables if not table.is_hidden]
    try:
        found = _find_blocks(shown, choice)
        lines = [_line(table, positions) for table, positions in _lists(found, several=several)]
    except DataError as error:
        if path.name in str(error):
            raise
        raise DataError(f"{path.name}: {error}") from error
    if not found and columns is not None:
        raise DataError(
            f'{path} has no row with the columns of --columns "{columns[:80]}"; give headings of the table'
        )
    if not found:
        _explain_missing(path, tables)
    hidden = [table.sheet for table in tables if table.is_hidden]
    if hidden:
        told = f"hidden sheets are not read: {', '.join(hidden)}"[:200]
        lines = [line.warned(told) for line in lines]
    return join_segments(lines)


def _lists(found: list[tuple[Table, list[Block]]], *, several: bool) -> list[tuple[Table, PositionList]]:
    """Read the lists of every table, or of the first where the tables are one text cut in several ways."""
    wanted = found if several else found[:1]
    return [(table, positions) for table, blocks in wanted for positions in table_lists(table, blocks)]


def _find_blocks(tables: list[Table], choice: Mapping[Axis, str] | None) -> list[tuple[Table, list[Block]]]:
    """Find the headings of each table: columns for both angles, else a column of positions, else none at all."""
    if choice is not None:
        return [(table, blocks) for table in tables if (blocks := find_blocks(table, choice))]
    cut_at_blanks = [table for table in tables if table.separator == BLANKS]
    for group in ([table for table in tables if table.separator != BLANKS], cut_at_blanks):
        for find in _FIND:
            found = [(table, blocks) for table in group if (blocks := find(table))]
            if found:
                return found
    return []


def _explain_missing(path: Path, tables: list[Table]) -> None:
    cells = {text for table in tables for _, row in table.rows[:50] for text in row}
    if any(words_of(text) & PROJECTED for text in cells):
        raise DataError(f"{path} has eastings and northings of a projection; give latitude and longitude")
    raise DataError(
        f"{path} has no columns for latitude and longitude; head them lat and lon, "
        "or name them with --columns lat=NAME,lon=NAME"
    )


def _line(table: Table, found: PositionList) -> ImportedLine:
    positions, sorted_warnings = check_order(found.positions)
    legs = find_legs(found.remarks)
    datum = find_datum(found.remarks)
    points = np.array([(position.lon, position.lat) for position in positions], dtype=np.float64)
    warnings = [*found.warnings, *sorted_warnings]
    points, packed = _as_minutes(found, positions, points, legs)
    warnings += packed
    points, shifted, datum_name = shifted_to_wgs84(points, datum)
    warnings += shifted
    if (np.abs(points) <= (360.0, 90.0)).all():
        warnings += check_distances(positions, points, legs) or check_total(found.total_km, points, legs)
        warnings += check_turns([position.row for position in positions], points)
        if not packed and not agrees(positions, points, legs):
            warnings += check_decimals([text for one in positions for text in (one.lat_text, one.lon_text)])
    notes = ReadNotes(table.file, table.sheet, _uses(found.block), datum_name, tuple(dict.fromkeys(warnings)))
    line = make_line(
        found.name, points, legs, where=table.where, events=_events(positions, points), notes=notes
    )
    names = [position.facts.get("segment", "") for position in positions]
    starts = [(at, name) for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
    return with_segments(replace(line, system=found.system), points, starts if all(names) else [])


def _as_minutes(
    found: PositionList, positions: list[Position], points: FloatArray, legs: Legs
) -> tuple[FloatArray, list[str]]:
    """Read decimals as minutes (53.16 is 53 16') where a heading says so, or only then legs are as the file says."""
    names = (*found.block.columns.position.lat.names, *found.block.columns.position.lon.names)
    dms = next((name for name in names if _DOTTED_SECONDS.search(name)), "")
    if dms and all(re.fullmatch(r"[+-]?\d+\.\d{3,}", position.lat_text) for position in positions):
        raise DataError(
            f'"{dms.strip()}" stands over minutes and seconds as decimals, {positions[0].lat_text}; '
            "write degrees, minutes and seconds with blanks between them"
        )
    degrees = np.trunc(points)
    minutes = (points - degrees) * 100.0
    if (np.abs(minutes) > 59.9995).any() or np.abs(minutes).max() < 1.0 or len(points) < 3:
        return points, []
    if agrees(positions, points, legs):
        return points, []
    other = degrees + minutes / 60.0
    said = next((name for name in found.block.columns.position.lat.names if _DOTTED.search(name)), "")
    if said:
        return other, [
            f'decimals are read as minutes, because "{said.strip()}": {positions[0].lat_text} is {other[0, 1]:.5f}'
        ]
    if not agrees(positions, other, legs):
        return points, []
    text = positions[0].lat_text
    return other, [
        f"decimals are read as minutes: {text} is {other[0, 1]:.5f} degrees, because only then every leg agrees "
        "with the file's own cumulative distance; write degrees and minutes with a blank between them"
    ]


def _uses(block: Block) -> dict[str, str]:
    """Name what each column is used for."""
    position = block.columns.position
    start, end = (" from", " to") if block.columns.to_position else ("", "")
    if position.is_pair:
        uses = {"position": position.lat.label}
    else:
        uses = {f"latitude{start}": position.lat.label, f"longitude{start}": position.lon.label}
    if block.columns.to_position is not None:
        uses |= {
            f"latitude{end}": block.columns.to_position.lat.label,
            f"longitude{end}": block.columns.to_position.lon.label,
        }
    for key, column in block.columns.facts.items():
        uses[_USES.get(key, key.replace("_", " "))] = block.columns.names[column].strip()
    return uses


def _events(positions: Iterable[Position], points: FloatArray) -> pd.DataFrame:
    records = [
        {**position.facts, "row": position.row, "lon": lon, "lat": lat}
        for position, (lon, lat) in zip(positions, points, strict=True)
    ]
    events = pd.DataFrame(records).reindex(columns=list(_EVENT_COLUMNS))
    for column in _NUMBERS:
        events[column] = [read_number(text) for text in events[column]]
    events[list(_TEXTS)] = events[list(_TEXTS)].astype(object).fillna("")
    return events


WORKBOOKS = LineReader("positions as XLSX", is_workbook, read_workbook_lists, read_workbook_lists)
OPENDOCUMENTS = LineReader("ODS", is_opendocument, read_opendocument_lists, read_opendocument_lists)
TEXTS = LineReader("positions as CSV", is_text, read_text_lists, read_text_lists)
