"""Static maps: what an interactive map opens on, drawn by matplotlib without a browser."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import singledispatch
from typing import Any

import numpy as np
import shapely
from branca.element import Element
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from routeplan.view.colours import INK, QUIET
from routeplan.view.label_placement import Box, settle_layout
from routeplan.view.maps.closed_areas import CLOSED_STYLE, GIVEN_WAY_STYLE, ClosedAreas, GivenWayAreas
from routeplan.view.maps.drawn_legend import draw_class_legends, draw_line_legend, draw_route_legend
from routeplan.view.maps.lanes import APART_PT, side_by_side
from routeplan.view.maps.legend import LineEntry
from routeplan.view.maps.map_axes import (
    draw_graticule,
    draw_image,
    draw_land,
    draw_lines,
    draw_places,
    draw_polygon,
    draw_route,
    draw_sea,
    graticule_steps,
    label_map,
    set_extent,
)
from routeplan.view.maps.overlays import (
    CABLE_DASHES,
    ROUTE_DASH,
    Credit,
    DataEdge,
    ExistingCables,
    Graticule,
    LandLayer,
    PassageLine,
    PlaceMarkers,
    RouteLine,
)
from routeplan.view.maps.page import CAUTION, PolarMap, ScriptLayer
from routeplan.view.maps.projections import Bounds
from routeplan.view.maps.raster_layers import RasterLayer
from routeplan.view.maps.zone_outlines import (
    EEZ_COLOUR,
    EEZ_DASH,
    ZONE_STYLES,
    HazardZones,
    JurisdictionLines,
)

DPI = 100
WIDTH_PX, HEIGHT_PX = 1600, 1000
HEADER_PX, FOOTER_PX = 46, 110  # above the map its heading, below it the legend
_MARGIN = 0.07  # of the longer side, round what the map opens on
_CREDIT_LETTERS = 300  # in a line
_ROUTE_WIDTH_PT = 2.3
_NAME_PT = 10.0


def draw_static(drawn: PolarMap) -> Figure:
    """Draw what a map opens on: the layers shown, their legends, heading and credits."""
    figure = Figure(figsize=(WIDTH_PX / DPI, HEIGHT_PX / DPI), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.0, FOOTER_PX / HEIGHT_PX, 1.0, 1.0 - (HEADER_PX + FOOTER_PX) / HEIGHT_PX))
    set_extent(axes, static_bounds(drawn))
    for layer in shown_layers(drawn, ScriptLayer):
        draw_layer(layer, axes)
    routes = shown_layers(drawn, RouteLine, PassageLine)
    west, east = axes.get_xlim()
    _draw_routes(axes, routes, (east - west) / WIDTH_PX)
    entries = [LineEntry(route.listed, route.colour, ROUTE_DASH if route.dashed else "") for route in routes]
    route_legend = draw_route_legend(axes, list(dict.fromkeys(entries)))
    draw_class_legends(figure, [layer.legend for layer in shown_layers(drawn, RasterLayer)], FOOTER_PX)
    draw_line_legend(figure, _line_entries(drawn), FOOTER_PX)
    _write_heading_and_credits(figure, drawn)
    places = [place for layer in shown_layers(drawn, PlaceMarkers) for place in layer.places]
    names = draw_places(axes, places, drawn.projection, size_pt=_NAME_PT)
    settle_layout(figure)
    obstacles = []
    if route_legend is not None:
        obstacles.append(
            Box(*(float(side) * 72.0 / DPI for side in route_legend.get_window_extent().extents))
        )
    label_map(
        axes,
        drawn.projection,
        names,
        lines=[route.line_m for route in routes],
        obstacles=obstacles,
        graticule=graticule_steps(axes) if shown_layers(drawn, Graticule) else None,
    )
    return figure


def static_bounds(drawn: PolarMap) -> Bounds:
    """Give west, south, east, north of a static map, projected metres: the opening view and a margin."""
    west, south, east, north = drawn.view_m
    height_px = HEIGHT_PX - HEADER_PX - FOOTER_PX
    margin = _MARGIN * max(east - west, north - south)
    m_per_px = max((east - west + 2 * margin) / WIDTH_PX, (north - south + 2 * margin) / height_px)
    middle = np.array([west + east, south + north]) / 2
    half = m_per_px * np.array([WIDTH_PX, height_px]) / 2
    return (*(middle - half).tolist(), *(middle + half).tolist())


def shown_layers(drawn: PolarMap, *kinds: type[Element]) -> list[Any]:
    """List the elements of some kinds that a map shows when it opens, in order."""
    return [
        child
        for child in drawn._children.values()
        if isinstance(child, kinds) and getattr(child, "show", True)
    ]


@singledispatch
def draw_layer(layer: ScriptLayer, axes: Axes) -> None:
    """Draw a layer. Places and graticule are drawn later; the option to show no layer draws nothing."""


@draw_layer.register
def _(layer: DataEdge, axes: Axes) -> None:
    draw_sea(axes, layer.outline_m)


@draw_layer.register
def _(layer: RasterLayer, axes: Axes) -> None:
    draw_image(axes, layer.image, layer.kind)


@draw_layer.register
def _(layer: LandLayer, axes: Axes) -> None:
    draw_land(axes, layer.shapes)


@draw_layer.register
def _(layer: Graticule, axes: Axes) -> None:
    draw_graticule(axes, layer.projection, graticule_steps(axes))


@draw_layer.register
def _(layer: ExistingCables, axes: Axes) -> None:
    draw_lines(axes, [line for _, line in layer.lines], "white", width=2.4, alpha=0.55)
    for status in layer.statuses:
        lines = [line for line_status, line in layer.lines if line_status is status]
        draw_lines(axes, lines, "#55606a", dash=CABLE_DASHES[status], alpha=0.85)


@draw_layer.register
def _(layer: JurisdictionLines, axes: Axes) -> None:
    draw_lines(axes, [shapely.get_coordinates(line) for line in layer.lines], EEZ_COLOUR, dash=EEZ_DASH)


@draw_layer.register(ClosedAreas)
@draw_layer.register(GivenWayAreas)
@draw_layer.register(HazardZones)
def _(layer: HazardZones | ClosedAreas | GivenWayAreas, axes: Axes) -> None:
    for style, polygons in layer.outlines:
        for polygon in polygons:
            draw_polygon(axes, polygon, style.colour, style.dash)


def _draw_routes(axes: Axes, routes: Sequence[RouteLine | PassageLine], m_per_px: float) -> None:
    """Draw routes and passages side by side where they share a way; the first passage lies on top, as on the page."""
    shown = side_by_side([route.line_m for route in routes], APART_PT * DPI / 72.0 * m_per_px)
    for number, (route, line_m) in enumerate(zip(routes, shown, strict=True)):
        rank = number if isinstance(route, PassageLine) else 0
        draw_route(axes, line_m, route.colour, is_dashed=route.dashed, width=_ROUTE_WIDTH_PT, rank=rank)


def _line_entries(drawn: PolarMap) -> list[LineEntry]:
    """Thin lines of a map for its legend."""
    entries = [
        LineEntry(f"cable {status.value}", "#4b5660", CABLE_DASHES[status])
        for layer in shown_layers(drawn, ExistingCables)
        for status in layer.statuses
    ]
    if shown_layers(drawn, ClosedAreas):
        entries.append(LineEntry(CLOSED_STYLE.label, CLOSED_STYLE.colour, CLOSED_STYLE.dash))
    if shown_layers(drawn, GivenWayAreas):
        entries.append(LineEntry(GIVEN_WAY_STYLE.label, GIVEN_WAY_STYLE.colour, GIVEN_WAY_STYLE.dash))
    if shown_layers(drawn, HazardZones):
        entries += [LineEntry(f"zones: {style.label}", style.colour, style.dash) for style in ZONE_STYLES]
    if shown_layers(drawn, JurisdictionLines):
        entries.append(LineEntry("limits of exclusive economic zones", EEZ_COLOUR, EEZ_DASH))
    return entries


def _write_heading_and_credits(figure: Figure, drawn: PolarMap) -> None:
    left = 16 / WIDTH_PX
    figure.text(
        left, 1 - HEADER_PX / 2 / HEIGHT_PX, drawn.label, fontsize=14, fontweight="bold", color=INK, va="center",
        parse_math=False,
    )  # fmt: skip
    credits_ = dict.fromkeys(credit.text for credit in shown_layers(drawn, Credit))
    text = " · ".join([f"{CAUTION}. {drawn.projection.title}", *credits_])
    figure.text(
        left, 8 / HEIGHT_PX, textwrap.fill(text, _CREDIT_LETTERS), fontsize=7, color=QUIET, va="bottom",
        parse_math=False,
    )  # fmt: skip
