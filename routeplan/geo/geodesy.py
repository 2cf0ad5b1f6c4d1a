"""Geodesics on the WGS 84 ellipsoid, and conformal projections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Geod, Proj, Transformer

FloatArray: TypeAlias = npt.NDArray[np.float64]

_WGS84 = Geod(ellps="WGS84")
# Semi-major axis and flattening of WGS 84, and the mean radius (2a + b) / 3 (NIMA TR8350.2).
_AXIS_KM, FLATTENING = 6378.137, 1 / 298.257223563
MEAN_RADIUS_KM = 6371.0088
ARCTIC_EPSG = 3995  # WGS 84 / Arctic Polar Stereographic, true to scale at 71N
_POLE_LAT = 90.0
# Knots of the latitude and scale tables. Linear interpolation between knots 1 km apart errs by less than 1e-7 degrees.
_TABLE_STEP_M = 1_000.0


def geodesic_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Measure the shortest line between two positions.

    Examples
    --------
    Bodø to Tomakomai, the two ends of an Arctic cable:

    >>> round(geodesic_km(14.40, 67.28, 141.60, 42.63))
    7034
    """
    return float(_WGS84.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000.0


def legs_km(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Measure each leg of a line.

    Parameters
    ----------
    lon, lat : (n,) arrays, degrees

    Returns
    -------
    (n - 1,) array of geodesic lengths, km
    """
    if len(lon) < 2:
        return np.zeros(0)
    return np.asarray(_WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2], dtype=np.float64) / 1000.0


def azimuths_deg(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Bearing at the start of each leg, degrees clockwise from true north."""
    return np.asarray(_WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[0], dtype=np.float64) % 360.0


def densify(lon: FloatArray, lat: FloatArray, *, every_km: float) -> tuple[FloatArray, FloatArray]:
    """Add points on the geodesics between vertices, at most a given distance apart.

    Parameters
    ----------
    lon, lat : (n,) arrays, degrees
    every_km : float
        Longest distance between consecutive points.

    Returns
    -------
    lon, lat : (m,) arrays, degrees, m >= n, the vertices among them
    """
    steps = np.maximum(1, np.ceil(legs_km(lon, lat) / every_km).astype(int))
    out_lon, out_lat = [lon[:1]], [lat[:1]]
    for i, count in enumerate(steps):
        if count > 1:
            between = np.asarray(_WGS84.npts(lon[i], lat[i], lon[i + 1], lat[i + 1], count - 1))
            out_lon.append(between[:, 0])
            out_lat.append(between[:, 1])
        out_lon.append(lon[i + 1 : i + 2])
        out_lat.append(lat[i + 1 : i + 2])
    return np.concatenate(out_lon), np.concatenate(out_lat)


def densify_rhumb(lon: FloatArray, lat: FloatArray, *, every_km: float) -> tuple[FloatArray, FloatArray]:
    """Add points on the rhumb lines between vertices (straight on a Mercator chart), at a given distance.

    Parameters and result are those of :func:`densify`; no vertex may be a pole.

    Examples
    --------
    Along a parallel the bearing is constant and the line is longer than the geodesic:

    >>> lon, lat = densify_rhumb(np.array([-40.0, -10.0]), np.array([60.0, 60.0]), every_km=50)
    >>> bool(np.ptp(lat) < 1e-9), round(float(legs_km(lon, lat).sum()) - geodesic_km(-40, 60, -10, 60))
    (True, 14)
    """
    chart = Proj(proj="merc", ellps="WGS84")
    _, north_m = chart(np.zeros_like(lat), lat)
    out_lon, out_lat = [lon[:1]], [lat[:1]]
    for i, leg_km in enumerate(legs_km(lon, lat)):
        share = np.linspace(0.0, 1.0, int(np.ceil(leg_km / every_km)) + 2)[1:]
        turn = (lon[i + 1] - lon[i] + 180.0) % 360.0 - 180.0
        _, between = chart(
            np.zeros_like(share), north_m[i] + share * (north_m[i + 1] - north_m[i]), inverse=True
        )
        out_lon.append((lon[i] + share * turn + 180.0) % 360.0 - 180.0)
        out_lat.append(between)
    return np.concatenate(out_lon), np.concatenate(out_lat)


def destination(lon: float, lat: float, azimuth_deg: float, distance_km: float) -> tuple[float, float]:
    """Find the position at a distance along a geodesic: (lon, lat), degrees."""
    end_lon, end_lat, _ = _WGS84.fwd(lon, lat, azimuth_deg, distance_km * 1000.0)
    return float(end_lon), float(end_lat)


def destinations(
    lon: FloatArray, lat: FloatArray, azimuth_deg: FloatArray, distance_km: float
) -> tuple[FloatArray, FloatArray]:
    """Find the positions at one distance along geodesics: (n,) longitudes and latitudes, degrees."""
    end_lon, end_lat, _ = _WGS84.fwd(lon, lat, azimuth_deg, np.full_like(lon, distance_km * 1000.0))
    return np.asarray(end_lon, dtype=np.float64), np.asarray(end_lat, dtype=np.float64)


def in_space_km(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Convert positions on the ellipsoid to space, where distances need no projection.

    Parameters
    ----------
    lon, lat : (n,) arrays, degrees

    Returns
    -------
    (n, 3) array
        Towards 0 E on the equator, 90 E on the equator, and the North Pole, km from the centre of the Earth.
    """
    lam = np.radians(lon)
    level, up = meridian_km(lat)
    return np.stack([level * np.cos(lam), level * np.sin(lam), up], axis=1)


def on_unit_sphere(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Place degrees on a sphere of radius 1, (n, 3), where neither 180 nor the pole is special.

    Examples
    --------
    The way from 179 E to 179 W is short:

    >>> east, west = on_unit_sphere(np.array([179.0, -179.0]), np.zeros(2))
    >>> float(np.linalg.norm(east - west).round(3))
    0.035
    """
    lam, phi = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def lonlat_of_space(positions_km: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude, degrees, of (n, 3) positions on the ellipsoid: the inverse of `in_space_km`.

    Examples
    --------
    >>> lon, lat = lonlat_of_space(in_space_km(np.array([-40.0]), np.array([60.0])))
    >>> round(float(lon[0]), 9), round(float(lat[0]), 9)
    (-40.0, 60.0)
    """
    towards_0, towards_90, up = positions_km.T
    level = np.hypot(towards_0, towards_90) * (1 - FLATTENING) ** 2
    return np.degrees(np.arctan2(towards_90, towards_0)), np.degrees(np.arctan2(up, level))


def meridian_km(lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Distance of the ellipsoid from the axis of the Earth and from the plane of the equator, by latitude, km."""
    squeeze = (1 - FLATTENING) ** 2
    phi = np.radians(np.asarray(lat, dtype=np.float64))
    normal = _AXIS_KM / np.sqrt(np.cos(phi) ** 2 + squeeze * np.sin(phi) ** 2)
    return normal * np.cos(phi), squeeze * normal * np.sin(phi)


def arc_km(chord: FloatArray) -> FloatArray:
    """Arc of the mean sphere over a chord in space, km: equals the geodesic to 1 m up to 370 km, north of 30N."""
    return np.asarray(2 * MEAN_RADIUS_KM * np.arcsin(np.minimum(chord / (2 * MEAN_RADIUS_KM), 1.0)))


def chord_km(arc: float) -> float:
    """Chord in space under an arc of the mean sphere, km."""
    return float(2 * MEAN_RADIUS_KM * np.sin(min(arc / (2 * MEAN_RADIUS_KM), np.pi / 2)))


@dataclass(frozen=True)
class PolarStereographic:
    """A north polar stereographic projection, known by its EPSG code.

    Conformal: a small circle on the seabed is a circle in projection, so a cost that does not depend on direction
    keeps this property. Projected lengths are true lengths times the scale factor k.

    Attributes
    ----------
    epsg : int
        EPSG code of the projected CRS.
    """

    epsg: int = ARCTIC_EPSG

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Project: degrees to easting and northing in metres, any shape."""
        east, north = _transformer(self.epsg).transform(lon, lat)
        return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)

    def inverse(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Project back: metres to longitude and latitude in degrees, any shape."""
        lon, lat = _transformer(self.epsg).transform(easting, northing, direction="INVERSE")
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)

    def radius_m(self, lat: float) -> float:
        """Projected radius of a parallel of latitude."""
        east, north = self.forward(self.central_lon, lat)
        return float(np.hypot(east, north))

    def scale_factor(self, lat: npt.ArrayLike) -> FloatArray:
        """Projected length of a short true length of 1, at latitudes of any shape."""
        lat = np.asarray(lat, dtype=np.float64)
        factors = Proj(CRS.from_epsg(self.epsg)).get_factors(np.full_like(lat, self.central_lon), lat)
        return np.asarray(factors.meridional_scale, dtype=np.float64)

    @cached_property
    def central_lon(self) -> float:
        """Longitude whose meridian runs straight down from the pole in projection."""
        return float(_transformer(self.epsg).transform(0.0, -1.0e6, direction="INVERSE")[0])

    def radial_tables(self, outer_m: float) -> tuple[float, FloatArray, FloatArray]:
        """Latitude and scale factor by distance from the pole, for millions of cells at once.

        Both depend only on the distance from the pole: linear interpolation in a table replaces one call of the
        projection library per cell (8 million calls take seconds).

        Parameters
        ----------
        outer_m : float
            Distance from the pole that the tables must reach.

        Returns
        -------
        step_m : float
            Distance between entries.
        lat_deg, scale : (n,) arrays
            Latitude in degrees, and scale factor k (projected length / true length).
        """
        radii = np.arange(0.0, outer_m + 2 * _TABLE_STEP_M, _TABLE_STEP_M)
        _, lat_deg = self.inverse(np.zeros_like(radii), -radii)
        lat_deg[0] = _POLE_LAT
        return _TABLE_STEP_M, lat_deg, self.scale_factor(lat_deg)

    @property
    def proj4(self) -> str:
        """Definition as PROJ text, for programs that have no EPSG table."""
        return Proj(CRS.from_epsg(self.epsg)).definition_string()

    @property
    def cf_attributes(self) -> dict[str, str | float]:
        """Definition as a grid mapping of the CF conventions, with its WKT and its EPSG code."""
        # The conventions ask for the latitude of the pole, which follows from the parallel and which PROJ leaves out.
        pole = {"latitude_of_projection_origin": _POLE_LAT, "epsg_code": f"EPSG:{self.epsg}"}
        return {**CRS.from_epsg(self.epsg).to_cf(), **pole}


@dataclass(frozen=True)
class ChartProjection:
    """A projection to draw a chart in, by its PROJ text; never used for planning.

    Attributes
    ----------
    proj4 : str
        Such as ``+proj=merc +lon_0=180 +datum=WGS84 +units=m``.
    """

    proj4: str

    @classmethod
    def of_epsg(cls, epsg: int) -> ChartProjection:
        """Make one from the EPSG code of a projected CRS."""
        return cls(" ".join(f"+{part}" for part in Proj(CRS.from_epsg(epsg)).definition_string().split()))

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Project: degrees to easting and northing in metres, any shape."""
        east, north = _transformer(self.proj4).transform(lon, lat)
        return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)

    def inverse(self, easting: npt.ArrayLike, northing: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Project back: metres to degrees, any shape; infinite beyond the projection."""
        lon, lat = _transformer(self.proj4).transform(easting, northing, direction="INVERSE")
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


@lru_cache(maxsize=16)
def _transformer(crs: int | str) -> Transformer:
    return Transformer.from_crs(4326, crs, always_xy=True)
