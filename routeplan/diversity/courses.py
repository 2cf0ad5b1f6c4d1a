"""The cheapest course for one cable while its siblings lie where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from routeplan.cost import BoolCells, CostSurface
from routeplan.diversity.separation import (
    ROUGH_KM,
    Index,
    Track,
    find_cells_within,
    half_diagonal_km,
)
from routeplan.domain import Landing
from routeplan.errors import NoRouteError, UsageError
from routeplan.geodesy import FloatArray
from routeplan.grid import FloatCells, Grid
from routeplan.refine import find_line
from routeplan.route import lay_on_earth
from routeplan.solver import Landfall, Medium, Place, PlanePath, find_arrivals, find_field
from routeplan.solver.landfall import find_every_landfall
from routeplan.solver.medium import RIM
from routeplan.solver.outlook import include, look_ahead
from routeplan.solver.plane import BLOCK

# A leg straight on the plane and the geodesic between its ends part by so much at most: see refine.LONGEST_LEG_KM.
_BOW_KM = 0.2
# What a kilometre nearer than the separation costs where there is no other way, in kilometres of a mean one: at the
# limit; at half of it, more by the second figure; and ever more the nearer, so that two lines side by side in narrow
# waters are far cheaper than two that cross. Steep, so that a pinch is as short and as wide as the water lets it be.
_PINCH_AT_LIMIT, _PINCH_AT_HALF, _NEAREST_SHARE = 2.0, 25.0, 0.02
_SPARE_BLOCKS = 2  # round what is cut out


@dataclass(frozen=True, eq=False)
class Question:
    """Which routes are to be kept apart, by how much, and over what.

    Attributes
    ----------
    medium : Medium
    surface : CostSurface
        What the medium was made of.
    starts, ends : tuple of Landing
        Where a route may come ashore; one each, or several to choose from.
    count : int
        How many routes.
    separation_km : float
        Least distance between any two, outside the zones round the landings of both.
    zone_km : float
        Radius of these zones.
    shared_landings : bool
        Whether two routes may come ashore at one landing where there are several.
    landfall_limit_km : float
        How far a landing may lie from the sea.
    sibling_usd_per_km, sibling_km : float
        What a kilometre nearer than this to a sibling costs, outside the zones.
    extra_km : float
        Width added to every barrier, where a check has shown that it takes more.
    """

    medium: Medium
    surface: CostSurface
    starts: tuple[Landing, ...]
    ends: tuple[Landing, ...]
    count: int
    separation_km: float
    zone_km: float
    shared_landings: bool
    landfall_limit_km: float
    sibling_usd_per_km: float = 0.0
    sibling_km: float = 0.0
    extra_km: float = 0.0

    @property
    def charges(self) -> bool:
        """Whether nearness to siblings costs something beyond the separation."""
        return self.sibling_usd_per_km > 0 and self.sibling_km > self.separation_km

    @property
    def grid(self) -> Grid:
        """The cells."""
        return self.medium.grid

    @property
    def margin_km(self) -> float:
        """How much further than the separation a cell's centre must lie so that no line in the cell is too near."""
        return half_diagonal_km(self.grid) + _BOW_KM + ROUGH_KM + self.extra_km

    def free(self, landings: tuple[Landing, ...], taken: Iterable[Landing]) -> tuple[Landing, ...]:
        """Landings that are left for one more route; a single one is shared."""
        if self.shared_landings or len(landings) == 1:
            return landings
        used = {each.id for each in taken}
        return tuple(each for each in landings if each.id not in used)


@dataclass(frozen=True, eq=False)
class Course:
    """A line for one cable, on the plane and on the Earth.

    Attributes
    ----------
    start, end : Landing
    path : PlanePath
        On the plane of the question's medium.
    lon, lat : (n,) arrays
        Vertices on the Earth, legs geodesics.
    cost_usd : float
        On the medium as it is.
    near_usd : float
        What it pays besides for being near its siblings: by the scenario, and dearly where nearer than it should be.
    """

    start: Landing
    end: Landing
    path: PlanePath
    lon: FloatArray
    lat: FloatArray
    cost_usd: float
    near_usd: float = 0.0

    @property
    def total_usd(self) -> float:
        """Cost and nearness."""
        return self.cost_usd + self.near_usd

    @cached_property
    def track(self) -> Track:
        """The line as points."""
        return Track.along(self.lon, self.lat)


