"""Tables of positions as densities on the grid: fishing effort of Global Fishing Watch, sightings of icebergs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.column_names import columns_of, find_columns, has_columns
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG
from routeplan.seabed.months import DAYS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

_ROWS_AT_ONCE = 1_000_000
_KNOWN_STEPS_DEG = (0.01, 0.1, 0.25, 0.5, 1.0)
_MOST_POINTS = 40  # in both directions, of a cell of the table


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Columns of a published table.

    Attributes
    ----------
    lat, lon : str
    value : str
        What is added up; empty: rows are counted.
    kind : str
        Column by which rows are chosen; empty: all count.
    day : str
        Column of dates, which gives the number of years.
    is_corner : bool
        Whether positions are the south-western corners of cells, not points.
    unit : str
        Of the density.
    credit : str
    """

    lat: str
    lon: str
    value: str
    kind: str
    day: str
    is_corner: bool
    unit: str
    credit: str

    @property
    def columns(self) -> list[str]:
        """Columns that are read."""
        return [name for name in (self.lat, self.lon, self.value, self.kind, self.day) if name]


LAYOUTS = (
    TableLayout(
        "cell_ll_lat", "cell_ll_lon", "fishing_hours", "geartype", "date", True, "hours / (km² year)",
        "Global Fishing Watch, CC BY-NC 4.0",
    ),
    TableLayout(
        "SIGHTING_LATITUDE", "SIGHTING_LONGITUDE", "", "SIZE", "SIGHTING_DATE", False, "sightings / (km² year)",
        "International Ice Patrol Iceberg Sightings Database, NSIDC G00807",
    ),
)  # fmt: skip


def derive_density(path: Path, grid: Grid, *, kinds: Sequence[str] = ()) -> tuple[FloatCells, str]:
    """Add up a table, or all tables in a folder, by cell, per square kilometre and year.

    Parameters
    ----------
    path : Path
        CSV of Global Fishing Watch (``cell_ll_lat``, ``cell_ll_lon``, ``geartype``, ``fishing_hours``, ``date``): years
        are its different days over 365.25. Or of the International Ice Patrol (``SIGHTING_LATITUDE`` and so on): years
        are those with a sighting.
    grid : Grid
    kinds : sequence of str
        Gear or sizes that count, such as ``trawlers``; without any all count.

    Returns
    -------
    density : (rows, cols) float32
    unit : str

    Raises
    ------
    DataError
        If a table cannot be read, is of no known layout, or has no row of these kinds.
    """
    total = np.zeros(grid.shape, dtype=np.float64)
    days: set[str] = set()
    seen: set[str] = set()
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: no .csv in this folder; give the tables of the publisher")
    layout = _layout_of(files[0])
    for rows in _read(files, layout):
        days.update(rows[layout.day].astype(str).str.slice(0, 10).unique())
        seen.update(rows[layout.kind].astype(str).unique())
        chosen = rows[rows[layout.kind].astype(str).isin(kinds)] if kinds else rows
        _add(total, grid, chosen, layout)
    unknown = [kind for kind in kinds if kind not in seen]
    if unknown:
        raise DataError(f"{path}: no {layout.kind} {', '.join(unknown)}; there are {', '.join(sorted(seen))}")
    years = len(days) / DAYS_PER_YEAR if layout.value else _years_between(days)
    tell(
        f"{path}: {layout.credit}; {len(days):,} days, {', '.join(kinds) if kinds else f'all of {layout.kind}'}, "
        f"as {layout.unit}"
    )
    return (total / (_area_km2(grid) * years)).astype(np.float32), layout.unit


def known_layout(file: Path) -> TableLayout | None:
    """Say which published table a file is; None if it is none of them."""
    try:
        return _layout_of(file)
    except DataError:
        return None


def _layout_of(file: Path) -> TableLayout:
    import pandas as pd

    try:
        found = set(pd.read_csv(file, nrows=0).columns)
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read {file} as CSV: {error}; give the publisher's table") from error
    for layout in LAYOUTS:
        if has_columns(found, columns_of(*layout.columns)):
            return layout
    known = "; ".join(", ".join(layout.columns) for layout in LAYOUTS)
    raise DataError(f"{file}: columns {', '.join(sorted(found))} are of no table that is known; give {known}")


def _read(files: Sequence[Path], layout: TableLayout) -> Iterator[pd.DataFrame]:
    import pandas as pd

    for file in files:
        wanted, give = columns_of(*layout.columns), f"a table with {', '.join(layout.columns)}"
        try:
            names = find_columns(pd.read_csv(file, nrows=0).columns, wanted, path=file, give=give)
            published = {there: name for name, there in names.items()}
            with pd.read_csv(file, usecols=list(published), chunksize=_ROWS_AT_ONCE) as parts:
                for part in parts:
                    named = part.rename(columns=published)
                    _check(named, layout, file)
                    yield named
        except (OSError, ValueError) as error:
            raise DataError(f"{file}: {error}; give {give}") from error


def _check(rows: pd.DataFrame, layout: TableLayout, file: Path) -> None:
    import pandas as pd

    for column, most in (
        (layout.lat, 90.0),
        (layout.lon, 360.0),
        *(((layout.value, np.inf),) if layout.value else ()),
    ):
        values = pd.to_numeric(rows[column], errors="coerce")
        wrong = ~(values.abs() <= most)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise DataError(
                f"{file}, row {rows.index[row] + 2}, column {column}: {rows[column].iloc[row]!r} is not valid; "
                + (f"give degrees from {-most:g} to {most:g}" if np.isfinite(most) else "give a number")
            )


def _add(total: FloatArray, grid: Grid, rows: pd.DataFrame, layout: TableLayout) -> None:
    """Add rows to the cells that they are in; a cell of the table that is wider than ours is spread over points."""
    lat, lon = rows[layout.lat].to_numpy(np.float64), rows[layout.lon].to_numpy(np.float64)
    value = rows[layout.value].to_numpy(np.float64) if layout.value else np.ones(len(rows))
    side = _step_deg(lat, lon) if layout.is_corner else 0.0
    points = min(max(1, round(2 * side * KM_PER_DEG * 1000.0 / grid.spacing_m)), _MOST_POINTS)
    for north in range(points):
        for east in range(points):
            at_lat, at_lon = lat + side * (north + 0.5) / points, lon + side * (east + 0.5) / points
            inside = (at_lat < 90.0) & (at_lat > -60.0)
            row, col = (np.rint(at).astype(np.int64) for at in grid.cell_of(at_lon[inside], at_lat[inside]))
            ours = (row >= 0) & (row < grid.rows) & (col >= 0) & (col < grid.cols)
            np.add.at(total, (row[ours], col[ours]), value[inside][ours] / points**2)


def _step_deg(lat: FloatArray, lon: FloatArray) -> float:
    """Side of the cells of a table: the coarsest known step on which all corners are."""
    for step in reversed(_KNOWN_STEPS_DEG):
        off = np.concatenate([np.abs(axis / step - np.rint(axis / step)) for axis in (lat, lon)])
        if len(off) == 0 or off.max() < 0.01:
            return step
    raise DataError(
        "corners of cells are on no step of 0.01 to 1 degree; give the publisher's table as it is"
    )


def _years_between(days: set[str]) -> float:
    """Count years with sightings: on most days of a season nobody looks."""
    return float(len({day[:4] for day in days if day[:4].isdigit()}) or 1)


def _area_km2(grid: Grid) -> FloatArray:
    """Measure the true area of each cell."""
    area: FloatArray = (grid.spacing_m / 1000.0 / grid.derive_scale_factor().astype(np.float64)) ** 2
    return area
