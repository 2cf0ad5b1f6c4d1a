"""Plan requests of the live planner, and their history for undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import shapely

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions, Weights
from routeplan.cost.scenario import Scenario
from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.geo.outline import Outline
from routeplan.geo.position_text import format_latlon

# Longitude and latitude of the vertices of an area, degrees; its sides are straight on the Arctic projection, as drawn.
Ring: TypeAlias = tuple[tuple[float, float], ...]
EndName: TypeAlias = Literal["start", "end"]
_MAX_UNDO = 200  # steps
_SNAP_KM = 25.0  # an end dropped within this distance of a landing becomes that landing
_DECIMALS = 3  # of a degree, for positions taken from the map: 110 m


@dataclass(frozen=True, slots=True)
class DrawnShapes:
    """Shapes drawn on the map.

    Attributes
    ----------
    closed : tuple of Ring
        Closed areas.
    points : tuple of (lon, lat)
        Via points, degrees.
    """

    closed: tuple[Ring, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Everything that an answer depends on.

    Attributes
    ----------
    start, end : Landing
    scenario : Scenario
        Assumptions, with the multipliers that the sliders show.
    via : tuple of Landing
        Via points at sea, in the order in which they were drawn.
    closed : tuple of Ring
        Areas where no cable may be laid.
    within_pct : float
        Width of the corridor: per cent above the objective of the best route.
    """

    start: Landing
    end: Landing
    scenario: Scenario
    via: tuple[Landing, ...] = ()
    closed: tuple[Ring, ...] = ()
    within_pct: float = 5.0

    @property
    def stops(self) -> tuple[Landing, ...]:
        """Start, via points and end, in this order."""
        return self.start, *self.via, self.end

    @property
    def areas(self) -> tuple[Outline, ...]:
        """Closed areas on the Arctic projection, metres.

        A ring that crosses itself is repaired; a ring without area gives an empty shape.
        """
        projection = PolarStereographic()
        rings_m = [np.column_stack(projection.forward(*np.transpose(ring))) for ring in self.closed]
        repaired = [
            shapely.make_valid(shapely.Polygon(ring_m), method="structure", keep_collapsed=False)
            for ring_m in rings_m
        ]
        return tuple(cast(Outline, area) for area in repaired)

    @property
    def drawn(self) -> DrawnShapes:
        """Closed areas and via points as shapes on the map."""
        return DrawnShapes(self.closed, tuple((point.lon, point.lat) for point in self.via))

    def with_end(self, end: EndName, landing: Landing) -> PlanRequest:
        """Replace the start or the end."""
        return replace(self, start=landing) if end == "start" else replace(self, end=landing)

    def with_dragged_end(self, end: EndName, lon: float, lat: float) -> PlanRequest:
        """Move the start or the end to a position, or to the landing within 25 km of it."""
        nearest = min(read_landings(), key=lambda landing: geodesic_km(lon, lat, landing.lon, landing.lat))
        snaps = geodesic_km(lon, lat, nearest.lon, nearest.lat) <= _SNAP_KM
        return self.with_end(end, nearest if snaps else _position(lon, lat))

    def with_nearer_end(self, landing: Landing) -> PlanRequest:
        """Replace whichever of start and end is nearer to a landing by this landing."""
        is_start = landing.away_km(self.start) < landing.away_km(self.end)
        return self.with_end("start" if is_start else "end", landing)

    def with_drawn(self, drawn: DrawnShapes) -> PlanRequest:
        """Replace all closed areas and via points by what is drawn on the map."""
        return replace(self, closed=drawn.closed, via=tuple(_position(*point) for point in drawn.points))

    def swapped(self) -> PlanRequest:
        """Swap start and end, and reverse the via points."""
        return replace(self, start=self.end, end=self.start, via=self.via[::-1])

    def with_preset(self, name: str) -> PlanRequest:
        """Take the assumptions of a preset; the name of the current scenario changes nothing."""
        return self if name == self.scenario.name else self.with_assumptions(Scenario.preset(name))

    def with_assumptions(self, scenario: Scenario) -> PlanRequest:
        """Take the assumptions of another scenario; cell size and data stay."""
        parts: dict[str, Any] = {part: getattr(scenario, part) for part in Assumptions.model_fields}
        label = {"name": scenario.name, "description": scenario.description}
        return replace(self, scenario=self.scenario.model_copy(update=parts | label))

    def with_weights(self, weights: Weights) -> PlanRequest:
        """Replace the multipliers of the cost terms."""
        return replace(self, scenario=self.scenario.model_copy(update={"weights": weights}))


RequestStep: TypeAlias = Callable[[PlanRequest], PlanRequest]


@dataclass(frozen=True, slots=True)
class History:
    """The current request, those before it and those that were undone.

    Attributes
    ----------
    now : PlanRequest
    past : tuple of PlanRequest
        Oldest first.
    future : tuple of PlanRequest
        Undone requests, the next one to redo first.
    """

    now: PlanRequest
    past: tuple[PlanRequest, ...] = ()
    future: tuple[PlanRequest, ...] = ()

    def with_request(self, request: PlanRequest) -> History:
        """Make another request the current one; the same request again changes nothing."""
        if request == self.now:
            return self
        return History(request, (*self.past, self.now)[-_MAX_UNDO:])

    def amended(self, request: PlanRequest) -> History:
        """Replace the current request without a new step, as while a slider moves."""
        return replace(self, now=request, future=())

    def undone(self) -> History:
        """Go back by one request; at the oldest, nothing changes."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redone(self) -> History:
        """Restore the request that was undone last."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])


HistoryStep: TypeAlias = Callable[[History], History]


def rounded_position(position: Sequence[float]) -> tuple[float, float]:
    """Round a position from the map, longitude and latitude in degrees, to 110 m; longitudes from -180 to 180."""
    lon, lat = position[:2]
    return round((float(lon) + 180.0) % 360.0 - 180.0, _DECIMALS), round(float(lat), _DECIMALS)


def _position(lon: float, lat: float) -> Landing:
    """Make an end or via point of a position on the map."""
    return find_landing(format_latlon(lon, lat, _DECIMALS))
