"""Read CSV tables that people edit: one pydantic model per table, errors with file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from routeplan.errors import DataError
from routeplan.io.column_names import columns_of, find_columns
from routeplan.io.validation_messages import describe_allowed, node_at
from routeplan.runtime.files import refuse_device

_SEPARATOR = ";"  # between the values of one cell


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _split(value: object) -> object:
    return (
        [part for part in map(str.strip, value.split(_SEPARATOR)) if part]
        if isinstance(value, str)
        else value
    )


_Value = TypeVar("_Value")
# Types of a cell. The description of a field is what its error message tells the user to give.
OrNone = Annotated[_Value | None, BeforeValidator(_none_if_empty)]
Several = Annotated[tuple[_Value, ...], BeforeValidator(_split)]
Text = Annotated[str, Field(min_length=1, description="some text")]
Key = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="lower-case letters a-z and digits, joined by hyphens",
    ),
]
CountryCode = Annotated[
    str, Field(pattern="^[A-Z]{2}$", description="two capital letters (ISO 3166-1) such as NO")
]
Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]


class CsvRow(BaseModel):
    """A row of a table; each subclass describes one table, a field per column.

    Attributes
    ----------
    where : str
        File and row, such as ``"landings.csv, row 12"``.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    where: str

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Columns that the table must have."""
        return tuple(name for name in cls.model_fields if name != "where")

    def values(self) -> dict[str, Any]:
        """Values by column."""
        return {column: getattr(self, column) for column in self.columns()}


RowModel = TypeVar("RowModel", bound=CsvRow)


def read_rows(path: Path, model: type[RowModel], *, unique: str | None = None) -> list[RowModel]:
    """Read a CSV file in UTF-8.

    Parameters
    ----------
    path : Path
    model : type of CsvRow
        What a row holds. Columns that it does not name are ignored.
    unique : str, optional
        Column in which no value may occur twice.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or holds a value that is not allowed.
    """
    rows = [_validated(model, where, cells) for where, cells in _read_cells(path, model.columns())]
    if unique is not None:
        seen: set[object] = set()
        for row in rows:
            value = getattr(row, unique)
            if value in seen:
                raise DataError(f'{row.where}, column {unique}: "{value}" occurs twice; make it unique')
            seen.add(value)
    return rows


def _read_cells(path: Path, columns: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Read the cells of each row, with file and row number; a cell that a short row lacks is empty."""
    refuse_device(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            there = find_columns(
                reader.fieldnames or (), columns_of(*columns), path=path, give=", ".join(columns)
            )
            return [
                (
                    f"{path.name}, row {reader.line_num}",
                    {column: (row[there[column]] or "").strip() for column in columns},
                )
                for row in reader
            ]
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable CSV file") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read {path}: {error}; save it as CSV in UTF-8") from error


def _validated(model: type[RowModel], where: str, cells: dict[str, str]) -> RowModel:
    try:
        return model.model_validate({"where": where, **cells})
    except ValidationError as error:
        raise DataError(_explain(error, model, where, cells)) from error


def _explain(error: ValidationError, model: type[CsvRow], where: str, cells: dict[str, str]) -> str:
    """Explain the first error of a row: column, value, what to give; count the others."""
    errors = error.errors(include_url=False)
    first = errors[0]
    column = str(first["loc"][0]) if first["loc"] else ""
    place = f"{where}, column {column}" if column else where
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    if first["type"] == "value_error":
        return f"{place}: {first['ctx']['error']}{more}"
    return f'{place}: "{cells[column]}" is not valid; give {_allowed(model, column)}{more}'


def _allowed(model: type[CsvRow], column: str) -> str:
    """Say what a column may hold."""
    schema = model.model_json_schema()
    field, node = schema["properties"][column], node_at(schema, (column,))
    empty = ", or nothing" if {"type": "null"} in field.get("anyOf", ()) else ""
    if "enum" in node:  # the description of an enumeration is its docstring
        return " or ".join(node["enum"]) + empty
    return (field.get("description") or node.get("description") or describe_allowed(schema, node)) + empty
