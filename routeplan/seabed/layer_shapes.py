"""Polygons and lines of a user's file as a layer: 1 inside or a column's value, fading with the distance."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import derive_nearness, project_shapes, read_shapes
from routeplan.io.column_names import find_column
from routeplan.runtime.files import refuse_virtual
from routeplan.runtime.notices import tell
from routeplan.seabed.layer_conditions import choose_shapes
from routeplan.seabed.protected_areas import is_wdpa, read_protected_areas

if TYPE_CHECKING:
    import geopandas as gpd

SHAPES = (".geojson", ".json", ".gpkg", ".fgb", ".shp", ".zip")
"""Suffixes of files that are read as shapes; an archive has Shapefiles."""


def derive_from_shapes(
    path: Path, grid: Grid, *, column: str | None, only: Sequence[str], fade_km: float
) -> FloatCells:
    """Lay shapes over the cells of a grid.

    Parameters
    ----------
    path : Path
        In any coordinate system that it names, or a file, archive or folder of WDPA.
    grid : Grid
    column : str, optional
        Column of numbers; the highest counts where shapes overlap.
    only : sequence of str
        Conditions on columns: see :mod:`routeplan.seabed.layer_conditions`.
    fade_km : float
        Distance from a shape at which its value has fallen to 0, as half a cosine wave; 0 for a sharp edge.

    Returns
    -------
    (rows, cols) float32
        Without a column 1 inside and 0 outside; with a column NaN outside.

    Raises
    ------
    DataError
        If the file cannot be read, or lacks the column.
    """
    shapes = choose_shapes(_read(path), only, named=str(path))
    values, outside = _values_of(shapes, column, path)
    layer = np.full(grid.shape, outside, dtype=np.float32)
    for shape, value in zip(project_shapes(shapes.geometry, grid.projection), values, strict=True):
        cells = derive_nearness(shape, grid, fade_km)
        if cells is not None:
            window, nearness = cells
            laid = np.where(nearness > 0, nearness * np.float32(value), np.float32(np.nan))
            layer[window] = np.fmax(layer[window], laid)
    return layer


def _read(path: Path) -> gpd.GeoDataFrame:
    """Read protected areas, which may be points and of several files, or any other shapes."""
    if path.is_dir() or path.suffix.casefold() == ".zip":
        return read_protected_areas(path)
    layers, columns = _layers_of(path)
    if is_wdpa(columns):
        return read_protected_areas(path)
    if len(layers) > 1:
        tell(
            f"{path.name} has layers {', '.join(layers)}; {layers[0]} is read, save another one as a file of its own"
        )
    return read_shapes(path)


def _layers_of(path: Path) -> tuple[list[str], list[str]]:
    """Layers with shapes, and columns of the first; none where the file cannot be read, which its reader tells."""
    import pyogrio

    refuse_virtual(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, about files that are refused by their reader
            layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind]
        return layers, [
            str(name) for name in pyogrio.read_info(path, layer=layers[0])["fields"]
        ] if layers else []
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError):
        return [], []


def _values_of(shapes: gpd.GeoDataFrame, column: str | None, path: Path) -> tuple[FloatCells, float]:
    """Values inside, one a shape, and the value outside."""
    if column is None:
        return np.ones(len(shapes), dtype=np.float32), 0.0
    there = [str(name) for name in shapes.columns if name != shapes.geometry.name]
    name = find_column(there, column)
    if name is None:
        raise DataError(f"{path}: no column {column!r}; there are {', '.join(there) or 'none'}")
    try:
        return shapes[name].to_numpy(dtype=np.float64).astype(np.float32), float("nan")
    except (TypeError, ValueError) as error:
        raise DataError(
            f"{path}: column {column!r} has values that are not numbers; give numbers, or choose shapes by "
            f'only = ["{column} = ..."]'
        ) from error
