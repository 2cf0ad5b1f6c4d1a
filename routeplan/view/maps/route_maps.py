"""Maps of routes and of corridors, over what a planner knows or over a depth alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import numpy as np
import shapely
import xarray as xr

from routeplan.cost.named_layers import LayerName
from routeplan.errors import UsageError
from routeplan.planning.corridor import Corridor
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.view.colours import ROUTE_COLOURS, route_colours
from routeplan.view.maps.backdrop import DEFAULT_LAYERS, add_choice, begin, lay_beneath, shade_depth
from routeplan.view.maps.overlays import Credit, Crossings, Joined, Landings, PassageLine, RouteLine
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.raster_layers import ExcessImage

Over = xr.DataArray | Planner | None
Layers = Sequence[LayerName | str | xr.DataArray] | None


def map_routes(  # noqa: PLR0913 - one keyword for each thing that a map may show
    routes: Sequence[Route],
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
    routes : sequence of Route, one or more
        ScriptLayer in this order, the first on the bottom.
    over : Planner, or DataArray (northing, easting) in EPSG:3995, optional
        A planner: its depth, layers to choose from, limits of waters, zones of hazards and existing cables. An array:
        depth in metres, positive down, land negative, shaded in classes beneath the routes.
    layers : sequence of LayerName, str or DataArray, optional
        Which layers to choose from. Names are a planner's; over one, without this, those of `DEFAULT_LAYERS`.
    months : bool
        Whether a map over a planner has its ice month by month, on a slider.
    landings : bool
        Whether to mark and name the ends.
    title : str, optional
        Heading of a new map.
    crs : int, optional
        EPSG code of the plane of a new map: 3995, 3413, 3575, or 3395 for Mercator, below 75N.
    onto : PolarMap, optional
        Map to add to; the same map is returned. Its routes keep their colours, the new ones get the next.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If there is no route to draw, the depth is not on the Arctic plane, a layer is named and there is no planner,
        no map is drawn on that plane, or a route leaves it.
    """
    if not routes:
        raise UsageError("map of 0 routes; give at least one route")
    drawn = begin(onto, title or _heading(len(routes)), crs, [route.lon for route in routes])
    _lay_beneath(drawn, over, layers, months=months)
    first = len(drawn.routes)
    colours = route_colours([*drawn.routes, *routes])
    for number, route in enumerate(routes, start=first):
        again = number // len(ROUTE_COLOURS) % 2 == 1
        name = drawn.free_layer_name(route.name)
        line = RouteLine(route, drawn.plane, colours[number], dashed=again, layer_name=name)
        line.add_to(drawn)
        drawn.note_route(route, line.bounds_m)
    if landings:
        joined = [Joined(each.start, each.end, each.lon, each.lat) for each in routes]
        Landings(joined, drawn.plane, layer_name=drawn.free_layer_name("Landings")).add_to(drawn)
    return drawn


def map_corridor(
    corridor: Corridor,
    *,
    over: Over = None,
    layers: Layers = None,
    months: bool = True,
    crs: int | None = None,
    onto: PolarMap | None = None,
) -> PolarMap:
    """Draw a corridor on a map: its cells by their excess cost, its passages, and where they cross.

    Parameters
    ----------
    corridor : Corridor
    over, layers, months, crs
        As :func:`map_routes` takes them.
    onto : PolarMap, optional
        Map to add to; the same map is returned.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        As for routes.
    """
    lines = [passage.line.lon for passage in corridor.passages]
    drawn = begin(onto, f"Corridor within {corridor.within_pct:g} %", crs, lines)
    plane = drawn.plane
    _lay_beneath(drawn, over, layers, months=months)
    ExcessImage(corridor, plane, layer_name=drawn.free_layer_name("Excess cost")).add_to(drawn)
    if source := corridor.excess_pct.attrs["source"]:
        Credit(f"Costs: {source}").add_to(drawn)
    colours = cycle(ROUTE_COLOURS)
    for number, (passage, colour) in enumerate(zip(corridor.passages, colours, strict=False)):
        dashed = number // len(ROUTE_COLOURS) % 2 == 1
        name = drawn.free_layer_name(passage.name)
        PassageLine(passage, plane, colour, dashed=dashed, layer_name=name).add_to(drawn)
    if len(corridor.passages) > 1:
        Crossings(corridor.passages, layer_name=drawn.free_layer_name("Crossings")).add_to(drawn)
    joined = [
        Joined(corridor.start, corridor.end, passage.line.lon, passage.line.lat)
        for passage in corridor.passages
    ]
    Landings(joined, plane, layer_name=drawn.free_layer_name("Landings")).add_to(drawn)
    outline = plane.from_arctic(np.array([corridor.polygon], dtype=np.object_))
    drawn.note(corridor.name, tuple(shapely.total_bounds(outline).tolist()))
    return drawn


def _lay_beneath(drawn: PolarMap, over: Over, layers: Layers, *, months: bool) -> None:
    if isinstance(over, Planner):
        lay_beneath(drawn, over, DEFAULT_LAYERS if layers is None else layers, months=months)
        return
    if over is not None:
        shade_depth(drawn, over)
    named = [str(layer) for layer in layers or () if isinstance(layer, str)]
    if named:
        raise UsageError(
            f"layer {named[0]} by its name alone; draw over a planner, or give planner.layer(...)"
        )
    add_choice(drawn, [layer for layer in layers or () if not isinstance(layer, str)])


def _heading(count: int) -> str:
    return "Submarine cable route" if count == 1 else "Submarine cable routes"
