"""Trade-offs between build cost and downtime, one marker for each candidate route."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.records import NOT_FOR_NAVIGATION
from routeplan.view.colours import FRAME, INK, QUIET
from routeplan.view.figures.style import style_axes
from routeplan.view.label_placement import place_annotations, settle_layout
from routeplan.view.maps.map_axes import HALO

# Length in jurisdictions of non-partners: upper limit in km, marker, label.
_MARKER_PT = 9.0
_LABEL_GAPS_PT = (8.0, 14.0, 22.0, 32.0, 44.0, 60.0, 80.0, 110.0)  # from a marker to its name
_EXPOSURES = ((0.5, "o", "none"), (1000.0, "^", "to 1,000 km"), (np.inf, "s", "over 1,000 km"))
_LEGEND_SHARE = 0.095  # of the figure's height, for the legend and the caption


def figure_pareto(
    table: pd.DataFrame, *, title: str = "Trade-offs between build cost and downtime"
) -> Figure:
    """Draw build cost against downtime: colour is latency, shape is exposure, hollow is dominated.

    The grey steps join the routes that are best in build cost and downtime alone. A route above them can still be best
    in latency or exposure.

    Parameters
    ----------
    table : DataFrame, one row or more
        From :func:`routeplan.planning.pareto.pareto_table`: ``name``, ``build_cost_musd``, ``down_hours_per_year``,
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
        figsize=(10.0, 6.8),
        layout=ConstrainedLayoutEngine(rect=(0.0, _LEGEND_SHARE, 1.0, 1.0 - _LEGEND_SHARE)),
    )
    axes = figure.add_subplot()
    axes.margins(0.18, 0.14)
    _label_axes(axes, title)
    _draw_steps(axes, table)
    shades = ScalarMappable(_latency_norm(table["rtt_ms"].to_numpy()), "cividis")
    _draw_markers(axes, table, shades)
    bar = figure.colorbar(shades, ax=axes, pad=0.015, aspect=34)
    bar.set_label("round-trip time, ms", fontsize=9)
    bar.ax.tick_params(labelsize=8, length=0)
    bar.outline.set_visible(False)
    _draw_legend(figure, table)
    figure.text(0.01, 0.012, f"{NOT_FOR_NAVIGATION.capitalize()}.", fontsize=6.5, color=QUIET)
    _name_markers(figure, axes, table)
    return figure


def _latency_norm(rtt_ms: FloatArray) -> Normalize:
    """Span from the least to the greatest, at least a millisecond."""
    middle, half = (rtt_ms.min() + rtt_ms.max()) / 2, max(float(np.ptp(rtt_ms)), 1.0) / 2
    return Normalize(middle - half, middle + half)


def _marker_of(exposure_km: float) -> str:
    return next(shape for limit_km, shape, _ in _EXPOSURES if exposure_km < limit_km)


def _draw_steps(axes: Axes, table: pd.DataFrame) -> None:
    """Join the routes that no other beats in both build cost and downtime."""
    by_cost = table.sort_values(["build_cost_musd", "down_hours_per_year"])
    hours = by_cost["down_hours_per_year"]
    steps = by_cost[hours < hours.cummin().shift(fill_value=np.inf)]
    axes.plot(
        steps["build_cost_musd"], steps["down_hours_per_year"],
        drawstyle="steps-post", color="#b3bcc1", linewidth=1.2, zorder=2,
    )  # fmt: skip


def _draw_markers(axes: Axes, table: pd.DataFrame, shades: ScalarMappable) -> None:
    numbers = table[["build_cost_musd", "down_hours_per_year", "exposure_km"]].to_numpy(dtype=np.float64)
    colours = shades.to_rgba(table["rtt_ms"].to_numpy())
    for (cost, hours, exposure), colour, hollow in zip(numbers, colours, table["dominated"], strict=True):
        axes.plot(
            cost, hours, _marker_of(exposure), color=colour, markersize=_MARKER_PT, zorder=4,
            markerfacecolor="white" if hollow else colour, markeredgecolor=colour if hollow else INK,
            markeredgewidth=2.0 if hollow else 0.7,
        )  # fmt: skip


def _draw_legend(figure: Figure, table: pd.DataFrame) -> None:
    """Explain below the axes the shapes, hollow markers and steps that are drawn."""
    shapes = set(table["exposure_km"].map(_marker_of))
    plain: dict[str, Any] = {"linestyle": "", "color": "#7c878d", "markersize": 7.0}
    handles = [
        Line2D([], [], marker=shape, label=f"jurisdiction of non-partners: {label}", **plain)
        for _, shape, label in _EXPOSURES
        if shape in shapes
    ]
    handles.append(
        Line2D([], [], color="#b3bcc1", linewidth=1.2, label="best in build cost and downtime alone")
    )
    if table["dominated"].any():
        hollow: dict[str, Any] = {"marker": "D", "markerfacecolor": "white", "markeredgewidth": 2.0}
        handles.append(Line2D([], [], label="hollow: dominated by another route", **(plain | hollow)))
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.0, 0.028), ncols=3, frameon=False, fontsize=8
    )


def _label_axes(axes: Axes, title: str) -> None:
    style_axes(axes)
    axes.set_xlabel("build cost, million USD", fontsize=9)
    axes.set_ylabel("downtime, h/yr", fontsize=9)
    axes.set_title(title, loc="left", fontsize=11, color=INK, parse_math=False)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(color="#e6eaec", linewidth=0.6)


def _name_markers(figure: Figure, axes: Axes, table: pd.DataFrame) -> None:
    data = table[["build_cost_musd", "down_hours_per_year"]].to_numpy(dtype=np.float64)
    labels = [
        axes.annotate(
            name, (cost, hours), xytext=(0.0, 0.0), textcoords="offset points", fontsize=8, ha="center",
            va="center", color=QUIET if dominated else INK, zorder=5, path_effects=HALO, clip_on=True,
            parse_math=False,
            arrowprops={"arrowstyle": "-", "color": FRAME, "linewidth": 0.7, "shrinkA": 0.0, "shrinkB": 5.0},
        )
        for (cost, hours), name, dominated in zip(data, table["name"], table["dominated"], strict=True)
    ]  # fmt: skip
    settle_layout(figure)
    place_annotations(axes, labels, gaps_pt=_LABEL_GAPS_PT)
