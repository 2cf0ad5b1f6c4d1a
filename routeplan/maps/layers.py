"""What a polar map shows as lines and places: land, graticule, routes, landings, each a folium layer of our script."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from branca.element import MacroElement

from routeplan.account import Account
from routeplan.corridors import Passage
from routeplan.domain import CableStatus, CableSystem, Landing
from routeplan.geodesy import FloatArray, PolarStereographic, densify
from routeplan.layers.states import HIGH_SEAS
from routeplan.maps.land import UNIT_M, compact_land, pack
from routeplan.maps.page import Drawn, call_on_map, register_script
from routeplan.route import Route

# A chord of this length strays from the geodesic by less than 60 m.
_STEP_KM = 40.0
_DECIMALS = 4  # of a degree: 11 m
_COURSE_KM = 400.0  # how much of a cable decides on which side of its landing the name stands
_MOST_WATERS = 3  # a popup names
# How lines of cables are broken, as SVG has it.
_DASHES: Final = {CableStatus.IN_SERVICE: "", CableStatus.PLANNED: "5 3", CableStatus.RETIRED: "1 3"}
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


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


class ExistingCables(Drawn):
    """Cables there are and cables to come, in thin grey lines, with a key to how they are dashed.

    Attributes
    ----------
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "cables"

    def __init__(
        self, systems: Iterable[tuple[CableSystem, FloatArray, FloatArray]], *, layer_name: str
    ) -> None:
        cables: dict[str, dict[str, object]] = {}
        lines: dict[str, list[str]] = {}
        boxes = []
        for system, lon, lat in systems:
            plane = _plane_line(lon, lat)
            boxes.append((*plane.min(axis=0), *plane.max(axis=0)))
            lines.setdefault(system.id, []).append(pack(plane))
            year = str(system.ready_year) if system.ready_year else "year unknown"
            cables[system.id] = {
                "name": system.name,
                "year": year,
                "status": system.status.value,
                "lines": lines[system.id],
            }
        west, south, east, north = np.array(boxes).T
        self.bounds_m = float(west.min()), float(south.min()), float(east.max()), float(north.max())
        statuses = {cable["status"] for cable in cables.values()}
        data = {
            "unit": UNIT_M,
            "title": "Cables, drawn by routeplan between published ends",
            "cables": list(cables.values()),
            "dashes": {status.value: dash for status, dash in _DASHES.items() if status.value in statuses},
        }
        super().__init__(layer_name, data)


class Land(Drawn):
    """Land with its coast, and borders between countries."""

    function = "land"

    def __init__(self) -> None:
        land = compact_land()
        super().__init__("Land", {"unit": land.unit_m, "polygons": land.polygons, "borders": land.borders})


class Edge(Drawn):
    """The end of the data: beyond a parallel the bare page shows."""

    function = "edge"

    def __init__(self, south_deg: float) -> None:
        super().__init__("Edge of the data", {"south": south_deg}, control=False)


class Graticule(Drawn):
    """Parallels each 10 degrees and meridians each 30, labelled."""

    function = "graticule"

    def __init__(self, south_deg: float) -> None:
        super().__init__("Graticule", {"south": south_deg})


