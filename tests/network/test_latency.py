"""Latency between cities, against lengths added by hand."""

import dataclasses

import numpy as np
import pytest
from network_kit import small_network
from pyproj import Geod

from routeplan.catalog.models import Landing
from routeplan.cost.round_trip import rtt_ms
from routeplan.network.latency import find_latencies


def straight_km(one, other):
    return Geod(ellps="WGS84").inv(one.lon, one.lat, other.lon, other.lat)[2] / 1000


def test_light_takes_9_794_ms_for_1000_km_and_back():
    assert rtt_ms(1000.0) == pytest.approx(9.794)


def test_the_path_of_least_latency_is_the_shortest_by_cables_and_land():
    """London to e2 is 1.5 times the geodesic; by the island 3,000 km of cable are fewer than 4,000."""
    network = small_network()
    ((london, boston),) = network.city_pairs
    places = {node.id: node.landing for node in network.nodes}
    found = find_latencies(network)
    by_island = 1.5 * straight_km(london, places["e2"]) + 3000.0 + 1.25 * straight_km(places["w1"], boston)
    assert found["pair"].tolist() == ["London – Boston"]
    assert found["cables"].tolist() == ["north + ring"]
    assert found["rtt_ms"].to_list() == pytest.approx([by_island * 9.794e-3])


def test_a_candidate_counts_only_where_it_is_built():
    network = small_network()
    short = dataclasses.replace(network.links[-1], length_km=100.0, cable_km=100.0)
    network = small_network(links=(*network.links[:-1], short))
    assert find_latencies(network)["cables"].tolist() == ["north + ring"]
    assert find_latencies(network, adding=["direct"])["cables"].tolist() == ["direct"]


def test_a_city_that_nothing_joins_has_no_latency():
    network = small_network()
    ((london, _),) = network.city_pairs
    nowhere = Landing("nowhere", "Nowhere", "XX", 100.0, 10.0)
    found = find_latencies(small_network(city_pairs=((london, nowhere),)))
    assert np.isnan(found["rtt_ms"][0])
    assert found["cables"][0] == ""
