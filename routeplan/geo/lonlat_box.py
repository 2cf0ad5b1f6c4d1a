"""Boxes in longitude and latitude, which may cross 180 degrees."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

LonLatBox: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


def is_in_box(lon: npt.ArrayLike, lat: npt.ArrayLike, box: LonLatBox) -> npt.NDArray[np.bool_]:
    """Tell which positions are in a box, its sides among it; any shape.

    Examples
    --------
    A box around Wrangel Island is on both sides of 180:

    >>> is_in_box([179.0, -178.0, -170.0, 0.0], [71.0, 71.0, 71.0, 71.0], (178.0, 70.0, -177.0, 72.0)).tolist()
    [True, True, False, False]
    """
    west, south, east, north = box
    width = east - west if east >= west else east - west + 360.0
    east_of_west = (np.asarray(lon, dtype=np.float64) - west) % 360.0
    return np.asarray((east_of_west <= width) & (np.asarray(lat) >= south) & (np.asarray(lat) <= north))
