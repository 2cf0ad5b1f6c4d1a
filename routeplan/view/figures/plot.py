"""Routes on axes of a notebook, as users of geopandas draw: ``route.plot()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from pandas.api.types import is_numeric_dtype

from routeplan.errors import UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.planning.system import Valued
from routeplan.view.colours import coloured_parts, route_colours
from routeplan.view.figures.route_map import draw_overview, label_overview, route_lines
from routeplan.view.maps.map_axes import draw_route

_SIZE_IN = (7.1, 7.1)
_WIDTH_PT = 2.0
_COLUMN_WIDTH_PT = 3.5  # wide enough to tell the colours of a column apart, and to cover the line beneath
_COLUMN_ZORDER = 9  # above routes, below names
_NO_VALUES = ("geometry", "kind", "number", "from_km", "to_km")


def plot_routes(
    routes: Sequence[Valued], *, ax: Axes | None = None, over: xr.DataArray | None = None
) -> Axes:
    """Draw routes on axes; without axes, on a map in a new figure that pyplot shows.

    Parameters
    ----------
    routes : sequence of Route or System, one or more
    ax : matplotlib Axes, optional
        Axes in metres of EPSG:3995, such as those of an earlier call, or of a GeoDataFrame in EPSG:3995.
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, drawn beneath the routes on a new map.

    Returns
    -------
    matplotlib Axes
    """
    colours = route_colours(routes)
    if ax is not None:
        for line, (_, colour) in zip(route_lines(routes), coloured_parts(routes), strict=True):
            draw_route(ax, line, colour, is_dashed=False, width=_WIDTH_PT)
        return ax
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=_SIZE_IN, layout="constrained")
    named = draw_overview(axes, routes, over, colours)
    label_overview(figure, axes, routes, named)
    return axes


def plot_column(
    routes: Sequence[Valued],
    stretches: gpd.GeoDataFrame,
    column: str,
    *,
    ax: Axes | None = None,
    over: xr.DataArray | None = None,
    **style: Any,
) -> Axes:
    """Draw the stretches of routes, coloured by one of their columns.

    Parameters
    ----------
    routes : sequence of Route or System, one or more
    stretches : GeoDataFrame
        Of these routes.
    column : str
        Words get a colour each and a legend, numbers a scale.
    ax, over
        As in :func:`plot_routes`.
    **style
        For `GeoDataFrame.plot`, such as ``cmap``, ``legend`` or ``linewidth``.

    Raises
    ------
    UsageError
        If the stretches have no such column.
    """
    offered = [name for name in stretches.columns if name not in _NO_VALUES]
    if column not in offered:
        raise UsageError(f"plot by column {column!r}; give one of {', '.join(offered)}")
    if ax is not None:
        _draw_column(ax, stretches, column, style)
        return ax
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=_SIZE_IN, layout="constrained")
    named = draw_overview(axes, routes, over, route_colours(routes))
    extent = {"xlim": axes.get_xlim(), "ylim": axes.get_ylim()}
    _draw_column(axes, stretches, column, {"legend_kwds": _beside(stretches[column], column)} | style)
    axes.set(**extent, aspect="equal", xlabel="", ylabel="")
    label_overview(figure, axes, routes, named)
    return axes


def _draw_column(axes: Axes, stretches: gpd.GeoDataFrame, column: str, style: Mapping[str, Any]) -> None:
    defaults = {"legend": True, "linewidth": _COLUMN_WIDTH_PT, "zorder": _COLUMN_ZORDER}
    stretches.to_crs(ARCTIC_EPSG).plot(column=column, ax=axes, **defaults | dict(style))


def _beside(values: pd.Series, title: str) -> dict[str, Any]:
    """Where geopandas puts the legend of a column: beside the map, so that it covers no landing."""
    if is_numeric_dtype(values):
        return {"label": title, "shrink": 0.6}
    place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
    return {"title": title, "fontsize": 8, "title_fontsize": 9, "frameon": False, "handlelength": 1.2} | place
