"""Distance to the nearest coast, against the map."""

import numpy as np
import pytest

from routeplan.catalog.countries import read_countries
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.grid import Grid
from routeplan.seabed.coast_distance import Coast

PROJECTION = PolarStereographic()


@pytest.fixture(scope="module")
def coast():
    owners = read_countries().assign(code=1)
    return Coast.of(owners, PROJECTION)


def away_km(coast, lon, lat, reach_km):
    east, north = (float(at) for at in PROJECTION.forward(lon, lat))
    grid = Grid(1_000.0, east - 1_000.0, north + 1_000.0, 2, 2)
    _, away = coast.nearest(grid, np.ones(grid.shape, dtype=bool), reach_km)
    return float(away.mean())


def test_the_southern_edge_of_the_data_is_not_a_coast(coast):
    # The Sahara at 25.5N: the nearest shores are hundreds of kilometres away, the edge is 55 km to the south.
    assert away_km(coast, 5.0, 25.5, 500.0) == np.inf


def test_the_width_of_bering_strait_is_found_from_its_middle(coast):
    # Little Diomede to Cape Prince of Wales: the strait's eastern half is about 40 km wide.
    assert 15 < away_km(coast, -168.5, 65.7, 100.0) < 22


def test_land_borders_are_not_coasts(coast):
    # Where Finland, Norway and Sweden meet; the nearest fjord is 40 km away.
    assert away_km(coast, 20.55, 69.06, 20.0) == np.inf
