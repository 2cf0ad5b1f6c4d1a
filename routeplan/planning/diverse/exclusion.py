"""The cost grid of one path: cells near the other paths are closed or penalised, cells too expensive are cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.track import Track
from routeplan.planning.diverse.cells_within import Index, find_cells_within, half_diagonal_km
from routeplan.planning.diverse.problem import (
    CandidatePath,
    DiverseRoutingProblem,
    SeparationConstraint,
    landing_points,
)
from routeplan.planning.stops import place_of
from routeplan.solver.corridor_search import add_landfall_blocks, find_optimistic_cost
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Landfall, cells_and_legs, find_every_landfall
from routeplan.solver.sparse_blocks import BLOCK

# Penalty per kilometre that is too near, as a multiple of the other path's mean cost per kilometre: at the separation,
# and the increase at half of it. The penalty grows as the distance falls, down to the given share of the separation.
# It is steep so that a bottleneck is as short and as wide as the sea allows, and so that two parallel lines
# in a narrow strait are far cheaper than two lines that cross.
_PENALTY_AT_LIMIT, _PENALTY_AT_HALF, _NEAREST_SHARE = 2.0, 25.0, 0.02
_SPARE_BLOCKS = 2  # kept around the cropped area


def constrained_cost_grid(
    problem: DiverseRoutingProblem, constraint: SeparationConstraint, own: tuple[Landing, ...]
) -> CostGrid:
    """Derive the cost grid of a path that keeps a separation constraint.

    Parameters
    ----------
    problem : DiverseRoutingProblem
    constraint : SeparationConstraint
    own : tuple of Landing
        Landings of the path; inside their zones it may be nearer to the others.
    """
    if not (constraint.others or constraint.closed_discs):
        return problem.cost_grid
    cell_cost = problem.cost_grid.copy_costs()
    grid = problem.grid
    for other, share in zip(constraint.others, constraint.shares, strict=True):
        apart_km = share * problem.separation_km
        cells, distance_km = _cells_too_near(problem, other, own, apart_km, exactly=constraint.penalised)
        if problem.charges_proximity:
            _add_policy_price(problem, other, own, cell_cost)
        at = cells[0] + RIM, cells[1] + RIM
        if constraint.penalised:
            cell_cost[at] += _penalty_usd(problem, other, cells, distance_km)
        else:
            cell_cost[at] = -np.abs(cell_cost[at])
    for centre, radius_km in constraint.closed_discs:
        rows, cols = find_cells_within(grid, centre, radius_km)
        cell_cost[rows + RIM, cols + RIM] = -np.abs(cell_cost[rows + RIM, cols + RIM])
    return replace(problem.cost_grid, cell_cost=cell_cost)


def close_cells(cost_grid: CostGrid, cells: tuple[Index, Index]) -> CostGrid:
    """Return a cost grid in which given cells are closed."""
    cell_cost = cost_grid.cell_cost.copy()
    at = cells[0] + RIM, cells[1] + RIM
    cell_cost[at] = -np.abs(cell_cost[at])
    return replace(cost_grid, cell_cost=cell_cost)


def crop_to_limit(problem: DiverseRoutingProblem, limit_usd: float) -> DiverseRoutingProblem:
    """Crop a problem to the cells through which a path can cost at most a limit; a smaller area is solved faster.

    The estimate over blocks of cells is optimistic, so no such path is lost.
    """
    cost_grid = problem.cost_grid
    start, end = (_merge_landfalls(problem, landings) for landings in (problem.starts, problem.ends))
    within = add_landfall_blocks(
        find_optimistic_cost(cost_grid, start, end) <= limit_usd, cost_grid, start, end
    )
    rim = RIM // BLOCK
    rows, cols = (np.flatnonzero(within[rim:-rim, rim:-rim].any(axis=axis)) for axis in (1, 0))
    top, left = (max(0, int(at[0]) - _SPARE_BLOCKS) * BLOCK for at in (rows, cols))
    bottom = min(cost_grid.grid.rows, (int(rows[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    right = min(cost_grid.grid.cols, (int(cols[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    cell_cost = np.zeros((bottom - top + 2 * RIM, right - left + 2 * RIM), dtype=np.float32)
    cell_cost[RIM:-RIM, RIM:-RIM] = cost_grid.cell_cost[RIM + top : RIM + bottom, RIM + left : RIM + right]
    return replace(problem, cost_grid=CostGrid(cost_grid.grid.window(top, bottom, left, right), cell_cost))


def _merge_landfalls(problem: DiverseRoutingProblem, landings: tuple[Landing, ...]) -> Landfall:
    """Merge the landfalls of several landings into one that has the cells and legs of all."""
    landfalls = [
        landfall
        for landing in landings
        for landfall in find_every_landfall(
            problem.cost_grid, place_of(landing), limit_km=problem.landfall_limit_km
        )
    ]
    cells, leg_costs = cells_and_legs(landfalls)
    return replace(landfalls[0], cells=cells, leg_costs=leg_costs)


def _add_policy_price(
    problem: DiverseRoutingProblem, other: CandidatePath, own: tuple[Landing, ...], cell_cost: FloatCells
) -> None:
    """Add the scenario's price for nearness to the open cells near another path, in place."""
    reach_km = max(problem.sibling_km - problem.margin_km, 0.0)
    cells, _ = _cells_too_near(problem, other, own, reach_km, exactly=False)
    at = cells[0] + RIM, cells[1] + RIM
    added = problem.sibling_usd_per_km * _cell_width_km(problem.grid, cells)
    cell_cost[at] += np.where(cell_cost[at] > 0, added, 0.0).astype(np.float32)


