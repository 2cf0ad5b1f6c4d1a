"""Crossings: where two lines meet on the Earth, at which angle, and whose waters end where."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.geo.track import Line
from routeplan.planning.crossings import find_cable_crossings, find_limit_crossings
from routeplan.planning.route import Route

WGS84 = Geod(ellps="WGS84")
WEST, EAST = Landing("west", "West", "", -30.0, 60.0), Landing("east", "East", "", -10.0, 60.0)
NORTH, SOUTH = Landing("north", "North", "", -20.0, 65.0), Landing("south", "South", "", -20.0, 55.0)


def route_between(start, end, waters=None, breakdown=None):
    length_km = WGS84.inv(start.lon, start.lat, end.lon, end.lat)[2] / 1000.0
    steps = 200
    profile = pd.DataFrame(
        {
            "kp_km": np.arange(steps) * length_km / steps,
            "step_km": length_km / steps,
            "depth_m": np.linspace(0.0, 1990.0, steps),
            "waters": waters or ["high seas"] * steps,
        }
    )
    return Route(
        name="route", start=start, end=end, line=Line(np.array([start.lon, end.lon]), np.array([start.lat, end.lat])),
        profile=profile, build_terms_usd={}, cable_km=length_km, landfall_km=(0.0, 0.0), sea_km=length_km,
        spacing_km=5.0, cells=1, bound_usd=None, solve_seconds=0.0, sources=(), breakdown=breakdown,
    )  # fmt: skip


def cable_between(start, end, *, name="Cable", status=CableStatus.IN_SERVICE):
    system = CableSystem(name.lower(), name, "x", (start, end), None, 2015, status, "us", "made up")
    return system, Line(np.array([start.lon, end.lon]), np.array([start.lat, end.lat]))


def test_a_cable_along_the_middle_meridian_is_crossed_half_way_and_square():
    route = route_between(WEST, EAST)
    (crossing,) = find_cable_crossings(route, [cable_between(NORTH, SOUTH)])
    assert crossing.kp_km == pytest.approx(route.length_km / 2, abs=0.1)
    assert crossing.lon == pytest.approx(-20.0, abs=1e-4)
    # The geodesic between two places of one latitude is furthest north in the middle, where it runs due east.
    middle_lat = WGS84.npts(WEST.lon, WEST.lat, EAST.lon, EAST.lat, 1)[0][1]
    assert crossing.lat == pytest.approx(middle_lat, abs=1e-3)
    assert crossing.angle_deg == pytest.approx(90.0, abs=0.2)
    assert crossing.depth_m == pytest.approx(1000.0, abs=20.0)


def test_the_angle_is_that_between_the_bearings_on_the_ellipsoid():
    oblique = Landing("o", "O", "", -25.0, 63.0), Landing("p", "P", "", -14.0, 57.0)
    (crossing,) = find_cable_crossings(route_between(WEST, EAST), [cable_between(*oblique)])
    bearings = [WGS84.inv(crossing.lon, crossing.lat, end.lon, end.lat)[0] for end in (EAST, oblique[1])]
    apart = abs(bearings[0] - bearings[1]) % 180.0
    assert crossing.angle_deg == pytest.approx(min(apart, 180.0 - apart), abs=0.3)


def test_crossings_come_in_order_and_retired_cables_are_left_out():
    cables = [
        cable_between(replace(NORTH, lon=lon), replace(SOUTH, lon=lon), name=name, status=status)
        for lon, name, status in (
            (-15.0, "Second", CableStatus.PLANNED),
            (-25.0, "First", CableStatus.IN_SERVICE),
            (-20.0, "Gone", CableStatus.RETIRED),
        )
    ]
    found = find_cable_crossings(route_between(WEST, EAST), cables)
    assert [each.system.name for each in found] == ["First", "Second"]


def test_a_cable_that_comes_ashore_at_the_same_beach_is_not_crossed_there():
    beside = replace(WEST, lat=60.05), replace(EAST, lat=59.0)
    meets = cable_between(*beside)
    crossed = find_cable_crossings(route_between(WEST, EAST), [meets])
    assert all(each.kp_km > 60.0 for each in crossed)


def test_a_cable_elsewhere_is_not_crossed():
    far = cable_between(replace(NORTH, lon=40.0), replace(SOUTH, lon=40.0))
    assert find_cable_crossings(route_between(WEST, EAST), [far]) == ()


def test_limits_of_waters_are_where_the_profile_changes():
    waters = ["IS"] * 50 + ["high seas"] * 100 + ["IE"] * 50
    route = route_between(WEST, EAST, waters, breakdown=object())
    limits = find_limit_crossings(route)
    assert [(each.leaves, each.enters) for each in limits] == [("IS", "high seas"), ("high seas", "IE")]
    assert [each.kp_km for each in limits] == pytest.approx([route.length_km / 4, route.length_km * 3 / 4])


def test_a_route_whose_waters_nobody_looked_up_has_no_limits():
    assert find_limit_crossings(route_between(WEST, EAST)) == ()
