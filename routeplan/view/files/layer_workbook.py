"""Layers as a workbook: a sheet for each with its columns and units, and notes with the provenance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.view.files.feature_record import FeatureRecord, FileLayer
from routeplan.view.files.layer_columns import COLUMNS
from routeplan.view.files.options import FileOptions
from routeplan.view.files.workbook_tables import NOTES_COLUMNS, Cell, SheetColumn, open_book

_LEAST_WIDTH, _MOST_WIDTH = 10, 60
_LONG_TEXT = 40  # characters from which a text is wrapped


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the tables of all layers; shapes are in the formats for maps."""
    with open_book(path, title=record.title, comments=NOT_FOR_NAVIGATION) as book:
        for layer in record.layers:
            name = str(layer.name)
            columns = [_sheet_column(layer, column) for column in layer.columns]
            book.add_table(
                name.capitalize(), f"{record.title}: {name}", columns, list(_rows(layer)), frozen=2
            )
        book.add_table("Notes", "Notes and provenance", NOTES_COLUMNS, [*_notes(record)])


def _sheet_column(layer: FileLayer, name: str) -> SheetColumn:
    column = COLUMNS[name]
    longest = max((len(str(value)) for value in layer.frame[name].dropna()), default=0)
    width = min(max(longest, len(name), _LEAST_WIDTH) + 2, _MOST_WIDTH)
    is_text = column.decimals is None
    return SheetColumn(name, column.unit, width, column.decimals, wrapped=is_text and longest > _LONG_TEXT)


def _rows(layer: FileLayer) -> Iterator[Sequence[Cell]]:
    for row in layer.frame[layer.columns].itertuples(index=False, name=None):
        yield [_cell(value) for value in row]


def _cell(value: Any) -> Cell:
    if value is None or value is pd.NA:
        return None
    found: Cell = value.item() if isinstance(value, np.generic) else value
    return found


def _notes(record: FeatureRecord) -> Iterator[tuple[str, str]]:
    yield "file", record.title
    named = dict.fromkeys(column for layer in record.layers for column in layer.columns)
    yield from record.provenance.rows()
    yield from ((f"column {name}", COLUMNS[name].meaning) for name in named)
