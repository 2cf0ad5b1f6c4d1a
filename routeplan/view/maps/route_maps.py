"""Maps of routes and of corridors, over the layers of a planner or over depth alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np
import shapely
import xarray as xr

from routeplan.cost.layer_names import LayerName
from routeplan.errors import UsageError, check_type
from routeplan.planning.corridor import Corridor
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.route_list import Routes, list_some_routes
from routeplan.planning.system import System, Valued, segments_of
from routeplan.view.colours import ROUTE_COLOURS, route_colours
from routeplan.view.maps.backdrop import (
    DEFAULT_LAYERS,
    add_selectable_layers,
    draw_depth,
    draw_planner,
    start_map,
)
from routeplan.view.maps.closed_areas import GivenWayAreas
from routeplan.view.maps.overlays import Credit, LandingMarkers, PassageLine, PassageMarkers, RouteLine
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.places import Connection, connections_of
from routeplan.view.maps.popup_facts import kilometres
from routeplan.view.maps.projections import bounds_around
from routeplan.view.maps.raster_layers import ExcessImage

Over = xr.DataArray | Planner | None
Layers = Sequence[LayerName | str | xr.DataArray] | None


def map_routes(  # noqa: PLR0913 - one keyword for each part of a map
    routes: Routes,
    *,
    over: Over = None,
    layers: Layers = None,
    months: bool = True,
    landings: bool = True,
    title: str | None = None,
    crs: int | None = None,
    onto: PolarMap | None = None,
) -> PolarMap:
    """Draw routes on a map, each with its facts and its depth profile.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
        Drawn in this order, the last on top; the segments of a system in one colour.
    over : Planner, or DataArray (northing, easting) in EPSG:3995, optional
        A planner gives depth, layers to choose from, limits of jurisdictions, zones of hazards and existing cables.
        An array is depth in metres, positive down, negative on land.
    layers : sequence of LayerName, str or DataArray, optional
        Layers to choose from. Names need a planner; the default over a planner is `DEFAULT_LAYERS`.
    months : bool
        Whether a map over a planner has sea ice by month, with a slider.
    landings : bool
        Whether to mark and name the ends.
    title : str, optional
        Heading of a new map.
    crs : int, optional
        EPSG code of the projection of a new map: 3995, 3413, 3575, or 3395 for Mercator, south of 75N.
    onto : PolarMap, optional
        Map to add to; the same map is returned. New routes get the next colours.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If there is no route, the depth is not in EPSG:3995, a layer is named without a planner, the EPSG code is not
        offered, or a route leaves the map.
    """
    routes = list_some_routes(routes, "map")
    lines_lon = [part.lon for route in routes for part in segments_of(route)]
    drawn = start_map(onto, title or _heading(routes), crs, lines_lon)
    _draw_backdrop(drawn, over, layers, months=months)
    first = len(drawn.routes)
    is_alone = first + len(routes) == 1  # else a system is one row of a legend, and its units have no names
    colours = route_colours([*drawn.routes, *routes])
    for number, route in enumerate(routes, start=first):
        dashed = number // len(ROUTE_COLOURS) % 2 == 1
        lines = []
        for part in _named_parts(route, alone=len(routes) == 1):
            name = drawn.unique_layer_name(part.name)
            lines.append(
                RouteLine(
                    part,
                    drawn.projection,
                    colours[number],
                    dashed=dashed,
                    layer_name=name,
                    listed=None if is_alone else f"{route.name}, {kilometres(route.length_km)}",
                )
            )
            lines[-1].add_to(drawn)
        drawn.include_route(route, bounds_around([line.line_m for line in lines]))
    if landings:
        connections = [connection for route in routes for connection in connections_of(route)]
        name = drawn.unique_layer_name("Landings")
        LandingMarkers(connections, drawn.projection, layer_name=name, names_units=is_alone).add_to(drawn)
    _draw_given_way(drawn, routes)
    return drawn


def _draw_given_way(drawn: PolarMap, routes: Sequence[Valued]) -> None:
    """Outline the areas that gave way to routes; where a planner is drawn, above what it closes."""
    parts = [part for route in routes for part in segments_of(route) if part.gave_way]
    if any(area.barrier is not None for part in parts for area in part.gave_way.areas):
        name = drawn.unique_layer_name("Areas that gave way")
        GivenWayAreas(parts, drawn.projection, layer_name=name).add_to(drawn)


def map_corridor(
    corridor: Corridor,
    *,
    over: Over = None,
    layers: Layers = None,
    months: bool = True,
    crs: int | None = None,
    onto: PolarMap | None = None,
) -> PolarMap:
    """Draw a corridor on a map: its cells by their excess cost, and its passages.

    Parameters
    ----------
    corridor : Corridor
    over, layers, months, crs
        As in :func:`map_routes`.
    onto : PolarMap, optional
        Map to add to; the same map is returned.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        As :func:`map_routes` does.
    """
    lines = [passage.line.lon for passage in corridor.passages]
    drawn = start_map(onto, f"Corridor within {corridor.within_pct:g} %", crs, lines)
    projection = drawn.projection
    _draw_backdrop(drawn, over, layers, months=months)
    excess_name = drawn.unique_layer_name("Excess cost")
    ExcessImage(corridor.excess_pct, corridor.within_pct, projection, layer_name=excess_name).add_to(drawn)
    if source := corridor.excess_pct.attrs["source"]:
        Credit(f"Costs: {source}").add_to(drawn)
    colours = cycle(ROUTE_COLOURS)
    for number, (passage, colour) in enumerate(zip(corridor.passages, colours, strict=False)):
        dashed = number // len(ROUTE_COLOURS) % 2 == 1
        name = drawn.unique_layer_name(passage.name)
        PassageLine(passage, projection, colour, dashed=dashed, layer_name=name).add_to(drawn)
    if len(corridor.passages) > 1:
        name = drawn.unique_layer_name("Passage points")
        PassageMarkers(corridor.passages, layer_name=name).add_to(drawn)
    connections = [Connection(corridor.start, corridor.end, passage.line) for passage in corridor.passages]
    LandingMarkers(connections, projection, layer_name=drawn.unique_layer_name("Landings")).add_to(drawn)
    outline = projection.from_arctic(np.array([corridor.polygon], dtype=np.object_))
    drawn.include_sources(corridor.sources, corridor.scenario_sha256)
    drawn.include_drawing(corridor.name, tuple(shapely.total_bounds(outline).tolist()))
    return drawn


def _draw_backdrop(drawn: PolarMap, over: Over, layers: Layers, *, months: bool) -> None:
    if isinstance(over, Planner):
        draw_planner(drawn, over, DEFAULT_LAYERS if layers is None else layers, months=months)
        return
    if over is not None:
        check_type(over, xr.DataArray, "over", "a planner, or its depths: planner.depth")
        draw_depth(drawn, over)
    named = [str(layer) for layer in layers or () if isinstance(layer, str)]
    if named:
        raise UsageError(
            f"layer given by name without a planner: {named[0]}; pass over=planner, or planner.layer(...)"
        )
    add_selectable_layers(drawn, [layer for layer in layers or () if not isinstance(layer, str)])


def _heading(routes: Sequence[Valued]) -> str:
    if len(routes) == 1 and isinstance(routes[0], System):  # its legend has a row a segment
        return f"{routes[0].name}, {kilometres(routes[0].length_km)}"
    if all(isinstance(route, System) for route in routes):
        return "Submarine cable systems"
    return "Submarine cable route" if len(routes) == 1 else "Submarine cable routes"


def _named_parts(route: Valued, *, alone: bool) -> tuple[Route, ...]:
    """Segments of a system, beside other routes named after it too: segments of two may have the same ends."""
    if alone or not isinstance(route, System):
        return segments_of(route)
    return tuple(replace(part, name=f"{route.name}: {part.name}") for part in route.segments)
