"""Crossings against pyproj: position, angle and kilometre points; and the rules for angles and repeaters."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from scipy.optimize import brentq

import routeplan as rp
from routeplan.cost.crossing_rules import CrossingRules
from routeplan.engineering.crossing_improvement import improve_crossings
from routeplan.engineering.crossings import (
    CROSSING_COLUMNS,
    CrossedKind,
    Crossing,
    Verdict,
    crossing_table,
    find_crossings,
    judge,
)
from routeplan.engineering.list_options import ListOptions
from routeplan.engineering.listing import derive_position_list
from routeplan.errors import UsageError
from routeplan.geo.line_crossings import find_line_crossings
from routeplan.geo.track import Line
from routeplan.io.imported_line import ImportedLine

WGS84 = Geod(ellps="WGS84")
RULES = CrossingRules()


def line(*points):
    return Line(*np.array(points, dtype=float).T)


def through(lon, lat, azimuth_deg, km):
    """A geodesic through a position, as long before it as behind it."""
    ends = [WGS84.fwd(lon, lat, azimuth_deg + turned, km * 500.0)[:2] for turned in (180.0, 0.0)]
    return line(*ends)


@given(
    st.floats(-180.0, 180.0), st.floats(45.0, 88.0), st.floats(0.0, 360.0), st.floats(10.0, 170.0),
    st.floats(200.0, 3_000.0),
)  # fmt: skip
def test_a_drawn_crossing_is_found_within_100_m_and_half_a_degree(lon, lat, azimuth_deg, turn_deg, km):
    one, other = through(lon, lat, azimuth_deg, km), through(lon, lat, azimuth_deg + turn_deg, 0.8 * km)
    found = find_line_crossings(one, other)
    assert len(found) == 1
    assert WGS84.inv(lon, lat, found[0].lon, found[0].lat)[2] < 100.0
    assert found[0].angle_deg == pytest.approx(min(turn_deg, 180.0 - turn_deg), abs=0.5)
    assert found[0].kp_km == pytest.approx(km / 2, abs=0.1)
    assert found[0].other_kp_km == pytest.approx(0.4 * km, abs=0.1)


def test_two_geodesics_cross_where_pyproj_says():
    one, other = ((-30.0, 60.0), (-5.0, 66.0)), ((-25.0, 66.0), (-12.0, 58.0))
    (found,) = find_line_crossings(line(*one), line(*other))

    def side(km):
        """Across-track side of a point of the first line, seen from the second."""
        azimuth = WGS84.inv(*one[0], *one[1])[0]
        lon, lat, _ = WGS84.fwd(*one[0], azimuth, 1000.0 * km)
        bearing, _, distance = WGS84.inv(*other[0], lon, lat)
        along = WGS84.inv(*other[0], *other[1])[0]
        return distance * np.sin(np.radians(bearing - along))

    kp_km = brentq(side, 10.0, WGS84.inv(*one[0], *one[1])[2] / 1000 - 10.0)
    assert found.kp_km == pytest.approx(kp_km, abs=0.1)


def test_a_crossing_at_a_vertex_is_found_once():
    (found,) = find_line_crossings(line((-2, 60), (0, 60), (2, 60)), line((0, 59), (0, 60), (0, 61)))
    assert (found.lon, found.lat) == (pytest.approx(0.0, abs=1e-6), pytest.approx(60.0, abs=1e-4))
    assert found.angle_deg == pytest.approx(90.0, abs=1.0)


def test_lines_that_lie_on_each_other_or_apart_do_not_cross():
    same = line((0, 60), (5, 60))
    assert find_line_crossings(same, same) == ()
    assert find_line_crossings(same, line((0, 61), (5, 61))) == ()


def crossing(**known):
    facts = {"kp_km": 500.0, "angle_deg": 90.0, "depth_m": 2000.0} | known
    return Crossing("r", "c", CrossedKind.OWN, cable_kp_km=1.0, lon=0.0, lat=60.0, **facts)


@pytest.mark.parametrize(
    ("angle_deg", "repeater_km", "verdict"),
    [
        (90.0, 800.0, Verdict.GOOD),
        (70.0, 800.0, Verdict.GOOD),
        (60.0, 800.0, Verdict.ACCEPTABLE),
        (45.0, 800.0, Verdict.ACCEPTABLE),
        (44.9, 800.0, Verdict.BAD),
        (90.0, 506.1, Verdict.GOOD),  # 3 x 2,000 m
        (90.0, 505.9, Verdict.BAD),
    ],
)
def test_a_crossing_is_near_square_not_under_45_degrees_and_three_depths_from_repeaters(
    angle_deg, repeater_km, verdict
):
    judged = judge(crossing(angle_deg=angle_deg), RULES, [100.0, repeater_km], 5.0)
    assert judged.verdict is verdict
    assert judged.repeater_km == pytest.approx(repeater_km - 500.0)
    assert bool(judged.remarks) is (verdict is Verdict.BAD)


def test_rules_are_those_of_the_scenario():
    strict = RULES.model_copy(update={"least_angle_deg": 60.0, "repeater_depths": 5.0})
    assert judge(crossing(angle_deg=55.0), strict, [], 5.0).verdict is Verdict.BAD
    assert judge(crossing(), strict, [509.0], 5.0).verdict is Verdict.BAD


def test_a_cable_that_the_planner_drew_is_said_to_be_approximate():
    drawn = replace(crossing(), kind=CrossedKind.EXISTING)
    assert "position known to about 5 km" in judge(drawn, RULES, [], 5.0).remarks[0]
    assert judge(crossing(), RULES, [], 5.0).remarks == ()


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def route(planner):
    return planner.route("galway", "halifax", prove=False)


def given_line(track, name):
    return ImportedLine(name, track.lon, track.lat, "geodesic", "test")


def middle(route, turn_deg, km=200.0):
    """A line of one's own across the middle of a route, at an angle to it."""
    at = int(np.searchsorted(route.line.kp_km, route.length_km / 2))
    dense = Line(route.line.lon[at - 1 : at + 1], route.line.lat[at - 1 : at + 1]).densified(every_km=1.0)
    half = len(dense.lon) // 2
    azimuth = WGS84.inv(dense.lon[half], dense.lat[half], dense.lon[half + 1], dense.lat[half + 1])[0]
    return given_line(through(dense.lon[half], dense.lat[half], azimuth + turn_deg, km), "mine")


