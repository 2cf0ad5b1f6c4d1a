"""What is asked at the workbench, and what was asked before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import shapely

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions, Weights
from routeplan.cost.scenario import Scenario
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.outline import Outline

# Longitude and latitude of the corners of an area, degrees; its sides are straight on the Arctic plane, as drawn.
Ring: TypeAlias = tuple[tuple[float, float], ...]
EndName: TypeAlias = Literal["start", "end"]
_MOST_STEPS = 200  # that can be undone


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything that an answer depends on.

    Attributes
    ----------
    start, end : Landing
    scenario : Scenario
        What is assumed, its weights as the sliders stand.
    via : tuple of Landing
        Points at sea that the route must pass, in the order in which they were put down.
    closed : tuple of Ring
        Areas where no cable may lie.
    within_pct : float
        How much dearer than the best a route through the corridor may be.
    """

    start: Landing
    end: Landing
    scenario: Scenario
    via: tuple[Landing, ...] = ()
    closed: tuple[Ring, ...] = ()
    within_pct: float = 5.0

    @property
    def stops(self) -> tuple[Landing, ...]:
        """Both ends and what lies between them, from start to end."""
        return self.start, *self.via, self.end

    @property
    def areas(self) -> tuple[Outline, ...]:
        """Closed areas on the Arctic plane, metres, repaired where their sides cross; empty where all fall together."""
        projection = PolarStereographic()
        corners = [np.column_stack(projection.forward(*np.transpose(ring))) for ring in self.closed]
        repaired = [
            shapely.make_valid(shapely.Polygon(each), method="structure", keep_collapsed=False)
            for each in corners
        ]
        return tuple(cast(Outline, each) for each in repaired)

    def moving(self, end: EndName, landing: Landing) -> PlanRequest:
        """Take one of the ends elsewhere."""
        return replace(self, start=landing) if end == "start" else replace(self, end=landing)

    def swapped(self) -> PlanRequest:
        """Ask from the other end."""
        return replace(self, start=self.end, end=self.start, via=self.via[::-1])

    def assuming(self, scenario: Scenario) -> PlanRequest:
        """Take the assumptions of another scenario, over the same cells and data."""
        parts: dict[str, Any] = {part: getattr(scenario, part) for part in Assumptions.model_fields}
        label = {"name": scenario.name, "description": scenario.description}
        return replace(self, scenario=self.scenario.model_copy(update=parts | label))

    def weighing(self, weights: Weights) -> PlanRequest:
        """Count the terms otherwise."""
        return replace(self, scenario=self.scenario.model_copy(update={"weights": weights}))


@dataclass(frozen=True, slots=True)
class History:
    """The request that stands, those before it and those that were taken back.

    Attributes
    ----------
    now : PlanRequest
    past : tuple of PlanRequest
        The first asked first.
    future : tuple of PlanRequest
        Taken back, the last one first.
    """

    now: PlanRequest
    past: tuple[PlanRequest, ...] = ()
    future: tuple[PlanRequest, ...] = ()

    def asking(self, request: PlanRequest) -> History:
        """Ask another request; one that is no other changes nothing."""
        if request == self.now:
            return self
        return History(request, (*self.past, self.now)[-_MOST_STEPS:])

    def amending(self, request: PlanRequest) -> History:
        """Let another request take the place of the one that stands, as while a slider moves: one step in all."""
        return replace(self, now=request, future=())

    def undone(self) -> History:
        """Go back to the request before; the first one stays."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redone(self) -> History:
        """Take the last step back again."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])
