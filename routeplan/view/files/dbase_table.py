"""dBASE tables, the columns of a Shapefile: numbers with the decimals that they are worth, text in UTF-8."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from routeplan.runtime.file_date import file_date
from routeplan.view.files.layer_columns import COLUMNS, Column

LONGEST_TEXT = 254  # bytes
_CUT = "..."
_VERSION, _END_OF_HEADER, _END_OF_FILE, _KEPT = 0x03, b"\r", b"\x1a", b" "
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class _Field:
    """A column as the table stores it: its values as bytes of one width."""

    column: Column
    values: list[bytes]

    @property
    def width(self) -> int:
        return max(1, *map(len, self.values))

    def descriptor(self) -> bytes:
        """Name, type, width and decimals, 32 bytes."""
        is_text = self.column.decimals is None
        name = self.column.short.encode("ascii")
        kind = b"C" if is_text else b"N"
        return struct.pack("<11sc4xBB14x", name, kind, self.width, self.column.decimals or 0)

    def cell(self, row: int) -> bytes:
        value = self.values[row]
        return value.ljust(self.width) if self.column.decimals is None else value.rjust(self.width)


def dbase_table(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    """Write the columns of a layer under their short names.

    Texts longer than 254 bytes are cut and end in three dots.

    References
    ----------
    dBASE III file structure; .cpg beside it names the encoding.
    """
    fields = [_field(COLUMNS[name], frame[name]) for name in columns]
    descriptors = b"".join(field.descriptor() for field in fields)
    date = file_date()
    header = struct.pack(
        "<BBBBIHH20x",
        _VERSION,
        date.year - _FIRST_YEAR,
        date.month,
        date.day,
        len(frame),
        32 + len(descriptors) + len(_END_OF_HEADER),
        len(_KEPT) + sum(field.width for field in fields),
    )
    rows = (_KEPT + b"".join(field.cell(row) for field in fields) for row in range(len(frame)))
    return header + descriptors + _END_OF_HEADER + b"".join(rows) + _END_OF_FILE


def _field(column: Column, values: pd.Series) -> _Field:
    if column.decimals is None:
        return _Field(column, [b"" if pd.isna(value) else _short_text(str(value)) for value in values])
    written = [b"" if pd.isna(value) else f"{value:.{column.decimals}f}".encode() for value in values]
    return _Field(column, written)


def _short_text(text: str) -> bytes:
    whole = text.encode()
    if len(whole) <= LONGEST_TEXT:
        return whole
    return whole[: LONGEST_TEXT - len(_CUT)].decode(errors="ignore").encode() + _CUT.encode()
