"""Compiled loops of sea ice: all months of a place interpolated together, for millions of cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, read_radial
from routeplan.runtime.compiled import compiled
from routeplan.seabed.months import MONTHS_PER_YEAR
from routeplan.seabed.open_water import open_days, total_of, write_wait_days

Bytes = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]


class KernelGrid(NamedTuple):
    """Grid of a map in projection: position of value (0, 0), distance between values."""

    west_m: float
    north_m: float
    step_m: float


@compiled
def _months(x: float, y: float, map_grid: KernelGrid, values: FloatCells, out: FloatArray) -> None:
    """Interpolate all months at a projected position; 0 outside the map."""
    at_row, at_col = (map_grid.north_m - y) / map_grid.step_m, (x - map_grid.west_m) / map_grid.step_m
    last_row, last_col = values.shape[0] - 1.0, values.shape[1] - 1.0
    if not (-0.5 <= at_row <= last_row + 0.5 and -0.5 <= at_col <= last_col + 0.5):
        for month in range(MONTHS_PER_YEAR):
            out[month] = 0.0
        return
    at_row, at_col = min(max(at_row, 0.0), last_row), min(max(at_col, 0.0), last_col)
    row, col = min(int(at_row), int(last_row) - 1), min(int(at_col), int(last_col) - 1)
    down, right = at_row - row, at_col - col
    for month in range(MONTHS_PER_YEAR):
        out[month] = (1 - down) * (
            (1 - right) * values[row, col, month] + right * values[row, col + 1, month]
        ) + down * ((1 - right) * values[row + 1, col, month] + right * values[row + 1, col + 1, month])


@compiled
def months_at(x: FloatArray, y: FloatArray, map_grid: KernelGrid, values: FloatCells) -> FloatArray:
    """Interpolate all months at positions in the projection of the map, (n, 12)."""
    out = np.empty((len(x), MONTHS_PER_YEAR))
    for i in range(len(x)):
        _months(x[i], y[i], map_grid, values, out[i])
    return out


@compiled
def _months_on_cell(
    easting: float,
    northing: float,
    table_step: float,
    turned: tuple[FloatArray, float, float],
    map_grid: KernelGrid,
    values: FloatCells,
    out: FloatArray,
) -> None:
    """Interpolate all months at a position in the projection of a grid."""
    stretch, cos, sin = turned
    far = read_radial(easting, northing, table_step, stretch)
    x, y = far * (easting * cos - northing * sin), far * (easting * sin + northing * cos)
    _months(x, y, map_grid, values, out)


@compiled
def months_on_cells(
    first: int,
    last: int,
    easting: FloatArray,
    northing: FloatArray,
    table_step: float,
    turned: tuple[FloatArray, float, float],
    map_grid: KernelGrid,
    values: FloatCells,
    months: Index,
    depth: FloatCells,
    out: FloatCells,
) -> None:
    """Interpolate some months, counted from 0, at the sea cells of some rows; others stay as they are."""
    year = np.empty(MONTHS_PER_YEAR)
    for row in range(first, last):
        for col in range(len(easting)):
            if depth[row, col] > 0:
                _months_on_cell(easting[col], northing[row], table_step, turned, map_grid, values, year)
                for i in range(len(months)):
                    out[i, row, col] = year[months[i]]


@compiled
def summary_on_cells(
    first: int,
    last: int,
    easting: FloatArray,
    northing: FloatArray,
    table_step: float,
    turned: tuple[FloatArray, float, float],
    map_grid: KernelGrid,
    values: FloatCells,
    threshold: float,
    depth: FloatCells,
    out: FloatCells,
    classes: Bytes,
) -> None:
    """Mean, greatest, least, open days and mean waiting days of the sea cells of some rows, and their class."""
    year, wait = np.empty(MONTHS_PER_YEAR), np.empty(MONTHS_PER_YEAR)
    for row in range(first, last):
        for col in range(len(easting)):
            if not depth[row, col] > 0:
                continue
            _months_on_cell(easting[col], northing[row], table_step, turned, map_grid, values, year)
            write_wait_days(year, threshold, wait)
            total = total_of(year)
            greatest = least = year[0]
            for month in range(1, MONTHS_PER_YEAR):
                greatest, least = max(greatest, year[month]), min(least, year[month])
            greatest, least = greatest + 0.0 * total, least + 0.0 * total  # NaN if a month has no value
            out[0, row, col], out[1, row, col], out[2, row, col] = total / MONTHS_PER_YEAR, greatest, least
            out[3, row, col] = open_days(year, threshold)
            out[4, row, col] = total_of(wait) / MONTHS_PER_YEAR
            # Values of IceClass: open water, seasonal, perennial.
            classes[row, col] = 1 if greatest < threshold else 3 if least >= threshold else 2
