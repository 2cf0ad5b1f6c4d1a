"""Lines and polygons in projection, whole across 180 and over the pole: as cells, and as nearness of cells."""

from __future__ import annotations

import math
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.grid import FloatCells, Grid
from routeplan.runtime.files import refuse_virtual
from routeplan.runtime.notices import tell

if TYPE_CHECKING:
    import geopandas as gpd
    import rasterio.features

BoolCells: TypeAlias = npt.NDArray[np.bool_]
Window: TypeAlias = tuple[slice, slice]

_WGS84_EPSG = 4326
_FARTHEST_DEG = (360.0, 90.0)  # longitude up to 360 where it counts eastwards only
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time of a zip entry
_STEP_DEG = 0.5  # sides between points this close differ from the true curve by less than 100 m
_STEP_UNITS = 10_000.0  # the same for projected shapes, in their unit, usually metres
_SEAM_M = 1.0  # parts that meet at 180 are joined when they are this near
# Further south the northern projection is useless, and at 90S infinite.
_SOUTHMOST_DEG = -80.0
# Rasterio suppresses one of its warnings by filters that all threads share: one thread at a time.
_BURNING = Lock()
_LINES = ("LineString", "MultiLineString")
_POLYGONS = ("Polygon", "MultiPolygon")


def read_shapes(path: Path) -> gpd.GeoDataFrame:
    """Read lines and polygons with their columns from a file that GDAL knows (GeoJSON, GeoPackage, ...).

    Raises
    ------
    DataError
        If the file cannot be read, names no coordinate system and is not in degrees, has points, or has empty geometry.
    """
    import geopandas as gpd
    import pyogrio

    refuse_virtual(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL, about rings that are refused below
            shapes = gpd.read_file(path, engine="pyogrio")
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        OSError,
        ValueError,
        IndexError,  # of pyogrio, for a damaged FlatGeobuf
    ) as error:
        raise DataError(f"cannot read shapes from {path}; give GeoJSON or a GeoPackage") from error
    except shapely.errors.GEOSException as error:
        why = " ".join(str(error).split())
        raise DataError(
            f"{path} has a shape that is none ({why}); close its ring, or give more positions"
        ) from error
    if not isinstance(shapes, gpd.GeoDataFrame) or shapes.empty:
        raise DataError(f"{path} has no shapes; give polygons or lines")
    if not np.isfinite(shapely.get_coordinates(shapes.geometry)).all():
        raise DataError(f"{path} has positions that are no numbers; give longitude and latitude")
    if shapes.crs is None:
        try:
            shapes = shapes.set_geometry(assume_degrees(shapes.geometry, str(path)))
        except UsageError as error:
            raise DataError(str(error)) from None
        tell(f"{path.name} names no coordinate system; read as longitude and latitude, EPSG:{_WGS84_EPSG}")
    elif shapes.crs.is_geographic:
        _check_degrees(shapes, path)
    for row, geometry in enumerate(shapes.geometry, start=1):
        kind = "nothing" if geometry is None or geometry.is_empty else geometry.geom_type
        if kind not in _LINES + _POLYGONS:
            raise DataError(f"{path} feature {row}: {kind}; give polygons or lines")
    return shapes


def _check_degrees(shapes: gpd.GeoDataFrame, path: Path) -> None:
    """Refuse degrees that are none: metres in a format that has longitude and latitude only."""
    west, south, east, north = (float(bound) for bound in shapes.total_bounds)
    lon, lat = _FARTHEST_DEG
    if max(abs(west), abs(east)) > lon or max(abs(south), abs(north)) > lat:
        raise DataError(
            f"{path} spans {west:g} to {east:g} and {south:g} to {north:g}, which are no degrees; "
            "give longitude and latitude, or a GeoPackage that names its coordinate system"
        )


def assume_degrees(shapes: gpd.GeoSeries, named: str) -> gpd.GeoSeries:
    """Take shapes without a coordinate system as longitude and latitude on WGS 84, if they look like degrees.

    Parameters
    ----------
    shapes : GeoSeries
    named : str
        What messages call them.

    Raises
    ------
    UsageError
        If their bounds are not those of degrees: nothing tells then which system they are in.
    """
    west, south, east, north = (float(bound) for bound in shapes.total_bounds)
    lon, lat = _FARTHEST_DEG
    if -lon <= west <= east <= lon and -lat <= south <= north <= lat:
        return shapes.set_crs(_WGS84_EPSG)
    swapped = -lat <= west <= east <= lat and -lon <= south <= north <= lon
    remedy = (
        "give longitude before latitude"
        if swapped
        else f"give degrees (EPSG:{_WGS84_EPSG}), or set the system, such as GeoSeries(..., crs=3995)"
    )
    raise UsageError(
        f"{named} names no coordinate system and spans {west:g} to {east:g} and {south:g} to {north:g}; {remedy}"
    )


