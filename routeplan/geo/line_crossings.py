"""Where two lines on the Earth cross, and at which angle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.geodesy import FloatArray, PolarStereographic, geodesic_km
from routeplan.geo.track import Line

_POINT_EVERY_KM = 5.0  # a chord of this length is within a metre of its geodesic
_ALONG_DEG = 0.5  # at smaller angles two lines run along each other
_SAME_POINT_KM = 0.001  # crossings at a vertex are found on both of its legs


@dataclass(frozen=True, slots=True)
class LineCrossing:
    """Where two lines cross.

    Attributes
    ----------
    kp_km, other_kp_km : float
        Kilometre points of both.
    lon, lat : float
        Degrees.
    angle_deg : float
        Angle between the two, 0 to 90; 90 is perpendicular.
    azimuth_deg : float
        Of the other line at the crossing, clockwise from grid north of the projection.
    """

    kp_km: float
    other_kp_km: float
    lon: float
    lat: float
    angle_deg: float
    azimuth_deg: float


def find_line_crossings(line: Line, other: Line) -> tuple[LineCrossing, ...]:
    """Find every crossing of two lines, in order along the first.

    A place where a vertex of one lies on the other counts; stretches on which both run along each other do not.

    Examples
    --------
    The parallel of 60N, a short piece of it, and a meridian:

    >>> east, north = Line(np.array([-1.0, 1.0]), np.array([60.0, 60.0])), Line(np.zeros(2), np.array([59.0, 61.0]))
    >>> (crossing,) = find_line_crossings(east, north)
    >>> round(crossing.kp_km), round(crossing.other_kp_km), round(crossing.angle_deg)
    (56, 112, 90)
    """
    own, theirs = _Legs.of(line), _Legs.of(other)
    at, other_at = theirs.tree.query(own.shapes, predicate="intersects")
    found: list[LineCrossing] = []
    for leg, other_leg in sorted(zip(at.tolist(), other_at.tolist(), strict=True)):
        meeting = shapely.intersection(own.shapes[leg], theirs.shapes[other_leg])
        if meeting.geom_type != "Point":
            continue
        lon, lat = (float(degrees) for degrees in PolarStereographic().inverse(meeting.x, meeting.y))
        kp_km, other_kp_km = own.kp_km(leg, lon, lat), theirs.kp_km(other_leg, lon, lat)
        step, other_step = own.step(leg), theirs.step(other_leg)
        angle_deg = _angle_deg(step, other_step)
        is_known = any(
            max(abs(known.kp_km - kp_km), abs(known.other_kp_km - other_kp_km)) < _SAME_POINT_KM
            for known in found
        )
        if is_known or angle_deg < _ALONG_DEG:
            continue
        azimuth = float(np.degrees(np.arctan2(*other_step))) % 360.0
        found.append(LineCrossing(kp_km, other_kp_km, lon, lat, angle_deg, azimuth))
    return tuple(sorted(found, key=lambda crossing: crossing.kp_km))


@dataclass(frozen=True, eq=False)
class _Legs:
    """Short legs of a line on the projection."""

    line: Line
    points: FloatArray

    @classmethod
    def of(cls, line: Line) -> _Legs:
        return _legs_of(line)

    @cached_property
    def shapes(self) -> npt.NDArray[np.object_]:
        return np.asarray(shapely.linestrings(np.stack([self.points[:-1], self.points[1:]], axis=1)))

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def step(self, leg: int) -> FloatArray:
        return np.asarray(self.points[leg + 1] - self.points[leg])

    def kp_km(self, leg: int, lon: float, lat: float) -> float:
        return float(self.line.kp_km[leg]) + geodesic_km(self.line.lon[leg], self.line.lat[leg], lon, lat)


@lru_cache(maxsize=1024)
def _legs_of(line: Line) -> _Legs:
    """Cut a line into legs; kept, because existing cables are held against many routes."""
    dense = line.densified(every_km=_POINT_EVERY_KM)
    return _Legs(dense, np.column_stack(PolarStereographic().forward(dense.lon, dense.lat)))


def _angle_deg(one: FloatArray, other: FloatArray) -> float:
    """Angle between two lines on the projection, 0 to 90. The projection is conformal, so it is the true angle."""
    cosine = abs(float(one @ other)) / float(np.hypot(*one) * np.hypot(*other))
    return float(np.degrees(np.arccos(min(1.0, cosine))))
