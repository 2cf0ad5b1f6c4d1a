"""Maps of sea-ice concentration by NSIDC: NetCDF and GeoTIFF on its polar grid."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.io.raster_files import find_variable, is_geotiff, open_raster
from routeplan.seabed.ice_units import check_not_shares, full_cover_of, shares_of

if TYPE_CHECKING:
    import netCDF4
    import pandas as pd
    import rasterio
    import xarray as xr

NSIDC_EPSG = 3411  # NSIDC Sea Ice Polar Stereographic North, on the Hughes 1980 ellipsoid
_SAME_WITHIN_METRES = (3411, 3413)  # the second is the same projection on WGS 84
CONCENTRATION_NAMES = (  # G02202 by month and by day, a climatology, OSI SAF, climate models
    "cdr_seaice_conc_monthly",
    "cdr_seaice_conc",
    "sea_ice_concentration",
    "sea_ice_conc",
    "ice_conc",
    "siconc",
    "siconca",
    "sic",
    *(f"F{satellite:02d}_ICECON" for satellite in range(8, 19)),  # NSIDC-0051, by satellite
)
# Of EPSG:3411 and 3413, where a file names them.
_GRID_MAPPING: dict[str, str | float] = {
    "grid_mapping_name": "polar_stereographic", "standard_parallel": 70.0, "latitude_of_projection_origin": 90.0,
    "straight_vertical_longitude_from_pole": -45.0,
}  # fmt: skip
# Up to version 4 the projection of G02202 has 135 for its meridian, the opposite one, beside this name of the grid.
_SRID = f":{NSIDC_EPSG}"
# The grid covers all sea ice of the hemisphere.
X_EDGES_M, Y_EDGES_M = (-3_850_000.0, 3_750_000.0), (-5_350_000.0, 5_850_000.0)
STEP_M = 25_000.0  # usual side of a cell
_X_NAMES, _Y_NAMES = ("x", "xgrid", "xc"), ("y", "ygrid", "yc")
# Larger values are flags: 2.51 to 2.55 in G02202; in the GeoTIFFs of the Sea Ice Index, where 1000 is full cover, 2510
# (hole at the pole), 2530 (coast), 2540 (land) and 2550 (missing).
_MOST_TENTHS = 1000
_DATED = re.compile(r"^N_(\d{4})(\d{2})(\d{2})?_concentration")


def read_nsidc_concentration(path: Path) -> xr.DataArray:
    """Read a file of sea-ice concentration on NSIDC's northern polar grid.

    Parameters
    ----------
    path : Path
        NetCDF such as G02202's monthly ones: a concentration by ``time`` or ``month``, y and x, as a share or in
        per cent; or a GeoTIFF of the Sea Ice Index under its original name (``N_202403_concentration_v3.0.tif``).

    Returns
    -------
    (time or month, y, x) float32 DataArray, share
        y falling; NaN on land, in the hole at the pole and where nothing was measured. Coordinates y and x: metres
        in EPSG:3411; attrs: units, source, epsg. Years and months of several files: ``xr.concat(files, "time")``.

    Raises
    ------
    DataError
        If the file cannot be read, has no concentration, or is on another grid.
    """
    found = _read_geotiff(path) if is_geotiff(path) else _read_netcdf(path)
    return found.sortby("x").sortby("y", ascending=False)


def nsidc_cells() -> tuple[FloatArray, FloatArray]:
    """Middles of the cells of NSIDC's northern grid: x rising, y falling, metres."""
    return (
        np.arange(X_EDGES_M[0] + STEP_M / 2, X_EDGES_M[1], STEP_M),
        np.arange(Y_EDGES_M[1] - STEP_M / 2, Y_EDGES_M[0], -STEP_M),
    )


@cache
def nsidc_positions() -> tuple[FloatArray, FloatArray]:
    """(y, x) longitude and latitude of these cells."""
    return PolarStereographic(NSIDC_EPSG).inverse(*np.meshgrid(*nsidc_cells()))