def pack_shapes(shapes: gpd.GeoDataFrame, path: Path) -> None:
    """Write shapes as a FlatGeobuf in a zip, as the embedded data sets are: the same bytes at every run.

    Parameters
    ----------
    shapes : GeoDataFrame
    path : Path
        The zip, such as ``countries_north.fgb.zip``; the file inside has the name without ``.zip``.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.stem
        shapes.to_file(plain, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO")
        with zipfile.ZipFile(path, "w") as archive:
            entry = zipfile.ZipInfo(path.stem, date_time=_ZIP_EPOCH)
            archive.writestr(entry, plain.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


def project_shapes(shapes: gpd.GeoSeries, projection: PolarStereographic) -> list[BaseGeometry]:
    """Project lines and polygons, and repair them.

    Sides in longitude and latitude are straight in degrees (RFC 7946): a side along a parallel stays on it. A side
    that spans more than 180 but less than 360 degrees of longitude goes the short way, across 180. Polygons cut
    there are joined again, and a cap drawn from 180 W to 180 E closes over the pole.

    Examples
    --------
    A square around the pole contains the pole:

    >>> import geopandas as gpd
    >>> square = gpd.GeoSeries([shapely.Polygon([(0, 80), (90, 80), (180, 80), (-90, 80)])], crs=4326)
    >>> [shape.contains(shapely.Point(0, 0)) for shape in project_shapes(square, PolarStereographic())]
    [True]
    """
    crs = shapes.crs
    if crs is not None and crs.is_projected:
        dense = shapes.segmentize(_STEP_UNITS).to_crs(projection.epsg)
        return [_repaired([part]) for part in dense]
    return [
        _repaired([_projected(part, projection) for part in shapely.get_parts(shape)])
        for shape in shapes.to_crs(_WGS84_EPSG)
    ]


def widen_line(line: BaseGeometry, half_width_km: float, projection: PolarStereographic) -> BaseGeometry:
    """Widen a projected line to a band of constant true width; the scale factor changes along it."""
    bands = []
    for part in shapely.get_parts(line):
        points = shapely.get_coordinates(part)
        sides = np.stack([points[:-1], points[1:]], axis=1)
        _, lat = projection.inverse(*sides.mean(axis=1).T)
        width_m = half_width_km * 1000.0 * projection.scale_factor(lat)
        bands.append(shapely.buffer(shapely.linestrings(sides), width_m))
    return shapely.union_all(np.concatenate(bands))


def transform_of(grid: Grid) -> rasterio.Affine:
    """Affine transform for rasterio: columns and rows to projected metres."""
    import rasterio.features

    return rasterio.Affine(grid.spacing_m, 0.0, grid.west_m, 0.0, -grid.spacing_m, grid.north_m)


def derive_cover(shape: BaseGeometry, grid: Grid) -> BoolCells:
    """Find the cells whose centre is in a shape; if there is none, the cells that the shape touches.

    Returns
    -------
    (rows, cols) array of bool
    """
    inside = burn_codes([(shape, 1)], grid)
    return np.asarray(
        inside if inside.any() else burn_codes([(shape, 1)], grid, all_touched=True), dtype=np.bool_
    )


def burn_codes(
    coded: Sequence[tuple[BaseGeometry, int]], grid: Grid, *, all_touched: bool = False
) -> npt.NDArray[np.int16]:
    """Give each cell the code of the last shape that contains its centre, or touches it; 0 where there is none.

    Returns
    -------
    (rows, cols) array of int16
    """
    import rasterio.features

    with _BURNING:
        cells = rasterio.features.rasterize(
            coded, grid.shape, transform=transform_of(grid), all_touched=all_touched, dtype=np.int16
        )
    return np.asarray(cells, dtype=np.int16)


def derive_nearness(shape: BaseGeometry, grid: Grid, fade_km: float) -> tuple[Window, FloatCells] | None:
    """Weight cells by their distance to a shape: 1 inside, falling smoothly to 0.

    Parameters
    ----------
    shape : projected line or polygon
    grid : Grid
    fade_km : float
        True distance at which the weight is 0; 0 for a sharp edge. The weight falls as half a cosine wave.

    Returns
    -------
    window : pair of slices
        Rows and columns of the grid that have a weight.
    nearness : array of that shape, 0 to 1
    None if the shape is off the grid.
    """
    around = _around(shape, grid, fade_km)
    if around is None:
        return None
    (first_row, last_row), (first_col, last_col) = around
    part = replace(
        grid,
        west_m=grid.west_m + first_col * grid.spacing_m,
        north_m=grid.north_m - first_row * grid.spacing_m,
        rows=last_row - first_row,
        cols=last_col - first_col,
    )
    nearness = _nearness(derive_cover(shape, part), part, fade_km)
    rows = slice(max(first_row, 0), min(last_row, grid.rows))
    cols = slice(max(first_col, 0), min(last_col, grid.cols))
    on_grid = nearness[
        rows.start - first_row : rows.stop - first_row, cols.start - first_col : cols.stop - first_col
    ]
    return (rows, cols), on_grid


def derive_distance_km(inside: BoolCells, grid: Grid) -> FloatCells:
    """Measure the distance of every cell to the nearest of some cells.

    Parameters
    ----------
    inside : (rows, cols) array of bool
    grid : Grid

    Returns
    -------
    (rows, cols) float32 array, km
        Infinite if there are none. The scale factor of the cell itself counts: near distances are true, at 500 km
        they are off by up to 4 %.
    """
    from scipy import ndimage

    if not inside.any():
        return np.full(grid.shape, np.inf, dtype=np.float32)
    plane_km = ndimage.distance_transform_edt(~inside) * (grid.spacing_m / 1000.0)
    return np.asarray(plane_km / grid.derive_scale_factor(), dtype=np.float32)


def _nearness(inside: BoolCells, grid: Grid, fade_km: float) -> FloatCells:
    if fade_km == 0 or not inside.any():
        return inside.astype(np.float32)
    share = np.minimum(derive_distance_km(inside, grid) / np.float32(fade_km), 1.0)
    return np.asarray(0.5 + 0.5 * np.cos(np.pi * share), dtype=np.float32)


def _projected(shape: BaseGeometry, projection: PolarStereographic) -> BaseGeometry:
    if isinstance(shape, shapely.LineString):
        return shapely.LineString(_on_the_plane(shape, projection))
    shell, *holes = (_on_the_plane(ring, projection) for ring in shapely.get_rings(shape))
    return shapely.Polygon(shell, holes)


def _on_the_plane(line: BaseGeometry, projection: PolarStereographic) -> FloatArray:
    """Project a line or ring with points between its vertices."""
    points = shapely.get_coordinates(line)
    steps = np.diff(points, axis=0)
    jumps = (np.abs(steps[:, 0]) > 180.0) & (np.abs(steps[:, 0]) < 360.0)
    steps[jumps, 0] -= 360.0 * np.sign(steps[jumps, 0])
    counts = np.maximum(1, np.ceil(np.abs(steps).max(axis=1) / _STEP_DEG).astype(int))
    side = np.repeat(np.arange(len(steps)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    share = (np.arange(counts.sum()) - first) / counts[side]
    dense = np.vstack([points[side] + share[:, None] * steps[side], points[-1:]])
    return np.stack(projection.forward(dense[:, 0], np.maximum(dense[:, 1], _SOUTHMOST_DEG)), axis=1)


def _repaired(parts: list[BaseGeometry]) -> BaseGeometry:
    """Join valid parts; a cut to the pole and back leaves no line."""
    valid = [shapely.make_valid(part, method="structure", keep_collapsed=False) for part in parts]
    return valid[0] if len(valid) == 1 else shapely.union_all(valid, grid_size=_SEAM_M)


def _around(shape: BaseGeometry, grid: Grid, fade_km: float) -> tuple[tuple[int, int], ...] | None:
    """Find the rows and columns of a shape and its fading zone: first, and last + 1.

    They extend beyond the grid as far as a shape outside may fade into it, so parts of a grid equal the whole.
    """
    if shape.is_empty:
        return None
    west, south, east, north = shape.bounds
    step_m, _, scale = grid.radial_tables
    outer_m = min(np.hypot(max(-west, east), max(-south, north)), grid.outer_radius_m)
    # The scale factor is larger at the far end of the fading zone: 50 % more is enough.
    margin_m = 1.5 * fade_km * 1000.0 * scale[int(outer_m / step_m)] + grid.spacing_m
    margin = math.ceil(margin_m / grid.spacing_m)
    around = []
    for low_m, high_m, cells in (
        (grid.north_m - north, grid.north_m - south, grid.rows),
        (west - grid.west_m, east - grid.west_m, grid.cols),
    ):
        first = max(math.floor(low_m / grid.spacing_m), -margin) - margin
        last = min(math.ceil(high_m / grid.spacing_m), cells + margin) + margin
        if last <= 0 or first >= cells:
            return None
        around.append((max(first, -margin), min(last, cells + margin)))
    return tuple(around)
