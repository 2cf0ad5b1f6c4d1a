"""The cheapest course for one cable while its others lie where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.errors import NoRouteError, UsageError
from routeplan.planning.diverse.exclusion import medium_for
from routeplan.planning.diverse.problem import Course, DiverseProblem, Keeping, place
from routeplan.runtime.progress import tick
from routeplan.solver.cost_fields import find_arrivals, find_field
from routeplan.solver.straighten import find_line
from routeplan.solver.to_earth import lay_on_earth


def solve_course(problem: DiverseProblem, keeping: Keeping) -> Course | None:
    """Find the cheapest course that keeps away from what it has to; None where there is none."""
    tick()
    others = keeping.others
    starts = problem.free(problem.starts, (each.start for each in others))
    ends = problem.free(problem.ends, (each.end for each in others))
    if len(starts) * len(ends) > 1:
        chosen = _choose_ends(problem, keeping, starts, ends)
        if chosen is None:
            return None
        starts, ends = chosen
    return _solve_between(problem, keeping, starts[0], ends[0])


def with_others(problem: DiverseProblem, course: Course, others: Sequence[Course], *, priced: bool) -> Course:
    """Charge a course what it pays for its nearness to others."""
    keeping = Keeping(tuple(others), priced=priced)
    cost_grid = medium_for(problem, keeping, (course.start, course.end))
    return replace(course, near_usd=cost_grid.cost_of(course.path.row, course.path.col) - course.cost_usd)


def _solve_between(problem: DiverseProblem, keeping: Keeping, start: Landing, end: Landing) -> Course | None:
    cost_grid = medium_for(problem, keeping, (start, end))
    try:
        path = find_line(cost_grid, place(start), place(end), landfall_limit_km=problem.landfall_limit_km)
    except (NoRouteError, UsageError):
        if not (keeping.others or keeping.discs):
            raise
        return None  # closed off, or an end itself is
    lon, lat = lay_on_earth(path, problem.cost_grid, problem.surface)
    cost_usd = problem.cost_grid.cost_of(path.row, path.col)
    near_usd = cost_grid.cost_of(path.row, path.col) - cost_usd if keeping.priced or problem.charges else 0.0
    return Course(start, end, path, lon, lat, cost_usd, near_usd)


def _choose_ends(
    problem: DiverseProblem, keeping: Keeping, starts: tuple[Landing, ...], ends: tuple[Landing, ...]
) -> tuple[tuple[Landing], tuple[Landing]] | None:
    """Find the cheapest pair of landings: from all starts at once to every end, and back from the best end."""
    if not (starts and ends):
        return None
    # Which landings a route takes is not known yet: near any of them it may pass.
    cost_grid = medium_for(problem, keeping, (*starts, *ends))
    limit_km = problem.landfall_limit_km
    try:
        forth = find_field(cost_grid, *map(place, starts), landfall_limit_km=limit_km)
        cost = find_arrivals(cost_grid, forth, [place(each) for each in ends], landfall_limit_km=limit_km)
        if not np.isfinite(cost).any():
            return None
        end = ends[int(np.argmin(cost))]
        if len(starts) == 1:
            return (starts[0],), (end,)
        back = find_field(cost_grid, place(end), landfall_limit_km=limit_km)
        cost = find_arrivals(cost_grid, back, [place(each) for each in starts], landfall_limit_km=limit_km)
    except UsageError:  # a landing lies in waters that others close
        return None
    return (starts[int(np.argmin(cost))],), (end,)
