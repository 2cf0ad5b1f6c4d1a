"""Search for the set of paths that is cheapest in total, not one path after the other.

The cheapest first path may block the rest: it takes the middle of three gaps, and all other paths must go round. So the
search has four steps:

1. It starts from many first paths: the cheapest, and the cheapest that avoid a disc somewhere along it.
2. It completes each with the cheapest paths that keep the separation from those before.
3. It improves the best sets: each path in turn is solved again with the others held fixed.
4. It rebalances pairs: one path may come nearer to another by up to half the separation, and the other then moves away.
   A change is kept if the total cost falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from routeplan.errors import NoRouteError
from routeplan.planning.diverse.candidate_paths import (
    PathSet,
    Position,
    charge_others,
    drop_duplicates,
    find_alternatives,
    find_costliest_centre,
    find_path,
)
from routeplan.planning.diverse.exclusion import crop_to_limit
from routeplan.planning.diverse.problem import (
    CandidatePath,
    DiverseRoutingProblem,
    SeparationConstraint,
    landing_points,
)
from routeplan.planning.diverse.uncross import uncross

_IMPROVED_SETS = 3
_IMPROVED_WITHIN = 0.02  # sets that cost at most this share more than the cheapest may become cheaper than it
_ROUNDS = 6
_LEAST_GAIN = 2e-5  # share of a set's cost; smaller gains are rounding
_REBALANCING_SHARES = (0.5, 0.25, 0.125)  # of the separation
MEASUREMENTS = 3
SPARE_KM = 0.1  # added to the distance that a measurement finds missing
# Cost limits of the area that is searched, relative to the best path: the first, and the widest if no set is found.
_FIRST_LIMIT, _WIDEST_LIMIT = 1.25, 4.0


@dataclass(frozen=True)
class SearchResult:
    """The set of paths that the search found.

    Attributes
    ----------
    best : CandidatePath
        The cheapest path without a separation constraint.
    paths : tuple of CandidatePath
        The set, cheapest path first.
    greedy_usd : float, optional
        Cost of the best path and then always the next best that keeps the separation; None if that leaves no path.
    too_near : bool
        Whether the separation could not be kept everywhere.
    costliest_centre : (lon, lat), optional
        The position on the best path that costs most to avoid.
    remarks : tuple of str
        What the user is to be told about the paths.
    """

    best: CandidatePath
    paths: PathSet
    greedy_usd: float | None
    too_near: bool
    costliest_centre: Position | None
    remarks: tuple[str, ...] = ()


def find_path_set(problem: DiverseRoutingProblem) -> SearchResult:
    """Find the cheapest set of separated paths; if the separation cannot be kept, the set that comes closest to it.

    Raises
    ------
    UsageError, NoRouteError
        If there is no path even without a separation constraint.
    """
    best = find_path(problem, SeparationConstraint())
    if best is None:
        raise NoRouteError(f"no sea path {problem.starts[0].name} -> {problem.ends[0].name}")
    limit_usd = _FIRST_LIMIT * best.cost_usd
    result: SearchResult | None = None
    while True:
        result = _better_of(result, _search_area(crop_to_limit(problem, limit_usd), best))
        # A path that costs more than this makes its set more expensive than the one found.
        needed_usd = sum(path.cost_usd for path in result.paths) - (problem.count - 1) * best.cost_usd
        if needed_usd <= limit_usd and not (result.too_near and limit_usd < _WIDEST_LIMIT * best.cost_usd):
            return result if result.greedy_usd else replace(result, greedy_usd=_greedy_usd(problem, best))
        limit_usd = max(needed_usd, _WIDEST_LIMIT * best.cost_usd)


def _better_of(earlier: SearchResult | None, later: SearchResult) -> SearchResult:
    """Choose between the results of two areas: separated before too near, then the cheaper; a wider search may miss."""
    if earlier is None or (earlier.too_near and not later.too_near):
        return later
    is_worse = later.too_near == earlier.too_near and _total_usd(later.paths) > _total_usd(earlier.paths)
    return earlier if is_worse else later


def least_separation_km(problem: DiverseRoutingProblem, one: CandidatePath, other: CandidatePath) -> float:
    """Measure the least distance between two paths outside their landing zones; infinite if nothing is outside."""
    landings = landing_points(one.start, one.end, other.start, other.end)
    least = np.inf
    for here, there in ((one, other), (other, one)):
        outside = here.track.outside(landings, problem.zone_km)
        if outside.any():
            least = min(least, float(there.track.distance_km(here.track.in_space_km[outside]).min()))
    return least


def _search_area(problem: DiverseRoutingProblem, best: CandidatePath) -> SearchResult:
    """Find the best set in the area to which a problem is cropped."""
    alternatives = list(find_alternatives(problem, (), best))
    costliest_centre = find_costliest_centre(problem, best, alternatives)
    others = [path for _, path in alternatives]
    sets = _complete(problem, best, others, penalised=False)
    if sets:
        greedy_usd = next((_total_usd(paths) for paths in sets if paths[0] is best), None)
        return _result(problem, best, _improve_best(problem, sets), greedy_usd, costliest_centre)
    nearest = min(_complete(problem, best, others, penalised=True), key=_total_usd)
    too_near = _improve_too_near(problem, nearest)
    # Paths that were improved together may leave room that no single first path leaves.
    sets = _complete(problem, best, too_near, penalised=False)
    paths = _improve_best(problem, sets) if sets else too_near
    return _result(problem, best, paths, None, costliest_centre)


def _greedy_usd(problem: DiverseRoutingProblem, best: CandidatePath) -> float | None:
    """Cost of the best path and then always the next best, without a cost limit; None if there is no next path."""
    paths: PathSet = (best,)
    while len(paths) < problem.count:
        following = find_path(problem, SeparationConstraint(paths))
        if following is None:
            return None
        paths = (*paths, following)
    return _total_usd(paths)


def _result(
    problem: DiverseRoutingProblem,
    best: CandidatePath,
    paths: PathSet,
    greedy_usd: float | None,
    costliest_centre: Position | None,
) -> SearchResult:
    """Sort a set by cost and check its separation."""
    too_near = _least_km(problem, paths) < problem.separation_km
    ordered = tuple(sorted(paths, key=lambda path: path.cost_usd))
    return SearchResult(best, ordered, greedy_usd, too_near, costliest_centre)


def _complete(
    problem: DiverseRoutingProblem,
    best: CandidatePath,
    others: Sequence[CandidatePath],
    *,
    penalised: bool,
) -> list[PathSet]:
    """Complete sets from several first paths, the best one first."""
    sets: list[PathSet] = []
    for first in drop_duplicates([best, *sorted(others, key=lambda path: path.cost_usd)]):
        _extend(problem, (first,), best.cost_usd, sets, penalised=penalised)
    return sets


def _extend(
    problem: DiverseRoutingProblem,
    fixed: PathSet,
    cheapest_usd: float,
    sets: list[PathSet],
    *,
    penalised: bool,
) -> None:
    """Add paths to a partial set in every way that may still give the best set; append complete sets to ``sets``."""
    left = problem.count - len(fixed)
    if not left:
        sets.append(fixed)
        return
    if _total_usd(fixed) + left * cheapest_usd > _limit_usd(sets):
        return
    following = find_path(problem, SeparationConstraint(fixed, penalised=penalised))
    if following is None:
        return
    choices = [following]
    if left > 1 and not penalised:
        choices += [path for _, path in find_alternatives(problem, fixed, following)]
    for path in drop_duplicates(choices):
        if _total_usd(fixed) + path.total_usd + (left - 1) * following.total_usd <= _limit_usd(sets):
            _extend(problem, (*fixed, path), cheapest_usd, sets, penalised=penalised)


def _limit_usd(sets: Sequence[PathSet]) -> float:
    """Cost above which a set is dropped."""
    return min(map(_total_usd, sets), default=np.inf) * (1.0 + _IMPROVED_WITHIN)


def _improve_best(problem: DiverseRoutingProblem, sets: Sequence[PathSet]) -> PathSet:
    """Improve the best few sets, take the cheapest result, and measure it."""
    ranked = sorted(sets, key=_total_usd)
    near_best = [paths for paths in ranked if _total_usd(paths) <= _limit_usd(ranked)][:_IMPROVED_SETS]
    improved = [_rebalance(problem, _improve(problem, paths, penalised=False)) for paths in near_best]
    return _ensure_separation(problem, min(improved, key=_total_usd))


def _improve(problem: DiverseRoutingProblem, paths: PathSet, *, penalised: bool) -> PathSet:
    """Solve each path again with the others held fixed, until no path gains."""
    current = list(paths)
    for _ in range(_ROUNDS):
        gained = False
        for number, path in enumerate(current):
            others = (*current[:number], *current[number + 1 :])
            solved = find_path(problem, SeparationConstraint(others, penalised=penalised))
            charged = _charged(problem, path, others, penalised=penalised)
            if solved is not None and solved.total_usd < charged.total_usd * (1.0 - _LEAST_GAIN):
                current[number], gained = solved, True
            else:
                current[number] = charged
        if not gained:
            break
    return tuple(current)


def _improve_too_near(problem: DiverseRoutingProblem, paths: PathSet) -> PathSet:
    """Improve a set that cannot keep the separation, and keep its paths from crossing if that costs nothing."""
    improved = _improve(problem, paths, penalised=True)
    uncrossed = uncross(problem, improved)
    if uncrossed is improved:
        return improved
    moved_apart = _improve(problem, uncrossed, penalised=True)
    costs_no_more = _total_usd(moved_apart) <= _total_usd(improved) * (1.0 + _LEAST_GAIN)
    return moved_apart if costs_no_more else improved


def _rebalance(problem: DiverseRoutingProblem, paths: PathSet) -> PathSet:
    """Let one path come nearer to another, which then moves away, as long as the set gains."""
    current = paths
    for share in _REBALANCING_SHARES:
        gained = True
        while gained:
            gained = False
            for pair in combinations(range(len(current)), 2):
                for mover, yielder in (pair, pair[::-1]):
                    moved = _move_nearer(problem, current, mover, yielder, share)
                    if moved is not None and _total_usd(moved) < _total_usd(current) * (1.0 - _LEAST_GAIN):
                        current, gained = moved, True
    return current


def _move_nearer(
    problem: DiverseRoutingProblem, paths: PathSet, mover: int, yielder: int, share: float
) -> PathSet | None:
    """Solve one path nearer to another by a share of the separation, then the other again; None if nothing gains."""
    others = [path for number, path in enumerate(paths) if number != mover]
    shares = tuple(1.0 - share if path is paths[yielder] else 1.0 for path in others)
    moved = find_path(problem, SeparationConstraint(tuple(others), shares))
    if moved is None or moved.cost_usd >= paths[mover].cost_usd * (1.0 - _LEAST_GAIN):
        return None
    changed = list(paths)
    changed[mover] = moved
    yielded = find_path(problem, SeparationConstraint((*changed[:yielder], *changed[yielder + 1 :])))
    if yielded is None:
        return None
    changed[yielder] = yielded
    return tuple(
        _charged(problem, path, (*changed[:number], *changed[number + 1 :]), penalised=False)
        for number, path in enumerate(changed)
    )


def _charged(
    problem: DiverseRoutingProblem, path: CandidatePath, others: PathSet, *, penalised: bool
) -> CandidatePath:
    """Return a path with its charge for nearness to others, if nearness costs anything."""
    if not (penalised or problem.charges_proximity):
        return path
    return charge_others(problem, path, others, penalised=penalised)


def _ensure_separation(problem: DiverseRoutingProblem, paths: PathSet) -> PathSet:
    """Measure the paths as geodesics; if they are too near, widen the closed strips and solve again.

    Raises
    ------
    NoRouteError
        If the paths are still too near after that.
    """
    for _ in range(MEASUREMENTS):
        least_km = _least_km(problem, paths)
        missing_km = problem.separation_km - least_km
        if missing_km <= 0.0:
            return paths
        problem = replace(problem, extra_margin_km=problem.extra_margin_km + missing_km + SPARE_KM)
        current = list(paths)
        for number in range(len(current)):
            others = (*current[:number], *current[number + 1 :])
            current[number] = find_path(problem, SeparationConstraint(others)) or current[number]
        paths = tuple(current)
    raise NoRouteError(
        f"routes are {least_km:.2f} km apart; {problem.separation_km:g} km are required: pass a smaller spacing_km"
    )


def _least_km(problem: DiverseRoutingProblem, paths: PathSet) -> float:
    """Least separation of any two paths of a set."""
    return min(least_separation_km(problem, *pair) for pair in combinations(paths, 2))


def _total_usd(paths: PathSet) -> float:
    """Cost of a set, with charges for nearness."""
    return sum(path.total_usd for path in paths)
