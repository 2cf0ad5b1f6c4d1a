"""Map of the live planner as a widget: the map of `map_routes`, with ends, closed areas and via points to move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import anywidget
import traitlets

from routeplan.catalog.models import Landing
from routeplan.live.map_layers import MapLayer
from routeplan.live.map_module import map_module, map_style
from routeplan.live.state import (
    DrawnShapes,
    EndName,
    History,
    HistoryStep,
    PlanRequest,
    RequestStep,
    rounded_position,
)
from routeplan.view.maps import PolarMap
from routeplan.view.maps.page import ScriptLayer

Stage: TypeAlias = Literal["waiting", "route", "all", "refused"]
Json: TypeAlias = dict[str, Any]


def _synced(trait: traitlets.TraitType[Any, Any]) -> Any:
    return trait.tag(sync=True)


class MapView(anywidget.AnyWidget):
    """What the browser shows; every trait is plain data for the scripts in ``assets``.

    Attributes
    ----------
    opening : list
        What `PolarMap.opening` gives.
    land, edge, graticule, depth, waters, slope, ice, limits, zones, cables, probability : dict
        Layers; empty until they are made.
    landings, routes, stops, drawn, corridor : dict or list
        As the methods of `MapWidget` set them.
    month : int
        Month of the ice shown, 1 to 12; 0 for none.
    stage : str
        How far the answer is.
    """

    _esm = map_module()
    _css = map_style()
    opening = _synced(traitlets.List())
    land = _synced(traitlets.Dict())
    edge = _synced(traitlets.Dict())
    graticule = _synced(traitlets.Dict())
    depth = _synced(traitlets.Dict())
    waters = _synced(traitlets.Dict())
    slope = _synced(traitlets.Dict())
    ice = _synced(traitlets.Dict())
    limits = _synced(traitlets.Dict())
    zones = _synced(traitlets.Dict())
    cables = _synced(traitlets.Dict())
    probability = _synced(traitlets.Dict())
    landings = _synced(traitlets.List())
    routes = _synced(traitlets.List())
    stops = _synced(traitlets.Dict())
    drawn = _synced(traitlets.Dict())
    corridor = _synced(traitlets.Dict())
    month = _synced(traitlets.Int(0))
    stage = _synced(traitlets.Unicode("waiting"))


class MapWidget:
    """Map with one answer and the pins.

    Parameters
    ----------
    request : PlanRequest
        Shown first.
    landings : sequence of Landing
        Dots to click.
    change : callable
        Takes a function from the current request to the next one, when an end is dragged, a landing is clicked, or an
        area or via point is drawn, edited or removed.
    step : callable
        Takes a function from the history to the next one, on the keys of undo and redo.

    Attributes
    ----------
    widget : MapView
    """

    def __init__(
        self,
        request: PlanRequest,
        landings: Sequence[Landing],
        change: Callable[[RequestStep], None],
        step: Callable[[HistoryStep], None],
    ) -> None:
        self._change, self._step = change, step
        self._by_id = {landing.id: landing for landing in landings}
        self.widget = MapView(
            opening=list(PolarMap(title="Live planner").opening),
            landings=[
                {"id": landing.id, "name": landing.name, "country": landing.country} | _lonlat(landing)
                for landing in landings
            ],
            stops=_stops(request),
            drawn=_drawn(request),
        )
        self.widget.on_msg(self._hear)

    def show_request(self, request: PlanRequest) -> None:
        """Move ends, closed areas and via points to those of a request."""
        with self.widget.hold_sync():
            self.widget.stops, self.widget.drawn = _stops(request), _drawn(request)

    def show_layer(self, layer: MapLayer) -> None:
        """Add a layer."""
        script = layer.layer
        data = {
            "function": script.function,
            "data": script.data,
            "title": script.layer_name if script.control else "",
            "choice": layer.is_choice,
            "show": script.show,
            "credits": layer.data_credits,
        }
        setattr(self.widget, layer.key, data)

    def show_routes(self, lines: Sequence[Json]) -> None:
        """Draw routes, the first on top."""
        self.widget.routes = list(lines)

    def show_corridor(self, corridor: ScriptLayer | None) -> None:
        """Show the cells of a corridor with their legend, or none."""
        self.widget.corridor = {"function": corridor.function, "data": corridor.data} if corridor else {}

    def show_stage(self, stage: Stage) -> None:
        """Show how far the answer is."""
        self.widget.stage = stage

    def download(self, name: str, kind: str, content: bytes) -> None:
        """Hand a file to the browser."""
        self.widget.send({"do": "download", "name": name, "kind": kind}, [content])

    def _hear(self, _: object, message: Json, __: object) -> None:
        """Do what was done by hand on the map, then tell the browser that it was heard."""
        what = message["do"]
        if what in ("undo", "redo"):
            self._step(History.undone if what == "undo" else History.redone)
        else:
            self._change(self._read_change(what, message))
        self.widget.send({"do": "heard"})

    def _read_change(self, what: str, message: Json) -> RequestStep:
        if what == "landing":
            landing = self._by_id[message["id"]]
            return lambda request: request.with_nearer_end(landing)
        if what == "end":
            end: EndName = message["end"]
            position = rounded_position((message["lon"], message["lat"]))
            return lambda request: request.with_dragged_end(end, *position)
        shapes = DrawnShapes(
            tuple(tuple(map(rounded_position, ring)) for ring in message["closed"]),
            tuple(map(rounded_position, message["via"])),
        )
        return lambda request: request.with_drawn(shapes)


def _lonlat(place: Landing) -> Json:
    return {"lon": place.lon, "lat": place.lat}


def _stops(request: PlanRequest) -> Json:
    ends = {"start": request.start, "end": request.end}
    return {end: {"name": landing.name} | _lonlat(landing) for end, landing in ends.items()}


def _drawn(request: PlanRequest) -> Json:
    return {
        "closed": [[list(vertex) for vertex in ring] for ring in request.closed],
        "via": [[point.lon, point.lat] for point in request.via],
    }
