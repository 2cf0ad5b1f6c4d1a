"""What routes are made of: cost by term, and faults by cause, a bar a route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from routeplan.errors import UsageError
from routeplan.planning.route import Route
from routeplan.view.colours import route_colours
from routeplan.view.figures.style import FRAME, INK, QUIET, credit, dress

# Okabe and Ito's and lighter kin, in the order of building and keeping; grey for what else a scenario may add.
TERM_COLOURS = {
    "cable": "#33526b",
    "protection": "#6f8fa8",
    "burial": "#a9835a",
    "ice": "#8ecae6",
    "slope": "#c9b79c",
    "landing": "#2f9e77",
    "repair": "#e69f00",
    "outage": "#d55e00",
    "non_partner": "#cc79a7",
    "chokepoint": "#8f6bb3",
    "parallel": "#b3a1d1",
    "latency": "#f0e442",
    "user": "#9a9a9a",
}
CAUSE_COLOURS = {
    "fishing": "#33526b",
    "anchoring": "#6f8fa8",
    "abrasion": "#c9b79c",
    "seismic": "#d55e00",
    "ice_scour": "#8ecae6",
    "iceberg": "#3f7fb5",
    "component": "#9a9a9a",
    "other": "#cfcfcf",
    "user": "#cc79a7",
}
TERM_WORDS = {"non_partner": "waters of non-partners", "landing": "landings", "user": "own layers"}
_BUILT = "built"
_ROW_IN, _HEAD_IN, _WIDE_IN = 0.52, 1.75, 7.1
_LEAST_SHARE = 0.003  # of the longest bar: less is drawn and not named
_NAMED_SHARE = 0.055  # of the longest bar: room for a figure within


def figure_costs(
    routes: Sequence[Route], *, colours: Sequence[str] | None = None, credits_below: bool = True
) -> Figure:
    """Draw what each route costs over its life, term by term, and mark what of that is building.

    Parameters
    ----------
    routes : sequence of Route, one or more
        Each bar is what its scenario minimised; of a route without breakdown, building alone.
    colours : sequence of str, optional
        Of the routes, where they do not stand alone.
    credits_below : bool
        Whether to thank beneath it those whose data it shows; a page that thanks them itself leaves it out.

    Raises
    ------
    UsageError
        If there is no route.
    """
    if not routes:
        raise UsageError("figure of 0 routes; give at least one route")
    figure = _begin(len(routes))
    axes = figure.add_subplot()
    parts = [{term: usd / 1e6 for term, usd in route.objective_terms_usd.items()} for route in routes]
    draw_bars(axes, routes, parts, TERM_COLOURS, colours or route_colours(routes))
    for row, route in enumerate(routes):
        built = route.build_cost_usd / 1e6
        axes.plot([built, built], [row - 0.42, row + 0.42], color=INK, linewidth=1.4)
    axes.plot([], [], color=INK, linewidth=1.4, label=_BUILT)
    _finish(figure, axes, "million USD: to build, and repairs and outages over the design life")
    if credits_below:
        credit(figure, routes, shows=("cable-types", "ice-calendar", "hazard-zones"))
    return figure


def draw_bars(
    axes: Axes,
    routes: Sequence[Route],
    parts: Sequence[Mapping[str, float]],
    palette: Mapping[str, str],
    colours: Sequence[str],
) -> None:
    """Draw a bar a route, made of named parts in the order of a palette; each route's name has its colour."""
    longest = max(sum(each.values()) for each in parts) or 1.0
    kinds = [kind for kind in palette if any(each.get(kind, 0.0) > _LEAST_SHARE * longest for each in parts)]
    kinds += [kind for each in parts for kind in each if kind not in palette and kind not in kinds]
    left = np.zeros(len(routes))
    for kind in kinds:
        wide = np.array([each.get(kind, 0.0) for each in parts])
        axes.barh(
            range(len(routes)), wide, left=left, height=0.62, color=palette.get(kind, "#9a9a9a"),
            edgecolor="white", linewidth=0.6, label=TERM_WORDS.get(kind, kind.replace("_", " ")),
        )  # fmt: skip
        left += wide
    for row, each in enumerate(parts):
        total = sum(each.values())
        axes.text(
            total + 0.012 * longest, row, f"{total:,.0f}" if longest >= 10 else f"{total:,.2f}",
            fontsize=8, va="center", color=INK,
        )  # fmt: skip
    axes.set_yticks(range(len(routes)), [route.name for route in routes], fontsize=8.5, fontweight="bold")
    for label, colour in zip(axes.get_yticklabels(), colours, strict=True):
        label.set_color(colour)
        label.set_parse_math(False)
    axes.set(xlim=(0, longest * 1.1), ylim=(len(routes) - 0.4, -0.6))
    dress(axes)
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#e6eaec", linewidth=0.6)


def explain_bars(figure: Figure | SubFigure, axes: Axes) -> None:
    """Put what the colours of bars mean above them, as wide as the figure."""
    handles, words = axes.get_legend_handles_labels()
    # Parts in the order of the bars, the mark of what is built last.
    order = sorted(range(len(words)), key=lambda at: words[at] == _BUILT)
    figure.legend(
        [handles[at] for at in order], [words[at] for at in order], loc="outside upper left", ncols=8,
        frameon=False, fontsize=7.5, handlelength=1.0, columnspacing=1.1, labelcolor=QUIET,
    )  # fmt: skip


def _begin(count: int) -> Figure:
    return Figure(figsize=(_WIDE_IN, _HEAD_IN + _ROW_IN * count), layout="constrained")


def _finish(figure: Figure, axes: Axes, words: str) -> None:
    axes.set_xlabel(words, fontsize=8.5, color=INK)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.spines["bottom"].set_color(FRAME)
    explain_bars(figure, axes)
