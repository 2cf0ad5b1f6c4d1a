"""Maps on matplotlib axes: degrees are written where they are true, and the steps follow the width."""

import re
from dataclasses import replace

import numpy as np
import pytest
from maps_kit import BERING, BODO, GALWAY, HALIFAX
from matplotlib.figure import Figure
from pyproj import Transformer

from routeplan.geo.track import Line
from routeplan.view.label_placement import settle_layout
from routeplan.view.maps.land import LandShapes
from routeplan.view.maps.map_axes import (
    ORDER,
    bounds_with_margin,
    draw_base_map,
    draw_graticule,
    draw_places,
    draw_route,
    graticule_steps,
    label_map,
)
from routeplan.view.maps.places import Connection, landing_places
from routeplan.view.maps.projections import ARCTIC, MapProjection

NO_LAND = LandShapes(np.empty(0, dtype=object), np.empty(0, dtype=object))
TO_DEGREES = Transformer.from_crs(3995, 4326, always_xy=True)


def connection(start, end):
    return Connection(start, end, Line(np.array([start.lon, end.lon]), np.array([start.lat, end.lat])))


def a_map(bounds, projection=ARCTIC):
    figure = Figure(figsize=(6.0, 6.0), layout="constrained")
    axes = figure.add_subplot()
    draw_base_map(axes, projection, bounds, NO_LAND)
    return figure, axes


def test_degrees_are_written_on_their_parallels_and_meridians():
    figure, axes = a_map((-6e6, -6e6, 6e6, 6e6))
    steps = graticule_steps(axes)
    draw_graticule(axes, ARCTIC, steps)
    settle_layout(figure)
    label_map(axes, ARCTIC, ([], []), lines=[], graticule=steps)
    texts = {text.get_text(): TO_DEGREES.transform(*text.get_position()) for text in axes.texts}
    assert {"50°N", "60°N", "70°N", "80°N", "30°W", "30°E", "90°W", "150°E", "0°", "180°"} <= set(texts)
    for text, (lon, lat) in texts.items():
        value, side = re.fullmatch(r"(\d+)°([NEW]?)", text).groups()
        if side == "N":
            assert lat == pytest.approx(float(value))
        else:
            expected = float(value) * (-1.0 if side == "W" else 1.0)
            assert (lon - expected + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=1e-6)


def test_degrees_cover_neither_routes_nor_names():
    figure, axes = a_map((-4e6, -4e6, 4e6, 4e6))
    route = np.column_stack([np.linspace(-4e6, 4e6, 50), np.full(50, -2e6)])
    settle_layout(figure)
    label_map(axes, ARCTIC, ([], []), lines=[route], graticule=graticule_steps(axes))
    assert axes.texts
    for text in axes.texts:
        box = text.get_window_extent()
        below, above = axes.transData.inverted().transform([(box.x0, box.y0), (box.x1, box.y1)])[:, 1]
        assert not below < -2e6 < above, text.get_text()


@pytest.mark.parametrize(
    ("width_m", "steps"), [(8e6, (10.0, 30.0)), (2e6, (5.0, 15.0)), (8e5, (2.0, 10.0)), (1e5, (0.5, 2.0))]
)
def test_a_narrow_map_has_a_finer_graticule(width_m, steps):
    _, axes = a_map((0.0, 0.0, width_m, width_m))
    assert graticule_steps(axes) == steps


def test_the_graticule_ends_where_the_data_do():
    _, axes = a_map((-8e6, -8e6, 8e6, 8e6))
    points = np.concatenate(draw_graticule(axes, ARCTIC, (10.0, 30.0)).get_segments())
    _, lat = TO_DEGREES.transform(*points.T)
    assert lat.min() == pytest.approx(30.0)
    assert lat.max() == pytest.approx(80.0)
    mercator = MapProjection(3395)
    _, axes = a_map(mercator.bounds_m, mercator)
    lines = draw_graticule(axes, mercator, (10.0, 30.0)).get_segments()
    top = max(line[:, 1].max() for line in lines)
    assert top == pytest.approx(float(mercator.forward(0.0, 75.0)[1]))


def test_a_map_of_a_meridian_is_no_strip():
    west, south, east, north = bounds_with_margin([np.array([(0.0, 0.0), (0.0, 1e6)])])
    assert (north - south) == pytest.approx(1.12e6)
    assert 0.7 < (east - west) / (north - south) < 1.0
    assert (west + east, south + north) == pytest.approx((0.0, 1e6))


def test_a_route_of_a_higher_rank_lies_lower():
    _, axes = a_map((0.0, 0.0, 1e6, 1e6))
    line = np.array([(0.0, 0.0), (1e6, 1e6)])
    for rank in range(3):
        draw_route(axes, line, "#000000", is_dashed=False, width=2.0, rank=rank)
    orders = [drawn.get_zorder() for drawn in axes.lines]
    assert orders == sorted(orders, reverse=True)
    assert orders[-1] > ORDER["lines"]


def test_a_name_is_on_the_side_without_its_cable():
    figure, axes = a_map((-7e6, -7e6, 7e6, 7e6))
    places = landing_places([connection(GALWAY, HALIFAX), connection(BODO, BERING)], ARCTIC)
    names, marked = draw_places(axes, places, ARCTIC)
    settle_layout(figure)
    label_map(axes, ARCTIC, (names, marked), lines=[])
    for name, place in zip(names, marked, strict=True):
        offset = np.array(name.get_position())
        assert offset @ np.array(place.away) > 0, place.name


def test_places_outside_the_frame_are_not_marked():
    _, axes = a_map((-1e6, -1e6, 1e6, 1e6))
    names, marked = draw_places(axes, landing_places([connection(GALWAY, HALIFAX)], ARCTIC), ARCTIC)
    assert names == marked == []
    assert list(axes.artists) == []


def test_a_line_that_ends_beside_a_landing_adds_no_second_place():
    """A scored line keeps its own ends, up to 15 km from the landing that it is named by."""
    beside = replace(GALWAY, lon=GALWAY.lon + 0.1)
    places = landing_places([connection(GALWAY, HALIFAX), connection(beside, HALIFAX)], ARCTIC)
    assert [(place.name, place.lon) for place in places] == [("Galway", GALWAY.lon), ("Halifax", HALIFAX.lon)]
    assert len(places[0].directions) == 2


def test_a_landing_of_two_cables_is_one_place_with_two_directions():
    places = landing_places([connection(GALWAY, HALIFAX), connection(BODO, GALWAY)], ARCTIC)
    assert [place.name for place in places] == ["Galway", "Halifax", "Bodø"]
    galway, halifax, bodo = places
    assert len(galway.directions) == 2
    east, north = ARCTIC.forward([GALWAY.lon, HALIFAX.lon, BODO.lon], [GALWAY.lat, HALIFAX.lat, BODO.lat])
    spots = np.column_stack([east, north])
    # A cable leaves towards its other end, as near as a geodesic does to a straight line on the map.
    for place, at, to in ((halifax, 1, 0), (bodo, 2, 0)):
        way = (spots[to] - spots[at]) / np.hypot(*(spots[to] - spots[at]))
        assert np.array(place.directions[0]) @ way > 0.8
        assert np.array(place.away) @ way < -0.8
