"""Rows that hold no position, and warnings of rows that are left out, cut off, hidden or doubtful."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from routeplan.io.position_list.angles import split_pair
from routeplan.io.position_list.columns import Columns, PositionColumns
from routeplan.io.position_list.headings import read_headings
from routeplan.io.position_list.tables import BLANKS, NumberedRow, Table, cell
from routeplan.io.position_list.vocabulary import AXES, plain, words_of

TITLE = re.compile(
    r"(segment|seg|branch|route|section|cable|line|system|strecke|abschnitt|trasse|strekning|участок|сегмент|区間)\b"
)
_NOTES = (
    "total", "sum", "page", "seite", "side", "note", "remark", "end of", "continued", "*", "#", "summe", "somme",
    "carried", "brought", "ubertrag", "итого", "всего", "合計",
)  # fmt: skip
_STATISTICS = frozenset(
    [
        "min",
        "max",
        "minimum",
        "maximum",
        "mean",
        "average",
        "mittel",
        "mittelwert",
        "moyenne",
        "среднее",
        "平均",
    ]
)
_ERRORS = ("#n/a", "#ref", "#value", "#name", "#div", "#num", "#null")  # of a spreadsheet
_NAMES = frozenset(
    ["name", "names", "id", "title", "nom", "nombre", "nome", "navn", "namn", "название", "名称"]
)
_SHOWN_ROWS = 5


def is_note(cells: Sequence[str], texts: list[str]) -> bool:
    """Say whether a row is a note, a page number or a total that begins in the column of an angle."""
    filled = [text.strip() for text in cells if text.strip()]
    if len(filled) == 1 and any(letter.isalpha() for letter in filled[0]):
        return split_pair(filled[0]) is None
    first = plain(filled[0])
    without = not all(any(map(str.isdigit, text)) for text in texts)
    return first in _STATISTICS or (without and first.startswith(_NOTES) and not first.startswith(_ERRORS))


def left_out_warning(
    left_out: list[tuple[int, tuple[str, ...]]], columns: Columns, kept: list[NumberedRow]
) -> list[str]:
    """Name rows that are left out though they have a number or an event; a lone text between positions may be one."""
    if not {"event", "number"} & set(columns.facts) or not kept:
        return []
    first, last = kept[0][0], kept[-1][0]
    rows = [
        number
        for number, cells in left_out
        if (len(cells) > 1 or (first < number < last and not TITLE.match(plain(cells[0]))))
        and not plain(cells[0]).startswith(_NOTES)
        and not read_headings(cells)
    ]
    if not rows:
        return []
    shown = ", ".join(map(str, rows[:_SHOWN_ROWS])) + (", ..." if len(rows) > _SHOWN_ROWS else "")
    return [f"{len(rows)} rows without a position are left out (row {shown})"]


def unused_warnings(columns: Columns) -> list[str]:
    """Name columns of an angle that are not used."""
    return [
        f'column "{name}" is an angle that is not used; --columns lat=NAME,lon=NAME chooses others'
        for name in columns.unused
    ]


def pair_order_warning(position: PositionColumns, kept: list[NumberedRow]) -> list[str]:
    """Warn of pairs without letters below a heading that does not say which angle comes first."""
    if not position.is_pair or not position.lat.names[0].strip():
        return []
    words = words_of(position.lat.names[0])
    pairs = [split_pair(position.lat.text(cells)) for _, cells in kept]
    if all(words & names for names in AXES.values()) or any(
        pair is None or pair[2] or pair[0][-1] in "NSEW" for pair in pairs
    ):
        return []
    return [f'"{position.lat.label}" is read as latitude first, as charts write it; if not, head it lon/lat']


def cut_off_warning(table: Table, kept: list[NumberedRow]) -> list[str]:
    """Warn of a last row with fewer cells than every other: the file may be cut off within a number."""
    if not table.separator or table.separator == BLANKS or len(kept) < 3:
        return []
    *others, (number, last) = kept
    least = min(len(cells) for _, cells in others)
    if len(last) >= least:
        return []
    return [
        f"row {number}, the last, has {len(last)} cells and every other {least} or more: is the file cut off?"
    ]


def doubtful_row_warnings(table: Table, kept: list[NumberedRow]) -> list[str]:
    """Warn of rows that are read though a reader of the sheet does not see them, or sees them struck out."""
    return [
        f"row {number} is {table.doubtful_rows[number]} and is read; delete it if it does not count"
        for number, _ in kept
        if number in table.doubtful_rows
    ][:_SHOWN_ROWS]


def formula_warnings(table: Table, columns: Columns, kept: list[NumberedRow]) -> list[str]:
    """Name columns beside the position whose formulas have no value: a program wrote them that computes none."""
    return [
        f'column "{columns.names[at]}" has formulas without a value in {count} of {len(kept)} rows, which are not '
        "read; open the file in a spreadsheet and save it"
        for at in columns.facts.values()
        if (count := sum((number, at) in table.formulas for number, _ in kept))
    ]


def named_rows_warning(columns: Columns, kept: list[NumberedRow]) -> list[str]:
    """Warn of a column of names, read as nothing, in which every name has rows of its own one after another."""
    warnings = []
    for at, heading in enumerate(columns.names):
        if plain(heading) not in _NAMES or at in columns.facts.values():
            continue
        runs = [
            (name, len(list(rows))) for name, rows in groupby(cell(cells, at).strip() for _, cells in kept)
        ]
        names = dict(runs)
        if len(names) == len(runs) > 1 and "" not in names and min(names.values()) > 1:
            shown = ", ".join([*names][:_SHOWN_ROWS]) + (", ..." if len(names) > _SHOWN_ROWS else "")
            warnings.append(
                f'column "{heading}" has {len(names)} names, each in rows one after another ({shown}); all are read as '
                'one line; head the column "Route" if each is a line'
            )
    return warnings
