"""Maps of sea ice on any grid, brought onto NSIDC's: OSI SAF, AMSR2, extents as polygons, climate models.

A map is placed by the coordinate system that its file names, never by another. A folder holds maps of several months.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.io.raster_files import find_variable, is_geotiff, is_raster, open_raster
from routeplan.runtime.notices import tell
from routeplan.seabed.ice_regridding import FromAxes, FromPositions
from routeplan.seabed.ice_units import check_not_shares, full_cover_of, shares_of
from routeplan.seabed.nsidc import (
    CONCENTRATION_NAMES,
    NSIDC_EPSG,
    axis_m,
    is_on_nsidc_grid,
    label_on_nsidc_grid,
    nsidc_cells,
    read_nsidc_concentration,
    time_steps,
)

if TYPE_CHECKING:
    import netCDF4
    import pandas as pd
    import xarray as xr

Maps: TypeAlias = npt.NDArray[np.float32]

_SUFFIXES = (".nc", ".nc4", ".tif", ".tiff", ".shp")
_DATED = re.compile(r"(?<!\d)(19[7-9]\d|20\d\d)(0[1-9]|1[0-2])([0-3]\d)?(?!\d)")
_LAT_NAMES, _LON_NAMES = ("lat", "latitude", "nav_lat"), ("lon", "longitude", "nav_lon")
_MOST_PERCENT = 100.0  # larger values are flags: land, coast, missing


def read_ice_maps(path: Path) -> xr.DataArray:
    """Read maps of sea-ice concentration from a file, or from all files in a folder.

    Parameters
    ----------
    path : Path
        NetCDF by time or month on any grid: NSIDC (G02202, 0051), OSI SAF, climate models (``siconc``); GeoTIFF with
        the month in its name (Sea Ice Index, AMSR2); Shapefile of a month's ice extent. Or a folder of such files.

    Returns
    -------
    (time or month, y, x) float32 DataArray, share
        On NSIDC's grid, as :func:`routeplan.seabed.nsidc.read_nsidc_concentration` gives it.

    Raises
    ------
    DataError
        If a file cannot be read, has no concentration, or does not say where it is.
    """
    if not path.is_dir():
        return _read_file(path)
    import xarray as xr

    files = sorted(file for file in path.iterdir() if file.suffix.casefold() in _SUFFIXES)
    if not files:
        raise DataError(f"{path}: no maps of ice in this folder; give files ending in {', '.join(_SUFFIXES)}")
    maps = [_read_file(file) for file in files]
    step = maps[0].dims[0]
    if any(found.dims[0] != step or found.shape[1:] != maps[0].shape[1:] for found in maps):
        raise DataError(
            f"{path}: its files are by time and by month, or on several grids; give files of one kind"
        )
    joined = xr.concat(maps, step, join="override", combine_attrs="override")
    joined.attrs["source"] = f"{path.name} ({len(files)} files)"
    return joined


def _read_file(path: Path) -> xr.DataArray:
    if path.suffix.casefold() == ".shp":
        return _read_extent(path)
    if is_geotiff(path):
        return read_nsidc_concentration(path) if is_on_nsidc_grid(path) else _read_geotiff(path)
    if not is_raster(path) or is_on_nsidc_grid(path):
        return read_nsidc_concentration(path)  # which says what is wrong with a file that is no map
    return _read_netcdf(path)


def _read_netcdf(path: Path) -> xr.DataArray:
    import netCDF4

    with netCDF4.Dataset(path) as dataset:
        variable = find_variable(dataset, CONCENTRATION_NAMES, "concentration", path)
        if variable.ndim != 3:
            raise DataError(
                f"{path}: {variable.name} is by {', '.join(variable.dimensions)}; give (time or month, y, x)"
            )
        steps = time_steps(dataset, variable, path)
        place = _placing(dataset, variable, path)
        full_cover = full_cover_of(str(getattr(variable, "units", "1")))
        maps = []
        for number in range(variable.shape[0]):
            raw = np.ma.filled(variable[number].astype(np.float64), np.nan)
            maps.append(place(shares_of(raw, full_cover, path)))
        check_not_shares(np.array(maps), full_cover, path)
    return _told(_labelled(np.array(maps), steps, path), path)


def _placing(
    dataset: netCDF4.Dataset, variable: netCDF4.Variable[Any], path: Path
) -> Callable[[FloatArray], Maps]:
    """Find how the values of a map are brought onto NSIDC's grid: by its projection, or by its positions."""
    names = dataset.variables
    mapping = names.get(getattr(variable, "grid_mapping", ""))
    lon, lat = (
        next((names[name] for name in known if name in names), None) for known in (_LON_NAMES, _LAT_NAMES)
    )
    if mapping is not None and getattr(mapping, "grid_mapping_name", "") != "latitude_longitude":
        missing = [name for name in variable.dimensions[1:] if name not in names]
        if missing:
            raise DataError(f"{path}: {variable.name} has no axis {', '.join(missing)}; add it, in m or km")
        x, y = (axis_m(names[name], path) for name in reversed(variable.dimensions[1:]))
        return FromAxes.of_projection(x, y, _crs_of(mapping, path))
    if lon is None or lat is None:
        raise DataError(
            f"{path}: {variable.name} has neither a projection nor longitudes and latitudes; add them"
        )
    lon_deg, lat_deg = (np.ma.filled(degrees[:].astype(np.float64), np.nan) for degrees in (lon, lat))
    if lon_deg.ndim == 1:
        return FromAxes.of_degrees(lon_deg, lat_deg)
    if lon_deg.shape != variable.shape[1:]:
        raise DataError(
            f"{path}: longitudes are {lon_deg.shape}, maps {variable.shape[1:]}; give one for each value"
        )
    return FromPositions.of(lon_deg, lat_deg)


