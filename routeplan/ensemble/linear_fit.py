"""Linear effects: how much a result changes with each uncertain value, with all others held at their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from routeplan.geo.geodesy import FloatArray


def fit_slopes(values: pd.DataFrame, result: FloatArray) -> pd.Series[float]:
    """Fit a plane through the samples by least squares.

    With fewer samples than twice the values each value is fitted alone.

    Parameters
    ----------
    values : DataFrame
        One row a sample, one column a value; none of them constant.
    result : (n,) array
        Finite.

    Returns
    -------
    Series
        Change of the result for one unit of each value.

    Examples
    --------
    >>> values = pd.DataFrame({"a": [0.0, 1, 0, 1, 2, 3], "b": [0.0, 0, 1, 1, 5, 2]})
    >>> fit_slopes(values, (2 * values["a"] - values["b"]).to_numpy()).round(6).to_dict()
    {'a': 2.0, 'b': -1.0}
    """
    centred = values.to_numpy(np.float64) - values.mean().to_numpy()
    scale = centred.std(axis=0)
    scaled, against = centred / scale, result - result.mean()
    if len(values) >= 2 * (values.shape[1] + 1):
        slopes = np.linalg.lstsq(scaled, against, rcond=None)[0]
    else:
        slopes = scaled.T @ against / len(values)
    return pd.Series(slopes / scale, index=values.columns, dtype=np.float64)


def drop_constants(values: pd.DataFrame) -> pd.DataFrame:
    """Drop values that are the same in all samples."""
    return values.loc[:, (values != values.iloc[0]).any()] if len(values) else values.iloc[:, :0]
