"""Read position lists (RPL): tables of positions as CSV or XLSX, with headings and notations of many kinds."""

from __future__ import annotations

import csv
import math
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from routeplan.errors import DataError, UsageError
from routeplan.geo.position_text import Axis, parse_angle
from routeplan.io.imported_line import ImportedLine, LineReader, find_legs, make_line

NumberedRow: TypeAlias = tuple[int, Sequence[str]]

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_AXIS_WORDS: dict[Axis, frozenset[str]] = {
    "latitude": frozenset({"lat", "latitude", "ns"}),
    "longitude": frozenset({"lon", "long", "lng", "longitude", "ew"}),
}
_MINUTES, _DEGREES = frozenset({"min", "mins", "minute", "minutes"}), frozenset({"deg", "degree", "degrees"})
_HEMISPHERE = frozenset({"hem", "hemi", "hemisphere", "ns", "ew"})
_EVENT_COLUMNS = (
    "row", "lon", "lat", "event", "cumulative_km", "cumulative_cable_km", "slack_pct", "cable_type",
)  # fmt: skip


def is_workbook(path: Path, head: bytes) -> bool:
    """Say whether a file is an XLSX workbook."""
    return zipfile.is_zipfile(path) and "xl/workbook.xml" in zipfile.ZipFile(path).namelist()


def is_text(path: Path, head: bytes) -> bool:
    """Say whether a file is text: it has no null byte, unless it is UTF-16."""
    return bool(head.strip()) and (b"\0" not in head or head.startswith(_UTF16_MARKS))


