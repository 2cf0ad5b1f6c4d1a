"""Lines whose legs are geodesics or rhumb lines: lengths, bearings at both ends of a leg, positions along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import (
    FLATTENING,
    FloatArray,
    azimuths_deg,
    densify_rhumb,
    destination,
    geodesic_km,
    legs_km,
    meridian_km,
)
from routeplan.geo.track import Line

Legs: TypeAlias = Literal["geodesic", "rhumb"]
"""What runs between two positions: the shortest line, or the line of constant bearing."""

RHUMB_EVERY_KM = 20.0
"""Distance of points on a rhumb line; geodesics between them differ from it by some metres."""

_ECCENTRICITY = float(np.sqrt((2 - FLATTENING) * FLATTENING))  # of WGS 84
# Below this difference of isometric latitude (60 m) the radius of the middle parallel is exact to a millimetre.
_SAME_PARALLEL = 1e-5
_NEAREST_THE_POLE = 89.99


@dataclass(frozen=True, eq=False)
class ChartedLine:
    """Positions joined by legs of one kind.

    Attributes
    ----------
    lon, lat : (n,) arrays
        Positions from start to end, degrees on WGS 84.
    legs : "geodesic" or "rhumb"

    Examples
    --------
    The bearing of a geodesic changes along it, most of all near the Pole:

    >>> over_the_pole = ChartedLine(np.array([10.0, 170.0]), np.array([80.0, 80.0]), "geodesic")
    >>> over_the_pole.bearings_deg[0].round(1).tolist(), over_the_pole.arrivals_deg[0].round(1).tolist()
    (10.2, 169.8)
    """

    lon: FloatArray
    lat: FloatArray
    legs: Legs = "geodesic"

    def __post_init__(self) -> None:
        if self.legs == "rhumb" and len(self.lat) and float(np.abs(self.lat).max()) > _NEAREST_THE_POLE:
            raise UsageError(
                f"rhumb legs at latitude {np.abs(self.lat).max():.4f}: no bearing is constant at the Pole; "
                "use geodesic legs"
            )

    @cached_property
    def legs_km(self) -> FloatArray:
        """(n - 1,) length of each leg."""
        if self.legs == "geodesic":
            return legs_km(self.lon, self.lat)
        return np.hypot(self._north_km, self._east_km)

    @cached_property
    def kp_km(self) -> FloatArray:
        """(n,) distance of each position along the line."""
        return np.concatenate([[0.0], np.cumsum(self.legs_km)])

    @property
    def length_km(self) -> float:
        """Sum of the legs."""
        return float(self.kp_km[-1])

    @cached_property
    def bearings_deg(self) -> FloatArray:
        """(n - 1,) true bearing at the start of each leg, 0 to 360."""
        if self.legs == "geodesic":
            return azimuths_deg(self.lon, self.lat)
        return np.degrees(np.arctan2(self._east_km, self._north_km)) % 360.0

    @cached_property
    def arrivals_deg(self) -> FloatArray:
        """(n - 1,) true bearing at the end of each leg, 0 to 360."""
        if self.legs == "geodesic":
            return (azimuths_deg(self.lon[::-1], self.lat[::-1])[::-1] + 180.0) % 360.0
        return self.bearings_deg

    @property
    def on_geodesics(self) -> Line:
        """The same line with geodesic legs; rhumb legs get positions close enough."""
        if self.legs == "rhumb":
            return Line(*densify_rhumb(self.lon, self.lat, every_km=RHUMB_EVERY_KM))
        return Line(self.lon, self.lat)

    def at(self, kp_km: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Find the positions at distances along the line: (m,) longitudes and latitudes, degrees."""
        wanted = np.atleast_1d(np.asarray(kp_km, dtype=np.float64))
        leg = np.clip(np.searchsorted(self.kp_km, wanted, side="right") - 1, 0, len(self.legs_km) - 1)
        along = wanted - self.kp_km[leg]
        place = self._on_geodesic if self.legs == "geodesic" else self._on_rhumb
        found = np.array([place(int(at), float(km)) for at, km in zip(leg, along, strict=True)])
        return found[:, 0], found[:, 1]

    def _on_geodesic(self, leg: int, km: float) -> tuple[float, float]:
        return destination(self.lon[leg], self.lat[leg], float(self.bearings_deg[leg]), km)

    def _on_rhumb(self, leg: int, km: float) -> tuple[float, float]:
        share = km / max(float(self.legs_km[leg]), 1e-12)
        north = float(_meridian_arc_km(self.lat[leg : leg + 1])[0]) + share * float(self._north_km[leg])
        _, lat = destination(0.0, 0.0, 0.0, north)
        turn = float(self._turn[leg])
        whole = float(self._isometric[leg])
        if abs(whole) >= _SAME_PARALLEL:
            share = float(_isometric(np.array([lat]))[0] - _isometric(self.lat[leg : leg + 1])[0]) / whole
        lon = self.lon[leg] + np.degrees(share * turn)
        return float((lon + 180.0) % 360.0 - 180.0), lat

    @cached_property
    def _turn(self) -> FloatArray:
        """(n - 1,) difference of longitude, radians, the short way round."""
        return np.radians((np.diff(self.lon) + 180.0) % 360.0 - 180.0)

    @cached_property
    def _isometric(self) -> FloatArray:
        return np.diff(_isometric(self.lat))

    @cached_property
    def _north_km(self) -> FloatArray:
        return np.diff(_meridian_arc_km(self.lat))

    @cached_property
    def _east_km(self) -> FloatArray:
        """(n - 1,) easting of a rhumb line: its length is that of the right angle with the northing."""
        middle, _ = meridian_km((self.lat[:-1] + self.lat[1:]) / 2.0)
        level = np.abs(self._isometric) < _SAME_PARALLEL
        return self._turn * np.where(level, middle, self._north_km / np.where(level, 1.0, self._isometric))


def _isometric(lat: FloatArray) -> FloatArray:
    """Isometric latitude, radians: the northing on a Mercator chart over the semi-major axis."""
    sine = np.sin(np.radians(lat))
    return np.asarray(np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine), dtype=np.float64)


def _meridian_arc_km(lat: FloatArray) -> FloatArray:
    """Distance from the equator along a meridian, north positive."""
    return np.array([np.sign(degrees) * geodesic_km(0.0, 0.0, 0.0, float(degrees)) for degrees in lat])
