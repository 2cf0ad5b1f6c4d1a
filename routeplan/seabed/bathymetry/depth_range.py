"""A file of depths in blocks small enough for memory, and the bounds they set on every cell of a grid."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid, read_radial
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.block_statistics import NO_DEEPEST, NO_SHALLOWEST, ShortCells
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG, LatLonGrid, closes_round

# Latitudes from tables err by less than 1e-7 degrees; this covers them on grids down to a second of arc.
_ROUNDING = 1e-3  # of a value of the file


@dataclass(frozen=True)
class DepthSummary:
    """Mean, shallowest and deepest value of every block of a file.

    Attributes
    ----------
    mean : Bathymetry
        Mean depths of the blocks, as ``read_bathymetry`` gives them.
    shallowest_m, deepest_m : (lat, lon) int16 arrays
        Whole metres rounded outwards, positive down, on the grid of ``mean``; a block without data has
        32767 and -32767.
    block : int
        Values of the file on a side of a block.
    """

    mean: Bathymetry
    shallowest_m: ShortCells
    deepest_m: ShortCells
    block: int

    def covering(self, filled: Bathymetry) -> DepthSummary:
        """Widen the ranges of blocks with land to the depth that the land is filled with, on the grid of ``mean``."""
        filled_m = np.ceil(filled.values_m)
        land = (self.shallowest_m <= 0) & ~np.isnan(filled_m)
        deepest_m = self.deepest_m.copy()
        deepest_m[land] = np.maximum(deepest_m[land], filled_m[land].astype(np.int16))
        return replace(self, deepest_m=deepest_m)


def derive_depth_range(
    summary: DepthSummary, grid: Grid, *, window_spacing_km: float | None = None
) -> tuple[FloatCells, FloatCells]:
    """Bound the depth at every position inside each cell of a grid.

    Every depth that ``derive_depth`` interpolates inside a cell, from the values of the file or from the block means
    of ``BathymetryFile.window``, is within these bounds: they cover all blocks that such a depth can use.

    Parameters
    ----------
    summary : DepthSummary
        Blocks of the file. South of them the bounds are not valid.
    grid : Grid
        Cells to bound.
    window_spacing_km : float, optional
        Largest cell size of the windows that the bounds must cover. Default: half that of ``grid``.

    Returns
    -------
    shallowest, deepest : (rows, cols) float32 arrays
        Metres, positive down; land negative, NaN where the file has no values.
    """
    step_m, lat_deg, _ = grid.radial_tables
    spacing_km = grid.spacing_m / 2000.0 if window_spacing_km is None else window_spacing_km
    west, south, east, north = grid.bounds_m
    low, high = (np.empty(grid.shape, dtype=np.float32) for _ in range(2))
    run_in_bands(
        _gather_range,
        grid.rows,
        np.linspace(west, east, grid.cols + 1),
        np.linspace(north, south, grid.rows + 1),
        grid.projection.central_lon,
        step_m,
        lat_deg,
        summary.mean.latlon_grid,
        summary.mean.first_row,
        summary.block,
        spacing_km / 2 / KM_PER_DEG,
        summary.shallowest_m,
        summary.deepest_m,
        low,
        high,
    )
    return low, high


@compiled
def _margin(step_deg: float, most_deg: float) -> float:
    """Distance in values over which an interpolated depth reads, averaged over powers of two up to an angle."""
    block = 1.0
    while 2.0 * block * step_deg <= most_deg:
        block *= 2.0
    # From the middle between two blocks to the far end of one: a block and a half, less half a value.
    return max(1.0, 1.5 * block - 0.5)


@compiled
def _longitudes(corners: tuple[float, float, float, float]) -> tuple[float, float]:
    """Westernmost and easternmost of four longitudes within 180 degrees of each other; they may pass 180."""
    first, last = 0.0, 0.0
    for corner in corners:
        turn = corner - corners[0]
        turn -= 360.0 * np.rint(turn / 360.0)
        first, last = min(first, turn), max(last, turn)
    return corners[0] + first, corners[0] + last


@compiled
def _extremes(
    rows: tuple[float, float],
    cols: tuple[float, float],
    around: float,
    block: int,
    shallowest: ShortCells,
    deepest: ShortCells,
) -> tuple[float, float]:
    """Extremes of the blocks in a range of rows and columns; NaN if there are none."""
    row_end, col_end = shallowest.shape[0] * block - 1, shallowest.shape[1] * block - 1
    first_row, last_row = max(np.ceil(rows[0]), 0.0), min(np.floor(rows[1]), row_end)
    low, high = NO_SHALLOWEST, NO_DEEPEST
    for turn in range(2):  # as they are, and once around the Earth
        first = max(np.ceil(cols[0] - turn * around), 0.0)
        last = min(np.floor(cols[1] - turn * around), col_end)
        if first > last or first_row > last_row:
            continue
        for row in range(int(first_row) // block, int(last_row) // block + 1):
            for col in range(int(first) // block, int(last) // block + 1):
                low, high = min(low, shallowest[row, col]), max(high, deepest[row, col])
    if low > high:
        return np.nan, np.nan
    return float(low), float(high)


@compiled
def _gather_range(
    first_cells: int,
    last_cells: int,
    easting: FloatArray,
    northing: FloatArray,
    central_lon: float,
    table_step: float,
    lat_table: FloatArray,
    latlon_grid: LatLonGrid,
    first_row: int,
    block: int,
    average_deg: float,
    shallowest: ShortCells,
    deepest: ShortCells,
    low: FloatCells,
    high: FloatCells,
) -> None:
    """Find the extremes of blocks for the cells of some rows, with the margin over which a depth is interpolated.

    Rows and columns are counted in values of the file, from the first value of the first block.
    """
    lat_step, lon_step = latlon_grid.lat_step_deg / block, latlon_grid.lon_step_deg / block
    south_deg = latlon_grid.south_deg + first_row * latlon_grid.lat_step_deg - (block - 1) / 2 * lat_step
    west_deg = latlon_grid.west_deg - (block - 1) / 2 * lon_step
    values_round = shallowest.shape[1] * block
    around = float(values_round) if closes_round(latlon_grid) else 360.0 / lon_step
    lat_margin = _margin(lat_step, average_deg) + _ROUNDING
    for row in range(first_cells, last_cells):
        up, down = northing[row], northing[row + 1]
        lon_up = central_lon + np.degrees(np.arctan2(easting, -up))
        lon_down = central_lon + np.degrees(np.arctan2(easting, -down))
        near_y, far_y = min(max(down, 0.0), up), max(abs(up), abs(down))
        for col in range(low.shape[1]):
            left, right = easting[col], easting[col + 1]
            near_x, far_x = min(max(left, 0.0), right), max(abs(left), abs(right))
            south = read_radial(far_x, far_y, table_step, lat_table)
            north = read_radial(near_x, near_y, table_step, lat_table)
            rows = (south - south_deg) / lat_step - lat_margin, (north - south_deg) / lat_step + lat_margin
            corners = lon_up[col], lon_up[col + 1], lon_down[col], lon_down[col + 1]
            west, east = _longitudes(corners)
            # At the pole the corners say little, but columns are so close that the margin covers all of them.
            margin = _margin(lon_step * np.cos(np.radians(north)), average_deg) + _ROUNDING
            first = ((west - west_deg) / lon_step - margin) % around
            width = (east - west) / lon_step + 2.0 * margin
            low[row, col], high[row, col] = _extremes(
                rows, (first, first + width), around, block, shallowest, deepest
            )
