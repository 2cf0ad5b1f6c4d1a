"""Crossings: where a route crosses a cable and at which angle, and where it enters another jurisdiction."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.geo.track import Line
from routeplan.planning.crossings import find_cable_crossings, find_jurisdiction_changes
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


OBLIQUE = Landing("o", "O", "", -25.0, 63.0), Landing("p", "P", "", -14.0, 57.0)
OPPOSITE = Landing("q", "Q", "", -25.0, 57.0), Landing("r", "R", "", -14.0, 63.0)


@pytest.mark.parametrize("cable", [OBLIQUE, OBLIQUE[::-1], OPPOSITE, OPPOSITE[::-1]])
def test_the_angle_is_the_acute_one_between_the_bearings_on_the_ellipsoid(cable):
    """Whichever way cable and route were drawn, and on whichever side the cable passes."""
    for start, end in ((WEST, EAST), (EAST, WEST)):
        (crossing,) = find_cable_crossings(route_between(start, end), [cable_between(*cable)])
        bearings = [
            WGS84.inv(crossing.lon, crossing.lat, ahead.lon, ahead.lat)[0] for ahead in (end, cable[1])
        ]
        apart = abs(bearings[0] - bearings[1]) % 180.0
        assert crossing.angle_deg == pytest.approx(min(apart, 180.0 - apart), abs=0.3)
        assert 30.0 < crossing.angle_deg < 80.0


@pytest.mark.parametrize("backwards", [False, True])
def test_the_angle_is_that_of_the_legs_that_cross_not_of_those_beside_them(backwards):
    """Both lines bend 1 km from where they cross: the route at 20.02W, the cable at 60.01N."""
    way = slice(None, None, -1 if backwards else 1)
    bent = Line(np.array([-30.0, -20.02, -10.0])[way], np.array([57.0, 60.0, 60.0])[way])
    system, _ = cable_between(NORTH, SOUTH)
    cable = Line(np.array([-24.0, -20.0, -20.0])[way], np.array([62.0, 60.02, 57.0])[way])
    (crossing,) = find_cable_crossings(replace(route_between(WEST, EAST), line=bent), [(system, cable)])
    assert crossing.lon == pytest.approx(-20.0, abs=1e-3)
    # The cable runs along the meridian there, and the route north of east: its bearing is the acute angle.
    route_bearing = WGS84.inv(crossing.lon, crossing.lat, -10.0, 60.0)[0]
    assert 80.0 < route_bearing < 88.0
    assert crossing.angle_deg == pytest.approx(route_bearing, abs=0.3)


def test_the_depth_is_that_of_the_profile_step_at_the_crossing():
    route = route_between(WEST, EAST)
    for lon in (-28.0, -23.3, -15.0, -11.7):
        cable = cable_between(replace(NORTH, lon=lon), replace(SOUTH, lon=lon))
        (crossing,) = find_cable_crossings(route, [cable])
        km = WGS84.inv(WEST.lon, WEST.lat, crossing.lon, crossing.lat)[2] / 1000.0
        assert crossing.kp_km == pytest.approx(km, abs=0.01)
        # 200 steps, each 10 m deeper than the one before.
        assert crossing.depth_m == pytest.approx(10.0 * int(200 * km / route.length_km))


def crossing_at(lon, *, name="Cable", stops=(NORTH, SOUTH), times=1):
    """A cable that zigzags across the route, 0.1 degrees (5.6 km) further east each time."""
    system, _ = cable_between(*stops, name=name)
    lons = lon + 0.1 * np.arange(times + 1)
    return system, Line(lons, np.where(np.arange(times + 1) % 2, 59.0, 62.0))


def test_a_cable_that_zigzags_across_the_route_is_crossed_once():
    """Its crossings are 5 km apart; a second cable there and a crossing 100 km on are others."""
    route = route_between(WEST, EAST)
    zigzag, other = crossing_at(-20.0, times=3), crossing_at(-20.0, name="Other")
    assert [crossing.system.name for crossing in find_cable_crossings(route, [zigzag])] == ["Cable"]
    assert len(find_cable_crossings(route, [zigzag, other])) == 2
    system, line = zigzag
    returns = system, Line(np.append(line.lon, -17.0), np.append(line.lat, 62.0))
    near, far = find_cable_crossings(route, [returns])
    assert far.kp_km - near.kp_km > 50.0


@pytest.mark.parametrize(
    ("lon", "beach"),
    [(-29.5, WEST), (-10.5, EAST)],
)
def test_near_a_shared_beach_a_cable_is_not_crossed(lon, beach):
    """28 km from the beach; a cable that lands elsewhere is crossed there, and this one further off."""
    route = route_between(WEST, EAST)
    beside = replace(beach, id="beside", lat=beach.lat + 0.2)  # 22 km away
    apart = replace(beach, id="apart", lat=beach.lat + 0.25)  # 28 km away
    assert find_cable_crossings(route, [crossing_at(lon, stops=(NORTH, beside))]) == ()
    assert len(find_cable_crossings(route, [crossing_at(lon, stops=(NORTH, apart))])) == 1
    further = beach.lon + 3 * (lon - beach.lon)  # 84 km from the beach
    assert len(find_cable_crossings(route, [crossing_at(further, stops=(NORTH, beside))])) == 1
    opposite = -40.0 - lon
    assert len(find_cable_crossings(route, [crossing_at(opposite, stops=(NORTH, beside))])) == 1


@pytest.mark.parametrize("beach", [WEST, EAST])
@pytest.mark.parametrize(("km", "is_crossed"), [(59.5, False), (60.5, True)])
def test_the_stretch_without_crossings_reaches_60_km_from_the_beach(beach, km, is_crossed):
    route = route_between(WEST, EAST)
    other = EAST if beach is WEST else WEST
    azimuth_deg = WGS84.inv(beach.lon, beach.lat, other.lon, other.lat)[0]
    lon = WGS84.fwd(beach.lon, beach.lat, azimuth_deg, 1000.0 * km)[0]
    system, _ = cable_between(NORTH, beach)
    meridian = Line(np.array([lon, lon]), np.array([62.0, 58.0]))
    assert bool(find_cable_crossings(route, [(system, meridian)])) is is_crossed


def test_a_cable_from_the_shared_beach_may_cross_further_on():
    """It crosses 28 km from the beach, where nothing is reported, and again 280 km from it."""
    system, _ = cable_between(NORTH, WEST)
    cable = Line(np.array([-29.5, -29.5, -25.0, -25.0]), np.array([62.0, 58.0, 58.0, 62.0]))
    (crossing,) = find_cable_crossings(route_between(WEST, EAST), [(system, cable)])
    assert crossing.lon == pytest.approx(-25.0, abs=1e-3)


def test_crossings_come_in_order_and_retired_cables_are_left_out():
    cables = [
        cable_between(replace(NORTH, lon=lon), replace(SOUTH, lon=lon), name=name, status=status)
        for lon, name, status in (
            (-20.0, "Gone", CableStatus.RETIRED),
            (-15.0, "Second", CableStatus.PLANNED),
            (-25.0, "First", CableStatus.IN_SERVICE),
        )
    ]
    found = find_cable_crossings(route_between(WEST, EAST), cables)
    assert [crossing.system.name for crossing in found] == ["First", "Second"]


def test_a_cable_that_comes_ashore_at_the_same_beach_is_not_crossed_there():
    beside = replace(WEST, lat=60.05), replace(EAST, lat=59.0)
    meets = cable_between(*beside)
    crossed = find_cable_crossings(route_between(WEST, EAST), [meets])
    assert all(crossing.kp_km > 60.0 for crossing in crossed)


def test_a_cable_elsewhere_is_not_crossed():
    far = cable_between(replace(NORTH, lon=40.0), replace(SOUTH, lon=40.0))
    assert find_cable_crossings(route_between(WEST, EAST), [far]) == ()


def test_a_jurisdiction_begins_where_the_profile_changes():
    waters = ["IS"] * 50 + ["high seas"] * 100 + ["IE"] * 50
    route = route_between(WEST, EAST, waters, breakdown=object())
    changes = find_jurisdiction_changes(route)
    assert [(change.leaves, change.enters) for change in changes] == [
        ("IS", "high seas"),
        ("high seas", "IE"),
    ]
    assert [change.kp_km for change in changes] == pytest.approx(
        [route.length_km / 4, route.length_km * 3 / 4]
    )


@pytest.mark.parametrize(("steps", "known"), [(1, False), (2, True)])
def test_a_stretch_below_10_km_is_no_jurisdiction(steps, known):
    """A step of the profile is 5.6 km; after a short stretch the route is still where it was."""
    waters = ["IS"] * 50 + ["high seas"] * steps + ["IS"] * (150 - steps)
    changes = find_jurisdiction_changes(route_between(WEST, EAST, waters, breakdown=object()))
    assert [change.enters for change in changes] == (["high seas", "IS"] if known else [])


def test_a_route_may_leave_its_first_jurisdiction_after_one_step():
    waters = ["IS"] + ["high seas"] * 199
    (change,) = find_jurisdiction_changes(route_between(WEST, EAST, waters, breakdown=object()))
    assert (change.leaves, change.enters) == ("IS", "high seas")


def test_a_route_without_a_breakdown_has_no_known_jurisdictions():
    assert find_jurisdiction_changes(route_between(WEST, EAST)) == ()
