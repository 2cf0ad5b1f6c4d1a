"""Points in polygons, against shapely's own test point by point."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from routeplan.geo.grid import Grid
from routeplan.geo.scanline import SIDE, burn_bits, burn_outline, burn_rows

GRID = Grid(800.0, -2400.0, 1600.0, 5, 6)
SHAPES = {
    "triangle": shapely.Polygon([(-2000, -1900), (1700, -700), (-300, 1500)]),
    "beyond every edge": shapely.box(-9000, -9000, 9000, 9000),
    "hole": shapely.Polygon(
        shapely.box(-2000, -2000, 2000, 1200).exterior, [shapely.box(-900, -850, 430, 310).exterior]
    ),
    "vertices on rows of points": shapely.Polygon([(-1950, -1850), (1150, 50), (1150, 950), (-1950, 50)]),
    "island between points": shapely.box(-20, -20, 20, 20),
}


def sides_of(*shapes):
    rings = shapely.get_rings(np.array(shapes, dtype=object))
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    return np.stack([vertices[:-1][joined], vertices[1:][joined]], axis=1)


def points_of(bits, side):
    """Bits as a plane of booleans, row by row from the north."""
    rows, cols = bits.shape
    planes = (bits[..., None] >> np.arange(side * side, dtype=np.uint64)) & np.uint64(1)
    return (
        planes.reshape(rows, cols, side, side)
        .transpose(0, 2, 1, 3)
        .reshape(rows * side, cols * side)
        .astype(bool)
    )


def inside(shape, grid):
    """Whether each point is inside, and whether it lies on a side, where either answer is right."""
    points = shapely.points(*np.meshgrid(grid.easting_m, grid.northing_m))
    return shapely.contains(shape, points), shapely.distance(shape.boundary, points) < 1e-6


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_points_are_inside_as_shapely_says(shape):
    expected, on_side = inside(shape, GRID.refined(SIDE))
    found = points_of(burn_bits(sides_of(shape), GRID), SIDE)
    np.testing.assert_array_equal(found[~on_side], expected[~on_side])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_rows_of_chosen_cells_are_inside_as_shapely_says(shape):
    wanted = np.zeros(GRID.shape, dtype=bool)
    wanted[[0, 1, 2, 2, 4], [5, 0, 2, 3, 1]] = True
    rows = burn_rows(sides_of(shape), GRID, wanted)
    points = (rows[..., None] >> np.arange(SIDE**2, dtype=np.uint64)) & np.uint64(1)
    expected, on_side = (
        plane.reshape(GRID.rows, SIDE**2, GRID.cols, SIDE**2)
        for plane in inside(shape, GRID.refined(SIDE**2))
    )
    for cell, (row, col) in enumerate(np.argwhere(wanted)):
        clear = ~on_side[row, :, col]
        np.testing.assert_array_equal(points[cell].astype(bool)[clear], expected[row, :, col][clear])


def test_land_cut_into_pieces_is_whole_again():
    """Sides that two pieces share cancel out, whatever vertices they have on them."""
    west, east = shapely.box(-2000, -1500, 100, 1200), shapely.box(100, -1500, 1900, 1200)
    cut = burn_bits(np.concatenate([sides_of(west), sides_of(shapely.segmentize(east, 250.0))]), GRID)
    np.testing.assert_array_equal(cut, burn_bits(sides_of(west.union(east)), GRID))


def test_an_outline_marks_the_parts_it_passes_and_no_other():
    shape = SHAPES["triangle"]
    marked = points_of(burn_outline(sides_of(shape), GRID), SIDE)
    fine = GRID.refined(SIDE)
    half = fine.spacing_m / 2
    east, north = np.meshgrid(fine.easting_m, fine.northing_m)
    parts = shapely.box(east - half, north - half, east + half, north + half)
    passed_m = shapely.length(shapely.intersection(parts, shape.exterior))
    assert not marked[~shapely.intersects(parts, shape.exterior)].any()
    assert marked[passed_m > fine.spacing_m / 2].all()
