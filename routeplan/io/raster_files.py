"""Raster files, whatever they hold: open GeoTIFF, NetCDF, BAG and ESRI ASCII grids, of a size that can be read."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from routeplan.errors import DataError

if TYPE_CHECKING:
    import netCDF4
    import rasterio

_TIFF_MARKS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # little and big endian, classic and BigTIFF
_NETCDF_MARK, _HDF5_MARK = b"CDF", b"\x89HDF\r\n\x1a\n"  # NetCDF-4 files are HDF5 files
_ASCII_MARK = b"ncols"
# By GDAL's name of the driver.
_FORMATS = {"GTiff": "GeoTIFF", "netCDF": "NetCDF", "BAG": "BAG", "AAIGrid": "ESRI ASCII grid"}
MOST_ON_AXIS = 1_000_000  # GEBCO's 15 arc-seconds: 86,400 columns
_MOST_VALUES = 10_000_000_000  # GEBCO's 15 arc-seconds: 3.7e9
# Values held at once: 2 GB of 32-bit numbers; GEBCO from 30N to the pole at 2 km cells is less.
_MOST_TOGETHER = 1 << 29
_FEW = 5  # names in a message


def is_geotiff(path: Path) -> bool:
    """Say whether a file begins as a TIFF does.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    return _beginning(path)[:4] in _TIFF_MARKS


def is_raster(path: Path) -> bool:
    """Say whether a file begins as one of the formats of :func:`open_raster` does.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    beginning = _beginning(path)
    marks = (*_TIFF_MARKS, _NETCDF_MARK, _HDF5_MARK)
    return beginning.startswith(marks) or beginning[: len(_ASCII_MARK)].lower() == _ASCII_MARK


def is_netcdf(path: Path) -> bool:
    """Say whether a file begins as NetCDF files do; a BAG, which is HDF5 too, is none.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    beginning = _beginning(path)
    return beginning[:3] == _NETCDF_MARK or (beginning == _HDF5_MARK and not _is_bag(path))


def _is_bag(path: Path) -> bool:
    return path.suffix.casefold() == ".bag"


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable file") from error


def open_raster(path: Path, variable: str | None = None) -> rasterio.DatasetReader:
    """Open a file on this machine with GDAL's reader of its format and no other.

    GDAL itself goes by more than the suffix: it would open a virtual data set of any name, and fetch from the network
    what that refers to.

    Parameters
    ----------
    path : Path
    variable : str, optional
        Of a NetCDF file.

    Raises
    ------
    DataError
        If the file does not exist, is of none of these formats, is damaged, or is too large.
    """
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    beginning = _beginning(path)
    if beginning[:4] in _TIFF_MARKS:
        name, driver = str(path), "GTiff"
    elif beginning[:5].lower() == _ASCII_MARK:
        name, driver = str(path), "AAIGrid"
    elif beginning == _HDF5_MARK and _is_bag(path):
        name, driver = str(path), "BAG"
    elif beginning[:3] == _NETCDF_MARK or beginning == _HDF5_MARK:
        name, driver = f'NETCDF:"{path}":{variable}' if variable else str(path), "netCDF"
    else:
        raise DataError(
            f"cannot read {path}: it is no GeoTIFF, NetCDF, BAG or ESRI ASCII grid; give a file of these formats"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # callers have a message of their own
            raster = rasterio.open(name, driver=driver)
    except RasterioIOError as error:
        what = f"variable {variable!r} of {path}" if variable and driver == "netCDF" else str(path)
        raise DataError(
            f"cannot read {what} as {_FORMATS[driver]}; the file is damaged, or holds no raster"
        ) from error
    try:
        if raster.count:
            check_size(raster.height, raster.width, math.prod(raster.block_shapes[0]), path)
    except DataError:
        raster.close()
        raise
    return raster


def check_size(rows: int, cols: int, stored_block: int, path: Path) -> None:
    """Refuse a file that is too large, before memory is allocated for it.

    Parameters
    ----------
    rows, cols : int
    stored_block : int
        Values that are stored in one piece.
    path : Path

    Raises
    ------
    DataError
        If it has too many values, in all or stored in one piece.
    """
    if rows * cols > _MOST_VALUES or max(rows, cols) > MOST_ON_AXIS:
        raise DataError(
            f"{path}: {rows:,} x {cols:,} values are too many; give a coarser grid, such as GEBCO's 15 arc-seconds"
        )
    check_together(stored_block, path)


def check_together(count: int, path: Path) -> None:
    """Refuse to hold more values at once than memory allows.

    Raises
    ------
    DataError
        If there are more.
    """
    if count > _MOST_TOGETHER:
        raise DataError(
            f"{path}: {count:,} values would have to be read at once; give a coarser grid, or one stored in small "
            "tiles with a number of columns that divides well"
        )


def _few(names: tuple[str, ...]) -> str:
    """Name the first of many names."""
    return f"{', '.join(names[:_FEW])} ..." if len(names) > _FEW else ", ".join(names)


def check_not_degrees(bounds: tuple[float, float, float, float], path: Path) -> None:
    """Refuse a raster that is said to be on a plane, and whose corners are degrees.

    A plane has its origin at the pole, or far from what is drawn on it: a raster of some hundred metres around it that
    is as wide as the Earth in degrees, or a large part of it, has lost its coordinate system.

    Parameters
    ----------
    bounds : west, south, east, north
        In the unit of its axes.
    path : Path

    Raises
    ------
    DataError
        If it is such a one.
    """
    west, south, east, north = bounds
    south, north = min(south, north), max(south, north)
    if -181 <= west < east <= 361 and -91 <= south < north <= 91 and (east - west > 1 or north - south > 1):
        raise DataError(
            f"{path} is said to be in metres and spans {west:g} to {east:g} and {south:g} to {north:g}, which are "
            "degrees; save it with EPSG:4326"
        )


def find_variable(
    dataset: netCDF4.Dataset, names: tuple[str, ...], what: str, path: Path
) -> netCDF4.Variable[Any]:
    """Find the first variable that has one of some names.

    Raises
    ------
    DataError
        If none has.
    """
    for name in names:
        if name in dataset.variables:
            return dataset.variables[name]
    raise DataError(
        f"{path}: no {what} among {_few(tuple(dataset.variables)) or 'no variables'}; name it {_few(names)}"
    )
