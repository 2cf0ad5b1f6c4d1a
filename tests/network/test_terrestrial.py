"""Terrestrial links: their lengths, areas without landings, and regions that connect overland."""

import pytest
from network_kit import AREAS, node, small_network
from pyproj import Geod

from routeplan.errors import UsageError
from routeplan.network.regions import Backhaul, Region
from routeplan.network.terrestrial import derive_factors, derive_land_links, number_joined_landings


def straight_km(one, other):
    a, b = node(one).landing, node(other).landing
    return Geod(ellps="WGS84").inv(a.lon, a.lat, b.lon, b.lat)[2] / 1000


def lengths(land_links):
    return {frozenset((land.start.id, land.end.id)): land.length_km for land in land_links}


def test_a_terrestrial_link_is_the_geodesic_times_its_factor_and_each_is_there_once():
    land_links = small_network().land_links
    assert len(land_links) == 2
    assert lengths(land_links) == pytest.approx(
        {
            frozenset(("e1", "e2")): 1.5 * straight_km("e1", "e2"),
            frozenset(("w1", "w2")): 1.25 * straight_km("w1", "w2"),
        }
    )


def test_an_area_without_landings_joins_its_neighbours_by_the_larger_factor():
    nodes = [node("e1"), node("a")]
    through = [Backhaul("west-europe", "america", 1.5), Backhaul("america", "asia", 1.25)]
    assert lengths(derive_land_links(nodes, through)) == pytest.approx(
        {frozenset(("e1", "a")): 1.5 * straight_km("e1", "a")}
    )


def test_landings_of_an_area_that_is_not_joined_to_itself_stay_apart():
    nodes = [node("w1"), node("w2"), node("e1")]
    assert lengths(derive_land_links(nodes, [Backhaul("america", "west-europe", 1.0)])).keys() == {
        frozenset(("w1", "e1")), frozenset(("w2", "e1")),
    }  # fmt: skip


def test_factors_are_those_of_the_areas_that_an_area_is_joined_to():
    backhaul = [
        Backhaul("a", "b", 1.5),
        Backhaul("c", "a", 2.0),
        Backhaul("b", "c", 3.0),
        Backhaul("a", "a", 1.2),
    ]
    assert derive_factors(backhaul, "a") == {"b": 1.5, "c": 2.0, "a": 1.2}


def test_regions_are_0_and_1_and_the_third_is_known():
    network = small_network()
    number, third = number_joined_landings(
        network.nodes, network.land_links, (Region.EUROPE, Region.NORTH_AMERICA)
    )
    assert {number["e1"], number["e2"]} == {0}
    assert {number["w1"], number["w2"]} == {1}
    assert third == {number["a"]}
    assert number["i"] not in third | {0, 1}


def test_regions_that_connect_overland_are_refused():
    network = small_network(
        backhaul=(Backhaul("west-europe", "asia", 1.3), Backhaul("america", "america", 1.3))
    )
    with pytest.raises(
        UsageError, match="Europe and Asia connect overland; no cable failure can separate them"
    ):
        network.count_paths("Europe", "Asia")


def test_an_area_contains_its_box_and_its_country_alone():
    area = AREAS["west-europe"]
    assert area.contains("XE", -12.0, 48.0)
    assert area.contains("XE", -5.0, 56.0)
    assert not area.contains("XE", -12.1, 50.0)
    assert not area.contains("XE", -10.0, 56.1)
    assert not area.contains("XA", -10.0, 50.0)
