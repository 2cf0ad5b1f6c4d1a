"""Quantiles of uncertain values: a share between 0 and 1 becomes a number of the scenario."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from routeplan.cost.uncertainty import Distribution, UncertainValue
from routeplan.geo.geodesy import FloatArray

_NINETY_PCT = float(ndtri(0.95))  # of a normal distribution, 90 % lie within so many standard deviations


def find_quantiles(value: UncertainValue, share: FloatArray) -> FloatArray:
    """Find the quantiles of a value.

    Parameters
    ----------
    value : UncertainValue
        From `Uncertainty.placed_in`: complete.
    share : (n,) array
        0 to 1.

    Returns
    -------
    (n,) array

    Examples
    --------
    90 % of a lognormal distribution with a spread factor of 2 are between half and twice the median:

    >>> rate = UncertainValue(path="faults.fishing", distribution="lognormal", median=0.33, spread_factor=2.0)
    >>> find_quantiles(rate, np.array([0.05, 0.5, 0.95])).round(3).tolist()
    [0.165, 0.33, 0.66]
    """
    match value.distribution:
        case Distribution.LIST:
            choices = np.array(value.choices)
            return choices[np.minimum((share * len(choices)).astype(np.intp), len(choices) - 1)]
        case Distribution.LOGNORMAL:
            spread = np.log(value.spread_factor or 1.0) / _NINETY_PCT
            return np.asarray((value.median or 0.0) * np.exp(spread * ndtri(share)))
    from scipy.stats import triang  # half of the imports of a worker, which draws nothing

    low, high = value.low or 0.0, value.high or 0.0
    if value.distribution is Distribution.UNIFORM:
        return np.asarray(low + share * (high - low))
    peak = ((value.likely or 0.0) - low) / (high - low)
    return np.asarray(triang.ppf(share, peak, loc=low, scale=high - low))
