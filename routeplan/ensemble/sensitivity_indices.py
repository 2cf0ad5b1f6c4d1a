"""Sensitivity indices of Sobol': the share of the variance that each uncertain value explains, alone and with others.

References
----------
Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications 181,
doi:10.1016/j.cpc.2009.09.018; computed by SALib.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from routeplan.ensemble.extras import require_salib
from routeplan.ensemble.sampling import design_of
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray

COLUMNS = ("value", "first_order", "first_order_90", "total_order", "total_order_90")
_BOOTSTRAPS = 200
_CONFIDENCE = 0.90


def derive_indices(names: Sequence[str], figure: FloatArray, *, seed: int) -> pd.DataFrame:
    """Derive first- and total-order indices.

    Parameters
    ----------
    names : sequence of str
        Dimensions in the order of the design.
    figure : (n,) array
        Result of each sample of a Saltelli design, in its order.
    seed : int
        Of the bootstrap behind the intervals.

    Returns
    -------
    DataFrame
        ``value``, ``first_order``, ``total_order``, half-widths of their 90 % intervals (``..._90``); largest total
        first.

    Raises
    ------
    UsageError
        If the samples are no such design, a case failed, or SALib is missing.
    """
    if len(figure) % (len(names) + 2) or not len(figure):
        raise UsageError(
            f"{len(figure)} samples of {len(names)} values are no Saltelli design; "
            "run the ensemble with sampling='saltelli'"
        )
    failed = int(np.isnan(figure).sum())
    if failed:
        raise UsageError(f"{failed} of {len(figure)} cases failed; indices need all of them")
    salib = require_salib("sensitivity indices")
    found = salib.analyze.sobol.analyze(
        design_of(names),
        # Scaled: the estimators subtract numbers of the size of the mean.
        (figure - figure.mean()) / (figure.std() or 1.0),
        calc_second_order=False,
        num_resamples=_BOOTSTRAPS,
        conf_level=_CONFIDENCE,
        seed=seed,
    )
    rows = zip(names, found["S1"], found["S1_conf"], found["ST"], found["ST_conf"], strict=True)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values("total_order", ascending=False, ignore_index=True)
