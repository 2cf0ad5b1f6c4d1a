"""Land in a user's file that the coastline does not know."""

import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp

WEST, EAST, NORTH_END = (-25.0, 56.0), (-15.0, 56.0), (-20.0, 58.0)


@pytest.fixture
def plan(write_gebco):
    """The shortest sea path between two positions in mid-Atlantic, over a sea of 3,000 m with some land."""

    def over(height):
        file = write_gebco(height, step_deg=0.1, south_deg=48.0, west_deg=-32.0, east_deg=-8.0)
        planner = rp.open_planner(bathymetry=file, spacing_km=25)
        return planner.route("56,-25", "56,-15", prove=False)

    return over


def dam(lon, lat):
    """One value wide, 6 to 7 km, from the southern edge of the file to 58N: a quarter of a cell."""
    return np.where((np.abs(lon + 20.05) < 0.01) & (lat < NORTH_END[1]), 5.0, -3000.0)


def test_a_dam_thinner_than_a_cell_is_gone_round_and_said(plan, caplog):
    around = sum(Geod(ellps="WGS84").inv(*end, *NORTH_END)[2] / 1000.0 for end in (WEST, EAST))
    # Its end is known to a cell of 25 km.
    assert around <= plan(dam).length_km <= around + 60.0
    assert any("that are open sea by the coastline; they are closed" in line for line in caplog.messages)


def test_without_it_the_way_is_straight(plan, caplog):
    route = plan(lambda lon, _: np.full(lon.shape, -3000.0))
    assert route.length_km == pytest.approx(route.geodesic_km, rel=2e-3)
    assert not any("they are closed" in line for line in caplog.messages)


def test_near_a_coast_the_coastline_decides(plan, caplog):
    """A coarse file has land off Ireland where the coastline has sea."""
    plan(lambda lon, lat: np.where((lon > -10.3) & (lat > 52.0) & (lat < 54.0), 5.0, -3000.0))
    assert not any("they are closed" in line for line in caplog.messages)
