"""Distance to the nearest coast, against the map."""

import numpy as np
import pytest

from routeplan.catalog.countries import read_countries
from routeplan.geo.geodesy import PolarStereographic, in_space_km
from routeplan.geo.grid import Grid
from routeplan.seabed.coast_distance import Coast
from routeplan.seabed.zone_exceptions import add_short_zones

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


@pytest.mark.parametrize(("other_km", "code"), [(10.0, 2), (400.0, 1)])
def test_a_coast_without_a_full_zone_gets_the_waters_that_no_other_coast_is_nearer_to(other_km, code):
    grid = Grid.arctic(spacing_km=25, south_deg=70)
    rock = Coast(in_space_km(np.array([0.0]), np.array([80.0])), np.array([1], dtype=np.int16))
    found = np.full(grid.shape, 2, dtype=np.int16), np.full(grid.shape, other_km, dtype=np.float32)
    sea = np.ones(grid.shape, dtype=np.bool_)
    state, coast_km = add_short_zones(grid, found, sea, rock, np.array([0.0, 100.0]))
    near, far = (tuple(int(np.rint(at)) for at in grid.cell_of(0.0, lat)) for lat in (80.4, 82.0))
    assert (state[near], state[far]) == (code, 2)
    assert coast_km[near] == pytest.approx(min(other_km, 45.0), abs=15.0)
