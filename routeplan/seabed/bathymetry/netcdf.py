"""Heights in NetCDF files: GEBCO, ETOPO and files derived from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.io.raster_files import MOST_ON_AXIS, find_variable
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.file_check import check_axes, check_numbers
from routeplan.seabed.bathymetry.height_file import NO_MISSING, Values
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

if TYPE_CHECKING:
    import netCDF4

# GEBCO, ETOPO, gdal_translate, EMODnet's depths, others.
HEIGHT_NAMES = ("elevation", "z", "Band1", "topo", "altitude", "depth", "bathymetry", "bathy", "topography")
_LAT_NAMES, _LON_NAMES = ("lat", "latitude", "y"), ("lon", "longitude", "x")
_METRES_PER = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
}
_MOST_DEGREES = 720.0  # axes beyond are in metres, whatever they say of themselves
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
    _by_longitude_first: bool

    @classmethod
    def open(cls, path: Path, names: tuple[str, ...] = HEIGHT_NAMES) -> NetcdfHeights:
        """Open a file with one-dimensional latitude and longitude, and heights, or what the names say, by both."""
        import netCDF4

        try:
            dataset = netCDF4.Dataset(path)
        except OSError as error:
            raise DataError(
                f"cannot read {path} as NetCDF or GeoTIFF; give a file such as GEBCO_2026.nc"
            ) from error
        try:
            return cls._from_dataset(dataset, path, names)
        except DataError:
            dataset.close()
            raise
        except (OSError, RuntimeError) as error:  # what the library raises on damaged files
            dataset.close()
            raise _damaged(path) from error

    @classmethod
    def _from_dataset(cls, dataset: netCDF4.Dataset, path: Path, names: tuple[str, ...]) -> NetcdfHeights:
        _check_length(dataset, path)
        variable = find_variable(dataset, names, "height" if names == HEIGHT_NAMES else names[0], path)
        check_numbers(variable.dtype, variable.name, path)
        lat = _axis(dataset, _LAT_NAMES, "latitude", path)
        lon = _axis(dataset, _LON_NAMES, "longitude", path)
        falling = lat.ndim == 1 and len(lat) > 1 and bool(lat[0] > lat[-1])
        lat = lat[::-1] if falling else lat
        check_axes(lat, lon, path)
        turned = _is_by_longitude_first(dataset, variable)
        if variable.shape != ((len(lon), len(lat)) if turned else (len(lat), len(lon))):
            raise DataError(
                f"{path}: heights are {variable.shape}; give (latitude, longitude) = {(len(lat), len(lon))}"
            )
        if turned:
            tell(f"{path}: {variable.name} is by longitude and latitude; read as latitude and longitude")
        _check_scaling(variable, path)
        missing = _missing_value(variable)
        variable.set_auto_maskandscale(missing is None)
        _hold_a_row_of_chunks(variable, turned)
        return cls(
            LatLonGrid.from_axes(lat, lon),
            NO_MISSING if missing is None else missing,
            dataset,
            variable,
            falling,
            turned,
        )

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""
        if self._falling:
            first_row, last_row = self.latlon_grid.rows - last_row, self.latlon_grid.rows - first_row
        try:
            with _LIBRARY:
                values = (
                    self._variable[first_col:last_col, first_row:last_row].T
                    if self._by_longitude_first
                    else self._variable[first_row:last_row, first_col:last_col]
                )
        except (OSError, RuntimeError) as error:
            raise _damaged(Path(self._dataset.filepath())) from error
        if np.ma.isMaskedArray(values) or values.dtype != np.int16:
            with np.errstate(over="ignore"):  # codes of no data such as 1e308 become infinite
                values = np.ma.filled(values.astype(np.float32), np.nan)
        return np.ascontiguousarray(values[::-1] if self._falling else values)

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the file says of its heights."""
        return {name.casefold(): str(self._variable.getncattr(name)) for name in self._variable.ncattrs()}

    @property
    def stored_block(self) -> int:
        """Values of a chunk."""
        chunks = self._variable.chunking()
        return math.prod(chunks) if isinstance(chunks, list) else 1

    def close(self) -> None:
        """Close the file."""
        if self._dataset.isopen():
            self._dataset.close()


