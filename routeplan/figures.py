"""Figures for paper: routes on the polar plane, their depth profiles and what they trade, drawn without a browser."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke, withStroke
from matplotlib.transforms import Bbox, BboxBase

from routeplan.boundaries import read_countries
from routeplan.compare import route_colours
from routeplan.errors import UsageError
from routeplan.export import NOT_FOR_NAVIGATION, replacing
from routeplan.geodesy import FloatArray, PolarStereographic, densify
from routeplan.maps.shading import DEPTH_COLOURS, DEPTH_EDGES_M
from routeplan.route import Route
from routeplan.sources import embedded_data

FORMATS = (".png", ".svg", ".pdf")
_LAND, _BORDER, _INK = "#e9e4d8", "#b5ad9c", "#26323a"
_LABEL_LATS = tuple(range(30, 90, 10))
_MARGIN = 0.06  # of the longer side, round the routes
_DEEPEST_M = 11_000
_NAME_ROOM = 0.2  # of the map's width, for the longest name
_FEWEST_PANELS = 3
_MOST_PIXELS = 1600
# Waters of non-partners by marker: up to so many km, shape, words.
_EXPOSURES = ((0.5, "o", "none"), (1000.0, "^", "to 1,000 km"), (np.inf, "s", "over 1,000 km"))
_MARKER_PT = 9.0
_KEY_SHARE = 0.095  # of the figure's height, for the key and the caption
_LABEL_GAPS_PT = (8.0, 14.0, 22.0, 32.0, 44.0, 60.0, 80.0, 110.0)  # from a marker to its name, nearest first
_BESIDE_PT = 14.0  # a name no further from its marker needs no line
_CROSSING_PT, _ASTRAY_PT = (
    6.0,
    25.0,
)  # how much further a name may stand to keep its line free, or its marker clear
_SIDES = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, 1.0),
    (0.0, -1.0),
    (0.9, 0.9),
    (-0.9, 0.9),
    (0.9, -0.9),
    (-0.9, -0.9),
)
_HALO = [withStroke(linewidth=2.6, foreground="white")]
_CREDIT_LETTERS = 250  # to a line beneath a figure: as many as fit its width


def figure_routes(routes: Sequence[Route], *, over: xr.DataArray | None = None) -> Figure:
    """Draw routes on the polar plane, with the depth profile of each beside the map.

    Parameters
    ----------
    routes : sequence of Route, one or more
    over : DataArray, (northing, easting) in EPSG:3995, optional
        Depth in metres, positive down, shaded in classes beneath the routes.

    Raises
    ------
    UsageError
        If there is no route.
    """
    if not routes:
        raise UsageError("figure of 0 routes; give at least one route")
    colours = route_colours(routes)
    figure = Figure(figsize=(13.0, 7.6), layout="constrained")
    plan, side = figure.subfigures(1, 2, squeeze=False, width_ratios=(1.25, 1.0))[0]
    axes = plan.add_subplot()
    _draw_map(axes, routes, colours, over)
    # One profile alone would be as tall as the map and make hills of ripples.
    rows = side.add_gridspec(max(len(routes), _FEWEST_PANELS), 1)
    panels = [side.add_subplot(rows[number]) for number in range(len(routes))]
    for panel, route, colour in zip(panels, routes, colours, strict=True):
        _draw_profile(panel, route, colour)
    panels[-1].set_xlabel("kilometre point (KP), km", fontsize=8)
    credit_lines = dict.fromkeys(each.credit for each in embedded_data().values())
    thanks = f"{NOT_FOR_NAVIGATION.capitalize()}. {'. '.join(credit_lines)}."
    figure.supxlabel(textwrap.fill(thanks, _CREDIT_LETTERS), fontsize=6.5, color="#5a666e")
    return figure


def figure_pareto(table: pd.DataFrame, *, title: str = "What may be had for what") -> Figure:
    """Draw cost against outage: a marker a route, coloured by latency, shaped by exposure, hollow where dominated.

    The grey stair joins the routes that are best in these two alone; one that lies above it can still be best in
    latency or exposure.

    Parameters
    ----------
    table : DataFrame, one row or more
        As :func:`routeplan.pareto.pareto_table` gives it: ``name``, ``build_cost_musd``, ``down_hours_per_year``,
        ``rtt_ms``, ``exposure_km``, ``dominated``.
    title : str

    Raises
    ------
    UsageError
        If there is no row.
    """
    if table.empty:
        raise UsageError("figure of 0 routes; give at least one route")
    figure = Figure(
        figsize=(10.0, 6.8), layout=ConstrainedLayoutEngine(rect=(0.0, _KEY_SHARE, 1.0, 1.0 - _KEY_SHARE))
    )
    axes = figure.add_subplot()
    axes.margins(0.18, 0.14)
    _dress(axes, title)
    _draw_stair(axes, table)
    shades = ScalarMappable(_latency_norm(table["rtt_ms"].to_numpy()), "cividis")
    _draw_markers(axes, table, shades)
    bar = figure.colorbar(shades, ax=axes, pad=0.015, aspect=34)
    bar.set_label("round trip, ms", fontsize=9)
    bar.ax.tick_params(labelsize=8, length=0)
    bar.outline.set_visible(False)
    _draw_key(figure, table)
    figure.text(0.01, 0.012, f"{NOT_FOR_NAVIGATION.capitalize()}.", fontsize=6.5, color="#5a666e")
    _name_markers(figure, axes, table)
    return figure


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, SVG or PDF, by the suffix.

    Raises
    ------
    UsageError
        If the suffix is none of these.
    OutputError
        If the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f"cannot write a figure as {path.name}; use {', '.join(FORMATS)}")
    with replacing(path) as temporary:
        figure.savefig(temporary, dpi=160)


def _draw_map(axes: Axes, routes: Sequence[Route], colours: Sequence[str], over: xr.DataArray | None) -> None:
    projection = PolarStereographic()
    lines = [projection.forward(*densify(each.lon, each.lat, every_km=20.0)) for each in routes]
    west, south, east, north = _frame(lines)
    axes.set(
        xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[], facecolor="#eef3f6"
    )
    if over is not None:
        image = _draw_depth(axes, over)
        bar = axes.figure.colorbar(image, ax=axes, location="bottom", shrink=0.6, pad=0.02, aspect=45)
        bar.set_label("depth, m", fontsize=8)
        bar.ax.tick_params(labelsize=7.5, length=0)
        bar.outline.set_visible(False)
    read_countries().plot(ax=axes, color=_LAND, edgecolor=_BORDER, linewidth=0.4, zorder=2)
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xlabel="", ylabel="")
    axes.spines[:].set_color("#9aa5ab")
    _draw_graticule(axes, projection, _free_meridian(projection, lines, (west, south, east, north)))
    for (easting, northing), colour in zip(lines, colours, strict=True):
        axes.plot(
            easting, northing, color=colour, linewidth=2.0, zorder=5, solid_capstyle="round",
            path_effects=[Stroke(linewidth=3.8, foreground="white"), Normal()],
        )  # fmt: skip
    _draw_landings(axes, routes, projection)
    axes.set_title(
        "Cable routes, Arctic polar stereographic (EPSG:3995)", loc="left", fontsize=10, color=_INK
    )


def _frame(lines: Sequence[tuple[FloatArray, FloatArray]]) -> tuple[float, float, float, float]:
    """West, south, east, north round the lines, with room for names."""
    easting = np.concatenate([line[0] for line in lines])
    northing = np.concatenate([line[1] for line in lines])
    width, height = np.ptp(easting), np.ptp(northing)
    margin = _MARGIN * max(width, height)
    # A thin strip of a map cannot be read: the shorter side is at least 70 % of the longer one.
    pad_x = margin + max(0.0, 0.7 * height - width) / 2
    pad_y = margin + max(0.0, 0.7 * width - height) / 2
    return easting.min() - pad_x, northing.min() - pad_y, easting.max() + pad_x, northing.max() + pad_y


def _draw_depth(axes: Axes, depth: xr.DataArray) -> ScalarMappable:
    """Shade the sea in classes; the picture is coloured here, once, for matplotlib would do it at every draw."""
    step = max(1, max(depth.shape) // _MOST_PIXELS)
    shown = depth.to_numpy()[::step, ::step]
    ramp = ListedColormap(DEPTH_COLOURS)
    norm = BoundaryNorm((*DEPTH_EDGES_M, _DEEPEST_M), ramp.N)
    picture = ramp(np.searchsorted(DEPTH_EDGES_M[1:], shown, side="right"), bytes=True)
    picture[~(shown > 0), 3] = 0
    half = float(depth["easting"][1] - depth["easting"][0]) / 2
    east, north = depth["easting"].to_numpy(), depth["northing"].to_numpy()
    extent = (east[0] - half, east[-1] + half, north[-1] - half, north[0] + half)
    axes.imshow(picture, extent=extent, interpolation="nearest", zorder=1)
    return ScalarMappable(norm, ramp)


def _free_meridian(
    projection: PolarStereographic,
    lines: Sequence[tuple[FloatArray, FloatArray]],
    frame: tuple[float, float, float, float],
) -> float:
    """Longitude along which the labels of the parallels stand furthest from the routes, most of them in view."""
    west, south, east, north = frame
    easting = np.concatenate([line[0] for line in lines])
    northing = np.concatenate([line[1] for line in lines])

    def room(lon: float) -> tuple[int, float]:
        x, y = projection.forward(np.full(len(_LABEL_LATS), lon), np.array(_LABEL_LATS, dtype=np.float64))
        seen = (x > west) & (x < east) & (y > south) & (y < north)
        if not seen.any():
            return 0, 0.0
        gaps = np.hypot(x[seen, None] - easting, y[seen, None] - northing)
        return min(int(seen.sum()), 4), float(gaps.min())

    return max((float(lon) for lon in range(-175, 180, 10)), key=room)


def _draw_graticule(axes: Axes, projection: PolarStereographic, label_lon: float) -> None:
    style: dict[str, Any] = {"color": "#6c7a83", "linewidth": 0.35, "alpha": 0.6, "zorder": 3}
    for lat in _LABEL_LATS:
        axes.plot(*projection.forward(np.linspace(-180, 180, 361), np.full(361, float(lat))), **style)
        _label(axes, *projection.forward(label_lon, float(lat)), f"{lat}°N")
    for lon in range(-180, 180, 30):
        axes.plot(*projection.forward(np.full(2, float(lon)), np.array([30.0, 80.0])), **style)


def _label(axes: Axes, easting: FloatArray, northing: FloatArray, text: str) -> None:
    axes.text(
        float(easting), float(northing), text, fontsize=6, color="#55636c", ha="center", va="center",
        clip_on=True, zorder=4, path_effects=_HALO,
    )  # fmt: skip


def _draw_landings(axes: Axes, routes: Sequence[Route], projection: PolarStereographic) -> None:
    """Mark each landing once; its name stands on the side away from the route."""
    seen: set[str] = set()
    for route in routes:
        for landing, inward in ((route.start, 1), (route.end, -2)):
            if landing.id in seen:
                continue
            seen.add(landing.id)
            easting, northing = projection.forward(landing.lon, landing.lat)
            towards = projection.forward(route.lon[inward], route.lat[inward])
            # A name stands on the side away from its route, unless it would leave the map there.
            west, east = axes.get_xlim()
            room = _NAME_ROOM * (east - west)
            left = float(towards[0]) > float(easting)
            left = (left and float(easting) - west > room) or east - float(easting) < room
            above = float(towards[1]) < float(northing)
            axes.plot(easting, northing, "o", color=_INK, markersize=4.5, markeredgecolor="white", zorder=6)
            axes.annotate(
                landing.name,
                (float(easting), float(northing)),
                xytext=(-6 if left else 6, 5 if above else -5),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=8.5,
                fontweight="bold",
                color=_INK,
                zorder=7,
                path_effects=_HALO,
            )


def _draw_profile(axes: Axes, route: Route, colour: str) -> None:
    profile = route.profile
    depth = np.clip(profile["depth_m"], 0.0, None)
    axes.fill_between(profile["kp_km"], depth, depth.max() * 1.08 + 50, color="#d9cfbf", linewidth=0)
    axes.fill_between(profile["kp_km"], 0, depth, color="#dceaf2", linewidth=0)
    axes.plot(profile["kp_km"], depth, color=colour, linewidth=1.3)
    axes.set(xlim=(0, route.length_km), ylim=(depth.max() * 1.08 + 50, 0))
    axes.set_ylabel("depth, m", fontsize=8)
    axes.set_title(
        f"{route.name}   {route.length_km:,.0f} km · {route.build_cost_usd / 1e6:,.0f} M USD · {route.rtt_ms:.1f} ms",
        loc="left", fontsize=9, color=colour, fontweight="bold",
    )  # fmt: skip
    axes.tick_params(labelsize=8, color="#9aa5ab")
    axes.spines[["top", "right"]].set_visible(False)


def _latency_norm(rtt_ms: FloatArray) -> Normalize:
    """From the least to the greatest, at least a millisecond apart."""
    middle, half = (rtt_ms.min() + rtt_ms.max()) / 2, max(float(np.ptp(rtt_ms)), 1.0) / 2
    return Normalize(middle - half, middle + half)


def _marker_of(exposure_km: float) -> str:
    return next(shape for limit_km, shape, _ in _EXPOSURES if exposure_km < limit_km)


def _draw_stair(axes: Axes, table: pd.DataFrame) -> None:
    """Join the routes that no other beats in both cost and outage."""
    by_cost = table.sort_values(["build_cost_musd", "down_hours_per_year"])
    hours = by_cost["down_hours_per_year"]
    steps = by_cost[hours < hours.cummin().shift(fill_value=np.inf)]
    axes.plot(
        steps["build_cost_musd"], steps["down_hours_per_year"],
        drawstyle="steps-post", color="#b3bcc1", linewidth=1.2, zorder=2,
    )  # fmt: skip


def _dress(axes: Axes, title: str) -> None:
    axes.set_xlabel("build cost, million USD", fontsize=9)
    axes.set_ylabel("down, hours a year", fontsize=9)
    axes.set_title(title, loc="left", fontsize=11, color=_INK)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(labelsize=8, color="#9aa5ab")
    axes.grid(color="#e6eaec", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#9aa5ab")


def _draw_markers(axes: Axes, table: pd.DataFrame, shades: ScalarMappable) -> None:
    numbers = table[["build_cost_musd", "down_hours_per_year", "exposure_km"]].to_numpy(dtype=np.float64)
    colours = shades.to_rgba(table["rtt_ms"].to_numpy())
    for (cost, hours, exposure), colour, hollow in zip(numbers, colours, table["dominated"], strict=True):
        axes.plot(
            cost, hours, _marker_of(exposure), color=colour, markersize=_MARKER_PT, zorder=4,
            markerfacecolor="white" if hollow else colour, markeredgecolor=colour if hollow else _INK,
            markeredgewidth=2.0 if hollow else 0.7,
        )  # fmt: skip


def _draw_key(figure: Figure, table: pd.DataFrame) -> None:
    """Say below the axes what shape, filling and stair mean, and only of what is drawn."""
    shapes = set(table["exposure_km"].map(_marker_of))
    plain: dict[str, Any] = {"linestyle": "", "color": "#7c878d", "markersize": 7.0}
    handles = [
        Line2D([], [], marker=shape, label=f"waters of non-partners: {words}", **plain)
        for _, shape, words in _EXPOSURES
        if shape in shapes
    ]
    handles.append(Line2D([], [], color="#b3bcc1", linewidth=1.2, label="best in cost and down hours alone"))
    if table["dominated"].any():
        hollow: dict[str, Any] = {"marker": "D", "markerfacecolor": "white", "markeredgewidth": 2.0}
        handles.append(Line2D([], [], label="hollow: another beats it", **(plain | hollow)))
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 0.028), ncols=3, frameon=False, fontsize=8
    )


def _name_markers(figure: Figure, axes: Axes, table: pd.DataFrame) -> None:
    """Write each name where it covers no marker and no other name, as near to its own marker as can be."""
    data = table[["build_cost_musd", "down_hours_per_year"]].to_numpy(dtype=np.float64)
    labels = [
        axes.annotate(
            name, (cost, hours), xytext=(0.0, 0.0), textcoords="offset points", fontsize=8, ha="center",
            va="center", color="#5a666e" if dominated else _INK, zorder=5, path_effects=_HALO, clip_on=True,
            arrowprops={"arrowstyle": "-", "color": "#9aa5ab", "linewidth": 0.7, "shrinkA": 0.0, "shrinkB": 5.0},
        )
        for (cost, hours), name, dominated in zip(data, table["name"], table["dominated"], strict=True)
    ]  # fmt: skip
    for label in labels:
        label.set_in_layout(False)
    figure.draw_without_rendering()  # settles the layout: names are placed in pixels
    figure.set_layout_engine("none")
    pixel_pt = 72.0 / figure.dpi
    points = axes.transData.transform(data)
    sizes = [label.get_window_extent() for label in labels]
    # Who is named first gets the best place: begin from each side in turn, and keep what comes out best.
    orders = [np.argsort(sign * along, kind="stable") for along in points.T for sign in (1.0, -1.0)]
    arranged = [_arrange(points, sizes, axes.get_window_extent(), pixel_pt, order) for order in orders]
    _, places = min(arranged, key=lambda each: each[0])
    for number, label in enumerate(labels):
        box, is_led = places[number]
        middle = (box.get_points().mean(axis=0) - points[number]) * pixel_pt
        label.set_position((float(middle[0]), float(middle[1])))
        if label.arrow_patch is not None:
            label.arrow_patch.set_visible(is_led)


def _arrange(
    points: FloatArray,
    sizes: Sequence[BboxBase],
    frame: BboxBase,
    pixel_pt: float,
    order: npt.NDArray[np.intp],
) -> tuple[tuple[float, float], dict[int, tuple[Bbox, bool]]]:
    """Place names one after another.

    Returns
    -------
    (float, float)
        What is left to wish, summed up: pixels covered, and points of distance, crossings and doubt.
    dict of int to (Bbox, bool)
        By number of the point: where its name stands, and whether a line leads to it.
    """
    taken = [Bbox.from_bounds(x, y, 0.0, 0.0).padded(_MARKER_PT / 2 / pixel_pt) for x, y in points]
    places: dict[int, tuple[Bbox, bool]] = {}
    covered, wishes = 0.0, 0.0
    for number in order.tolist():
        others = taken[:number] + taken[number + 1 :]
        choices = []
        for gap_pt, box in _places_round(points[number], sizes[number], pixel_pt):
            astray = _is_astray(box, points, number)
            is_led = astray or gap_pt > _BESIDE_PT
            crossings = (
                sum(step.count_overlaps(others) for step in _lead(points[number], box)) if is_led else 0
            )
            wish = gap_pt + _CROSSING_PT * crossings + _ASTRAY_PT * astray
            choices.append(((_covered(box, taken, frame), wish), box, is_led))
        worth, box, is_led = min(choices, key=lambda choice: choice[0])
        covered, wishes = covered + worth[0], wishes + worth[1]
        places[number] = box, is_led
        taken.append(box)
        if is_led:
            taken.extend(_lead(points[number], box))
    return (covered, wishes), places


def _lead(point: FloatArray, box: Bbox) -> list[Bbox]:
    """Boxes of a pixel along most of the line from a point to a box."""
    nearest = np.clip(point, box.min, box.max)
    steps = point + np.linspace(0.25, 1.0, 9)[:, None] * (nearest - point)
    return [Bbox.from_bounds(x - 0.5, y - 0.5, 1.0, 1.0) for x, y in steps]


def _is_astray(box: Bbox, points: FloatArray, own: int) -> bool:
    """Whether a name there is nearer to the marker of another."""
    beside = np.maximum(np.maximum(box.min - points, points - box.max), 0.0)
    return int(np.argmin(np.hypot(*beside.T))) != own


def _places_round(point: FloatArray, size: BboxBase, pixel_pt: float) -> list[tuple[float, Bbox]]:
    """Distance in points and box in pixels, about a point: beside, above, below and across, nearest first."""
    half = np.array([size.width, size.height]) / 2
    middles = (
        (gap_pt, point + np.array(side) * (half + gap_pt / pixel_pt))
        for gap_pt, side in product(_LABEL_GAPS_PT, _SIDES)
    )
    return [(gap_pt, Bbox([middle - half, middle + half])) for gap_pt, middle in middles]


def _covered(box: Bbox, taken: Sequence[Bbox], frame: BboxBase) -> float:
    """Pixels of a box that are taken or lie outside a frame."""
    common = [Bbox.intersection(box, other) for other in taken]
    inside = Bbox.intersection(box, frame)
    outside = box.width * box.height - (inside.width * inside.height if inside else 0.0)
    return outside + sum(each.width * each.height for each in common if each)
