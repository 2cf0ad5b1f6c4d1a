"""Lines and places over the ground of a map: routes, passages, landings, existing cables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from branca.element import MacroElement

from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.geo.geodesy import FloatArray, densify
from routeplan.geo.track import Line
from routeplan.planning.corridor import Passage
from routeplan.planning.route import Route
from routeplan.view.maps.land import UNIT_M, pack
from routeplan.view.maps.page import ScriptLayer, call_on_map, register_script
from routeplan.view.maps.popup_facts import (
    kilometres,
    passage_facts,
    route_facts,
    route_hint,
    route_profile,
)
from routeplan.view.maps.projections import MapProjection, bounds_of

_STEP_KM = 40.0  # a chord of this length strays from the geodesic by less than 60 m
_DECIMALS = 4  # of a degree: 11 m
_DASH = "10 5"  # of a colour that comes again
_COURSE_KM = 400.0  # how much of a cable decides on which side of its landing the name stands
# How lines of cables are broken, as SVG has it.
CABLE_DASHES: Final = {CableStatus.IN_SERVICE: "", CableStatus.PLANNED: "5 3", CableStatus.RETIRED: "1 3"}


@dataclass(frozen=True, slots=True)
class Joined:
    """Two landings and the line between them.

    Attributes
    ----------
    start, end : Landing
    lon, lat : (n,) arrays
        Vertices, degrees.
    """

    start: Landing
    end: Landing
    lon: FloatArray
    lat: FloatArray


class ExistingCables(ScriptLayer):
    """Cables there are and cables to come, in thin grey lines, with a key to how they are dashed.

    Attributes
    ----------
    drawn : list of (status, line)
        Each piece with its `CableStatus`: (n, 2) metres on the plane.
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "cables"

    def __init__(
        self,
        systems: Iterable[tuple[CableSystem, Line]],
        plane: MapProjection,
        *,
        layer_name: str,
    ) -> None:
        cables: dict[str, dict[str, object]] = {}
        lines: dict[str, list[str]] = {}
        self.drawn: list[tuple[CableStatus, FloatArray]] = []
        for system, line in systems:
            parts = plane.lines(line.lon, line.lat)
            self.drawn += [(system.status, part) for part in parts]
            lines.setdefault(system.id, []).extend(pack(part) for part in parts)
            year = str(system.ready_year) if system.ready_year else "year unknown"
            cables[system.id] = {
                "name": system.name,
                "year": year,
                "status": system.status.value,
                "lines": lines[system.id],
            }
        self.bounds_m = bounds_of([line for _, line in self.drawn])
        statuses = {cable["status"] for cable in cables.values()}
        data = {
            "unit": UNIT_M,
            "title": "Existing cables, not as surveyed",
            "cables": list(cables.values()),
            "dashes": {
                status.value: dash for status, dash in CABLE_DASHES.items() if status.value in statuses
            },
        }
        super().__init__(layer_name, data)


