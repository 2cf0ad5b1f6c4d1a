"""User layers: a raster, polygons and lines, or positions from a file, on the grid."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError, UsageError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.data_sets import set_of_file
from routeplan.seabed.layer_conditions import choose_values
from routeplan.seabed.layer_raster import RASTERS, derive_from_raster
from routeplan.seabed.layer_shapes import SHAPES, derive_from_shapes
from routeplan.seabed.point_density import derive_density

if TYPE_CHECKING:
    import xarray as xr

_TABLE = ".csv"


def derive_user_layer(
    path: Path, grid: Grid, *, column: str | None = None, only: Sequence[str] = (), fade_km: float = 0.0
) -> xr.DataArray:
    """Derive a layer on the grid from a file.

    Parameters
    ----------
    path : Path
        A raster (GeoTIFF or NetCDF) or polygons and lines (GeoJSON, GeoPackage, FlatGeobuf or Shapefile), in
        any coordinate system that the file names; a file, archive or folder of WDPA; or a table, or a folder of tables,
        of :func:`routeplan.seabed.point_density.derive_density`.
    grid : Grid
    column : str, optional
        Raster: variable or band description, if there are several. Polygons: column of numbers; the highest where
        they overlap. Tables: kinds of gear or sizes that count, joined by ``+``.
    only : sequence of str
        Conditions that all must hold (:mod:`routeplan.seabed.layer_conditions`). Polygons and lines: which of them
        count. Rasters and tables: the layer is 1 where its values fulfil them, else 0.
    fade_km : float
        Polygons and lines: distance at which their value has fallen to 0.

    Returns
    -------
    (northing, easting) DataArray, float32
        Raster: interpolated between four values, or the mean of up to 4 by 4 points in a cell if it is finer than
        the grid; NaN without data. Polygons without a column: 1 inside, 0 outside; with a column: its value
        inside, NaN outside.

    Raises
    ------
    DataError
        If the file cannot be read, names no coordinate system, lacks the column, or has values that the data set
        cannot have.
    UsageError
        If a condition is none or fits nothing, or `fade_km` is given for cells.
    """
    values, unit = _derive_values(path, grid, column, only, fade_km)
    data_set = set_of_file(path)
    if data_set and data_set.unit and unit == "1":
        unit = data_set.unit
    return grid.array(values, name=column or path.stem, units="1" if only else unit, source=path.name)


def _derive_values(
    path: Path, grid: Grid, column: str | None, only: Sequence[str], fade_km: float
) -> tuple[FloatCells, str]:
    suffix = path.suffix.casefold()
    if not path.exists():
        raise DataError(f"cannot read {path}: no such file; give a raster or polygons")
    if suffix in SHAPES or _is_folder_of_shapes(path):
        return derive_from_shapes(path, grid, column=column, only=only, fade_km=fade_km), "1"
    if fade_km:
        raise UsageError(f"{path}: fade_km is for polygons and lines; leave it out")
    if path.is_dir() or suffix == _TABLE:
        values, unit = derive_density(path, grid, kinds=column.split("+") if column else ())
    elif suffix in RASTERS:
        values, unit = derive_from_raster(path, grid, column)
        _check_bounds(values, path)
    else:
        raise DataError(
            f"{path}: files ending in {suffix!r} are not read; give one of {', '.join((*RASTERS, *SHAPES, _TABLE))}"
        )
    return choose_values(values, only, named=path.name), unit


def _is_folder_of_shapes(path: Path) -> bool:
    return path.is_dir() and any(file.suffix.casefold() in SHAPES for file in path.iterdir())


def _check_bounds(values: FloatCells, path: Path) -> None:
    """Refuse values that the published set cannot have: another file, or another unit."""
    data_set = set_of_file(path)
    if data_set is None:
        return
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    low = -np.inf if data_set.least is None else data_set.least
    high = np.inf if data_set.most is None else data_set.most
    if least < low or most > high:
        raise DataError(
            f"{path} has values from {least:g} to {most:g}, {data_set.id} has {low:g} to {high:g} "
            f"{data_set.unit}".rstrip()
            + "; it is another file, or in another unit"
        )