def read_position_lists(path: Path, *, workbook: bool) -> list[ImportedLine]:
    """Read the position list of a text, or of every sheet of a workbook that has one.

    Raises
    ------
    DataError
        If the file cannot be read, no row of it has the headings latitude and longitude, or a position is invalid.
    """
    sheets = _workbook_sheets(path) if workbook else _text_sheets(path)
    lists = [found for sheet in sheets if (found := _read_list(sheet)) is not None]
    if not lists:
        raise DataError(f"{path} has no columns for latitude and longitude; head them lat and lon")
    return lists


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows of text of a file or a sheet of it."""

    name: str
    where: str
    rows: list[NumberedRow]
    decimal_comma: bool


@dataclass(frozen=True, slots=True)
class _Headings:
    """Columns of the position and of other facts."""

    position: dict[Axis, list[int]]
    facts: dict[str, int]


def _text_sheets(path: Path) -> list[_Sheet]:
    """Read a text with every separator; only the right one separates latitude from longitude."""
    raw = path.read_bytes()
    encodings = ("utf-16",) if raw.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise DataError(f"cannot read {path}: neither UTF-8 nor a Western code page; save it as UTF-8")
    sheets = []
    for separator in "\t;,":
        reader = csv.reader(text.splitlines(), delimiter=separator)
        try:
            rows: list[NumberedRow] = [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise DataError(f"cannot read {path}: {error}; save it as CSV") from error
        sheets.append(_Sheet(path.stem, path.name, rows, decimal_comma=separator != ","))
    return sheets


def _workbook_sheets(path: Path) -> list[_Sheet]:
    try:
        openpyxl: Any = import_module("openpyxl")
    except ModuleNotFoundError as error:
        raise DataError(
            f"cannot read {path} without openpyxl; pip install 'routeplan[xlsx]', or save it as CSV"
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and links, which are not read
            book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(f"cannot read {path} ({error}); save it as XLSX again, or as CSV") from error
    several = len(book.worksheets) > 1
    return [
        _Sheet(
            name=f"{path.stem}, {sheet.title}" if several else path.stem,
            where=f"{path.name}, sheet {sheet.title}" if several else path.name,
            rows=[(i, [plain_text(cell) for cell in row]) for i, row in enumerate(sheet.values, start=1)],
            decimal_comma=True,
        )
        for sheet in book.worksheets
    ]


def _read_list(sheet: _Sheet) -> ImportedLine | None:
    """Find the headings in a sheet and read the rows below; None without headings."""
    for at, (_, cells) in enumerate(sheet.rows):
        headings = _headings(cells)
        if headings is not None:
            titles = [cell for _, above in sheet.rows[:at] for cell in above]
            return _read_rows(sheet, headings, titles, sheet.rows[at + 1 :])
    return None


def _read_rows(
    sheet: _Sheet, headings: _Headings, titles: list[str], rows: list[NumberedRow]
) -> ImportedLine:
    records: list[dict[str, Any]] = []
    for number, cells in rows:
        texts = {
            axis: " ".join(filter(None, (_cell(cells, column) for column in columns)))
            for axis, columns in headings.position.items()
        }
        is_position = any(map(str.isdigit, "".join(texts.values())))
        if not any(texts.values()) or (not records and not is_position):
            continue  # a row about a leg, or a second row of headings
        where = f"{sheet.where}, row {number}"
        try:
            lat, lon = (
                parse_angle(texts[axis], axis, decimal_comma=sheet.decimal_comma) for axis in _AXIS_WORDS
            )
        except UsageError as error:
            raise DataError(f"{where}: {error}") from error
        facts = {key: _cell(cells, column) for key, column in headings.facts.items()}
        records.append({"row": number, "lon": lon, "lat": lat, **facts})
    if not records:
        raise DataError(f"{sheet.where}: no positions below latitude and longitude; give two or more")
    remarks = (*titles, *(record.get("legs", "") for record in records))
    events = pd.DataFrame(records).reindex(columns=list(_EVENT_COLUMNS))
    for column in ("cumulative_km", "cumulative_cable_km", "slack_pct"):
        events[column] = [_number(text, decimal_comma=sheet.decimal_comma) for text in events[column]]
    events[["event", "cable_type"]] = events[["event", "cable_type"]].astype(object).fillna("")
    points = events[["lon", "lat"]].to_numpy(np.float64)
    return make_line(sheet.name, points, find_legs(remarks), where=sheet.where, events=events)


def _headings(cells: Sequence[str]) -> _Headings | None:
    """Read a row of headings; None if it has no latitude and longitude."""
    found: dict[Axis, list[dict[str, int]]] = {"latitude": [], "longitude": []}
    facts: dict[str, int] = {}
    current: Axis | None = None
    for column, cell in enumerate(cells):
        words = _words(cell)
        axis = next((axis for axis, names in _AXIS_WORDS.items() if words & names), None)
        if axis is None and words <= _MINUTES | _DEGREES | _HEMISPHERE:
            axis = current  # a heading that spans several columns, or the column after it
        current = axis
        if axis is not None:
            role = _role(words, column)
            if not found[axis] or role in found[axis][-1]:
                found[axis].append({})  # the same position in another notation
            found[axis][-1][role] = column
        elif (fact := _fact(words, cell)) is not None:
            facts.setdefault(fact, column)
    if not all(found.values()):
        return None
    return _Headings({axis: list(ways[0].values()) for axis, ways in found.items()}, facts)


def _words(heading: str) -> frozenset[str]:
    text = re.sub(r"\b([NSEW])/([NSEW])\b", r"\1\2", heading, flags=re.IGNORECASE)
    return frozenset(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text).casefold()))


def _role(words: frozenset[str], column: int) -> str:
    if not words:
        return f"column {column}"
    if words & _HEMISPHERE:
        return "hemisphere"
    return "minutes" if words & _MINUTES and not words & _DEGREES else "degrees"


def _fact(words: frozenset[str], heading: str) -> str | None:
    """Name the fact in a column other than the position; None if it is not used."""
    if "legs" in words:
        return "legs"
    if words & {"event", "events"}:
        return "event"
    if "slack" in words:
        return "slack_pct" if "%" in heading or not words & {"km", "m"} else None
    if words >= {"cable", "type"}:
        return "cable_type"
    summed = words & {"cum", "cumul", "cumulative", "kp", "total"} and not words & {"nm", "miles", "m"}
    if summed:
        return "cumulative_cable_km" if "cable" in words else "cumulative_km"
    return None


def _number(text: object, *, decimal_comma: bool) -> float:
    """Read a number, NaN if there is none: these columns are optional."""
    plain = str(text).strip().rstrip("%").strip()
    comma_last = plain.rfind(",") > plain.rfind(".")
    if decimal_comma and comma_last:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        return math.nan


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def plain_text(value: object) -> str:
    """Write a value as a person types it: no nan, no 1e-05."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


WORKBOOKS = LineReader("positions as XLSX", is_workbook, partial(read_position_lists, workbook=True))
TEXTS = LineReader("positions as CSV", is_text, partial(read_position_lists, workbook=False))