class ProjectedHeights(NamedTuple):
    """Heights of a file whose axes are lengths of a projection.

    Attributes
    ----------
    name : str
        Of the variable.
    metres : float
        In a unit of the axes.
    """

    name: str
    metres: float


def find_projected_heights(path: Path, names: tuple[str, ...] = HEIGHT_NAMES) -> ProjectedHeights | None:
    """Find the heights of a file whose axes are lengths of a projection; None where they are degrees.

    Raises
    ------
    DataError
        If it has no heights.
    """
    import netCDF4

    try:
        with netCDF4.Dataset(path) as dataset:
            variables = dataset.variables
            by_degrees = any(name in variables and variables[name].ndim == 1 for name in ("lat", "latitude"))
            axes = [variables[name] for name in ("y", "x") if name in variables]
            if by_degrees or len(axes) < 2 or not all(map(_is_length, axes)):
                return None
            metres = _METRES_PER.get(str(getattr(axes[0], "units", "")).strip(), 1.0)
            return ProjectedHeights(str(find_variable(dataset, names, "height", path).name), metres)
    except (OSError, RuntimeError):
        return None  # the reader by degrees says what is wrong


def _is_length(axis: netCDF4.Variable[Any]) -> bool:
    if axis.ndim != 1 or not 2 <= axis.size <= MOST_ON_AXIS or axis.dtype.kind not in "iuf":
        return False
    said = str(getattr(axis, "standard_name", "")).startswith("projection_")
    return said or str(getattr(axis, "units", "")).strip() in _METRES_PER or abs(axis[0]) > _MOST_DEGREES


def _damaged(path: Path) -> DataError:
    return DataError(f"cannot read the heights of {path}: the file is damaged or incomplete; fetch it again")


def _check_length(dataset: netCDF4.Dataset, path: Path) -> None:
    """Refuse a file of the classic format that was cut off: the library would give zeros for what is missing."""
    if dataset.data_model.startswith("NETCDF3"):
        values = sum(variable.size * variable.dtype.itemsize for variable in dataset.variables.values())
        if path.stat().st_size < values:
            raise _damaged(path)


def _axis(dataset: netCDF4.Dataset, names: tuple[str, ...], what: str, path: Path) -> FloatArray:
    variable = find_variable(dataset, names, what, path)
    check_numbers(variable.dtype, what, path)
    if variable.ndim == 1 and variable.size > MOST_ON_AXIS:
        raise DataError(f"{path}: {what} has {variable.size:,} values; give a coarser grid")
    if variable.ndim != 1:
        return np.empty((0,) * variable.ndim)  # refused by its number of dimensions
    return np.ma.filled(variable[:].astype(np.float64), np.nan)


def _is_by_longitude_first(dataset: netCDF4.Dataset, variable: netCDF4.Variable[Any]) -> bool:
    """Say whether values are by longitude, then latitude: by the names of the dimensions, as a shape may be square."""
    lat, lon = (
        next(dataset.variables[name].dimensions for name in names if name in dataset.variables)
        for names in (_LAT_NAMES, _LON_NAMES)
    )
    return bool(variable.dimensions == (*lon, *lat))


def _check_scaling(variable: netCDF4.Variable[Any], path: Path) -> None:
    """Refuse a scale or an offset that is no number; the library would leave it out."""
    for name in {"scale_factor", "add_offset"}.intersection(variable.ncattrs()):
        value = variable.getncattr(name)
        if not (np.issubdtype(np.asarray(value).dtype, np.number) and np.isfinite(value).all()):
            raise DataError(f"{path}: {name} is {value!r}; give a number")


def _missing_value(variable: netCDF4.Variable[Any]) -> int | None:
    """Find the integer that means no height; None if the library must decode the values."""
    import netCDF4

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


def _hold_a_row_of_chunks(variable: netCDF4.Variable[Any], by_longitude_first: bool) -> None:
    """Size the chunk cache to keep decompressed chunks for the next strip."""
    chunks = variable.chunking()
    if isinstance(chunks, list):
        rows, cols = reversed(chunks) if by_longitude_first else chunks
        width = variable.shape[0 if by_longitude_first else 1]
        needed = 2 * rows * (width + cols) * variable.dtype.itemsize
        variable.set_var_chunk_cache(size=needed, nelems=max(1009, 8 * (width // cols + 1)))
