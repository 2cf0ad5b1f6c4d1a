"""The page to share: what the live planner shows, as one map file that needs neither network nor routeplan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routeplan.live.display import corridor_image
from routeplan.live.map_layers import MapLayer, add_layers
from routeplan.live.route_solver import Answer
from routeplan.live.session import Pin
from routeplan.live.state import PlanRequest
from routeplan.view.maps import PolarMap, map_routes
from routeplan.view.maps.backdrop import start_map
from routeplan.view.maps.closed_areas import ClosedAreas
from routeplan.view.maps.overlays import PlaceMarkers
from routeplan.view.maps.places import Place


def share_page(answer: Answer | None, pins: Sequence[Pin], layers: Sequence[MapLayer]) -> str:
    """Write the page.

    Parameters
    ----------
    answer : Answer, optional
        The answer shown; its closed areas, via points and corridor are drawn with it.
    pins : sequence of Pin
        At least one where there is no answer.
    layers : sequence of MapLayer
        Layers of the map that are made already.

    Returns
    -------
    str
        HTML.
    """
    routes = [pin.route for pin in pins]
    if answer is not None:
        request = answer.request
        name = f"Current: {answer.route.name}, {request.scenario.name}"
        routes.insert(0, replace(answer.route, name=name))
    drawn = start_map(None, f"{routes[0].start.name} – {routes[0].end.name}", None)
    add_layers(drawn, [layer for layer in layers if layer.key not in ("land", "edge", "graticule")])
    if answer is not None:
        _add_request(drawn, answer)
    map_routes(routes, onto=drawn)
    return str(drawn.get_root().render())


def _add_request(drawn: PolarMap, answer: Answer) -> None:
    request: PlanRequest = answer.request
    if answer.excess_pct is not None:
        corridor_image(answer.excess_pct, request.within_pct).add_to(drawn)
    areas = [area for area in request.areas if not area.is_empty]
    if areas:
        ClosedAreas(
            areas,
            drawn.projection,
            note="drawn in the live planner",
            source="cells with their centre inside",
            layer_name="Closed areas",
        ).add_to(drawn)
    if request.via:
        places = [
            Place(f"Via {number}", "Via point", point.lon, point.lat)
            for number, point in enumerate(request.via, start=1)
        ]
        PlaceMarkers(places, layer_name="Via points").add_to(drawn)
