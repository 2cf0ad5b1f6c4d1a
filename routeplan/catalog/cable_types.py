"""The door to cables: the types a route is built from."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from routeplan.catalog.models import CableType
from routeplan.errors import DataError
from routeplan.io.sources import embedded

_NUMBERS = ("from_depth_m", "cost_usd_per_km", "slack_pct")
_COLUMNS = ("name", "label", *_NUMBERS, "source")


def read_cable_types(path: Path | None = None) -> tuple[CableType, ...]:
    """Read the cable types, sorted from the shallowest.

    Parameters
    ----------
    path : Path, optional
        CSV with the columns name, label, from_depth_m, cost_usd_per_km, slack_pct, source.
        Without it: the embedded table.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, a value is no number, or no type starts at 0 m.

    Examples
    --------
    >>> [cable.name for cable in read_cable_types()]
    ['DA', 'SA', 'LWP', 'LW']
    """
    path = path or embedded("cable-types").path
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise DataError(f"{path}: no column {', '.join(missing)}; give {', '.join(_COLUMNS)}")
            types = [_cable_type(path, line, row) for line, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"cannot read cable types from {path}: {error}; give a CSV file in UTF-8") from error
    types.sort(key=lambda cable: cable.from_depth_m)
    if not types or types[0].from_depth_m != 0:
        raise DataError(f"{path}: no cable type starts at 0 m; set from_depth_m of the shallowest to 0")
    return tuple(types)


def change_cable_type(types: tuple[CableType, ...], name: str, **changes: Any) -> tuple[CableType, ...]:
    """Change figures of one type and keep the others.

    Examples
    --------
    What if lightweight cable cost a fifth more?

    >>> dearer = change_cable_type(read_cable_types(), "LW", cost_usd_per_km=30_000)
    >>> dearer[-1].cost_usd_per_km
    30000
    """
    if name not in {cable.name for cable in types}:
        raise DataError(f"no cable type {name}; there are {', '.join(cable.name for cable in types)}")
    return tuple(replace(cable, **changes) if cable.name == name else cable for cable in types)


def _cable_type(path: Path, line: int, row: dict[str, str]) -> CableType:
    values = []
    for column in _NUMBERS:
        try:
            values.append(float(row[column]))
        except (TypeError, ValueError):
            raise DataError(f"{path} line {line}: {column} is {row[column]!r}; give a number") from None
    depth_m, cost, slack_pct = values
    return CableType(row["name"], row["label"], depth_m, cost, slack_pct / 100.0, row["source"])
