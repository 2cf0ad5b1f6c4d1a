"""Lines on the Earth: vertices joined by geodesics, and tracks of points so close together that they are the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import (
    FloatArray,
    arc_km,
    azimuths_deg,
    chord_km,
    densify,
    destination,
    in_space_km,
    legs_km,
)
from routeplan.runtime.interrupts import uninterrupted

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

# Spacing of the points of a track. A geodesic is at most 0.02 m from a chord of a kilometre.
POINT_EVERY_KM = 1.0
# Error allowed for a distance to a thinned track, at the distance that it was thinned for.
ROUGH_KM = 0.05
_MANY = 50_000  # positions; with more, a second core saves time


@dataclass(frozen=True, eq=False)
class Line:
    """Vertices on the Earth, joined by geodesics.

    Attributes
    ----------
    lon, lat : (n,) arrays
        Vertices from start to end, degrees on WGS 84.
    """

    lon: FloatArray
    lat: FloatArray

    @cached_property
    def legs_km(self) -> FloatArray:
        """(n - 1,) length of each leg on the ellipsoid."""
        return legs_km(self.lon, self.lat)

    @cached_property
    def length_km(self) -> float:
        """Length on the ellipsoid."""
        return float(self.legs_km.sum())

    @cached_property
    def kp_km(self) -> FloatArray:
        """(n,) kilometre point of every vertex."""
        return np.concatenate([[0.0], np.cumsum(self.legs_km)])

    @cached_property
    def track(self) -> Track:
        """The same line as points at most a kilometre apart."""
        return Track.along(self.lon, self.lat)

    def densified(self, *, every_km: float) -> Line:
        """Insert vertices on the geodesics, so that no leg is longer than ``every_km``."""
        return Line(*densify(self.lon, self.lat, every_km=every_km))

    def between(self, from_km: float, to_km: float) -> Line:
        """Cut out the part between two kilometre points.

        Examples
        --------
        >>> line = Line(np.array([0.0, 10.0, 20.0]), np.array([60.0, 62.0, 60.0]))
        >>> round(line.between(100.0, 1000.0).length_km, 6)
        900.0
        """
        from_km, to_km = max(from_km, 0.0), min(to_km, self.length_km)
        inside = (self.kp_km > from_km) & (self.kp_km < to_km)
        first, last = self.position_at(from_km), self.position_at(to_km)
        return Line(
            np.concatenate([[first[0]], self.lon[inside], [last[0]]]),
            np.concatenate([[first[1]], self.lat[inside], [last[1]]]),
        )

    def position_at(self, kp_km: float) -> tuple[float, float]:
        """Find the position at a kilometre point: (lon, lat), degrees; beyond the ends, the end."""
        leg = int(np.clip(np.searchsorted(self.kp_km, kp_km, side="right") - 1, 0, len(self.legs_km) - 1))
        into_km = float(np.clip(kp_km - self.kp_km[leg], 0.0, self.legs_km[leg]))
        if into_km in (0.0, float(self.legs_km[leg])):  # a vertex stays as it is
            at = leg + (into_km > 0.0)
            return float(self.lon[at]), float(self.lat[at])
        bearing = float(azimuths_deg(self.lon[leg : leg + 2], self.lat[leg : leg + 2])[0])
        return destination(float(self.lon[leg]), float(self.lat[leg]), bearing, into_km)

    @classmethod
    def joined(cls, lines: Sequence[Line]) -> Line:
        """Put lines end to end; the last vertex of each is the first of the next."""
        first, *others = lines
        return cls(
            np.concatenate([first.lon, *(line.lon[1:] for line in others)]),
            np.concatenate([first.lat, *(line.lat[1:] for line in others)]),
        )


@dataclass(frozen=True, eq=False)
class Track(Line):
    """A line as points so close that distances to the chords between them are distances to the line.

    Distances are arcs over chords in space: within 1 m of the geodesic as far as 370 km, within 10 m as far as 1,000,
    north of 30N.

    Attributes
    ----------
    lon, lat : (n,) arrays
        Points at most a kilometre apart, degrees; a single one is a place.
    """

    @classmethod
    def along(cls, lon: FloatArray, lat: FloatArray) -> Track:
        """Put points on a line of geodesic legs."""
        return cls(*densify(lon, lat, every_km=POINT_EVERY_KM))

    @cached_property
    def in_space_km(self) -> FloatArray:
        """(n, 3) the points in space."""
        return in_space_km(self.lon, self.lat)

    @cached_property
    def step_km(self) -> FloatArray:
        """(n,) kilometres that each point stands for: half the way to its neighbours. They add up to the length."""
        half = np.diff(self.kp_km) / 2.0
        return np.asarray(np.append(half, 0.0) + np.append(0.0, half), dtype=np.float64)

    @cached_property
    def tree(self) -> cKDTree:
        """The points by nearness."""
        from scipy.spatial import cKDTree

        return cKDTree(self.in_space_km)

    def distance_km(self, positions: FloatArray) -> FloatArray:
        """Measure from positions in space, (m, 3) km, to the line: (m,) km."""
        with uninterrupted():
            at_chord, nearest = self.tree.query(positions, workers=_cores(len(positions)))
        points = self.in_space_km
        best = np.asarray(at_chord, dtype=np.float64)
        if len(points) > 1:
            for first in (np.maximum(nearest - 1, 0), np.minimum(nearest, len(points) - 2)):
                a, leg = points[first], points[first + 1] - points[first]
                square = np.maximum(np.einsum("ij,ij->i", leg, leg), 1e-12)
                share = np.clip(np.einsum("ij,ij->i", positions - a, leg) / square, 0.0, 1.0)
                best = np.minimum(best, np.linalg.norm(positions - a - share[:, None] * leg, axis=1))
        return arc_km(best)

    def runs_along(self, other: Track, within_km: float, *, every: int) -> bool:
        """Whether no point lies further than a distance from another line; one point in ``every`` is measured."""
        return bool((other.distance_km(self.in_space_km[::every]) <= within_km).all())

    def thinned(self, radius_km: float) -> Track:
        """Leave out points that are not needed to tell what lies within a radius: fewer are searched faster.

        From points h apart a distance d to the line comes out at most h^2 / 8 d longer than it is.
        """
        step = int(np.sqrt(8.0 * radius_km * ROUGH_KM) / POINT_EVERY_KM)
        if step <= 1:
            return self
        kept = np.arange(len(self.lon)) % step == 0
        kept[-1] = True
        return self.only(kept)

    def roughly_km(self, positions: FloatArray) -> FloatArray:
        """Measure from positions in space, (m, 3) km, to the nearest point: (m,) km."""
        with uninterrupted():
            chord, _ = self.tree.query(positions, workers=_cores(len(positions)))
        return arc_km(np.asarray(chord, dtype=np.float64))

    def outside(self, places: Track, radius_km: float) -> npt.NDArray[np.bool_]:
        """(n,) whether each point lies further than a radius from all of some places."""
        return np.asarray(places.tree.query(self.in_space_km)[0] > chord_km(radius_km))

    def part(self, part: slice) -> Track:
        """Cut out a stretch."""
        return Track(self.lon[part], self.lat[part])

    def only(self, which: npt.NDArray[np.bool_]) -> Track:
        """Keep some of the points. Those that were no neighbours must not be taken for such: see :func:`pieces`."""
        return Track(self.lon[which], self.lat[which])


def pieces(track: Track, which: npt.NDArray[np.bool_]) -> list[slice]:
    """Cut a track where a condition begins and ends: the stretches on which it holds, as slices of its points."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], which, [False]]).astype(np.int8)))
    return [slice(int(first), int(last)) for first, last in change.reshape(-1, 2)]


def _cores(positions: int) -> int:
    return 2 if positions > _MANY else 1
