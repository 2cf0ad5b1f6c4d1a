"""The projections that a map may be drawn in: which they are, where each ends, and how shapes are projected."""

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
from routeplan.geo.track import Line

MERCATOR_EPSG = 3395  # WGS 84 / World Mercator, on the ellipsoid and so conformal, unlike the web's 3857
MERCATOR_NORTH_DEG = 75.0  # its scale is 3.9 times too large there, 57 times at 89N
_TITLES: Final = {
    ARCTIC_EPSG: "Arctic polar stereographic",
    3413: "NSIDC polar stereographic",
    3575: "North Pole Lambert equal area, Europe",
    MERCATOR_EPSG: "Mercator",
}
_POLE_DEG = 90.0
# Mercator's map ends this close to its seam: a point on the seam has two positions.
_SEAM_DEG = 1e-4
_HIDDEN_DEG = 5.0  # how far shapes continue beyond the end of a map, hidden
_OUTLINE_STEP_DEG = 0.5  # a chord of a parallel this long is at most 70 m off it at 30N
# Mercator's central meridian is rounded to this, so that meridians of the graticule meet it.
_ROUND_LON_DEG = 10.0
STEP_KM = 40.0  # a chord of this length is less than 60 m off the geodesic
_FULL_CIRCLE_DEG = 360.0

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapProjection:
    """A projection of a map, and the part of the Earth that it shows.

    Attributes
    ----------
    epsg : int
        EPSG code of the projected CRS.
    central_lon : float
        Meridian in the middle of Mercator's map, degrees; the other projections ignore it.
    """

    epsg: int = ARCTIC_EPSG
    central_lon: float = 0.0

    def __post_init__(self) -> None:
        if self.epsg not in _TITLES:
            offered = ", ".join(f"{epsg} ({title})" for epsg, title in _TITLES.items())
            raise UsageError(f"no projection for maps: EPSG:{self.epsg}; give crs as one of {offered}")

    @property
    def is_cut(self) -> bool:
        """Whether the map is cut along a meridian and ends south of the pole."""
        return self.epsg == MERCATOR_EPSG

    @property
    def title(self) -> str:
        """Name and EPSG code."""
        turned = self.is_cut and self.central_lon != 0.0
        code = f"EPSG:{self.epsg}" + (f" turned to {self.central_lon:g}°" if turned else "")
        return f"{_TITLES[self.epsg]} ({code})"

    @property
    def proj4(self) -> str:
        """PROJ text."""
        return self._chart.proj4

    def forward(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Project degrees to easting and northing, metres, any shape."""
        return self._chart.forward(lon, lat)

    @property
    def _chart(self) -> ChartProjection:
        return _chart(self.epsg, self.central_lon if self.is_cut else None)

    @property
    def south_deg(self) -> float:
        """Southern end of the map, degrees north; the data end there too."""
        return DEFAULT_SOUTH_DEG

    @property
    def north_deg(self) -> float:
        """Northern end of the map, degrees north."""
        return MERCATOR_NORTH_DEG if self.is_cut else _POLE_DEG

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude in the middle of the map, degrees."""
        lat = (self.south_deg + self.north_deg) / 2 if self.is_cut else _POLE_DEG
        return self.central_lon, lat

    @property
    def bounds_m(self) -> Bounds:
        """West, south, east, north of the whole map, metres."""
        outline = self.outline()
        (west, south), (east, north) = outline.min(axis=0), outline.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def outline(self, inset_deg: float = 0.0) -> FloatArray:
        """Give the edge of the map, (n, 2) projected metres: a circle, or a box for Mercator.

        Parameters
        ----------
        inset_deg : float
            Distance inside the true edge; negative outside it.
        """
        south = self.south_deg + inset_deg
        half = _FULL_CIRCLE_DEG / 2 - max(_SEAM_DEG, inset_deg if self.is_cut else 0.0)
        count = int(_FULL_CIRCLE_DEG / _OUTLINE_STEP_DEG) + 1
        lon = self.central_lon + np.linspace(-half, half, count)
        lower = np.column_stack([lon, np.full(count, south)])
        if not self.is_cut:
            return np.column_stack(self.forward(*lower[:-1].T))
        upper = np.column_stack([lon[::-1], np.full(count, self.north_deg - inset_deg)])
        return np.column_stack(self.forward(*np.concatenate([lower, upper]).T))

    def line(self, line: Line, name: str) -> FloatArray:
        """Project a line along geodesics: (n, 2) points, metres.

        Raises
        ------
        UsageError
            If the line leaves the map, or crosses its seam.
        """
        parts = self.lines(line)
        _, dense_lat = densify(line.lon, line.lat, every_km=STEP_KM)
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

    def lines(self, line: Line) -> list[FloatArray]:
        """Project a line along geodesics, split at the seam and at the end of the map.

        Returns
        -------
        list of (n, 2) arrays, metres, two points or more each
        """
        lon, lat = densify(line.lon, line.lat, every_km=STEP_KM)
        if not self.is_cut:
            return [np.column_stack(self.forward(lon, lat))]
        points = np.column_stack(self.forward(lon, np.minimum(lat, self.north_deg + _HIDDEN_DEG)))
        west, _, east, _ = self.bounds_m
        jumps = np.abs(np.diff(points[:, 0])) > (east - west) / 2
        seen = lat <= self.north_deg
        cuts = np.flatnonzero(jumps | (np.diff(seen.astype(np.int8)) != 0)) + 1
        parts = zip(np.split(points, cuts), np.split(seen, cuts), strict=True)
        return [part for part, inside in parts if inside[0] and len(part) > 1]

    def from_arctic(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Project lines or polygons from EPSG:3995, clipped where this map is cut.

        Returns
        -------
        (n,) array of the parts of those shapes, of the same kind
            Parts outside the map are left out.
        """
        kind = shapely.get_dimensions(shapes).max(initial=0)
        if self.is_cut:
            shapes = shapely.intersection(
                shapes, shapely.Polygon(self._unproject(self.outline(-_HIDDEN_DEG)))
            )
        parts = shapely.get_parts(shapes)
        parts = parts[(shapely.get_dimensions(parts) == kind) & ~shapely.is_empty(parts)]
        return np.asarray(
            parts if self.epsg == ARCTIC_EPSG else shapely.transform(parts, self._project_arctic)
        )

    def to_arctic(self, east: FloatArray, north: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Convert points of this map to EPSG:3995, metres; NaN outside the map."""
        lon, lat = self._chart.inverse(east, north)
        shown = np.isfinite(lon) & (lat >= self.south_deg) & (lat <= self.north_deg)
        arctic_east, arctic_north = _chart(ARCTIC_EPSG).forward(
            np.where(shown, lon, 0.0), np.where(shown, lat, _POLE_DEG)
        )
        return np.where(shown, arctic_east, np.nan), np.where(shown, arctic_north, np.nan)

    def _project_arctic(self, points: FloatArray) -> FloatArray:
        return np.column_stack(self.forward(*_chart(ARCTIC_EPSG).inverse(*points.T)))

    def _unproject(self, points: FloatArray) -> FloatArray:
        return np.column_stack(_chart(ARCTIC_EPSG).forward(*self._chart.inverse(*points.T)))


ARCTIC: Final = MapProjection()


def choose_projection(crs: int | None, lines_lon: Iterable[FloatArray] = ()) -> MapProjection:
    """Choose the projection of a new map; the seam of Mercator lies in the widest gap between the lines.

    Parameters
    ----------
    crs : int, optional
        EPSG code; the default is 3995.
    lines_lon : iterable of (n,) arrays
        Longitudes of the lines to show, degrees.

    Examples
    --------
    The map of a cable across the North Pacific is not cut in the Pacific:

    >>> choose_projection(3395, [np.array([141.6, 180.0, -124.0])]).central_lon
    -170.0
    """
    epsg = ARCTIC_EPSG if crs is None else crs
    longitudes = list(lines_lon)
    if epsg != MERCATOR_EPSG or not longitudes:
        return MapProjection(epsg)
    return MapProjection(epsg, _middle_lon(longitudes))


def bounds_around(lines: Sequence[FloatArray]) -> Bounds:
    """Give west, south, east, north of the points in (n, 2) arrays."""
    points = np.concatenate(lines)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _middle_lon(lines_lon: Sequence[FloatArray]) -> float:
    """Give the longitude opposite the widest gap between all points, rounded."""
    lon = np.unique(np.concatenate(lines_lon) % _FULL_CIRCLE_DEG)
    gaps = np.diff(lon, append=lon[0] + _FULL_CIRCLE_DEG)
    widest = int(np.argmax(gaps))
    opposite = lon[widest] + gaps[widest] / 2 + _FULL_CIRCLE_DEG / 2
    rounded = round(opposite / _ROUND_LON_DEG) * _ROUND_LON_DEG
    return float((rounded + _FULL_CIRCLE_DEG / 2) % _FULL_CIRCLE_DEG - _FULL_CIRCLE_DEG / 2)


@lru_cache(maxsize=16)
def _chart(epsg: int, central_lon: float | None = None) -> ChartProjection:
    made = ChartProjection.of_epsg(epsg)
    if central_lon is None:
        return made
    return ChartProjection(made.proj4.replace("+lon_0=0 ", f"+lon_0={central_lon:g} "))
