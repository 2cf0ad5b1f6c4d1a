"""A set of courses that is cheapest together, not one after the other.

The best first course may block the rest: it takes the middle of three gaps, or the middle of the sea, and all others go
round. So the search begins from many first courses: the cheapest, and the cheapest that stay out of a disc somewhere
along it, the discs covering it from zone to zone. Each is completed with the cheapest that its others leave, the
same way down. The best sets are then settled: each course in turn is solved anew between its others; and two
trade: one may come nearer to the other by half the separation, and the other moves off from it, as long as the set
gains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from routeplan.errors import NoRouteError
from routeplan.planning.diverse.alternatives import Courses, find_alternatives, find_hardest, without_twins
from routeplan.planning.diverse.courses import solve_course, with_others
from routeplan.planning.diverse.exclusion import within_reach
from routeplan.planning.diverse.problem import Course, DiverseProblem, Keeping, places_of

_KEPT = 3  # sets that are settled
_SETTLED_WITHIN = 0.02  # sets so much dearer than the cheapest may overtake it
_ROUNDS = 6
_GAIN = 2e-5  # of a set's cost: less is rounding
_TRADES = (0.5, 0.25, 0.125)  # of the separation
_CHECKS = 3
_SPARE_KM = 0.1  # beyond what a check has shown to be missing
# Cost, in that of the best course, up to which waters are searched first, and where no set is found there.
_FIRST_LIMIT, _WIDEST_LIMIT = 1.25, 4.0


@dataclass(frozen=True)
class Found:
    """The set that was found.

    Attributes
    ----------
    best : Course
        The cheapest course without others.
    courses : tuple of Course
        The cheapest first.
    greedy_usd : float, optional
        Cost of the best and then the next, each where its forerunners leave room; None where that leaves none.
    pinched : bool
        Whether the separation could not be had, and this is the best there is.
    hardest : (lon, lat), optional
        The place on the best course that is dearest to avoid.
    """

    best: Course
    courses: Courses
    greedy_usd: float | None
    pinched: bool
    hardest: tuple[float, float] | None


def find_courses(problem: DiverseProblem) -> Found:
    """Find courses that are kept apart and together cost least; where they cannot be, the best there is.

    Raises
    ------
    UsageError, NoRouteError
        If there is no course even without others.
    """
    best = solve_course(problem, Keeping())
    if best is None:
        raise NoRouteError(f"no sea path {problem.starts[0].name} -> {problem.ends[0].name}")
    limit_usd = _FIRST_LIMIT * best.cost_usd
    while True:
        found = _find_within(within_reach(problem, limit_usd), best)
        # Whoever is dearer than this makes the set dearer than the one found.
        needed_usd = sum(each.cost_usd for each in found.courses) - (problem.count - 1) * best.cost_usd
        if needed_usd <= limit_usd and not (found.pinched and limit_usd < _WIDEST_LIMIT * best.cost_usd):
            return found if found.greedy_usd else replace(found, greedy_usd=_greedy_usd(problem, best))
        limit_usd = max(needed_usd, _WIDEST_LIMIT * best.cost_usd)


def _find_within(problem: DiverseProblem, best: Course) -> Found:
    """Find the set in the waters that a problem is cut down to."""
    first_choices = list(find_alternatives(problem, (), best))
    hardest = find_hardest(problem, best, first_choices)
    others = [each for _, each in first_choices]
    sets = _complete(problem, best, others, priced=False)
    if sets:
        greedy = next((_total(each) for each in sets if each[0] is best), None)
        return _found(problem, best, _polish(problem, sets), greedy, hardest)
    pinched = _settle(problem, min(_complete(problem, best, others, priced=True), key=_total), priced=True)
    # Courses that give way to one another may have found what none finds alone.
    sets = _complete(problem, best, pinched, priced=False)
    return _found(problem, best, _polish(problem, sets) if sets else pinched, None, hardest)


def _greedy_usd(problem: DiverseProblem, best: Course) -> float | None:
    """Cost of the best and then the next, wherever it leads; None where there is no next."""
    courses: Courses = (best,)
    while len(courses) < problem.count:
        following = solve_course(problem, Keeping(courses))
        if following is None:
            return None
        courses = (*courses, following)
    return _total(courses)


def _found(
    problem: DiverseProblem,
    best: Course,
    courses: Courses,
    greedy_usd: float | None,
    hardest: tuple[float, float] | None,
) -> Found:
    """Order a set, and say whether it is as far apart as was asked for."""
    apart = _least_km(problem, courses) >= problem.separation_km
    ordered = tuple(sorted(courses, key=lambda each: each.cost_usd))
    return Found(best, ordered, greedy_usd, not apart, hardest)


def least_separation_km(problem: DiverseProblem, one: Course, other: Course) -> float:
    """Measure the least distance between two courses outside the zones of both; infinite where nothing lies outside."""
    places = places_of(one.start, one.end, other.start, other.end)
    least = np.inf
    for here, there in ((one, other), (other, one)):
        outer = here.track.outside(places, problem.zone_km)
        if outer.any():
            least = min(least, float(there.track.distance_km(here.track.in_space_km[outer]).min()))
    return least


def _complete(
    problem: DiverseProblem, best: Course, others: Sequence[Course], *, priced: bool
) -> list[Courses]:
    """Complete sets from several first courses, the greedy one first."""
    sets: list[Courses] = []
    for first in without_twins([best, *sorted(others, key=lambda each: each.cost_usd)]):
        _extend(problem, (first,), best.cost_usd, sets, priced=priced)
    return sets


def _extend(
    problem: DiverseProblem, fixed: Courses, cheapest_usd: float, sets: list[Courses], *, priced: bool
) -> None:
    """Add courses to those that are fixed until the set is whole, in every way that may still be the best."""
    left = problem.count - len(fixed)
    if not left:
        sets.append(fixed)
        return
    if _total(fixed) + left * cheapest_usd > _limit(sets):
        return
    following = solve_course(problem, Keeping(fixed, priced=priced))
    if following is None:
        return
    choices = [following]
    if left > 1 and not priced:
        choices += [each for _, each in find_alternatives(problem, fixed, following)]
    for each in without_twins(choices):
        if _total(fixed) + each.total_usd + (left - 1) * following.total_usd <= _limit(sets):
            _extend(problem, (*fixed, each), cheapest_usd, sets, priced=priced)


def _limit(sets: Sequence[Courses]) -> float:
    return min(map(_total, sets), default=np.inf) * (1.0 + _SETTLED_WITHIN)


def _polish(problem: DiverseProblem, sets: Sequence[Courses]) -> Courses:
    """Settle the best of some sets, take the best of these, and measure it."""
    ranked = sorted(sets, key=_total)
    near = [each for each in ranked if _total(each) <= _limit(ranked)][:_KEPT]
    settled = [_trade(problem, _settle(problem, each, priced=False)) for each in near]
    return _checked(problem, min(settled, key=_total))


def _settle(problem: DiverseProblem, courses: Courses, *, priced: bool) -> Courses:
    """Solve each course anew between its others until none gains."""
    now = list(courses)
    for _ in range(_ROUNDS):
        gained = False
        for number, course in enumerate(now):
            others = (*now[:number], *now[number + 1 :])
            other = solve_course(problem, Keeping(others, priced=priced))
            own = _charged(problem, course, others, priced=priced)
            if other is not None and other.total_usd < own.total_usd * (1.0 - _GAIN):
                now[number], gained = other, True
            else:
                now[number] = own
        if not gained:
            break
    return tuple(now)


def _trade(problem: DiverseProblem, courses: Courses) -> Courses:
    """Let one course come nearer to another, which then moves off, as long as the set gains."""
    now = courses
    for share in _TRADES:
        gained = True
        while gained:
            gained = False
            for pair in combinations(range(len(now)), 2):
                for mover, giver in (pair, pair[::-1]):
                    other = _traded(problem, now, mover, giver, share)
                    if other is not None and _total(other) < _total(now) * (1.0 - _GAIN):
                        now, gained = other, True
    return now


def _traded(
    problem: DiverseProblem, courses: Courses, mover: int, giver: int, share: float
) -> Courses | None:
    others = [each for number, each in enumerate(courses) if number != mover]
    gives = tuple(1.0 - share if each is courses[giver] else 1.0 for each in others)
    moved = solve_course(problem, Keeping(tuple(others), gives))
    if moved is None or moved.cost_usd >= courses[mover].cost_usd * (1.0 - _GAIN):
        return None
    traded = list(courses)
    traded[mover] = moved
    given = solve_course(problem, Keeping((*traded[:giver], *traded[giver + 1 :])))
    if given is None:
        return None
    traded[giver] = given
    return tuple(
        _charged(problem, each, (*traded[:number], *traded[number + 1 :]), priced=False)
        for number, each in enumerate(traded)
    )


def _charged(problem: DiverseProblem, course: Course, others: Courses, *, priced: bool) -> Course:
    """Charge a course for others that have moved, where nearness to them costs anything."""
    return with_others(problem, course, others, priced=priced) if priced or problem.charges else course


def _checked(problem: DiverseProblem, courses: Courses) -> Courses:
    """Measure the courses on the Earth, and widen the barriers by what is missing, if anything is.

    Raises
    ------
    NoRouteError
        If that does not help.
    """
    for _ in range(_CHECKS):
        least_km = _least_km(problem, courses)
        missing_km = problem.separation_km - least_km
        if missing_km <= 0.0:
            return courses
        problem = replace(problem, extra_km=problem.extra_km + missing_km + _SPARE_KM)
        now = list(courses)
        for number in range(len(now)):
            other = solve_course(problem, Keeping((*now[:number], *now[number + 1 :])))
            now[number] = other or now[number]
        courses = tuple(now)
    raise NoRouteError(
        f"routes came within {least_km:.2f} km of one another, {problem.separation_km:g} km were asked for; "
        "take a finer grid"
    )


def _least_km(problem: DiverseProblem, courses: Courses) -> float:
    return min(least_separation_km(problem, *pair) for pair in combinations(courses, 2))


def _total(courses: Courses) -> float:
    return sum(each.total_usd for each in courses)
