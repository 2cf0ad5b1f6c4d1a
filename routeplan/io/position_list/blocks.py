"""Parts of a table: one list of positions, or several segments with titles and headings of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from routeplan.geo.position_text import Axis
from routeplan.io.position_list.bare_columns import columns_without_headings
from routeplan.io.position_list.columns import (
    Columns,
    chosen_columns,
    columns_of_headings,
    pair_columns,
)
from routeplan.io.position_list.tables import NumberedRow, Table
from routeplan.io.position_list.vocabulary import plain

FindColumns = Callable[[Sequence[NumberedRow], int], tuple[Columns, int] | None]

_PAGE = re.compile(
    r"\b(page|seite|side|sida|pagina|strana|стр|ページ)\b|continued|fortsetzung|cont'd|total|sum\b|"
    r"note|remark|checked|approved|printed|ubertrag|carried|brought|summe|somme|итого"
)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows below one row of headings.

    Attributes
    ----------
    titles : tuple of str
        Texts above the headings.
    columns : Columns
    rows : list
        Below the headings.
    goes_on : bool
        Whether it continues the block before: the headings are those of a new page.
    """

    titles: tuple[str, ...]
    columns: Columns
    rows: list[NumberedRow]
    goes_on: bool = False


def find_blocks(table: Table, choice: Mapping[Axis, str] | None) -> list[Block]:
    """Find every row of headings of a table; the rows up to the next belong to it. Empty without any."""
    if choice is not None and all(
        name.replace("+", "").replace(" ", "").isdigit() for name in choice.values()
    ):
        widest = max((cells for _, cells in table.rows), key=len, default=())
        numbered = chosen_columns(choice, [(0, [""] * len(widest))], 0)
        return [] if numbered is None else [Block((), numbered, table.rows)]
    if choice is not None:
        return _blocks(table, lambda rows, at: _one(chosen_columns(choice, rows, at)))
    return _blocks(table, columns_of_headings)


def find_pair_block(table: Table) -> list[Block]:
    """Find headings over a column with whole positions."""
    return _blocks(table, lambda rows, at: _one(pair_columns(rows, at)))


def find_bare_block(table: Table) -> list[Block]:
    """Take a table without headings."""
    first = next(
        (
            at
            for at, (_, cells) in enumerate(table.rows)
            if sum(any(map(str.isdigit, text)) for text in cells) >= 1
        ),
        0,
    )
    columns = columns_without_headings(table)
    titles = tuple(text for _, cells in table.rows[:first] for text in cells if text.strip())
    return [Block(titles, columns, table.rows[first:])] if columns is not None else []


def _one(columns: Columns | None) -> tuple[Columns, int] | None:
    return None if columns is None else (columns, 1)


def _blocks(table: Table, find: FindColumns) -> list[Block]:
    starts: list[tuple[int, int, Columns]] = []
    at = 0
    while at < len(table.rows):
        found = find(table.rows, at) if any(text.strip() for text in table.rows[at][1]) else None
        if found is None:
            at += 1
            continue
        starts.append((at, found[1], found[0]))
        at += found[1]
    blocks: list[Block] = []
    titles = _texts(table.rows[: starts[0][0]]) if starts else ()
    for which, (at, taken, columns) in enumerate(starts):
        end = starts[which + 1][0] if which + 1 < len(starts) else len(table.rows)
        rows = table.rows[at + taken : end]
        body, tail = _without_titles(rows, columns) if end < len(table.rows) else (rows, [])
        goes_on = which > 0 and _is_page_break(titles, blocks[0].titles)
        blocks.append(Block(titles, columns, body, goes_on))
        titles = _texts(tail)
    return blocks


def _without_titles(rows: list[NumberedRow], columns: Columns) -> tuple[list[NumberedRow], list[NumberedRow]]:
    """Part the rows of a list from those after its last position, which are titles of the next."""
    last = -1
    for at, (_, cells) in enumerate(rows):
        texts = (columns.position.lat.text(cells), columns.position.lon.text(cells))
        if all(any(map(str.isdigit, text)) for text in texts) and len([c for c in cells if c.strip()]) > 1:
            last = at
    if columns.position.is_pair:
        last = max(last, len(rows) - 1 if last < 0 else last)
    return rows[: last + 1], rows[last + 1 :]


def _texts(rows: Sequence[NumberedRow]) -> tuple[str, ...]:
    return tuple(text.strip() for _, cells in rows for text in cells if text.strip())


def _is_page_break(titles: tuple[str, ...], first_titles: tuple[str, ...]) -> bool:
    """Say whether nothing above the headings names another segment: page numbers, notes, or the first title again."""
    known = {re.sub(r"[\d\W_]+", " ", plain(text)).strip() for text in first_titles}
    for text in titles:
        simple = re.sub(r"[\d\W_]+", " ", plain(text)).strip()
        if (
            simple
            and not _PAGE.search(plain(text))
            and (simple not in known or re.search(r"seg|branch|route|line|cable", simple))
        ):
            return False
    return True