class RouteLine(ScriptLayer):
    """A route with its facts and its profile.

    Attributes
    ----------
    line_m : (n, 2) array
        Metres on the plane.
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "route"

    def __init__(
        self, route: Route, plane: MapProjection, colour: str, *, dashed: bool, layer_name: str
    ) -> None:
        self.name, self.colour, self.dashed = route.name, colour, dashed
        self.line_m = plane.line(route.lon, route.lat, f"route {route.name}")
        self.bounds_m = bounds_of([self.line_m])
        data = {
            "name": route.name,
            "colour": colour,
            "dash": _DASH if dashed else None,
            "length": kilometres(route.length_km),
            "hint": route_hint(route),
            "lonlat": _lonlat(route.lon, route.lat),
            "facts": route_facts(route),
            "profile": route_profile(route),
        }
        super().__init__(layer_name, data)


class PassageLine(ScriptLayer):
    """A passage of a corridor with its facts.

    Attributes
    ----------
    line_m : (n, 2) array
        Metres on the plane.
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "route"

    def __init__(
        self, passage: Passage, plane: MapProjection, colour: str, *, dashed: bool, layer_name: str
    ) -> None:
        self.name, self.colour, self.dashed = passage.name, colour, dashed
        self.line_m = plane.line(passage.line.lon, passage.line.lat, f"passage {passage.name}")
        self.bounds_m = bounds_of([self.line_m])
        data = {
            "name": passage.name,
            "colour": colour,
            "dash": _DASH if dashed else None,
            "beneath": True,
            "length": f"+{passage.excess_pct:.1f} %",
            "hint": [f"{passage.excess_pct:.1f} % dearer than the best, {kilometres(passage.length_km)}"],
            "lonlat": _lonlat(passage.line.lon, passage.line.lat),
            "facts": passage_facts(passage),
        }
        super().__init__(layer_name, data)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a dot and its name beside it.

    Attributes
    ----------
    name : str
    note : str
        What else a click says of it.
    lon, lat : float
        Degrees.
    ways : tuple of (float, float)
        Directions on the plane in which cables leave it, unit vectors.
    """

    name: str
    note: str
    lon: float
    lat: float
    ways: tuple[tuple[float, float], ...] = ()


class Spots(ScriptLayer):
    """Places, each marked and named on the side that its cables leave free.

    Attributes
    ----------
    spots : tuple of Spot
    """

    function = "landings"
    kind = "Place"

    def __init__(self, spots: Iterable[Spot], *, layer_name: str) -> None:
        self.spots = tuple(spots)
        places = [
            {
                "name": spot.name,
                "country": spot.note,
                "kind": self.kind,
                "lon": round(spot.lon, _DECIMALS),
                "lat": round(spot.lat, _DECIMALS),
                "ways": spot.ways,
            }
            for spot in self.spots
        ]
        super().__init__(layer_name, {"places": places})


class Crossings(Spots):
    """The cells that tell the passages of a corridor apart."""

    kind = "Passage"

    def __init__(self, passages: Iterable[Passage], *, layer_name: str) -> None:
        spots = [
            Spot(
                passage.straits[0] if passage.straits else passage.position,
                f"{passage.position}, +{passage.excess_pct:.1f} %",
                passage.cell_lon,
                passage.cell_lat,
            )
            for passage in passages
        ]
        super().__init__(spots, layer_name=layer_name)


class Landings(Spots):
    """Where routes come ashore, each place once."""

    kind = "Landing"

    def __init__(self, routes: Iterable[Joined], plane: MapProjection, *, layer_name: str) -> None:
        ways: dict[tuple[float, float], list[tuple[float, float]]] = {}
        landings: dict[tuple[float, float], Landing] = {}
        for landing, way in _ends(routes, plane):
            key = (landing.lon, landing.lat)
            ways.setdefault(key, []).append(way)
            landings[key] = landing
        spots = [
            Spot(landing.name, landing.country, *key, tuple(ways[key])) for key, landing in landings.items()
        ]
        super().__init__(spots, layer_name=layer_name)


class Credit(MacroElement):
    """A line of thanks to a data set, at the foot of the map."""

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives this one no types
        self._name = "Credit"
        self.text = text

    def render(self, **kwargs: object) -> str:
        """Register the call with the page."""
        register_script(self, self.get_name(), call_on_map(self, "credit", self.text) + ";")
        return ""


def _lonlat(lon: FloatArray, lat: FloatArray) -> list[float]:
    """Points along geodesics as one flat list, degrees."""
    dense = np.column_stack(densify(lon, lat, every_km=_STEP_KM))
    return [round(float(degrees), _DECIMALS) for degrees in dense.ravel()]


def _ends(routes: Iterable[Joined], plane: MapProjection) -> Iterable[tuple[Landing, tuple[float, float]]]:
    """Both landings of every route, each with the direction its cable takes on the plane (unit vector)."""
    for route in routes:
        yield route.start, _way(route.lon, route.lat, plane)
        yield route.end, _way(route.lon[::-1], route.lat[::-1], plane)


def _way(lon: FloatArray, lat: FloatArray, plane: MapProjection) -> tuple[float, float]:
    reach = int(_COURSE_KM / _STEP_KM) + 1
    dense_lon, dense_lat = densify(lon, lat, every_km=_STEP_KM)
    line = np.column_stack(plane.projection.forward(dense_lon[:reach], dense_lat[:reach]))
    step = line[-1] - line[0]
    length = float(np.hypot(*step)) or 1.0
    return round(float(step[0]) / length, 3), round(float(step[1]) / length, 3)
