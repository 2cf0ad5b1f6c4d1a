"""Depth along a route, with waters, ice, cable types, burial, slope, and what it crosses."""

from __future__ import annotations

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
from routeplan.errors import UsageError
from routeplan.planning.crossings import CableCrossing, find_jurisdiction_changes
from routeplan.planning.route import Route
from routeplan.view.colours import route_colours
from routeplan.view.figures.style import FRAME, INK, QUIET, SEABED, WATER, credit, dress

_WIDE_IN, _HIGH_IN, _CREDITS_IN = 7.1, 4.7, 0.35
_HEIGHTS = (0.4, 3.2, 0.95, 1.0)  # crossings, depth, strips, slope
_NARROWEST_SHARE = 0.025  # of the length, for a name within a strip: a letter takes as much as a hundredth
_LETTER_SHARE = 0.0105
_ICE_COLOURS = {"open": "#f1f5f7", "seasonal": "#a6cee3", "perennial": "#3f7fb5", "land": SEABED}
_BURIED = {True: "#6b5b3e", False: "#f1f5f7"}
# From the shallowest type to the deepest: the heavier the armour, the darker.
_ARMOUR = ("#343a46", "#667180", "#98a3ae", "#ccd4da", "#e6ebee", "#f4f6f8")
_PARTNERS, _HIGH_SEAS, _OTHERS = ("#dfe8dc", "#cfdcca"), "#f1f5f7", "#e8b08c"
_ONE_MARK_SHARE = 0.015  # of the length: crossings nearer than this are one mark
_CROSSED = Line2D(
    [], [], color=INK, linestyle="", marker="v", markersize=4.5, label="existing cables crossed"
)
_DOTS = 420  # along the figure
_SLOPE_TOP_DEG = 2.0  # of the scale at least: less would make hills of ripples


def figure_profile(
    routes: Sequence[Route],
    *,
    crossings: Mapping[str, Sequence[CableCrossing]] | None = None,
    colours: Sequence[str] | None = None,
    credits_below: bool = True,
) -> Figure:
    """Draw what lies beneath and across each route, by kilometre point.

    From top to bottom: existing cables that are crossed, depth, whose waters, ice, cable type, burial, slope.

    Parameters
    ----------
    routes : sequence of Route, one or more
        With breakdowns.
    crossings : mapping of str to sequence of CableCrossing, optional
        Of existing cables, by the name of the route, as
        :func:`routeplan.planning.crossings.find_cable_crossings` finds them;
        without it there is no row for them.
    colours : sequence of str, optional
        Of the routes, where they do not stand alone; without it those of :func:`routeplan.view.colours.route_colours`.
    credits_below : bool
        Whether to thank beneath it those whose data it shows; a page that thanks them itself leaves it out.

    Raises
    ------
    UsageError
        If there is no route, or one has no breakdown.
    """
    if not routes:
        raise UsageError("figure of 0 routes; give at least one route")
    for route in routes:
        if route.breakdown is None:
            raise UsageError(
                f"profile of {route.name}, which has no breakdown; plan or score it with a planner"
            )
    figure = Figure(figsize=(_WIDE_IN, _HIGH_IN * len(routes) + _CREDITS_IN), layout="constrained")
    blocks = figure.subfigures(len(routes), 1, squeeze=False)[:, 0]
    for block, route, colour in zip(blocks, routes, colours or route_colours(routes), strict=True):
        _draw_block(block, route, colour, None if crossings is None else crossings.get(route.name, ()))
    if credits_below:
        credit(figure, routes, shows=("cable-types", "ice-calendar", "boundaries", "cable-systems"))
    return figure


def _draw_block(block: Any, route: Route, colour: str, crossed: Sequence[CableCrossing] | None) -> None:
    heights = _HEIGHTS if crossed is not None else _HEIGHTS[1:]
    rows = block.subplots(len(heights), 1, sharex=True, gridspec_kw={"height_ratios": heights})
    depth, strips, slope = rows[-3:]
    _draw_depth(depth, route, colour)
    legend = _draw_strips(strips, route)
    if crossed is not None:
        _draw_crossings(rows[0], crossed, route.length_km)
        legend.append(
            Line2D(
                [], [], color=INK, linestyle="", marker="v", markersize=4.5, label="existing cables crossed"
            )
        )
    _draw_slope(slope, route)
    slope.set_xlim(0, route.length_km)
    slope.set_xlabel("kilometre point (KP), km", fontsize=8)
    slope.xaxis.set_major_formatter("{x:,.0f}")
    for axes in rows[:-1]:
        axes.tick_params(axis="x", length=0, labelbottom=False)
    block.suptitle(
        f"{route.name}   {route.length_km:,.0f} km · deepest {route.max_depth_m:,.0f} m",
        x=0.01, ha="left", fontsize=10, fontweight="bold", color=colour, parse_math=False,
    )  # fmt: skip
    slope.legend(
        handles=legend, loc="upper center", bbox_to_anchor=(0.46, -0.62), ncols=6, frameon=False, fontsize=7,
        handlelength=1.2, columnspacing=1.1,
    )  # fmt: skip
    for limit in find_jurisdiction_changes(route):
        depth.axvline(limit.kp_km, color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), zorder=3)


