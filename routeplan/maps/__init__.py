"""Interactive polar maps of routes and corridors: one file, no network, right at the pole and across 180."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import folium
import xarray as xr

from routeplan.compare import ROUTE_COLOURS, route_colours
from routeplan.corridors import Corridor
from routeplan.errors import UsageError
from routeplan.export import replacing
from routeplan.grid import DEFAULT_SOUTH_DEG
from routeplan.maps.layers import (
    Credit,
    Crossings,
    DepthImage,
    Edge,
    ExcessImage,
    Graticule,
    Joined,
    Land,
    Landings,
    PassageLine,
    RouteLine,
)
from routeplan.maps.page import PolarMap
from routeplan.route import Route
from routeplan.sources import embedded_data

__all__ = ["PolarMap", "map_corridor", "map_routes", "write_map"]


def map_routes(
    routes: Sequence[Route],
    *,
    over: xr.DataArray | None = None,
    landings: bool = True,
    title: str | None = None,
    onto: PolarMap | None = None,
) -> PolarMap:
    """Draw routes on a polar map.

    Parameters
    ----------
    routes : sequence of Route, one or more
        Drawn in this order, the first on the bottom.
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, land negative: shaded in classes beneath the routes.
    landings : bool
        Whether to mark and name the ends.
    title : str, optional
        Heading of a new map.
    onto : PolarMap, optional
        Map to add to; the same map is returned. Its routes keep their colours, the new ones get the next.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If there is no route to draw, or the depth is not on the Arctic plane.
    """
    if not routes:
        raise UsageError("map of 0 routes; give at least one route")
    drawn = onto if onto is not None else _new_map(title or _heading(len(routes)))
    if over is not None:
        _shade(drawn, over)
    first = len(drawn.routes)
    colours = route_colours([*drawn.routes, *routes])
    for number, route in enumerate(routes, start=first):
        again = number // len(ROUTE_COLOURS) % 2 == 1
        name = drawn.free_layer_name(route.name)
        line = RouteLine(route, colours[number], dashed=again, layer_name=name)
        line.add_to(drawn)
        drawn.note_route(route, line.bounds_m)
    if landings:
        joined = [Joined(each.start, each.end, each.lon, each.lat) for each in routes]
        Landings(joined, layer_name=drawn.free_layer_name("Landings")).add_to(drawn)
    return drawn


def map_corridor(
    corridor: Corridor, *, over: xr.DataArray | None = None, onto: PolarMap | None = None
) -> PolarMap:
    """Draw a corridor on a polar map: its cells by their excess cost, its passages, and where they cross.

    Parameters
    ----------
    corridor : Corridor
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, land negative: shaded in classes beneath the corridor.
    onto : PolarMap, optional
        Map to add to; the same map is returned.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.
    """
    drawn = onto if onto is not None else _new_map(f"Corridor within {corridor.within_pct:g} %")
    if over is not None:
        _shade(drawn, over)
    ExcessImage(corridor, layer_name=drawn.free_layer_name("Excess cost")).add_to(drawn)
    if source := corridor.excess_pct.attrs["source"]:
        Credit(f"Costs: {source}").add_to(drawn)
    colours = cycle(ROUTE_COLOURS)
    for number, (passage, colour) in enumerate(zip(corridor.passages, colours, strict=False)):
        dashed = number // len(ROUTE_COLOURS) % 2 == 1
        name = drawn.free_layer_name(passage.name)
        PassageLine(passage, colour, dashed=dashed, layer_name=name).add_to(drawn)
    if len(corridor.passages) > 1:
        Crossings(corridor.passages, layer_name=drawn.free_layer_name("Crossings")).add_to(drawn)
    joined = [Joined(corridor.start, corridor.end, each.lon, each.lat) for each in corridor.passages]
    Landings(joined, layer_name=drawn.free_layer_name("Landings")).add_to(drawn)
    drawn.note(corridor.name, corridor.polygon.bounds)
    return drawn


def write_map(drawn: PolarMap, path: Path | str) -> None:
    """Leave a map as one HTML file that needs no network.

    The file appears whole or not at all: it is written beside its place and then renamed.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    page = drawn.get_root().render()
    with replacing(Path(path)) as temporary:
        temporary.write_text(page, encoding="utf-8")


def _new_map(title: str) -> PolarMap:
    """Map with everything that does not depend on the routes: land, edge of the data, graticule."""
    drawn = PolarMap(title=title)
    Land().add_to(drawn)
    Edge(DEFAULT_SOUTH_DEG).add_to(drawn)
    Graticule(DEFAULT_SOUTH_DEG).add_to(drawn)
    Credit(embedded_data()["boundaries"].credit).add_to(drawn)
    folium.LayerControl(position="topright").add_to(drawn)
    return drawn


def _shade(drawn: PolarMap, depth: xr.DataArray) -> None:
    DepthImage(depth).add_to(drawn)
    Credit(_depth_credit(depth)).add_to(drawn)


def _heading(count: int) -> str:
    return "Submarine cable route" if count == 1 else "Submarine cable routes"


def _depth_credit(depth: xr.DataArray) -> str:
    """Credit of the embedded data set that the depth says it comes from, else its own words."""
    source = str(depth.attrs.get("source", "as given by the user"))
    known = {data_set.source.name: data_set.credit for data_set in embedded_data().values()}
    return known.get(source, f"Depth: {source}")
