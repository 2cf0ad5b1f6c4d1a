"""Land for maps: simplified, or in full detail, and packed as text for the interactive map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.countries import read_countries
from routeplan.geo.geometry_arrays import geometries_as_arrays, geometries_from_arrays
from routeplan.geo.polygon_sides import shared_sides
from routeplan.io.sources import embedded
from routeplan.runtime.disk_cache import Arrays, keep
from routeplan.view.maps.projections import ARCTIC, MapProjection

# A detail is kept if its area is at least the square of this: a few pixels at the closest zoom.
_DETAIL_M = 3_000.0
UNIT_M = 250.0
_SMALLEST_ISLAND_M2 = 25e6
_SMALLEST_LAKE_M2 = 100e6
_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype=np.uint8)
_PAYLOAD_BITS = 5
_MORE = 1 << _PAYLOAD_BITS

Steps = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PackedLand:
    """Land and borders, packed.

    Attributes
    ----------
    unit_m : float
        Unit of the packed vertices, metres.
    polygons : list of list of str
        Rings of each polygon, the outer one first, without the closing vertex.
    borders : list of str
        Lines between countries.
    """

    unit_m: float
    polygons: list[list[str]]
    borders: list[str]


@dataclass(frozen=True, slots=True)
class LandShapes:
    """Land and borders, projected.

    Attributes
    ----------
    polygons : (n,) array of shapely polygons
    borders : (m,) array of shapely lines
        Between countries.
    """

    polygons: npt.NDArray[np.object_]
    borders: npt.NDArray[np.object_]


@lru_cache(maxsize=4)
def land_shapes(projection: MapProjection = ARCTIC) -> LandShapes:
    """Simplify the embedded countries, leave out small islands and lakes, and project them."""
    kept = keep("map-land", (projection, embedded("boundaries").path), lambda: _simplify(projection))
    return LandShapes(*(geometries_from_arrays(name, kept) for name in ("polygons", "borders")))


@lru_cache(maxsize=4)
def detailed_land(projection: MapProjection = ARCTIC) -> LandShapes:
    """Project the embedded countries in full detail; their outlines include the borders."""
    countries = read_countries().geometry.to_numpy()
    return LandShapes(projection.from_arctic(countries), np.empty(0, dtype=np.object_))


@lru_cache(maxsize=4)
def packed_land(projection: MapProjection = ARCTIC) -> PackedLand:
    """Pack the land of a projection; neighbours keep their common borders."""
    land = land_shapes(projection)
    return PackedLand(
        UNIT_M,
        [pack_rings(polygon) for polygon in land.polygons],
        [pack(shapely.get_coordinates(line)) for line in land.borders],
    )


def pack_rings(polygon: shapely.Polygon) -> list[str]:
    """Pack each ring of a polygon, the outer one first."""
    rings = (polygon.exterior, *polygon.interiors)
    return [pack(shapely.get_coordinates(ring)[:-1]) for ring in rings]


def pack(vertices: npt.NDArray[np.float64]) -> str:
    """Write the steps from vertex to vertex as base64 digits of 5 bits, lowest first; 32 marks that more follow.

    The lowest bit of a number is its sign. A vertex that rounds to the one before is left out.

    Parameters
    ----------
    vertices : (n, 2) array, metres

    Examples
    --------
    >>> pack(np.array([[250.0, -250.0], [250.0, 4_000.0]]))
    'CDAiB'
    """
    whole = np.rint(vertices / UNIT_M).astype(np.int64)
    steps = np.concatenate([whole[:1], np.diff(whole, axis=0)])
    moved = (steps != 0).any(axis=1)
    moved[0] = True
    return _digits_of(steps[moved].ravel())


def _simplify(projection: MapProjection) -> Arrays:
    countries = shapely.coverage_simplify(read_countries().geometry.to_numpy(), _DETAIL_M)
    parts = shapely.get_parts(shapely.coverage_union_all(countries))
    large = parts[shapely.area(parts) > _SMALLEST_ISLAND_M2]
    without_small_lakes = np.array([_without_small_lakes(part) for part in large], dtype=np.object_)
    borders = shapely.get_parts(shared_sides(countries))
    polygons, lines = (projection.from_arctic(shapes) for shapes in (without_small_lakes, borders))
    return geometries_as_arrays("polygons", polygons) | geometries_as_arrays("borders", lines)


def _without_small_lakes(polygon: shapely.Polygon) -> shapely.Polygon:
    lakes = [ring for ring in polygon.interiors if shapely.area(shapely.Polygon(ring)) > _SMALLEST_LAKE_M2]
    return shapely.Polygon(polygon.exterior, lakes)


def _digits_of(numbers: npt.NDArray[np.int64]) -> str:
    """Write numbers one after another."""
    rest = (np.abs(numbers) << 1) | (numbers < 0)
    places = np.arange(-(-int(rest.max()).bit_length() // _PAYLOAD_BITS) or 1)
    above = rest[:, None] >> (_PAYLOAD_BITS * places)  # what is left to write at each place
    more = above >= _MORE
    digits = _DIGITS[(above & (_MORE - 1)) | (more * _MORE)]
    written = (places == 0) | (above > 0)
    return str(digits[written].tobytes(), "ascii")
