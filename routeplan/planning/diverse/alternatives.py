"""Other courses than the cheapest that may make a better set: round a place on it, or from other landings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from routeplan.geo.track import Track
from routeplan.planning.diverse.courses import solve_course
from routeplan.planning.diverse.problem import Course, DiverseProblem, Keeping, places_of

Courses = tuple[Course, ...]
# Discs along a course by the number that are still to be chosen: fewer where each asks for more.
_DISCS = {2: 8, 3: 4}
_FEWEST_DISCS = 2
_DISCS_OF_MANY_LANDINGS = 4
_SAME_KM = 2.0  # courses no further apart anywhere are one


def find_alternatives(
    problem: DiverseProblem, fixed: Courses, course: Course
) -> Iterator[tuple[tuple[float, float], Course]]:
    """Courses that stay out of a disc along a course, with the middle of the disc; the discs cover it."""
    yield from _with_other_landings(problem, fixed, course)
    left = problem.count - len(fixed)
    many = len(problem.starts) * len(problem.ends) > 1
    discs = _DISCS_OF_MANY_LANDINGS if many else _DISCS.get(left, _FEWEST_DISCS)
    outer = np.flatnonzero(course.track.outside(places_of(course.start, course.end), problem.zone_km))
    if not len(outer):
        return
    kp_km = course.track.kp_km[outer]
    step_km = (kp_km[-1] - kp_km[0]) / discs
    radius_km = max(problem.separation_km, step_km) / 2.0
    for number in range(discs):
        at = outer[np.argmin(np.abs(kp_km - kp_km[0] - (number + 0.5) * step_km))]
        middle = Track(course.track.lon[[at]], course.track.lat[[at]])
        keeping = Keeping(fixed, discs=((middle, radius_km),))
        found = solve_course(problem, keeping)
        if found is not None:
            yield (float(middle.lon[0]), float(middle.lat[0])), found


def _with_other_landings(
    problem: DiverseProblem, fixed: Courses, course: Course
) -> Iterator[tuple[tuple[float, float], Course]]:
    """Courses that leave a course's landings to others, with the landing: one may serve another route better."""
    if problem.shared_landings:
        return
    other_starts = tuple(each for each in problem.starts if each.id != course.start.id)
    other_ends = tuple(each for each in problem.ends if each.id != course.end.id)
    for left, asked in (
        (course.start, replace(problem, starts=other_starts)),
        (course.end, replace(problem, ends=other_ends)),
    ):
        found = solve_course(asked, Keeping(fixed)) if asked.starts and asked.ends else None
        if found is not None:
            yield (left.lon, left.lat), found


def without_twins(courses: Sequence[Course]) -> list[Course]:
    """Leave out courses that run where one before them does."""
    kept: list[Course] = []
    for course in courses:
        points = course.track.in_space_km[::10]
        if not any((each.track.distance_km(points) <= _SAME_KM).all() for each in kept):
            kept.append(course)
    return kept


def find_hardest(
    problem: DiverseProblem, best: Course, choices: Sequence[tuple[tuple[float, float], Course]]
) -> tuple[float, float] | None:
    """Find the place that is dearest to avoid, of those round which half the separation lies outside the zones."""
    beyond_km = problem.zone_km + problem.separation_km / 2.0
    ends = places_of(best.start, best.end)
    far = [
        (course.cost_usd, middle)
        for middle, course in choices
        if Track(np.array([middle[0]]), np.array([middle[1]])).outside(ends, beyond_km).all()
    ]
    return max(far)[1] if far else None
