"""Tables of XLSX workbooks: values as text, with the hemisphere that a number format shows."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
import zlib
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from routeplan.errors import DataError
from routeplan.io.position_list.tables import (
    LARGEST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    NumberedRow,
    Table,
    plain_text,
)
from routeplan.io.position_list.vocabulary import hemispheres_in

# What openpyxl raises for damaged files.
_DAMAGED = (
    OSError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, EOFError, RuntimeError, ArithmeticError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_TIMES = (datetime.timedelta, datetime.time)  # degrees in the format [h]:mm:ss


def is_workbook(path: Path, head: bytes) -> bool:
    """Say whether a file is an XLSX workbook."""
    if not head.startswith(b"PK") or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as box:
        return "xl/workbook.xml" in box.namelist()


def workbook_tables(path: Path) -> list[Table]:
    """Read the sheets of a workbook; values of formulas are those that the spreadsheet kept.

    Raises
    ------
    DataError
        If the file is damaged, too large, or has a cell far outside any list.
    """
    try:
        openpyxl: Any = import_module("openpyxl")
    except ModuleNotFoundError as error:
        raise DataError(
            f"cannot read {path} without openpyxl; pip install 'routeplan[xlsx]', or save it as CSV"
        ) from error
    check_unpacked_size(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and links, which are not read
            raw = path.read_bytes()  # openpyxl judges a path by its suffix
            values = openpyxl.load_workbook(BytesIO(raw), data_only=True)
            written = openpyxl.load_workbook(BytesIO(raw))
    except _DAMAGED as error:
        raise DataError(f"cannot read {path} ({error}); save it as XLSX again, or as CSV") from error
    several = len(values.worksheets) > 1
    return [_table(path, sheet, written[sheet.title], several=several) for sheet in values.worksheets]


def check_unpacked_size(path: Path) -> None:
    """Refuse a file that unpacks to more than a table of positions has."""
    try:
        with zipfile.ZipFile(path) as box:
            size = sum(member.file_size for member in box.infolist())
    except zipfile.BadZipFile as error:
        raise DataError(f"cannot read {path} ({error}); save it again, or as CSV") from error
    if size > LARGEST_BYTES:
        raise DataError(
            f"{path} unpacks to {size / 1e6:,.0f} MB; give a table of up to {LARGEST_BYTES / 1e6:,.0f} MB"
        )


def _table(path: Path, sheet: Any, written: Any, *, several: bool) -> Table:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise DataError(
            f"{path.name}, sheet {sheet.title}: {sheet.max_row:,} rows and {sheet.max_column:,} columns; "
            f"delete cells beyond {MOST_ROWS:,} rows and {MOST_COLUMNS} columns"
        )
    rows: list[NumberedRow] = []
    formulas, times = set(), set()
    doubtful: dict[int, str] = {}
    for number, (cells, originals) in enumerate(
        zip(sheet.iter_rows(), written.iter_rows(), strict=True), start=1
    ):
        rows.append((number, [_text(one) for one in cells]))
        formulas |= {
            (number, column)
            for column, (one, original) in enumerate(zip(cells, originals, strict=True))
            if one.value is None and original.data_type == "f"
        }
        if sheet.row_dimensions[number].hidden:
            doubtful[number] = "hidden"
        elif any(one.value is not None and one.font.strike for one in cells):
            doubtful[number] = "struck out"
        times |= {(number, column) for column, one in enumerate(cells) if isinstance(one.value, _TIMES)}
    name = f"{path.stem}, {sheet.title}" if several else path.stem
    own_name = sheet.title if several else ""
    return Table(
        name, path.name, own_name, rows, formulas=frozenset(formulas), times=frozenset(times),
        doubtful_rows=doubtful, is_hidden=sheet.sheet_state != "visible",
    )  # fmt: skip


def _text(one: Any) -> str:
    value = one.value
    if isinstance(value, datetime.timedelta):
        return plain_text(value.total_seconds() / 3600.0)
    if isinstance(value, datetime.time):
        return plain_text(
            value.hour + value.minute / 60.0 + (value.second + value.microsecond / 1e6) / 3600.0
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return plain_text(value)
    return with_hemisphere_of_format(plain_text(value), float(value), str(one.number_format))


def with_hemisphere_of_format(text: str, value: float, number_format: str) -> str:
    """Write the hemisphere that a number format shows behind a number.

    Examples
    --------
    >>> with_hemisphere_of_format("9.05", 9.05, '0.00" W"')
    '9.05 W'
    >>> with_hemisphere_of_format("-9.05", -9.05, '0.00"°E";0.00"°W"')
    '9.05 W'
    """
    sections = number_format.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    # Quoted texts, single characters behind a backslash, and texts such as [$ W] of a currency.
    literals = re.findall(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]', section)
    literal = " ".join("".join(parts) for parts in literals)
    letters = hemispheres_in(literal)
    if len(letters) != 1:
        return text
    own_sign = value < 0 and len(sections) > 1 and "-" not in section
    return f"{text.lstrip('-') if own_sign else text} {letters.pop()}"
