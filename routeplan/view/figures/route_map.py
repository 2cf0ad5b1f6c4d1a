"""Routes on one map, as a whole with their profiles, alone, or a part of them at close range."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.position_text import format_position
from routeplan.planning.route import Route
from routeplan.view.colours import route_colours
from routeplan.view.figures.polar_axes import (
    Bounds,
    draw_depth_bar,
    draw_graticule,
    draw_ground,
    draw_landings,
    draw_routes,
    frame_round,
    lines_on_plane,
)
from routeplan.view.figures.style import FRAME, INK, SEABED, WATER, credit

_SIZE_IN = (13.0, 7.6)
_LEAST_IN = 4.0
_PLAN_WIDE = 1.25  # times as wide as the profiles
_SCALE_IN = 0.7  # of a profile's width, for its scale
_LETTERS_PER_INCH = 11.5  # of a profile's title
_FEWEST_PANELS = 2
_SCALE_SHARE = 0.25  # of a map's width, for its bar of kilometres
_ROUND_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_SHOWN = ("boundaries", "landings")
_LOCATOR = (0.745, 0.745, 0.255, 0.255)  # of the region's map: its upper right corner


def figure_routes(
    routes: Sequence[Route],
    *,
    over: xr.DataArray | None = None,
    size_in: tuple[float, float] = _SIZE_IN,
) -> Figure:
    """Draw routes on the polar plane, with the depth profile of each beside the map.

    Parameters
    ----------
    routes : sequence of Route, one or more
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, shaded in classes beneath the routes.
    size_in : (float, float)
        Width and height, inches; letters keep their size. A notebook's column is about 9 inches wide.

    Raises
    ------
    UsageError
        If there is no route, or no room for it.
    """
    _refuse_none(routes)
    if min(size_in) < _LEAST_IN:
        raise UsageError(f"figure of {size_in[0]:g} by {size_in[1]:g} inches; give {_LEAST_IN:g} or more")
    figure = Figure(figsize=size_in, layout="constrained")
    plan, side = figure.subfigures(1, 2, squeeze=False, width_ratios=(_PLAN_WIDE, 1.0))[0]
    letters = int(_LETTERS_PER_INCH * (size_in[0] / (_PLAN_WIDE + 1.0) - _SCALE_IN))
    _draw_overview(plan.add_subplot(), routes, over, route_colours(routes))
    # One profile alone would be as tall as the map and make hills of ripples.
    rows = side.add_gridspec(max(len(routes), _FEWEST_PANELS), 1)
    panels = [side.add_subplot(rows[number]) for number in range(len(routes))]
    for panel, route, colour in zip(panels, routes, route_colours(routes), strict=True):
        _draw_profile(panel, route, colour, letters)
    panels[-1].set_xlabel("kilometre point (KP), km", fontsize=8)
    credit(figure, routes, shows=_SHOWN)
    return figure


def figure_map(
    routes: Sequence[Route],
    *,
    over: xr.DataArray | None = None,
    colours: Sequence[str] | None = None,
    dashed: Collection[int] = (),
) -> Figure:
    """Draw routes on the polar plane, and nothing beside the map.

    Parameters
    ----------
    routes, over
        As :func:`figure_routes` takes them.
    colours : sequence of str, optional
        Of the routes, where they do not stand alone.
    dashed : collection of int
        Which of them are dashed.

    Raises
    ------
    UsageError
        If there is no route.
    """
    _refuse_none(routes)
    figure = Figure(figsize=(7.1, 7.1), layout="constrained")
    _draw_overview(figure.add_subplot(), routes, over, colours or route_colours(routes), dashed)
    credit(figure, routes, shows=_SHOWN)
    return figure


def figure_region(
    routes: Sequence[Route],
    centre: tuple[float, float],
    *,
    radius_km: float = 400.0,
    over: xr.DataArray | None = None,
) -> Figure:
    """Draw a part of the routes at close range, with a bar of kilometres and a small map of where it is.

    Parameters
    ----------
    routes : sequence of Route, one or more
    centre : (lon, lat), degrees
    radius_km : float
        From the centre to the sides of the map, along the ground.
    over : DataArray, optional
        Depth, as :func:`figure_routes` takes it.

    Raises
    ------
    UsageError
        If there is no route, or the radius is no length.
    """
    _refuse_none(routes)
    if not 1.0 <= radius_km <= 5000.0:
        raise UsageError(f"region with a radius of {radius_km:g} km; give 1 to 5,000")
    plane = PolarStereographic()
    easting, northing = (float(each) for each in plane.forward(*centre))
    half_m = 1000.0 * radius_km * float(plane.scale_factor(centre[1]))
    bounds = (easting - half_m, northing - half_m, easting + half_m, northing + half_m)
    figure = Figure(figsize=(7.1, 7.1), layout="constrained")
    axes = figure.add_subplot()
    lines, colours = lines_on_plane(routes), route_colours(routes)
    shades = draw_ground(axes, bounds, over)
    if shades is not None:
        draw_depth_bar(axes, shades)
    draw_graticule(axes, lines)
    draw_routes(axes, lines, colours)
    draw_landings(axes, routes)
    _draw_scale(axes, float(plane.scale_factor(centre[1])))
    _draw_locator(axes, lines, colours, bounds)
    axes.set_title(
        f"{radius_km:,.0f} km round {format_position(*centre, sign='°')}, Arctic polar stereographic (EPSG:3995)",
        loc="left",
        fontsize=10,
        color=INK,
    )
    credit(figure, routes, shows=_SHOWN)
    return figure


def _refuse_none(routes: Sequence[Route]) -> None:
    if not routes:
        raise UsageError("figure of 0 routes; give at least one route")


def _draw_overview(
    axes: Axes,
    routes: Sequence[Route],
    over: xr.DataArray | None,
    colours: Sequence[str],
    dashed: Collection[int] = (),
) -> None:
    lines = lines_on_plane(routes)
    shades = draw_ground(axes, frame_round(lines), over)
    if shades is not None:
        draw_depth_bar(axes, shades)
    draw_graticule(axes, lines)
    draw_routes(axes, lines, colours, dashed)
    draw_landings(axes, routes)
    axes.set_title("Cable routes, Arctic polar stereographic (EPSG:3995)", loc="left", fontsize=10, color=INK)


def _draw_profile(axes: Axes, route: Route, colour: str, letters: int) -> None:
    """Draw a profile beneath the route's name and figures, on one line if that has room for so many letters."""
    profile = route.profile
    depth = np.clip(profile["depth_m"], 0.0, None)
    axes.fill_between(profile["kp_km"], depth, depth.max() * 1.08 + 50, color=SEABED, linewidth=0)
    axes.fill_between(profile["kp_km"], 0, depth, color=WATER, linewidth=0)
    axes.plot(profile["kp_km"], depth, color=colour, linewidth=1.3)
    axes.set(xlim=(0, route.length_km), ylim=(depth.max() * 1.08 + 50, 0))
    axes.set_ylabel("depth, m", fontsize=8)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    figures = f"{route.length_km:,.0f} km · {route.build_cost_usd / 1e6:,.0f} M USD · {route.rtt_ms:.1f} ms"
    title = f"{route.name}   {figures}"
    axes.set_title(
        title if len(title) <= letters else f"{route.name}\n{figures}",
        loc="left", fontsize=9, color=colour, fontweight="bold", parse_math=False,
    )  # fmt: skip
    axes.tick_params(labelsize=8, color=FRAME)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_scale(axes: Axes, scale: float) -> None:
    """Draw a bar of kilometres that is true where the map has its centre."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    most_km = _SCALE_SHARE * (east - west) / scale / 1000.0
    km = max((each for each in _ROUND_KM if each <= most_km), default=_ROUND_KM[0])
    left, bottom = west + 0.03 * (east - west), south + 0.035 * (north - south)
    right = left + 1000.0 * km * scale
    axes.plot([left, right], [bottom, bottom], color="white", linewidth=5.0, zorder=7, solid_capstyle="butt")
    axes.plot([left, right], [bottom, bottom], color=INK, linewidth=2.4, zorder=8, solid_capstyle="butt")
    axes.text(
        (left + right) / 2, bottom + 0.012 * (north - south), f"{km:,} km", fontsize=8, color=INK,
        ha="center", va="bottom", zorder=8,
    )  # fmt: skip


def _draw_locator(
    axes: Axes, lines: Sequence[tuple[FloatArray, FloatArray]], colours: Sequence[str], bounds: Bounds
) -> None:
    """Show in a corner where on the whole the region lies."""
    small = axes.inset_axes(_LOCATOR, zorder=9)
    west, south, east, north = frame_round(lines)
    draw_ground(small, (west, south, east, north), None)
    for line, colour in zip(lines, colours, strict=True):
        small.plot(*line, color=colour, linewidth=1.0, zorder=5)
    left, bottom, right, top = bounds
    small.add_patch(
        Rectangle(
            (left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.4, zorder=6
        )
    )
