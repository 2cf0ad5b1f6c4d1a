"""Sides of polygons: those of two neighbours are found whichever way they are drawn."""

import numpy as np
import shapely

from routeplan.geo.polygon_sides import find_polygon_sides, shared_sides

LEFT, RIGHT = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
RING = shapely.box(-1, -1, 3, 2).difference(shapely.box(0, 0, 2, 1))


def test_a_side_of_two_neighbours_is_drawn_twice():
    for turned in (RIGHT, RIGHT.reverse()):
        sides = find_polygon_sides(np.array([LEFT, turned]))
        twice = sides.ends[sides.times_drawn == 2]
        assert {tuple(sorted(map(tuple, ends))) for ends in twice.tolist()} == {((1.0, 0.0), (1.0, 1.0))}
        assert np.bincount(sides.polygon).tolist() == [4, 4]


def test_rings_and_parts_are_not_joined_by_sides():
    both = shapely.MultiPolygon([RING, shapely.box(10, 10, 11, 11)])
    lengths = np.hypot(*np.diff(find_polygon_sides(np.array([both])).ends, axis=1)[:, 0].T)
    assert lengths.sum() == shapely.length(both)


def test_shared_sides_are_joined_to_lines():
    assert shared_sides(np.array([LEFT, RIGHT])).equals(shapely.LineString([(1, 0), (1, 1)]))
    around = shared_sides(np.array([RING, shapely.box(0, 0, 2, 1)]))
    assert around.is_closed
    assert shapely.length(around) == 6


def test_polygons_apart_share_nothing():
    assert shapely.is_empty(shared_sides(np.array([LEFT, shapely.box(5, 5, 6, 6)])))
