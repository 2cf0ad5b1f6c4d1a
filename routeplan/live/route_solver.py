"""Solver of the live planner: one prepared seabed, cached cost surfaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from time import perf_counter
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import xarray as xr

from routeplan.cost.assumptions import Assumptions, Weights
from routeplan.cost.scenario import Scenario
from routeplan.errors import RouteplanError, UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.geo.outline import Outline
from routeplan.live.state import PlanRequest
from routeplan.planning.corridor import check_within, derive_excess, find_fields
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route

_SURFACES_KEPT = 2  # at 5 km one takes a quarter of a gigabyte
# Besides its surface, 150 MB at 5 km: other ends, via points and widths of the corridor need no other.
_PLANNERS_KEPT = 1


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A route, and in the second reply its corridor.

    Attributes
    ----------
    request : PlanRequest
    route : Route
    excess_pct : DataArray, (northing, easting), optional
        Per cent by which the cheapest route through each cell exceeds the objective of the best route; with via points,
        the least over the legs. NaN outside the corridor. None in the first reply.
    terms : frozenset of str
        Cost terms above zero anywhere under these assumptions, whatever their multipliers.
    seconds : float
        Time since the solver began.
    """

    request: PlanRequest
    route: Route
    excess_pct: xr.DataArray | None
    terms: frozenset[str]
    seconds: float

    def is_refined_to(self, spacing_km: float) -> bool:
        """Whether its cells are of this size or smaller."""
        return self.route.spacing_km <= spacing_km


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request without an answer.

    Attributes
    ----------
    request : PlanRequest
    reason : str
        One line: what is wrong and what to do.
    """

    request: PlanRequest
    reason: str


Reply: TypeAlias = Answer | Refusal


@dataclass(frozen=True)
class LiveSolver:
    """Answers requests over one prepared seabed.

    Attributes
    ----------
    planner : Planner
    """

    planner: Planner

    def replies(self, request: PlanRequest) -> Iterator[Reply]:
        """Solve a request: first the route, then the route with its corridor; or one refusal."""
        began = perf_counter()
        try:
            self._check(request)
            planner = self._planner_for(request)
            route = planner.route(request.start, request.end, via=request.via, prove=False)
            answer = Answer(request, route, None, frozenset(planner.surface.terms), perf_counter() - began)
            yield answer
            excess_pct = _excess_pct(planner, request)
            yield replace(answer, excess_pct=excess_pct, seconds=perf_counter() - began)
        except RouteplanError as error:
            yield Refusal(request, str(error))

    def _check(self, request: PlanRequest) -> None:
        """Refuse a corridor of an invalid width, and a scenario whose data are not those of the planner."""
        check_within(request.within_pct)
        opened = self.planner.scenario
        if opened is not None and request.scenario.data != opened.data:
            raise UsageError(
                f"scenario {request.scenario.name} uses data other than this live planner's; "
                "open a live planner with this scenario"
            )

    def _planner_for(self, request: PlanRequest) -> Planner:
        return self._kept_planner(request.scenario.assumptions, request.areas)

    def _make_planner(self, assumptions: Assumptions, areas: tuple[Outline, ...]) -> Planner:
        """Make the planner of requests with these assumptions and closed areas.

        The cached surface has every multiplier at 1, so that other multipliers only need the sum of its terms.
        """
        unweighted = self._unweighted(assumptions.model_copy(update={"weights": Weights()}))
        drawn = [gpd.GeoSeries(areas, crs=ARCTIC_EPSG)] if areas else []
        return unweighted.closing(drawn).reweighted(assumptions.weights)

    @cached_property
    def _kept_planner(self) -> Callable[[Assumptions, tuple[Outline, ...]], Planner]:
        return lru_cache(maxsize=_PLANNERS_KEPT)(self._make_planner)

    @cached_property
    def _unweighted(self) -> Callable[[Assumptions], Planner]:
        return lru_cache(maxsize=_SURFACES_KEPT)(self._derive_unweighted)

    def _derive_unweighted(self, assumptions: Assumptions) -> Planner:
        """Assume otherwise, with every multiplier at 1; the scenario it was opened with has its surface on disk."""
        opened = self.planner.assumptions.model_copy(update={"weights": Weights()})
        if assumptions == opened:
            return self.planner.reweighted(Weights())
        return self.planner.reassumed(assumptions)


@dataclass(frozen=True)
class DeferredLiveSolver:
    """A live solver that opens its planner at the first request.

    Attributes
    ----------
    scenario : Scenario
    spacing_km : float
        Cell size.
    """

    scenario: Scenario
    spacing_km: float

    def replies(self, request: PlanRequest) -> Iterator[Reply]:
        """Solve a request as `LiveSolver.replies` does; refuse it where the planner cannot be opened."""
        try:
            solver = self._solver
        except RouteplanError as error:
            yield Refusal(request, str(error))
        else:
            yield from solver.replies(request)

    @cached_property
    def _solver(self) -> LiveSolver:
        return LiveSolver(open_planner(self.scenario, spacing_km=self.spacing_km))


def _excess_pct(planner: Planner, request: PlanRequest) -> xr.DataArray:
    legs = [
        find_fields(planner.cost_grid, *ends, landfall_limit_km=planner.landfall_limit_km)
        for ends in pairwise(request.stops)
    ]
    within_pct, sources = request.within_pct, planner.sources
    excess = [derive_excess(leg, planner.grid, within_pct=within_pct, sources=sources) for leg in legs]
    return excess[0].copy(data=np.fmin.reduce([leg.to_numpy() for leg in excess]))
