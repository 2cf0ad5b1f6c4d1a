"""Routes on axes of a notebook, as users of geopandas draw: ``route.plot()``."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr
from matplotlib.axes import Axes

from routeplan.planning.system import Valued
from routeplan.view.colours import coloured_parts, route_colours
from routeplan.view.figures.route_map import draw_overview, label_overview, route_lines
from routeplan.view.maps.map_axes import draw_route

_SIZE_IN = (7.1, 7.1)
_WIDTH_PT = 2.0


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
