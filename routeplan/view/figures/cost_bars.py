"""Cost of routes by term, one bar for each route; and bars of faults by cause."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from routeplan.cost.terms import DIRECTIONAL_SLOPE, SIBLING, Term, TermGroup
from routeplan.planning.route_list import Routes, list_some_routes
from routeplan.planning.system import Valued
from routeplan.view.colours import FRAME, INK, QUIET, route_colours
from routeplan.view.figures.style import credit, style_axes
from routeplan.view.term_labels import term_label

# Okabe and Ito's colours and others. Build cost first, in families: what is bought is blue, work at sea brown, what the
# ground adds pale, land and landings green. Then life in oranges, and policy; grey for terms that a scenario adds.
TERM_COLOURS = {
    "cable": "#33526b",
    "protection": "#6f8fa8",
    "repeaters": "#4f9d9d",
    "laying": "#7d5a3c",
    "burial": "#b08a5e",
    "survey": "#d8c99b",
    "ice": "#8ecae6",
    "slope": "#c3a6b1",
    "land": "#7a8450",
    "landing": "#2f9e77",
    "repair": "#e69f00",
    "outage": "#d55e00",
    "non_partner": "#cc79a7",
    "chokepoint": "#8f6bb3",
    "parallel": "#b3a1d1",
    "latency": "#b5a61f",
    "user": "#9a9a9a",
    "directional_slope": "#e3c9c0",
}
CAUSE_COLOURS = {
    "fishing": "#33526b",
    "anchoring": "#6f8fa8",
    "abrasion": "#c9b79c",
    "seismic": "#d55e00",
    "ice_scour": "#8ecae6",
    "iceberg": "#3f7fb5",
    "land": "#7a8450",
    "component": "#9a9a9a",
    "other": "#cfcfcf",
    "user": "#cc79a7",
}
_BUILD_COST = "build cost"
_POLICY = frozenset(
    [DIRECTIONAL_SLOPE, SIBLING, *(term.value for term in Term if term.group is TermGroup.POLICY)]
)
_ROW_IN, _HEAD_IN, _WIDE_IN = 0.52, 1.75, 7.1
_LEAST_SHARE = 0.003  # of the longest bar: smaller parts have no legend


def figure_costs(
    routes: Routes, *, colours: Sequence[str] | None = None, credits_below: bool = True
) -> Figure:
    """Draw the life cost of each route by term, and mark its build cost.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them, at least one
        A bar is the life cost of the route, and beyond it the policy prices that its scenario sets, hatched; no weight
        changes it. Without a breakdown, a bar is the build cost.
    colours : sequence of str, optional
        Of the routes, if they belong to a larger set.
    credits_below : bool
        Whether to write the credits of the data below; leave them out on a page with its own credits.

    Raises
    ------
    UsageError
        If there is no route.
    """
    routes = list_some_routes(routes, "figure")
    figure = _new_figure(len(routes))
    axes = figure.add_subplot()
    terms = [{**route.life_terms_usd, **route.policy_terms_usd} for route in routes]
    parts = [{term: usd / 1e6 for term, usd in usd_by_term.items()} for usd_by_term in terms]
    draw_bars(
        axes, routes, parts, TERM_COLOURS, colours or route_colours(routes), label=term_label, hatched=_POLICY
    )
    for row, route in enumerate(routes):
        built = route.build_cost_usd / 1e6
        axes.plot([built, built], [row - 0.42, row + 0.42], color=INK, linewidth=1.4)
    axes.plot([], [], color=INK, linewidth=1.4, label=_BUILD_COST)
    _finish(figure, axes, _describe_bars(routes))
    if credits_below:
        credit(figure, routes, shows=("cable-types", "ice-calendar", "hazard-zones"))
    return figure


def _describe_bars(routes: Sequence[Valued]) -> str:
    """Say what the bars show, and what weights do not change."""
    label = "life cost, million USD: build cost, repairs and outages over the design life"
    if any(route.policy_usd is not None for route in routes):
        label += "\nhatched, after the plus sign: policy prices, no money is paid"
    if any(route.is_weighted for route in routes):
        label += "\nweights other than 1 steer a line; the money shown is unweighted"
    return label


def draw_bars(  # noqa: PLR0913 - one keyword for each choice
    axes: Axes,
    routes: Sequence[Valued],
    parts: Sequence[Mapping[str, float]],
    palette: Mapping[str, str],
    colours: Sequence[str],
    *,
    label: Callable[[str], str],
    hatched: Collection[str] = (),
) -> None:
    """Draw one bar for each route, with parts in the order of a palette; the name of a route has its colour.

    The figure at the end of a bar is the sum of its plain parts; that of the hatched ones follows a plus sign.
    """
    longest = max(sum(values.values()) for values in parts) or 1.0
    kinds = [
        kind for kind in palette if any(values.get(kind, 0.0) > _LEAST_SHARE * longest for values in parts)
    ]
    kinds += [kind for values in parts for kind in values if kind not in palette and kind not in kinds]
    left = np.zeros(len(routes))
    for kind in kinds:
        width = np.array([values.get(kind, 0.0) for values in parts])
        axes.barh(
            range(len(routes)), width, left=left, height=0.62, color=palette.get(kind, "#9a9a9a"),
            edgecolor="white", linewidth=0.6, hatch="///" if kind in hatched else None,
            label=label(kind),
        )  # fmt: skip
        left += width
    decimals = 0 if longest >= 10 else 2
    for row, values in enumerate(parts):
        beyond = sum(value for kind, value in values.items() if kind in hatched)
        end = sum(values.values())
        text = f"{end - beyond:,.{decimals}f}" + (f" + {beyond:,.{decimals}f}" if beyond else "")
        axes.text(end + 0.012 * longest, row, text, fontsize=8, va="center", color=INK)
    axes.set_yticks(range(len(routes)), [route.name for route in routes], fontsize=8.5, fontweight="bold")
    for name, colour in zip(axes.get_yticklabels(), colours, strict=True):
        name.set_color(colour)
        name.set_parse_math(False)
    room = 1.16 if any(kind in hatched for kind in kinds) else 1.1  # for the figures at the ends
    axes.set(xlim=(0, longest * room), ylim=(len(routes) - 0.4, -0.6))
    style_axes(axes)
    axes.tick_params(axis="y", length=0, labelsize=8.5)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#e6eaec", linewidth=0.6)


def draw_bar_legend(figure: Figure | SubFigure, axes: Axes) -> None:
    """Draw the legend of bars above them, across the figure."""
    handles, labels = axes.get_legend_handles_labels()
    # Parts in the order of the bars, the mark of the build cost last.
    order = sorted(range(len(labels)), key=lambda at: labels[at] == _BUILD_COST)
    figure.legend(
        [handles[at] for at in order], [labels[at] for at in order], loc="outside upper left", ncols=6,
        frameon=False, fontsize=7.5, handlelength=1.0, columnspacing=1.1, labelcolor=QUIET,
    )  # fmt: skip


def _new_figure(count: int) -> Figure:
    return Figure(figsize=(_WIDE_IN, _HEAD_IN + _ROW_IN * count), layout="constrained")


def _finish(figure: Figure, axes: Axes, label: str) -> None:
    axes.set_xlabel(label, fontsize=8.5, color=INK)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.spines["bottom"].set_color(FRAME)
    draw_bar_legend(figure, axes)
