"""How far a line moves: the greatest distance from a point of either of two lines to the other line."""

from __future__ import annotations

from routeplan.geo.geodesy import densify
from routeplan.geo.track import Line, Track

_POINT_EVERY_KM = 20.0  # of lines planned on cells this wide; thousands of km are told, not tens


def greatest_distance_km(one: Line, other: Line) -> float:
    """Measure the greatest distance between two lines: the Hausdorff distance of points on them, km.

    Examples
    --------
    A cable along the equator and one that leaves it by one degree of latitude, 111 km:

    >>> import numpy as np
    >>> along = Line(np.array([0.0, 10.0, 20.0]), np.zeros(3))
    >>> aside = Line(np.array([0.0, 10.0, 20.0]), np.array([0.0, 1.0, 0.0]))
    >>> round(greatest_distance_km(along, aside))
    111
    """
    first, second = (Track(*densify(line.lon, line.lat, every_km=_POINT_EVERY_KM)) for line in (one, other))
    return float(
        max(first.distance_km(second.in_space_km).max(), second.distance_km(first.in_space_km).max())
    )
