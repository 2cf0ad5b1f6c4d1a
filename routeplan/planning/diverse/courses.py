"""The cheapest course for one cable while its siblings lie where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.errors import NoRouteError, UsageError
from routeplan.planning.diverse.exclusion import medium_for
from routeplan.planning.diverse.problem import Course, Keeping, Question, place
from routeplan.runtime.progress import tick
from routeplan.solver.cost_fields import find_arrivals, find_field
from routeplan.solver.straighten import find_line
from routeplan.solver.to_earth import lay_on_earth


def solve_course(question: Question, keeping: Keeping) -> Course | None:
    """Find the cheapest course that keeps away from what it has to; None where there is none."""
    tick()
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
    medium = medium_for(question, keeping, (course.start, course.end))
    return replace(course, near_usd=medium.cost_of(course.path.row, course.path.col) - course.cost_usd)


def _solve_between(question: Question, keeping: Keeping, start: Landing, end: Landing) -> Course | None:
    medium = medium_for(question, keeping, (start, end))
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
    medium = medium_for(question, keeping, (*starts, *ends))
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
