"""Tornado: how much each uncertain value moves the cost of a candidate, the largest effect on top."""

from __future__ import annotations

from matplotlib.figure import Figure

from routeplan.ensemble.outcomes import Ensemble, check_figure
from routeplan.errors import UsageError
from routeplan.view.colours import FRAME, INK, QUIET
from routeplan.view.figures.style import style_axes

LOW, HIGH = "#5b8db8", "#c4634a"
_BAR_INCHES, _REST_INCHES, _WIDTH_INCHES = 0.3, 1.5, 8.5


def figure_tornado(
    outcome: Ensemble, *, figure: str = "life_cost_usd", candidate: str | None = None, most: int = 12
) -> Figure:
    """Draw the effect of each value from its 5th percentile to its 95th, all others at their mean.

    Parameters
    ----------
    outcome : Ensemble
    figure : str
        One of `routeplan.ensemble.outcomes.FIGURES`.
    candidate : str, optional
        By default the best on average.
    most : int
        Most values shown, the largest effects.

    Raises
    ------
    UsageError
        If there is no such figure or candidate, or fewer than one value is to be shown.
    """
    if most < 1:
        raise UsageError(f"tornado of {most} values; give 1 or more")
    words, unit, by = check_figure(figure)
    name = outcome.name_of(candidate or outcome.best_on_average)
    table = outcome.tornado(figure, name).head(most)[::-1]
    mean = float(outcome.of_candidates(figure)[name].mean()) / by
    drawn = Figure(figsize=(_WIDTH_INCHES, _REST_INCHES + _BAR_INCHES * len(table)), layout="constrained")
    axes = drawn.add_subplot()
    style_axes(axes)
    for end, colour, label in (("low", LOW, "value at its 5th percentile"), ("high", HIGH, "at its 95th")):
        axes.barh(table["value"], table[end] - mean, left=mean, color=colour, height=0.7, label=label)
    for path, low, high in zip(table["value"], table["low"], table["high"], strict=True):
        for value, side in ((min(low, high), "right"), (max(low, high), "left")):
            axes.text(value, path, f" {value:,.4g} ", ha=side, va="center", fontsize=7, color=INK)
    axes.axvline(mean, color=FRAME, linewidth=1.0, zorder=0)
    axes.margins(x=0.12)
    axes.set_xlabel(f"{words}, {unit}", fontsize=9)
    axes.set_title(f"What moves the {words} of {name}", fontsize=11, loc="left", color=INK)
    axes.legend(fontsize=7, frameon=False, loc="lower right")
    note = f"Linear effects in {outcome.count:,} samples, all other values at their mean. Not for navigation."
    drawn.text(0.01, 0.005, note, fontsize=6.5, color=QUIET)
    return drawn
