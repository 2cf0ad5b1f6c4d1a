"""Countries and land north of 25N, in Arctic polar stereographic projection."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from routeplan.errors import DataError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.io.sources import embedded

if TYPE_CHECKING:
    import geopandas as gpd

SOUTH_DEG = 25.0  # the embedded file ends at this parallel


def read_countries() -> gpd.GeoDataFrame:
    """Read the countries north of 25N, in Arctic polar stereographic projection.

    Neighbours share their borders exactly, without gap or overlap.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        Columns ``name`` (Natural Earth's short English name), ``iso_n3`` (ISO 3166-1 numeric as text, three
        digits, empty if there is none) and ``geometry`` (MultiPolygon, metres). Sorted by name.

    Raises
    ------
    DataError
        If the embedded file is missing or cannot be read.

    Examples
    --------
    Countries stay whole across 180: Wrangel Island is Russia east and west of it.

    >>> from routeplan.geo.geodesy import PolarStereographic
    >>> countries = read_countries()
    >>> east, north = PolarStereographic().forward([179.9, -179.9], [71.2, 71.2])
    >>> russia = countries.set_index("name").loc["Russia", "geometry"]
    >>> shapely.contains_xy(russia, east, north).tolist()
    [True, True]
    """
    return _countries(embedded("boundaries").path).copy()


def read_land() -> gpd.GeoDataFrame:
    """Read all land north of 25N as one geometry, in Arctic polar stereographic projection.

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
    import geopandas as gpd

    land = _land(embedded("boundaries").path)
    return gpd.GeoDataFrame({"name": ["land"]}, geometry=[land], crs=f"EPSG:{ARCTIC_EPSG}")


@cache
def _countries(path: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyogrio

    try:
        return gpd.read_file(path, engine="pyogrio")
    except pyogrio.errors.DataSourceError as error:
        raise DataError(f"cannot read {path} as FlatGeobuf; reinstall routeplan") from error


@cache
def _land(path: Path) -> shapely.Geometry:
    # Borders match vertex by vertex: the union of a coverage is exact and ten times faster.
    return shapely.coverage_union_all(_countries(path).geometry.to_numpy())