class RouteLine(Drawn):
    """A route with its facts.

    Attributes
    ----------
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "route"

    def __init__(self, route: Route, colour: str, *, dashed: bool, layer_name: str) -> None:
        lonlat, self.bounds_m = _drawn_line(route.lon, route.lat)
        data = {
            "name": route.name,
            "colour": colour,
            "dash": "10 5" if dashed else None,
            "length": kilometres(route.length_km),
            "lonlat": lonlat,
            "facts": route_facts(route),
        }
        super().__init__(layer_name, data)


class PassageLine(Drawn):
    """A passage of a corridor with its facts.

    Attributes
    ----------
    bounds_m : (float, float, float, float)
        West, south, east, north on the plane, metres.
    """

    function = "route"

    def __init__(self, passage: Passage, colour: str, *, dashed: bool, layer_name: str) -> None:
        lonlat, self.bounds_m = _drawn_line(passage.lon, passage.lat)
        data = {
            "name": passage.name,
            "colour": colour,
            "dash": "10 5" if dashed else None,
            "beneath": True,
            "length": f"+{passage.excess_pct:.1f} %",
            "lonlat": lonlat,
            "facts": passage_facts(passage),
        }
        super().__init__(layer_name, data)


class Crossings(Drawn):
    """The cells that tell the passages of a corridor apart, labelled."""

    function = "landings"

    def __init__(self, passages: Iterable[Passage], *, layer_name: str) -> None:
        places = [
            {
                "name": passage.gates[0] if passage.gates else passage.position,
                "country": f"{passage.position}, +{passage.excess_pct:.1f} %",
                "kind": "Passage",
                "lon": round(passage.cell_lon, _DECIMALS),
                "lat": round(passage.cell_lat, _DECIMALS),
                "ways": [],
            }
            for passage in passages
        ]
        super().__init__(layer_name, {"places": places})


class Landings(Drawn):
    """Where routes come ashore, each place once, named on the side that its cables leave free."""

    function = "landings"

    def __init__(self, routes: Iterable[Joined], *, layer_name: str) -> None:
        places: dict[tuple[float, float], dict[str, object]] = {}
        ways: dict[tuple[float, float], list[list[float]]] = {}
        for landing, way in _ends(routes):
            key = (landing.lon, landing.lat)
            ways.setdefault(key, []).append(way)
            places[key] = {
                "name": landing.name,
                "country": landing.country,
                "kind": "Landing",
                "lon": round(landing.lon, _DECIMALS),
                "lat": round(landing.lat, _DECIMALS),
                "ways": ways[key],
            }
        super().__init__(layer_name, {"places": list(places.values())})


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


def route_facts(route: Route) -> list[dict[str, object]]:
    """Sum up a route in rows of a small table: label, value, and whether it is part of the row above."""
    rows: list[tuple[str, str, bool]] = [
        ("From", _place(route.start), False),
        ("To", _place(route.end), False),
        ("Length", kilometres(route.length_km), False),
        ("Cable, slack included", kilometres(route.cable_km), False),
        ("Geodesic", kilometres(route.geodesic_km), False),
        ("Build cost", _millions(route.build_cost_usd), False),
        *((_words(term), _millions(usd), True) for term, usd in route.build_terms_usd.items()),
        ("Round trip", f"{route.rtt_ms:.1f} ms", False),
        *(_account_facts(route.account) if route.account else ()),
        ("Greatest depth", f"{_grouped(route.max_depth_m)} m", False),
        ("Landfall, start and end", " and ".join(f"{km:.1f}" for km in route.landfall_km) + " km", False),
    ]
    return [{"label": label, "value": value, "part": part} for label, value, part in rows]


def _account_facts(account: Account) -> list[tuple[str, str, bool]]:
    """Say what breaks a route, what it costs in the end, and whose waters it passes."""
    exposure = account.exposure
    longest = list(account.waters_km.items())[:_MOST_WATERS]
    states = sum(label != HIGH_SEAS for label in account.waters_km)
    return [
        ("Minimised cost", _millions(sum(account.objective_terms_usd.values())), False),
        ("Faults a year", f"{exposure.total_per_year:.2f}", False),
        ("Days to repair one, mean", f"{exposure.repair_days_mean:.0f}", True),
        ("Hours down a year", _grouped(exposure.unavailability_hours_per_year), True),
        ("Waters of states", str(states), False),
        *((label[:1].upper() + label[1:], kilometres(km), True) for label, km in longest),
        ("In waters with ice", kilometres(account.ice_km), False),
    ]


def passage_facts(passage: Passage) -> list[dict[str, object]]:
    """Sum up a passage in rows of a small table: label, value, and whether it is part of the row above."""
    rows = [
        ("Crosses at", passage.position),
        ("By", ", ".join(passage.gates) or "no named narrows of its own"),
        ("Dearer than the best", f"{passage.excess_pct:.1f} %"),
        ("Length", kilometres(passage.length_km)),
        ("Cost", _millions(passage.cost_usd)),
    ]
    return [{"label": label, "value": value, "part": False} for label, value in rows]


def kilometres(length_km: float) -> str:
    """Write a length for people.

    Examples
    --------
    >>> kilometres(13812.4).replace("\N{NARROW NO-BREAK SPACE}", " ")
    '13 812 km'
    """
    return f"{_grouped(length_km)} km"


def _grouped(value: float) -> str:
    return f"{value:,.0f}".replace(",", _THIN_SPACE) if math.isfinite(value) else "unknown"


def _millions(usd: float) -> str:
    return f"{usd / 1e6:,.1f} M USD".replace(",", _THIN_SPACE)


def _words(term: str) -> str:
    return term.replace("_", " ").capitalize()


def _place(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.name


def _drawn_line(lon: FloatArray, lat: FloatArray) -> tuple[list[float], tuple[float, float, float, float]]:
    """Points along geodesics as one flat list, and the box round them on the plane, metres."""
    lon, lat = densify(lon, lat, every_km=_STEP_KM)
    east, north = PolarStereographic().forward(lon, lat)
    box = (float(east.min()), float(north.min()), float(east.max()), float(north.max()))
    return np.column_stack([lon, lat]).round(_DECIMALS).ravel().tolist(), box


def _plane_line(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Points along geodesics, (n, 2), metres on the plane."""
    return np.column_stack(PolarStereographic().forward(*densify(lon, lat, every_km=_STEP_KM)))


def _ends(routes: Iterable[Joined]) -> Iterable[tuple[Landing, list[float]]]:
    """Both landings of every route, each with the direction its cable takes on the plane (unit vector)."""
    for route in routes:
        yield route.start, _way(route.lon, route.lat)
        yield route.end, _way(route.lon[::-1], route.lat[::-1])


def _way(lon: FloatArray, lat: FloatArray) -> list[float]:
    dense_lon, dense_lat = densify(lon, lat, every_km=_STEP_KM)
    reach = int(_COURSE_KM / _STEP_KM) + 1
    east, north = PolarStereographic().forward(dense_lon[:reach], dense_lat[:reach])
    step = np.array([east[-1] - east[0], north[-1] - north[0]])
    length = float(np.hypot(*step)) or 1.0
    return [round(float(part), 3) for part in step / length]
