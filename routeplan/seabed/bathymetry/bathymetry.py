"""Depths in memory: metres, positive down, land negative, no data NaN; interpolated between four values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid, read_radial
from routeplan.io.sources import Source
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid, closes_round

DEPTH_UNITS = "m, positive down"
_ROUNDING = 1e-6  # of a row


if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Bathymetry:
    """Depths on a latitude-longitude grid, or on a part of it.

    Attributes
    ----------
    values_m : (rows, cols) float32
        Depths in metres, positive down; land negative, no data NaN. Rows go north, columns east.
    source : Source
        Name, licence and checksum.
    latlon_grid : LatLonGrid
        Grid of the whole file. Positions are measured on it, so parts agree with the whole to the last bit.
    first_row, first_col : int
        First row and column of the depths on it.
    """

    values_m: FloatCells
    source: Source
    latlon_grid: LatLonGrid
    first_row: int = 0
    first_col: int = 0

    @cached_property
    def depth_m(self) -> xr.DataArray:
        """(lat, lon) float32 depths with their positions; attrs: units, source.

        Latitude and longitude rise: a part across the ends of the grid passes 180 or 360.
        """
        import xarray as xr

        rows, cols = self.values_m.shape
        grid = self.latlon_grid
        return xr.DataArray(
            self.values_m,
            dims=("lat", "lon"),
            coords={
                "lat": grid.south_deg + (self.first_row + np.arange(rows)) * grid.lat_step_deg,
                "lon": grid.west_deg + (self.first_col + np.arange(cols)) * grid.lon_step_deg,
            },
            name="depth",
            attrs={"units": DEPTH_UNITS, "source": self.source.name},
        )

    def halved(self) -> Bathymetry:
        """Average blocks of two by two: a quarter of the memory.

        Blocks are counted from the northern end. A grid with an odd number of columns stays as it is.
        """
        if self.latlon_grid.cols % 2 or self.values_m.shape[1] != self.latlon_grid.cols:
            return self
        skipped = (self.first_row - self.latlon_grid.rows % 2) % 2
        depth = self.values_m[skipped:]
        depth = depth[: len(depth) // 2 * 2]
        mean = (depth[::2, ::2] + depth[::2, 1::2] + depth[1::2, ::2] + depth[1::2, 1::2]) / np.float32(4)
        first_row = (self.first_row + skipped - self.latlon_grid.rows % 2) // 2
        return Bathymetry(mean, self.source, self.latlon_grid.in_blocks(2, 2), first_row)

    @property
    def south_deg(self) -> float:
        """Southernmost latitude with data."""
        return self.latlon_grid.south_deg + self.first_row * self.latlon_grid.lat_step_deg

    @property
    def spacing_deg(self) -> float:
        """Distance between rows, degrees."""
        return self.latlon_grid.lat_step_deg

    def at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
        """Interpolate depth at positions between the four nearest values, metres, positive down.

        Examples
        --------
        The Lomonosov Ridge, near the pole, is a mountain range under the ice:

        >>> from routeplan.seabed.bathymetry import read_bathymetry
        >>> sea = read_bathymetry()
        >>> ridge, basin = sea.at([-62.0, 0.0], [88.4, 88.4])
        >>> bool(ridge < 2000 < 4000 < basin)
        True
        """
        lon, lat = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        values = _bilinear_at(
            lon.ravel() % 360.0,
            lat.ravel(),
            self.latlon_grid,
            self.first_row,
            self.first_col,
            self.values_m,
        )
        return values.reshape(lon.shape)


def derive_depth(bathymetry: Bathymetry, grid: Grid) -> xr.DataArray:
    """Interpolate depth at the cells of a grid between the four nearest values.

    Returns
    -------
    (northing, easting) float32 DataArray
        Metres, positive down; land negative, NaN outside the data.
    """
    values = derive_depth_m(bathymetry, grid)
    return grid.array(values, name="depth", units=DEPTH_UNITS, source=bathymetry.source.name)


def derive_depth_m(bathymetry: Bathymetry, grid: Grid) -> FloatCells:
    """Interpolate depth as :func:`derive_depth` does: (rows, cols) without labels."""
    step_m, lat_deg, _ = grid.radial_tables
    out = np.empty(grid.shape, dtype=np.float32)
    run_in_bands(
        _bilinear_on_cells,
        grid.rows,
        grid.easting_m,
        grid.northing_m,
        grid.projection.central_lon,
        step_m,
        lat_deg,
        bathymetry.latlon_grid,
        bathymetry.first_row,
        bathymetry.first_col,
        bathymetry.values_m,
        out,
    )
    return out


@compiled
def _bilinear(
    lon: float, lat: float, latlon_grid: LatLonGrid, first_row: int, first_col: int, depth: FloatCells
) -> float:
    """Interpolate; the grid may close around the Earth, and ends half a cell before a pole.

    Longitudes are less than 360 degrees west, or 720 degrees east, of the first column.
    """
    at_row = (lat - latlon_grid.south_deg) / latlon_grid.lat_step_deg
    last_row = latlon_grid.rows - 1.0
    if not -0.5 - _ROUNDING <= at_row <= last_row + 0.5 + _ROUNDING:
        return np.nan
    at_row = min(max(at_row, 0.0), last_row)
    east = lon - latlon_grid.west_deg
    while east < 0.0:
        east += 360.0
    while east >= 360.0:
        east -= 360.0
    at_col = east / latlon_grid.lon_step_deg
    closed = closes_round(latlon_grid)
    if np.isnan(at_col) or (not closed and at_col > latlon_grid.cols - 1):
        return np.nan
    row, col = min(int(at_row), latlon_grid.rows - 2), int(at_col)
    down, right = at_row - row, at_col - col
    row, col, beside = row - first_row, _in_part(col, first_col, latlon_grid), col + 1
    beside = _in_part(beside if closed else min(beside, latlon_grid.cols - 1), first_col, latlon_grid)
    if row < 0 or row + 1 >= depth.shape[0] or max(col, beside) >= depth.shape[1]:
        return np.nan
    value: float = (1 - down) * ((1 - right) * depth[row, col] + right * depth[row, beside]) + down * (
        (1 - right) * depth[row + 1, col] + right * depth[row + 1, beside]
    )
    return value


@compiled
def _in_part(col: int, first_col: int, latlon_grid: LatLonGrid) -> int:
    """Column of a part for a column of the grid, around the Earth."""
    col -= first_col
    while col < 0:
        col += latlon_grid.cols
    while col >= latlon_grid.cols:
        col -= latlon_grid.cols
    return col


@compiled
def _bilinear_at(
    lon: FloatArray,
    lat: FloatArray,
    latlon_grid: LatLonGrid,
    first_row: int,
    first_col: int,
    depth: FloatCells,
) -> FloatArray:
    out = np.empty(len(lon))
    for i in range(len(lon)):
        out[i] = _bilinear(lon[i], lat[i], latlon_grid, first_row, first_col, depth)
    return out


@compiled
def _bilinear_on_cells(
    first: int,
    last: int,
    easting: FloatArray,
    northing: FloatArray,
    central_lon: float,
    table_step: float,
    lat_table: FloatArray,
    latlon_grid: LatLonGrid,
    first_row: int,
    first_col: int,
    depth: FloatCells,
    out: FloatCells,
) -> None:
    for row in range(first, last):
        for col in range(len(easting)):
            lat = read_radial(easting[col], northing[row], table_step, lat_table)
            lon = central_lon + np.degrees(np.arctan2(easting[col], -northing[row]))
            out[row, col] = _bilinear(lon, lat, latlon_grid, first_row, first_col, depth)
