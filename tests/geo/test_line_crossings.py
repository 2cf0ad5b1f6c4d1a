"""Crossings of lines: where, at which angle, and in which direction the other line runs."""

from __future__ import annotations

import numpy as np
import pytest

from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.line_crossings import find_line_crossings
from routeplan.geo.track import Line

# Near the central meridian of the projection, where grid north is north.
MERIDIAN = Line(np.zeros(2), np.array([69.0, 71.0]))


@pytest.mark.parametrize(
    ("lon", "lat", "azimuth_deg", "angle_deg"),
    [
        ((-1.0, 1.0), (70.0, 70.0), 90.0, 90.0),
        ((1.0, -1.0), (70.0, 70.0), 270.0, 90.0),
        ((-0.5, 0.5), (69.829, 70.171), 45.0, 45.0),
        ((0.5, -0.5), (69.829, 70.171), 315.0, 45.0),
    ],
)
def test_the_azimuth_is_that_of_the_other_line_clockwise_from_north(lon, lat, azimuth_deg, angle_deg):
    other = Line(np.array(lon), np.array(lat))
    start = lon[0], lat[0]
    (crossing,) = find_line_crossings(MERIDIAN, other)
    assert crossing.azimuth_deg == pytest.approx(azimuth_deg, abs=0.6)
    assert crossing.angle_deg == pytest.approx(angle_deg, abs=0.6)
    assert (crossing.lon, crossing.lat) == pytest.approx((0.0, 70.0), abs=0.01)
    assert crossing.kp_km == pytest.approx(geodesic_km(0.0, 69.0, 0.0, crossing.lat), abs=0.01)
    assert crossing.other_kp_km == pytest.approx(geodesic_km(*start, crossing.lon, crossing.lat), abs=0.01)
