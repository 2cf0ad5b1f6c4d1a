"""What is written on a still: names, degrees, and what lines and colours mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_meridian
from routeplan.view.maps.label_placement import Box, Label, place_labels
from routeplan.view.maps.overlays import CABLE_DASHES, ExistingCables, PassageLine, RouteLine, Spots
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.raster_layers import Picture
from routeplan.view.maps.static_layout import (
    FOOT_PX,
    HEAD_PX,
    HIGH_PX,
    INK,
    MERIDIANS_DEG,
    ORDER,
    PARALLELS_DEG,
    WIDE_PX,
    Window,
    first_meridian,
    shown_of,
)
from routeplan.view.maps.zone_outlines import (
    WATERS_COLOUR,
    WATERS_DASH,
    ZONE_STYLES,
    HazardZones,
    JurisdictionLines,
)

_HALO = [withStroke(linewidth=2.8, foreground="white")]
_BAR_PX, _BAR_HIGH_PX = 30, 11  # one class of a legend
_MOST_LEGENDS = 3
_LETTER_PX, _NAME_HIGH_PX, _DEGREES_PX = 9.4, 17.0, 42.0  # of names in bold, and of degrees


def name_places(axes: Axes, drawn: PolarMap, window: Window) -> list[Box]:
    """Write the names of places where they hide nothing, and say where."""
    spots = [spot for layer in shown_of(drawn, Spots) for spot in layer.spots]
    labels = []
    for spot in spots:
        x, y = window.pixel_of(*(float(each) for each in drawn.plane.projection.forward(spot.lon, spot.lat)))
        east, north = np.array(spot.ways, dtype=np.float64).reshape(-1, 2).sum(axis=0)
        size = (_LETTER_PX * len(spot.name), _NAME_HIGH_PX)
        labels.append(Label(x, y, *size, (-float(east), float(north))))
    rim = Box(0.0, HEAD_PX, WIDE_PX, HIGH_PX - FOOT_PX)
    boxes = place_labels(labels, _line_pixels(drawn, window), rim)
    for spot, box in zip(spots, boxes, strict=True):
        if box is None:
            continue
        axes.annotate(
            spot.name, ((box.left + box.right) / 2, HIGH_PX - (box.top + box.bottom) / 2), xycoords="figure pixels",
            ha="center", va="center", fontsize=10, fontweight="bold", color=INK, path_effects=_HALO,
            zorder=ORDER["spots"] + 1, parse_math=False,
        )  # fmt: skip
    return [box for box in boxes if box]


def _line_pixels(drawn: PolarMap, window: Window) -> FloatArray:
    """Points along the routes that show, (n, 2) pixels."""
    lines = [each.line_m for each in shown_of(drawn, RouteLine, PassageLine)]
    points = np.concatenate(lines) if lines else np.empty((0, 2))
    return np.column_stack(window.pixel_of(points[:, 0], points[:, 1]))


def label_graticule(axes: Axes, drawn: PolarMap, window: Window, taken: Sequence[Box]) -> None:
    """Parallels on the meridian that leaves most of them free, and meridians where they leave the picture."""
    plane, lines = drawn.plane, _line_pixels(drawn, window)
    rim = Box(0.0, HEAD_PX, WIDE_PX, HIGH_PX - FOOT_PX)

    def free(lon: float, lat: float) -> tuple[float, float] | None:
        east, north = plane.projection.forward(lon, lat)
        x, y = window.pixel_of(float(east), float(north))
        box = Box.round(x, y, _DEGREES_PX, _NAME_HIGH_PX)
        hidden = not box.is_within(rim) or box.holds(lines, 5.0).any() or any(map(box.overlaps, taken))
        return None if hidden else (float(east), float(north))

    lats = np.arange(plane.south_deg + PARALLELS_DEG, plane.north_deg, PARALLELS_DEG)
    first = first_meridian(plane)
    columns = [
        [(at, lat) for lat in lats if (at := free(lon, lat))]
        for lon in np.arange(first + MERIDIANS_DEG / 2, first + 360.0, MERIDIANS_DEG)
    ]
    for at, lat in max(columns, key=len):
        _write(axes, *at, f"{lat:g}°N")
    fine = np.arange(plane.south_deg + 1.0, min(84.0, plane.north_deg - 1.0), 0.5)
    for lon in np.arange(first, first + 360.0, MERIDIANS_DEG):
        turn = (lon + 180.0) % 360.0 - 180.0
        outermost = next((at for lat in fine if (at := free(lon, lat))), None)
        if outermost:
            _write(axes, *outermost, format_meridian(turn))


def _write(axes: Axes, x: float, y: float, text: str) -> None:
    axes.text(
        x, y, text, fontsize=7.5, color="#4a5c6b", ha="center", va="center", path_effects=_HALO,
        zorder=ORDER["graticule"] + 0.5,
    )  # fmt: skip


def name_routes(axes: Axes, drawn: PolarMap) -> None:
    """Say in the upper left corner which colour is which route."""
    lines = shown_of(drawn, RouteLine, PassageLine)
    keys = [
        Line2D([], [], color=each.colour, linewidth=2.6, linestyle=(0, (4, 2)) if each.dashed else "solid")
        for each in lines
    ]
    names = [f"{each.name}, {each.data['length']}".replace("$", r"\$") for each in lines]
    if keys:
        axes.legend(
            keys, names, loc="upper left", fontsize=10, framealpha=0.92, edgecolor="#c9d0d5", fancybox=False,
            borderaxespad=0.8,
        ).set_zorder(20)  # fmt: skip


def draw_legends(figure: Figure, drawn: PolarMap) -> None:
    """Colours and what they mean, side by side beneath the map."""
    left = 16.0
    for picture in shown_of(drawn, Picture)[:_MOST_LEGENDS]:
        classes, top = picture.legend.classes, FOOT_PX - 16.0
        figure.text(
            left / WIDE_PX, top / HIGH_PX, picture.legend.title, fontsize=8.5, fontweight="bold", color=INK,
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
                x / WIDE_PX, y / HIGH_PX, word, fontsize=7.5, color=INK, va="center",
                ha="left" if classes.named or not at else "center", parse_math=False,
            )  # fmt: skip
        left += max(len(classes.words) * step, 7.0 * len(picture.legend.title)) + 44


def draw_key(figure: Figure, drawn: PolarMap) -> None:
    """Say beneath the map, on the right, what its thinner lines are."""
    lines: list[tuple[str, str, str]] = [
        (f"cable {status.value}", "#4b5660", CABLE_DASHES[status])
        for layer in shown_of(drawn, ExistingCables)
        for status in CABLE_DASHES
        if any(status is each for each, _ in layer.drawn)
    ]
    if shown_of(drawn, HazardZones):
        lines += [(f"zones: {style.words}", style.colour, style.dash) for style in ZONE_STYLES]
    if shown_of(drawn, JurisdictionLines):
        lines.append(("limits of exclusive economic zones", WATERS_COLOUR, WATERS_DASH))
    if lines:
        keys = [Line2D([], [], color=colour, linestyle=pattern(dash)) for _, colour, dash in lines]
        figure.legend(
            keys, [words for words, _, _ in lines], loc="upper right", fontsize=8.5, frameon=False, ncols=4,
            bbox_to_anchor=(1.0, (FOOT_PX - 4) / HIGH_PX), handlelength=3.0,
        )  # fmt: skip


def pattern(dash: str) -> Any:
    """How matplotlib breaks a line that SVG breaks so."""
    return (0, tuple(float(part) for part in dash.split())) if dash else "solid"
