"""Routes that share a way, drawn side by side on a still map so that none hides another.

The interactive map does the same at every zoom, in its own script `lanes.js`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.ndimage import uniform_filter1d

from routeplan.geo.geodesy import FloatArray

APART_PT = 3.4  # between neighbours; a line is 2 points wide
_EASE = 3  # vertices over which a line moves into its lane
_SLOPE = 0.35  # of a line that leaves its landing for its lane


def side_by_side(lines: Sequence[FloatArray], apart_m: float) -> list[FloatArray]:
    """Shift each line to the left of its way wherever earlier lines are near: by a lane for each of them.

    Parameters
    ----------
    lines : sequence of (n, 2) arrays, metres on the map
    apart_m : float
        Width of a lane, and how near lines are that share a way.

    Returns
    -------
    list of (n, 2) arrays
        The same vertices; both ends of a line stay where they are.

    Examples
    --------
    >>> straight = np.column_stack([np.arange(0.0, 11.0), np.zeros(11)])
    >>> first, second = side_by_side([straight, straight], 0.5)
    >>> first is straight, second[5].tolist(), second[-1].tolist()
    (True, [5.0, 0.5], [10.0, 0.0])
    """
    return [_shifted(line, lines[:number], apart_m) for number, line in enumerate(lines)]


def _shifted(line: FloatArray, earlier: Sequence[FloatArray], apart_m: float) -> FloatArray:
    points = shapely.points(line)
    lanes = np.zeros(len(line))
    for other in earlier:
        lanes += shapely.distance(points, shapely.linestrings(other)) < apart_m
    if not lanes.any():
        return line
    to_end_m = np.minimum(*(np.hypot(*(line - line[end]).T) for end in (0, -1)))
    shift_m = np.minimum(apart_m * uniform_filter1d(lanes, 2 * _EASE + 1, mode="nearest"), _SLOPE * to_end_m)
    along = np.gradient(line, axis=0)
    left = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    return np.asarray(line + left * shift_m[:, None])
