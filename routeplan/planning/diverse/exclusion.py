"""The sea as one course sees it: closed or dear near its siblings, and no wider than it need be."""

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
from routeplan.planning.diverse.problem import Course, Keeping, Question, place, places_of
from routeplan.solver.corridor_search import include, look_ahead
from routeplan.solver.cost_grid import RIM, Medium
from routeplan.solver.landfall import Landfall, find_every_landfall
from routeplan.solver.sparse_blocks import BLOCK

# What a kilometre nearer than the separation costs where there is no other way, in kilometres of a mean one: at the
# limit; at half of it, more by the second figure; and ever more the nearer, so that two lines side by side in narrow
# waters are far cheaper than two that cross. Steep, so that a pinch is as short and as wide as the water lets it be.
_PINCH_AT_LIMIT, _PINCH_AT_HALF, _NEAREST_SHARE = 2.0, 25.0, 0.02
_SPARE_BLOCKS = 2  # round what is cut out


def medium_for(question: Question, keeping: Keeping, own: tuple[Landing, ...]) -> Medium:
    """Lay out the sea as a course sees it that keeps away from its siblings."""
    if not (keeping.siblings or keeping.discs):
        return question.medium
    crossing = question.medium.crossing.copy()
    grid = question.grid
    for sibling, share in zip(keeping.siblings, keeping.shares, strict=True):
        apart_km = share * question.separation_km
        cells, away_km = _too_near(question, sibling, own, apart_km, exactly=keeping.priced)
        if question.charges:
            _charge(question, sibling, own, crossing)
        at = cells[0] + RIM, cells[1] + RIM
        if keeping.priced:
            crossing[at] += _pinch_usd(question, sibling, cells, away_km)
        else:
            crossing[at] = -np.abs(crossing[at])
    for disc, radius_km in keeping.discs:
        rows, cols = find_cells_within(grid, disc, radius_km)
        crossing[rows + RIM, cols + RIM] = -np.abs(crossing[rows + RIM, cols + RIM])
    return replace(question.medium, crossing=crossing)


def closed_to(medium: Medium, cells: tuple[Index, Index]) -> Medium:
    """Close cells of a medium."""
    crossing = medium.crossing.copy()
    at = cells[0] + RIM, cells[1] + RIM
    crossing[at] = -np.abs(crossing[at])
    return replace(medium, crossing=crossing)