def test_existing_cables_and_lines_of_ones_own_are_in_one_table(planner, route):
    mine = middle(route, 80.0)
    found = find_crossings(route, planner, lines=[mine])
    table = crossing_table(found)
    assert list(table.columns) == list(CROSSING_COLUMNS)
    own = table[table["cable_is"] == "given"].iloc[0]
    assert own["cable"] == "mine"
    assert own["angle_deg"] == pytest.approx(80.0, abs=0.5)
    drawn = table[table["cable_is"] == "drawn by routeplan"]
    assert len(drawn) > 0
    assert drawn["remarks"].str.contains("not surveyed").all()
    assert (table["kp_km"] <= route.length_km).all()


def test_a_line_that_shares_an_end_with_the_route_does_not_cross_it_there(planner, route):
    start = (route.line.lon[0], route.line.lat[0])
    fork = given_line(line(start, (start[0] - 1.0, start[1] - 1.0)), "fork")
    found = [at for at in find_crossings(route, planner, lines=[fork]) if at.cable == "fork"]
    assert all(at.kp_km > 1.0 for at in found)


def test_repeaters_of_the_crossings_are_those_of_the_position_list(planner, route):
    mine = middle(route, 80.0)
    found = find_crossings(route, planner, lines=[mine])
    listed = derive_position_list(route, ListOptions(lines=(mine,)))
    assert [at.cable for at in listed.crossings] == [at.cable for at in found]
    assert [at.verdict for at in listed.crossings] == [at.verdict for at in found]
    away_km = np.abs(listed.repeaters["kp_km"].to_numpy()[:, None] - [at.kp_km for at in listed.crossings])
    assert np.allclose(away_km.min(axis=0), [at.repeater_km for at in listed.crossings])
    assert np.allclose([at.repeater_km for at in found], away_km.min(axis=0), atol=1.0)


def test_crossings_are_in_order_along_the_route_whatever_is_crossed(planner, route):
    kp_km = [at.kp_km for at in find_crossings(route, planner, lines=[middle(route, 80.0)])]
    assert kp_km == sorted(kp_km)


def test_repeaters_of_a_route_that_was_not_valued_are_asked_for(planner, route):
    with pytest.raises(UsageError, match="without breakdown"):
        find_crossings(replace(route, breakdown=None), planner)


@pytest.mark.long
def test_a_bad_angle_is_made_near_square_by_a_local_change(planner, route):
    mine = middle(route, 20.0)
    before = [found for found in find_crossings(route, planner, lines=[mine]) if found.cable == "mine"]
    assert before[0].angle_deg == pytest.approx(20.0, abs=0.5)
    better = improve_crossings(route, planner, lines=[mine])
    assert [bad.cable for bad, _ in better.improved].count("mine") == 1
    (after,) = [
        found for found in find_crossings(better.route, planner, lines=[mine]) if found.cable == "mine"
    ]
    assert after.angle_deg >= RULES.good_angle_deg
    assert better.route.objective_usd >= route.objective_usd
    assert better.route.land_km <= route.land_km + 0.05
    far = [
        (lon, lat)
        for lon, lat, kp in zip(route.lon, route.lat, route.line.kp_km, strict=True)
        if all(abs(kp - bad.kp_km) > RULES.reach_km for bad, _ in better.improved)
    ]
    kept = set(zip(better.route.lon, better.route.lat, strict=True))
    assert all(place in kept for place in far)
