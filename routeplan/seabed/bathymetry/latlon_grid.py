"""Grid of a bathymetry file: even steps of latitude and longitude, as single values or whole blocks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.runtime.compiled import compiled

KM_PER_DEG = 111.2  # mean length of a degree of latitude; only chooses numbers of values and compares cells


class LatLonGrid(NamedTuple):
    """Even steps of latitude and longitude, both rising; a named tuple, because compiled kernels read it.

    Attributes
    ----------
    south_deg, west_deg : float
        Position of value (0, 0).
    lat_step_deg, lon_step_deg : float
        Distance between rows and between columns.
    rows, cols : int
        Number of values; a grid that closes around the Earth has no longitude twice.
    """

    south_deg: float
    west_deg: float
    lat_step_deg: float
    lon_step_deg: float
    rows: int
    cols: int

    @classmethod
    def from_axes(cls, lat: FloatArray, lon: FloatArray) -> LatLonGrid:
        """Make the grid of two axes that rise in even steps."""
        lat_step, lon_step = (float(axis[-1] - axis[0]) / (len(axis) - 1) for axis in (lat, lon))
        # Some files repeat their westernmost longitude at the eastern end.
        cols = min(len(lon), round(360.0 / lon_step))
        return cls(float(lat[0]), float(lon[0]), lat_step, lon_step, len(lat), cols)

    @property
    def closed(self) -> bool:
        """Whether the last column is the neighbour of the first."""
        return bool(closes_round(self))

    @property
    def lat(self) -> FloatArray:
        """(rows,) latitudes."""
        return self.south_deg + np.arange(self.rows, dtype=np.float64) * self.lat_step_deg

    @property
    def lon(self) -> FloatArray:
        """(cols,) longitudes; they may pass 180."""
        return self.west_deg + np.arange(self.cols, dtype=np.float64) * self.lon_step_deg

    def row_of(self, lat: float) -> float:
        """Fractional row of a latitude."""
        return (lat - self.south_deg) / self.lat_step_deg

    def in_blocks(self, block_rows: int, block_cols: int) -> LatLonGrid:
        """Grid of whole blocks, counted from the northern end: none is cut at the pole.

        Incomplete blocks are left out in the south and the east.
        """
        left_out = self.rows % block_rows
        return LatLonGrid(
            self.south_deg + (left_out + (block_rows - 1) / 2) * self.lat_step_deg,
            self.west_deg + (block_cols - 1) / 2 * self.lon_step_deg,
            self.lat_step_deg * block_rows,
            self.lon_step_deg * block_cols,
            self.rows // block_rows,
            self.cols // block_cols,
        )


@compiled
def closes_round(latlon_grid: LatLonGrid) -> bool:
    """Whether a grid closes around the Earth, for kernels."""
    return latlon_grid.cols * latlon_grid.lon_step_deg > 360.0 - 0.5 * latlon_grid.lon_step_deg


def square_block(latlon_grid: LatLonGrid, spacing_km: float | None) -> int:
    """Values to average in both directions, to about half a cell size.

    Whole blocks must close around the Earth, so the number divides the columns.
    """
    if spacing_km is None:
        return 1
    most = max(1, int(spacing_km / 2 / (latlon_grid.lat_step_deg * KM_PER_DEG)))
    return max(block for block in range(1, most + 1) if latlon_grid.cols % block == 0)


def window_block(latlon_grid: LatLonGrid, spacing_km: float, south_deg: float) -> tuple[int, int]:
    """Rows and columns of values to average for cells north of a parallel.

    Each is the largest power of two that covers at most half a cell at that parallel, where columns are furthest
    apart, and divides the grid. Neighbouring windows have the same blocks, or one has blocks twice as wide; both are
    narrower than half a cell.
    """
    half_deg = spacing_km / 2 / KM_PER_DEG
    shrink = math.cos(math.radians(south_deg))
    return (
        _power_of_two(half_deg / latlon_grid.lat_step_deg, latlon_grid.rows),
        _power_of_two(half_deg / (latlon_grid.lon_step_deg * shrink), latlon_grid.cols),
    )


def _power_of_two(most: float, count: int) -> int:
    block = 1
    while 2 * block <= most and count % (2 * block) == 0:
        block *= 2
    return block


def split_columns(first: int, count: int, cols: int) -> list[tuple[int, int]]:
    """Split a range of columns at the end of a closed grid, both ends half open."""
    last = first + count
    return [(first, last)] if last <= cols else [(first, cols), (0, last - cols)]
