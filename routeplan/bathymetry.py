"""The door to depth: one array, metres, positive down, land negative, no data NaN."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import netCDF4
import numba as nb
import numpy as np
import numpy.typing as npt
import xarray as xr

from routeplan.domain import Source
from routeplan.errors import DataError
from routeplan.geodesy import FloatArray
from routeplan.grid import FloatCells, Grid
from routeplan.sources import embedded, sha256_of

_HEIGHT_NAMES = ("elevation", "z", "Band1", "topo", "altitude")  # GEBCO, ETOPO, gdal_translate, others
_LAT_NAMES, _LON_NAMES = ("lat", "latitude", "y"), ("lon", "longitude", "x")
_ROUNDING = 1e-6  # of a row
_STRIP_ROWS = 512  # rows of a file read at once while it is averaged: bounds memory on global files


@dataclass(frozen=True)
class Bathymetry:
    """Depths on a latitude-longitude lattice.

    Attributes
    ----------
    depth_m : (lat, lon) float32 DataArray
        Metres, positive down; land negative, no data NaN. Latitude and longitude rise; attrs: units, source.
    source : Source
        Where it comes from.
    """

    depth_m: xr.DataArray
    source: Source

    @property
    def south_deg(self) -> float:
        """Southernmost latitude with data."""
        return float(self.depth_m["lat"][0])

    @property
    def spacing_deg(self) -> float:
        """Distance between rows, degrees."""
        return float(self.depth_m["lat"][1] - self.depth_m["lat"][0])

    def at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
        """Depth at positions, between the four nearest values, metres positive down.

        Examples
        --------
        The Lomonosov Ridge, near the pole, is a mountain range under the ice:

        >>> sea = read_bathymetry()
        >>> ridge, basin = sea.at([-60.0, 0.0], [88.5, 88.5])
        >>> bool(ridge < 2000 < 4000 < basin)
        True
        """
        lon, lat = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        values = _bilinear_at(lon.ravel(), lat.ravel(), self._lattice, self.depth_m.to_numpy())
        return values.reshape(lon.shape)

    @property
    def _lattice(self) -> tuple[float, float, float, float]:
        lat, lon = self.depth_m["lat"].to_numpy(), self.depth_m["lon"].to_numpy()
        return (
            float(lat[0]),
            float(lat[-1] - lat[0]) / (len(lat) - 1),
            float(lon[0]),
            float(lon[-1] - lon[0]) / (len(lon) - 1),
        )


def read_bathymetry(
    path: Path | None = None, *, south_deg: float = 30.0, spacing_km: float | None = None
) -> Bathymetry:
    """Read the embedded ETOPO5, or a NetCDF file of heights such as GEBCO's.

    Parameters
    ----------
    path : Path, optional
        NetCDF with one-dimensional latitude and longitude and a height in metres, positive up
        (``elevation``, ``z`` or ``Band1``). Without it: the embedded ETOPO5.
    south_deg : float
        Rows south of this are not read.
    spacing_km : float, optional
        Cell size the depths will be used at. A finer file is averaged over whole blocks to about half of it.

    Raises
    ------
    DataError
        If the file is missing, is no NetCDF, or holds no regular lattice of heights.
    """
    if path is None:
        data_set = embedded("etopo5-north")
        path, source = data_set.path, data_set.source
    else:
        source = Source(path.name, "as its owner states (file given by the user)", sha256_of(path))
    try:
        dataset = netCDF4.Dataset(path)
    except OSError as error:
        raise DataError(f"cannot read {path} as NetCDF; give a file such as GEBCO_2024.nc") from error
    with dataset:
        lat, lon, heights = _find_variables(dataset, path)
        rows = np.flatnonzero(lat >= south_deg)
        if len(rows) < 2:
            raise DataError(f"{path} ends at {lat.max():g}N; give data north of {south_deg:g}N")
        block = _block_size(lat[1] - lat[0], len(lon), spacing_km)
        # A block that is not whole is left out in the south, never at the pole.
        rows = rows[len(rows) % block :]
        depth = _read_depth(heights, rows[0], rows[-1] + 1, block)
    return Bathymetry(
        _labelled(depth, _block_mean(lat[rows], block), _block_mean(lon, block), source), source
    )


def derive_depth(bathymetry: Bathymetry, grid: Grid) -> xr.DataArray:
    """Put depth onto the cells of a grid, between the four nearest values.

    Returns
    -------
    (northing, easting) float32 DataArray
        Metres, positive down; land negative, NaN outside the data.
    """
    step_m, lat_deg, _ = grid.projection.radial_tables(grid.outer_radius_m)
    values = _bilinear_on_cells(
        grid.easting_m,
        grid.northing_m,
        grid.projection.central_lon,
        step_m,
        lat_deg,
        bathymetry._lattice,
        bathymetry.depth_m.to_numpy(),
    )
    return grid.array(values, name="depth", units="m, positive down", source=bathymetry.source.name)


def _find_variables(
    dataset: netCDF4.Dataset, path: Path
) -> tuple[FloatArray, FloatArray, netCDF4.Variable[Any]]:
    def first(names: tuple[str, ...], what: str) -> netCDF4.Variable[Any]:
        for name in names:
            if name in dataset.variables:
                return dataset.variables[name]
        raise DataError(
            f"{path}: no {what} among {', '.join(dataset.variables)}; name it one of {', '.join(names)}"
        )

    heights = first(_HEIGHT_NAMES, "height")
    lat, lon = (
        np.asarray(first(names, what)[:], dtype=np.float64)
        for names, what in ((_LAT_NAMES, "latitude"), (_LON_NAMES, "longitude"))
    )
    if heights.shape != (len(lat), len(lon)):
        raise DataError(
            f"{path}: heights are {heights.shape}; give (latitude, longitude) = {(len(lat), len(lon))}"
        )
    for what, axis in (("latitude", lat), ("longitude", lon)):
        steps = np.diff(axis)
        if len(axis) < 2 or steps.min() <= 0 or np.ptp(steps) > 0.01 * steps.mean():
            raise DataError(f"{path}: {what} does not rise in even steps; resample it to a regular lattice")
    return lat, lon, heights


def _block_size(step_deg: float, cols: int, spacing_km: float | None) -> int:
    """Cells to average: whole blocks must close round the Earth, so the number divides the columns."""
    if spacing_km is None:
        return 1
    km_per_deg = 111.2  # mean length of a degree of latitude; only chooses a whole number
    most = max(1, int(spacing_km / 2 / (step_deg * km_per_deg)))
    return max(block for block in range(1, most + 1) if cols % block == 0)


def _block_mean(axis: FloatArray, block: int) -> FloatArray:
    means: FloatArray = axis.reshape(-1, block).mean(axis=1)
    return means


def _read_depth(heights: netCDF4.Variable[Any], first: int, last: int, block: int) -> FloatCells:
    """Read rows first..last strip by strip, averaged over blocks; heights become depths."""
    strips = []
    step = max(1, _STRIP_ROWS // block) * block
    for start in range(first, last, step):
        strip = np.ma.filled(heights[start : min(start + step, last)].astype(np.float32), np.nan)
        if block > 1:
            strip = strip.reshape(len(strip) // block, block, -1, block).mean(axis=(1, 3))
        strips.append(-strip)
    return np.concatenate(strips)


def _labelled(depth: FloatCells, lat: FloatArray, lon: FloatArray, source: Source) -> xr.DataArray:
    return xr.DataArray(
        depth,
        dims=("lat", "lon"),
        coords={"lat": lat, "lon": lon},
        name="depth",
        attrs={"units": "m, positive down", "source": source.name},
    )


@nb.njit(cache=True)
def _bilinear(lon: float, lat: float, lattice: tuple[float, float, float, float], depth: FloatCells) -> float:
    """Interpolate; the lattice may close round the Earth, and ends half a cell short of a pole."""
    south, lat_step, west, lon_step = lattice
    rows, cols = depth.shape
    at_row = (lat - south) / lat_step
    if at_row < -0.5 - _ROUNDING or at_row > rows - 0.5 + _ROUNDING:
        return np.nan
    at_row = min(max(at_row, 0.0), rows - 1.0)
    at_col = ((lon - west) % 360.0) / lon_step
    closed = cols * lon_step > 360.0 - 0.5 * lon_step
    if not closed and at_col > cols - 1:
        return np.nan
    row, col = min(int(at_row), rows - 2), int(at_col)
    down, right = at_row - row, at_col - col
    col, beside = col % cols, (col + 1) % cols if closed else min(col + 1, cols - 1)
    value: float = (1 - down) * ((1 - right) * depth[row, col] + right * depth[row, beside]) + down * (
        (1 - right) * depth[row + 1, col] + right * depth[row + 1, beside]
    )
    return value


@nb.njit(cache=True)
def _bilinear_at(
    lon: FloatArray, lat: FloatArray, lattice: tuple[float, float, float, float], depth: FloatCells
) -> FloatArray:
    out = np.empty(len(lon))
    for i in range(len(lon)):
        out[i] = _bilinear(lon[i], lat[i], lattice, depth)
    return out


@nb.njit(cache=True, parallel=True)
def _bilinear_on_cells(
    easting: FloatArray,
    northing: FloatArray,
    central_lon: float,
    table_step: float,
    lat_table: FloatArray,
    lattice: tuple[float, float, float, float],
    depth: FloatCells,
) -> FloatCells:
    out = np.empty((len(northing), len(easting)), dtype=np.float32)
    for row in nb.prange(len(northing)):
        for col in range(len(easting)):
            at = np.sqrt(easting[col] ** 2 + northing[row] ** 2) / table_step
            knot = int(at)
            part = at - knot
            lat = (1.0 - part) * lat_table[knot] + part * lat_table[knot + 1]
            lon = central_lon + np.degrees(np.arctan2(easting[col], -northing[row]))
            out[row, col] = _bilinear(lon, lat, lattice, depth)
    return out
