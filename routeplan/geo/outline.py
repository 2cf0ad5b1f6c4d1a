"""Outline of a set of cells, in projection and in longitude and latitude."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import shapely
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from routeplan.geo.geodesy import FloatArray, PolarStereographic

if TYPE_CHECKING:
    import xarray as xr

Outline: TypeAlias = shapely.Polygon | shapely.MultiPolygon
# Quarters of the projection: signs of easting and northing, longitude where each begins.
_QUARTERS = ((1, -1, 0.0), (1, 1, 90.0), (-1, 1, -180.0), (-1, -1, -90.0))
_BEYOND_M = 2.0e7  # further from the pole than the equator is in projection
_ON_THE_POLE_M = 1.0
# A straight side in projection is curved in degrees: points at this distance follow it.
_POINT_EVERY_M = 10_000.0


def outline(cells: xr.DataArray) -> Outline:
    """Outline the cells that are true, along their sides.

    Parameters
    ----------
    cells : DataArray of bool, (northing, easting)
        Coordinates are the centres of square cells, metres.

    Returns
    -------
    Polygon or MultiPolygon
        Metres, in the projection of the cells. Cells that meet only at a corner are separate polygons.
    """
    import rasterio.features
    from rasterio import Affine

    mask = cells.to_numpy()
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    side = float(east[1] - east[0])
    transform = Affine(side, 0.0, float(east[0]) - side / 2, 0.0, -side, float(north[0]) + side / 2)
    areas = rasterio.features.shapes(mask.astype(np.uint8), mask, connectivity=4, transform=transform)
    return _merged([shapely.geometry.shape(area) for area, _ in areas])


def cut_outline(outline: Outline) -> Outline:
    """Convert an outline from Arctic polar stereographic to longitude and latitude, cut at 180; it may hold the pole.

    The projection draws the meridian of 180 degrees as a straight ray from the pole. The outline is cut into
    quarters, in which longitude neither jumps nor turns round, and the quarters are joined again in degrees.

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        Metres in EPSG:3995.

    Returns
    -------
    Polygon or MultiPolygon
        Degrees; outer rings run counterclockwise.

    Examples
    --------
    A square round the pole is a band along the top of a map in degrees:

    >>> cut_outline(shapely.box(-1e6, -1e6, 1e6, 1e6)).bounds[::2]
    (-180.0, 180.0)
    """
    pieces = [
        _in_degrees(part, west)
        for east_sign, north_sign, west in _QUARTERS
        for part in shapely.get_parts(shapely.intersection(outline, _quarter(east_sign, north_sign)))
        if part.area > 0
    ]
    return _merged(pieces)


def _merged(parts: Sequence[BaseGeometry]) -> Outline:
    # The union of polygons is a polygon; the stubs do not say so.
    return cast(Outline, shapely.orient_polygons(shapely.union_all(list(parts))))


def _quarter(east_sign: int, north_sign: int) -> shapely.Polygon:
    east, north = sorted((0.0, east_sign * _BEYOND_M)), sorted((0.0, north_sign * _BEYOND_M))
    return shapely.box(east[0], north[0], east[1], north[1])


def _in_degrees(part: shapely.Polygon, west: float) -> shapely.Polygon:
    """Convert a polygon within one quarter to longitude and latitude."""
    close = shapely.segmentize(part, _POINT_EVERY_M)
    rings = [
        _ring_in_degrees(shapely.get_coordinates(ring), west) for ring in (close.exterior, *close.interiors)
    ]
    return shapely.Polygon(rings[0], rings[1:])


def _ring_in_degrees(ring: FloatArray, west: float) -> FloatArray:
    """Convert a ring to longitude and latitude; the pole, one point, becomes a line at 90 degrees north."""
    ring = ring[:-1]
    pole = np.flatnonzero(np.hypot(ring[:, 0], ring[:, 1]) < _ON_THE_POLE_M)
    ring = np.roll(ring, -int(pole[0]) if len(pole) else 0, axis=0)
    lon, lat = PolarStereographic().inverse(ring[:, 0], ring[:, 1])
    # Rounding must not wrap the sides of the quarter round the Earth.
    lon = np.clip((lon - west + 45.0) % 360.0 - 45.0, 0.0, 90.0) + west
    if len(pole):
        lon, lat = np.r_[lon[-1], lon[1], lon[1:]], np.r_[90.0, 90.0, lat[1:]]
    return np.column_stack([lon, lat])
