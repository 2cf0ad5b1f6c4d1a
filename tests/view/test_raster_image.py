"""Images of cells: where they lie, which way up, and which colour a value at the edge of a class has."""

import numpy as np
import pytest
from maps_kit import BODO, pixels_of

from routeplan.geo.grid import Grid
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_image import DEPTH, Classes, derive_excess_classes, derive_image

TWO = Classes((1.0, 2.0), ("#ff0000", "#0000ff"), ("one", "two"), named=True)


def one_cell_at(place, spacing_km=50):
    grid = Grid.arctic(spacing_km=spacing_km)
    cells = np.ones(grid.shape, dtype=np.float32)
    row, col = (int(np.rint(at)) for at in grid.cell_of(place.lon, place.lat))
    cells[row, col] = 2.0
    return grid, grid.array(cells, name="mine", units="", source="made up")


@pytest.mark.parametrize("epsg", [3995, 3413, 3575, 3395])
def test_a_cell_is_where_its_place_is(epsg):
    _, layer = one_cell_at(BODO)
    projection = MapProjection(epsg)
    image = derive_image(layer, TWO, projection=projection)
    west, south, east, north = image.bounds_m
    rows, cols = np.nonzero(image.pixels[..., 2] == 255)
    x = west + (cols.mean() + 0.5) * (east - west) / image.pixels.shape[1]
    y = north - (rows.mean() + 0.5) * (north - south) / image.pixels.shape[0]
    expected = projection.forward(BODO.lon, BODO.lat)
    stretch = 2.6 if epsg == 3395 else 1.0  # 1 / cos 67.3
    assert np.hypot(x - expected[0], y - expected[1]) < 50_000 * stretch


def test_bounds_are_the_outer_sides_of_the_cells():
    grid, layer = one_cell_at(BODO)
    assert derive_image(layer, TWO).bounds_m == pytest.approx(grid.bounds_m)


def test_a_value_on_an_edge_belongs_to_the_class_above():
    assert DEPTH.of(np.array([199.9, 200.0, 4999.9, 5000.0, -1.0, np.nan])).tolist() == [0, 1, 6, 7, -1, -1]
    assert derive_excess_classes(10.0).floors == (0.0, 2.0, 4.0, 6.0, 8.0)


def test_colours_reach_only_so_far_into_cells_without_a_value():
    _, layer = one_cell_at(BODO)
    half = layer.where(layer["easting"] < 0)
    opaque = derive_image(half, TWO, beyond_px=3.0).pixels[..., 3] == 255
    assert opaque.any(axis=0).sum() == int((layer["easting"] < 0).sum()) + 3


def test_the_address_holds_the_pixels():
    _, layer = one_cell_at(BODO)
    image = derive_image(layer, TWO)
    assert np.array_equal(pixels_of(image), image.pixels)
