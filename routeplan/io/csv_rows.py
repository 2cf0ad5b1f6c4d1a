"""Rows of the tables that people edit: read with their place in the file, so that a wrong value can be found."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from routeplan.errors import DataError

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_SEVERAL = ";"  # between the things of one cell
Choice = TypeVar("Choice", bound=StrEnum)


class Row:
    """One line of a table that says where it stands when a value is wrong.

    Parameters
    ----------
    where : str
        File and line.
    values : mapping of str to str or None
        By column.
    """

    def __init__(self, where: str, values: Mapping[str, str | None]) -> None:
        self.where = where
        self._values = values

    def text(self, column: str, pattern: str = ".+", rule: str = "some text") -> str:
        """Read a text that fits a pattern as a whole.

        Raises
        ------
        DataError
            If it does not.
        """
        value = (self._values[column] or "").strip()
        if re.fullmatch(pattern, value) is None:
            raise self.wrong(column, rule)
        return value

    def number(self, column: str) -> float:
        """Read a number."""
        return float(self.text(column, _NUMBER, "a number"))

    def number_or_none(self, column: str) -> float | None:
        """Read a number, or nothing."""
        text = self.text(column, f"({_NUMBER})?", "a number, or nothing where it is not known")
        return float(text) if text else None

    def several(self, column: str) -> tuple[str, ...]:
        """Read what semicolons part."""
        return tuple(filter(None, map(str.strip, self.text(column, ".*").split(_SEVERAL))))

    def one_of(self, column: str, choices: type[Choice]) -> Choice:
        """Read one of some choices."""
        values = [choice.value for choice in choices]
        return choices(self.text(column, "|".join(map(re.escape, values)), " or ".join(values)))

    def wrong(self, column: str, rule: str) -> DataError:
        """Say of a value that it is none, and what to give."""
        return DataError(
            f'{self.where}, column {column}: "{self._values[column] or ""}" is not valid; give {rule}'
        )


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read a CSV file in UTF-8 that has some columns.

    Raises
    ------
    DataError
        If the file cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise DataError(f"{path} has no column {', '.join(missing)}; give {', '.join(columns)}")
            return [Row(f"{path.name}, row {reader.line_num}", row) for row in reader]
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable CSV file") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path}: {error}; save it as CSV in UTF-8") from error