@dataclass(frozen=True, eq=False)
class Keeping:
    """What one course has to keep away from.

    Attributes
    ----------
    siblings : tuple of Course
    gives : mapping by sibling, as a tuple
        Share of the separation that is kept from each; 1 unless said otherwise.
    discs : tuple of (Track, km)
        Places not to come near.
    priced : bool
        Whether coming too near to a sibling is dear rather than forbidden.
    """

    siblings: tuple[Course, ...] = ()
    gives: tuple[float, ...] = ()
    discs: tuple[tuple[Track, float], ...] = ()
    priced: bool = False

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the separation for each sibling."""
        return self.gives or (1.0,) * len(self.siblings)


def solve_course(question: Question, keeping: Keeping) -> Course | None:
    """Find the cheapest course that keeps away from what it has to; None where there is none."""
    siblings = keeping.siblings
    starts = question.free(question.starts, (each.start for each in siblings))
    ends = question.free(question.ends, (each.end for each in siblings))
    if len(starts) * len(ends) > 1:
        chosen = _choose_ends(question, keeping, starts, ends)
        if chosen is None:
            return None
        starts, ends = chosen
    return _solve_between(question, keeping, starts[0], ends[0])


def with_siblings(question: Question, course: Course, siblings: Sequence[Course], *, priced: bool) -> Course:
    """Charge a course what it pays for its nearness to siblings."""
    keeping = Keeping(tuple(siblings), priced=priced)
    medium = _medium_for(question, keeping, (course.start, course.end))
    return replace(course, near_usd=medium.cost_of(course.path.row, course.path.col) - course.cost_usd)


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


def places_of(*landings: Landing) -> Track:
    """Landings as places to be near to or far from."""
    return Track(np.array([each.lon for each in landings]), np.array([each.lat for each in landings]))


def place(landing: Landing) -> Place:
    """Give a landing as the solver takes it."""
    return landing.name, landing.lon, landing.lat


def closed_to(medium: Medium, cells: tuple[Index, Index]) -> Medium:
    """Close cells of a medium."""
    crossing = medium.crossing.copy()
    at = cells[0] + RIM, cells[1] + RIM
    crossing[at] = -np.abs(crossing[at])
    return replace(medium, crossing=crossing)


def _solve_between(question: Question, keeping: Keeping, start: Landing, end: Landing) -> Course | None:
    medium = _medium_for(question, keeping, (start, end))
    try:
        path = find_line(medium, place(start), place(end), landfall_limit_km=question.landfall_limit_km)
    except (NoRouteError, UsageError):
        if not (keeping.siblings or keeping.discs):
            raise
        return None  # closed off, or an end itself is
    lon, lat = lay_on_earth(path, question.medium, question.surface)
    cost_usd = question.medium.cost_of(path.row, path.col)
    near_usd = medium.cost_of(path.row, path.col) - cost_usd if keeping.priced or question.charges else 0.0
    return Course(start, end, path, lon, lat, cost_usd, near_usd)


def _choose_ends(
    question: Question, keeping: Keeping, starts: tuple[Landing, ...], ends: tuple[Landing, ...]
) -> tuple[tuple[Landing], tuple[Landing]] | None:
    """Find the cheapest pair of landings: from all starts at once to every end, and back from the best end."""
    if not (starts and ends):
        return None
    # Which landings a route takes is not known yet: near any of them it may pass.
    medium = _medium_for(question, keeping, (*starts, *ends))
    limit_km = question.landfall_limit_km
    try:
        forth = find_field(medium, *map(place, starts), landfall_limit_km=limit_km)
        cost = find_arrivals(medium, forth, [place(each) for each in ends], landfall_limit_km=limit_km)
        if not np.isfinite(cost).any():
            return None
        end = ends[int(np.argmin(cost))]
        if len(starts) == 1:
            return (starts[0],), (end,)
        back = find_field(medium, place(end), landfall_limit_km=limit_km)
        cost = find_arrivals(medium, back, [place(each) for each in starts], landfall_limit_km=limit_km)
    except UsageError:  # a landing lies in waters that siblings close
        return None
    return (starts[int(np.argmin(cost))],), (end,)


def _medium_for(question: Question, keeping: Keeping, own: tuple[Landing, ...]) -> Medium:
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