def _draw_crossings(axes: Axes, crossed: Sequence[CableCrossing], length_km: float) -> None:
    """Mark crossings, those side by side as one mark with their number."""
    axes.set(ylim=(0, 1), yticks=[])
    axes.spines[:].set_visible(False)
    near_km = _ONE_MARK_SHARE * length_km
    marks: list[list[float]] = []
    for kp_km in (each.kp_km for each in crossed):
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


def _draw_depth(axes: Axes, route: Route, colour: str) -> None:
    profile = _thinned(route.profile, "depth_m")
    depth = np.clip(profile["depth_m"], 0.0, None)
    floor = depth.max() * 1.08 + 50
    axes.fill_between(profile["kp_km"], depth, floor, color=SEABED, linewidth=0)
    axes.fill_between(profile["kp_km"], 0, depth, color=WATER, linewidth=0)
    axes.plot(profile["kp_km"], depth, color=colour, linewidth=1.3)
    axes.set(ylim=(floor, 0))
    axes.set_ylabel("depth, m", fontsize=8)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    dress(axes)
    axes.spines["bottom"].set_visible(False)


def _draw_strips(axes: Axes, route: Route) -> list[Patch | Line2D]:
    """Draw waters, ice, cable type and burial as four bands, and give what their colours mean."""
    profile = route.profile
    types = list(dict.fromkeys(profile.sort_values("depth_m")["cable_type"]))
    armour = dict(zip(types, _ARMOUR, strict=False))
    waters = _water_colours(route)
    bands: list[tuple[str, str, Mapping[Any, str]]] = [
        ("waters", "waters", waters),
        ("ice", "sea ice", _ICE_COLOURS),
        ("cable_type", "cable", armour),
        ("buried", "buried", _BURIED),
    ]
    for row, (column, _, colours) in enumerate(bands):
        for from_km, to_km, value in _runs(profile, column, route.length_km):
            axes.barh(row, to_km - from_km, left=from_km, height=0.86, color=colours[value], linewidth=0)
            named = str(value) if column in ("waters", "cable_type") else ""
            wide = (to_km - from_km) / route.length_km
            if named and wide > max(_NARROWEST_SHARE, _LETTER_SHARE * len(named)):
                dark = column == "cable_type" and types.index(value) < 2
                axes.text(
                    (from_km + to_km) / 2, row, named, fontsize=6.5, color="white" if dark else INK,
                    ha="center", va="center", parse_math=False,
                )  # fmt: skip
    axes.set(ylim=(len(bands) - 0.5, -0.5))
    axes.set_yticks(range(len(bands)), [words for _, words, _ in bands], fontsize=7.5)
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    met = set(profile["ice"])
    handles: list[Patch | Line2D] = [
        Patch(color=_ICE_COLOURS[ice], label=f"{ice} ice") for ice in ("seasonal", "perennial") if ice in met
    ]
    if _OTHERS in waters.values():
        handles.append(Patch(color=_OTHERS, label="waters of non-partners"))
    handles.append(Patch(color=_BURIED[True], label="ploughed in"))
    handles.append(Line2D([], [], color=QUIET, linewidth=0.6, linestyle=(0, (3, 2)), label="limit of waters"))
    return handles


def _draw_slope(axes: Axes, route: Route) -> None:
    profile = _thinned(route.profile, "slope_deg")
    axes.fill_between(profile["kp_km"], 0, profile["slope_deg"], color="#8c7a5b", linewidth=0)
    axes.set(ylim=(0, max(_SLOPE_TOP_DEG, float(profile["slope_deg"].max()) * 1.08)))
    axes.set_ylabel("slope, °", fontsize=8)
    dress(axes)
    axes.spines["left"].set_color(FRAME)


def _water_colours(route: Route) -> dict[str, str]:
    """Two greens in turn for partners, so that neighbours differ; one colour each for the high seas and all others."""
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
    """Leave of each stretch as wide as a dot its least and its greatest value: finer is not seen on paper."""
    if len(profile) <= 2 * _DOTS:
        return profile
    dot = (np.arange(len(profile)) * _DOTS) // len(profile)
    groups = profile[column].groupby(dot)
    kept = np.unique(np.concatenate([[0, len(profile) - 1], groups.idxmin(), groups.idxmax()]))
    return profile.loc[kept]


def _runs(profile: pd.DataFrame, column: str, length_km: float) -> list[tuple[float, float, Any]]:
    """Stretches along which a column has one value: from km, to km, value."""
    values: npt.NDArray[Any] = profile[column].to_numpy()
    first = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    kp_km = profile["kp_km"].to_numpy()[first]
    ends = np.append(kp_km[1:], length_km)
    return [
        (float(start), float(end), values[at].item() if hasattr(values[at], "item") else values[at])
        for at, start, end in zip(first, kp_km, ends, strict=True)
    ]
