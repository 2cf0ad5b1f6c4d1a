"""Correlated errors of depth: larger where depth is predicted from gravity or interpolated than where it is charted.

References
----------
Tozer, B., et al. (2019), Global bathymetry and topography at 15 arc sec: SRTM15+, Earth and Space Science 6,
doi:10.1029/2019EA000658: predicted depths differ from soundings by about 150 m (root mean square) in the deep ocean
and 180 m between coastlines and the continental rise. Which cells are predicted is not in the embedded data: all that
are deeper than 200 m count as such. Where a type identifier grid tells, it decides.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import correlate1d

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells

CHARTED_TO_M = 200.0
CHARTED_SHARE = 0.01  # of the depth, where soundings are dense; editable default
PREDICTED_M = 150.0
MOST_SHARE = 0.25  # of the depth; editable default
_SHALLOWEST_M = 1.0  # sea stays sea
_MOST_DEVIATIONS = 3.0
_NODES_PER_WIDTH = 1.0  # nodes of the noise by the width of the smoothing
_REACH = 4  # widths


def draw_field(shape: tuple[int, int], *, correlation_cells: float, seed: int) -> FloatCells:
    """Draw a Gaussian field of mean 0 and variance 1 whose correlation is 1/e at a distance.

    White noise on a lattice is smoothed by a Gaussian, exp(-d^2 / 4 w^2) in correlation for a width w, and read between
    its nodes, with the variance that interpolation takes given back.

    Parameters
    ----------
    shape : (rows, cols)
    correlation_cells : float
        The distance, in cells.
    seed : int

    Returns
    -------
    (rows, cols) float32
    """
    width = correlation_cells / 2.0
    step = max(1.0, width / _NODES_PER_WIDTH)
    # Reading between nodes smooths too, as a kernel with a variance of step^2 / 6 does.
    width = float(np.sqrt(max(width**2 - step**2 / 6.0, (step / 4.0) ** 2)))
    rows, cols = (int(np.ceil((count - 1) / step)) + 2 for count in shape)
    field = np.random.default_rng(seed).standard_normal((rows, cols), dtype=np.float32)
    reach = int(np.ceil(_REACH * width / step))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / width) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    neighbours = float((kernel[1:] * kernel[:-1]).sum())
    for axis in (0, 1):
        field = correlate1d(field, kernel, axis=axis, mode="wrap")
    for axis, count in enumerate(shape):
        field = _read_between(field, np.arange(count) / step, neighbours, axis)
    return field


def _read_between(field: FloatCells, at: FloatArray, neighbours: float, axis: int) -> FloatCells:
    """Interpolate along an axis, keeping the variance; ``neighbours`` is the correlation of two nodes."""
    node = at.astype(np.intp)
    share = at - node
    kept = np.sqrt((1.0 - share) ** 2 + share**2 + 2.0 * share * (1.0 - share) * neighbours)
    low, high = ((part / kept).astype(np.float32) for part in (1.0 - share, share))
    if axis == 0:
        low, high = low[:, None], high[:, None]
    return np.asarray(np.take(field, node, axis) * low + np.take(field, node + 1, axis) * high)


def derive_deviation_m(depth_m: FloatCells, measured_share: FloatCells | None = None) -> FloatCells:
    """Derive the standard deviation of depths, metres; any shape.

    Where the share of measured depths is known, the variance is that of measured and predicted depths by their shares.
    """
    charted = CHARTED_SHARE * depth_m
    predicted = np.minimum(PREDICTED_M, MOST_SHARE * depth_m)
    by_depth = np.where(depth_m > CHARTED_TO_M, predicted, charted)
    if measured_share is None:
        return np.asarray(by_depth, dtype=np.float32)
    by_type = np.sqrt(measured_share * charted**2 + (1.0 - measured_share) * predicted**2)
    return np.asarray(np.where(np.isnan(measured_share), by_depth, by_type), dtype=np.float32)


def with_depth_errors(
    depth_m: FloatCells,
    *,
    spacing_km: float,
    correlation_km: float,
    factor: float,
    seed: int,
    measured_share: FloatCells | None = None,
) -> FloatCells:
    """Draw depths that the data may stand for.

    Parameters
    ----------
    depth_m : (rows, cols) float32
        Positive down; land negative, no data NaN: both stay as they are.
    spacing_km : float
    correlation_km : float
        On the projection.
    factor : float
        Multiplier of the errors.
    seed : int
    measured_share : (rows, cols) float32, optional
        0 to 1; NaN where it is not known. Without it depth decides.

    Returns
    -------
    (rows, cols) float32
        Sea is 1 m deep or more; errors are cut at three standard deviations.
    """
    field = draw_field(depth_m.shape, correlation_cells=correlation_km / spacing_km, seed=seed)
    np.clip(field, -_MOST_DEVIATIONS, _MOST_DEVIATIONS, out=field)
    sea = depth_m > 0
    moved = depth_m + np.float32(factor) * field * derive_deviation_m(depth_m, measured_share)
    return np.where(sea, np.maximum(moved, np.float32(_SHALLOWEST_M)), depth_m)