def is_on_nsidc_grid(path: Path) -> bool:
    """Whether a map is on NSIDC's northern polar grid, as far as it says: by its name, its axes and its projection.

    Raises
    ------
    DataError
        If the file cannot be read, or has no concentration.
    """
    import netCDF4

    if is_geotiff(path):
        return _DATED.match(path.name) is not None
    try:
        with netCDF4.Dataset(path) as dataset:
            variable = find_variable(dataset, CONCENTRATION_NAMES, "concentration", path)
            axes = [_axis_of(dataset, name) for name in variable.dimensions[1:]]
            if len(axes) != 2 or axes[0] not in _Y_NAMES or axes[1] not in _X_NAMES:
                return False
            about = dataset.variables.get(getattr(variable, "grid_mapping", ""))
            if about is not None:
                return not _differences(about)
            y, x = (axis_m(dataset.variables[axis], path) for axis in axes)
            return _is_within(x, X_EDGES_M) and _is_within(y, Y_EDGES_M)
    except OSError as error:
        raise DataError(f"cannot read {path} as NetCDF or GeoTIFF; give a map of sea ice") from error


def _axis_of(dataset: netCDF4.Dataset, dimension: str) -> str:
    """Name the variable of a dimension; up to version 4 of G02202 it is xgrid, not x. Empty if there is none."""
    names = next((known for known in (_Y_NAMES, _X_NAMES) if dimension in known), ())
    return next((name for name in (dimension, *names) if name in dataset.variables), "")


def _is_within(axis: FloatArray, edges: tuple[float, float]) -> bool:
    """Whether an axis runs between the edges of NSIDC's grid, or between some cells of it."""
    return len(axis) > 1 and float(axis.min()) >= edges[0] and float(axis.max()) <= edges[1]


def _read_geotiff(path: Path) -> xr.DataArray:
    import pandas as pd
    from rasterio.errors import RasterioIOError

    date = _DATED.match(path.name)
    if date is None:
        raise DataError(
            f"{path}: no month in its name; name it N_YYYYMM_concentration_v3.0.tif, as NSIDC does"
        )
    try:
        with open_raster(path) as raster:
            _check_projection(raster, path)
            at, raw = raster.transform, raster.read(1)
    except RasterioIOError as error:
        raise DataError(f"cannot read {path} as GeoTIFF; give a file of the Sea Ice Index") from error
    rows, cols = raw.shape
    share = np.where((raw >= 0) & (raw <= _MOST_TENTHS), raw / _MOST_TENTHS, np.nan)
    year, month, day = (int(part) if part else 1 for part in date.groups())
    time = pd.DatetimeIndex([pd.Timestamp(year, month, day)]).astype("datetime64[ns]")
    y, x = at.f + at.e * (np.arange(rows) + 0.5), at.c + at.a * (np.arange(cols) + 0.5)
    return label_on_nsidc_grid(share[None], time, y, x, path)


def _check_projection(raster: rasterio.DatasetReader, path: Path) -> None:
    epsg = raster.crs.to_epsg() if raster.crs else None
    at = raster.transform
    if epsg not in _SAME_WITHIN_METRES or at.b or at.d:
        found = raster.crs.to_string() if raster.crs else "none"
        raise DataError(f"{path}: coordinate system {found}; give a map on NSIDC's grid, EPSG:{NSIDC_EPSG}")


def _read_netcdf(path: Path) -> xr.DataArray:
    import netCDF4

    try:
        dataset = netCDF4.Dataset(path)
    except OSError as error:
        raise DataError(f"cannot read {path} as NetCDF or GeoTIFF; give a file of NSIDC's") from error
    with dataset:
        variable = find_variable(dataset, CONCENTRATION_NAMES, "concentration", path)
        _check_grid_mapping(dataset, variable, path)
        x, y = (
            axis_m(find_variable(dataset, names, axis, path), path)
            for names, axis in ((_X_NAMES, "x"), (_Y_NAMES, "y"))
        )
        if variable.ndim != 3 or variable.shape[1:] != (len(y), len(x)):
            raise DataError(
                f"{path}: {variable.name} is {variable.dimensions} of {variable.shape}; give (time or month, y, x)"
            )
        full_cover = full_cover_of(str(getattr(variable, "units", "1")))
        raw = np.ma.filled(variable[:].astype(np.float64), np.nan)
        times = time_steps(dataset, variable, path)
    share = shares_of(raw, full_cover, path)
    check_not_shares(share, full_cover, path)
    return label_on_nsidc_grid(share, times, y, x, path)


