"""Comparisons: every pair of landings with its baselines, and a colour for each route."""

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pyproj import Geod

import routeplan as rp
from routeplan.compare import COLUMNS, ROUTE_COLOURS, compare, route_colours
from routeplan.route import Route


@pytest.fixture(scope="session")
def routes() -> list[Route]:
    planner = rp.open_planner(spacing_km=25)
    return [planner.route("galway", "halifax"), planner.route("landeyjar", "nuuk")]


@pytest.fixture
def galway(routes) -> Route:
    return routes[0]


def test_each_pair_of_landings_is_led_by_its_two_baselines(routes):
    table = compare(routes)
    assert table["name"].tolist() == [
        "geodesic", "shortest sea path", "Galway – Halifax",
        "geodesic", "shortest sea path", "Landeyjar – Nuuk",
    ]  # fmt: skip
    assert table["kind"].tolist() == ["baseline", "baseline", "route"] * 2
    assert table["ends"].tolist() == ["Galway – Halifax"] * 3 + ["Landeyjar – Nuuk"] * 3


def test_routes_between_the_same_landings_share_their_baselines(galway):
    table = compare([galway, dataclasses.replace(galway, name="another way")])
    assert table["name"].tolist() == ["geodesic", "shortest sea path", "Galway – Halifax", "another way"]


def test_the_first_baseline_is_the_geodesic_of_the_ellipsoid(galway):
    ends = (galway.start.lon, galway.start.lat, galway.end.lon, galway.end.lat)
    geodesic_km = Geod(ellps="WGS84").inv(*ends)[2] / 1000
    geodesic, sea, route = compare([galway]).to_dict(orient="records")
    assert geodesic["length_km"] == pytest.approx(geodesic_km, rel=1e-9)
    assert geodesic["detour"] == pytest.approx(1.0)
    assert sea["detour"] == pytest.approx(galway.sea_km / geodesic_km)
    assert route["detour"] == pytest.approx(galway.length_km / geodesic_km)
    assert 1.0 <= sea["detour"] <= route["detour"]


def test_a_baseline_has_the_round_trip_of_a_fibre_of_its_length(galway):
    baselines = compare([galway]).query("kind == 'baseline'")
    assert baselines["rtt_ms"].to_numpy() == pytest.approx(
        2 * baselines["length_km"].to_numpy() * 4.897e-3, rel=1e-9
    )


def test_a_baseline_has_no_cost_no_cable_and_no_depth(galway):
    baselines = compare([galway]).query("kind == 'baseline'")
    columns = ["cable_km", "build_cost_musd", "cable_musd", "protection_musd", "max_depth_m", "landfall_km"]
    assert baselines[columns].isna().all(axis=None)


def test_the_terms_of_a_route_add_up_to_its_cost(routes):
    rows = compare(routes).query("kind == 'route'")
    terms = rows["cable_musd"] + rows["protection_musd"]
    assert terms.to_numpy() == pytest.approx(rows["build_cost_musd"].to_numpy(), rel=1e-9)
    assert rows["build_cost_musd"].tolist() == pytest.approx([each.build_cost_usd / 1e6 for each in routes])


def test_the_columns_are_those_that_are_promised(routes):
    assert set(COLUMNS) <= set(compare(routes).columns)


def test_nothing_compared_is_an_empty_table():
    assert len(compare([])) == 0


def test_any_iterable_of_routes_will_do(routes):
    assert compare(iter(routes)).equals(compare(routes))


def test_a_route_keeps_its_colour_when_others_join(routes):
    one, both = route_colours(routes[:1]), route_colours(routes)
    assert both[: len(one)] == one
    assert len(route_colours(routes * 10)) == 20


def test_colours_can_be_told_from_each_other_and_from_paper():
    for one, other in combinations((*ROUTE_COLOURS, "#FFFFFF"), 2):
        assert np.abs(np.subtract(to_rgb(one), to_rgb(other))).max() > 0.2


def test_the_package_offers_the_function_though_its_room_has_the_same_name(galway):
    """Maps and figures import the room; rp.compare stays the function all the same, however often it is asked for."""
    assert len(rp.compare([galway])) == 3
    assert len(rp.compare([galway])) == 3
