"""Tables of a text: cells as a person typed them, with the row that each came from."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np

from routeplan.errors import DataError

NumberedRow: TypeAlias = tuple[int, Sequence[str]]

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MOST_CELLS = 1_000  # of a row of a text: what has more is cut at the wrong separator
LARGEST_BYTES = 200_000_000  # of a table; a list of 100,000 positions has 10 MB
MOST_ROWS, MOST_COLUMNS = 200_000, 500
_SEPARATORS = ("\t", ";", "|", ",")
BLANKS = "blanks"
_OTHER_QUOTES = re.compile(r'[,;|\t]"[^,;|\t"]')  # quotes of cells that another separator separates
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
# Western, Cyrillic, Japanese, and those of older systems: headings tell which.
_CODE_PAGES = ("cp1252", "cp1251", "cp932", "cp850", "mac_roman", "koi8_r", "cp866", "euc_jp")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells of a file, or of a sheet of it.

    Attributes
    ----------
    name : str
        Name for a line that has no other.
    file, sheet : str
        Name of the file, and of the sheet where there are several, else empty.
    rows : list of (int, sequence of str)
        Number of each row in the file, and its cells.
    separator : str
        What separates the cells of a text; empty for a workbook.
    formulas : frozenset of (int, int)
        Row number and column of the cells with a formula and without a value.
    times : frozenset of (int, int)
        Row number and column of the cells that hold a time of day or a duration.
    doubtful_rows : mapping of int to str
        Rows that a reader of the sheet does not see or sees struck out, and which of the two.
    is_hidden : bool
        Whether the sheet is hidden.
    """

    name: str
    file: str
    sheet: str
    rows: list[NumberedRow]
    separator: str = ""
    formulas: frozenset[tuple[int, int]] = frozenset()
    times: frozenset[tuple[int, int]] = frozenset()
    doubtful_rows: Mapping[int, str] = field(default_factory=dict)
    is_hidden: bool = False

    @property
    def where(self) -> str:
        """The file, and the sheet where there are several."""
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file


def read_texts(path: Path) -> list[str]:
    """Decode a text: as UTF-8 or UTF-16 with a mark, else in each of the older code pages that can be meant.

    Raises
    ------
    DataError
        If it is larger than a table of positions, or in none of these encodings.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise DataError(f"{path} has {path.stat().st_size / 1e6:,.0f} MB; give a table of up to 200 MB")
    raw = path.read_bytes()
    encodings = ("utf-16",) if raw.startswith(UTF16_MARKS) else ("utf-8-sig",)
    for group in (encodings, _CODE_PAGES):
        texts = [text for encoding in group if (text := _decoded(raw, encoding)) is not None]
        if texts:
            return texts
    raise DataError(f"cannot read {path}: neither UTF-8 nor a known code page; save it as UTF-8")


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding).translate(_INVISIBLE)
    except UnicodeDecodeError:
        return None


def text_tables(path: Path, text: str) -> list[Table]:
    """Cut a text with every separator that it has; only the right one separates latitude from longitude."""
    tables = []
    for separator in _SEPARATORS:
        if separator not in text and separator != ",":
            continue
        reader = csv.reader((f"{line}\n" for line in text.splitlines()), delimiter=separator)
        try:
            rows: list[NumberedRow] = [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise DataError(f"cannot read {path}: {error}; save it as CSV") from error
        widest = max(map(len, (cells for _, cells in rows)), default=0)
        if widest > _MOST_CELLS:
            continue
        if not any(_OTHER_QUOTES.search(text) for _, cells in rows for text in cells):
            tables.append(Table(path.stem, path.name, "", rows, separator))
    lines = text.splitlines()
    separated = any(mark in text for mark in "\t;|") or sum(
        "," in line and "." in line for line in lines
    ) * 2 > len(lines)
    if separated:
        return tables
    words: list[NumberedRow] = [
        (number, re.split(r"\s{2,}" if "  " in line.strip() else r"\s+", line.strip()))
        for number, line in enumerate(lines, start=1)
    ]
    tables.append(Table(path.stem, path.name, "", words, BLANKS))
    return tables


def cell(cells: Sequence[str], column: int) -> str:
    """Give the text of a cell; empty where a row is short."""
    return cells[column].strip() if column < len(cells) else ""


def plain_text(value: object) -> str:
    """Write a value as a person types it: no nan, no 1e-05."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


def read_number(text: object) -> float:
    """Read a number with a decimal point or comma, NaN if there is none.

    Examples
    --------
    >>> read_number("1.234,5"), read_number("1,234.5"), read_number("1,5%"), read_number("1,234")
    (1234.5, 1234.5, 1.5, 1234.0)
    >>> read_number("KP 12.5"), read_number("12+500")
    (12.5, 12.5)
    """
    plain = re.sub(r"^\s*(?:kp|pk)\b|[\s%]|(?:km|nm|m)$", "", str(text).strip(), flags=re.IGNORECASE)
    plain = re.sub(r"^(\d+)\+(\d{3})(?:[.,](\d+))?$", r"\1.\2\3", plain)  # kilometres and metres
    if plain.rfind(",") > plain.rfind("."):
        thousands = re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", plain) is not None
        plain = plain.replace(",", "") if thousands else plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return math.nan
