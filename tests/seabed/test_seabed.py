"""Layers of the data are shared; what a plan adds is read with them."""

import numpy as np
import pytest

from routeplan.geo.grid import Grid
from routeplan.seabed.bathymetry import derive_depth, read_bathymetry
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.seabed import Seabed, SeabedLayers, UserLayers

ROWS, COLS = np.array([3, 10, 20]), np.array([20, 12, 3])


@pytest.fixture(scope="module")
def seabed():
    grid = Grid.arctic(spacing_km=200, south_deg=55)
    bathymetry = read_bathymetry(spacing_km=200, south_deg=30)
    layers = SeabedLayers(grid, bathymetry, derive_depth(bathymetry, grid).to_numpy(), 0.15)
    return Seabed(layers, np.full(grid.shape, 530.0, dtype=np.float32))


def test_closing_cells_shares_the_layers_and_adds_to_what_is_closed(seabed):
    first, second = np.zeros((2, *seabed.grid.shape), dtype=bool)
    first[0, 0] = second[1, 1] = True
    closed = seabed.closing(first).closing(second)
    assert closed.layers is seabed.layers
    assert np.argwhere(closed.user_layers.closed).tolist() == [[0, 0], [1, 1]]
    assert seabed.user_layers is None


def test_conditions_are_the_values_of_the_layers(seabed):
    found, layers = seabed.at(ROWS, COLS), seabed.layers
    assert (found.depth_m == seabed.depth_m[ROWS, COLS]).all()
    assert (found.ice_class == layers.ice_class[ROWS, COLS]).all()
    assert (found.depot_km == 530).all()
    for kind in ZoneKind:
        assert found.zone[kind] == pytest.approx(layers.zone(kind)[ROWS, COLS])
    assert ((found.open_share >= 0) & (found.open_share <= 1)).all()
    assert (found.lane_km == layers.lane_km[ROWS, COLS]).all()
    no_land = np.isfinite(layers.open_days[ROWS, COLS])
    ice_days = 365.25 - layers.open_days[ROWS, COLS][no_land]
    assert found.ice_months[no_land] == pytest.approx(ice_days * 12 / 365.25, abs=1e-4)
    assert no_land.any()
    assert (found.user_usd_per_km == 0).all()


def test_user_layers_are_among_the_conditions(seabed):
    user = UserLayers.none(seabed.grid.shape)
    user.usd_per_km[ROWS, COLS] = 1_000, 2_000, 3_000
    found = Seabed(seabed.layers, seabed.depot_km, user_layers=user).at(ROWS, COLS)
    assert found.user_usd_per_km.tolist() == [1_000, 2_000, 3_000]
    assert (found.user_faults_per_km_year == 0).all()


def test_jurisdiction_of_some_cells_is_that_of_the_whole_grid(seabed):
    alone = seabed.layers.jurisdiction_of(ROWS, COLS)
    assert alone.tolist() == seabed.layers.jurisdiction.at(ROWS, COLS)[0].tolist()
    assert alone.tolist() == seabed.layers.jurisdiction_of(ROWS, COLS).tolist()
