"""From the plane to the Earth: geodesics bend away from straight legs, and are kept off barriers all the same."""

from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from routeplan.geo.grid import Grid
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import GridPath

CELLS = 1_400  # of 100 m: a leg of 140 km
NOWHERE = Landfall(0.0, 0.0, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.float32), 0.0)


def sea(closed_rows: tuple[int, ...]) -> CostGrid:
    """A strip of fifteen rows south of Ireland, some of them closed."""
    around = Grid.arctic(spacing_km=0.5)
    row, col = (int(at) for at in around.cell_of(-8.0, 50.0))
    grid = around.window(row, row + 3, col, col + CELLS // 5).refined(5)
    cost = np.full((grid.rows, grid.cols), 1.0, dtype=np.float32)
    cost[list(closed_rows)] *= -1.0
    return CostGrid(grid, np.pad(cost, RIM))


def line_along(row: float, cost_grid: CostGrid):
    rows, cols = np.full(2, row + RIM), np.array([RIM + 1.0, RIM + CELLS - 2.0])
    return line_on_earth(GridPath(rows, cols, NOWHERE, NOWHERE, 0.0), cost_grid)


def rows_of(line, cost_grid: CostGrid):
    """Rows of points every 200 m along the geodesics, by pyproj."""
    vertices = zip(line.lon.tolist(), line.lat.tolist(), strict=True)
    points = [
        point
        for start, end in pairwise(vertices)
        for point in (start, *Geod(ellps="WGS84").npts(*start, *end, 700 // (len(line.lon) - 1)))
    ]
    return cost_grid.grid.cell_of(*np.array(points).T)[0]


def test_in_the_open_sea_a_leg_stays_one_geodesic_though_it_bends_away():
    open_sea = sea(())
    line = line_along(7.0, open_sea)
    assert len(line.lon) == 2
    assert np.abs(rows_of(line, open_sea) - 7.0).max() > 0.6


def test_in_a_channel_a_cell_wide_a_leg_is_halved_until_its_geodesics_stay_in_it():
    channel = sea(tuple(row for row in range(15) if row != 7))
    line = line_along(7.0, channel)
    assert len(line.lon) > 2
    assert np.abs(rows_of(line, channel) - 7.0).max() < 0.5


@pytest.mark.parametrize(("closed", "sign"), [(7, 1.0), (8, -1.0)])
def test_a_leg_along_the_side_of_a_barrier_is_moved_a_hundredth_of_a_cell_into_the_sea(closed, sign):
    cost_grid = sea((closed,))
    line = line_along(7.5, cost_grid)
    ends = cost_grid.grid.cell_of(line.lon[[0, -1]], line.lat[[0, -1]])[0]
    assert ends == pytest.approx(np.full(2, 7.5 + 0.01 * sign), abs=1e-6)
