"""Protected areas at sea as the World Database on Protected Areas (WDPA) publishes them.

References
----------
UNEP-WCMC and IUCN, Protected Planet: The World Database on Protected Areas, www.protectedplanet.net; since 2026 on
Protected and Conserved Areas (WDPCA), doi:10.34892/NSDV-9P22. What is left out follows its manual: areas that are only
proposed, areas whose status is not reported, biosphere reserves; points stand for areas of their reported size.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.shapes import project_shapes
from routeplan.io.column_names import PublishedColumn, columns_of, find_columns, has_columns
from routeplan.runtime.files import refuse_virtual, refuse_virtual_beginning
from routeplan.runtime.notices import tell

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

# Names of the versions up to 2025, and of those since (WDPCA, with conserved areas). NAME is in both: the English name
# before, the name in the language of the country since, beside NAME_ENG.
_COLUMNS = (
    PublishedColumn("WDPAID", ("SITE_ID",)),
    PublishedColumn("NAME", ("NAME_ENG",)),
    *columns_of("DESIG_ENG", "IUCN_CAT", "STATUS"),
    PublishedColumn("MARINE", ("REALM",)),
    *columns_of("REP_AREA", is_needed=False),
)
_GIVE = "WDPA as GeoPackage, Shapefile, or the archive with its three parts"
_NOT_IN_FORCE = ("proposed", "not reported")
_BIOSPHERE = "unesco-mab biosphere reserve"
_ON_LAND = ("0", "terrestrial")
_NORTH = (-180.0, 0.0, 180.0, 90.0)  # what is read: the domain is north of the equator
_PARTS = ("-points", "-polygons")
_FORMATS = (".shp", ".gpkg", ".zip", ".geojson")
_SIDES = 16  # points on a quarter of a circle


def is_wdpa(columns: Iterable[str]) -> bool:
    """Say whether a table has the columns of WDPA."""
    return has_columns(columns, _COLUMNS)


def read_protected_areas(path: Path) -> gpd.GeoDataFrame:
    """Read marine protected areas that are in force, north of the equator.

    Parameters
    ----------
    path : Path
        A GeoPackage, a Shapefile, an archive of Shapefiles or of their three parts, or a folder of these; in longitude
        and latitude.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        All columns of the publisher, those above also under their names of 2025 and before; polygons. A point is a
        circle of the reported area.

    Raises
    ------
    DataError
        If it cannot be read, lacks a column, or has no such area.
    """
    import geopandas as gpd
    import pandas as pd

    tables = [_north_of_equator(address, path) for address in _addresses(path)]
    tables = [table for table in tables if not table.empty]
    if not tables:
        raise DataError(f"{path} has no area north of the equator; give {_GIVE}")
    areas = pd.concat(tables, ignore_index=True)
    kept = areas[_counts(areas)]
    left_out = len(areas) - len(kept)
    shapes, without_size = _as_polygons(gpd.GeoDataFrame(kept, geometry="geometry", crs=4326))
    if shapes.empty:
        raise DataError(f"{path} has no marine protected area in force north of the equator; give {_GIVE}")
    tell(
        f"{path.name}: WDPA, {len(shapes):,} marine areas in force; {left_out:,} on land, proposed, of unreported "
        f"status or biosphere reserves are left out, and {without_size:,} points without an area"
    )
    if path.stem.casefold().endswith(_PARTS) or path.stem.casefold().endswith(("shp_0", "shp_1", "shp_2")):
        tell(f"{path.name}: by its name one part of several; give the archive, or a folder with all of them")
    return shapes


def _addresses(path: Path) -> Iterator[str]:
    """Name all files that GDAL is to open: of a folder, of an archive, of archives in it."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.casefold() in _FORMATS)
        if not files:
            raise DataError(f"{path}: no areas in this folder; give {_GIVE}")
        for file in files:
            yield from _addresses(file)
    elif path.suffix.casefold() == ".zip":
        yield from _archived(path)
    else:
        refuse_virtual(path)
        yield str(path)


