"""User layers: a raster or polygons from a file, on the grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import derive_nearness, project_shapes, read_shapes, transform_of
from routeplan.io.raster_files import open_raster
from routeplan.seabed.point_density import derive_density

if TYPE_CHECKING:
    import rasterio
    import rasterio.errors
    import rasterio.warp
    import xarray as xr

_RASTERS = (".tif", ".tiff", ".nc")
_TABLE = ".csv"
_SHAPES = (".geojson", ".json", ".gpkg", ".fgb", ".shp")
_M_PER_DEG = 111_200.0  # per degree of latitude, to compare cell sizes
_MOST_PER_SIDE = 4  # a cell is the mean of at most this many by this many points of a finer raster
_POINTS_AT_ONCE = 8_000_000  # 32 MB
_WGS84 = "EPSG:4326"


def derive_user_layer(path: Path, grid: Grid, *, column: str | None = None) -> xr.DataArray:
    """Derive a layer on the grid from a file.

    Parameters
    ----------
    path : Path
        A raster (GeoTIFF or NetCDF) or polygons and lines (GeoJSON, GeoPackage, FlatGeobuf or Shapefile), in
        any coordinate system that the file names; or a table, or a folder of tables, of
        :func:`routeplan.seabed.point_density.derive_density`.
    grid : Grid
    column : str, optional
        Raster: variable or band description, if there are several. Polygons: column of numbers; the highest where
        they overlap. Tables: kinds of gear or sizes that count, joined by ``+``.

    Returns
    -------
    (northing, easting) DataArray, float32
        Raster: interpolated between four values, or the mean of up to 4 by 4 points in a cell if it is finer than
        the grid; NaN without data. Polygons without a column: 1 inside, 0 outside; with a column: its value
        inside, NaN outside.

    Raises
    ------
    DataError
        If the file cannot be read, names no coordinate system, or lacks the column.
    """
    suffix = path.suffix.lower()
    if path.is_dir() or (suffix == _TABLE and path.is_file()):
        density, unit = derive_density(path, grid, kinds=column.split("+") if column else ())
        return grid.array(density, name=column or path.stem, units=unit, source=path.name)
    if not path.is_file():
        raise DataError(f"cannot read {path}: no such file; give a raster or polygons")
    if suffix in _RASTERS:
        return _derive_from_raster(path, grid, column)
    if suffix in _SHAPES:
        return _derive_from_shapes(path, grid, column)
    raise DataError(
        f"{path}: files ending in {suffix!r} are not read; give one of {', '.join((*_RASTERS, *_SHAPES, _TABLE))}"
    )


def _derive_from_shapes(path: Path, grid: Grid, column: str | None) -> xr.DataArray:
    shapes = read_shapes(path)
    if column is None:
        values, outside = np.ones(len(shapes)), np.float32(0)
    elif column not in shapes.columns or column == shapes.geometry.name:
        there = ", ".join(name for name in shapes.columns if name != shapes.geometry.name)
        raise DataError(f"{path}: no column {column!r}; there are {there or 'none'}")
    else:
        try:
            values, outside = shapes[column].to_numpy(dtype=np.float64), np.float32(np.nan)
        except (TypeError, ValueError) as error:
            raise DataError(
                f"{path}: column {column!r} has values that are not numbers; give numbers"
            ) from error
    layer = np.full(grid.shape, outside, dtype=np.float32)
    for shape, value in zip(project_shapes(shapes.geometry, grid.projection), values, strict=True):
        cells = derive_nearness(shape, grid, 0.0)
        if cells is not None:
            window, nearness = cells
            layer[window] = np.where(nearness > 0, np.fmax(layer[window], np.float32(value)), layer[window])
    return grid.array(layer, name=column or path.stem, units="1", source=path.name)


def _derive_from_raster(path: Path, grid: Grid, column: str | None) -> xr.DataArray:
    import rasterio
    import rasterio.errors
    import rasterio.warp
    from rasterio.enums import Resampling

    with _opened(path, column) as raster:
        band = _band(path, raster, column)
        crs = _crs(path, raster)
        cell_m = abs(raster.transform.e) * (_M_PER_DEG if crs.is_geographic else 1.0)
        per_side = min(max(1, math.ceil(grid.spacing_m / cell_m)), _MOST_PER_SIDE)
        # GDAL reads a raster in pieces only if it names its coordinate system.
        values = rasterio.band(raster, band) if raster.crs else raster.read(band)
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
                src_nodata=raster.nodata,
                dst_transform=transform_of(part.refined(per_side)),
                dst_crs=f"EPSG:{grid.projection.epsg}",
                dst_nodata=np.nan,
                resampling=Resampling.bilinear,
                # Exact, with samples inside every piece: its edges do not show that it contains the pole.
                tolerance=0.0,
                SAMPLE_GRID="YES",
            )
            layer[first : first + step] = _mean_of(points, per_side)
        scaled = layer * np.float32(raster.scales[band - 1]) + np.float32(raster.offsets[band - 1])
        units = raster.units[band - 1] or "1"
    return grid.array(scaled, name=column or path.stem, units=units, source=path.name)


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
    import rasterio.errors
    import rasterio.warp

    if raster.transform.is_identity:
        raise DataError(f"{path} is not georeferenced; give a georeferenced raster")
    if raster.crs:
        return raster.crs
    west, south, east, north = raster.bounds
    if path.suffix.lower() == ".nc" and -181 <= west < east <= 361 and -91 <= south < north <= 91:
        return rasterio.crs.CRS.from_string(_WGS84)
    raise DataError(f"{path} names no coordinate system; save it with one, such as {_WGS84}")
