"""The door to land: countries and coast on the Arctic plane, and how far a position is from the shore."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely

from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG, FloatArray, PolarStereographic, geodesic_km
from routeplan.io.sources import embedded

SOUTH_DEG = 25.0  # the embedded file is cut along this parallel
# The cut is no coast. Its vertices are off the parallel by no more than rounding (10 m) and the circle's
# straight sides (76 m).
_CUT_WIDTH_M = 1_000.0


def read_countries() -> gpd.GeoDataFrame:
    """Read the countries north of 25N, on the Arctic plane.

    Neighbours share their borders exactly: there is neither gap nor overlap between them.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        Columns ``name`` (Natural Earth's short English name), ``iso_n3`` (ISO 3166-1 numeric as text, three
        digits, empty where there is none) and ``geometry`` (MultiPolygon, metres). Sorted by name.

    Raises
    ------
    DataError
        If the embedded file is missing or cannot be read.

    Examples
    --------
    Crossing 180 tears no country apart: east and west of it, Wrangel Island is Russia.

    >>> countries = read_countries()
    >>> east, north = PolarStereographic().forward([179.9, -179.9], [71.2, 71.2])
    >>> russia = countries.set_index("name").loc["Russia", "geometry"]
    >>> shapely.contains_xy(russia, east, north).tolist()
    [True, True]
    """
    return _countries(embedded("boundaries").path).copy()


def read_land() -> gpd.GeoDataFrame:
    """Read all land north of 25N as one geometry, on the Arctic plane.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        One row; ``name`` is ``"land"`` and ``geometry`` a MultiPolygon in metres. Lakes count as land, the
        Caspian does not.

    Raises
    ------
    DataError
        If the embedded file is missing or cannot be read.
    """
    land = _land(embedded("boundaries").path)
    return gpd.GeoDataFrame({"name": ["land"]}, geometry=[land], crs=f"EPSG:{ARCTIC_EPSG}")


def coastline_distance_km(lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
    """Measure how far positions are from the nearest coastline, at sea and on land alike.

    The nearest point is found on the plane, and the distance to it is measured along the geodesic.

    Parameters
    ----------
    lon, lat : arrays of one shape, or numbers, degrees

    Returns
    -------
    array of that shape, km
        Natural Earth at 1:10 million is itself some hundreds of metres out, and lacks a few small islands.
        Too long where the nearest coast would lie south of 25N, which the file does not hold, and by up to 3.5 km
        far out at sea, where the nearest on the plane is not the nearest on the Earth.

    Raises
    ------
    UsageError
        If a position lies south of 25N, where the embedded coast ends.

    Examples
    --------
    The pole lies some 700 km from the nearest shore, the islets off the tip of Greenland:

    >>> round(float(coastline_distance_km(0.0, 90.0)), -1)
    710.0
    """
    lon, lat = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    if not (lat >= SOUTH_DEG).all():
        raise UsageError(f"no coastline known at latitude {lat.min():g}; ask north of {SOUTH_DEG:g}N")
    projection = PolarStereographic()
    coast = _coast(embedded("boundaries").path)
    points = shapely.points(*projection.forward(lon.ravel(), lat.ravel()))
    nearest = coast.geometries[coast.nearest(points)]
    feet = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(nearest, points), 0))
    foot_lon, foot_lat = projection.inverse(feet[:, 0], feet[:, 1])
    distances = [
        geodesic_km(*ends) for ends in zip(lon.ravel(), lat.ravel(), foot_lon, foot_lat, strict=True)
    ]
    return np.asarray(distances, dtype=np.float64).reshape(lon.shape)


@cache
def _countries(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_file(path, engine="pyogrio")
    except pyogrio.errors.DataSourceError as error:
        raise DataError(f"cannot read {path} as FlatGeobuf; reinstall routeplan") from error


@cache
def _land(path: Path) -> shapely.Geometry:
    # Borders match vertex by vertex, so the quick union of a coverage is exact, in a tenth of the time.
    return shapely.coverage_union_all(_countries(path).geometry.to_numpy())


@cache
def _coast(path: Path) -> shapely.STRtree:
    """Every side of every shore as a line of its own: the nearest is found without walking whole continents."""
    rings = shapely.get_rings(shapely.get_parts(_land(path)))
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    sides = np.stack([vertices[:-1], vertices[1:]], axis=1)[ring[:-1] == ring[1:]]
    inner_m = PolarStereographic().radius_m(SOUTH_DEG) - _CUT_WIDTH_M
    shore = (np.hypot(sides[..., 0], sides[..., 1]) < inner_m).any(axis=1)
    return shapely.STRtree(shapely.linestrings(sides[shore]))
