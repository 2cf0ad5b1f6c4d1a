"""A map as a picture, drawn without a browser: the same layers, lines and places, where the page has them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Final, TypeVar

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke, withStroke

from routeplan.geodesy import FloatArray
from routeplan.maps.ground import Edge, Graticule, Land
from routeplan.maps.layers import CABLE_DASHES, Credit, ExistingCables, PassageLine, RouteLine, Spots
from routeplan.maps.page import CAUTION, Drawn, PolarMap
from routeplan.maps.pictures import Picture
from routeplan.maps.planes import Bounds, Plane
from routeplan.maps.zones import HazardZones, WatersLines

DPI = 100
WIDE_PX, HIGH_PX = 1600, 1000
HEAD_PX, FOOT_PX = 46, 92  # above the map its heading, beneath it what its colours mean
_PAPER, _SEA, _LAND, _COAST, _INK = "#f3f2ee", "#d9e6ea", "#e7e2d6", "#8b8577", "#222b33"
_PAD = 0.07  # of the longer side, round what the map opens on
_HALO = [withStroke(linewidth=2.8, foreground="white")]
_ORDER: Final = {
    "sea": 1,
    "depth": 2,
    "layer": 3,
    "excess": 4,
    "land": 5,
    "graticule": 6,
    "lines": 7,
    "spots": 9,
}
_CREDIT_LETTERS = 250
_BAR_PX, _BAR_HIGH_PX = 30, 11  # one class of a legend
_MOST_LEGENDS = 3
_PARALLELS_DEG, _MERIDIANS_DEG = 10, 30

DrawnKind = TypeVar("DrawnKind", bound=Drawn)


@dataclass(frozen=True, slots=True)
class Window:
    """What a still shows of the plane, and where in it.

    Attributes
    ----------
    bounds_m : (float, float, float, float)
        West, south, east, north of the map's picture, metres on the plane.
    """

    bounds_m: Bounds

    @property
    def m_per_px(self) -> float:
        """Metres on the plane that a pixel shows."""
        return (self.bounds_m[2] - self.bounds_m[0]) / WIDE_PX

    def pixel_of(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Column and row in the picture of a point of the plane, from its upper left corner."""
        west, _, _, north = self.bounds_m
        return (east_m - west) / self.m_per_px, HEAD_PX + (north - north_m) / self.m_per_px


def derive_window(drawn: PolarMap) -> Window:
    """Frame what a map opens on, with some room round it."""
    west, south, east, north = drawn.view_m
    high_px = HIGH_PX - HEAD_PX - FOOT_PX
    pad = _PAD * max(east - west, north - south)
    m_per_px = max((east - west + 2 * pad) / WIDE_PX, (north - south + 2 * pad) / high_px)
    middle_east, middle_north = (west + east) / 2, (south + north) / 2
    half_east, half_north = m_per_px * WIDE_PX / 2, m_per_px * high_px / 2
    return Window(
        (
            middle_east - half_east,
            middle_north - half_north,
            middle_east + half_east,
            middle_north + half_north,
        )
    )


def draw_still(drawn: PolarMap) -> Figure:
    """Draw what a map opens on: layers that show, their legends, heading and credits.

    Parameters
    ----------
    drawn : PolarMap
    """
    figure = Figure(figsize=(WIDE_PX / DPI, HIGH_PX / DPI), dpi=DPI, facecolor="white")
    high = 1.0 - (HEAD_PX + FOOT_PX) / HIGH_PX
    axes = figure.add_axes((0.0, FOOT_PX / HIGH_PX, 1.0, high))
    west, south, east, north = derive_window(drawn).bounds_m
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor=_PAPER)
    axes.spines[:].set_color("#9aa5ab")
    for layer in _kinds(drawn, Drawn):
        if layer.show:
            paint(layer, axes, drawn.plane)
    axes.set(xlim=(west, east), ylim=(south, north))
    figure.text(
        16 / WIDE_PX, 1 - HEAD_PX / 2 / HIGH_PX, drawn.label, fontsize=14, fontweight="bold", color=_INK,
        va="center", parse_math=False,
    )  # fmt: skip
    _name_routes(axes, drawn)
    _draw_legends(figure, drawn)
    thanks = [f"{CAUTION}. {drawn.plane.title}", *dict.fromkeys(each.text for each in _kinds(drawn, Credit))]
    figure.text(
        16 / WIDE_PX, 8 / HIGH_PX, textwrap.fill(" · ".join(thanks), _CREDIT_LETTERS), fontsize=7,
        color="#5a666e", va="bottom", parse_math=False,
    )  # fmt: skip
    return figure


@singledispatch
def paint(layer: Drawn, axes: Axes, plane: Plane) -> None:
    """Paint a layer; one that has nothing to show without a browser, such as a choice of none, paints nothing."""


@paint.register
def _(layer: Edge, axes: Axes, _plane: Plane) -> None:
    axes.add_patch(
        PathPatch(_path([layer.outline_m]), facecolor=_SEA, edgecolor="none", zorder=_ORDER["sea"])
    )
    far = 6e7
    square = np.array([[-far, -far], [-far, far], [far, far], [far, -far]])
    beyond = _path([square, layer.outline_m])
    axes.add_patch(PathPatch(beyond, facecolor=_PAPER, edgecolor="none", zorder=_ORDER["land"] + 0.5))


