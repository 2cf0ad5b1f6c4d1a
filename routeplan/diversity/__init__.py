"""Routes that are kept physically apart, chosen together, measured on the Earth, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from time import perf_counter

import geopandas as gpd

from routeplan.diversity.bound import bound_set
from routeplan.diversity.courses import Course, Question
from routeplan.diversity.metrics import Pinch, Separation, SharedRisk, measure_separation
from routeplan.diversity.result import Diverse, Price, describe_pinch
from routeplan.diversity.search import find_courses
from routeplan.errors import UsageError
from routeplan.geodesy import geodesic_km
from routeplan.route import Route

__all__ = [
    "Course",
    "Diverse",
    "Pinch",
    "Price",
    "Question",
    "Separation",
    "SharedRisk",
    "check_question",
    "describe_pinch",
    "find_diverse",
]

_MOST_ROUTES = 6


def check_question(question: Question) -> None:
    """Refuse a question that has no answer, before anything is solved.

    Raises
    ------
    UsageError
        If there are fewer than two routes or too many, the separation or the zone is no distance, there are too few
        landings for routes that share none, or the zones leave nothing between the ends.
    """
    if not 2 <= question.count <= _MOST_ROUTES:
        raise UsageError(f"{question.count} routes kept apart; give 2 to {_MOST_ROUTES}")
    if not 0.0 < question.separation_km < math.inf:
        raise UsageError(f"routes {question.separation_km:g} km apart; give kilometres above 0")
    if not question.separation_km <= question.zone_km < math.inf:
        beyond_km = question.zone_km - question.separation_km
        raise UsageError(f"landing zone of {beyond_km:g} km beyond the separation; give kilometres from 0")
    if not question.shared_landings:
        for landings in (question.starts, question.ends):
            if 1 < len(landings) < question.count:
                names = ", ".join(each.name for each in landings)
                raise UsageError(
                    f"{question.count} routes from {len(landings)} landings ({names}); give as many or let routes share"
                )
    pairs = ((a, b) for a in question.starts for b in question.ends)
    furthest_km = max(geodesic_km(a.lon, a.lat, b.lon, b.lat) for a, b in pairs)
    if furthest_km <= 2.0 * question.zone_km:
        raise UsageError(
            f"zones of {question.zone_km:g} km round landings {furthest_km:,.0f} km apart leave nothing to keep apart; "
            "give a smaller separation or landing zone"
        )


def find_diverse(
    question: Question,
    value: Callable[[Course], Route],
    *,
    zones: gpd.GeoDataFrame,
    prove: bool = True,
) -> Diverse:
    """Find routes that are kept apart and together cost least.

    Parameters
    ----------
    question : Question
    value : callable
        Makes a route of a course.
    zones : GeoDataFrame
        Of hazards and chokepoints.
    prove : bool
        Whether to bound from below what any set costs, which takes longer than finding one.

    Raises
    ------
    UsageError
        If the question has no answer.
    NoRouteError
        If no sea path joins the ends.
    """
    check_question(question)
    began = perf_counter()
    found = find_courses(question)
    seconds = perf_counter() - began
    routes = [value(course) for course in found.courses]
    count = len(routes)
    named = tuple(
        replace(route, name=f"{route.name}, {number} of {count}")
        for number, route in enumerate(routes, start=1)
    )
    pairs = [
        measure_separation(
            *pair,
            separation_km=question.separation_km,
            zone_km=question.zone_km,
            zones=zones,
            projection=question.grid.projection,
        )
        for pair in combinations(named, 2)
    ]
    return Diverse(
        routes=named,
        best=value(found.best),
        separation_km=question.separation_km,
        zone_km=question.zone_km,
        pairs=tuple(pairs),
        line_usd=sum(course.cost_usd for course in found.courses),
        greedy_usd=found.greedy_usd,
        bound_usd=bound_set(question, found) if prove else None,
        solve_seconds=seconds,
    )
