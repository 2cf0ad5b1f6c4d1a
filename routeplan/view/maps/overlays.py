"""What a map draws besides cells: land, edge of the data, graticule, cables, routes, passages, places, credits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from branca.element import MacroElement

from routeplan.catalog.models import CableStatus, CableSystem
from routeplan.geo.geodesy import FloatArray, densify
from routeplan.geo.track import Line
from routeplan.planning.corridor import Passage
from routeplan.planning.route import Route
from routeplan.view.maps.land import UNIT_M, LandShapes, land_shapes, pack, packed_land
from routeplan.view.maps.page import ScriptLayer, call_on_map, register_script
from routeplan.view.maps.places import Connection, Place, landing_places
from routeplan.view.maps.popup_facts import (
    kilometres,
    passage_facts,
    route_facts,
    route_hint,
    route_profile,
)
from routeplan.view.maps.projections import STEP_KM, MapProjection, bounds_around

_SOFT_EDGE_DEG = 0.7  # the soft edge lies inside the data, so that their hard edge is hidden
_DECIMALS = 4  # of a degree: 11 m
ROUTE_DASH = "10 5"  # of a route whose colour is used twice
# Dashes of existing cables, as SVG writes them.
CABLE_DASHES: Final = {CableStatus.IN_SERVICE: "", CableStatus.PLANNED: "5 3", CableStatus.RETIRED: "1 3"}


class LandLayer(ScriptLayer):
    """Land with its coast, and borders between countries."""

    function = "land"

    def __init__(self, projection: MapProjection) -> None:
        land = packed_land(projection)
        self.projection = projection
        super().__init__("Land", {"unit": land.unit_m, "polygons": land.polygons, "borders": land.borders})

    @property
    def shapes(self) -> LandShapes:
        """Give the same land as shapes."""
        return land_shapes(self.projection)


class DataEdge(ScriptLayer):
    """The sea up to the end of the data; outside it the blank page shows.

    Attributes
    ----------
    outline_m, soft_m : (n, 2) arrays
        Where the sea ends and where the blank page begins, projected metres.
    """

    function = "edge"

    def __init__(self, projection: MapProjection) -> None:
        self.outline_m: FloatArray = projection.outline()
        self.soft_m: FloatArray = projection.outline(_SOFT_EDGE_DEG)
        data = {"unit": UNIT_M, "outline": pack(self.outline_m), "soft": pack(self.soft_m)}
        super().__init__("Edge of the data", data, control=False)


class Graticule(ScriptLayer):
    """Parallels every 10 degrees and meridians every 30, labelled."""

    function = "graticule"

    def __init__(self, projection: MapProjection) -> None:
        self.projection = projection
        data = {
            "south": projection.south_deg,
            "north": projection.north_deg,
            "lon": projection.central_lon,
            "cut": projection.is_cut,
        }
        super().__init__("Graticule", data)


class ExistingCables(ScriptLayer):
    """Existing and planned cables in thin grey lines, dashed by status.

    Attributes
    ----------
    lines : list of (status, line)
        Each part with its `CableStatus`: (n, 2) projected metres.
    bounds_m : (float, float, float, float)
        West, south, east, north, projected metres.
    """

    function = "cables"

    def __init__(
        self,
        systems: Iterable[tuple[CableSystem, Line]],
        projection: MapProjection,
        *,
        layer_name: str,
    ) -> None:
        cables: dict[str, dict[str, object]] = {}
        packed: dict[str, list[str]] = {}
        self.lines: list[tuple[CableStatus, FloatArray]] = []
        for system, line in systems:
            parts = projection.lines(line)
            self.lines += [(system.status, part) for part in parts]
            packed.setdefault(system.id, []).extend(pack(part) for part in parts)
            year = str(system.ready_year) if system.ready_year else "year unknown"
            cables[system.id] = {
                "name": system.name,
                "year": year,
                "status": system.status.value,
                "lines": packed[system.id],
            }
        self.bounds_m = bounds_around([line for _, line in self.lines])
        data = {
            "unit": UNIT_M,
            "title": "Existing cables, not as surveyed",
            "cables": list(cables.values()),
            "dashes": {status.value: CABLE_DASHES[status] for status in self.statuses},
        }
        super().__init__(layer_name, data)

    @property
    def statuses(self) -> list[CableStatus]:
        """Give the statuses that occur, in the order of the legend."""
        found = {status for status, _ in self.lines}
        return [status for status in CABLE_DASHES if status in found]


class RouteLine(ScriptLayer):
    """A route with its facts and its depth profile.

    Attributes
    ----------
    line_m : (n, 2) array
        Projected metres.
    bounds_m : (float, float, float, float)
        West, south, east, north, projected metres.
    listed : str
        Its row in the legend of a static map; lines with the same row share it.
    """

    function = "route"

    def __init__(
        self,
        route: Route,
        projection: MapProjection,
        colour: str,
        *,
        dashed: bool,
        layer_name: str,
        listed: str | None = None,
    ) -> None:
        self.name, self.colour, self.dashed = route.name, colour, dashed
        self.line_m = projection.line(route.line, f"route {route.name}")
        self.bounds_m = bounds_around([self.line_m])
        self.length = kilometres(route.length_km)
        self.listed = listed or f"{route.name}, {self.length}"
        data = {
            "name": route.name,
            "colour": colour,
            "dash": ROUTE_DASH if dashed else None,
            "length": self.length,
            "brief": f"life cost {route.life_cost_usd / 1e6:,.0f} M USD · {route.rtt_ms:.0f} ms",
            "hint": route_hint(route),
            "lonlat": _lonlat(route.line),
            "facts": route_facts(route),
            "profile": route_profile(route),
        }
        super().__init__(layer_name, data)


class PassageLine(ScriptLayer):
    """A passage of a corridor with its facts; the first passage lies on top.

    Attributes
    ----------
    line_m : (n, 2) array
        Projected metres.
    """

    function = "route"

    def __init__(
        self, passage: Passage, projection: MapProjection, colour: str, *, dashed: bool, layer_name: str
    ) -> None:
        self.name, self.colour, self.dashed = passage.name, colour, dashed
        self.line_m = projection.line(passage.line, f"passage {passage.name}")
        self.length = f"+{passage.excess_pct:.1f} %"
        self.listed = f"{passage.name}, {self.length}"
        data = {
            "name": passage.name,
            "colour": colour,
            "dash": ROUTE_DASH if dashed else None,
            "beneath": True,
            "length": self.length,
            "hint": [
                f"{passage.excess_pct:.1f} % more expensive than the best, {kilometres(passage.length_km)}"
            ],
            "lonlat": _lonlat(passage.line),
            "facts": passage_facts(passage),
        }
        super().__init__(layer_name, data)


_UNIT = "Branching unit"


class PlaceMarkers(ScriptLayer):
    """Places, each with a dot and its name on the side that its cables leave free.

    Attributes
    ----------
    places : tuple of Place
    """

    function = "places"
    kind = "Place"

    def __init__(self, places: Iterable[Place], *, layer_name: str) -> None:
        self.places = tuple(places)
        data = [
            {
                "name": place.name,
                "note": place.note,
                "kind": _UNIT if place.is_unit else self.kind,
                "unit": place.is_unit,
                "lon": round(place.lon, _DECIMALS),
                "lat": round(place.lat, _DECIMALS),
                "directions": place.directions,
                **({} if place.shows_name else {"nameless": True}),
            }
            for place in self.places
        ]
        super().__init__(layer_name, {"places": data})


class PassageMarkers(PlaceMarkers):
    """The cells that distinguish the passages of a corridor."""

    kind = "Passage"

    def __init__(self, passages: Iterable[Passage], *, layer_name: str) -> None:
        places = [
            Place(
                passage.straits[0] if passage.straits else passage.position,
                f"{passage.position}, +{passage.excess_pct:.1f} %",
                passage.cell_lon,
                passage.cell_lat,
            )
            for passage in passages
        ]
        super().__init__(places, layer_name=layer_name)


class LandingMarkers(PlaceMarkers):
    """Landings of connections, each position once."""

    kind = "Landing"

    def __init__(
        self,
        connections: Iterable[Connection],
        projection: MapProjection,
        *,
        layer_name: str,
        names_units: bool = True,
    ) -> None:
        super().__init__(
            landing_places(connections, projection, names_units=names_units), layer_name=layer_name
        )


class Credit(MacroElement):
    """A credit to a data set, at the foot of the map."""

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives this one no types
        self._name = "Credit"
        self.text = text

    def render(self, **kwargs: object) -> str:
        """Register the call with the page."""
        register_script(self, self.get_name(), call_on_map(self, "credit", self.text) + ";")
        return ""


def _lonlat(line: Line) -> list[float]:
    """Give points along geodesics as one flat list, degrees."""
    dense = np.column_stack(densify(line.lon, line.lat, every_km=STEP_KM))
    return [round(float(degrees), _DECIMALS) for degrees in dense.ravel()]
