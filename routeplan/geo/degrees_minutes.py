"""Angles as degrees, decimal minutes and a hemisphere, as position lists and charts print them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import Axis

DECIMALS = 4
"""Of a minute: 0.0001' is 18 cm of latitude."""

_PER_MINUTE = 10**DECIMALS
_PER_DEGREE = 60 * _PER_MINUTE


@dataclass(frozen=True, slots=True)
class DegreesMinutes:
    """An angle that is a whole number of ten-thousandths of a minute.

    Attributes
    ----------
    degrees : int
        Without sign.
    minutes : float
        0 to 59.9999.
    hemisphere : {"N", "S", "E", "W"}
    """

    degrees: int
    minutes: float
    hemisphere: str

    @classmethod
    def of(cls, angle: float, axis: Axis) -> DegreesMinutes:
        """Round an angle; 60 minutes are a degree.

        Examples
        --------
        >>> print(DegreesMinutes.of(9.9999993, "latitude"), DegreesMinutes.of(-0.5, "longitude"))
        10°00.0000'N 0°30.0000'W
        """
        count = round(abs(angle) * _PER_DEGREE)
        letters = "NS" if axis == "latitude" else "EW"
        degrees, rest = divmod(count, _PER_DEGREE)
        return cls(degrees, rest / _PER_MINUTE, letters[angle < 0 and count > 0])

    @property
    def angle(self) -> float:
        """Degrees, south and west negative, computed as a reader of the two numbers computes them."""
        value = self.degrees + self.minutes / 60.0
        return -value if self.hemisphere in "SW" else value

    def __str__(self) -> str:
        return f"{self.degrees}°{self.minutes:0{DECIMALS + 3}.{DECIMALS}f}'{self.hemisphere}"


def round_to_minutes(angles: FloatArray, axis: Axis) -> FloatArray:
    """Round (n,) angles in degrees to what is printed: a list is then computed from the positions that it shows.

    Examples
    --------
    >>> round_to_minutes(np.array([67.28000001]), "latitude").tolist()
    [67.28]
    """
    return np.array([DegreesMinutes.of(float(angle), axis).angle for angle in angles])
