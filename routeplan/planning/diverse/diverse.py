"""Find routes that are kept physically apart: check the problem, search, prove, measure the separation."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from time import perf_counter
from typing import TYPE_CHECKING, cast

from routeplan.catalog.landings import find_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError, check_number
from routeplan.geo.geodesy import geodesic_km
from routeplan.planning.diverse.kept_set import FoundSet, keep_set, keep_set_bound
from routeplan.planning.diverse.metrics import Separation, measure_separation
from routeplan.planning.diverse.problem import CandidatePath, DiverseRoutingProblem
from routeplan.planning.diverse.proximity_charge import charge_proximity
from routeplan.planning.diverse.refined_paths import refine_set
from routeplan.planning.diverse.result import Diverse
from routeplan.planning.diverse.search import find_path_set
from routeplan.planning.diverse.set_bound import bound_set
from routeplan.planning.legs import Refine
from routeplan.planning.route import Route
from routeplan.planning.stops import LandingLike, is_position_pair, landing_of, place_of
from routeplan.runtime.notices import tell
from routeplan.runtime.progress import track_count, track_stages
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import find_every_landfall

if TYPE_CHECKING:
    import geopandas as gpd

_MOST_ROUTES = 6
# Of a cell. Routes through different cells are further apart than any smaller separation says.
_LEAST_SEPARATION = 0.1


def find_usable_landings(
    cost_grid: CostGrid, named: LandingLike | Sequence[LandingLike], *, limit_km: float
) -> tuple[Landing, ...]:
    """Look up landings; of several, keep those that are near the sea of a cost grid.

    Parameters
    ----------
    cost_grid : CostGrid
    named : str, (lat, lon), Landing or several of them
        What :func:`routeplan.catalog.landings.find_landings` takes.
    limit_km : float
        Largest distance from a landing to the sea.

    Raises
    ------
    UsageError
        If a landing does not exist, or if several are given and none is near the sea.
    """
    one = isinstance(named, str | Landing) or is_position_pair(named)
    given = cast("Sequence[LandingLike]", [named] if one else named)
    landings = dict.fromkeys(
        landing
        for name in given
        for landing in (find_landings(name) if isinstance(name, str) else (landing_of(name),))
    )
    if len(landings) == 1:
        return tuple(landings)
    near_sea = []
    for landing in landings:
        with suppress(UsageError):  # outside the grid, or too far inland
            find_every_landfall(cost_grid, place_of(landing), limit_km=limit_km)
            near_sea.append(landing)
    if not near_sea:
        names = ", ".join(landing.name for landing in landings) or "no landings"
        raise UsageError(
            f"no landing within {limit_km:g} km of the sea in this bathymetry: {names}; name other landings"
        )
    return tuple(near_sea)


def check_numbers(count: int, separation_km: float, landing_zone_km: float) -> None:
    """Check the numbers of a diverse routing problem.

    Raises
    ------
    UsageError
        If the number of routes is out of range, or the separation or the landing zone is not a distance.
    """
    check_number(count, "count", whole=True)
    check_number(separation_km, "separation in km")
    check_number(landing_zone_km, "landing zone in km")
    if not 2 <= count <= _MOST_ROUTES:
        raise UsageError(f"count is {count}: pass 2 to {_MOST_ROUTES} routes")
    if not 0.0 < separation_km < math.inf:
        raise UsageError(f"separation is {separation_km:g} km: pass a value above 0")
    if not 0.0 <= landing_zone_km < math.inf:
        raise UsageError(f"landing zone is {landing_zone_km:g} km: pass 0 or more")


def check_problem(problem: DiverseRoutingProblem) -> None:
    """Check that a problem can have a solution, before anything is solved.

    Raises
    ------
    UsageError
        As :func:`check_numbers`; or if the separation is less than a tenth of a cell, if there are fewer landings than
        routes and no route may share one, or if the landing zones cover everything between the two ends.
    """
    check_numbers(problem.count, problem.separation_km, problem.zone_km - problem.separation_km)
    spacing_km = problem.grid.spacing_m / 1000.0
    if problem.separation_km < (least_km := _LEAST_SEPARATION * spacing_km):
        raise UsageError(
            f"separation is {problem.separation_km:g} km, less than a tenth of a cell of {spacing_km:g} km: "
            f"pass {least_km:g} km or more, or smaller cells"
        )
    if not problem.shared_landings:
        for landings in (problem.starts, problem.ends):
            if 1 < len(landings) < problem.count:
                names = ", ".join(landing.name for landing in landings)
                raise UsageError(
                    f"{problem.count} routes but only {len(landings)} landings ({names}): "
                    "name at least as many landings as routes, or allow shared landings"
                )
    pairs = ((start, end) for start in problem.starts for end in problem.ends)
    furthest_km = max(geodesic_km(start.lon, start.lat, end.lon, end.lat) for start, end in pairs)
    if furthest_km <= 2.0 * problem.zone_km:
        raise UsageError(
            f"landing zones of {problem.zone_km:g} km cover the whole way between landings {furthest_km:,.0f} km "
            "apart: pass a smaller separation or landing zone"
        )


def find_diverse(
    problem: DiverseRoutingProblem,
    value: Callable[[CandidatePath], Route],
    *,
    zones: gpd.GeoDataFrame,
    refine: Refine | None = None,
    prove: bool = True,
) -> Diverse:
    """Find the set of separated routes with the lowest total cost.

    Parameters
    ----------
    problem : DiverseRoutingProblem
    value : callable
        Makes a route of a path.
    zones : GeoDataFrame
        Zones of hazards and chokepoints.
    refine : callable, optional
        Refines lines along the coast.
    prove : bool
        Whether to compute a lower bound on the cost of any set. The bound takes longer than the search.

    Raises
    ------
    UsageError
        If the problem cannot have a solution.
    NoRouteError
        If no sea path joins the ends.
    """
    check_problem(problem)
    with track_stages("keeping routes apart", total=2) as stage:
        stage("search")
        sets = keep_set(problem, lambda: _find_set(problem, refine))
        searched, found = sets.searched, sets.refined
        stage("proof")

        def prove_bound() -> float | None:
            return bound_set(problem, replace(searched, too_near=found.too_near))

        bound_usd = keep_set_bound(problem, prove_bound) if prove else None
    for remark in found.remarks:
        tell(remark)
    routes = charge_proximity(problem, [value(path) for path in found.paths])
    count = len(routes)
    named = tuple(
        replace(route, name=f"{route.name}, {number} of {count}")
        for number, route in enumerate(routes, start=1)
    )
    return Diverse(
        routes=named,
        best=value(found.best),
        separation_km=problem.separation_km,
        zone_km=problem.zone_km,
        pairs=_measure_pairs(problem, named, zones),
        line_usd=sum(path.cost_usd for path in found.paths),
        searched_usd=sum(path.cost_usd for path in searched.paths),
        greedy_usd=found.greedy_usd,
        bound_usd=bound_usd,
        solve_seconds=sets.seconds,
    )


def _find_set(problem: DiverseRoutingProblem, refine: Refine | None) -> FoundSet:
    """Search a set on whole cells, and refine it along the coast."""
    began = perf_counter()
    with track_count("tried", unit="paths"):
        searched = find_path_set(problem)
    refined = searched if refine is None else refine_set(problem, searched, refine)
    return FoundSet(searched, refined, perf_counter() - began)


def _measure_pairs(
    problem: DiverseRoutingProblem, routes: Sequence[Route], zones: gpd.GeoDataFrame
) -> tuple[Separation, ...]:
    """Measure the separation of every two routes."""
    return tuple(
        measure_separation(
            *pair,
            separation_km=problem.separation_km,
            zone_km=problem.zone_km,
            zones=zones,
            projection=problem.grid.projection,
        )
        for pair in combinations(routes, 2)
    )
