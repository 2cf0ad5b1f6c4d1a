"""Lists of positions of a table: one, or one for each segment, route or page that it has."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from routeplan.errors import DataError
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.joined_lines import LONGEST_GAP
from routeplan.io.position_list.blocks import Block
from routeplan.io.position_list.positions import Position, Positions, read_positions
from routeplan.io.position_list.row_warnings import TITLE
from routeplan.io.position_list.tables import Table, read_number
from routeplan.io.position_list.vocabulary import plain

_MEET_KM = 0.1


@dataclass(frozen=True, slots=True)
class PositionList:
    """Positions of one line, and what was found beside them.

    Attributes
    ----------
    name : str
    positions : list of Position
    block : Block
        Headings and titles.
    warnings, remarks : tuple of str
        Remarks are the texts that may name the datum and the kind of legs.
    total_km : float
        That the file gives; NaN without any.
    system : str
        Value of a column that names the route, cable or system; empty without one.
    """

    name: str
    positions: list[Position]
    block: Block
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]
    total_km: float = math.nan
    system: str = ""


def table_lists(table: Table, blocks: list[Block]) -> list[PositionList]:
    """Read the lists of a table: its blocks are pages of one list, or segments.

    Raises
    ------
    DataError
        If no block has a position, or one is invalid.
    """
    lists: list[PositionList] = []
    for rows in blocks:
        part = read_positions(table, rows.columns, rows.rows)
        block = replace(rows, columns=part.columns)
        if not part.positions:
            continue
        if block.goes_on and lists and not _starts_again(lists[-1].positions, part.positions):
            lists.append(_gone_on(lists.pop(), part))
        else:
            lists += _by_column(table, block, part)
    if not lists:
        raise DataError(f"{table.where}: no positions below latitude and longitude; give two or more")
    if len(lists) == 1:
        return lists
    return [replace(found, name=_titled(table, found, number)) for number, found in enumerate(lists, start=1)]


def _gone_on(before: PositionList, part: Positions) -> PositionList:
    told = f"headings are repeated above row {part.positions[0].row}: the list goes on there"
    return replace(
        before,
        positions=before.positions + part.positions,
        warnings=(*before.warnings, *part.warnings, told),
        total_km=part.total_km,
    )


def _titled(table: Table, found: PositionList, number: int) -> str:
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


def _by_column(table: Table, block: Block, part: Positions) -> list[PositionList]:
    """Part positions by the columns that name their route and segment, else where a title or the numbers start another.

    Segments of one route, cable or system keep its name, so that they can be joined to one system.
    """
    remarks = _remarks(block, part)
    routes = _named(block, part.positions, "route")
    if len(routes) < 2:
        whole = PositionList(
            table.name, part.positions, block, part.warnings, remarks, part.total_km, next(iter(routes), "")
        )
        return _by_segment(whole) or _by_titles(table, block, part, remarks)
    told = f'{len(routes)} lines by the column "{block.columns.names[block.columns.facts["route"]]}"'
    whole_lines = [
        PositionList(
            f"{table.name}, {value}", positions, block, (*part.warnings, told), remarks, system=value
        )
        for value, positions in routes.items()
    ]
    return [found for line in whole_lines for found in _by_segment(line) or [line]]


def _named(block: Block, positions: list[Position], key: str) -> dict[str, list[Position]]:
    """Group positions by a column; empty without it, or if one has no value or one value has a single position."""
    if key not in block.columns.facts:
        return {}
    groups: dict[str, list[Position]] = {}
    for position in positions:
        groups.setdefault(position.facts.get(key, ""), []).append(position)
    return groups if "" not in groups and min(map(len, groups.values())) > 1 else {}


def _by_segment(line: PositionList) -> list[PositionList]:
    """Part a line by its column of segments; one line if each goes on from the one before, none without segments."""
    segments = _named(line.block, line.positions, "segment")
    if len(segments) < 2:
        return []
    if _runs_on(list(segments.values()), line.positions):
        told = f"segments {', '.join(segments)} are read as one line: each goes on from the last position before it"
        return [replace(line, warnings=(*line.warnings, told))]
    columns = line.block.columns
    told = f'{len(segments)} lines by the column "{columns.names[columns.facts["segment"]]}"'
    return [
        replace(
            line,
            name=f"{line.name}, {value}",
            positions=positions,
            warnings=(*line.warnings, told),
            total_km=math.nan,
        )
        for value, positions in segments.items()
    ]


def _by_titles(table: Table, block: Block, part: Positions, remarks: tuple[str, ...]) -> list[PositionList]:
    """Part positions where a row between them names another segment, or their numbers start again."""
    titles = [
        (row, texts[0])
        for row, texts in part.left_out
        if len(texts) <= 2 and TITLE.match(plain(texts[0])) and row < part.positions[-1].row
    ]
    pieces: list[list[Position]] = [[]]
    names = [next((title for row, title in titles[::-1] if row < part.positions[0].row), "")]
    for position in part.positions:
        before = pieces[-1][-1] if pieces[-1] else None
        title = next(
            (text for row, text in titles if before is not None and before.row < row < position.row), ""
        )
        if before is not None and (title or _numbers_start_again(pieces[-1], position)):
            pieces.append([])
            names.append(title)
        pieces[-1].append(position)
    if len(pieces) == 1 or min(map(len, pieces)) < 2:
        return [PositionList(table.name, part.positions, block, part.warnings, remarks, part.total_km)]
    how = "by the titles between the rows" if any(names[1:]) else "because the numbers start again"
    return [
        PositionList(
            f"{table.name}, {name or number}"[:80],
            piece,
            block,
            (*part.warnings, f"{len(pieces)} lines {how}"),
            remarks,
        )
        for number, (name, piece) in enumerate(zip(names, pieces, strict=True), start=1)
    ]


def _numbers_start_again(before: list[Position], position: Position) -> bool:
    """Say whether the first number of a list comes again after larger ones."""
    for key in ("number", "cumulative_km"):
        first, last, own = (read_number(one.facts.get(key, "")) for one in (before[0], before[-1], position))
        if len(before) > 1 and own == first < last:
            return True
    return False


def _runs_on(groups: list[list[Position]], positions: list[Position]) -> bool:
    """Say whether segments are parts of one line: in order, and numbers, distances or the next position go on."""
    if [position for group in groups for position in group] != positions or _has_branch(groups):
        return False
    for key in ("cumulative_km", "number"):
        numbers = [read_number(position.facts.get(key, "")) for position in positions]
        if all(a < b for a, b in pairwise(numbers)):
            return True
    gaps = [geodesic_km(a[-1].lon, a[-1].lat, b[0].lon, b[0].lat) for a, b in pairwise(groups)]
    longest = max(geodesic_km(a.lon, a.lat, b.lon, b.lat) for group in groups for a, b in pairwise(group))
    return min(gaps) > 0.0 and max(gaps) <= LONGEST_GAP * longest


def _has_branch(groups: list[list[Position]]) -> bool:
    """Say whether a segment begins or ends at a position of another that is not where that one ends: a branch."""
    for number, group in enumerate(groups):
        others = [one for at, other in enumerate(groups) if at != number for one in other[1:-1]]
        if any(
            geodesic_km(end.lon, end.lat, one.lon, one.lat) < _MEET_KM
            for end in (group[0], group[-1])
            for one in others
        ):
            return True
    return False


def _remarks(block: Block, part: Positions) -> tuple[str, ...]:
    """Texts that may name the datum and the kind of legs."""
    notes = [text for _, texts in part.left_out for text in texts]
    facts = [position.facts.get("legs", "") for position in part.positions]
    facts += [f"Datum: {datum}" for position in part.positions if (datum := position.facts.get("datum", ""))]
    used = (*block.columns.position.lat.names, *block.columns.position.lon.names)
    return (*block.titles, *used, *notes, *dict.fromkeys(facts))
