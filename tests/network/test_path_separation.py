"""Separation of paths against geodesics, on lines along parallels."""

import numpy as np
import pytest
from network_kit import line, link
from pyproj import Geod

from routeplan.network.cuts import TerminalPair
from routeplan.network.path_separation import derive_separation, find_best_separation
from routeplan.network.risk_groups import GroupKind, RiskGroup

WGS84 = Geod(ellps="WGS84")


def meridian(lon, south=45.0, north=64.6):
    return line((lon, south), (lon, north))


def outside_km(one, other):
    """Least distance between the points of two links outside 100 km round the landings of either."""
    kept = []
    for each in (one, other):
        positions = np.column_stack([each.lon, each.lat])
        for place in (one.start, one.end, other.start, other.end):
            at = np.broadcast_to([place.landing.lon, place.landing.lat], positions.shape)
            far = WGS84.inv(*at.T, *positions.T)[2] / 1000 > 100.0
            positions = positions[far]
        kept.append(positions)
    return min(
        WGS84.inv(np.full(len(kept[1]), lon), np.full(len(kept[1]), lat), *kept[1].T)[2].min() / 1000
        for lon, lat in kept[0]
    )


def test_links_are_as_far_apart_as_their_nearest_points_outside_the_landing_zones():
    """Three meridians that leave from landings nearby: the zones of both links are left out."""
    links = [
        link("a", "e2", "i", 1.0, **meridian(-22.0)),
        link("b", "e1", "i", 1.0, **meridian(-24.0)),
        link("c", "w1", "w2", 1.0, **meridian(-40.0)),
    ]
    separation = derive_separation(links, (), [0, 1, 2])
    for one, other in ((0, 1), (0, 2), (1, 2)):
        expected = outside_km(links[one], links[other])
        assert separation[one, other] == pytest.approx(expected, rel=0.01)
        assert separation[other, one] == separation[one, other]
    assert separation.diagonal().tolist() == [0.0, 0.0, 0.0]
    # The meridians converge: without the zone of the landing at 64N they would be nearest at 64.6N.
    assert separation[0, 1] > WGS84.inv(-22.0, 64.6, -24.0, 64.6)[2] / 1000 + 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_link_that_passes_the_landing_of_another_is_measured_outside_its_zone(order):
    """One leaves south from 64N; the other crosses that meridian near 63.3N, 80 km from the landing."""
    links = [
        link("leaves", "e2", "i", 1.0, **meridian(-22.0, north=64.0)),
        link("passes", "w1", "w2", 1.0, **line((-30.0, 63.2), (-14.0, 63.2))),
    ]
    found = derive_separation([links[at] for at in order], (), [0, 1])[0, 1]
    assert found == pytest.approx(outside_km(*links), rel=0.02)
    assert found > 35.0  # 20 km between the lines where they are nearest


def test_which_links_are_measured_is_by_their_position():
    links = [
        link("x", "e1", "i", 1.0),
        *(link(f"l{lon}", "w1", "w2", 1.0, **meridian(lon)) for lon in (-20.0, -30.0)),
    ]
    assert derive_separation(links, (), [2, 1])[0, 1] == derive_separation(links, (), [0, 1, 2])[1, 2]


def test_straits_are_those_of_the_links_that_are_measured():
    links = [link(name, "e1", "a", 1.0) for name in "abc"]
    groups = (RiskGroup(GroupKind.STRAIT, "s", "s", np.array([1, 2])),)
    assert derive_separation(links, groups, [1, 2])[0, 1] == 0.0
    assert derive_separation(links, groups, [0, 2])[0, 1] == np.inf


def test_links_without_a_line_are_near_in_the_same_strait_and_far_otherwise():
    links = [
        link("a", "e1", "a", 1.0),
        link("b", "e2", "a", 1.0),
        link("c", "e1", "w1", 1.0, **meridian(-20.0)),
    ]
    groups = (
        RiskGroup(GroupKind.STRAIT, "s", "s", np.array([0, 1])),
        RiskGroup(GroupKind.HAZARD_ZONE, "h", "h", np.array([0, 2])),
    )
    separation = derive_separation(links, groups, [0, 1, 2])
    assert separation[0, 1] == 0.0
    assert separation[0, 2] == separation[1, 2] == np.inf


def test_the_best_pair_is_the_one_whose_nearest_links_are_farthest():
    """Three paths: link 0, links 1 and 2 in series, link 3. By hand: 0|12: 5, 0|3: 40, 12|3: 7."""
    pair = TerminalPair.of([(0, 1), (0, 2), (2, 1), (0, 1)], (0, 1))
    separation = np.array([[0, 5, 60, 40], [5, 0, 9, 70], [60, 9, 0, 7], [40, 70, 7, 0]], dtype=float)
    every = np.ones(4, dtype=bool)
    assert find_best_separation(pair, separation, every) == 40.0
    assert find_best_separation(pair, separation, np.array([True, True, True, False])) == 5.0
    assert find_best_separation(pair, separation, np.array([False, True, True, True])) == 7.0
    assert find_best_separation(pair, separation, np.array([True, True, False, False])) == 0.0
