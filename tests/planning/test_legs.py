"""Legs: the geodesic over open sea, the way round a wall, the same refined, and a bound that is one."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from routeplan.catalog.models import Landing
from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import NoRouteError
from routeplan.geo.grid import Grid
from routeplan.planning.legs import LegFinder
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.multiresolution import COARSE_FACTOR, FineGrid

WGS84 = Geod(ellps="WGS84")
OPEN = """
~~~~~~~~~~~~~~~~~~~~~
~A~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~B~
~~~~~~~~~~~~~~~~~~~~~
"""
# Cells of the coarse grid; the fine one has eight to a side, and a strait that the coarse one does not show.
SIDE, SPACING_KM, STRAIT_ROW = 30, 4.0, 84


def landing(letter, lon, lat):
    return Landing(letter.lower(), f"Landing {letter}", "NO", float(lon), float(lat))


def drawn_landings(seabed):
    return tuple(landing(letter, *seabed.place(letter)[1:]) for letter in "AB")


def geodesic_km(start, end):
    return WGS84.inv(start.lon, start.lat, end.lon, end.lat)[2] / 1000.0


def finder_of(seabed):
    return LegFinder(seabed.cost_grid, seabed.surface, None, 0.01)


def test_over_open_sea_a_leg_is_the_geodesic_and_its_bound_its_cost(draw):
    """At 1 USD per km. Near the pole a line that is straight on the plane is the geodesic."""
    seabed = draw(OPEN)
    start, end = drawn_landings(seabed)
    leg = finder_of(seabed).find(start, end)
    line = leg.line
    assert (line.lon[0], line.lat[0]) == pytest.approx((start.lon, start.lat))
    assert (line.lon[-1], line.lat[-1]) == pytest.approx((end.lon, end.lat))
    assert line.length_km == pytest.approx(geodesic_km(start, end), rel=1e-5)
    assert leg.prove_bound_usd() <= geodesic_km(start, end) * (1 + 1e-9)
    assert leg.prove_bound_usd() == pytest.approx(geodesic_km(start, end), rel=0.01)
    assert leg.fine_grid is None


def test_a_wall_is_gone_round_and_a_closed_one_is_refused(draw):
    gap = "~~~~\n~A~~\n~~~~\n##~~\n~~~~\n~B~~\n"
    seabed = draw(gap, times=5)
    start, end = drawn_landings(seabed)
    leg = finder_of(seabed).find(start, end)
    assert not seabed.surface.along(leg.line).barrier.any()
    # Two legs by the corner of the wall, or three along its side, which is 5 cells thick.
    corners = [seabed.surface.grid.lonlat_of(row, 9.5) for row in (14.5, 19.5)]
    lons, lats = np.array([(start.lon, start.lat), *corners, (end.lon, end.lat)], dtype=float).T
    assert leg.line.length_km == pytest.approx(WGS84.line_length(lons, lats) / 1000.0, rel=2e-3)
    shut = draw(gap.replace("##~~", "####"), times=5)
    with pytest.raises(NoRouteError, match="Landing A -> Landing B"):
        finder_of(shut).find(*drawn_landings(shut))


@pytest.fixture(scope="module")
def strait():
    """A wall with one strait a fine cell wide (0.5 km); coarse cells along it are land, but for the last ones."""
    coarse = Grid(SPACING_KM * 1000.0, -SIDE * 2000.0, SIDE * 2000.0, SIDE, SIDE)
    fine = coarse.refined(COARSE_FACTOR)
    depth_m = np.full(fine.shape, 1000.0, dtype=np.float32)
    depth_m[: -3 * COARSE_FACTOR, 121] = -10.0
    depth_m[STRAIT_ROW, 121] = 1000.0
    blocks = depth_m.reshape(SIDE, COARSE_FACTOR, SIDE, COARSE_FACTOR)
    surface = derive_uniform_cost(coarse, blocks.min(axis=(1, 3)))
    optimistic = CostGrid.from_surface(derive_uniform_cost(coarse, blocks.max(axis=(1, 3))))

    def depth_on(window):
        row = round((fine.north_m - window.north_m) / fine.spacing_m)
        col = round((window.west_m - fine.west_m) / fine.spacing_m)
        return depth_m[row : row + window.rows, col : col + window.cols]

    fine_grid = FineGrid(fine, optimistic, depth_on, derive_uniform_cost, 1.0)
    ends = [
        landing(letter, *fine.lonlat_of(float(STRAIT_ROW), col))
        for letter, col in (("A", 41.0), ("B", 201.0))
    ]
    return surface, fine_grid, ends


def test_fine_cells_show_a_strait_that_coarse_cells_close(strait):
    surface, fine_grid, ends = strait
    cost_grid = CostGrid.from_surface(surface)
    coarse_leg, leg = (LegFinder(cost_grid, surface, fine, 0.01).find(*ends) for fine in (None, fine_grid))
    assert coarse_leg.line.length_km > 1.5 * geodesic_km(*ends)
    assert leg.line.length_km == pytest.approx(geodesic_km(*ends), rel=1e-4)
    assert leg.bounded.grid == fine_grid.grid
    assert leg.surface.grid == fine_grid.grid
    assert not leg.surface.along(leg.line).barrier.any()
    assert leg.surface.along(leg.line).cost_usd == pytest.approx(leg.line.length_km, rel=1e-6)


def test_the_bound_of_a_refined_leg_rests_on_the_optimistic_cells(strait):
    """They see the strait too: no bound by coarse cells that close it."""
    surface, fine_grid, ends = strait
    leg = LegFinder(CostGrid.from_surface(surface), surface, fine_grid, 0.01).find(*ends)
    assert leg.fine_grid is fine_grid
    assert 0.97 * geodesic_km(*ends) < leg.prove_bound_usd() <= geodesic_km(*ends) * (1 + 1e-6)


def test_the_way_back_is_the_same_line(draw):
    seabed = draw(OPEN)
    finder = finder_of(seabed)
    there, back = (finder.find(*ends).line for ends in (drawn_landings(seabed), drawn_landings(seabed)[::-1]))
    np.testing.assert_allclose(there.lon, back.lon[::-1])
    np.testing.assert_allclose(there.lat, back.lat[::-1])
