"""Layers side by side for paper: what a planner sees, one small polar map each, in the classes of its maps."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch

from routeplan.catalog.countries import read_countries
from routeplan.cost.named_layers import BETWEEN_SOURCES, LayerName
from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.view.figures.style import FRAME, INK, LAND, QUIET
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.raster_image import DEPTH, Classes, shade

_COAST, _LINE = "#9c9483", "#6c7a83"
_PANEL_INCHES = (4.3, 4.1)
_SOUTHMOST_DEG, _NORTHMOST_DEG = 30.0, 80.0
_LABEL_LON = -150.0  # over the Pacific, where few of the layers say much
_BENEATH_LAND_PX = 2.0  # the countries' coast is not the grid's
_MOST_PX = 480  # as many as a panel shows; finer cells would be noise
_CREDIT_LETTERS = 150


def figure_layers(
    layers: Sequence[xr.DataArray], *, columns: int = 2, south_deg: float = _SOUTHMOST_DEG
) -> Figure:
    """Draw layers on polar maps beside one another, each with its legend.

    Parameters
    ----------
    layers : sequence of (northing, easting) DataArray in EPSG:3995, one or more
        As :meth:`routeplan.planning.planner.Planner.layer` gives them.
    columns : int
        Maps in a row, at least 1.
    south_deg : float
        Southern rim of each map, degrees north, 30 to 80.

    Raises
    ------
    UsageError
        If there is no layer or no column, the rim is out of range, or a layer lies on another plane.
    """
    if not layers:
        raise UsageError("figure of 0 layers; give at least one layer")
    if columns < 1:
        raise UsageError(f"figure in {columns} columns; give 1 or more")
    if not _SOUTHMOST_DEG <= south_deg <= _NORTHMOST_DEG:
        raise UsageError(
            f"maps south to {south_deg:g}N; give a parallel from {_SOUTHMOST_DEG:g} to {_NORTHMOST_DEG:g}"
        )
    across = min(columns, len(layers))
    down = -(-len(layers) // across)
    figure = Figure(figsize=(across * _PANEL_INCHES[0], down * _PANEL_INCHES[1]), layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for axes, layer in zip(panels, layers, strict=False):
        _draw(axes, layer, south_deg)
    for axes in panels[len(layers) :]:
        axes.set_axis_off()
    sources = dict.fromkeys(
        source
        for layer in layers
        for source in str(layer.attrs.get("source", "")).split(BETWEEN_SOURCES)
        if source
    )
    thanks = f"{NOT_FOR_NAVIGATION.capitalize()}. {'; '.join(sources)}."
    letters = int(_CREDIT_LETTERS * across / 2)
    figure.supxlabel(textwrap.fill(thanks, letters), fontsize=6.5, color=QUIET)
    return figure


def _draw(axes: Axes, layer: xr.DataArray, south_deg: float) -> None:
    projection = PolarStereographic()
    rim_m = float(np.hypot(*projection.forward(0.0, south_deg)))
    rim = Circle((0.0, 0.0), rim_m, facecolor="#f6f5f1", edgecolor=FRAME, linewidth=0.8, zorder=0)
    axes.add_patch(rim)
    classes = DEPTH if layer.name == LayerName.DEPTH else derive_classes(layer)
    shaded = shade(layer, classes, beyond_px=_BENEATH_LAND_PX, most_px=_MOST_PX)
    west, south, east, north = shaded.bounds_m
    picture = axes.imshow(shaded.pixels, extent=(west, east, south, north), interpolation="nearest", zorder=1)
    read_countries().plot(ax=axes, color=LAND, edgecolor=_COAST, linewidth=0.35, zorder=2)
    for artist in (picture, *axes.collections):
        artist.set_clip_path(rim)
    _draw_graticule(axes, projection, south_deg)
    axes.set(xlim=(-rim_m * 1.01, rim_m * 1.01), ylim=(-rim_m * 1.01, rim_m * 1.01), aspect="equal")
    axes.set(xlabel="", ylabel="")
    axes.set_axis_off()
    axes.set_title(_title(layer), loc="left", fontsize=10, color=INK)
    patches = [
        Patch(facecolor=colour, edgecolor=FRAME, linewidth=0.5, label=words)
        for colour, words in zip(classes.colours, _words(classes), strict=True)
    ]
    axes.legend(
        handles=patches, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2 if classes.named else 4,
        fontsize=7.5, frameon=False, handlelength=1.2, handleheight=0.9, columnspacing=1.2,
    )  # fmt: skip


def _draw_graticule(axes: Axes, projection: PolarStereographic, south_deg: float) -> None:
    for lat in range(int(south_deg // 10 + 1) * 10, 90, 10):
        radius_m = float(np.hypot(*projection.forward(0.0, float(lat))))
        axes.add_patch(Circle((0.0, 0.0), radius_m, fill=False, edgecolor=_LINE, linewidth=0.35, zorder=3))
        easting, northing = projection.forward(_LABEL_LON, float(lat))
        axes.text(
            float(easting), float(northing), f"{lat}°N", fontsize=6, color="#55636c", ha="center", va="center",
            zorder=4, bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    for lon in range(-180, 180, 30):
        easting, northing = projection.forward(np.full(2, float(lon)), np.array([south_deg, 80.0]))
        axes.plot(easting, northing, color=_LINE, linewidth=0.35, alpha=0.6, zorder=3)


def _title(layer: xr.DataArray) -> str:
    title = str(layer.attrs.get("long_name", layer.name))
    units = str(layer.attrs.get("units", ""))
    return title if units in ("", "class") else f"{title}, {units}"


def _words(classes: Classes) -> list[str]:
    """Say what each class holds: its name, or from where to where."""
    if classes.named:
        return list(classes.words)
    edges = [*classes.words, ""] if classes.is_open else list(classes.words)
    return [f"{low}–{high}" if high else f"{low} and more" for low, high in pairwise(edges)]
