"""Rasters of a user's file as a layer: resampled to the grid, without what stands for no data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import transform_of
from routeplan.io.raster_files import check_not_degrees, open_raster
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG

if TYPE_CHECKING:
    import rasterio
    import rasterio.errors
    import rasterio.warp

RASTERS = (".tif", ".tiff", ".nc")
"""Suffixes of files that are read as rasters."""

_MOST_PER_SIDE = 4  # a cell is the mean of at most this many by this many points of a finer raster
_POINTS_AT_ONCE = 8_000_000  # 32 MB
_WGS84 = "EPSG:4326"
_SAMPLED = 1_000  # rows and columns at which values are looked at
_LARGEST = 1e19  # no layer has larger values: they are float's largest, or 1e20 and the like
# Numbers that programs write for no data. Where a file declares none of them, its least or greatest value is taken for
# it if it is one of these, and the other values are far from it.
_STAND_INS = (
    -9999.0,
    -99999.0,
    -999999.0,
    -32768.0,
    -32767.0,
    -2147483648.0,
    2147483647.0,
    4294967295.0,
    65535.0,
)
_BYTE, _PERCENT = 255.0, 100.0  # the largest byte, where the others are per cent
_APART = 10.0  # how many times farther from zero than the next value


def derive_from_raster(path: Path, grid: Grid, column: str | None) -> tuple[FloatCells, str]:
    """Resample a raster to the grid: between four values, or the mean of points in a cell if it is finer.

    Returns
    -------
    values : (rows, cols) float32
        Scaled as the file says; NaN without data.
    unit : str

    Raises
    ------
    DataError
        If the file cannot be read, names no coordinate system, has several bands, or has no values here.
    """
    with _opened(path, column) as raster:
        band = _band(path, raster, column)
        crs = _crs(path, raster)
        _check_axes(path, raster, crs)
        values, no_data = _values(path, raster, band)
        cell_m = abs(raster.transform.e) * (
            KM_PER_DEG * 1000.0 if crs.is_geographic else crs.linear_units_factor[1]
        )
        layer = _resampled(values, raster, crs, grid, cell_m=cell_m, no_data=no_data)
        scaled = layer * np.float32(raster.scales[band - 1]) + np.float32(raster.offsets[band - 1])
        unit = raster.units[band - 1] or "1"
    if not np.isfinite(scaled).any():
        raise DataError(
            f"{path} has no values on this grid; check its place, its coordinate system and its no data"
        )
    return scaled, unit


def _resampled(
    values: Any,
    raster: rasterio.DatasetReader,
    crs: rasterio.crs.CRS,
    grid: Grid,
    *,
    cell_m: float,
    no_data: float | None,
) -> FloatCells:
    import rasterio.warp
    from rasterio.enums import Resampling

    per_side = min(max(1, math.ceil(grid.spacing_m / cell_m)), _MOST_PER_SIDE)
    layer = np.empty(grid.shape, dtype=np.float32)
    step = max(1, _POINTS_AT_ONCE // (grid.cols * per_side**2))
    for first in range(0, grid.rows, step):
        part = grid.window(first, min(first + step, grid.rows), 0, grid.cols)
        points = np.full(part.refined(per_side).shape, np.nan, dtype=np.float32)
        rasterio.warp.reproject(
            values,
            points,
            src_transform=raster.transform,
            src_crs=crs,
            src_nodata=no_data,
            dst_transform=transform_of(part.refined(per_side)),
            dst_crs=f"EPSG:{grid.projection.epsg}",
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
            # Exact, with samples inside every piece: its edges do not show that it contains the pole.
            tolerance=0.0,
            SAMPLE_GRID="YES",
        )
        points[~np.isfinite(points)] = np.nan
        layer[first : first + step] = _mean_of(points, per_side)
    return layer


def _mean_of(points: FloatCells, per_side: int) -> FloatCells:
    """Average the points in every cell; NaN where none has a value.

    GDAL's own averages include whole parallels for cells across the outer meridian of the raster.
    """
    rows, cols = (count // per_side for count in points.shape)
    blocks = points.reshape(rows, per_side, cols, per_side)
    there = np.isfinite(blocks)
    count = there.sum(axis=(1, 3))
    total = np.where(there, blocks, np.float32(0)).sum(axis=(1, 3), dtype=np.float64)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def _values(path: Path, raster: rasterio.DatasetReader, band: int) -> tuple[Any, float | None]:
    """Give what GDAL resamples, and the number that stands for no data; one that is not declared is found and told."""
    import rasterio

    found = _undeclared_no_data(raster, band)
    if found is not None:
        tell(f"{path}: {found:g} is taken as no data; the file does not declare it")
    # GDAL reads a raster in pieces only if it names its coordinate system.
    if raster.crs and (found is None or raster.nodata is None):
        return rasterio.band(raster, band), raster.nodata if found is None else found
    values = raster.read(band)
    if found is None or raster.nodata is None:
        return values, raster.nodata if found is None else found
    values = values.astype(np.float32)
    values[(values == np.float32(raster.nodata)) | (values == np.float32(found))] = np.nan
    return values, float("nan")


def _undeclared_no_data(raster: rasterio.DatasetReader, band: int) -> float | None:
    """Find a number that stands for no data among values that the file declares to be data."""
    rows, cols = (max(1, -(-size // _SAMPLED)) for size in raster.shape)
    sample = raster.read(band, out_shape=(-(-raster.height // rows), -(-raster.width // cols))).astype(
        np.float64
    )
    known = np.unique(sample[np.isfinite(sample)])
    if raster.nodata is not None and known.size:
        known = known[~np.isclose(known, raster.nodata, rtol=1e-6, atol=0.0)]
    for at, beside in ((0, 1), (-1, -2)):
        if known.size < 2:
            break
        value, size = float(known[at]), abs(float(known[at]))
        far = size > _APART * abs(float(known[beside]))
        byte = value == _BYTE and raster.dtypes[band - 1] == "uint8" and float(known[beside]) <= _PERCENT
        if size > _LARGEST or byte or (value in _STAND_INS and far):
            return value
    return None


@contextmanager
def _opened(path: Path, column: str | None) -> Iterator[rasterio.DatasetReader]:
    """Open a raster, or the named variable of a NetCDF file."""
    import rasterio
    import rasterio.errors
    import rasterio.warp

    raster = open_raster(path, column if path.suffix.lower() == ".nc" else None)
    with raster:
        try:
            yield raster
        except rasterio.errors.RasterioError as error:
            raise DataError(
                f"cannot resample {path} to the grid: {error}; save it as a plain GeoTIFF"
            ) from error


def _band(path: Path, raster: rasterio.DatasetReader, column: str | None) -> int:
    """Find the number of the band to read, from 1."""
    if raster.count == 0:
        variables = ", ".join(name.rsplit(":", 1)[-1] for name in raster.subdatasets)
        raise DataError(f"{path}: {'variables ' + variables if variables else 'no grid'}; name one as column")
    if raster.count == 1:
        return 1
    described = [text for text in raster.descriptions if text]
    if column in described:
        return int(raster.descriptions.index(column)) + 1
    raise DataError(
        f"{path}: {raster.count} bands ({', '.join(described) or 'without names'}); give one band"
    )


def _crs(path: Path, raster: rasterio.DatasetReader) -> rasterio.crs.CRS:
    """Coordinate system of a raster; NetCDF in longitude and latitude often names none."""
    import rasterio

    if raster.transform.is_identity:
        raise DataError(f"{path} is not georeferenced; give a georeferenced raster")
    if raster.crs:
        return raster.crs
    west, south, east, north = raster.bounds
    if path.suffix.lower() == ".nc" and -181 <= west < east <= 361 and -91 <= south < north <= 91:
        return rasterio.crs.CRS.from_string(_WGS84)
    raise DataError(f"{path} names no coordinate system; save it with one, such as {_WGS84}")


def _check_axes(path: Path, raster: rasterio.DatasetReader, crs: rasterio.crs.CRS) -> None:
    """Refuse degrees that are none, and axes that are exchanged: a coordinate system under a wrong name."""
    if not crs.is_geographic:
        check_not_degrees(raster.bounds, path)
        return
    west, south, east, north = raster.bounds
    south, north = min(south, north), max(south, north)
    if -90.5 <= west < east <= 90.5 and (south < -90.5 or north > 90.5):
        raise DataError(
            f"{path} has longitude and latitude exchanged; save it with latitude along its columns"
        )
    if not (-361 <= west < east <= 721 and -91 <= south < north <= 91):
        raise DataError(
            f"{path} is said to be in degrees and spans {west:g} to {east:g} and {south:g} to {north:g}; "
            "save it with its own coordinate system"
        )
