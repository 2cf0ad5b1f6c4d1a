"""A map as a picture, drawn without a browser: the same layers, lines and places, where the page has them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke

from routeplan.geo.geodesy import FloatArray
from routeplan.view.maps.ground import Edge, Graticule, Land
from routeplan.view.maps.overlays import CABLE_DASHES, Credit, ExistingCables, PassageLine, RouteLine, Spots
from routeplan.view.maps.page import CAUTION, PolarMap, ScriptLayer
from routeplan.view.maps.projections import MapProjection
from routeplan.view.maps.raster_layers import Picture
from routeplan.view.maps.static_labels import (
    draw_key,
    draw_legends,
    label_graticule,
    name_places,
    name_routes,
    pattern,
)
from routeplan.view.maps.static_layout import (
    DPI,
    FOOT_PX,
    HEAD_PX,
    HIGH_PX,
    INK,
    MERIDIANS_DEG,
    ORDER,
    PARALLELS_DEG,
    WIDE_PX,
    derive_window,
    first_meridian,
    shown_of,
)
from routeplan.view.maps.zone_outlines import WATERS_COLOUR, WATERS_DASH, HazardZones, JurisdictionLines

_PAPER, _SEA, _LAND, _COAST = "#f3f2ee", "#d9e6ea", "#e7e2d6", "#8b8577"
_CREDIT_LETTERS = 250
_DOT_PX = 4.2


def draw_static(drawn: PolarMap) -> Figure:
    """Draw what a map opens on: layers that show, their legends, heading and credits.

    Parameters
    ----------
    drawn : PolarMap
    """
    figure = Figure(figsize=(WIDE_PX / DPI, HIGH_PX / DPI), dpi=DPI, facecolor="white")
    high = 1.0 - (HEAD_PX + FOOT_PX) / HIGH_PX
    axes = figure.add_axes((0.0, FOOT_PX / HIGH_PX, 1.0, high))
    window = derive_window(drawn)
    west, south, east, north = window.bounds_m
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=_PAPER)
    axes.spines[:].set_color("#9aa5ab")
    for layer in shown_of(drawn, ScriptLayer):
        paint(layer, axes, drawn.plane)
    axes.set(xlim=(west, east), ylim=(south, north))
    names = name_places(axes, drawn, window)
    if shown_of(drawn, Graticule):
        label_graticule(axes, drawn, window, names)
    figure.text(
        16 / WIDE_PX, 1 - HEAD_PX / 2 / HIGH_PX, drawn.label, fontsize=14, fontweight="bold", color=INK,
        va="center", parse_math=False,
    )  # fmt: skip
    name_routes(axes, drawn)
    draw_legends(figure, drawn)
    draw_key(figure, drawn)
    thanks = [
        f"{CAUTION}. {drawn.plane.title}",
        *dict.fromkeys(each.text for each in shown_of(drawn, Credit)),
    ]
    figure.text(
        16 / WIDE_PX, 8 / HIGH_PX, textwrap.fill(" · ".join(thanks), _CREDIT_LETTERS), fontsize=7,
        color="#5a666e", va="bottom", parse_math=False,
    )  # fmt: skip
    return figure


@singledispatch
def paint(layer: ScriptLayer, axes: Axes, plane: MapProjection) -> None:
    """Paint a layer; one that has nothing to show without a browser, such as a choice of none, paints nothing."""


@paint.register
def _(layer: Edge, axes: Axes, _plane: MapProjection) -> None:
    axes.add_patch(PathPatch(_path([layer.outline_m]), facecolor=_SEA, edgecolor="none", zorder=ORDER["sea"]))
    far = 6e7
    square = np.array([[-far, -far], [-far, far], [far, far], [far, -far]])
    beyond = _path([square, layer.outline_m])
    axes.add_patch(PathPatch(beyond, facecolor=_PAPER, edgecolor="none", zorder=ORDER["land"] + 0.5))


@paint.register
def _(layer: Picture, axes: Axes, _plane: MapProjection) -> None:
    west, south, east, north = layer.shaded.bounds_m
    axes.imshow(
        layer.shaded.pixels, extent=(west, east, south, north), interpolation="nearest", aspect="auto",
        zorder=ORDER[layer.kind],
    )  # fmt: skip


@paint.register
def _(layer: Land, axes: Axes, _plane: MapProjection) -> None:
    polygons = [PathPatch(_path(_rings(polygon))) for polygon in layer.shapes.polygons]
    axes.add_collection(
        PatchCollection(polygons, facecolor=_LAND, edgecolor=_COAST, linewidth=0.5, zorder=ORDER["land"])
    )
    borders = [shapely.get_coordinates(line) for line in layer.shapes.borders]
    axes.add_collection(LineCollection(borders, color="#a49d8e", linewidth=0.5, zorder=ORDER["land"] + 0.1))


@paint.register
def _(layer: Graticule, axes: Axes, plane: MapProjection) -> None:
    middle, south, north = plane.central_lon, plane.south_deg, plane.north_deg
    lon = middle + np.linspace(-179.999, 179.999, 721)
    parallels = [
        np.column_stack([lon, np.full_like(lon, lat)]) for lat in np.arange(south, north, PARALLELS_DEG)
    ]
    lat = np.linspace(south, north, 121)
    first = first_meridian(plane)
    meridians = [
        np.column_stack([np.full_like(lat, lon), lat])
        for lon in np.arange(first, first + 360.0, MERIDIANS_DEG)
    ]
    lines = [np.column_stack(plane.projection.forward(*line.T)) for line in [*parallels, *meridians]]
    style: dict[str, Any] = {
        "color": "#3d5468",
        "linewidth": 0.5,
        "alpha": 0.35,
        "zorder": ORDER["graticule"],
    }
    axes.add_collection(LineCollection(lines, **style))


@paint.register
def _(layer: ExistingCables, axes: Axes, _plane: MapProjection) -> None:
    for status, dash in CABLE_DASHES.items():
        lines = [line for each, line in layer.drawn if each is status]
        axes.add_collection(
            LineCollection(lines, color="white", linewidth=2.4, alpha=0.55, zorder=ORDER["lines"])
        )
        axes.add_collection(
            LineCollection(
                lines,
                color="#55606a",
                linewidth=0.9,
                alpha=0.85,
                linestyle=pattern(dash),
                zorder=ORDER["lines"],
            )
        )


@paint.register
def _(layer: JurisdictionLines, axes: Axes, _plane: MapProjection) -> None:
    lines = [shapely.get_coordinates(line) for line in layer.lines]
    axes.add_collection(
        LineCollection(
            lines, color=WATERS_COLOUR, linewidth=0.9, linestyle=pattern(WATERS_DASH), zorder=ORDER["lines"]
        )
    )


@paint.register
def _(layer: HazardZones, axes: Axes, _plane: MapProjection) -> None:
    for style, polygons in layer.drawn:
        for polygon in polygons:
            shape = _path(_rings(polygon))
            axes.add_patch(PathPatch(shape, facecolor=style.colour, alpha=0.1, zorder=ORDER["lines"]))
            axes.add_patch(
                PathPatch(
                    shape,
                    fill=False,
                    edgecolor=style.colour,
                    linestyle=pattern(style.dash),
                    zorder=ORDER["lines"],
                )
            )


@paint.register(RouteLine)
@paint.register(PassageLine)
def _(layer: RouteLine | PassageLine, axes: Axes, _plane: MapProjection) -> None:
    # What stands first in a list of passages lies on top, of routes the last, as on the page.
    beneath = bool(layer.data.get("beneath"))
    zorder = ORDER["lines"] + 1.0 - (0.001 * len(axes.lines) if beneath else 0.0)
    axes.plot(
        *layer.line_m.T, color=layer.colour, linewidth=2.3, linestyle=(0, (4, 2)) if layer.dashed else "solid",
        solid_capstyle="round", zorder=zorder, path_effects=[Stroke(linewidth=4.6, foreground="white"), Normal()],
    )  # fmt: skip


@paint.register
def _(layer: Spots, axes: Axes, plane: MapProjection) -> None:
    # Circles on the plane: markers would be put on whole pixels, up to one off.
    west, east = axes.get_xlim()
    radius_m = _DOT_PX * (east - west) / WIDE_PX
    for spot in layer.spots:
        x, y = plane.projection.forward(spot.lon, spot.lat)
        dot = Circle((float(x), float(y)), radius_m, facecolor="white", edgecolor=INK, linewidth=1.6)
        dot.set_zorder(ORDER["spots"])
        axes.add_patch(dot)


def _rings(polygon: shapely.Polygon) -> list[FloatArray]:
    return [shapely.get_coordinates(ring)[:-1] for ring in (polygon.exterior, *polygon.interiors)]


def _path(rings: Iterable[FloatArray]) -> Outline:
    """One outline of several closed rings; the even-odd rule makes holes of the inner ones."""
    vertices, codes = [], []
    for ring in rings:
        vertices += [ring, ring[:1]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 1), Outline.CLOSEPOLY]
    return Outline(np.concatenate(vertices), codes)
