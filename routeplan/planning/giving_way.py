"""Closed areas that give way: the route through soft ones, and a refusal that names those that would have to give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.errors import NoRouteError
from routeplan.planning.barriers import Barrier
from routeplan.planning.gave_way import GaveWay, GivenWay
from routeplan.planning.preconditions import check_stops
from routeplan.planning.prepared import Prepared
from routeplan.planning.smallest_sets import (
    AnyPlanner,
    BarrierSet,
    SmallestSets,
    Terminals,
    find_smallest_sets,
    find_soft_at,
    open_barriers,
)
from routeplan.runtime.notices import tell

if TYPE_CHECKING:
    from routeplan.planning.route import Route

_Asked_contra = TypeVar("_Asked_contra", bound=Prepared, contravariant=True)
_MOST_COMPARED = 16  # sets of equal size whose routes are compared: each takes a search


class BarredError(NoRouteError):
    """Closed areas that leave no way.

    Attributes
    ----------
    barriers : tuple of GivenWay
        The smallest set that would have to give way.
    route : Route or None
        The route if it did; None where several landings were given.

    Examples
    --------
    With the Strait of Gibraltar closed, no route from Marseille reaches the Atlantic:

    >>> import shapely
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> strait = rp.Avoid(shapely.box(-8, 34, -4, 38), name="Strait of Gibraltar")
    >>> try:
    ...     planner.route("43.2,5.3", "galway", avoid=strait)
    ... except rp.BarredError as barred:
    ...     print([area.name for area in barred.barriers], barred.route.name)
    ['Strait of Gibraltar'] 43.2N 5.3E – Galway
    """

    def __init__(self, message: str, barriers: Sequence[GivenWay], route: Route | None = None) -> None:
        super().__init__(message)
        self.barriers = tuple(barriers)
        self.route = route


class FindRoute(Protocol[_Asked_contra]):
    """Finds the cheapest route of a planner through checked stops, past all that is closed."""

    def __call__(
        self, planner: _Asked_contra, stops: Sequence[Landing], /, *, name: str | None, prove: bool
    ) -> Route:
        """Find it."""


@dataclass(frozen=True, slots=True)
class RouteQuestion(Generic[AnyPlanner]):
    """A route that is asked for.

    Attributes
    ----------
    planner : Planner
    stops : sequence of Landing
    find : callable
        Finds the route of a planner past all that is closed.
    name, prove
        As for a route.
    """

    planner: AnyPlanner
    stops: Sequence[Landing]
    find: FindRoute[AnyPlanner]
    name: str | None
    prove: bool

    def answer(self) -> Route:
        """Find the route past all that is closed."""
        return self.find(self.planner, self.stops, name=self.name, prove=self.prove)


def route_past_barriers(question: RouteQuestion[AnyPlanner]) -> Route:
    """Plan the route past all barriers or, where they leave none, through the smallest set that has to give.

    Raises
    ------
    UsageError
        If no route joins the stops because of where they are.
    BarredError
        If a hard barrier would have to give.
    NoRouteError
        If there is no route whatever gives: land parts the stops.
    """
    planner, stops = question.planner, question.stops
    if held := find_soft_at(planner, stops):
        return _route_through(question, held=held)
    check_stops(planner, *stops)
    try:
        return question.answer()
    except NoRouteError as error:
        if planner.opened or not planner.has_barriers:
            raise
        return _route_through(question, refused=error)


def _route_through(
    question: RouteQuestion[AnyPlanner], *, held: BarrierSet = (), refused: NoRouteError | None = None
) -> Route:
    """Plan through the smallest set, which has the soft barriers that hold a stop; hard ones are refused."""
    stops = question.stops
    found = find_smallest_sets(question.planner, [[stop] for stop in stops], held)
    if not any(found.sets):
        raise _parted(found, refused, stops)
    route = _planned(question, found)
    if any(area.soft is None for area in route.gave_way.areas):
        raise _barred(route, stops)
    titles = " and ".join(area.title for area in route.gave_way.areas)
    tell(
        f"gave way: {titles}, because closed areas leave no other way {_ends(stops)}; kilometres and cost are in the "
        "results"
    )
    return route


def _planned(question: RouteQuestion[AnyPlanner], found: SmallestSets) -> Route:
    """Plan with the set open whose route is the cheapest, and tell what of the route is inside; hard ones unproven."""
    planner, stops = question.planner, question.stops
    given, extra_usd, instead = _cheapest(planner, found, stops)
    is_soft = all(barrier.soft is not None for barrier in given)
    opened = open_barriers(planner, found.barriers, given)
    check_stops(opened, *stops)
    route = replace(question, planner=opened, prove=question.prove and is_soft).answer()
    gave = GaveWay(tuple(_inside(planner, route, barrier) for barrier in given), extra_usd, instead)
    # The opened planner is gone after this: what a position list needs comes from the planner that was asked.
    return replace(route, gave_way=gave, origin=planner.origin)


@contextmanager
def naming_barriers(
    planner: AnyPlanner, find: FindRoute[AnyPlanner] | None, *stops: Terminals
) -> Iterator[None]:
    """Name the barriers that would have to give way where there is no route, for what opens none by itself.

    Parameters
    ----------
    planner : Planner
    find : callable or None
        Finds the route that there would be between single landings, to say what it costs; None for what is no route.
    stops : sequence of sequence of Landing
        All of them are to be joined.

    Raises
    ------
    BarredError
        If closed areas leave no way, soft or hard.
    """
    try:
        yield
    except BarredError:
        raise
    except NoRouteError as error:
        if planner.opened or not planner.has_barriers:
            raise
        found = find_smallest_sets(planner, stops)
        if not any(found.sets):
            raise
        raise _named(planner, found, stops, find) from error


def _cheapest(
    planner: Prepared, found: SmallestSets, stops: Sequence[Landing]
) -> tuple[BarrierSet, float, tuple[tuple[str, float], ...]]:
    """Choose the set with the cheapest route; tell what it costs above that with all open, and what the others add."""
    everything = _objective_usd(open_barriers(planner, found.barriers, found.barriers), stops)
    compared = found.sets[:_MOST_COMPARED]
    if len(found.sets) > len(compared):
        tell(
            f"{len(found.sets)} smallest sets of closed areas have equal size; the cheapest of the first "
            f"{len(compared)} is taken"
        )
    costs: list[tuple[float, BarrierSet]] = []
    for given in compared:
        usd = _objective_usd(open_barriers(planner, found.barriers, given), stops)
        costs.append((usd, given))
    best_usd, best = min(costs, key=lambda cost: cost[0])
    if not np.isfinite(best_usd):
        raise NoRouteError(
            f"no sea path {_ends(stops)}: it is open on whole cells only if {_names(best)} gives way, and the coast "
            "inside the cells closes it; choose another landing or a finer grid"
        )
    others = [
        cost
        for cost in sorted(costs, key=lambda cost: cost[0])
        if cost[1] is not best and np.isfinite(cost[0])
    ]
    return (
        best,
        max(0.0, best_usd - everything),
        tuple((_names(given), usd - best_usd) for usd, given in others),
    )


def _objective_usd(planner: Prepared, stops: Sequence[Landing]) -> float:
    """Cost of the cheapest path on whole cells; infinite where the coast inside them closes it."""
    try:
        legs = [planner.legs.find(*pair) for pair in pairwise(stops)]
    except NoRouteError:
        return np.inf
    return float(sum(leg.bounded.cost_of(leg.searched.row, leg.searched.col) for leg in legs))


def _inside(planner: Prepared, route: Route, barrier: Barrier) -> GivenWay:
    samples = planner.surface.along(route.line)
    inside = barrier.holds(samples.rows, samples.cols)
    usd_per_km = samples.usd_per_km[inside].astype(np.float64) * samples.heading_times[inside]
    usd = float(np.dot(usd_per_km, samples.lengths_km[inside]))
    changes = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    ends = samples.points.kp_km[changes].reshape(-1, 2)
    return GivenWay(
        barrier.name,
        barrier.soft,
        float(samples.lengths_km[inside].sum()),
        usd,
        tuple((float(first), float(last)) for first, last in ends),
        barrier,
    )


def _barred(route: Route, stops: Sequence[Landing]) -> BarredError:
    gave = route.gave_way
    cost = f"{route.length_km:,.0f} km, build {route.build_cost_usd / 1e6:,.1f} M USD"
    if route.breakdown is not None:
        cost += f", life cost {route.life_cost_usd / 1e6:,.1f} M USD"
    others = [f"{names} by {usd / 1e6:,.1f} M USD" for names, usd in gave.instead]
    instead = f"; of equal size, but more expensive: {', or '.join(others)}" if others else ""
    return BarredError(
        f"no sea path {_ends(stops)}: closed areas leave no way. The smallest set that has to give way: {gave.text} of "
        f"the objective{instead}. The route would then have {cost}; open these areas, or let them give way (soft)",
        gave.areas,
        route,
    )


def _named(
    planner: AnyPlanner, found: SmallestSets, stops: Sequence[Terminals], find: FindRoute[AnyPlanner] | None
) -> BarredError:
    """Refuse for a question that opens nothing; between single landings the route says what it would cost."""
    if find is not None and all(len(terminals) == 1 for terminals in stops):
        single = [terminals[0] for terminals in stops]
        return _barred(_planned(RouteQuestion(planner, single, find, None, prove=False), found), single)
    given = found.sets[0]
    others = "; of equal size: " + ", or ".join(map(_names, found.sets[1:])) if found.sets[1:] else ""
    return BarredError(
        f"no sea path {_ends([terminals[0] for terminals in stops])}: closed areas leave no way. The smallest set that "
        f"has to give way: {_names(given)}{others}; open these areas",
        [GivenWay(barrier.name, barrier.soft, np.nan, np.nan) for barrier in given],
    )


def _parted(found: SmallestSets, refused: NoRouteError | None, stops: Sequence[Landing]) -> NoRouteError:
    why = str(refused) if refused else f"no sea path {_ends(stops)}"
    if found.sets or not found.barriers:
        return NoRouteError(why)
    return NoRouteError(f"{why}; it is land that parts them: no closed area that gives way would join them")


def _names(barriers: BarrierSet) -> str:
    return " and ".join(barrier.text for barrier in barriers)


def _ends(stops: Sequence[Landing]) -> str:
    return " -> ".join(stop.name for stop in stops)
