"""Straight-line diagram (SLD): cable types, burial, repeaters, joints and crossings along the system, in bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from routeplan.engineering.listing import RoutePositionList
from routeplan.engineering.schedule import TERRESTRIAL
from routeplan.errors import UsageError
from routeplan.view.colours import FRAME, INK, SEABED
from routeplan.view.figures.style import credit

_WIDE_IN, _BAND_IN, _HEAD_IN, _LEGEND_IN, _CREDITS_IN = 11.0, 1.12, 0.5, 0.6, 0.35
_BAND_KM = 1_500.0  # of route in a band; a diagram has at most as many bands as a page
_MOST_BANDS = 7
# From the shallowest type to the deepest: heavier armour is darker and thicker.
_ARMOUR = ("#343a46", "#667180", "#98a3ae", "#c3ccd3", "#e0e6ea")
_THICK = (0.40, 0.33, 0.26, 0.20, 0.16)
_BURIED = "#6b5b3e"
_CROSSED = "#b3402e"
_LEAST_NAMED_SHARE = 0.035  # of a band: shorter stretches have no name
_NAME_EVERY_SHARE = 0.027  # of a band, between names of repeaters


def figure_straight_line(lists: Sequence[RoutePositionList], *, credits_below: bool = True) -> Figure:
    """Draw the straight-line diagrams of position lists, to scale by route kilometre.

    A long system is cut into bands, read from top to bottom. Thickness and shade show the armour, the brown line below
    shows burial, triangles are repeaters with their numbers, red ticks are crossings of existing cables. Lengths of a
    cable type in the legend are those of cable.

    Parameters
    ----------
    lists : sequence of RoutePositionList, one or more
    credits_below : bool
        Whether to write the credits of the data below.

    Raises
    ------
    UsageError
        If there is no list.
    """
    if not lists:
        raise UsageError("straight-line diagram of 0 position lists; give at least one")
    heights = [_HEAD_IN + _BAND_IN * _bands(listed) + _LEGEND_IN for listed in lists]
    figure = Figure(figsize=(_WIDE_IN, sum(heights) + _CREDITS_IN), layout="constrained")
    blocks = figure.subfigures(len(lists), 1, squeeze=False, height_ratios=heights)[:, 0]
    for block, listed in zip(blocks, lists, strict=True):
        _draw_block(block, listed)
    if credits_below:
        credit(figure, [listed.route for listed in lists], shows=("cable-types", "cable-systems"))
    return figure


def _bands(listed: RoutePositionList) -> int:
    return max(1, int(np.ceil(listed.length_km / _band_km(listed.length_km) - 1e-9)))


def _draw_block(block: Any, listed: RoutePositionList) -> None:
    band_km = _band_km(listed.length_km)
    rows = block.subplots(_bands(listed), 1, squeeze=False)[:, 0]
    for number, axes in enumerate(rows):
        start = number * band_km
        _draw_band(axes, listed, start, start + band_km)
    block.suptitle(
        f"{listed.name}   {listed.length_km:,.0f} km of route · {listed.cable_km:,.0f} km of cable · "
        f"{_repeaters_text(listed)}",
        x=0.012, ha="left", fontsize=10.5, fontweight="bold", color=INK, parse_math=False,
    )  # fmt: skip
    rows[-1].set_xlabel("kilometre point (KP), km of route", fontsize=7.5)
    rows[-1].legend(
        handles=_legend(listed), loc="upper center", bbox_to_anchor=(0.5, -0.42), ncols=9, frameon=False, fontsize=7.5,
        handlelength=1.4, columnspacing=1.3,
    )  # fmt: skip


def _band_km(length_km: float) -> float:
    """Kilometres in a band: a round number, so that the page has no more bands than it can hold."""
    if length_km <= _BAND_KM:
        return length_km
    return max(_BAND_KM, 250.0 * float(np.ceil(length_km / _MOST_BANDS / 250.0)))


def _repeaters_text(listed: RoutePositionList) -> str:
    count = len(listed.repeaters)
    return f"{count} repeaters" if count else "unrepeatered"


def _types(listed: RoutePositionList) -> list[str]:
    """Cable types, the heaviest first, as the cost model orders them."""
    steps = listed.steps
    depth = steps.groupby("cable_type")["depth_m"].mean().sort_values()
    return [str(name) for name in depth.index if name != TERRESTRIAL]


def _look(name: str, types: Sequence[str]) -> tuple[str, float]:
    if name == TERRESTRIAL:
        return SEABED, _THICK[0]
    at = min(types.index(name), len(_ARMOUR) - 1)
    return _ARMOUR[at], _THICK[at]


def _draw_band(axes: Axes, listed: RoutePositionList, start: float, end: float) -> None:
    types = _types(listed)
    for from_km, to_km, name, buried in listed.schedule[
        ["from_km", "to_km", "cable_type", "buried"]
    ].itertuples(index=False):
        left, right = max(from_km, start), min(to_km, end)
        if left >= right:
            continue
        colour, thick = _look(name, types)
        axes.barh(0.0, right - left, left=left, height=thick, color=colour, linewidth=0)
        if buried:
            axes.plot(
                [left, right], [-0.36, -0.36], color=_BURIED, linewidth=2.4, solid_capstyle="projecting"
            )
        if (right - left) / (end - start) > _LEAST_NAMED_SHARE:
            dark = name in types[:2]
            axes.text(
                (left + right) / 2,
                0.0,
                name,
                fontsize=7,
                ha="center",
                va="center",
                color="white" if dark else INK,
            )
    for crossing in listed.crossings:
        if start <= crossing.kp_km < end:
            axes.plot([crossing.kp_km] * 2, [-0.24, 0.24], color=_CROSSED, linewidth=0.9)
    _draw_repeaters(axes, listed, start, end)
    _draw_ends(axes, listed, start, end)
    axes.set(xlim=(start - 0.012 * (end - start), end + 0.012 * (end - start)), ylim=(-0.62, 0.95), yticks=[])
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(FRAME)
    axes.spines["bottom"].set_bounds(start, min(end, listed.length_km))
    axes.tick_params(labelsize=7, color=FRAME, length=2.5)
    axes.set_xticks([tick for tick in axes.get_xticks() if start <= tick <= min(end, listed.length_km)])
    axes.xaxis.set_major_formatter("{x:,.0f}")


def _draw_repeaters(axes: Axes, listed: RoutePositionList, start: float, end: float) -> None:
    """Draw triangles, with a number where there is room."""
    named_km = -np.inf
    for name, kp in zip(listed.repeaters["name"], listed.repeaters["kp_km"], strict=True):
        if not start <= kp < end:
            continue
        axes.plot(kp, 0.42, marker="v", color=INK, markersize=4.5, linestyle="")
        if kp - named_km > _NAME_EVERY_SHARE * (end - start):
            axes.text(kp, 0.56, str(name).removeprefix("R"), fontsize=6, ha="center", va="bottom", color=INK)
            named_km = kp


def _draw_ends(axes: Axes, listed: RoutePositionList, start: float, end: float) -> None:
    """Draw the landings as squares with their names."""
    for kp, landing, side in (
        (0.0, listed.route.start, "left"),
        (listed.length_km, listed.route.end, "right"),
    ):
        if start <= kp <= end and (kp > start or kp == 0.0):
            axes.plot(kp, 0.0, marker="s", color=INK, markersize=7.5, markeredgecolor="white", zorder=5)
            cable = "" if kp == 0.0 else f", {listed.cable_km:,.0f} km of cable"
            axes.text(
                kp, 0.8, f"{landing.name}{cable}", fontsize=8, fontweight="bold", ha=side, va="bottom", color=INK,
                parse_math=False,
            )  # fmt: skip


def _legend(listed: RoutePositionList) -> list[Patch | Line2D]:
    types = _types(listed)
    lengths = listed.schedule.groupby("cable_type")["cable_km"].sum()
    handles: list[Patch | Line2D] = [
        Patch(color=_look(name, types)[0], label=f"{name}, {lengths[name]:,.0f} km") for name in types
    ]
    if listed.schedule["buried"].any():
        buried = listed.schedule.loc[listed.schedule["buried"], "km"].sum()
        handles.append(
            Line2D([], [], color=_BURIED, linewidth=2.4, label=f"buried, {buried:,.0f} km of route")
        )
    if len(listed.repeaters):
        handles.append(Line2D([], [], color=INK, marker="v", linestyle="", markersize=4.5, label="repeater"))
    if listed.crossings:
        crossed = Line2D(
            [], [], color=_CROSSED, marker="|", linestyle="", markersize=8, label="crossing of a cable"
        )
        handles.append(crossed)
    handles.append(Line2D([], [], color=INK, marker="s", linestyle="", markersize=6, label="landing"))
    return handles
