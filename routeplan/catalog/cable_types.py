"""The table of cable types. Which type a depth needs is decided in `routeplan.cost.cable_rates`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from routeplan.catalog.models import CableType
from routeplan.errors import DataError
from routeplan.io.csv_rows import CsvRow, Text, read_rows
from routeplan.io.sources import embedded
from routeplan.runtime.files import path_of


class CableTypeRow(CsvRow):
    """A row of the table of cable types."""

    name: Text
    label: Text
    from_depth_m: float
    cost_usd_per_km: float
    slack_pct: float
    source: Text

    def cable_type(self) -> CableType:
        """Turn per cent of slack into a share."""
        slack_share = self.slack_pct / 100.0
        return CableType(
            self.name, self.label, self.from_depth_m, self.cost_usd_per_km, slack_share, self.source
        )


def read_cable_types(path: str | Path | None = None) -> tuple[CableType, ...]:
    """Read the cable types, sorted from the shallowest.

    Parameters
    ----------
    path : str or Path, optional
        CSV with the columns name, label, from_depth_m, cost_usd_per_km, slack_pct, source.
        Default: the embedded table.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, a value is not a number, or no type starts at 0 m.

    Examples
    --------
    >>> [cable.name for cable in read_cable_types()]
    ['DA', 'SA', 'LWP', 'LW']
    """
    path = path_of(path) if path is not None else embedded("cable-types").path
    types = [row.cable_type() for row in read_rows(path, CableTypeRow)]
    types.sort(key=lambda cable: cable.from_depth_m)
    if not types or types[0].from_depth_m != 0:
        raise DataError(f"{path}: no cable type starts at 0 m; set from_depth_m of the shallowest to 0")
    return tuple(types)


def change_cable_type(types: tuple[CableType, ...], name: str, **changes: Any) -> tuple[CableType, ...]:
    """Change figures of one type.

    Examples
    --------
    Lightweight cable at a higher cost:

    >>> changed = change_cable_type(read_cable_types(), "LW", cost_usd_per_km=30_000)
    >>> changed[-1].cost_usd_per_km
    30000
    """
    if name not in {cable.name for cable in types}:
        raise DataError(f"no cable type {name}; there are {', '.join(cable.name for cable in types)}")
    return tuple(replace(cable, **changes) if cable.name == name else cable for cable in types)