def within_reach(question: Question, limit_usd: float) -> Question:
    """Cut the medium down to where courses can pass that cost no more than a limit: the rest only takes time.

    The outlook over blocks is optimistic, so that no such course is lost.
    """
    medium = question.medium
    start, end = (_all_landfalls(question, landings) for landings in (question.starts, question.ends))
    within = include(look_ahead(medium, start, end) <= limit_usd, medium, start, end)
    rim = RIM // BLOCK
    rows, cols = (np.flatnonzero(within[rim:-rim, rim:-rim].any(axis=axis)) for axis in (1, 0))
    top, left = (max(0, int(at[0]) - _SPARE_BLOCKS) * BLOCK for at in (rows, cols))
    bottom = min(medium.grid.rows, (int(rows[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    right = min(medium.grid.cols, (int(cols[-1]) + 1 + _SPARE_BLOCKS) * BLOCK)
    crossing = np.zeros((bottom - top + 2 * RIM, right - left + 2 * RIM), dtype=np.float32)
    crossing[RIM:-RIM, RIM:-RIM] = medium.crossing[RIM + top : RIM + bottom, RIM + left : RIM + right]
    return replace(question, medium=Medium(medium.grid.window(top, bottom, left, right), crossing))


def _all_landfalls(question: Question, landings: tuple[Landing, ...]) -> Landfall:
    """Take the cells that several landings reach, each with its leg, for those of one."""
    falls = [
        fall
        for landing in landings
        for fall in find_every_landfall(question.medium, place(landing), limit_km=question.landfall_limit_km)
    ]
    cells, legs = (np.concatenate([getattr(each, name) for each in falls]) for name in ("cells", "legs"))
    return replace(falls[0], cells=cells, legs=legs)


def _charge(question: Question, sibling: Course, own: tuple[Landing, ...], crossing: FloatCells) -> None:
    """Make cells near a sibling as much dearer as the scenario says, in place."""
    reach_km = max(question.sibling_km - question.margin_km, 0.0)
    cells, _ = _too_near(question, sibling, own, reach_km, exactly=False)
    at = cells[0] + RIM, cells[1] + RIM
    added = question.sibling_usd_per_km * _across_km(question.grid, cells)
    crossing[at] += np.where(crossing[at] > 0, added, 0.0).astype(np.float32)


def _across_km(grid: Grid, cells: tuple[Index, Index]) -> FloatArray:
    """(n,) side of cells on the Earth."""
    step_m, _, scale = grid.radial_tables
    radius_m = np.hypot(grid.easting_m[cells[1]], grid.northing_m[cells[0]])
    return np.asarray(grid.spacing_m / 1000.0 / scale[(radius_m / step_m).astype(np.intp)])


@lru_cache(maxsize=16)
def _too_near(
    question: Question, sibling: Course, own: tuple[Landing, ...], apart_km: float, *, exactly: bool
) -> tuple[tuple[Index, Index], FloatArray]:
    """Cells in which a course would be too near to a sibling, and, where asked for, how far from it they lie.

    Outside the zones the whole of the sibling counts, inside them what of it lies outside.
    """
    grid, limit_km = question.grid, apart_km + question.margin_km
    ends = (*own, sibling.start, sibling.end)
    zone = _zones(question, ends)
    rows, cols = find_cells_within(grid, sibling.track, limit_km)
    inside = zone[rows, cols]
    away_km = np.where(inside, np.inf, 0.0)
    if exactly:
        away_km[~inside] = sibling.track.thinned(limit_km).roughly_km(
            grid.in_space_km(rows[~inside], cols[~inside])
        )
    outer = sibling.track.outside(places_of(*ends), question.zone_km)
    if outer.any():
        rest = sibling.track.only(outer).thinned(limit_km)
        away_km[inside] = rest.roughly_km(grid.in_space_km(rows[inside], cols[inside]))
    near = away_km <= limit_km
    return (rows[near], cols[near]), away_km[near]


def _zones(question: Question, landings: Sequence[Landing]) -> BoolCells:
    """Cells that lie wholly in the zones round landings."""
    mask = np.zeros(question.grid.shape, dtype=np.bool_)
    radius_km = question.zone_km - half_diagonal_km(question.grid)
    for lon, lat in {(each.lon, each.lat) for each in landings}:
        mask[_cells_round(question.grid, lon, lat, radius_km)] = True
    return mask


@lru_cache(maxsize=64)
def _cells_round(grid: Grid, lon: float, lat: float, radius_km: float) -> tuple[Index, Index]:
    return find_cells_within(grid, Track(np.array([lon]), np.array([lat])), radius_km)


def _pinch_usd(
    question: Question, sibling: Course, cells: tuple[Index, Index], away_km: FloatArray
) -> FloatCells:
    """Price of crossing cells that lie too near to a sibling; nothing on land, which stays closed."""
    grid, crossing = question.grid, question.medium.crossing
    limit_km = question.separation_km + question.margin_km
    near = limit_km / np.clip(away_km, _NEAREST_SHARE * limit_km, limit_km)
    steep = _PINCH_AT_LIMIT + _PINCH_AT_HALF * (near - 1.0)
    rate = sibling.cost_usd / sibling.track.kp_km[-1]
    is_open = crossing[cells[0] + RIM, cells[1] + RIM] > 0
    return np.where(is_open, rate * steep * _across_km(grid, cells), 0.0).astype(np.float32)
