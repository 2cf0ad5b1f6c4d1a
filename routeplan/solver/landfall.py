"""Where a landing meets the sea: straight legs from the exact position to the cells around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.grid import FloatCells
from routeplan.geo.position_text import format_latlon
from routeplan.solver.cost_grid import NO_DATA, RIM, CostGrid, segment_cost
from routeplan.solver.fast_marching import Index, given_once

Place = tuple[str, float, float]  # name, for messages; longitude and latitude, degrees
# Cells this near are reached by straight legs: fast marching from a point errs most at the point itself, where
# the field bends most, and a disc of exact values takes that error away.
_LEG_CELLS = 6.0
# Legs may cross this much more land than the shortest landfall: a landing has one shore, not all around a cape.
_LAND_TOLERANCE = 1.25
_LONGEST_LANDFALL_KM = 500.0
# Distances are measured to cell centres, and a position in an open cell, at its corner even, is at sea.
_HALF_DIAGONAL = 0.70711


@dataclass(frozen=True)
class Landfall:
    """The cells that a position reaches by straight legs.

    Attributes
    ----------
    row, col : float
        The exact position in the cost grid, fractional.
    cells : (n,) int64
        Flat indices of sea cells, all of one basin.
    leg_costs : (n,) float32
        Cost of the straight leg between the position and each cell.
    max_barrier_cells : float
        Cell widths of barrier that a leg from here may cross.
    """

    row: float
    col: float
    cells: Index
    leg_costs: FloatCells
    max_barrier_cells: float


@dataclass(frozen=True)
class _Shore:
    """Sea cells round a position, with their distance in cells and their basin."""

    name: str
    row: float
    col: float
    rows: Index
    cols: Index
    distance: npt.NDArray[np.float64]
    basin: npt.NDArray[np.int32]
    reach: float

    @property
    def basins(self) -> npt.NDArray[np.int32]:
        """Basins within the landfall limit."""
        return np.unique(self.basin[self.distance <= self.reach])

    def nearest(self, basin: int) -> float:
        """Cells to the nearest cell of a basin."""
        return float(self.distance[self.basin == basin].min())


def find_landfalls(
    cost_grid: CostGrid,
    start: Place,
    end: Place,
    *,
    limit_km: float,
) -> tuple[Landfall, Landfall]:
    """Join two positions to one basin of the sea, the one nearest to both.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : (name, lon, lat)
        The name is used in messages; degrees.
    limit_km : float
        Longest landfall over cells that are not sea.

    Raises
    ------
    UsageError
        If a position lies outside the data, or further than the limit from any sea cell.
    NoRouteError
        If the two reach no common basin.
    """
    shores = [_find_shore(cost_grid, place, limit_km) for place in (start, end)]
    common = np.intersect1d(shores[0].basins, shores[1].basins)
    if not len(common):
        a, b = (_describe_basin(cost_grid, shore) for shore in shores)
        spacing_km = cost_grid.grid.spacing_m / 1000
        raise NoRouteError(
            f"no sea path {start[0]} -> {end[0]} at {spacing_km:g} km spacing: {start[0]} lies on {a}, "
            f"{end[0]} on {b}, and land or closed waters part them; choose another landing or a finer grid"
        )
    shared = int(min(common, key=lambda basin: shores[0].nearest(basin) + shores[1].nearest(basin)))
    first, last = (_draw_legs(cost_grid, shore, shared) for shore in shores)
    return first, last


def find_every_landfall(cost_grid: CostGrid, place: Place, *, limit_km: float) -> list[Landfall]:
    """Join a position to each basin within the limit: which one a path takes depends on where it goes.

    Raises
    ------
    UsageError
        As :func:`find_landfalls`.
    """
    shore = _find_shore(cost_grid, place, limit_km)
    return [_draw_legs(cost_grid, shore, int(basin)) for basin in shore.basins]


def cells_and_legs(landfalls: Sequence[Landfall]) -> tuple[Index, FloatCells]:
    """All cells that some landfalls reach, each once, with the cheapest leg to it."""
    return given_once(
        np.concatenate([landfall.cells for landfall in landfalls]),
        np.concatenate([landfall.leg_costs for landfall in landfalls]),
    )


def find_cells_in_reach(cost_grid: CostGrid, place: Place, *, limit_km: float) -> tuple[Index, Index]:
    """Find the open cells that a position may land on, of any basin: their rows and columns on the plane, without rim.

    Raises
    ------
    UsageError
        As :func:`find_landfalls`.
    """
    shore = _find_shore(cost_grid, place, limit_km)
    near = shore.distance <= shore.reach
    return shore.rows[near] - RIM, shore.cols[near] - RIM


def _find_shore(cost_grid: CostGrid, place: Place, limit_km: float) -> _Shore:
    if not 0.0 <= limit_km <= _LONGEST_LANDFALL_KM:
        raise UsageError(f"landfall limit {limit_km:g} km; give 0 to {_LONGEST_LANDFALL_KM:g} km")
    grid, (name, lon, lat) = cost_grid.grid, place
    grid_row, grid_col = (float(at) for at in grid.cell_of(lon, lat))
    row, col = grid_row + RIM, grid_col + RIM
    if not grid.contains(grid_row, grid_col) or cost_grid.cell_cost[round(row), round(col)] == NO_DATA:
        raise UsageError(
            f"{name}: {format_latlon(lon, lat)} lies outside the bathymetry; give a position further north, latitude "
            "first"
        )
    reach = limit_km / float(grid.true_spacing_km(lat)) + _HALF_DIAGONAL
    radius = max(reach, _LEG_CELLS)
    top, left = max(0, int(row - radius)), max(0, int(col - radius))
    window = cost_grid.basins[top : int(row + radius) + 2, left : int(col + radius) + 2]
    rows, cols = np.nonzero(window)
    basin = window[rows, cols]
    rows, cols = rows + top, cols + left
    distance = np.hypot(rows - row, cols - col)
    if not (distance <= reach).any():
        raise UsageError(
            f"{name}: {format_latlon(lon, lat)} is on land, further than {limit_km:g} km from the sea of this "
            "bathymetry; give a position on the coast, a finer grid or a longer landfall"
        )
    return _Shore(name, row, col, rows, cols, distance, basin, reach)


def _describe_basin(cost_grid: CostGrid, shore: _Shore) -> str:
    nearest = shore.basin[np.argmin(shore.distance)]
    return f"a basin of {np.count_nonzero(cost_grid.basins == nearest):,} cells"


def _draw_legs(cost_grid: CostGrid, shore: _Shore, basin: int) -> Landfall:
    """Draw straight legs from the position to the cells of one basin around it."""
    # A landing behind its shore still gets a few cells of sea to choose from.
    near = (shore.basin == basin) & (shore.distance <= max(_LEG_CELLS, shore.nearest(basin) + 1.0))
    rows, cols = shore.rows[near], shore.cols[near]
    legs = np.array(
        [
            segment_cost(cost_grid.cell_cost, cost_grid.across, shore.row, shore.col, float(row), float(col))
            for row, col in zip(rows, cols, strict=True)
        ]
    )
    shortest = float(legs[:, 1].min())
    # The limit holds for the leg that is drawn, too.
    max_barrier_cells = max(shortest, min(shortest * _LAND_TOLERANCE, shore.reach - _HALF_DIAGONAL))
    open_legs = legs[:, 1] <= max_barrier_cells
    cells = (rows * cost_grid.width + cols)[open_legs].astype(np.int64)
    return Landfall(shore.row, shore.col, cells, legs[open_legs, 0].astype(np.float32), max_barrier_cells)