@paint.register
def _(layer: Picture, axes: Axes, _plane: Plane) -> None:
    west, south, east, north = layer.shaded.bounds_m
    axes.imshow(
        layer.shaded.pixels, extent=(west, east, south, north), interpolation="nearest", aspect="auto",
        zorder=_ORDER[layer.kind],
    )  # fmt: skip


@paint.register
def _(layer: Land, axes: Axes, _plane: Plane) -> None:
    polygons = [PathPatch(_path(_rings(polygon))) for polygon in layer.shapes.polygons]
    axes.add_collection(
        PatchCollection(polygons, facecolor=_LAND, edgecolor=_COAST, linewidth=0.5, zorder=_ORDER["land"])
    )
    borders = [shapely.get_coordinates(line) for line in layer.shapes.borders]
    axes.add_collection(LineCollection(borders, color="#a49d8e", linewidth=0.5, zorder=_ORDER["land"] + 0.1))


@paint.register
def _(layer: Graticule, axes: Axes, plane: Plane) -> None:
    middle, south, north = plane.central_lon, plane.south_deg, plane.north_deg
    lon = middle + np.linspace(-179.999, 179.999, 721)
    parallels = [
        np.column_stack([lon, np.full_like(lon, lat)]) for lat in np.arange(south, north, _PARALLELS_DEG)
    ]
    lat = np.linspace(south, north, 121)
    first = np.ceil((middle - 180.0) / _MERIDIANS_DEG) * _MERIDIANS_DEG
    meridians = [
        np.column_stack([np.full_like(lat, lon), lat])
        for lon in np.arange(first, first + 360.0, _MERIDIANS_DEG)
    ]
    lines = [np.column_stack(plane.projection.forward(*line.T)) for line in [*parallels, *meridians]]
    style: dict[str, Any] = {
        "color": "#3d5468",
        "linewidth": 0.5,
        "alpha": 0.35,
        "zorder": _ORDER["graticule"],
    }
    axes.add_collection(LineCollection(lines, **style))
    _label_graticule(axes, plane, first)


@paint.register
def _(layer: ExistingCables, axes: Axes, _plane: Plane) -> None:
    for status, dash in CABLE_DASHES.items():
        lines = [line for each, line in layer.drawn if each is status]
        pattern: Any = (0, tuple(float(part) for part in dash.split())) if dash else "solid"
        axes.add_collection(
            LineCollection(lines, color="white", linewidth=2.4, alpha=0.55, zorder=_ORDER["lines"])
        )
        axes.add_collection(
            LineCollection(
                lines, color="#55606a", linewidth=0.9, alpha=0.85, linestyle=pattern, zorder=_ORDER["lines"]
            )
        )


@paint.register
def _(layer: WatersLines, axes: Axes, _plane: Plane) -> None:
    lines = [shapely.get_coordinates(line) for line in layer.lines]
    axes.add_collection(
        LineCollection(
            lines, color="#3b2f63", linewidth=0.9, linestyle=(0, (9, 3, 2, 3)), zorder=_ORDER["lines"]
        )
    )


@paint.register
def _(layer: HazardZones, axes: Axes, _plane: Plane) -> None:
    for style, polygons in layer.drawn:
        dash: Any = (0, tuple(float(part) for part in style.dash.split())) if style.dash else "solid"
        for polygon in polygons:
            shape = _path(_rings(polygon))
            axes.add_patch(PathPatch(shape, facecolor=style.colour, alpha=0.1, zorder=_ORDER["lines"]))
            axes.add_patch(
                PathPatch(shape, fill=False, edgecolor=style.colour, linestyle=dash, zorder=_ORDER["lines"])
            )


@paint.register(RouteLine)
@paint.register(PassageLine)
def _(layer: RouteLine | PassageLine, axes: Axes, _plane: Plane) -> None:
    # What stands first in a list of passages lies on top, of routes the last, as on the page.
    beneath = bool(layer.data.get("beneath"))
    zorder = _ORDER["lines"] + 1.0 - (0.001 * len(axes.lines) if beneath else 0.0)
    axes.plot(
        *layer.line_m.T, color=layer.colour, linewidth=2.3, linestyle=(0, (4, 2)) if layer.dashed else "solid",
        solid_capstyle="round", zorder=zorder, path_effects=[Stroke(linewidth=4.6, foreground="white"), Normal()],
    )  # fmt: skip


@paint.register
def _(layer: Spots, axes: Axes, plane: Plane) -> None:
    for spot in layer.spots:
        east, north = plane.projection.forward(spot.lon, spot.lat)
        axes.plot(
            east, north, "o", color="white", markersize=6, markeredgecolor=_INK, markeredgewidth=1.6,
            zorder=_ORDER["spots"],
        )  # fmt: skip
        away = -np.array(spot.ways, dtype=np.float64).reshape(-1, 2).sum(axis=0)
        left = bool(away[0] < 0)
        axes.annotate(
            spot.name, (float(east), float(north)), xytext=(-7 if left else 7, 4 * float(np.sign(away[1]))),
            textcoords="offset points", ha="right" if left else "left", va="center", fontsize=10,
            fontweight="bold", color=_INK, path_effects=_HALO, zorder=_ORDER["spots"] + 1, clip_on=True,
            parse_math=False,
        )  # fmt: skip


