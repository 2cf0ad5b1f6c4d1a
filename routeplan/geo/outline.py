"""The outline of a set of cells, on their plane and in longitude and latitude."""

from __future__ import annotations

from typing import TypeAlias, cast

import numpy as np
import shapely
import xarray as xr

from routeplan.geo.geodesy import FloatArray, PolarStereographic

Outline: TypeAlias = shapely.Polygon | shapely.MultiPolygon
# Quarters of the Arctic plane, by the signs of easting and northing, and the longitude where each begins.
_QUARTERS = ((1, -1, 0.0), (1, 1, 90.0), (-1, 1, -180.0), (-1, -1, -90.0))
_BEYOND_M = 2.0e7  # further from the pole than the equator is on the plane
_ON_THE_POLE_M = 1.0
# Straight on the plane is not straight in degrees: points this near keep the two together.
_POINT_EVERY_M = 10_000.0


def outline(cells: xr.DataArray) -> Outline:
    """Draw the outline of the cells that are true, along their sides.

    Parameters
    ----------
    cells : DataArray of bool, (northing, easting)
        Coordinates are the centres of square cells, metres.

    Returns
    -------
    Polygon or MultiPolygon
        Metres on the plane of the cells. Cells that meet at a corner alone are not joined.
    """
    east, north = cells["easting"].to_numpy(), cells["northing"].to_numpy()
    side = float(east[1] - east[0])
    # One box for each run of cells in a row: a few thousand to merge instead of millions.
    change = np.diff(np.pad(cells.to_numpy(), ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(change == 1)
    _, beyond = np.nonzero(change == -1)
    west, top = float(east[0]) - side / 2, north[row] + side / 2
    runs = shapely.box(west + first * side, top - side, west + beyond * side, top)
    return _merged(runs.tolist())


def cut_outline(outline: Outline) -> Outline:
    """Bring an outline from the Arctic plane to longitude and latitude, cut at 180, right where it holds the pole.

    On the plane the meridian of 180 degrees is a straight ray from the pole. The outline is cut there into
    quarters, within which longitude neither jumps nor turns round, and put together again in degrees.

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


def _merged(parts: list[shapely.Polygon]) -> Outline:
    # Two areas joined are an area, which the stubs cannot know.
    return cast(Outline, shapely.orient_polygons(shapely.union_all(parts)))


def _quarter(east_sign: int, north_sign: int) -> shapely.Polygon:
    east, north = sorted((0.0, east_sign * _BEYOND_M)), sorted((0.0, north_sign * _BEYOND_M))
    return shapely.box(east[0], north[0], east[1], north[1])


def _in_degrees(part: shapely.Polygon, west: float) -> shapely.Polygon:
    """Bring a polygon within one quarter of the plane to longitude and latitude."""
    close = shapely.segmentize(part, _POINT_EVERY_M)
    rings = [
        _ring_in_degrees(shapely.get_coordinates(ring), west) for ring in (close.exterior, *close.interiors)
    ]
    return shapely.Polygon(rings[0], rings[1:])


def _ring_in_degrees(ring: FloatArray, west: float) -> FloatArray:
    """Longitude and latitude of a ring; the pole, a point on the plane, becomes a line at 90 degrees north."""
    ring = ring[:-1]
    pole = np.flatnonzero(np.hypot(ring[:, 0], ring[:, 1]) < _ON_THE_POLE_M)
    ring = np.roll(ring, -int(pole[0]) if len(pole) else 0, axis=0)
    lon, lat = PolarStereographic().inverse(ring[:, 0], ring[:, 1])
    # Rounding must not send the quarter's own sides round the Earth.
    lon = np.clip((lon - west + 45.0) % 360.0 - 45.0, 0.0, 90.0) + west
    if len(pole):
        lon, lat = np.r_[lon[-1], lon[1], lon[1:]], np.r_[90.0, 90.0, lat[1:]]
    return np.column_stack([lon, lat])
