"""Depth along a route, with crossings of cables, jurisdiction, sea ice, cable type, burial and slope."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from routeplan.catalog.states import HIGH_SEAS, State, isos_of
from routeplan.engineering.crossings import Crossing
from routeplan.errors import UsageError
from routeplan.planning.crossings import CableCrossing, find_jurisdiction_changes
from routeplan.planning.route import Route
from routeplan.planning.route_list import Routes, list_some_routes
from routeplan.view.colours import FRAME, INK, QUIET, SEABED, WATER, coloured_parts
from routeplan.view.figures.style import credit, style_axes

_WIDE_IN, _HIGH_IN, _CREDITS_IN = 7.1, 4.7, 0.35
_HEIGHTS = (0.4, 3.2, 0.95, 1.0)  # crossings, depth, strips, slope
_NARROWEST_SHARE = 0.025  # of the length: shorter parts of a strip have no name
_LETTER_SHARE = 0.0105  # of the length, taken by a letter
_LAND = "land"  # in the column of ice: terrestrial cable
_ICE_COLOURS = {"open": "#f1f5f7", "seasonal": "#a6cee3", "perennial": "#3f7fb5", _LAND: SEABED}
_BURIED = {True: "#6b5b3e", False: "#f1f5f7"}
_MEASURED, _PREDICTED, _UNTYPED = "measured", "predicted", "not known"
_DEPTH_COLOURS = {_MEASURED: "#3f7f5f", _PREDICTED: "#e3d5a8", _UNTYPED: "#f1f5f7"}
# From the shallowest type to the deepest: heavier armour is darker.
_ARMOUR = ("#343a46", "#667180", "#98a3ae", "#ccd4da", "#e6ebee", "#f4f6f8")
_PARTNERS, _HIGH_SEAS, _OTHERS = ("#dfe8dc", "#cfdcca"), "#f1f5f7", "#e8b08c"
_ONE_MARK_SHARE = 0.015  # of the length: crossings closer than this share a mark
_ROW_OF_LEGEND = 4  # entries at most
_DOTS = 420  # along the axis
_SLOPE, _SIDE_SLOPE = "#8c7a5b", "#b3261e"
_SLOPE_TOP_DEG = 2.0  # least top of the scale, so that small slopes stay small


def figure_profile(
    routes: Routes,
    *,
    crossings: Mapping[str, Sequence[CableCrossing | Crossing]] | None = None,
    colours: Sequence[str] | None = None,
    credits_below: bool = True,
) -> Figure:
    """Draw the profile of each route by kilometre point (KP).

    From top to bottom: crossings of existing cables, depth, jurisdiction, sea ice, cable type, burial; where a grid of
    types tells it, whether most of a depth is measured; slope, and over it slope across the line.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
        A block for each segment of a system. With breakdowns.
    crossings : mapping of str to sequence of CableCrossing or Crossing, optional
        Crossings of other cables by the name of the route, from
        :func:`routeplan.engineering.crossings.find_crossings`; without it the row is left out.
    colours : sequence of str, optional
        Of the routes, if they belong to a larger set; the default is :func:`routeplan.view.colours.route_colours`.
    credits_below : bool
        Whether to write the credits of the data below; leave them out on a page with its own credits.

    Raises
    ------
    UsageError
        If there is no route, or one has no breakdown.
    """
    routes = list_some_routes(routes, "figure")
    parts = coloured_parts(routes, colours)
    for route, _ in parts:
        if route.breakdown is None:
            raise UsageError(
                f"profile of a route without breakdown: {route.name}; plan or score it with a planner"
            )
    figure = Figure(figsize=(_WIDE_IN, _HIGH_IN * len(parts) + _CREDITS_IN), layout="constrained")
    blocks = figure.subfigures(len(parts), 1, squeeze=False)[:, 0]
    for block, (route, colour) in zip(blocks, parts, strict=True):
        _draw_block(block, route, colour, None if crossings is None else crossings.get(route.name, ()))
    if credits_below:
        credit(figure, routes, shows=("cable-types", "ice-calendar", "boundaries", "cable-systems"))
    return figure


def draw_depth_profile(axes: Axes, profile: pd.DataFrame, colour: str) -> None:
    """Draw depth over the kilometre points of a route, between water and seabed."""
    depth = np.clip(profile["depth_m"], 0.0, None)
    bottom = depth.max() * 1.08 + 50
    axes.fill_between(profile["kp_km"], depth, bottom, color=SEABED, linewidth=0)
    axes.fill_between(profile["kp_km"], 0, depth, color=WATER, linewidth=0)
    axes.plot(profile["kp_km"], depth, color=colour, linewidth=1.3)
    axes.set(ylim=(bottom, 0))
    axes.set_ylabel("depth, m", fontsize=8)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    style_axes(axes)


def _draw_block(
    block: Any, route: Route, colour: str, crossed: Sequence[CableCrossing | Crossing] | None
) -> None:
    heights = _HEIGHTS if crossed is not None else _HEIGHTS[1:]
    rows = block.subplots(len(heights), 1, sharex=True, gridspec_kw={"height_ratios": heights})
    depth, strips, slope = rows[-3:]
    _draw_depth(depth, route, colour)
    legend = _draw_strips(strips, route)
    if crossed is not None:
        _draw_crossings(rows[0], crossed, route.length_km)
        legend.append(_crossing_mark())
    _draw_slope(slope, route)
    slope.set_xlim(0, route.length_km)
    slope.set_xlabel("kilometre point (KP), km", fontsize=8)
    slope.xaxis.set_major_formatter("{x:,.0f}")
    for axes in rows[:-1]:
        axes.tick_params(axis="x", length=0, labelbottom=False)
    block.suptitle(
        f"{route.name}   {route.length_km:,.0f} km · max depth {route.max_depth_m:,.0f} m",
        x=0.01, ha="left", fontsize=10, fontweight="bold", color=colour, parse_math=False,
    )  # fmt: skip
    block.legend(
        handles=legend, loc="outside lower center", ncols=_legend_columns(len(legend)), frameon=False, fontsize=7,
        handlelength=1.2, columnspacing=1.1,
    )  # fmt: skip
    for limit in find_jurisdiction_changes(route):
        depth.axvline(limit.kp_km, color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), zorder=3)


def _legend_columns(count: int) -> int:
    """Count the columns of a legend whose rows are about equally long, and fit into the figure in French too."""
    return math.ceil(count / math.ceil(count / _ROW_OF_LEGEND))


def _draw_crossings(axes: Axes, crossed: Sequence[CableCrossing | Crossing], length_km: float) -> None:
    """Mark crossings; close ones share a mark with their number."""
    axes.set(ylim=(0, 1), yticks=[])
    axes.spines[:].set_visible(False)
    near_km = _ONE_MARK_SHARE * length_km
    marks: list[list[float]] = []
    for kp_km in (crossing.kp_km for crossing in crossed):
        if marks and kp_km - marks[-1][0] < near_km:
            marks[-1].append(kp_km)
        else:
            marks.append([kp_km])
    for group in marks:
        middle = float(np.mean(group))
        axes.plot(middle, 0.22, "v", color=INK, markersize=4.5, clip_on=False)
        axes.text(middle, 0.5, f"{len(group)}", fontsize=7, color=INK, ha="center", va="bottom")
    axes.set_yticks([0.4], ["crossings"], fontsize=7.5)
    axes.tick_params(axis="y", length=0)


def _crossing_mark() -> Line2D:
    return Line2D(
        [], [], color=INK, linestyle="", marker="v", markersize=4.5, label="crossings of existing cables"
    )


def _draw_depth(axes: Axes, route: Route, colour: str) -> None:
    profile = _thinned(route.profile, "depth_m")
    draw_depth_profile(axes, profile, colour)
    axes.spines["bottom"].set_visible(False)


def _draw_strips(axes: Axes, route: Route) -> list[Patch | Line2D]:
    """Draw jurisdiction, sea ice, cable type, burial and what depths rest on as strips; give their legend."""
    profile = _without_types_on_land(route.profile)
    types = list(dict.fromkeys(profile.sort_values("depth_m")["cable_type"]))
    types = [name for name in types if name != _LAND]
    armour = dict(zip(types, _ARMOUR, strict=False)) | {_LAND: _ICE_COLOURS[_LAND]}
    jurisdictions = _jurisdiction_colours(route)
    strips: list[tuple[str, str, Mapping[Any, str]]] = [
        ("waters", "jurisdiction", jurisdictions),
        ("ice", "sea ice", _ICE_COLOURS),
        ("cable_type", "cable type", armour),
        ("buried", "buried", _BURIED),
    ]
    if "measured_share" in profile:
        profile = profile.assign(depths=_name_depths(profile["measured_share"]))
        strips.append(("depths", "depths", _DEPTH_COLOURS))
    for row, (column, _, colours) in enumerate(strips):
        for from_km, to_km, value in _runs(profile, column, route.length_km):
            axes.barh(row, to_km - from_km, left=from_km, height=0.86, color=colours[value], linewidth=0)
            named = str(value) if column in ("waters", "cable_type") and value != _LAND else ""
            wide = (to_km - from_km) / route.length_km
            if named and wide > max(_NARROWEST_SHARE, _LETTER_SHARE * len(named)):
                dark = column == "cable_type" and value in types[:2]
                axes.text(
                    (from_km + to_km) / 2, row, named, fontsize=6.5, color="white" if dark else INK,
                    ha="center", va="center", parse_math=False,
                )  # fmt: skip
    axes.set(ylim=(len(strips) - 0.5, -0.5))
    axes.set_yticks(range(len(strips)), [label for _, label, _ in strips], fontsize=7.5)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    found = set(profile["ice"])
    handles: list[Patch | Line2D] = [
        Patch(color=_ICE_COLOURS[ice], label=label)
        for ice, label in (("seasonal", "seasonal ice"), ("perennial", "perennial ice"), (_LAND, "on land"))
        if ice in found
    ]
    if _OTHERS in jurisdictions.values():
        handles.append(Patch(color=_OTHERS, label="jurisdiction of non-partners"))
    handles.append(Patch(color=_BURIED[True], label="buried"))
    if "depths" in profile:
        found = set(profile["depths"])
        handles += [
            Patch(color=_DEPTH_COLOURS[name], label=f"depth {name}")
            for name in _DEPTH_COLOURS
            if name in found
        ]
    handles.append(Line2D([], [], color=_SIDE_SLOPE, linewidth=0.9, label="slope across the line"))
    handles.append(
        Line2D([], [], color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), label="limit of jurisdiction")
    )
    return handles


def _name_depths(measured_share: pd.Series[float]) -> npt.NDArray[np.str_]:
    """Name what most of each depth rests on."""
    return np.select(
        [measured_share.isna(), measured_share >= 0.5], [_UNTYPED, _MEASURED], default=_PREDICTED
    )


def _without_types_on_land(profile: pd.DataFrame) -> pd.DataFrame:
    """Name no type of submarine cable where the cable is terrestrial."""
    return profile.assign(cable_type=profile["cable_type"].where(profile["ice"] != _LAND, _LAND))


def _draw_slope(axes: Axes, route: Route) -> None:
    profile = _thinned(route.profile, "slope_deg")
    axes.fill_between(profile["kp_km"], 0, profile["slope_deg"], color=_SLOPE, linewidth=0)
    side = _thinned(route.profile, "side_slope_deg")
    axes.plot(side["kp_km"], side["side_slope_deg"], color=_SIDE_SLOPE, linewidth=0.7)
    steepest = max(float(profile["slope_deg"].max()), float(side["side_slope_deg"].max()))
    axes.set(ylim=(0, max(_SLOPE_TOP_DEG, steepest * 1.08)))
    axes.set_ylabel("slope, °", fontsize=8)
    style_axes(axes)
    axes.spines["left"].set_color(FRAME)


def _jurisdiction_colours(route: Route) -> dict[str, str]:
    """Give partners two greens in turn, so that neighbours differ, and one colour each to high seas and others."""
    found: dict[str, str] = {}
    partners = route.breakdown.partners if route.breakdown else frozenset()
    shade = 0
    for label in dict.fromkeys(route.profile["waters"]):
        if label == HIGH_SEAS:
            found[label] = _HIGH_SEAS
        elif State(label, isos_of(label)).is_among(partners):
            found[label] = _PARTNERS[shade % 2]
            shade += 1
        else:
            found[label] = _OTHERS
    return found


def _thinned(profile: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep the least and the greatest value of each stretch as wide as a printed dot."""
    if len(profile) <= 2 * _DOTS:
        return profile
    dot = (np.arange(len(profile)) * _DOTS) // len(profile)
    groups = profile[column].groupby(dot)
    kept = np.unique(np.concatenate([[0, len(profile) - 1], groups.idxmin(), groups.idxmax()]))
    return profile.loc[kept]


def _runs(profile: pd.DataFrame, column: str, length_km: float) -> list[tuple[float, float, Any]]:
    """List the stretches along which a column has one value: from km, to km, value."""
    values: npt.NDArray[Any] = profile[column].to_numpy()
    first = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    kp_km = profile["kp_km"].to_numpy()[first]
    ends = np.append(kp_km[1:], length_km)
    return [
        (float(start), float(end), values[at].item() if hasattr(values[at], "item") else values[at])
        for at, start, end in zip(first, kp_km, ends, strict=True)
    ]
