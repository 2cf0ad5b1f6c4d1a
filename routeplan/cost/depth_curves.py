"""Curves through a few knots, each with the source of its knots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through knots, constant before the first and after the last.

    Attributes
    ----------
    x, y : tuple of float
        Knots; x increases.
    unit : str
        Quantity and unit of x, such as ``"depth, m"``; y is a share of the worst, 0 to 1.
    source : str
        Source of the knots, or that they are editable defaults.

    Examples
    --------
    Half of the worst at half of the depth, and constant above the surface:

    >>> fading = Curve((0.0, 200.0), (1.0, 0.0), "depth, m", "an example")
    >>> fading([-50.0, 100.0, 3000.0]).tolist()
    [1.0, 0.5, 0.0]
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    unit: str
    source: str

    def __post_init__(self) -> None:
        if not self.x or len(self.x) != len(self.y):
            raise DataError(
                f"curve by {self.unit}: {len(self.x)} x and {len(self.y)} y; give the same number of both"
            )
        if not (np.isfinite(self.x).all() and (np.diff(self.x) > 0).all()):
            raise DataError(f"curve by {self.unit}: x = {self.x}; give finite values that rise")
        if not all(0.0 <= share <= 1.0 for share in self.y):
            raise DataError(f"curve by {self.unit}: y = {self.y}; give shares from 0 to 1")

    def __call__(self, at: npt.ArrayLike) -> FloatArray:
        """Read the curve at values of any shape; NaN stays NaN."""
        at = np.asarray(at, dtype=np.float64)
        read = np.interp(at, self.x, self.y)
        if len(self.x) == 1:  # numpy gives NaN the value of the one knot
            read = np.where(np.isnan(at), np.nan, read)
        return np.asarray(read, dtype=np.float64)


def intensity_by_depth(curve: Curve, depth_m: npt.ArrayLike, zone_intensity: npt.ArrayLike) -> FloatArray:
    """Scale the intensity of zones by a curve of depth.

    Parameters
    ----------
    curve : Curve
        By depth, metres.
    depth_m : array, metres, positive down
    zone_intensity : array that fits it, 0 to 1

    Returns
    -------
    array, 0 to 1
        Land (negative depth) is 0; where there is no depth, NaN.
    """
    depth_m = np.asarray(depth_m, dtype=np.float64)
    at_sea = np.where(depth_m < 0, 0.0, curve(depth_m))
    return np.asarray(at_sea * np.asarray(zone_intensity, dtype=np.float64), dtype=np.float64)
