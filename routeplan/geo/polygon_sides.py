"""Sides of polygons that share their borders exactly: which are drawn once, which by two neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.geodesy import FloatArray

Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class PolygonSides:
    """Sides between consecutive vertices of polygons.

    Attributes
    ----------
    ends : (n, 2, 2) array
        First and second vertex of each side, x and y, in the order of the rings.
    polygon : (n,) array of int
        Index of its polygon.
    times_drawn : (n,) array of int
        How many polygons draw it, in either direction: 1 along a coast, 2 along a border.
    """

    ends: FloatArray
    polygon: npt.NDArray[np.integer]
    times_drawn: npt.NDArray[np.integer]


def find_polygon_sides(polygons: Polygons) -> PolygonSides:
    """List the sides of polygons or multipolygons.

    Examples
    --------
    Two squares with one side in common:

    >>> squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> np.bincount(find_polygon_sides(squares).times_drawn).tolist()
    [0, 6, 2]
    """
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    within_a_ring = ring[:-1] == ring[1:]
    ends = np.stack([vertices[:-1], vertices[1:]], axis=1)[within_a_ring]
    _, which, times = np.unique(_without_direction(ends), axis=0, return_inverse=True, return_counts=True)
    return PolygonSides(ends, polygon[part[ring[:-1][within_a_ring]]], times[which.ravel()])


def shared_sides(polygons: Polygons) -> shapely.Geometry:
    """Join the sides that two polygons have in common to lines."""
    sides = find_polygon_sides(polygons)
    shared = np.unique(_without_direction(sides.ends[sides.times_drawn > 1]), axis=0).reshape(-1, 2, 2)
    joined: shapely.Geometry = shapely.line_merge(shapely.MultiLineString(list(shared)))
    return joined


def _without_direction(ends: FloatArray) -> FloatArray:
    """Give both directions of a side one order, (n, 4): neighbours draw it in opposite directions."""
    flat = ends.reshape(-1, 4).copy()
    backwards = (flat[:, 0] > flat[:, 2]) | ((flat[:, 0] == flat[:, 2]) & (flat[:, 1] > flat[:, 3]))
    flat[backwards] = flat[backwards][:, [2, 3, 0, 1]]
    return flat
