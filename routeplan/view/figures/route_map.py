"""Routes on one map: with their depth profiles, alone, or a region at close range."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.position_text import format_position
from routeplan.planning.route import Route
from routeplan.planning.route_list import Routes, list_some_routes
from routeplan.planning.system import Valued, segments_of
from routeplan.view.colours import INK, coloured_parts, route_colours
from routeplan.view.figures.profile import draw_depth_profile
from routeplan.view.figures.style import credit
from routeplan.view.label_placement import Box, frame_of, settle_layout
from routeplan.view.maps.drawn_legend import draw_depth_bar
from routeplan.view.maps.land import detailed_land, land_shapes
from routeplan.view.maps.lanes import APART_PT, side_by_side
from routeplan.view.maps.map_axes import (
    bounds_with_margin,
    draw_base_map,
    draw_graticule,
    draw_image,
    draw_places,
    draw_route,
    graticule_steps,
    label_map,
    widen_bounds,
)
from routeplan.view.maps.places import Place, connections_of, landing_places
from routeplan.view.maps.projections import ARCTIC, Bounds
from routeplan.view.maps.raster_image import BENEATH_LAND_PX, DEPTH, derive_image

_SIZE_IN = (13.0, 7.6)
_SMALLEST_IN = 4.0
_MAP_WIDTH = 1.25  # in widths of the profiles
_SCALE_IN = 0.7  # of a profile's width, for its scale
_LETTERS_PER_INCH = 11.5  # of a profile's title
_FEWEST_PANELS = 2
_DETAILED_TO_M = 1.2e6  # maps up to this width show land in full detail
_SCALE_BAR_SHARE = 0.25  # of a map's width
_SCALE_BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_SOURCES = ("boundaries", "landings")
_BESIDE_MAP_IN = 1.15  # height of title, depth bar and credits
_LOCATOR = (0.745, 0.745, 0.255, 0.255)  # upper right corner of a region's map
_ROUTE_WIDTH_PT = 2.0

_Named = tuple[list[Annotation], list[Place]]


def figure_routes(
    routes: Routes,
    *,
    over: xr.DataArray | None = None,
    size_in: tuple[float, float] = _SIZE_IN,
) -> Figure:
    """Draw routes on a polar map, with the depth profile of each beside it.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, drawn in classes beneath the routes.
    size_in : (float, float)
        Width and height, inches; text keeps its size. A notebook's column is about 9 inches wide.

    Raises
    ------
    UsageError
        If there is no route, or the size is too small.
    """
    routes = list_some_routes(routes, "figure")
    if min(size_in) < _SMALLEST_IN:
        raise UsageError(f"figure of {size_in[0]:g} by {size_in[1]:g} inches; give {_SMALLEST_IN:g} or more")
    figure = Figure(figsize=size_in, layout="constrained")
    left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=(_MAP_WIDTH, 1.0))[0]
    letters = int(_LETTERS_PER_INCH * (size_in[0] / (_MAP_WIDTH + 1.0) - _SCALE_IN))
    axes = left.add_subplot()
    named = draw_overview(axes, routes, over, route_colours(routes))
    # A single profile as tall as the map would exaggerate small slopes.
    parts = coloured_parts(routes)
    rows = right.add_gridspec(max(len(parts), _FEWEST_PANELS), 1)
    panels = [right.add_subplot(rows[number]) for number in range(len(parts))]
    for panel, (part, colour) in zip(panels, parts, strict=True):
        _draw_profile(panel, part, colour, letters)
    panels[-1].set_xlabel("kilometre point (KP), km", fontsize=8)
    credit(figure, routes, shows=_SOURCES)
    label_overview(figure, axes, routes, named)
    return figure


def figure_map(
    routes: Routes,
    *,
    over: xr.DataArray | None = None,
    colours: Sequence[str] | None = None,
    dashed: Collection[int] = (),
    ratio: float | None = None,
) -> Figure:
    """Draw routes on a polar map, without profiles.

    Parameters
    ----------
    routes, over
        As in :func:`figure_routes`.
    colours : sequence of str, optional
        Of the routes, if they belong to a larger set.
    dashed : collection of int
        Positions of the routes that are dashed.
    ratio : float, optional
        Least width of the map to its height; a wide one shows more sea beside the routes. Default: as they need.

    Raises
    ------
    UsageError
        If there is no route.
    """
    routes = list_some_routes(routes, "figure")
    bounds = bounds_with_margin(route_lines(routes))
    high_in = 7.1
    if ratio is not None:
        bounds = widen_bounds(bounds, ratio)
        high_in = 7.1 * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0]) + _BESIDE_MAP_IN
    figure = Figure(figsize=(7.1, high_in), layout="constrained")
    axes = figure.add_subplot()
    named = draw_overview(axes, routes, over, colours or route_colours(routes), dashed, bounds)
    credit(figure, routes, shows=_SOURCES)
    label_overview(figure, axes, routes, named)
    return figure


def figure_region(
    routes: Routes,
    centre: tuple[float, float],
    *,
    radius_km: float = 400.0,
    over: xr.DataArray | None = None,
) -> Figure:
    """Draw a region at close range, with a scale bar and a small map that locates it.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
    centre : (lon, lat), degrees
    radius_km : float
        From the centre to the sides of the map, along the ground.
    over : DataArray, optional
        Depth, as in :func:`figure_routes`.

    Raises
    ------
    UsageError
        If there is no route, or the radius is out of range.
    """
    routes = list_some_routes(routes, "figure")
    if not 1.0 <= radius_km <= 5000.0:
        raise UsageError(f"region with a radius of {radius_km:g} km; give 1 to 5,000")
    scale = float(PolarStereographic().scale_factor(centre[1]))
    easting, northing = (float(metres) for metres in ARCTIC.forward(*centre))
    half_m = 1000.0 * radius_km * scale
    bounds = (easting - half_m, northing - half_m, easting + half_m, northing + half_m)
    figure = Figure(figsize=(7.1, 7.1), layout="constrained")
    axes = figure.add_subplot()
    colours = route_colours(routes)
    named = _draw_map(axes, routes, bounds, over, colours)
    _draw_scale_bar(axes, scale)
    locator = _draw_locator(axes, routes, colours, bounds)
    axes.set_title(
        f"{radius_km:,.0f} km round {format_position(*centre, sign='°')}, Arctic polar stereographic (EPSG:3995)",
        loc="left",
        fontsize=10,
        color=INK,
    )
    credit(figure, routes, shows=_SOURCES)
    label_overview(figure, axes, routes, named, locator)
    return figure


def route_lines(routes: Sequence[Valued]) -> list[FloatArray]:
    """Project routes and segments: (n, 2) metres, with points close enough to follow their geodesics."""
    return [ARCTIC.line(part.line, f"route {part.name}") for route in routes for part in segments_of(route)]


def draw_overview(
    axes: Axes,
    routes: Sequence[Valued],
    over: xr.DataArray | None,
    colours: Sequence[str],
    dashed: Collection[int] = (),
    bounds: Bounds | None = None,
) -> _Named:
    """Draw routes on a polar map of all of them; give the names of places, for :func:`label_overview`."""
    shown = bounds or bounds_with_margin(route_lines(routes))
    named = _draw_map(axes, routes, shown, over, colours, dashed)
    axes.set_title("Cable routes, Arctic polar stereographic (EPSG:3995)", loc="left", fontsize=10, color=INK)
    return named


def _draw_map(
    axes: Axes,
    routes: Sequence[Valued],
    bounds: Bounds,
    over: xr.DataArray | None,
    colours: Sequence[str],
    dashed: Collection[int] = (),
) -> _Named:
    """Draw sea, land, depth, graticule, routes and landings; give the names, which are placed last."""
    is_close = bounds[2] - bounds[0] <= _DETAILED_TO_M
    draw_base_map(axes, ARCTIC, bounds, detailed_land() if is_close else land_shapes())
    if over is not None:
        draw_depth(axes, over)
        draw_depth_bar(axes)
    draw_graticule(axes, ARCTIC, graticule_steps(axes))
    parts = [(number, line) for number, route in enumerate(routes) for line in route_lines([route])]
    lines = side_by_side([line for _, line in parts], APART_PT * _m_per_pt(axes))
    for (number, _), line in zip(parts, lines, strict=True):
        draw_route(axes, line, colours[number], is_dashed=number in dashed, width=_ROUTE_WIDTH_PT)
    connections = [connection for route in routes for connection in connections_of(route)]
    return draw_places(axes, landing_places(connections, ARCTIC), ARCTIC)


def _m_per_pt(axes: Axes) -> float:
    """Metres on the map to a point, before the layout is settled: near enough for the width of a line."""
    west, east = axes.get_xlim()
    return (east - west) / (axes.figure.bbox.width * 72.0 / axes.figure.dpi)


def label_overview(
    figure: Figure, axes: Axes, routes: Sequence[Valued], named: _Named, locator: Axes | None = None
) -> None:
    """Settle the layout of a figure, then place names and degrees clear of routes."""
    settle_layout(figure)
    obstacles: list[Box] = [] if locator is None else [frame_of(locator)]
    label_map(
        axes, ARCTIC, named, lines=route_lines(routes), obstacles=obstacles, graticule=graticule_steps(axes)
    )


def draw_depth(axes: Axes, depth: xr.DataArray) -> None:
    """Draw the depth of the region shown, at its full resolution if the image can have it."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    region = depth.sel(easting=slice(west, east), northing=slice(north, south))
    shown = region if min(region.shape) > 1 else depth
    image = derive_image(shown.where(shown > 0), DEPTH, beyond_px=BENEATH_LAND_PX)
    draw_image(axes, image, "depth")


