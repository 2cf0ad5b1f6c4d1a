"""Answer questions of the workbench over one seabed, whose layers and cost surfaces stay laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from time import perf_counter
from typing import TypeAlias

import numpy as np
import xarray as xr

from routeplan.cost.assumptions import Assumptions, Weights
from routeplan.cost.scenario import Scenario
from routeplan.errors import RouteplanError, UsageError
from routeplan.live.state import PlanRequest
from routeplan.planning.corridor import check_within, derive_excess, find_fields
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route

_SURFACES_KEPT = 2  # at 5 km one holds a quarter of a gigabyte


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A route, and once it is known the corridor round it.

    Attributes
    ----------
    request : PlanRequest
    route : Route
    excess_pct : DataArray, (northing, easting), optional
        Per cent by which the cheapest route through each cell is dearer than the best, of a route with points to pass
        on the leg where that is least; NaN outside the corridor.
    terms : frozenset of str
        What costs anything anywhere under these assumptions, weights apart.
    seconds : float
        Time it took, from when it was begun.
    """

    request: PlanRequest
    route: Route
    excess_pct: xr.DataArray | None
    terms: frozenset[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request without an answer.

    Attributes
    ----------
    request : PlanRequest
    reason : str
        One line that says what to do.
    """

    request: PlanRequest
    reason: str


Reply: TypeAlias = Answer | Refusal


@dataclass(frozen=True)
class LiveSolver:
    """A planner that goes from one set of assumptions to the next without laying out the seabed again.

    Attributes
    ----------
    planner : Planner
    """

    planner: Planner

    def replies(self, request: PlanRequest) -> Iterator[Reply]:
        """Answer a request in two steps, the route and then the corridor too, or say why there is none."""
        began = perf_counter()
        try:
            self._check(request)
            planner = self._ready(request)
            route = planner.route(request.start, request.end, via=request.via, prove=False)
            answer = Answer(request, route, None, frozenset(planner.surface.terms), perf_counter() - began)
            yield answer
            excess_pct = _excess_pct(planner, request)
            yield replace(answer, excess_pct=excess_pct, seconds=perf_counter() - began)
        except RouteplanError as error:
            yield Refusal(request, str(error))

    def _check(self, request: PlanRequest) -> None:
        """Refuse what would be answered for something else: a corridor that is none, data that are not laid out."""
        check_within(request.within_pct)
        opened = self.planner.scenario
        if opened is not None and request.scenario.data != opened.data:
            raise UsageError(
                f"scenario {request.scenario.name} rests on other data than those laid out; open it anew"
            )

    def _ready(self, request: PlanRequest) -> Planner:
        """Ready a planner: terms are held as if all counted once, so that any weight is a matter of adding them up."""
        assumed = request.scenario.assumptions
        held = self._assuming(assumed.model_copy(update={"weights": Weights()}))
        return held.closing(request.areas).reweighted(assumed.weights)

    @cached_property
    def _assuming(self) -> Callable[[Assumptions], Planner]:
        return lru_cache(maxsize=_SURFACES_KEPT)(self.planner.reassumed)


@dataclass(frozen=True)
class DeferredLiveSolver:
    """A desk that opens its planner when it is first asked: until then nobody waits for its cells.

    Attributes
    ----------
    scenario : Scenario
    spacing_km : float
    """

    scenario: Scenario
    spacing_km: float

    def replies(self, request: PlanRequest) -> Iterator[Reply]:
        """Answer as a desk does; refuse where no planner can be opened."""
        try:
            desk = self._desk
        except RouteplanError as error:
            yield Refusal(request, str(error))
        else:
            yield from desk.replies(request)

    @cached_property
    def _desk(self) -> LiveSolver:
        return LiveSolver(open_planner(self.scenario, spacing_km=self.spacing_km))


def _excess_pct(planner: Planner, request: PlanRequest) -> xr.DataArray:
    legs = [
        find_fields(planner.cost_grid, *ends, landfall_limit_km=planner.landfall_limit_km)
        for ends in pairwise(request.stops)
    ]
    within_pct, sources = request.within_pct, planner.sources
    cells = [derive_excess(leg, planner.grid, within_pct=within_pct, sources=sources) for leg in legs]
    return cells[0].copy(data=np.fmin.reduce([each.to_numpy() for each in cells]))
