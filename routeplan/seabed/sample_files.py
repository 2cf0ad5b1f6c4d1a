"""Small sample files in the layouts of publishers, made from embedded data, to try a workflow before a download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import xarray as xr
from shapely import Polygon, box

from routeplan.errors import UsageError
from routeplan.io.sources import embedded
from routeplan.runtime.files import atomic_write
from routeplan.seabed.sea_ice import read_ice_calendar

_ICE = "cdr_seaice_conc_monthly"  # name in G02202
_ICE_STEP = 0.0005  # share; fits int16
# Boxes for demonstration, not real limits.
_ZONES = (
    (1, "Example zone of Iceland", "Iceland", "ISL", "Iceland", "ISL", box(-30, 60, -10, 68)),
    (2, "Example zone of Greenland", "Greenland", "GRL", "Denmark", "DNK", box(-62, 57, -34, 76)),
)
_ZONE_COLUMNS = ("MRGID", "GEONAME", "TERRITORY1", "ISO_TER1", "SOVEREIGN1", "ISO_SOV1", "geometry")


def write_sample_depths(path: str | Path, *, west: float, south: float, east: float, north: float) -> None:
    """Cut the embedded ETOPO1 and write it in the layout of GEBCO: NetCDF, ``elevation`` by ``lat`` and ``lon``.

    Parameters
    ----------
    path : str or Path
        A .nc file.
    west, south, east, north : float
        Degrees, west less than east.

    Raises
    ------
    UsageError
        If the embedded grid has nothing there.
    OutputError
        If the file cannot be written.
    """
    with xr.open_dataset(embedded("etopo1-north").path) as world:
        turned = world.rename(z="elevation").assign_coords(lon=(world["lon"] + 180) % 360 - 180).sortby("lon")
        cut = turned[["elevation"]].sel(lat=slice(south, north), lon=slice(west, east)).load()
    if 0 in cut["elevation"].shape:
        raise UsageError(
            f"no depths from {west:g} to {east:g} E and {south:g} to {north:g} N; give west < east, 30 to 90 N"
        )
    cut["elevation"].attrs = {"standard_name": "height_above_mean_sea_level", "units": "m"}
    with atomic_write(Path(path)) as temporary:
        cut.to_netcdf(temporary, encoding={"elevation": {"dtype": "int16", "zlib": True}})


def write_sample_ice(path: str | Path) -> None:
    """Write the embedded ice calendar in the layout of G02202 by NSIDC: concentration on its polar grid, twelve months.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    ice = read_ice_calendar().concentration.rename(_ICE)
    ice.attrs = {"units": "1", "long_name": "sea ice concentration, mean of the month"}
    packed = {"dtype": "int16", "scale_factor": _ICE_STEP, "_FillValue": -1, "zlib": True}
    with atomic_write(Path(path)) as temporary:
        ice.to_dataset().to_netcdf(temporary, encoding={_ICE: packed})


def write_sample_zones(path: str | Path) -> None:
    """Write two boxes with the columns of Marine Regions' World EEZ, as a GeoPackage; not real limits.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    zones = gpd.GeoDataFrame(list(_ZONES), columns=list(_ZONE_COLUMNS), geometry="geometry", crs="EPSG:4326")
    with atomic_write(Path(path)) as temporary:
        zones.assign(POL_TYPE="200NM").to_file(temporary, driver="GPKG", layer="eez")


def write_area(path: str | Path, corners: Sequence[tuple[float, float]], *, name: str) -> None:
    """Write an area as GeoJSON, for use as a layer of a scenario.

    Parameters
    ----------
    path : str or Path
    corners : sequence of (lon, lat)
        Degrees, three or more.
    name : str

    Raises
    ------
    UsageError
        If the corners enclose no area.
    OutputError
        If the file cannot be written.
    """
    shape = Polygon(corners) if len(corners) > 2 else Polygon()
    if shape.is_empty or not shape.is_valid or shape.area == 0:
        raise UsageError(
            f"area {name} of {len(corners)} corners encloses nothing; give 3 or more corners in order"
        )
    area = gpd.GeoDataFrame({"name": [name]}, geometry=[shape], crs="EPSG:4326")
    with atomic_write(Path(path)) as temporary:
        area.to_file(temporary, driver="GeoJSON")
