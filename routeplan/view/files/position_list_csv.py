"""Position lists as CSV: remarks, a row of headings with units, UTF-8 with a mark so that spreadsheets show Bodø."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from routeplan.engineering.listing import RoutePositionList
from routeplan.runtime.files import atomic_write
from routeplan.view.files.formula_text import as_plain_text
from routeplan.view.files.position_list_columns import ListColumn, columns_of, list_rows
from routeplan.view.files.position_list_notes import list_notes
from routeplan.view.files.workbook_tables import Cell

REMARK = "# "
"""Before each line of remarks; other programs leave such lines out."""


def write_position_list_csv(lists: Sequence[RoutePositionList], path: Path) -> None:
    """Write position lists as CSV.

    Parameters
    ----------
    lists : sequence of RoutePositionList, one or more
        Several are told apart by a first column with the name of the route, or by system and segment.
    path : Path

    Raises
    ------
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.
    """
    columns = columns_of(lists)
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        for subject, text in list_notes(lists):
            file.write(f"{REMARK}{subject}: {text}\r\n")
        writer = csv.writer(file)
        writer.writerow([column.title for column in columns])
        for row in list_rows(lists):
            writer.writerow([_text(column, value) for column, value in zip(columns, row, strict=True)])


def _text(column: ListColumn, value: Cell) -> str:
    if value is None or column.decimals is None:
        return "" if value is None else str(as_plain_text(value))
    return f"{value:.{column.decimals}f}"
