"""Repair time and length under ice by month, and faults by cause."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from routeplan.cost.breakdown import Breakdown
from routeplan.errors import UsageError
from routeplan.planning.route_list import Routes, list_some_routes
from routeplan.planning.system import Valued
from routeplan.seabed.months import ALL_MONTHS, MONTH_NAMES
from routeplan.view.colours import route_colours
from routeplan.view.figures.cost_bars import CAUSE_COLOURS, draw_bar_legend, draw_bars
from routeplan.view.figures.style import credit, style_axes
from routeplan.view.term_labels import cause_label

_WIDE_IN, _PANEL_IN, _ROW_IN = 7.1, 2.35, 0.4
_MONTHS = np.array(ALL_MONTHS)
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def figure_risk(
    routes: Routes, *, colours: Sequence[str] | None = None, credits_below: bool = True
) -> Figure:
    """Draw repair time and length under ice by month, and faults per year by cause.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
        With breakdowns.
    colours : sequence of str, optional
        Of the routes, if they belong to a larger set.
    credits_below : bool
        Whether to write the credits of the data below; leave them out on a page with its own credits.

    Raises
    ------
    UsageError
        If there is no route, or one has no breakdown.
    """
    routes = list_some_routes(routes, "figure")
    breakdowns = [_breakdown_of(route) for route in routes]
    shades = tuple(colours or route_colours(routes))
    low = 0.95 + _ROW_IN * len(routes)
    figure = Figure(figsize=(_WIDE_IN, _PANEL_IN + low + 0.35), layout="constrained")
    upper, lower = figure.subfigures(2, 1, squeeze=False, height_ratios=(_PANEL_IN, low))[:, 0]
    days, ice = upper.subplots(1, 2)
    _draw_months(
        days,
        routes,
        shades,
        [breakdown.exposure.repair_days_by_month for breakdown in breakdowns],
        "repair time, days",
    )
    _draw_months(
        ice,
        routes,
        shades,
        [breakdown.ice_km_by_month for breakdown in breakdowns],
        "length under ice too dense for repair ships, km",
    )
    upper.legend(
        *days.get_legend_handles_labels(), loc="outside upper left", ncols=4, frameon=False,
        fontsize=8,
    )  # fmt: skip
    causes = lower.subplots(1, 1)
    parts = [
        {cause.value: rate for cause, rate in breakdown.exposure.faults_per_year.items()}
        for breakdown in breakdowns
    ]
    draw_bars(causes, routes, parts, CAUSE_COLOURS, shades, label=cause_label)
    causes.set_xlabel("faults per year, by cause", fontsize=8.5)
    draw_bar_legend(lower, causes)
    if credits_below:
        credit(figure, routes, shows=("ice-calendar", "hazard-zones", "cable-depots"))
    return figure


def _breakdown_of(route: Valued) -> Breakdown:
    if route.breakdown is None:
        raise UsageError(f"risk of a route without breakdown: {route.name}; plan or score it with a planner")
    return route.breakdown


def _draw_months(
    axes: Axes,
    routes: Sequence[Valued],
    colours: Sequence[str],
    values: Sequence[npt.NDArray[np.floating]],
    title: str,
) -> None:
    """Draw one line for each route over the months; its marker tells it apart without colours."""
    for number, (route, colour, line) in enumerate(zip(routes, colours, values, strict=True)):
        axes.plot(
            _MONTHS, line, color=colour, linewidth=1.6, marker=_MARKERS[number % len(_MARKERS)], markersize=3.8,
            label=route.name.replace("$", r"\$"), clip_on=False,
        )  # fmt: skip
    top = max(float(np.max(line)) for line in values)
    axes.set(xlim=(0.7, 12.3), ylim=(0, max(top * 1.06, 1.0)))
    axes.set_xticks(_MONTHS, [name[0] for name in MONTH_NAMES], fontsize=8)
    axes.set_title(title, loc="left", fontsize=8.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color="#e6eaec", linewidth=0.6)
    style_axes(axes)
