"""Heights in NetCDF files: GEBCO, ETOPO and files derived from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import netCDF4
import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.io.raster_files import find_variable
from routeplan.seabed.bathymetry.height_file import NO_MISSING, Values
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

_HEIGHT_NAMES = ("elevation", "z", "Band1", "topo", "altitude")  # GEBCO, ETOPO, gdal_translate, others
_LAT_NAMES, _LON_NAMES = ("lat", "latitude", "y"), ("lon", "longitude", "x")
_NOT_RAW = ("scale_factor", "add_offset", "valid_min", "valid_max", "valid_range", "_Unsigned")
_LIBRARY = Lock()  # the NetCDF library is not thread-safe, even with one file per thread


@dataclass(frozen=True, slots=True)
class NetcdfHeights:
    """An open NetCDF file of heights.

    Attributes
    ----------
    latlon_grid : LatLonGrid
        Positions of the values.
    missing : int
        The integer that means no height.
    """

    latlon_grid: LatLonGrid
    missing: int
    _dataset: netCDF4.Dataset
    _variable: netCDF4.Variable[Any]
    _falling: bool

    @classmethod
    def open(cls, path: Path) -> NetcdfHeights:
        """Open a file with one-dimensional latitude and longitude, and heights by both."""
        try:
            dataset = netCDF4.Dataset(path)
        except OSError as error:
            raise DataError(
                f"cannot read {path} as NetCDF or GeoTIFF; give a file such as GEBCO_2024.nc"
            ) from error
        try:
            return cls._from_dataset(dataset, path)
        except DataError:
            dataset.close()
            raise

    @classmethod
    def _from_dataset(cls, dataset: netCDF4.Dataset, path: Path) -> NetcdfHeights:
        variable = find_variable(dataset, _HEIGHT_NAMES, "height", path)
        lat = _axis(dataset, _LAT_NAMES, "latitude", path)
        lon = _axis(dataset, _LON_NAMES, "longitude", path)
        if variable.shape != (len(lat), len(lon)):
            raise DataError(
                f"{path}: heights are {variable.shape}; give (latitude, longitude) = {(len(lat), len(lon))}"
            )
        falling = bool(lat[0] > lat[-1])
        lat = lat[::-1] if falling else lat
        for what, axis in (("latitude", lat), ("longitude", lon)):
            _check_steps(axis, what, path)
        missing = _missing_value(variable)
        variable.set_auto_maskandscale(missing is None)
        _hold_a_row_of_chunks(variable)
        return cls(
            LatLonGrid.from_axes(lat, lon),
            NO_MISSING if missing is None else missing,
            dataset,
            variable,
            falling,
        )

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""
        if self._falling:
            first_row, last_row = self.latlon_grid.rows - last_row, self.latlon_grid.rows - first_row
        with _LIBRARY:
            values = self._variable[first_row:last_row, first_col:last_col]
        if np.ma.isMaskedArray(values) or values.dtype != np.int16:
            values = np.ma.filled(values.astype(np.float32), np.nan)
        return np.ascontiguousarray(values[::-1] if self._falling else values)

    def close(self) -> None:
        """Close the file."""
        if self._dataset.isopen():
            self._dataset.close()


def _axis(dataset: netCDF4.Dataset, names: tuple[str, ...], what: str, path: Path) -> FloatArray:
    return np.asarray(find_variable(dataset, names, what, path)[:], dtype=np.float64)


def _check_steps(axis: FloatArray, what: str, path: Path) -> None:
    steps = np.diff(axis)
    if len(axis) < 2 or steps.min() <= 0 or np.ptp(steps) > 0.01 * steps.mean():
        raise DataError(f"{path}: {what} does not rise in even steps; resample it to a regular grid")


def _missing_value(variable: netCDF4.Variable[Any]) -> int | None:
    """Find the integer that means no height; None if the library must decode the values."""
    attributes = variable.ncattrs()
    if variable.dtype != np.int16 or any(name in attributes for name in _NOT_RAW):
        return None
    stated = {
        int(value)
        for name in ("_FillValue", "missing_value")
        if name in attributes
        for value in np.atleast_1d(variable.getncattr(name))
    }
    if "_FillValue" not in attributes:
        stated.add(int(netCDF4.default_fillvals["i2"]))
    return stated.pop() if len(stated) == 1 else None


def _hold_a_row_of_chunks(variable: netCDF4.Variable[Any]) -> None:
    """Size the chunk cache to keep decompressed chunks for the next strip."""
    chunks = variable.chunking()
    if isinstance(chunks, list):
        rows, cols = chunks
        needed = 2 * rows * (variable.shape[1] + cols) * variable.dtype.itemsize
        variable.set_var_chunk_cache(size=needed, nelems=max(1009, 8 * (variable.shape[1] // cols + 1)))
