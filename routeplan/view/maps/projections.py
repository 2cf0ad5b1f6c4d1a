"""Planes that a map may be drawn on: which they are, where each ends, and how cells and lines come onto it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.errors import UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG, ChartProjection, FloatArray, densify
from routeplan.geo.grid import DEFAULT_SOUTH_DEG

MERCATOR_EPSG = 3395  # WGS 84 / World Mercator, on the ellipsoid and so conformal, unlike the web's 3857
MERCATOR_NORTH_DEG = 75.0  # there it stretches 3.9 times, at 89N 57 times
_TITLES: Final = {
    ARCTIC_EPSG: "Arctic polar stereographic",
    3413: "NSIDC polar stereographic",
    3575: "North Pole Lambert equal area, Europe",
    MERCATOR_EPSG: "Mercator",
}
_POLE_DEG = 90.0
# A cut map ends this near to its seam: what lies on the seam itself has two places.
_SEAM_DEG = 1e-4
_HIDDEN_DEG = 5.0  # how far beyond its end a map goes on, unseen
_OUTLINE_STEP_DEG = 0.5  # chords of a parallel this long stray from it by 70 m at 30N
# Central meridians of Mercator's map are round: the graticule's labels stand on it.
_ROUND_LON_DEG = 10.0
_STEP_KM = 40.0  # a chord of this length strays from the geodesic by less than 60 m
_ALL_ROUND_DEG = 360.0

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapProjection:
    """A plane to draw on, and the part of the Earth that it shows.

    Attributes
    ----------
    epsg : int
        EPSG code of the projected CRS.
    central_lon : float
        Of Mercator's map the meridian in its middle, degrees; the others have their own.
    """

    epsg: int = ARCTIC_EPSG
    central_lon: float = 0.0

    def __post_init__(self) -> None:
        if self.epsg not in _TITLES:
            offered = ", ".join(f"{epsg} ({title})" for epsg, title in _TITLES.items())
            raise UsageError(f"no map in EPSG:{self.epsg}; give crs as one of {offered}")

    @property
    def is_cut(self) -> bool:
        """Whether it is cut along a meridian and ends short of the pole."""
        return self.epsg == MERCATOR_EPSG

    @property
    def title(self) -> str:
        """What it is called, with its code."""
        turned = self.is_cut and self.central_lon != 0.0
        code = f"EPSG:{self.epsg}" + (f" turned to {self.central_lon:g}°" if turned else "")
        return f"{_TITLES[self.epsg]} ({code})"

    @property
    def projection(self) -> ChartProjection:
        """Between degrees and metres on the plane."""
        return _projection(self.epsg, self.central_lon if self.is_cut else None)

    @property
    def south_deg(self) -> float:
        """Parallel where the map ends in the south, as the data do."""
        return DEFAULT_SOUTH_DEG

    @property
    def north_deg(self) -> float:
        """Parallel where it ends in the north."""
        return MERCATOR_NORTH_DEG if self.is_cut else _POLE_DEG

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude in the middle of the map, degrees."""
        lat = (self.south_deg + self.north_deg) / 2 if self.is_cut else _POLE_DEG
        return self.central_lon, lat

    @property
    def bounds_m(self) -> Bounds:
        """West, south, east, north of all that it shows, metres."""
        outline = self.outline()
        (west, south), (east, north) = outline.min(axis=0), outline.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def outline(self, inset_deg: float = 0.0) -> FloatArray:
        """Where the map ends, (n, 2) metres on the plane: a circle, or of Mercator's map a box.

        Parameters
        ----------
        inset_deg : float
            How far within the true end; below 0 beyond it.
        """
        south = self.south_deg + inset_deg
        half = _ALL_ROUND_DEG / 2 - max(_SEAM_DEG, inset_deg if self.is_cut else 0.0)
        count = int(_ALL_ROUND_DEG / _OUTLINE_STEP_DEG) + 1
        lon = self.central_lon + np.linspace(-half, half, count)
        lower = np.column_stack([lon, np.full(count, south)])
        if not self.is_cut:
            return np.column_stack(self.projection.forward(*lower[:-1].T))
        upper = np.column_stack([lon[::-1], np.full(count, self.north_deg - inset_deg)])
        return np.column_stack(self.projection.forward(*np.concatenate([lower, upper]).T))

    def line(self, lon: FloatArray, lat: FloatArray, name: str) -> FloatArray:
        """Points along geodesics, (n, 2), metres on the plane.

        Raises
        ------
        UsageError
            If the line leaves the map, or crosses its seam.
        """
        parts = self.lines(lon, lat)
        _, dense_lat = densify(lon, lat, every_km=_STEP_KM)
        if dense_lat.max() > self.north_deg:
            raise UsageError(
                f"{name} reaches {dense_lat.max():.1f}N and {_TITLES[self.epsg]} ends at {self.north_deg:g}N; "
                f"draw it with crs={ARCTIC_EPSG}"
            )
        if len(parts) != 1:
            raise UsageError(
                f"{name} crosses the seam of {self.title}; draw it on a map of its own or with crs={ARCTIC_EPSG}"
            )
        return parts[0]

    def lines(self, lon: FloatArray, lat: FloatArray) -> list[FloatArray]:
        """Points along geodesics, in as many parts as the seam and the end of the map leave of them.

        Returns
        -------
        list of (n, 2) arrays, metres on the plane, two points or more each
        """
        lon, lat = densify(lon, lat, every_km=_STEP_KM)
        if not self.is_cut:
            return [np.column_stack(self.projection.forward(lon, lat))]
        points = np.column_stack(self.projection.forward(lon, np.minimum(lat, self.north_deg + _HIDDEN_DEG)))
        west, _, east, _ = self.bounds_m
        leaps = np.abs(np.diff(points[:, 0])) > (east - west) / 2
        seen = lat <= self.north_deg
        cuts = np.flatnonzero(leaps | (np.diff(seen.astype(np.int8)) != 0)) + 1
        parts = zip(np.split(points, cuts), np.split(seen, cuts), strict=True)
        return [part for part, inside in parts if inside[0] and len(part) > 1]

    def from_arctic(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Bring lines or polygons from the Arctic plane (EPSG:3995) onto this one, cut where it is cut.

        Returns
        -------
        (n,) array of the parts of those shapes, of the same kind
            Without what a cut has left nothing of.
        """
        kind = shapely.get_dimensions(shapes).max(initial=0)
        if self.is_cut:
            shapes = shapely.intersection(
                shapes, shapely.Polygon(self._to_arctic(self.outline(-_HIDDEN_DEG)))
            )
        parts = shapely.get_parts(shapes)
        parts = parts[(shapely.get_dimensions(parts) == kind) & ~shapely.is_empty(parts)]
        return np.asarray(parts if self.epsg == ARCTIC_EPSG else shapely.transform(parts, self._of_arctic))

    def arctic_of(self, east: FloatArray, north: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Where points of this plane lie on the Arctic one, metres; NaN beyond what this one shows."""
        lon, lat = self.projection.inverse(east, north)
        shown = np.isfinite(lon) & (lat >= self.south_deg) & (lat <= self.north_deg)
        arctic_east, arctic_north = _projection(ARCTIC_EPSG).forward(
            np.where(shown, lon, 0.0), np.where(shown, lat, _POLE_DEG)
        )
        return np.where(shown, arctic_east, np.nan), np.where(shown, arctic_north, np.nan)

    def _of_arctic(self, points: FloatArray) -> FloatArray:
        return np.column_stack(self.projection.forward(*_projection(ARCTIC_EPSG).inverse(*points.T)))

    def _to_arctic(self, points: FloatArray) -> FloatArray:
        return np.column_stack(_projection(ARCTIC_EPSG).forward(*self.projection.inverse(*points.T)))


ARCTIC: Final = MapProjection()


def choose_projection(crs: int | None, lines_lon: Iterable[FloatArray] = ()) -> MapProjection:
    """Choose the plane of a new map: Mercator's is cut where the lines on it leave the most room.

    Parameters
    ----------
    crs : int, optional
        EPSG code; without it the Arctic plane.
    lines_lon : iterable of (n,) arrays
        Longitudes of what it has to show, degrees.

    Examples
    --------
    A map of a cable over the North Pacific is not cut in the Pacific:

    >>> choose_projection(3395, [np.array([141.6, 180.0, -124.0])]).central_lon
    -170.0
    """
    epsg = ARCTIC_EPSG if crs is None else crs
    longitudes = list(lines_lon)
    if epsg != MERCATOR_EPSG or not longitudes:
        return MapProjection(epsg)
    return MapProjection(epsg, _middle_lon(longitudes))


def bounds_of(lines: Sequence[FloatArray]) -> Bounds:
    """West, south, east, north of points in (n, 2) arrays."""
    points = np.concatenate(lines)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _middle_lon(lines_lon: Sequence[FloatArray]) -> float:
    """Round longitude opposite the widest gap between all points."""
    lon = np.unique(np.concatenate(lines_lon) % _ALL_ROUND_DEG)
    gaps = np.diff(lon, append=lon[0] + _ALL_ROUND_DEG)
    widest = int(np.argmax(gaps))
    opposite = lon[widest] + gaps[widest] / 2 + _ALL_ROUND_DEG / 2
    rounded = round(opposite / _ROUND_LON_DEG) * _ROUND_LON_DEG
    return float((rounded + _ALL_ROUND_DEG / 2) % _ALL_ROUND_DEG - _ALL_ROUND_DEG / 2)


@lru_cache(maxsize=16)
def _projection(epsg: int, central_lon: float | None = None) -> ChartProjection:
    made = ChartProjection.of_epsg(epsg)
    if central_lon is None:
        return made
    return ChartProjection(made.proj4.replace("+lon_0=0 ", f"+lon_0={central_lon:g} "))
