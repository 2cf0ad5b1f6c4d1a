"""Depth and slope along a line, on a seabed that falls evenly to the east."""

from __future__ import annotations

import numpy as np
import pytest

from routeplan.engineering.seabed_profile import derive_seabed_profile
from routeplan.geo.charted_line import ChartedLine
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.sources import Source
from routeplan.seabed.bathymetry import Bathymetry, LatLonGrid

STEP_DEG, FALL_M = 0.1, 100.0  # by degree of longitude
EAST, NORTH, WEST = ((10.0, 12.0), (60.0, 60.0)), ((11.0, 11.0), (59.5, 60.5)), ((12.0, 10.0), (60.0, 60.0))


@pytest.fixture(scope="module")
def ramp():
    grid = LatLonGrid(55.0, 0.0, STEP_DEG, STEP_DEG, 101, 201)
    depth_m = np.broadcast_to(1000.0 + FALL_M * grid.lon, (grid.rows, grid.cols)).astype(np.float32)
    return Bathymetry(depth_m, Source("ramp", "none", ""), grid)


@pytest.mark.parametrize(
    ("ends", "along", "across"), [(EAST, 1.0, 0.0), (WEST, -1.0, 0.0), (NORTH, 0.0, 1.0)]
)
def test_a_slope_is_positive_where_the_seabed_falls_ahead_or_to_starboard(ramp, ends, along, across):
    lon, lat = (np.array(values) for values in ends)
    profile = derive_seabed_profile(ChartedLine(lon, lat, "geodesic"), ramp)
    slope_deg = np.degrees(np.arctan(FALL_M / (1000.0 * geodesic_km(10.5, 60.0, 11.5, 60.0))))
    np.testing.assert_allclose(profile["slope_along_deg"], along * slope_deg, atol=0.03 * slope_deg)
    np.testing.assert_allclose(profile["slope_across_deg"], across * slope_deg, atol=0.03 * slope_deg)
    np.testing.assert_allclose(profile["depth_m"], 1000.0 + FALL_M * profile["lon"], rtol=1e-5)
    assert profile["kp_km"].iloc[-1] == pytest.approx(geodesic_km(lon[0], lat[0], lon[1], lat[1]))
