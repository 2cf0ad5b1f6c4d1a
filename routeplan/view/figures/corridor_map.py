"""A corridor on axes of a notebook: its cells by their excess cost, and its passages."""

from __future__ import annotations

from itertools import cycle

import numpy as np
import shapely
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap

from routeplan.planning.corridor import Corridor
from routeplan.view.colours import INK, ROUTE_COLOURS
from routeplan.view.figures.route_map import draw_depth
from routeplan.view.label_placement import settle_layout
from routeplan.view.maps.land import land_shapes
from routeplan.view.maps.map_axes import (
    bounds_with_margin,
    draw_base_map,
    draw_graticule,
    draw_image,
    draw_places,
    draw_route,
    graticule_steps,
    label_map,
)
from routeplan.view.maps.places import Connection, landing_places
from routeplan.view.maps.projections import ARCTIC
from routeplan.view.maps.raster_image import crop_to_values, derive_excess_classes, derive_image

_WIDE_IN = 7.1
_BESIDE_MAP_IN = 1.0  # height of title and scale
_WIDTH_PT = 1.6


def plot_corridor(corridor: Corridor, *, ax: Axes | None = None, over: xr.DataArray | None = None) -> Axes:
    """Draw a corridor on axes; without axes, on a map in a new figure that pyplot shows.

    Parameters
    ----------
    corridor : Corridor
    ax : matplotlib Axes, optional
        Axes in metres of EPSG:3995. Limits of axes that hold something already are kept.
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, drawn beneath on a new map.

    Returns
    -------
    matplotlib Axes
    """
    lines = [ARCTIC.line(passage.line, f"passage {passage.name}") for passage in corridor.passages]
    if ax is not None:
        limits = {"xlim": ax.get_xlim(), "ylim": ax.get_ylim()} if ax.has_data() else {}
        _draw_cells(ax, corridor)
        for line, colour in zip(lines, cycle(ROUTE_COLOURS), strict=False):
            draw_route(ax, line, colour, is_dashed=False, width=_WIDTH_PT)
        ax.set(**limits)
        return ax
    from matplotlib import pyplot as plt

    bounds = bounds_with_margin([*lines, np.asarray(shapely.get_coordinates(corridor.polygon))])
    high_in = _WIDE_IN * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0]) + _BESIDE_MAP_IN
    figure, axes = plt.subplots(figsize=(_WIDE_IN, high_in), layout="constrained")
    draw_base_map(axes, ARCTIC, bounds, land_shapes())
    if over is not None:
        draw_depth(axes, over)
    _draw_cells(axes, corridor)
    draw_graticule(axes, ARCTIC, graticule_steps(axes))
    for rank, (line, colour) in enumerate(zip(lines, cycle(ROUTE_COLOURS), strict=False)):
        draw_route(axes, line, colour, is_dashed=False, width=_WIDTH_PT, rank=rank)
    _draw_scale(axes, corridor.within_pct)
    axes.set_title(
        f"{corridor.name}, within {corridor.within_pct:g} % of the best (EPSG:3995)",
        loc="left", fontsize=10, color=INK,
    )  # fmt: skip
    connections = [Connection(corridor.start, corridor.end, passage.line) for passage in corridor.passages]
    named = draw_places(axes, landing_places(connections, ARCTIC), ARCTIC)
    settle_layout(figure)
    label_map(axes, ARCTIC, named, lines=lines, obstacles=[], graticule=graticule_steps(axes))
    return axes


def _draw_cells(axes: Axes, corridor: Corridor) -> None:
    classes = derive_excess_classes(corridor.within_pct)
    draw_image(axes, derive_image(crop_to_values(corridor.excess_pct), classes), "excess")


def _draw_scale(axes: Axes, within_pct: float) -> None:
    """Draw a bar of the classes beneath the map."""
    classes = derive_excess_classes(within_pct)
    colours = ListedColormap(classes.colours)
    edges = (*classes.floors, within_pct)
    bar = axes.figure.colorbar(
        ScalarMappable(BoundaryNorm(edges, colours.N), colours), ax=axes, location="bottom", shrink=0.6, pad=0.02,
        aspect=45, format="{x:g}",
    )  # fmt: skip
    bar.set_label("more expensive than the best route, %", fontsize=8)
    bar.ax.tick_params(labelsize=7.5, length=0)
    bar.outline.set_visible(False)