def _archived(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            for name in names:
                if name.casefold().endswith((".shp", ".gpkg")):
                    with archive.open(name) as opened:
                        refuse_virtual_beginning(opened, f"{name} in {path}")
                    yield f"/vsizip/{{{path}}}/{name}"
                elif name.casefold().endswith(".zip"):
                    with archive.open(name) as opened, zipfile.ZipFile(opened) as part:
                        inside = [member for member in part.namelist() if member.casefold().endswith(".shp")]
                        for member in inside:
                            with part.open(member) as shapes:
                                refuse_virtual_beginning(shapes, f"{member} in {name} in {path}")
                    yield from (f"/vsizip/{{/vsizip/{{{path}}}/{name}}}/{member}" for member in inside)
    except (OSError, zipfile.BadZipFile) as error:
        raise DataError(f"cannot read {path}: {error}; give {_GIVE}") from error


def _north_of_equator(address: str, path: Path) -> pd.DataFrame:
    """Read all layers of a file, its columns under their names and under those of 2025."""
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(address) if kind]
        tables = [gpd.read_file(address, layer=name, engine="pyogrio", bbox=_NORTH) for name in layers]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise DataError(f"cannot read areas from {path}: {error}; give {_GIVE}") from error
    found = []
    for table in tables:
        names = find_columns(table.columns, _COLUMNS, path=path, give=_GIVE)
        if table.crs is None or not table.crs.is_geographic:
            raise DataError(f"{path} is in {table.crs}; give WDPA in longitude and latitude (EPSG:4326)")
        named = table.assign(
            **{
                published: table[there]
                for published, there in names.items()
                if published not in table.columns
            }
        )
        found.append(named.rename_geometry("geometry") if named.geometry.name != "geometry" else named)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _counts(areas: pd.DataFrame) -> pd.Series:
    """Say which areas count: at sea, in force, no biosphere reserve, with a shape."""
    folded = {
        name: areas[name].astype(str).str.strip().str.casefold() for name in ("STATUS", "DESIG_ENG", "MARINE")
    }
    at_sea = ~folded["MARINE"].str.removesuffix(".0").isin(_ON_LAND)
    in_force = ~folded["STATUS"].isin(_NOT_IN_FORCE)
    return at_sea & in_force & (folded["DESIG_ENG"] != _BIOSPHERE) & areas["geometry"].notna()


def _as_polygons(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Project areas; points become circles, those without an area are left out and counted."""
    import pandas as pd

    projection = PolarStereographic()
    is_point = areas.geometry.geom_type.isin(("Point", "MultiPoint")).to_numpy()
    km2 = np.zeros(len(areas))
    if "REP_AREA" in areas.columns:
        km2 = np.nan_to_num(pd.to_numeric(areas["REP_AREA"], errors="coerce").to_numpy(dtype=np.float64))
    drawn = project_shapes(areas.geometry[~is_point], projection)
    circles = [
        _circles(shape, float(area), projection) if area > 0 else None
        for shape, area in zip(areas.geometry[is_point], km2[is_point], strict=True)
    ]
    polygons = np.empty(len(areas), dtype=object)
    polygons[~is_point], polygons[is_point] = drawn, circles
    has_shape = ~is_point | (km2 > 0)
    shapes = areas[has_shape].set_geometry(polygons[has_shape], crs=f"EPSG:{projection.epsg}")
    return shapes, int((~has_shape).sum())


def _circles(points: BaseGeometry, area_km2: float, projection: PolarStereographic) -> BaseGeometry:
    """Draw circles around points that have the area together."""
    lon, lat = shapely.get_coordinates(points).T
    radius_m = np.sqrt(area_km2 / len(lon) / np.pi) * 1000.0 * projection.scale_factor(lat)
    centres = shapely.points(*projection.forward(lon, lat))
    return shapely.union_all(shapely.buffer(centres, radius_m, quad_segs=_SIDES))
