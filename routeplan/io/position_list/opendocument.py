"""Tables of OpenDocument spreadsheets (ODS): a zip with an XML of cells, read within bounds."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from routeplan.errors import DataError
from routeplan.io.position_list.tables import MOST_COLUMNS, MOST_ROWS, NumberedRow, Table
from routeplan.io.position_list.vocabulary import hemispheres_in
from routeplan.io.position_list.workbook import check_unpacked_size

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_opendocument(path: Path, head: bytes) -> bool:
    """Say whether a file is an OpenDocument spreadsheet."""
    if not head.startswith(b"PK") or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as box:
        names = box.namelist()
        if "content.xml" not in names:
            return False
        return path.suffix.lower() in (".ods", ".ots") or (
            "mimetype" in names and box.read("mimetype").startswith(_MIMETYPE)
        )


def opendocument_tables(path: Path) -> list[Table]:
    """Read the sheets of an OpenDocument spreadsheet.

    Raises
    ------
    DataError
        If the file is damaged, declares entities, is too large, or has a cell far outside any list.
    """
    check_unpacked_size(path)
    try:
        with zipfile.ZipFile(path) as box:
            content = box.read("content.xml")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise DataError(
                f"{path} declares entities, which no spreadsheet does; save it again as ODS, or as CSV"
            )
        document = ElementTree.fromstring(content)
        sheets = document.findall(f".//{_TABLE}table")
        hidden = _hidden_styles(document)
    except (
        OSError,
        KeyError,
        EOFError,
        RuntimeError,
        ElementTree.ParseError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise DataError(f"cannot read {path} ({error}); save it as ODS again, or as CSV") from error
    several = len(sheets) > 1
    return [
        replace(_table(path, sheet, several=several), is_hidden=sheet.get(f"{_TABLE}style-name") in hidden)
        for sheet in sheets
    ]


def _hidden_styles(document: ElementTree.Element) -> set[str | None]:
    """Give the styles of sheets that are not displayed."""
    return {
        style.get(f"{_STYLE}name")
        for style in document.iter(f"{_STYLE}style")
        for properties in style.findall(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


def _table(path: Path, sheet: ElementTree.Element, *, several: bool) -> Table:
    title = sheet.get(f"{_TABLE}name", "")
    where = f"{path.name}, sheet {title}" if several else path.name
    rows: list[NumberedRow] = []
    formulas: set[tuple[int, int]] = set()
    doubtful: dict[int, str] = {}
    number = 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        repeated = _repeated(row, "number-rows-repeated", where)
        cells = _cells(row, number + 1, formulas, where)
        if any(cells):
            if number + repeated > MOST_ROWS:
                raise DataError(f"{where}: more than {MOST_ROWS:,} rows; delete cells beyond the list")
            rows += [(number + 1 + extra, cells) for extra in range(repeated)]
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                doubtful |= dict.fromkeys(range(number + 1, number + 1 + repeated), "hidden")
        number += repeated
    name = f"{path.stem}, {title}" if several else path.stem
    return Table(
        name, path.name, title if several else "", rows, formulas=frozenset(formulas), doubtful_rows=doubtful
    )


def _cells(row: ElementTree.Element, number: int, formulas: set[tuple[int, int]], where: str) -> list[str]:
    texts: list[str] = []
    blank = 0
    for one in row:
        if one.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = _repeated(one, "number-columns-repeated", where)
        text = _value(one)
        if one.get(f"{_TABLE}formula") and not text:
            formulas.add((number, len(texts) + blank))
        if not text:
            blank += repeated
            continue
        if len(texts) + blank + repeated > MOST_COLUMNS:
            raise DataError(f"{where}: more than {MOST_COLUMNS} columns; delete cells beyond the list")
        texts += [""] * blank + [text] * repeated
        blank = 0
    return texts


def _value(one: ElementTree.Element) -> str:
    """Give the text that the cell shows if it names a hemisphere, else the number in full."""
    shown = "\n".join("".join(part.itertext()) for part in one.findall(f"{_TEXT}p")).strip()
    number = one.get(f"{_OFFICE}value")
    if number is None or one.get(f"{_OFFICE}value-type") not in ("float", "percentage", "currency"):
        return shown
    letters = hemispheres_in(shown)
    if len(letters) != 1:
        return number
    own_sign = number.startswith("-") and "-" not in shown
    return f"{number.lstrip('-') if own_sign else number} {letters.pop()}"


def _repeated(element: ElementTree.Element, name: str, where: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    if not text.isdigit() or int(text) < 1:
        raise DataError(f'{where}: {name} is "{text[:20]}"; save it as ODS again, or as CSV')
    return int(text)
