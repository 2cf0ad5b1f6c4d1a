"""Layers of a planner side by side, one small polar map each, with the classes of the interactive map."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Patch

from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import BETWEEN_SOURCES
from routeplan.errors import UsageError
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.view.colours import FRAME, INK, QUIET
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.land import land_shapes
from routeplan.view.maps.legend import class_ranges
from routeplan.view.maps.map_axes import ORDER, draw_graticule, draw_image, draw_land
from routeplan.view.maps.projections import ARCTIC
from routeplan.view.maps.raster_image import DEPTH, derive_image

_PANEL_INCHES = (4.3, 4.1)
_SOUTHMOST_DEG, _NORTHMOST_DEG = 30.0, 80.0
_GRATICULE_STEPS = (10.0, 30.0)
_LABEL_LON = -150.0  # of the labels of parallels: over the Pacific, away from most routes
_BENEATH_LAND_PX = 2.0
_MOST_PX = 480  # of a panel
_CREDIT_LETTERS = 150


def figure_layers(
    layers: Sequence[xr.DataArray], *, columns: int = 2, south_deg: float = _SOUTHMOST_DEG
) -> Figure:
    """Draw layers on polar maps side by side, each with its legend.

    Parameters
    ----------
    layers : sequence of (northing, easting) DataArray in EPSG:3995, one or more
        As :meth:`routeplan.planning.planner.Planner.layer` gives them.
    columns : int
        Maps in a row, at least 1.
    south_deg : float
        Southern edge of each map, degrees north, 30 to 80.

    Raises
    ------
    UsageError
        If there is no layer or no column, the edge is out of range, or a layer is not in EPSG:3995.
    """
    if not layers:
        raise UsageError("figure of 0 layers; give at least one layer")
    if columns < 1:
        raise UsageError(f"figure in {columns} columns; give 1 or more")
    if not _SOUTHMOST_DEG <= south_deg <= _NORTHMOST_DEG:
        raise UsageError(
            f"southern edge {south_deg:g}N; give a parallel from {_SOUTHMOST_DEG:g} to {_NORTHMOST_DEG:g}"
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
    text = f"{NOT_FOR_NAVIGATION.capitalize()}. {'; '.join(sources)}."
    letters = int(_CREDIT_LETTERS * across / 2)
    figure.supxlabel(textwrap.fill(text, letters), fontsize=6.5, color=QUIET)
    return figure


def _draw(axes: Axes, layer: xr.DataArray, south_deg: float) -> None:
    edge_m = float(np.hypot(*ARCTIC.forward(0.0, south_deg)))
    edge = Circle((0.0, 0.0), edge_m, facecolor="#f6f5f1", edgecolor=FRAME, linewidth=0.8, zorder=0)
    axes.add_patch(edge)
    classes = DEPTH if layer.name == LayerName.DEPTH else derive_classes(layer)
    image = derive_image(layer, classes, beyond_px=_BENEATH_LAND_PX, most_px=_MOST_PX)
    drawn = [draw_image(axes, image, "layer"), *draw_land(axes, land_shapes())]
    drawn.append(draw_graticule(axes, ARCTIC, _GRATICULE_STEPS, south_deg=south_deg))
    for artist in drawn:
        artist.set_clip_path(edge)
    for lat in range(int(south_deg // 10 + 1) * 10, 90, 10):
        easting, northing = ARCTIC.forward(_LABEL_LON, float(lat))
        axes.text(
            float(easting), float(northing), f"{lat}°N", fontsize=6, color="#55636c", ha="center", va="center",
            zorder=ORDER["names"], bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    limits = (-edge_m * 1.01, edge_m * 1.01)
    axes.set(xlim=limits, ylim=limits, aspect="equal")
    axes.set_axis_off()
    axes.set_title(_title(layer), loc="left", fontsize=10, color=INK)
    patches = [
        Patch(facecolor=colour, edgecolor=FRAME, linewidth=0.5, label=label)
        for colour, label in zip(classes.colours, class_ranges(classes), strict=True)
    ]
    axes.legend(
        handles=patches, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2 if classes.named else 4,
        fontsize=7.5, frameon=False, handlelength=1.2, handleheight=0.9, columnspacing=1.2,
    )  # fmt: skip


def _title(layer: xr.DataArray) -> str:
    title = str(layer.attrs.get("long_name", layer.name))
    units = str(layer.attrs.get("units", ""))
    return title if units in ("", "class") else f"{title}, {units}"
