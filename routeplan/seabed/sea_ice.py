"""Sea ice by month: the embedded calendar or a user's maps, at positions and on the cells of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.sources import embedded
from routeplan.runtime.disk_cache import keep
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.ice_maps import read_ice_maps
from routeplan.seabed.months import ALL_MONTHS
from routeplan.seabed.nsidc import NSIDC_EPSG, X_EDGES_M, Y_EDGES_M, nsidc_cells, nsidc_positions
from routeplan.seabed.open_water import OPEN_WATER_BELOW_SHARE, check_threshold
from routeplan.seabed.sea_ice_kernels import KernelGrid, months_at, months_on_cells, summary_on_cells
from routeplan.seabed.sea_ice_table import read_between_cells, read_ice_table

if TYPE_CHECKING:
    import xarray as xr


class IceClass(IntEnum):
    """Ice of a cell over the year, by the concentration below which water is open."""

    NOT_SEA = 0
    OPEN_WATER = 1  # open in every month
    SEASONAL = 2
    PERENNIAL = 3  # open in no month


@dataclass(frozen=True)
class IceCalendar:
    """Mean ice concentration of the twelve months in polar stereographic projection.

    Attributes
    ----------
    by_place : (y, x, month) float32, share
        Months 1 to 12, y falling, x rising. No gaps: land has the value of the nearest sea, so interpolation never
        mixes in land. There is no ice outside.
    x_m, y_m : (n,) arrays
        In equal steps of metres.
    source : str
        Data that it comes from.
    epsg : int
    """

    by_place: FloatCells
    x_m: FloatArray
    y_m: FloatArray
    source: str
    epsg: int

    @classmethod
    def of(cls, concentration: xr.DataArray) -> IceCalendar:
        """Take a (month, y, x) DataArray of shares with attrs source and epsg.

        Raises
        ------
        DataError
            If a month is missing, steps are uneven, or there are gaps.
        """
        if concentration.dims != ("month", "y", "x"):
            raise DataError(f"ice calendar has dimensions {concentration.dims}; give month, y, x")
        if concentration["month"].to_numpy().tolist() != list(ALL_MONTHS):
            raise DataError("ice calendar without the months 1 to 12 in order; give all twelve")
        x_m, y_m = (concentration[axis].to_numpy() for axis in ("x", "y"))
        steps = [*np.diff(x_m), *-np.diff(y_m)]
        if min(concentration.shape) < 2 or min(steps) <= 0 or np.ptp(steps) > 0.01 * min(steps):
            raise DataError("ice calendar in uneven steps; give x rising and y falling by one step in metres")
        share = concentration.to_numpy()
        if np.isnan(share).any():
            raise DataError("ice calendar with gaps; make it with derive_ice_calendar, which fills land")
        by_place = np.ascontiguousarray(np.moveaxis(share, 0, 2), dtype=np.float32)
        about = concentration.attrs
        return cls(by_place, x_m, y_m, str(about["source"]), int(about["epsg"]))

    @cached_property
    def concentration(self) -> xr.DataArray:
        """(month, y, x) float32 shares with their positions; attrs: units, source, epsg."""
        import xarray as xr

        return xr.DataArray(
            np.moveaxis(self.by_place, 2, 0),
            dims=("month", "y", "x"),
            coords={"month": list(ALL_MONTHS), "y": self.y_m, "x": self.x_m},
            name="ice_concentration",
            attrs={"units": "share, 0-1", "source": self.source, "epsg": self.epsg},
        )

    def at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
        """Interpolate concentration at positions by month, (12, n), share, between four values.

        Examples
        --------
        Hudson Bay freezes over every winter and opens every summer:

        >>> bay = read_ice_calendar().at([-85.0], [60.0])
        >>> bool(bay[1, 0] > 0.9), bool(bay[8, 0] < 0.15)
        (True, True)
        """
        lon, lat = np.broadcast_arrays(np.atleast_1d(lon), np.atleast_1d(lat))
        east, north = self._projection.forward(lon.ravel(), lat.ravel())
        return months_at(east, north, self._map_grid, self.by_place).T

    @property
    def _projection(self) -> PolarStereographic:
        return PolarStereographic(self.epsg)

    @property
    def _map_grid(self) -> KernelGrid:
        x, y = self.x_m, self.y_m
        return KernelGrid(float(x[0]), float(y[0]), float(x[-1] - x[0]) / (len(x) - 1))

    def _turned(self, grid: Grid) -> tuple[FloatArray, float, float]:
        """Convert positions from the projection of a grid: stretch by distance from the pole, cosine, sine."""
        step_m, lat_deg, _ = grid.radial_tables
        ours = self._projection
        radius = np.hypot(*ours.forward(np.full_like(lat_deg, ours.central_lon), lat_deg))
        stretch = np.empty_like(radius)
        stretch[1:] = radius[1:] / (step_m * np.arange(1, len(radius)))
        stretch[0] = stretch[1]
        turn = np.radians(grid.projection.central_lon - ours.central_lon)
        return stretch, float(np.cos(turn)), float(np.sin(turn))


def read_ice_calendar(path: Path | None = None) -> IceCalendar:
    """Read the embedded ice calendar, mean of 2003-2022, or a table laid out like it.

    The cells of the table, 1 degree of latitude by 3 of longitude, are interpolated onto NSIDC's 25 km grid; land
    cells have the value of the nearest sea.

    Parameters
    ----------
    path : Path, optional
        CSV with the columns lat, lon (cell centres), cells, m01 .. m12 (per cent). Cells not in it are land; there is
        no ice south of 40N. Without it: the embedded table.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, or a value is not a concentration.

    Examples
    --------
    >>> read_ice_calendar().concentration.sizes["month"]
    12
    """
    if path is not None:
        return _interpolate_table(path, path.name)
    data_set = embedded("ice-calendar")

    def interpolate() -> dict[str, npt.NDArray[Any]]:
        calendar = _interpolate_table(data_set.path, data_set.source.name)
        return {"by_place": calendar.by_place, "x_m": calendar.x_m, "y_m": calendar.y_m}

    kept = keep("ice-calendar", data_set.path, interpolate)
    return IceCalendar(**kept, source=data_set.source.name, epsg=NSIDC_EPSG)


def _interpolate_table(path: Path, name: str) -> IceCalendar:
    x, y = nsidc_cells()
    share = read_between_cells(read_ice_table(path), *nsidc_positions()).astype(np.float32) / np.float32(100)
    return IceCalendar(np.ascontiguousarray(np.moveaxis(share, 0, 2)), x, y, name, NSIDC_EPSG)


def read_ice(path: Path) -> IceCalendar:
    """Read ice by month from a table like the embedded one, or from maps on any grid.

    Parameters
    ----------
    path : Path
        ``.csv``: see :func:`read_ice_calendar`. Anything else: see :func:`routeplan.seabed.ice_maps.read_ice_maps`,
        with maps of all twelve months; years are averaged.

    Raises
    ------
    DataError
        If the file cannot be read, or a month is missing.
    """
    if path.suffix.lower() == ".csv":
        return read_ice_calendar(path)
    return derive_ice_calendar(read_ice_maps(path))


def derive_ice_calendar(concentration: xr.DataArray) -> IceCalendar:
    """Average maps by month of the year, and fill land from the nearest sea.

    Parameters
    ----------
    concentration : (time or month, y, x) DataArray, share
        From ``read_nsidc_concentration``; several files concatenated cover the twelve months.

    Raises
    ------
    DataError
        If a month is missing, or the maps do not cover NSIDC's northern grid: no ice is assumed outside.
    """
    if "time" in concentration.dims:
        concentration = concentration.groupby("time.month").mean(skipna=True, keep_attrs=True)
    missing = sorted(set(ALL_MONTHS) - {int(month) for month in concentration["month"]})
    if missing:
        raise DataError(
            f"{concentration.attrs['source']}: no month {', '.join(map(str, missing))}; add its map"
        )
    concentration = concentration.sel(month=list(ALL_MONTHS)).transpose("month", "y", "x")
    _check_extent(concentration)
    filled = [_from_nearest(month) for month in concentration.to_numpy()]
    return IceCalendar.of(concentration.copy(data=np.array(filled, dtype=np.float32)))


def derive_ice_concentration(
    grid: Grid, depth_m: FloatCells, *, ice: IceCalendar | None = None, months: Sequence[int] = ALL_MONTHS
) -> xr.DataArray:
    """Interpolate the ice concentration of months at the sea cells of a grid.

    Parameters
    ----------
    grid : Grid
        The cells.
    depth_m : (rows, cols) float32
        Depth, positive down; sea cells are above 0.
    ice : IceCalendar, optional
        Without it: the embedded one.
    months : numbers 1 to 12
        A month of the default grid takes 33 MB.

    Returns
    -------
    (month, northing, easting) float32 DataArray, share
        NaN on land.

    Raises
    ------
    UsageError
        If depths and grid differ in shape, or there is no such month.
    """
    import xarray as xr

    wrong = [month for month in months if month not in ALL_MONTHS]
    if wrong or not months:
        raise UsageError(f"ice of month {', '.join(map(str, wrong)) or '(none)'}; give months from 1 to 12")
    _check_shape(grid, depth_m)
    ice = ice or read_ice_calendar()
    values = np.full((len(months), *grid.shape), np.nan, dtype=np.float32)
    run_in_bands(
        months_on_cells,
        grid.rows,
        grid.easting_m,
        grid.northing_m,
        grid.radial_tables[0],
        ice._turned(grid),
        ice._map_grid,
        ice.by_place,
        np.asarray(months, dtype=np.int64) - 1,
        depth_m,
        values,
    )
    return xr.DataArray(
        values,
        dims=("month", "northing", "easting"),
        coords={"month": list(months), "northing": grid.northing_m, "easting": grid.easting_m},
        name="ice_concentration",
        attrs={"units": "share, 0-1", "source": ice.source, "epsg": grid.projection.epsg},
    )


def derive_ice_summary(
    grid: Grid,
    depth_m: FloatCells,
    *,
    ice: IceCalendar | None = None,
    threshold: float = OPEN_WATER_BELOW_SHARE,
) -> xr.Dataset:
    """Summarise the ice of a year on the sea cells of a grid, without twelve months in memory.

    Parameters
    ----------
    grid, depth_m, ice
        As for ``derive_ice_concentration``.
    threshold : float, share
        Concentration below which water is open.

    Returns
    -------
    Dataset by (northing, easting)
        ``mean``, ``greatest`` and ``least`` of the months (share), ``open_days`` a year, ``wait_days`` for open
        water (mean over the middles of the months, infinite under perennial ice), all float32 and NaN on land, and
        ``ice_class`` (uint8, an ``IceClass``).

    Raises
    ------
    UsageError
        If depths and grid differ in shape, or the threshold is not a share.
    """
    import xarray as xr

    _check_shape(grid, depth_m)
    check_threshold(threshold)
    ice = ice or read_ice_calendar()
    figures = np.full((5, *grid.shape), np.nan, dtype=np.float32)
    classes = np.zeros(grid.shape, dtype=np.uint8)
    run_in_bands(
        summary_on_cells,
        grid.rows,
        grid.easting_m,
        grid.northing_m,
        grid.radial_tables[0],
        ice._turned(grid),
        ice._map_grid,
        ice.by_place,
        threshold,
        depth_m,
        figures,
        classes,
    )
    units = {"mean": "share, 0-1", "greatest": "share, 0-1", "least": "share, 0-1"}
    units |= {"open_days": "days a year", "wait_days": "days"}
    layers = {
        name: grid.array(values, name=name, units=unit, source=ice.source)
        for (name, unit), values in zip(units.items(), figures, strict=True)
    }
    meanings = ", ".join(f"{kind.value} {kind.name.lower().replace('_', ' ')}" for kind in IceClass)
    layers["ice_class"] = grid.array(classes, name="ice_class", units=meanings, source=ice.source)
    return xr.Dataset(layers, attrs={"open_water_below_share": threshold})


def _check_shape(grid: Grid, depth_m: FloatCells) -> None:
    if depth_m.shape != grid.shape:
        raise UsageError(
            f"depths of shape {depth_m.shape} on a grid of {grid.shape}; give one depth per cell"
        )


def _check_extent(concentration: xr.DataArray) -> None:
    x, y = concentration["x"].to_numpy(), concentration["y"].to_numpy()
    # One value less on a side is still a whole map: another cell size, or coordinates of corners.
    slack = 1.5 * float(x[1] - x[0]) if len(x) > 1 else 0.0
    sides = (x[0] - X_EDGES_M[0], y[-1] - Y_EDGES_M[0], X_EDGES_M[1] - x[-1], Y_EDGES_M[1] - y[0])
    if len(x) < 2 or max(sides) > slack:
        raise DataError(
            f"{concentration.attrs['source']}: covers x {x[0]:g}..{x[-1]:g}, y {y[-1]:g}..{y[0]:g} m; "
            "give whole maps of NSIDC's northern grid"
        )


def _from_nearest(month: FloatCells) -> FloatCells:
    from scipy.ndimage import distance_transform_edt

    gaps = np.isnan(month)
    if gaps.all():
        raise DataError("a month of ice without any value; leave its map out or replace it")
    rows, cols = distance_transform_edt(gaps, return_distances=False, return_indices=True)
    filled: FloatCells = month[rows, cols]
    return filled
