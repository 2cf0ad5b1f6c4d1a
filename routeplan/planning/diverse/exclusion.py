"""The sea as one course sees it: closed or dear near its others, and no wider than it need be."""

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
from routeplan.planning.diverse.problem import Course, DiverseProblem, Keeping, place, places_of
from routeplan.solver.corridor_search import include, look_ahead
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Landfall, find_every_landfall
from routeplan.solver.sparse_blocks import BLOCK

# What a kilometre nearer than the separation costs where there is no other way, in kilometres of a mean one: at the
# limit; at half of it, more by the second figure; and ever more the nearer, so that two lines side by side in narrow
# waters are far cheaper than two that cross. Steep, so that a bottleneck is as short and as
# wide as the water allows.
_PINCH_AT_LIMIT, _PINCH_AT_HALF, _NEAREST_SHARE = 2.0, 25.0, 0.02
_SPARE_BLOCKS = 2  # round what is cut out


def medium_for(problem: DiverseProblem, keeping: Keeping, own: tuple[Landing, ...]) -> CostGrid:
    """Lay out the sea as a course sees it that keeps away from its others."""
    if not (keeping.others or keeping.discs):
        return problem.cost_grid
    crossing = problem.cost_grid.crossing.copy()
    grid = problem.grid
    for other, share in zip(keeping.others, keeping.shares, strict=True):
        apart_km = share * problem.separation_km
        cells, away_km = _too_near(problem, other, own, apart_km, exactly=keeping.priced)
        if problem.charges:
            _charge(problem, other, own, crossing)
        at = cells[0] + RIM, cells[1] + RIM
        if keeping.priced:
            crossing[at] += _bottleneck_usd(problem, other, cells, away_km)
        else:
            crossing[at] = -np.abs(crossing[at])
    for disc, radius_km in keeping.discs:
        rows, cols = find_cells_within(grid, disc, radius_km)
        crossing[rows + RIM, cols + RIM] = -np.abs(crossing[rows + RIM, cols + RIM])
    return replace(problem.cost_grid, crossing=crossing)


def closed_to(cost_grid: CostGrid, cells: tuple[Index, Index]) -> CostGrid:
    """Close cells of a cost_grid."""
    crossing = cost_grid.crossing.copy()
    at = cells[0] + RIM, cells[1] + RIM
    crossing[at] = -np.abs(crossing[at])
    return replace(cost_grid, crossing=crossing)


