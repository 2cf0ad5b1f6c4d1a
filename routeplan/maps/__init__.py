"""Interactive polar maps of routes and corridors: one file, no network, right at the pole and across 180."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import folium
import xarray as xr

from routeplan.compare import ROUTE_COLOURS, route_colours
from routeplan.corridors import Corridor
from routeplan.domain import CableSystem
from routeplan.errors import UsageError
from routeplan.export import replacing
from routeplan.geodesy import FloatArray
from routeplan.grid import DEFAULT_SOUTH_DEG
from routeplan.maps.layers import (
    Credit,
    Crossings,
    Edge,
    ExistingCables,
    Graticule,
    Joined,
    Land,
    Landings,
    PassageLine,
    RouteLine,
)
from routeplan.maps.page import PolarMap
from routeplan.maps.pictures import DepthImage, ExcessImage, LayerImage, NoLayer, layer_title
from routeplan.route import Route
from routeplan.sources import embedded_data
from routeplan.views import BETWEEN_SOURCES, LayerName

__all__ = ["PolarMap", "map_corridor", "map_existing", "map_layer", "map_routes", "write_map"]


_EXISTING = "Existing cables (drawn by routeplan between published ends)"


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


def map_layer(layer: xr.DataArray, *, onto: PolarMap | None = None, title: str | None = None) -> PolarMap:
    """Draw a layer on a polar map, in classes that its legend names.

    A map shows one of its layers at a time, at first the first: the layer control has a button for each and one for
    none. What belongs above and below, such as routes and a depth of their own, stays.

    Parameters
    ----------
    layer : DataArray, (northing, easting) in EPSG:3995
        Such as :func:`routeplan.views.derive_view` gives, or any other; NaN on land. Its ``name`` chooses classes and
        colours where it is one of those views', its ``flag_values`` and ``flag_meanings`` do where it has classes of
        its own, else its values are divided evenly. ``long_name`` and ``units`` title the legend.
    onto : PolarMap, optional
        Map to add to; the same map is returned.
    title : str, optional
        Heading of a new map.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If the layer is not on the Arctic plane or has not a single value.
    """
    drawn = onto if onto is not None else _new_map(title or layer_title(layer))
    first = drawn.shows_no_choice
    if first:
        NoLayer().add_to(drawn)
    name = drawn.free_layer_name(layer_title(layer))
    image = (
        DepthImage(layer, layer_name=name, one_of_many=True, show=first)
        if layer.name == LayerName.DEPTH
        else LayerImage(layer, layer_name=name, show=first)
    )
    image.add_to(drawn)
    (west, south), (east, north) = image.corners_m
    drawn.note_backdrop((west, south, east, north))
    for credit in _credits(layer):
        Credit(credit).add_to(drawn)
    return drawn


def map_existing(
    systems: Sequence[tuple[CableSystem, FloatArray, FloatArray]], *, onto: PolarMap | None = None
) -> PolarMap:
    """Draw the cables there are on a polar map, thin and grey beneath the routes.

    Parameters
    ----------
    systems : sequence of (CableSystem, lon, lat)
        As `Planner.existing` has them; a system may come in several parts. No surveyed geometry.
    onto : PolarMap, optional
        Map to add to; the same map is returned.

    Returns
    -------
    PolarMap
        Shows itself in a notebook; `write_map` leaves it as one file that needs no network.

    Raises
    ------
    UsageError
        If there is no cable to draw.
    """
    if not systems:
        raise UsageError("map of 0 existing cables; give at least one, such as planner.existing")
    drawn = onto if onto is not None else _new_map("Existing cables")
    cables = ExistingCables(systems, layer_name=drawn.free_layer_name(_EXISTING))
    cables.add_to(drawn)
    drawn.note_backdrop(cables.bounds_m)
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
    for credit in _credits(depth):
        Credit(credit).add_to(drawn)


def _heading(count: int) -> str:
    return "Submarine cable route" if count == 1 else "Submarine cable routes"


def _credits(layer: xr.DataArray) -> list[str]:
    """Credits of the embedded data sets that a layer says it comes from, else its own words."""
    sources = str(layer.attrs.get("source") or "as given by the user").split(BETWEEN_SOURCES)
    known = {data_set.source.name: data_set.credit for data_set in embedded_data().values()}
    return [known.get(source, f"{layer_title(layer)}: {source}") for source in sources]