def _label_graticule(axes: Axes, plane: Plane, first: float) -> None:
    """Parallels on the meridian that shows most of them, and meridians where they leave the picture."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    pad = 0.015 * (east - west)

    def seen(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        x, y = plane.projection.forward(lon, lat)
        inside = (x > west + pad) & (x < east - pad) & (y > south + pad) & (y < north - pad)
        return x[inside], y[inside], (lat if np.ptp(lat) else lon)[inside]

    lats = np.arange(plane.south_deg + _PARALLELS_DEG, plane.north_deg, _PARALLELS_DEG)
    columns = [
        seen(np.full_like(lats, lon), lats) for lon in np.arange(first + 15.0, first + 360.0, _MERIDIANS_DEG)
    ]
    for x, y, lat in zip(*max(columns, key=lambda column: len(column[0])), strict=True):
        _write(axes, x, y, f"{lat:g}°N")
    fine = np.linspace(plane.south_deg + 1.0, min(84.0, plane.north_deg - 1.0), 200)
    for lon in np.arange(first, first + 360.0, _MERIDIANS_DEG):
        x, y, _ = seen(np.full_like(fine, lon), fine)
        if len(x):
            turn = (lon + 180.0) % 360.0 - 180.0
            side = "" if turn in {0.0, -180.0} else "E" if turn > 0 else "W"
            _write(axes, x[0], y[0], f"{abs(turn):g}°{side}")


def _write(axes: Axes, x: float, y: float, text: str) -> None:
    axes.text(
        x, y, text, fontsize=7.5, color="#4a5c6b", ha="center", va="center", path_effects=_HALO,
        zorder=_ORDER["graticule"] + 0.5,
    )  # fmt: skip


def _name_routes(axes: Axes, drawn: PolarMap) -> None:
    lines = [*_kinds(drawn, RouteLine), *_kinds(drawn, PassageLine)]
    keys = [
        Line2D([], [], color=each.colour, linewidth=2.6, linestyle=(0, (4, 2)) if each.dashed else "solid")
        for each in lines
        if each.show
    ]
    names = [f"{each.name}, {each.data['length']}".replace("$", r"\$") for each in lines if each.show]
    if keys:
        axes.legend(
            keys, names, loc="upper left", fontsize=10, framealpha=0.92, edgecolor="#c9d0d5", fancybox=False,
            borderaxespad=0.8,
        ).set_zorder(20)  # fmt: skip


def _draw_legends(figure: Figure, drawn: PolarMap) -> None:
    """Colours and what they mean, side by side beneath the map."""
    left = 16.0
    for picture in [each for each in _kinds(drawn, Picture) if each.show][:_MOST_LEGENDS]:
        classes, top = picture.legend.classes, FOOT_PX - 16.0
        figure.text(
            left / WIDE_PX, top / HIGH_PX, picture.legend.title, fontsize=8.5, fontweight="bold", color=_INK,
            va="center", parse_math=False,
        )  # fmt: skip
        step = max(_BAR_PX, 12 + 6.2 * max(map(len, classes.words)) + (20 if classes.named else 0))
        for at, colour in enumerate(classes.colours):
            wide = 18 if classes.named else step
            figure.add_artist(
                Rectangle(
                    ((left + at * step) / WIDE_PX, (top - 24) / HIGH_PX), wide / WIDE_PX, _BAR_HIGH_PX / HIGH_PX,
                    facecolor=colour, edgecolor="#4a5c6b", linewidth=0.4, transform=figure.transFigure,
                )
            )  # fmt: skip
        for at, word in enumerate(classes.words):
            x, y = (left + at * step + 24, top - 18.5) if classes.named else (left + at * step, top - 34)
            figure.text(
                x / WIDE_PX, y / HIGH_PX, word, fontsize=7.5, color=_INK, va="center",
                ha="left" if classes.named or not at else "center", parse_math=False,
            )  # fmt: skip
        left += max(len(classes.words) * step, 7.0 * len(picture.legend.title)) + 44


def _kinds(drawn: PolarMap, kind: type[DrawnKind] | type[Credit]) -> list[Any]:
    return [each for each in drawn._children.values() if isinstance(each, kind)]


def _rings(polygon: shapely.Polygon) -> list[FloatArray]:
    return [shapely.get_coordinates(ring)[:-1] for ring in (polygon.exterior, *polygon.interiors)]


def _path(rings: Iterable[FloatArray]) -> Outline:
    """One outline of several closed rings; the even-odd rule makes holes of the inner ones."""
    vertices, codes = [], []
    for ring in rings:
        vertices += [ring, ring[:1]]
        codes += [Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 1), Outline.CLOSEPOLY]
    return Outline(np.concatenate(vertices), codes)
