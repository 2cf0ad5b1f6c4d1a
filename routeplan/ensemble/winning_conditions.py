"""What would have to be true for a candidate to win: the threshold and the break-even of each uncertain value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from routeplan.ensemble.linear_fit import drop_constants, fit_slopes
from routeplan.geo.geodesy import FloatArray

COLUMNS = (
    "value",
    "wins_if",
    "threshold",
    "wins_beyond_pct",
    "wins_else_pct",
    "margin_slope_musd",
    "break_even",
)
_SHARES = np.arange(0.1, 0.91, 0.05)  # quantiles that are tried as thresholds


def find_conditions(values: pd.DataFrame, margin_usd: FloatArray) -> pd.DataFrame:
    """Find for each value the threshold that best tells the samples in which a candidate wins from the others.

    Parameters
    ----------
    values : DataFrame
        One row a sample, one column an uncertain value.
    margin_usd : (n,) array
        Cost of the candidate minus that of the cheapest other one: it wins where this is below 0.

    Returns
    -------
    DataFrame
        One row a value, the one that tells most first: ``value`` (its path); ``wins_if`` (``above`` or ``below``) and
        ``threshold``; ``wins_beyond_pct`` and ``wins_else_pct``, how often it wins on that side and on the other;
        ``margin_slope_musd``, by how much a linear fit of the margin changes over the inner 80 % of the value;
        ``break_even``, the value at which the fitted margin is 0 with all others at their mean, NaN where that is
        outside the samples. Both are NaN for a value that is the same in all samples in which the candidate can be
        built. ``attrs``: ``mean_margin_musd``, and ``most_favourable_musd``, the fitted margin with every value at the
        end of its inner 80 % that favours the candidate: above 0, no combination in there lets it win.
    """
    wins, finite = margin_usd < 0.0, np.isfinite(margin_usd)
    varied = drop_constants(values)
    known, margin = varied[finite], margin_usd[finite]
    slopes = fit_slopes(drop_constants(known), margin).reindex(known.columns)
    low, high, mean = known.quantile(0.1), known.quantile(0.9), known.mean()
    break_even = mean - margin.mean() / slopes
    inside = (break_even >= known.min()) & (break_even <= known.max())
    splits = [(path, *_best_split(varied[path].to_numpy(np.float64), wins)) for path in varied]
    table = pd.DataFrame(splits, columns=list(COLUMNS[:5])).assign(
        margin_slope_musd=(slopes * (high - low) / 1e6).to_numpy(),
        break_even=break_even.where(inside).to_numpy(),
    )
    told = (table["wins_beyond_pct"] - table["wins_else_pct"]).abs()
    ranked = table.assign(told=told, pulled=table["margin_slope_musd"].abs())
    ranked = ranked.sort_values(["told", "pulled"], ascending=False, ignore_index=True)
    found = ranked[list(COLUMNS)]
    # By how much the better end of each value lowers the margin.
    pulls = np.maximum(slopes * (mean - low), slopes * (mean - high))
    found.attrs = {
        "mean_margin_musd": float(margin.mean() / 1e6),
        "most_favourable_musd": float((margin.mean() - pulls.sum()) / 1e6),
    }
    return found


def _best_split(values: FloatArray, wins: np.ndarray) -> tuple[str, float, float, float]:
    best = ("above", float(np.median(values)), 0.0, 0.0)
    for threshold in np.unique(np.quantile(values, _SHARES)):
        above = values > threshold
        if not above.any() or above.all():
            continue
        high, low = 100.0 * wins[above].mean(), 100.0 * wins[~above].mean()
        side, beyond, other = ("above", high, low) if high >= low else ("below", low, high)
        if beyond - other > best[2] - best[3]:
            best = (side, float(threshold), float(beyond), float(other))
    return best