def _check_grid_mapping(dataset: netCDF4.Dataset, variable: netCDF4.Variable[Any], path: Path) -> None:
    """Refuse a concentration whose file names another projection than that of NSIDC's grid."""
    about = dataset.variables.get(getattr(variable, "grid_mapping", ""))
    if about is None:
        return
    for difference in _differences(about):
        raise DataError(
            f"{path}: {variable.name} has {difference}; give a map on NSIDC's grid, EPSG:{NSIDC_EPSG}"
        )


def _differences(mapping: netCDF4.Variable[Any]) -> list[str]:
    """Say in what a projection differs from that of NSIDC's grid."""
    if str(getattr(mapping, "srid", "")).endswith(_SRID):
        return []
    differences = []
    for key, wanted in _GRID_MAPPING.items():
        found = getattr(mapping, key, wanted)
        same = found == wanted if isinstance(wanted, str) else np.allclose(found, wanted)
        if not same:
            differences.append(f"{key} {found}, not {wanted}")
    return differences


def axis_m(variable: netCDF4.Variable[Any], path: Path) -> FloatArray:
    """Read an axis in metres."""
    units = str(getattr(variable, "units", "m")).strip()
    scale = {"m": 1.0, "metre": 1.0, "meter": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0}.get(units)
    if scale is None:
        raise DataError(
            f"{path}: {variable.name} is in {units}; give m or km on NSIDC's grid, EPSG:{NSIDC_EPSG}"
        )
    return np.asarray(variable[:], dtype=np.float64) * scale


def time_steps(
    dataset: netCDF4.Dataset, variable: netCDF4.Variable[Any], path: Path
) -> pd.Index[int] | pd.DatetimeIndex:
    """Read the months, or the times, of the maps of a file.

    Raises
    ------
    DataError
        If they cannot be decoded.
    """
    return _months(dataset, path) if variable.dimensions[0] == "month" else _times(dataset, path)


def _months(dataset: netCDF4.Dataset, path: Path) -> pd.Index[int]:
    import pandas as pd

    months = np.asarray(find_variable(dataset, ("month",), "month", path)[:])
    return pd.Index([int(month) for month in months])


def _times(dataset: netCDF4.Dataset, path: Path) -> pd.DatetimeIndex:
    import pandas as pd
    import xarray as xr

    variable = find_variable(dataset, ("time",), "time", path)
    encoding = {key: getattr(variable, key) for key in ("units", "calendar") if hasattr(variable, key)}
    raw = xr.Dataset({"time": ("time", np.ravel(np.asarray(variable[:])), encoding)})
    try:
        times = xr.decode_cf(raw).indexes["time"]
    except ValueError as error:
        raise DataError(f"{path}: cannot decode its times: {error}; give CF units") from error
    if isinstance(times, xr.CFTimeIndex):
        times = pd.DatetimeIndex([pd.Timestamp(date.isoformat()) for date in times])
    if not isinstance(times, pd.DatetimeIndex):
        raise DataError(f"{path}: its times have no units; give CF units such as days since 1970-01-01")
    return times


def label_on_nsidc_grid(
    share: npt.NDArray[np.floating],
    steps: pd.Index[int] | pd.DatetimeIndex,
    y: FloatArray,
    x: FloatArray,
    path: Path,
) -> xr.DataArray:
    """Label maps on NSIDC's grid."""
    import pandas as pd
    import xarray as xr

    step = "time" if isinstance(steps, pd.DatetimeIndex) else "month"
    return xr.DataArray(
        share.astype(np.float32, copy=False),
        dims=(step, "y", "x"),
        coords={step: steps, "y": y, "x": x},
        name="ice_concentration",
        attrs={"units": "share, 0-1", "source": path.name, "epsg": NSIDC_EPSG},
    )