def _cell_width_km(grid: Grid, cells: tuple[Index, Index]) -> FloatArray:
    """(n,) true width of cells: the cell size divided by the projection's scale factor."""
    step_m, _, scale = grid.radial_tables
    radius_m = np.hypot(grid.easting_m[cells[1]], grid.northing_m[cells[0]])
    return np.asarray(grid.spacing_m / 1000.0 / scale[(radius_m / step_m).astype(np.intp)])


def _cells_too_near(
    problem: DiverseRoutingProblem,
    other: CandidatePath,
    own: tuple[Landing, ...],
    apart_km: float,
    *,
    exactly: bool,
) -> tuple[tuple[Index, Index], FloatArray]:
    """Find the cells that are too near; on the grid of the search they are remembered, on a band used once."""
    find = (
        _find_cells_too_near if problem.cost_grid.filled_blocks is None else _find_cells_too_near.__wrapped__
    )
    return find(problem, other, own, apart_km, exactly=exactly)


@lru_cache(maxsize=16)
def _find_cells_too_near(
    problem: DiverseRoutingProblem,
    other: CandidatePath,
    own: tuple[Landing, ...],
    apart_km: float,
    *,
    exactly: bool,
) -> tuple[tuple[Index, Index], FloatArray]:
    """Find the cells in which a path is too near to another path, and their distance to it if ``exactly``.

    A cell outside the landing zones keeps the distance from the whole of the other path. A cell inside a zone keeps
    it only from the part of the other path that is outside the zones.
    """
    grid, limit_km = problem.grid, apart_km + problem.margin_km
    landings = (*own, other.start, other.end)
    zone = _cells_in_zones(problem, landings)
    rows, cols = find_cells_within(grid, other.track, limit_km, among=problem.cost_grid.inner_blocks)
    inside = zone[rows, cols]
    distance_km = np.where(inside, np.inf, 0.0)
    if exactly:
        distance_km[~inside] = other.track.thinned(limit_km).roughly_km(
            grid.in_space_km(rows[~inside], cols[~inside])
        )
    outer = other.track.outside(landing_points(*landings), problem.zone_km)
    if outer.any():
        rest = other.track.only(outer).thinned(limit_km)
        distance_km[inside] = rest.roughly_km(grid.in_space_km(rows[inside], cols[inside]))
    near = distance_km <= limit_km
    return (rows[near], cols[near]), distance_km[near]


def _cells_in_zones(problem: DiverseRoutingProblem, landings: Sequence[Landing]) -> BoolCells:
    """Mark the cells that are wholly inside the zones of some landings."""
    mask = np.zeros(problem.grid.shape, dtype=np.bool_)
    radius_km = problem.zone_km - half_diagonal_km(problem.grid)
    for lon, lat in {(landing.lon, landing.lat) for landing in landings}:
        mask[_cells_around(problem.grid, lon, lat, radius_km)] = True
    return mask


@lru_cache(maxsize=64)
def _cells_around(grid: Grid, lon: float, lat: float, radius_km: float) -> tuple[Index, Index]:
    return find_cells_within(grid, Track(np.array([lon]), np.array([lat])), radius_km)


def _penalty_usd(
    problem: DiverseRoutingProblem,
    other: CandidatePath,
    cells: tuple[Index, Index],
    distance_km: FloatArray,
) -> FloatCells:
    """Penalty for crossing cells that are too near to another path; zero on closed cells, which stay closed."""
    grid, cell_cost = problem.grid, problem.cost_grid.cell_cost
    limit_km = problem.separation_km + problem.margin_km
    nearness = limit_km / np.clip(distance_km, _NEAREST_SHARE * limit_km, limit_km)
    multiple = _PENALTY_AT_LIMIT + _PENALTY_AT_HALF * (nearness - 1.0)
    usd_per_km = other.cost_usd / other.track.kp_km[-1]
    is_open = cell_cost[cells[0] + RIM, cells[1] + RIM] > 0
    return np.where(is_open, usd_per_km * multiple * _cell_width_km(grid, cells), 0.0).astype(np.float32)
