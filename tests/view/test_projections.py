"""Projections of maps: where they end, and what comes back from them."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from routeplan.geo.track import Line
from routeplan.view.maps.projections import ARCTIC, MapProjection, bounds_around

CODES = (3995, 3413, 3575)


@pytest.mark.parametrize("epsg", CODES)
@pytest.mark.parametrize("inset_deg", [-5.0, 0.0, 2.0])
def test_a_polar_map_ends_on_a_parallel(epsg, inset_deg):
    outline = MapProjection(epsg).outline(inset_deg)
    _, lat = Transformer.from_crs(epsg, 4326, always_xy=True).transform(*outline.T)
    assert lat == pytest.approx(np.full(len(outline), 30.0 + inset_deg), abs=1e-6)


def test_mercator_ends_on_two_parallels_and_at_its_seam():
    plan = MapProjection(3395, -40.0)
    turned = Transformer.from_crs("+proj=merc +lon_0=-40 +ellps=WGS84", "EPSG:4326", always_xy=True)
    west, south, east, north = plan.bounds_m
    lon, lat = turned.transform([west, east], [south, north])
    assert lat == pytest.approx([30.0, 75.0], abs=1e-6)
    assert np.mod(lon, 360.0) == pytest.approx([140.0, 140.0], abs=1e-3)
    _, inner = turned.transform(*plan.outline(1.0)[[0, -1]].T)
    assert inner == pytest.approx([31.0, 74.0], abs=1e-6)


@pytest.mark.parametrize("projection", [*map(MapProjection, CODES), MapProjection(3395, -40.0)])
def test_points_outside_the_map_have_no_place_in_epsg_3995(projection):
    lon, lat = np.array([-40.0, -40.0, 10.0, -40.0]), np.array([20.0, 29.9, 70.0, 31.0])
    east, north = projection.to_arctic(*projection.forward(lon, lat))
    assert np.isnan(east[:2]).all()
    expected = Transformer.from_crs(4326, 3995, always_xy=True).transform(lon[2:], lat[2:])
    assert (east[2:], north[2:]) == (pytest.approx(expected[0]), pytest.approx(expected[1]))


def test_shapes_are_projected_and_clipped_at_the_end_of_mercator():
    square = shapely.box(-5e5, -5e5, 5e5, 5e5)  # round the pole
    coast = shapely.box(-3.0e6, -4.0e6, -2.9e6, -3.9e6)
    shapes = np.array([square, coast], dtype=object)
    assert shapely.area(ARCTIC.from_arctic(shapes)).sum() == pytest.approx(1e12 + 1e10)
    (only,) = MapProjection(3395, -40.0).from_arctic(shapes)
    centre = Transformer.from_crs(3995, "+proj=merc +lon_0=-40 +ellps=WGS84", always_xy=True)
    assert only.contains(shapely.Point(centre.transform(-2.95e6, -3.95e6)))


def test_a_line_that_leaves_mercator_comes_in_the_parts_that_stay():
    first, second = MapProjection(3395).lines(Line(np.array([-75.0, 75.0]), np.array([60.0, 60.0])))
    _, lat = Transformer.from_crs(3395, 4326, always_xy=True).transform(*np.concatenate([first, second]).T)
    assert lat.max() <= 75.0
    assert lat.min() == pytest.approx(60.0, abs=1e-6)
    west, _, east, _ = bounds_around([first, second])
    assert east == pytest.approx(-west)
