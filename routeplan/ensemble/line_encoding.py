"""Lines as a store keeps them: points on the geodesics, cut at 180 degrees, as well-known binary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, MultiLineString

from routeplan.geo.drawn_line import DRAWN_EVERY_KM
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Line


def encode_lines(lines: Sequence[Line]) -> bytes:
    """Encode the line of a pair, or the segments of a system; a thousand points take a millisecond.

    Examples
    --------
    A line over Bering Strait has a part on either side of 180 degrees:

    >>> crossing = Line(np.array([179.0, -179.0]), np.array([66.0, 66.0]))
    >>> [part.bounds[::2] for part in shapely.from_wkb(encode_lines([crossing])).geoms]
    [(179.0, 180.0), (-180.0, -179.0)]
    """
    parts = [part for line in lines for part in _cut_at_180(line)]
    return bytes(shapely.to_wkb(parts[0] if len(parts) == 1 else MultiLineString(parts)))


def _cut_at_180(line: Line) -> list[LineString]:
    dense = line.densified(every_km=DRAWN_EVERY_KM)
    points = np.column_stack([dense.lon, dense.lat])
    crossed = np.flatnonzero(np.abs(np.diff(dense.lon)) > 180.0)
    parts, begin = [], [points[:0]]
    for first, last in zip([0, *crossed + 1], [*crossed + 1, len(points)], strict=True):
        part = [*begin, points[first:last]]
        if last < len(points):
            lat = _latitude_at_180(points[last - 1], points[last])
            part.append(np.array([[np.copysign(180.0, points[last - 1, 0]), lat]]))
            begin = [np.array([[np.copysign(180.0, points[last, 0]), lat]])]
        parts.append(LineString(np.concatenate(part)))
    return parts


def _latitude_at_180(before: FloatArray, after: FloatArray) -> float:
    """Latitude at which the great circle between two near points crosses 180 degrees."""
    lon, lat = np.radians(np.array([before, after])).T
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    share = y[0] / (y[0] - y[1]) if y[0] != y[1] else 0.5
    at = [values[0] + share * (values[1] - values[0]) for values in (x, z)]
    return float(np.degrees(np.arctan2(at[1], abs(at[0]))))
