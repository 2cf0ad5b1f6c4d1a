"""Read position lists (RPL): texts, XLSX and ODS with headings and notations of many kinds, or with none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from routeplan.errors import DataError
from routeplan.geo.datum_shift import shift_to_wgs84
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import Axis
from routeplan.io.imported_line import ImportedLine, Legs, LineReader, find_legs, make_line
from routeplan.io.joined_lines import join_segments
from routeplan.io.position_list.blocks import Block, find_bare_block, find_blocks, find_pair_block
from routeplan.io.position_list.checks import agrees, check_distances, check_order, check_turns
from routeplan.io.position_list.columns import read_choice
from routeplan.io.position_list.datum import Datum, find_datum
from routeplan.io.position_list.opendocument import is_opendocument, opendocument_tables
from routeplan.io.position_list.positions import Position, Positions, read_positions
from routeplan.io.position_list.tables import UTF16_MARKS, Table, read_number, read_text, text_tables
from routeplan.io.position_list.well_known_text import has_line_text, read_line_texts
from routeplan.io.position_list.workbook import is_workbook, workbook_tables
from routeplan.io.read_as import ReadNotes

_EVENT_COLUMNS = (
    "row", "lon", "lat", "event", "cumulative_km", "cumulative_cable_km", "slack_pct", "cable_type",
)  # fmt: skip
_FIND: tuple[Callable[[Table], list[Block]], ...] = (
    lambda table: find_blocks(table, None),
    find_pair_block,
)
_USES = {"event": "event", "number": "order", "route": "line", "segment": "segment", "datum": "datum"}


@dataclass(frozen=True, slots=True)
class _List:
    """Positions of one line, and what was found beside them."""

    name: str
    positions: list[Position]
    block: Block
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]


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
    text = read_text(path)
    if columns is None and has_line_text(text):
        return join_segments(read_line_texts(text, path.stem, path.name))
    return _read_tables(path, text_tables(path, text), columns, several=False)


def read_workbook_lists(path: Path, columns: str | None = None) -> list[ImportedLine]:
    """Read the position list of every sheet of a workbook that has one; raise as for a text."""
    return _read_tables(path, workbook_tables(path), columns, several=True)


def read_opendocument_lists(path: Path, columns: str | None = None) -> list[ImportedLine]:
    """Read the position list of every sheet of an OpenDocument table; raise as for a text."""
    return _read_tables(path, opendocument_tables(path), columns, several=True)


def _read_tables(path: Path, tables: list[Table], columns: str | None, *, several: bool) -> list[ImportedLine]:
    choice = None if columns is None else read_choice(columns)
    found = _find_blocks(tables, choice)
    if not found and columns is not None:
        raise DataError(f'{path} has no row with the columns of --columns "{columns[:80]}"; give headings of the table')
    if not found:
        _explain_missing(path, tables)
    if not several:
        found = found[:1]
    lines = [line for table, blocks in found for line in _table_lines(table, blocks)]
    return join_segments(lines)


def _find_blocks(tables: list[Table], choice: Mapping[Axis, str] | None) -> list[tuple[Table, list[Block]]]:
    """Find the headings of each table: columns for both angles, else a column of positions, else none at all."""
    if choice is not None:
        return [(table, blocks) for table in tables if (blocks := find_blocks(table, choice))]
    for find in _FIND:
        found = [(table, blocks) for table in tables if (blocks := find(table))]
        if found:
            return found
    for table in tables:
        texts = [(table, [Block((), block.columns, block.rows)]) for block in find_bare_block(table)]
        if texts:
            return texts
    return []


def _explain_missing(path: Path, tables: list[Table]) -> None:
    words = {word for table in tables for _, cells in table.rows[:50] for text in cells for word in re.findall(r"\w+", text.casefold())}
    if words & {"easting", "northing", "eastings", "northings", "rechtswert", "hochwert"}:
        raise DataError(f"{path} has eastings and northings of a projection; give latitude and longitude")
    raise DataError(
        f"{path} has no columns for latitude and longitude; head them lat and lon, or name them with --columns lat=NAME,lon=NAME"
    )


def _table_lines(table: Table, blocks: list[Block]) -> list[ImportedLine]:
    """Make the lines of a table: its blocks are pages of one list, or segments."""
    lists: list[_List] = []
    for block in blocks:
        part = read_positions(table, block.columns, block.rows)
        if not part.positions:
            continue
        if block.goes_on and lists and not _starts_again(lists[-1].positions, part.positions):
            before = lists.pop()
            told = f"headings are repeated above row {part.positions[0].row}: the list goes on there"
            lists.append(
                _List(before.name, before.positions + part.positions, before.block, (*before.warnings, *part.warnings, told), before.remarks)
            )
        else:
            lists += _by_column(table, block, part)
    if not lists:
        raise DataError(f"{table.where}: no positions below latitude and longitude; give two or more")
    if len(lists) > 1:
        lists = [_List(_titled(table, each, number), each.positions, each.block, each.warnings, each.remarks) for number, each in enumerate(lists, start=1)]
    return [_line(table, each) for each in lists]


def _titled(table: Table, found: _List, number: int) -> str:
    if found.name != table.name:
        return found.name
    title = next((text for text in reversed(found.block.titles) if any(map(str.isalpha, text))), "")
    return f"{table.name}, {title[:60]}" if title else f"{table.name} {number}"


def _starts_again(before: list[Position], after: list[Position]) -> bool:
    """Say whether numbers or distances start again: another segment, not another page."""
    for key in ("number", "cumulative_km"):
        last, first = (read_number(position.facts.get(key, "")) for position in (before[-1], after[0]))
        if first < last:
            return True
    return False


def _by_column(table: Table, block: Block, part: Positions) -> list[_List]:
    """Part positions by the column that names their line."""
    remarks = _remarks(block, part)
    key = next((key for key in ("route", "segment") if key in block.columns.facts), None)
    groups: dict[str, list[Position]] = {}
    for position in part.positions:
        groups.setdefault(position.facts.get(key, "") if key else "", []).append(position)
    whole = _List(table.name, part.positions, block, part.warnings, remarks)
    if key is None or len(groups) == 1 or "" in groups:
        return [whole]
    if min(map(len, groups.values())) < 2 or (key == "segment" and _runs_on(list(groups.values()), part.positions)):
        return [whole]
    name = block.columns.names[block.columns.facts[key]]
    told = f'{len(groups)} lines by the column "{name}"'
    return [
        _List(f"{table.name}, {value}", positions, block, (*part.warnings, told), remarks)
        for value, positions in groups.items()
    ]


def _runs_on(groups: list[list[Position]], positions: list[Position]) -> bool:
    """Say whether numbers or distances go on from segment to segment: parts of one line, no lines of their own."""
    in_order = [position for group in groups for position in group] == positions
    for key in ("cumulative_km", "number"):
        numbers = [read_number(position.facts.get(key, "")) for position in positions]
        if in_order and all(a < b for a, b in zip(numbers, numbers[1:], strict=False)):
            return True
    return False


def _remarks(block: Block, part: Positions) -> tuple[str, ...]:
    """Texts that may name the datum and the kind of legs."""
    notes = [text for _, texts in part.left_out for text in texts]
    facts = [position.facts.get(key, "") for position in part.positions for key in ("legs", "datum")]
    used = (*block.columns.position.lat.names, *block.columns.position.lon.names)
    return (*block.titles, *used, *notes, *dict.fromkeys(facts))


def _line(table: Table, found: _List) -> ImportedLine:
    positions, sorted_warnings = check_order(found.positions)
    legs = find_legs(found.remarks)
    datum = find_datum(found.remarks)
    points = np.array([(position.lon, position.lat) for position in positions], dtype=np.float64)
    warnings = [*found.warnings, *sorted_warnings]
    points, packed = _as_minutes(positions, points, legs)
    warnings += packed
    points, shifted, datum_name = _shifted(points, datum)
    warnings += shifted
    if (np.abs(points) <= (360.0, 90.0)).all():
        warnings += check_distances(positions, points, legs)
        warnings += check_turns(positions, points)
    notes = ReadNotes(table.file, table.sheet, _uses(found.block), datum_name, tuple(dict.fromkeys(warnings)))
    return make_line(
        found.name, points, legs, where=table.where, events=_events(positions, points), notes=notes
    )


def _as_minutes(positions: list[Position], points: FloatArray, legs: Legs) -> tuple[FloatArray, list[str]]:
    """Read decimals as minutes (53.16 is 53 16') where only then every leg agrees with the file's own distance."""
    degrees = np.trunc(points)
    minutes = (points - degrees) * 100.0
    if (np.abs(minutes) > 59.9995).any() or np.abs(minutes).max() < 1.0 or len(points) < 3:
        return points, []
    if agrees(positions, points, legs):
        return points, []
    other = degrees + minutes / 60.0
    if not agrees(positions, other, legs):
        return points, []
    text = positions[0].lat_text
    return other, [
        f"decimals are read as minutes: {text} is {other[0, 1]:.5f} degrees, because only then every leg agrees "
        "with the file's own cumulative distance; write degrees and minutes with a blank between them"
    ]


def _shifted(points: FloatArray, datum: Datum) -> tuple[FloatArray, list[str], str]:
    if datum.epsg is None:
        return points, [datum.warning] if datum.warning else [], datum.name
    shifted, operation = shift_to_wgs84(points, datum.epsg)
    if not operation:
        told = f"datum {datum.name} is not shifted: PROJ has no operation for it; convert the list to WGS 84"
        return points, [told], datum.name
    return shifted, [f"positions on {datum.name} are shifted to WGS 84 by {operation}"], f"WGS 84, shifted from {datum.name}"


def _uses(block: Block) -> dict[str, str]:
    """Name what each column is used for."""
    position = block.columns.position
    start, end = (" from", " to") if block.columns.to_position else ("", "")
    if position.is_pair:
        uses = {"position": position.lat.label}
    else:
        uses = {f"latitude{start}": position.lat.label, f"longitude{start}": position.lon.label}
    if block.columns.to_position is not None:
        uses |= {f"latitude{end}": block.columns.to_position.lat.label, f"longitude{end}": block.columns.to_position.lon.label}
    for key, column in block.columns.facts.items():
        uses[_USES.get(key, key.replace("_", " "))] = block.columns.names[column].strip()
    return uses


def _events(positions: Iterable[Position], points: FloatArray) -> pd.DataFrame:
    records = [
        {**position.facts, "row": position.row, "lon": lon, "lat": lat}
        for position, (lon, lat) in zip(positions, points, strict=True)
    ]
    events = pd.DataFrame(records).reindex(columns=list(_EVENT_COLUMNS))
    for column in ("cumulative_km", "cumulative_cable_km", "slack_pct"):
        events[column] = [read_number(text) for text in events[column]]
    events[["event", "cable_type"]] = events[["event", "cable_type"]].astype(object).fillna("")
    return events


WORKBOOKS = LineReader("positions as XLSX", is_workbook, read_workbook_lists, read_workbook_lists)
OPENDOCUMENTS = LineReader("ODS", is_opendocument, read_opendocument_lists, read_opendocument_lists)
TEXTS = LineReader("positions as CSV", is_text, read_text_lists, read_text_lists)
