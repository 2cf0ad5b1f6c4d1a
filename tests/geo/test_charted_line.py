"""Legs: geodesics and rhumb lines against pyproj and the Mercator chart."""

import numpy as np
import pytest
from pyproj import Geod, Proj

from routeplan.errors import UsageError
from routeplan.geo.charted_line import ChartedLine
from routeplan.geo.degrees_minutes import DegreesMinutes, round_to_minutes

WGS84 = Geod(ellps="WGS84")
LON = np.array([14.4, 8.0, -179.5, 179.0, 141.6, 120.0])
LAT = np.array([67.28, 79.9, 89.5, 66.0, 66.0, 66.00001])


def test_geodesic_legs_have_the_lengths_and_both_bearings_of_pyproj():
    line = ChartedLine(LON, LAT)
    away, back, metres = WGS84.inv(LON[:-1], LAT[:-1], LON[1:], LAT[1:])
    np.testing.assert_allclose(line.legs_km, metres / 1000.0, atol=1e-9)
    np.testing.assert_allclose(line.bearings_deg, away % 360.0, atol=1e-9)
    np.testing.assert_allclose(line.arrivals_deg, (back + 180.0) % 360.0, atol=1e-9)


def test_near_the_pole_the_bearing_at_the_end_of_a_leg_is_another():
    line = ChartedLine(np.array([0.0, 180.0]), np.array([88.0, 88.0]))
    assert (line.bearings_deg[0] % 360.0, line.arrivals_deg[0]) == pytest.approx((0.0, 180.0))


def test_a_rhumb_leg_is_straight_on_the_mercator_chart_and_as_long_as_its_short_parts():
    for pair in zip(range(5), range(1, 6), strict=True):
        lon, lat = LON[list(pair)], LAT[list(pair)]
        line = ChartedLine(lon, lat, "rhumb")
        chart = Proj(proj="merc", ellps="WGS84", lon_0=float(lon[0]))
        share = np.linspace(0.0, 1.0, 20_001)
        (_, x), (y_0, y) = chart(lon, lat)
        between = chart(share * x, y_0 + share * (y - y_0), inverse=True)
        assert line.length_km == pytest.approx(WGS84.line_length(*between) / 1000.0, rel=1e-6)
        straight = np.degrees(np.arctan2(x, y - y_0)) % 360.0
        assert line.bearings_deg[0] == pytest.approx(straight, abs=1e-6)
        assert line.arrivals_deg[0] == line.bearings_deg[0]


def test_a_position_halfway_along_a_rhumb_leg_halves_it():
    line = ChartedLine(np.array([170.0, -150.0]), np.array([50.0, 72.0]), "rhumb")
    lon, lat = line.at(line.length_km / 2)
    halves = ChartedLine(np.array([170.0, lon[0], -150.0]), np.array([50.0, lat[0], 72.0]), "rhumb")
    np.testing.assert_allclose(halves.legs_km, line.length_km / 2, atol=1e-6)
    np.testing.assert_allclose(halves.bearings_deg, line.bearings_deg[0], atol=1e-6)


def test_positions_along_geodesics_are_those_of_pyproj():
    line = ChartedLine(LON, LAT)
    kp = np.array([0.0, 500.0, line.length_km])
    lon, lat = line.at(kp)
    assert WGS84.inv(lon[0], lat[0], LON[0], LAT[0])[2] < 1e-3
    assert WGS84.inv(lon[1], lat[1], LON[0], LAT[0])[2] == pytest.approx(500_000.0, abs=1e-3)
    assert WGS84.inv(lon[2], lat[2], LON[-1], LAT[-1])[2] < 1e-3


def test_rhumb_legs_at_the_pole_are_refused():
    with pytest.raises(UsageError, match=r"rhumb legs at latitude 90\.0000"):
        ChartedLine(np.array([0.0, 10.0]), np.array([80.0, 90.0]), "rhumb")


@pytest.mark.parametrize(
    ("angle", "axis", "printed"),
    [
        (9.0 + 59.99996 / 60.0, "latitude", "10°00.0000'N"),
        (9.0 + 59.99994 / 60.0, "latitude", "9°59.9999'N"),
        (-0.000001 / 60.0, "longitude", "0°00.0000'E"),
        (-179.9999999, "longitude", "180°00.0000'W"),
        (-52.5, "latitude", "52°30.0000'S"),
    ],
)
def test_minutes_are_never_printed_as_sixty(angle, axis, printed):
    assert str(DegreesMinutes.of(angle, axis)) == printed


def test_rounding_moves_no_position_by_more_than_half_of_the_last_digit_and_only_once():
    angles = np.random.default_rng(17).uniform(-90.0, 90.0, 2000)
    rounded = round_to_minutes(angles, "latitude")
    assert np.abs(rounded - angles).max() * 60.0 <= 0.5e-4 + 1e-9
    np.testing.assert_array_equal(round_to_minutes(rounded, "latitude"), rounded)
