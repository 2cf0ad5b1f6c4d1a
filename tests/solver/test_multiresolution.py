"""Coarse to fine: the same as solving all fine cells at once, for a fraction of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from cost_kit import cheapest_surface, surface_by_depth
from scipy import ndimage

from routeplan.catalog.cable_types import read_cable_types
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.solver.corridor_search import find_cost_through
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.multiresolution import COARSE_FACTOR, FineGrid, find_fine_path
from routeplan.solver.path import find_path
from routeplan.solver.straighten import straighten

SIDE = 640
TYPES = read_cable_types()


class DrawnSea:
    """A sea whose depth is known on every fine cell, and a record of which cells were read."""

    def __init__(self, depth_m):
        self.grid = Grid(500.0, -SIDE * 250.0, SIDE * 250.0, SIDE, SIDE)
        self.depth_m = depth_m.astype(np.float32)
        self.read = np.zeros(self.depth_m.shape, dtype=bool)

    def fine_grid(self, memory_limit_gb=1.0):
        coarse = Grid(
            500.0 * COARSE_FACTOR, -SIDE * 250.0, SIDE * 250.0, SIDE // COARSE_FACTOR, SIDE // COARSE_FACTOR
        )
        blocks = self.depth_m.reshape(coarse.rows, COARSE_FACTOR, coarse.cols, COARSE_FACTOR)
        cheapest = cheapest_surface(coarse, blocks.min(axis=(1, 3)), blocks.max(axis=(1, 3)), TYPES)
        return FineGrid(
            self.grid,
            CostGrid.from_surface(cheapest),
            self.depth_on,
            lambda window, depth_m: surface_by_depth(window, depth_m, TYPES),
            memory_limit_gb,
        )

    def depth_on(self, window):
        row, col = (int(at) for at in np.rint(self._corner(window)))
        part = slice(row, row + window.rows), slice(col, col + window.cols)
        self.read[part] = True
        return self.depth_m[part]

    def _corner(self, window):
        return (self.grid.north_m - window.north_m) / 500.0, (window.west_m - self.grid.west_m) / 500.0

    def place(self, name, row, col):
        lon, lat = self.grid.lonlat_of(row, col)
        return name, float(lon), float(lat)

    def solve_whole(self, start, end):
        surface = surface_by_depth(self.grid, self.depth_m, TYPES)
        cost_grid = CostGrid.from_surface(surface)
        path = straighten(cost_grid, find_path(cost_grid, start, end, landfall_limit_km=1.0))
        return cost_grid.cost_of(path.row, path.col)


@pytest.fixture(scope="module")
def shelf():
    """Rough ground from land to 3,000 m: rates change from cell to cell."""
    rng = np.random.default_rng(11)
    rough = sum(
        ndimage.gaussian_filter(rng.normal(size=(SIDE, SIDE)), scale) * scale**1.4 for scale in (2, 8, 30)
    )
    return DrawnSea(1200.0 + 160.0 * rough)


@pytest.mark.parametrize(
    ("start", "end"), [((20, 30), (600, 610)), ((600, 20), (40, 600)), ((320, 10), (300, 630))]
)
def test_the_fine_path_costs_what_solving_every_fine_cell_gives(shelf, start, end):
    places = shelf.place("A", *start), shelf.place("B", *end)
    whole = shelf.solve_whole(*places)
    shelf.read[:] = False
    fine = find_fine_path(shelf.fine_grid(), *places, expected_usd=whole, landfall_limit_km=1.0)
    assert fine.cost_grid.cost_of(fine.path.row, fine.path.col) == pytest.approx(whole, rel=0.002)
    assert shelf.read.mean() < 0.8


def test_a_first_guess_far_too_low_is_made_good(shelf):
    places = shelf.place("A", 20, 30), shelf.place("B", 600, 610)
    whole = shelf.solve_whole(*places)
    fine = find_fine_path(shelf.fine_grid(), *places, expected_usd=whole * 0.85, landfall_limit_km=1.0)
    assert fine.cost_grid.cost_of(fine.path.row, fine.path.col) == pytest.approx(whole, rel=0.002)


@pytest.mark.parametrize("share", [1.001, 0.999, 0.98])
def test_the_corridor_holds_every_block_that_a_path_of_this_cost_may_pass(shelf, share):
    """The coarse fields err by up to 0.2 %: blocks up to that share above the cost belong to the corridor."""
    places = shelf.place("A", 20, 30), shelf.place("B", 600, 610)
    whole = shelf.solve_whole(*places)
    # The first corridor is 1 % wider than expected: its limit is just above, just below or far below the real cost.
    sea = shelf.fine_grid()
    fine = find_fine_path(sea, *places, expected_usd=whole * share / 1.01, landfall_limit_km=1.0)
    cost = fine.cost_grid.cost_of(fine.path.row, fine.path.col)
    ends = find_landfalls(sea.optimistic, *places, limit_km=1.0)
    through = find_cost_through(sea.optimistic, *ends, at_most=2 * cost)[RIM:-RIM, RIM:-RIM]
    # Fields are of single precision: a block at the limit to the last digit may lie on either side of it.
    needed = through <= cost * 1.002 * (1.0 - 1e-6)
    assert needed.sum() > 100
    read = fine.cost_grid.blocks[1:-1, 1:-1]  # a rim of one block
    assert read[needed].all()


def test_a_gap_that_only_the_coarse_cells_see_is_not_sailed_through():
    """A wall one fine cell thick: every coarse cell along it holds sea. The way round is twice as long."""
    depth = np.full((SIDE, SIDE), 4000.0)
    depth[:560, 320] = -10.0
    sea = DrawnSea(depth)
    places = sea.place("A", 320, 200), sea.place("B", 320, 440)
    fine = find_fine_path(sea.fine_grid(), *places, expected_usd=3e6, landfall_limit_km=1.0)
    cells = np.hypot(np.diff(fine.path.row), np.diff(fine.path.col)).sum()
    assert cells == pytest.approx(2 * np.hypot(559.5 - 320, 119.5) + 1, rel=0.003)


def test_a_wall_without_a_gap_is_no_route():
    depth = np.full((SIDE, SIDE), 4000.0)
    depth[:, 320] = -10.0
    sea = DrawnSea(depth)
    with pytest.raises(NoRouteError, match=r"no sea path A -> B at 0.5 km spacing"):
        find_fine_path(
            sea.fine_grid(),
            sea.place("A", 320, 200),
            sea.place("B", 320, 440),
            expected_usd=3e6,
            landfall_limit_km=1.0,
        )


def test_a_line_keeps_off_the_shore_where_there_is_room_and_pays_what_its_cells_cost():
    """A shore 50 km long and 5 wide on the straight way, in a flat sea: round it is 0.6 km longer at most."""
    sea = DrawnSea(np.full((SIDE, SIDE), 1000.0))

    def shore_on(window):
        row, col = (int(at) for at in np.rint(sea._corner(window)))
        marked = np.zeros((SIDE, SIDE), dtype=bool)
        marked[295:306, 270:371] = True
        return marked[row : row + window.rows, col : col + window.cols]

    fine = replace(sea.fine_grid(), shore_on=shore_on)
    ends = sea.place("A", 300.0, 200.0), sea.place("B", 300.0, 440.0)
    whole = sea.solve_whole(*ends)
    found = find_fine_path(fine, *ends, expected_usd=whole, landfall_limit_km=1.0)
    cost_usd = found.cost_grid.cost_of(found.path.row, found.path.col)
    weighted = fine.keep_off_shore(found.cost_grid)
    assert weighted.cost_of(found.path.row, found.path.col) == pytest.approx(
        cost_usd
    )  # none of it on the shore
    straight = float(np.hypot(*np.diff([[300.0, 200.0], [300.0, 440.0]], axis=0)[0]))
    around = 2 * np.hypot(5.5, 69.5) + 101.0
    assert cost_usd / whole == pytest.approx(around / straight, rel=2e-3)


def test_a_corridor_larger_than_memory_is_refused_before_anything_is_read(shelf):
    shelf.read[:] = False
    with pytest.raises(UsageError, match=r"million cells of 500 m: .* GB, over the limit of 0.001 GB"):
        find_fine_path(
            shelf.fine_grid(memory_limit_gb=0.001),
            shelf.place("A", 20, 30),
            shelf.place("B", 600, 610),
            expected_usd=1e8,
            landfall_limit_km=1.0,
        )
    assert not shelf.read.any()


def test_the_surface_along_a_line_is_that_of_the_whole_sea(shelf):
    row, col = np.array([30.0, 400.0, 410.0]) + RIM, np.array([40.0, 90.0, 600.0]) + RIM
    whole = surface_by_depth(shelf.grid, shelf.depth_m, TYPES)
    along = shelf.fine_grid().surface_along(row, col)
    lon, lat = shelf.grid.lonlat_of(row - RIM, col - RIM)
    assert along.along(Line(lon, lat)).terms_usd == whole.along(Line(lon, lat)).terms_usd
    np.testing.assert_array_equal(along.along(Line(lon, lat)).depth_m, whole.along(Line(lon, lat)).depth_m)