def _crs_of(mapping: netCDF4.Variable[Any], path: Path) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    about = {name: mapping.getncattr(name) for name in mapping.ncattrs()}
    try:
        return CRS.from_cf(about)
    except (CRSError, KeyError, ValueError):
        pass
    try:
        return CRS.from_user_input(about.get("crs_wkt") or about.get("spatial_ref") or about["proj4_string"])
    except (CRSError, KeyError) as error:
        raise DataError(f"{path}: {mapping.name} names no projection that is known; add crs_wkt") from error


def _read_geotiff(path: Path) -> xr.DataArray:
    """Read a map in per cent, such as AMSR2's; values above 100 are land and other flags."""
    from rasterio.errors import RasterioIOError

    steps = _month_in_name(path)
    try:
        with open_raster(path) as raster:
            if not raster.crs or raster.transform.b or raster.transform.d:
                raise DataError(f"{path} has no coordinate system, or is turned; save it with one")
            at, crs, raw = raster.transform, raster.crs.to_wkt(), raster.read(1).astype(np.float64)
    except RasterioIOError as error:
        raise DataError(f"cannot read {path} as GeoTIFF; give a map of ice") from error
    share = shares_of(raw, _MOST_PERCENT, path)
    check_not_shares(share, _MOST_PERCENT, path)
    rows, cols = raw.shape
    x, y = at.c + at.a * (np.arange(cols) + 0.5), at.f + at.e * (np.arange(rows) + 0.5)
    placed = FromAxes.of_projection(x, y, crs)(share)
    return _told(_labelled(placed[None], steps, path), path)


def _read_extent(path: Path) -> xr.DataArray:
    """Read the ice extent of a month: 1 inside its polygons, 0 outside; the mean of years is how often there is ice."""
    import geopandas as gpd
    from affine import Affine
    from pyogrio.errors import DataSourceError
    from rasterio.features import geometry_mask

    steps = _month_in_name(path)
    try:
        shapes = gpd.read_file(path)
    except DataSourceError as error:
        raise DataError(f"cannot read {path}; give a Shapefile of ice extent") from error
    if shapes.crs is None:
        raise DataError(f"{path} names no coordinate system; add its .prj file")
    x, y = nsidc_cells()
    shapes = shapes.to_crs(NSIDC_EPSG)
    step = float(x[1] - x[0])
    at = Affine(step, 0.0, x[0] - step / 2, 0.0, -step, y[0] + step / 2)
    inside = geometry_mask(shapes.geometry, (len(y), len(x)), at, invert=True)
    tell(f"{path}: polygons of ice extent are taken as whole cover inside, none outside")
    return _labelled(inside[None].astype(np.float32), steps, path)


def _labelled(maps: Maps, steps: pd.Index[int] | pd.DatetimeIndex, path: Path) -> xr.DataArray:
    x, y = nsidc_cells()
    return label_on_nsidc_grid(maps, steps, y, x, path)


def _month_in_name(path: Path) -> pd.DatetimeIndex:
    import pandas as pd

    found = _DATED.search(path.stem)
    if found is None:
        raise DataError(f"{path}: no month in its name; name it with YYYYMM or YYYYMMDD")
    year, month, day = found.groups()
    return pd.DatetimeIndex([pd.Timestamp(int(year), int(month), int(day or 1))]).as_unit("ns")


def _told(maps: xr.DataArray, path: Path) -> xr.DataArray:
    """Tell which maps were placed from another grid."""
    if maps.dims[0] == "time":
        years = maps["time"].dt.year.to_numpy()
        when = f"{years.min()}" if years.min() == years.max() else f"{years.min()}-{years.max()}"
    else:
        when = "by month"
    tell(f"{path}: {maps.sizes[maps.dims[0]]} maps of ice ({when}), brought onto NSIDC's grid of 25 km")
    return maps