def _draw_profile(axes: Axes, route: Route, colour: str, letters: int) -> None:
    """Draw a depth profile below the route's name and figures; on one line if it has at most so many letters."""
    draw_depth_profile(axes, route.profile, colour)
    axes.set_xlim(0, route.length_km)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    figures = f"{route.length_km:,.0f} km · {route.build_cost_usd / 1e6:,.0f} M USD to build · {route.rtt_ms:.1f} ms"
    title = f"{route.name}   {figures}"
    axes.set_title(
        title if len(title) <= letters else f"{route.name}\n{figures}",
        loc="left", fontsize=9, color=colour, fontweight="bold", parse_math=False,
    )  # fmt: skip


def _draw_scale_bar(axes: Axes, scale: float) -> None:
    """Draw a bar of kilometres that is true at the centre of the map."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    most_km = _SCALE_BAR_SHARE * (east - west) / scale / 1000.0
    km = max((length_km for length_km in _SCALE_BARS_KM if length_km <= most_km), default=_SCALE_BARS_KM[0])
    left, bottom = west + 0.03 * (east - west), south + 0.035 * (north - south)
    right = left + 1000.0 * km * scale
    axes.plot([left, right], [bottom, bottom], color="white", linewidth=5.0, zorder=11, solid_capstyle="butt")
    axes.plot([left, right], [bottom, bottom], color=INK, linewidth=2.4, zorder=12, solid_capstyle="butt")
    axes.text(
        (left + right) / 2, bottom + 0.012 * (north - south), f"{km:,} km", fontsize=8, color=INK,
        ha="center", va="bottom", zorder=12,
    )  # fmt: skip


def _draw_locator(axes: Axes, routes: Sequence[Valued], colours: Sequence[str], bounds: Bounds) -> Axes:
    """Show in a corner where the region is on a map of the whole routes."""
    small = axes.inset_axes(_LOCATOR, zorder=13)
    lines = route_lines(routes)
    draw_base_map(small, ARCTIC, bounds_with_margin(lines), land_shapes())
    shades = [colour for _, colour in coloured_parts(routes, colours)]
    for line, colour in zip(lines, shades, strict=True):
        draw_route(small, line, colour, is_dashed=False, width=1.0)
    left, bottom, right, top = bounds
    small.add_patch(
        Rectangle(
            (left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.4, zorder=20
        )
    )
    return small
