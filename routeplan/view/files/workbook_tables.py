"""Styled tables of a workbook: title, frozen headings, units, number formats; the one module that uses xlsxwriter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from math import ceil, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routeplan.runtime.files import atomic_write

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
"""None is an empty cell: missing is never a number."""

# Files with the same content are the same files: no time of writing.
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_INK, _HEADING, _UNITS, _BAND = "#1f2a33", "#22475f", "#dde6ec", "#f5f8fa"
_FONT = "Arial"
_HEADING_ROW, _FIRST_ROW = 1, 3
_LINE_POINTS = 11.5  # height of a line of text


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet.

    Attributes
    ----------
    heading, unit : str
    width : int
        Characters.
    decimals : int or None
        Shown of numbers; None for texts.
    thousands : bool
        Whether thousands are parted.
    wrapped : bool
        Whether long texts go on below.
    """

    heading: str
    unit: str = ""
    width: int = 10
    decimals: int | None = None
    thousands: bool = False
    wrapped: bool = False

    @property
    def number_format(self) -> str:
        """Format of numbers as spreadsheets write it."""
        whole = "#,##0" if self.thousands else "0"
        return whole if not self.decimals else f"{whole}.{'0' * self.decimals}"


NOTES_COLUMNS = (SheetColumn("Subject", "", 26), SheetColumn("Note", "", 130, wrapped=True))
"""Of the sheet that says what the others rest on."""


class Book:
    """A workbook that is being written."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._base: dict[str, Any] = {"font_name": _FONT, "font_size": 9, "font_color": _INK, "valign": "top"}

    def add_table(
        self,
        name: str,
        title: str,
        columns: Sequence[SheetColumn],
        rows: Sequence[Sequence[Cell]],
        *,
        frozen: int = 1,
    ) -> None:
        """Add a sheet with a title, headings, units and rows.

        Parameters
        ----------
        name, title : str
            Of the sheet.
        columns : sequence of SheetColumn
        rows : sequence of sequence of Cell
        frozen : int
            Columns that stay when the sheet is scrolled.
        """
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, title, self._format(bold=True, font_size=12))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            side = "left" if column.decimals is None else "right"
            sheet.write_string(_HEADING_ROW, at, column.heading, self._heading(side))
            sheet.write_string(_HEADING_ROW + 1, at, column.unit, self._units(side))
        sheet.set_row(_HEADING_ROW, 36)
        formats = [[self._cell(column, banded=bool(odd)) for column in columns] for odd in (0, 1)]
        for number, row in enumerate(rows):
            if (lines := _lines(columns, row)) > 1:
                sheet.set_row(_FIRST_ROW + number, lines * _LINE_POINTS + 2)
            for at, value in enumerate(row):
                _write(sheet, _FIRST_ROW + number, at, value, formats[number % 2][at])
        sheet.freeze_panes(_FIRST_ROW, frozen)
        _set_page(sheet, title, len(columns))

    @property
    def plain(self) -> Workbook:
        """The workbook itself."""
        return self._book

    def _format(self, **changes: Any) -> Format:
        return self._book.add_format(self._base | changes)

    def _heading(self, side: str) -> Format:
        look = {
            "bold": True,
            "font_color": "white",
            "bg_color": _HEADING,
            "text_wrap": True,
            "valign": "vcenter",
        }
        return self._format(align=side, indent=int(side == "left"), **look)

    def _units(self, side: str) -> Format:
        look = {"italic": True, "bg_color": _UNITS, "bottom": 1, "bottom_color": _HEADING}
        return self._format(align=side, indent=int(side == "left"), **look)

    def _cell(self, column: SheetColumn, *, banded: bool) -> Format:
        look: dict[str, Any] = {"bg_color": _BAND} if banded else {}
        if column.decimals is None:
            look |= {"align": "left", "indent": 1}
        else:
            look["num_format"] = column.number_format
        return self._format(text_wrap=column.wrapped, **look)


@contextmanager
def open_book(path: Path, *, title: str, comments: str) -> Iterator[Book]:
    """Write a workbook, whole or not at all.

    Parameters
    ----------
    path : Path
    title, comments : str
        Properties of the file.

    Raises
    ------
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.
    """
    from xlsxwriter.workbook import Workbook

    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False, "in_memory": True,
    }  # fmt: skip
    packed = BytesIO()  # the library does not close its archive cleanly on a full disk
    book = Workbook(packed, options)
    book.set_properties({"title": title, "comments": comments, "created": _WRITTEN})
    yield Book(book)
    book.close()
    with atomic_write(path) as temporary:
        temporary.write_bytes(packed.getbuffer())


def _lines(columns: Sequence[SheetColumn], row: Sequence[Cell]) -> int:
    """Count the lines of the longest text that is wrapped; programs do not all do it on opening."""
    texts = [
        (str(value), column.width)
        for column, value in zip(columns, row, strict=True)
        if column.wrapped and value
    ]
    return max((ceil(1.05 * len(text) / (width - 2)) for text, width in texts), default=1)


def _write(sheet: Worksheet, row: int, at: int, value: Cell, look: Format) -> None:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        sheet.write_blank(row, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, look)
    else:
        sheet.write_number(row, at, value, look)


def _set_page(sheet: Worksheet, title: str, columns: int) -> None:
    """Print on A4 or A3 across, one page wide, headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(8 if columns > 14 else 9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADING_ROW, _HEADING_ROW + 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{title.replace('&', '&&')}&R&8&P / &N")
