"""Compiled loops of sea ice: all months of a place interpolated together, for millions of cells."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, read_radial
from routeplan.seabed.months import MONTHS_PER_YEAR
from routeplan.seabed.open_water import open_days, wait_days

Bytes = npt.NDArray[np.uint8]


class KernelGrid(NamedTuple):
    """Grid of a map in projection: position of value (0, 0), distance between values."""

    west_m: float
    north_m: float
    step_m: float


@nb.njit(cache=True)
def _months(x: float, y: float, map_grid: KernelGrid, values: FloatCells, out: FloatArray) -> None:
    """Interpolate all months at a projected position; 0 outside the map."""
    at_row, at_col = (map_grid.north_m - y) / map_grid.step_m, (x - map_grid.west_m) / map_grid.step_m
    last_row, last_col = values.shape[0] - 1.0, values.shape[1] - 1.0
    if not (-0.5 <= at_row <= last_row + 0.5 and -0.5 <= at_col <= last_col + 0.5):
        out[:] = 0.0
        return
    at_row, at_col = min(max(at_row, 0.0), last_row), min(max(at_col, 0.0), last_col)
    row, col = min(int(at_row), int(last_row) - 1), min(int(at_col), int(last_col) - 1)
    down, right = at_row - row, at_col - col
    for month in range(MONTHS_PER_YEAR):
        out[month] = (1 - down) * (
            (1 - right) * values[row, col, month] + right * values[row, col + 1, month]
        ) + down * ((1 - right) * values[row + 1, col, month] + right * values[row + 1, col + 1, month])


@nb.njit(cache=True)
def months_at(x: FloatArray, y: FloatArray, map_grid: KernelGrid, values: FloatCells) -> FloatArray:
    """Interpolate all months at positions in the projection of the map, (n, 12)."""
    out = np.empty((len(x), MONTHS_PER_YEAR))
    for i in range(len(x)):
        _months(x[i], y[i], map_grid, values, out[i])
    return out


@nb.njit(cache=True)
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


@nb.njit(cache=True, parallel=True)
def months_on_cells(
    easting: FloatArray,
    northing: FloatArray,
    table_step: float,
    turned: tuple[FloatArray, float, float],
    map_grid: KernelGrid,
    values: FloatCells,
    months: npt.NDArray[np.int64],
    depth: FloatCells,
) -> FloatCells:
    """Interpolate some months, counted from 0, at the sea cells of a grid; NaN on land."""
    out = np.full((len(months), len(northing), len(easting)), np.nan, dtype=np.float32)
    for row in nb.prange(len(northing)):
        year = np.empty(MONTHS_PER_YEAR)
        for col in range(len(easting)):
            if depth[row, col] > 0:
                _months_on_cell(easting[col], northing[row], table_step, turned, map_grid, values, year)
                for i in range(len(months)):
                    out[i, row, col] = year[months[i]]
    return out


@nb.njit(cache=True, parallel=True)
def summary_on_cells(
    easting: FloatArray,
    northing: FloatArray,
    table_step: float,
    turned: tuple[FloatArray, float, float],
    map_grid: KernelGrid,
    values: FloatCells,
    threshold: float,
    depth: FloatCells,
) -> tuple[FloatCells, Bytes]:
    """Mean, greatest, least, open days and mean waiting days of every sea cell, and its class."""
    out = np.full((5, len(northing), len(easting)), np.nan, dtype=np.float32)
    classes = np.zeros((len(northing), len(easting)), dtype=np.uint8)
    for row in nb.prange(len(northing)):
        year = np.empty(MONTHS_PER_YEAR)
        for col in range(len(easting)):
            if not depth[row, col] > 0:
                continue
            _months_on_cell(easting[col], northing[row], table_step, turned, map_grid, values, year)
            out[0, row, col], out[1, row, col], out[2, row, col] = year.mean(), year.max(), year.min()
            out[3, row, col] = open_days(year, threshold)
            out[4, row, col] = wait_days(year, threshold).mean()
            # Values of IceClass: open water, seasonal, perennial.
            classes[row, col] = 1 if year.max() < threshold else 3 if year.min() >= threshold else 2
    return out, classes
