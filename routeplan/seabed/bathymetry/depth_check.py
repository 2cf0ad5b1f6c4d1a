"""Look at the depths of a user's file: values that are none, gaps, and whether they are those of this Earth."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.height_file import HIGHEST_M, LOWEST_M, Values

_CODES = (9999.0, 99999.0)  # and whatever is larger than a 16-bit integer; signs do not count
_LIKELY_CODE = -9999  # within the range of depths: the trenches of the north Pacific have a few such values
_MOST_LIKELY_CODES = 1e-3  # of all values
_MOST_SPIKES = 1e-4  # of all values: single errors of a survey, no wrong unit
_LISTED = 1000  # different values that are kept

_DEEP_M, _HIGH_M = 500.0, 100.0  # far enough from the coast for a coarse grid to know sea from land
_LEAST_POSITIONS = 200
_MOST_POSITIONS = 40_000
_MOST = 0.8  # of positions: "most"
_UNITS_AGREE = (0.7, 1.4)  # depth over that of the embedded seabed
_SAME_SHAPE, _OTHER_SHAPE = 0.9, 0.5  # correlation of depths


@dataclass(eq=False)
class HeightTally:
    """Values of a file that are no heights of this Earth, counted strip by strip while it is read."""

    missing: int
    values: int = 0
    outside: int = 0
    likely_codes: int = 0
    lowest: float = np.inf
    highest: float = -np.inf
    different: set[float] = field(default_factory=set)

    def add(self, values: Values) -> None:
        """Count the values of a strip."""
        self.values += values.size
        low, high = float(np.fmin.reduce(values, axis=None)), float(np.fmax.reduce(values, axis=None))
        if low <= _LIKELY_CODE and self.missing != _LIKELY_CODE:
            self.likely_codes += int(np.count_nonzero(values == _LIKELY_CODE))
        if low >= LOWEST_M and high <= HIGHEST_M:
            return
        outside = values[((values < LOWEST_M) | (values > HIGHEST_M)) & (values != self.missing)]
        self.outside += outside.size
        if len(self.different) < _LISTED:
            self.different.update(np.unique(outside)[:_LISTED].tolist())
        real = outside[~_is_code(outside)]
        if real.size:
            self.lowest, self.highest = (
                min(self.lowest, float(real.min())),
                max(self.highest, float(real.max())),
            )

    def conclude(self, path: Path) -> None:
        """Tell of values that are taken as no data.

        Raises
        ------
        DataError
            If there are so many that the file is not in metres, or -9999 may mean a depth or no data.
        """
        if self.likely_codes > _MOST_LIKELY_CODES * self.values:
            raise DataError(
                f"{path}: {_LIKELY_CODE} is {self.likely_codes / self.values:.1%} of all values and is not declared as "
                f"no data; declare it (_FillValue in NetCDF, gdal_edit.py -a_nodata {_LIKELY_CODE} for GeoTIFF)"
            )
        if not self.outside:
            return
        if np.isfinite(self.lowest) and self.outside > _MOST_SPIKES * self.values:
            raise DataError(
                f"{path}: heights from {self.lowest:,.0f} to {self.highest:,.0f} m; the sea is at most "
                f"{-LOWEST_M:,} m deep, land at most {HIGHEST_M:,} m high: give metres, or declare the units"
            )
        shown = ", ".join(f"{value:g}" for value in sorted(self.different)[:3])
        more = ", ..." if len(self.different) > 3 else ""
        tell(
            f"{path}: {self.outside:,} values ({shown}{more}) are no heights and are taken as no data; "
            "declare them as no data"
        )


def _is_code(values: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    size = np.abs(values.astype(np.float64))
    return (size >= 32_767) | np.isin(size, _CODES)


def check_depths(depths: Bathymetry, embedded: Bathymetry, path: Path, *, south_deg: float) -> None:
    """Tell of gaps in the depths of a file, and where they are not those of the embedded seabed.

    Parameters
    ----------
    depths : Bathymetry
        What was read of the file north of a parallel.
    embedded : Bathymetry
        To compare with.
    path : Path
        The file.
    south_deg : float
        The parallel.

    Raises
    ------
    DataError
        If no value is sea, or signs or units are plainly wrong.
    """
    remarks = [*_gaps(depths, south_deg), *_differences(depths, embedded, path)]
    for remark in remarks:
        tell(f"{path}: {remark}")


def _gaps(depths: Bathymetry, south_deg: float) -> list[str]:
    """Say which parts of the domain the file does not cover."""
    grid, remarks = depths.latlon_grid, []
    lat, lon = depths.depth_m["lat"].to_numpy(), grid.lon
    north_deg, first_deg = lat[-1] + grid.lat_step_deg / 2, lat[0] - grid.lat_step_deg / 2
    if lat[-1] + 1.01 * grid.lat_step_deg < 90.0:
        remarks.append(f"ends at {north_deg:.4g}N: routes keep south of that")
    if lat[0] - 1.6 * grid.lat_step_deg > south_deg:  # whole blocks are counted from the north
        remarks.append(f"begins at {first_deg:.4g}N, not at {south_deg:g}N: routes keep north of that")
    if not grid.closed:
        west, east = lon[0] - grid.lon_step_deg / 2, lon[-1] + grid.lon_step_deg / 2
        remarks.append(
            f"covers longitudes {round(west, 6):.5g} to {round(east, 6) + 0.0:.5g} only: routes keep inside"
        )
    holes = np.isnan(depths.depth_m.to_numpy())
    if holes.any():
        rows, cols = np.flatnonzero(holes.any(axis=1)), np.flatnonzero(holes.any(axis=0))
        weight = np.cos(np.radians(lat))[:, None]
        share = float((holes * weight).sum() / (weight.sum() * holes.shape[1]))
        where = f"between {lat[rows[0]]:.4g}N and {lat[rows[-1]]:.4g}N"
        if len(cols) < holes.shape[1]:
            where += f", longitudes {lon[cols[0]]:.5g} to {lon[cols[-1]]:.5g}"
        remarks.append(f"no data in {max(share, 1e-4):.2%} of its area, {where}: closed to routes")
    return remarks


def _differences(depths: Bathymetry, embedded: Bathymetry, path: Path) -> list[str]:
    """Compare with the embedded seabed at positions of the file.

    Raises
    ------
    DataError
        If signs or units are plainly wrong.
    """
    here, there = at_same_positions(depths, embedded)
    if not len(here):
        raise DataError(f"{path}: no heights, only no data; give a file with heights")
    if not (here > 0).any():
        raise DataError(f"{path}: no value is sea; give heights in metres, positive up, negative in the sea")
    deep, high = there > _DEEP_M, there < -_HIGH_M
    if deep.sum() < _LEAST_POSITIONS:
        return []
    if (here[deep] <= 0).mean() > _MOST and (not high.any() or (here[high] > 0).mean() > _MOST):
        raise DataError(
            f"{path}: land where the sea is deep, sea where land is high; give heights, positive up, or say that "
            "they are depths: attribute positive = 'down'"
        )
    remarks = []
    if not (here <= 0).any():
        remarks.append("averaged over cells, no value is land, every value is sea")
    if np.ptp(here) == 0:
        return remarks
    ratio = float(np.median(here[deep] / there[deep]))
    likeness = float(np.corrcoef(here, there)[0, 1])
    if likeness > _SAME_SHAPE and not _UNITS_AGREE[0] < ratio < _UNITS_AGREE[1]:
        raise DataError(
            f"{path}: depths are {ratio:.3g} times those of the embedded seabed; give heights in metres, or say in the "
            "attribute units what they are in"
        )
    if likeness < _OTHER_SHAPE:
        remarks.append(
            f"depths are unlike those of the embedded seabed (correlation {likeness:.2f}): check that rows and columns "
            "are in the order of the axes"
        )
    return remarks


def at_same_positions(depths: Bathymetry, embedded: Bathymetry) -> tuple[FloatArray, FloatArray]:
    """Read both at up to some ten thousand positions spread over the first, where both are known."""
    step = max(1, round((depths.depth_m.size / _MOST_POSITIONS) ** 0.5))
    part = depths.depth_m[step // 2 :: step, step // 2 :: step]
    here = part.to_numpy().astype(np.float64)
    there = embedded.at(*np.meshgrid(part["lon"].to_numpy(), part["lat"].to_numpy()))
    known = np.isfinite(here) & np.isfinite(there)
    return here[known], there[known]
