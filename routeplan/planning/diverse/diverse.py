"""Routes that are kept physically apart, chosen together, measured on the Earth, and what that costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from time import perf_counter

import geopandas as gpd

from routeplan.catalog.landings import find_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.planning.diverse.metrics import measure_separation
from routeplan.planning.diverse.problem import Course, DiverseProblem
from routeplan.planning.diverse.proximity_charge import charge_proximity
from routeplan.planning.diverse.result import Diverse
from routeplan.planning.diverse.search import find_courses
from routeplan.planning.diverse.set_bound import bound_set
from routeplan.planning.route import Route
from routeplan.runtime.progress import counting, stages
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import find_every_landfall

_MOST_ROUTES = 6


def pick_landings(
    cost_grid: CostGrid, named: str | Landing | Sequence[str | Landing], *, limit_km: float
) -> tuple[Landing, ...]:
    """Read where routes may come ashore; of several, those that lie by the sea.

    Parameters
    ----------
    cost_grid : CostGrid
    named : str, Landing or several of them
        What :func:`routeplan.catalog.landings.find_landings` takes.
    limit_km : float
        How far a landing may lie from the sea.

    Raises
    ------
    UsageError
        If there is no such landing, or of several none lies by the sea.
    """
    given = [named] if isinstance(named, str | Landing) else named
    landings = dict.fromkeys(
        landing
        for each in given
        for landing in ((each,) if isinstance(each, Landing) else find_landings(each))
    )
    if len(landings) == 1:
        return tuple(landings)
    near = []
    for landing in landings:
        with suppress(UsageError):  # beyond the grid, or too far inland
            find_every_landfall(cost_grid, (landing.name, landing.lon, landing.lat), limit_km=limit_km)
            near.append(landing)
    if not near:
        names = ", ".join(landing.name for landing in landings) or "no landings"
        raise UsageError(f"none of {names} lies by the sea of this bathymetry; give others")
    return tuple(near)


def check_numbers(count: int, separation_km: float, landing_zone_km: float) -> None:
    """Refuse numbers of which no problem can be made.

    Raises
    ------
    UsageError
        If there are fewer than two routes or too many, or the separation or the zone beyond it is no distance.
    """
    if not 2 <= count <= _MOST_ROUTES:
        raise UsageError(f"{count} routes kept apart; give 2 to {_MOST_ROUTES}")
    if not 0.0 < separation_km < math.inf:
        raise UsageError(f"routes {separation_km:g} km apart; give kilometres above 0")
    if not 0.0 <= landing_zone_km < math.inf:
        raise UsageError(
            f"landing zone of {landing_zone_km:g} km beyond the separation; give kilometres from 0"
        )


def check_problem(problem: DiverseProblem) -> None:
    """Refuse a problem that has no answer, before anything is solved.

    Raises
    ------
    UsageError
        As :func:`check_numbers`; or if there are too few landings for routes that share none, or the zones leave
        nothing between the ends.
    """
    check_numbers(problem.count, problem.separation_km, problem.zone_km - problem.separation_km)
    if not problem.shared_landings:
        for landings in (problem.starts, problem.ends):
            if 1 < len(landings) < problem.count:
                names = ", ".join(each.name for each in landings)
                raise UsageError(
                    f"{problem.count} routes from {len(landings)} landings ({names}); give as many or let routes share"
                )
    pairs = ((a, b) for a in problem.starts for b in problem.ends)
    furthest_km = max(geodesic_km(a.lon, a.lat, b.lon, b.lat) for a, b in pairs)
    if furthest_km <= 2.0 * problem.zone_km:
        raise UsageError(
            f"zones of {problem.zone_km:g} km round landings {furthest_km:,.0f} km apart leave nothing to keep apart; "
            "give a smaller separation or landing zone"
        )


def find_diverse(
    problem: DiverseProblem,
    value: Callable[[Course], Route],
    *,
    zones: gpd.GeoDataFrame,
    prove: bool = True,
) -> Diverse:
    """Find routes that are kept apart and together cost least.

    Parameters
    ----------
    problem : DiverseProblem
    value : callable
        Makes a route of a course.
    zones : GeoDataFrame
        Of hazards and chokepoints.
    prove : bool
        Whether to bound from below what any set costs, which takes longer than finding one.

    Raises
    ------
    UsageError
        If the problem has no answer.
    NoRouteError
        If no sea path joins the ends.
    """
    check_problem(problem)
    began = perf_counter()
    with stages("keeping routes apart", of=2) as stage:
        stage("search")
        with counting("tried", unit="lines"):
            found = find_courses(problem)
        seconds = perf_counter() - began
        stage("proof")
        bound_usd = bound_set(problem, found) if prove else None
    routes = charge_proximity(problem, [value(course) for course in found.courses])
    count = len(routes)
    named = tuple(
        replace(route, name=f"{route.name}, {number} of {count}")
        for number, route in enumerate(routes, start=1)
    )
    pairs = [
        measure_separation(
            *pair,
            separation_km=problem.separation_km,
            zone_km=problem.zone_km,
            zones=zones,
            projection=problem.grid.projection,
        )
        for pair in combinations(named, 2)
    ]
    return Diverse(
        routes=named,
        best=value(found.best),
        separation_km=problem.separation_km,
        zone_km=problem.zone_km,
        pairs=tuple(pairs),
        line_usd=sum(course.cost_usd for course in found.courses),
        greedy_usd=found.greedy_usd,
        bound_usd=bound_usd,
        solve_seconds=seconds,
    )
