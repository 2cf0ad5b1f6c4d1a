"""Land small enough to travel inside every map: simplified, and its vertices packed as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.countries import read_countries
from routeplan.geo.polygon_sides import shared_sides
from routeplan.view.maps.projections import ARCTIC, MapProjection

# Side of the square whose area a detail must have to be kept: a few pixels at the closest zoom.
_DETAIL_M = 3_000.0
UNIT_M = 250.0
_SMALLEST_ISLAND_M2 = 25e6
_SMALLEST_LAKE_M2 = 100e6
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_PAYLOAD_BITS = 5
_MORE = 1 << _PAYLOAD_BITS

Steps = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PackedLand:
    """Land and borders as lines of packed steps between vertices on the plane.

    Attributes
    ----------
    unit_m : float
        Length of one step, metres.
    polygons : list of list of str
        Rings of each polygon, the outer one first; the last vertex joins the first.
    borders : list of str
        Lines between countries.
    """

    unit_m: float
    polygons: list[list[str]]
    borders: list[str]


@dataclass(frozen=True, slots=True)
class DrawnLand:
    """Land and borders on a plane, as coarse as a map needs them.

    Attributes
    ----------
    polygons : (n,) array of shapely polygons
    borders : (m,) array of shapely lines
        Between countries.
    """

    polygons: npt.NDArray[np.object_]
    borders: npt.NDArray[np.object_]


@lru_cache(maxsize=4)
def draw_land(plane: MapProjection = ARCTIC) -> DrawnLand:
    """Simplify the embedded countries, leave out what is small, and bring them onto a plane."""
    countries = shapely.coverage_simplify(read_countries().geometry.to_numpy(), _DETAIL_M)
    parts = shapely.get_parts(shapely.coverage_union_all(countries))
    large = parts[shapely.area(parts) > _SMALLEST_ISLAND_M2]
    without_ponds = np.array([_without_ponds(part) for part in large], dtype=np.object_)
    borders = shapely.get_parts(shared_sides(countries))
    return DrawnLand(plane.from_arctic(without_ponds), plane.from_arctic(borders))


@lru_cache(maxsize=4)
def compact_land(plane: MapProjection = ARCTIC) -> PackedLand:
    """Pack the land of a plane; neighbours go on sharing their borders."""
    drawn = draw_land(plane)
    return PackedLand(
        UNIT_M,
        [pack_rings(polygon) for polygon in drawn.polygons],
        [pack(shapely.get_coordinates(line)) for line in drawn.borders],
    )


def pack_rings(polygon: shapely.Polygon) -> list[str]:
    """Pack each ring of a polygon, the outer one first."""
    rings = (polygon.exterior, *polygon.interiors)
    return [pack(shapely.get_coordinates(ring)[:-1]) for ring in rings]


def pack(vertices: npt.NDArray[np.float64]) -> str:
    """Write the steps from vertex to vertex as base64 digits: 5 bits each, lowest first, 32 for more to come.

    The lowest bit of a number is its sign. Vertices that rounding makes equal to the one before are left out.

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
    return "".join(_number(int(step)) for step in steps[moved].ravel())


def _without_ponds(polygon: shapely.Polygon) -> shapely.Polygon:
    lakes = [ring for ring in polygon.interiors if shapely.area(shapely.Polygon(ring)) > _SMALLEST_LAKE_M2]
    return shapely.Polygon(polygon.exterior, lakes)


def _number(value: int) -> str:
    rest = (abs(value) << 1) | (value < 0)
    digits = []
    while rest >= _MORE:
        digits.append(_DIGITS[(rest & (_MORE - 1)) | _MORE])
        rest >>= _PAYLOAD_BITS
    return "".join([*digits, _DIGITS[rest]])