def within_reach(problem: DiverseProblem, limit_usd: float) -> DiverseProblem:
    """Cut the cost grid down to where courses can pass that cost no more than a limit: the rest only takes time.

    The outlook over blocks is optimistic, so that no such course is lost.
    """
    cost_grid = problem.cost_grid
    start, end = (_all_landfalls(problem, landings) for landings in (problem.starts, problem.ends))
    within = include(look_ahead(cost_grid, start, end) <= limit_usd, cost_grid, start, end)
    rim = RIM // BLOCK
    rows, cols = (np.flatnonzero(within[rim:-rim, rim:-rim].any(axis=axis)) for axis in (1, 0))
    top, left = (max(0, int(at[0]) - _SPARE_BLOCKS) * BLOCK for at in (rows, cols))
    bottom = min(cost_grid.grid.rows, (int(rows[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    right = min(cost_grid.grid.cols, (int(cols[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    crossing = np.zeros((bottom - top + 2 * RIM, right - left + 2 * RIM), dtype=np.float32)
    crossing[RIM:-RIM, RIM:-RIM] = cost_grid.crossing[RIM + top : RIM + bottom, RIM + left : RIM + right]
    return replace(problem, cost_grid=CostGrid(cost_grid.grid.window(top, bottom, left, right), crossing))


def _all_landfalls(problem: DiverseProblem, landings: tuple[Landing, ...]) -> Landfall:
    """Take the cells that several landings reach, each with its leg, for those of one."""
    falls = [
        fall
        for landing in landings
        for fall in find_every_landfall(problem.cost_grid, place(landing), limit_km=problem.landfall_limit_km)
    ]
    cells, legs = (np.concatenate([getattr(each, name) for each in falls]) for name in ("cells", "legs"))
    return replace(falls[0], cells=cells, legs=legs)


def _charge(problem: DiverseProblem, other: Course, own: tuple[Landing, ...], crossing: FloatCells) -> None:
    """Make cells near a other as much dearer as the scenario says, in place."""
    reach_km = max(problem.sibling_km - problem.margin_km, 0.0)
    cells, _ = _too_near(problem, other, own, reach_km, exactly=False)
    at = cells[0] + RIM, cells[1] + RIM
    added = problem.sibling_usd_per_km * _across_km(problem.grid, cells)
    crossing[at] += np.where(crossing[at] > 0, added, 0.0).astype(np.float32)


def _across_km(grid: Grid, cells: tuple[Index, Index]) -> FloatArray:
    """(n,) side of cells on the Earth."""
    step_m, _, scale = grid.radial_tables
    radius_m = np.hypot(grid.easting_m[cells[1]], grid.northing_m[cells[0]])
    return np.asarray(grid.spacing_m / 1000.0 / scale[(radius_m / step_m).astype(np.intp)])


@lru_cache(maxsize=16)
def _too_near(
    problem: DiverseProblem, other: Course, own: tuple[Landing, ...], apart_km: float, *, exactly: bool
) -> tuple[tuple[Index, Index], FloatArray]:
    """Cells in which a course would be too near to a other, and, where asked for, how far from it they lie.

    Outside the zones the whole of the other counts, inside them what of it lies outside.
    """
    grid, limit_km = problem.grid, apart_km + problem.margin_km
    ends = (*own, other.start, other.end)
    zone = _zones(problem, ends)
    rows, cols = find_cells_within(grid, other.track, limit_km)
    inside = zone[rows, cols]
    away_km = np.where(inside, np.inf, 0.0)
    if exactly:
        away_km[~inside] = other.track.thinned(limit_km).roughly_km(
            grid.in_space_km(rows[~inside], cols[~inside])
        )
    outer = other.track.outside(places_of(*ends), problem.zone_km)
    if outer.any():
        rest = other.track.only(outer).thinned(limit_km)
        away_km[inside] = rest.roughly_km(grid.in_space_km(rows[inside], cols[inside]))
    near = away_km <= limit_km
    return (rows[near], cols[near]), away_km[near]


def _zones(problem: DiverseProblem, landings: Sequence[Landing]) -> BoolCells:
    """Cells that lie wholly in the zones round landings."""
    mask = np.zeros(problem.grid.shape, dtype=np.bool_)
    radius_km = problem.zone_km - half_diagonal_km(problem.grid)
    for lon, lat in {(each.lon, each.lat) for each in landings}:
        mask[_cells_round(problem.grid, lon, lat, radius_km)] = True
    return mask


@lru_cache(maxsize=64)
def _cells_round(grid: Grid, lon: float, lat: float, radius_km: float) -> tuple[Index, Index]:
    return find_cells_within(grid, Track(np.array([lon]), np.array([lat])), radius_km)


def _bottleneck_usd(
    problem: DiverseProblem, other: Course, cells: tuple[Index, Index], away_km: FloatArray
) -> FloatCells:
    """Price of crossing cells that lie too near to a other; nothing on land, which stays closed."""
    grid, crossing = problem.grid, problem.cost_grid.crossing
    limit_km = problem.separation_km + problem.margin_km
    near = limit_km / np.clip(away_km, _NEAREST_SHARE * limit_km, limit_km)
    steep = _PINCH_AT_LIMIT + _PINCH_AT_HALF * (near - 1.0)
    rate = other.cost_usd / other.track.kp_km[-1]
    is_open = crossing[cells[0] + RIM, cells[1] + RIM] > 0
    return np.where(is_open, rate * steep * _across_km(grid, cells), 0.0).astype(np.float32)
