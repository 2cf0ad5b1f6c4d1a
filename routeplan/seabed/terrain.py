"""Slope, its direction, and ruggedness of the seabed, at the resolution of the depths, per cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import UsageError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.bathymetry import Bathymetry, derive_depth
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG

if TYPE_CHECKING:
    import xarray as xr

# Default window of ruggedness: three depths in each direction, the smallest useful number.
_WINDOW_DEPTHS = 3
_STRIP_VALUES = 1 << 22  # depths in memory at once, besides the result


@dataclass(frozen=True, slots=True)
class _Sampling:
    """Samples of depth: each cell has ``times`` x ``times``, compared at a distance of ``reach`` samples."""

    grid: Grid
    times: int
    reach: int

    @classmethod
    def of_slopes(cls, bathymetry: Bathymetry, grid: Grid) -> _Sampling:
        """Compare samples half a step of the data away on either side."""
        data_m = bathymetry.spacing_deg * KM_PER_DEG * 1000.0
        times = max(1, round(2 * grid.spacing_m / data_m))
        return cls(grid, times, max(1, round(data_m * times / (2 * grid.spacing_m))))

    @property
    def step_m(self) -> float:
        """Projected distance between samples."""
        return self.grid.spacing_m / self.times

    def strips(self, bathymetry: Bathymetry) -> Iterator[tuple[slice, FloatCells, FloatCells]]:
        """Sample the grid in strips of rows.

        Yields
        ------
        rows : slice
            Rows of the grid.
        depth : float32 array
            Samples, metres, positive down, with a margin of ``reach`` on every side. Land is 0: the slope at a shore
            is that of the seabed, not of the mountains.
        scale : float32 array
            Scale factor at the samples.
        """
        grid, times, reach = self.grid, self.times, self.reach
        height = max(1, _STRIP_VALUES // (times**2 * grid.cols))
        for first in range(0, grid.rows, height):
            last = min(first + height, grid.rows)
            samples = replace(
                grid.window(first, last, 0, grid.cols).refined(times),
                west_m=grid.west_m - reach * self.step_m,
                north_m=grid.north_m - first * grid.spacing_m + reach * self.step_m,
                rows=(last - first) * times + 2 * reach,
                cols=grid.cols * times + 2 * reach,
            )
            depth = np.maximum(derive_depth(bathymetry, samples).to_numpy(), np.float32(0))
            yield slice(first, last), depth, samples.derive_scale_factor()


def derive_slope(bathymetry: Bathymetry, grid: Grid) -> xr.DataArray:
    """Measure the slope of the seabed at the resolution of its depths.

    Depths are compared half a step of the data away on either side, along both axes of the projection, over true
    distances on WGS 84. A cell has the mean of its samples.

    Parameters
    ----------
    bathymetry : Bathymetry
        Depths on a grid; land counts as 0 m.
    grid : Grid
        The cells.

    Returns
    -------
    (northing, easting) float32 DataArray, degrees
        NaN outside the data. attrs: units, source, ``data_km`` (distance between the rows of the data) and
        ``resolution_km`` (projected distance over which depths are compared; true at 71N, a factor of 0.97 to 1.3
        elsewhere). Slopes of shorter features are smoothed.

    Examples
    --------
    The Chukchi shelf is flat for hundreds of kilometres; the slope north of it is not:

    >>> from routeplan.seabed.bathymetry import read_bathymetry
    >>> grid = Grid.arctic(spacing_km=25)
    >>> slope = derive_slope(read_bathymetry(), grid).to_numpy()
    >>> rows, cols = (np.rint(at).astype(int) for at in grid.cell_of([-168, -152], [70, 71.7]))
    >>> shelf, rise = slope[rows, cols]
    >>> bool(shelf < 0.1 < 0.5 < rise)
    True
    """
    sampling = _Sampling.of_slopes(bathymetry, grid)
    data_m = bathymetry.spacing_deg * KM_PER_DEG * 1000.0
    out = np.empty(grid.shape, dtype=np.float32)
    for rows, depth, scale in sampling.strips(bathymetry):
        run_in_bands(
            _mean_slope,
            len(out[rows]),
            depth,
            scale,
            sampling.step_m,
            sampling.reach,
            sampling.times,
            out[rows],
        )
    slope = grid.array(out, name="slope", units="degrees", source=bathymetry.source.name)
    resolution_m = 2 * sampling.reach * sampling.step_m
    return slope.assign_attrs(data_km=data_m / 1000.0, resolution_km=resolution_m / 1000.0)


def derive_slope_tensor(bathymetry: Bathymetry, grid: Grid) -> FloatCells:
    """Measure how steep the seabed is in every direction.

    Depths are compared as in :func:`derive_slope`. A cell has the mean, over its samples, of the products of the
    gradient's components. For a unit vector v the mean square of the slope towards v is v . T v, on even and on rough
    seabed alike.

    Parameters
    ----------
    bathymetry : Bathymetry
        Depths on a grid; land counts as 0 m.
    grid : Grid
        The cells.

    Returns
    -------
    (rows, cols, 3) float32
        Products along the rows' axis (southward), across the axes, and along the columns' axis (eastward) of the plane;
        squares of the tangent of the slope. NaN outside the data.
    """
    sampling = _Sampling.of_slopes(bathymetry, grid)
    out = np.empty((*grid.shape, 3), dtype=np.float32)
    for rows, depth, scale in sampling.strips(bathymetry):
        run_in_bands(
            _mean_products,
            len(out[rows]),
            depth,
            scale,
            sampling.step_m,
            sampling.reach,
            sampling.times,
            out[rows],
        )
    return out


def derive_ruggedness(bathymetry: Bathymetry, grid: Grid, *, window_km: float | None = None) -> xr.DataArray:
    """Measure the standard deviation of depth in a square window around each place.

    An even slope counts too: slope s over a window of w has the standard deviation s w / sqrt(12).

    Parameters
    ----------
    bathymetry : Bathymetry
        Depths on a grid; land counts as 0 m.
    grid : Grid
        The cells. A cell has the mean over its samples.
    window_km : float, optional
        Projected side of the window, true at 71N. Default: three steps of the data.

    Returns
    -------
    (northing, easting) float32 DataArray, metres
        NaN outside the data. attrs: units, source, ``data_km``, ``resolution_km`` (distance between samples) and
        ``window_km`` (actual side of the window, a whole number of samples).

    Raises
    ------
    UsageError
        If the window is not wider than a step of the data.
    """
    data_m = bathymetry.spacing_deg * KM_PER_DEG * 1000.0
    window_m = _WINDOW_DEPTHS * data_m if window_km is None else window_km * 1000.0
    if not data_m < window_m < np.inf:
        raise UsageError(
            f"ruggedness in a window of {window_m / 1000:g} km; the depths are {data_m / 1000:.3g} km apart; "
            "give a wider one"
        )
    times = max(1, round(2 * grid.spacing_m / data_m))
    step_m = grid.spacing_m / times
    sampling = _Sampling(grid, times, max(1, round((window_m / step_m - 1) / 2)))
    out = np.empty(grid.shape, dtype=np.float32)
    for rows, depth, _ in sampling.strips(bathymetry):
        run_in_bands(_mean_deviation, len(out[rows]), depth, sampling.reach, times, out[rows])
    ruggedness = grid.array(out, name="ruggedness", units="m", source=bathymetry.source.name)
    side_m = (2 * sampling.reach + 1) * step_m
    return ruggedness.assign_attrs(
        data_km=data_m / 1000.0, resolution_km=step_m / 1000.0, window_km=side_m / 1000.0
    )


@compiled
def _gradient(before: float, here: float, after: float, reach_m: float) -> float:
    """Change of depth over distance; one-sided at the end of the data."""
    if np.isnan(before):
        return (after - here) / reach_m
    if np.isnan(after):
        return (here - before) / reach_m
    return (after - before) / (2.0 * reach_m)


@compiled
def _mean_slope(  # noqa: PLR0913 - compiled: takes arrays and numbers
    first: int,
    last: int,
    depth: FloatCells,
    scale: FloatCells,
    step_m: float,
    reach: int,
    times: int,
    out: FloatCells,
) -> None:
    """Mean slope of the samples in every cell of some rows, degrees."""
    for row in range(first, last):
        for col in range(out.shape[1]):
            total, count = 0.0, 0
            for i in range(row * times + reach, (row + 1) * times + reach):
                for j in range(col * times + reach, (col + 1) * times + reach):
                    here, true_m = depth[i, j], reach * step_m / scale[i, j]
                    down = _gradient(depth[i - reach, j], here, depth[i + reach, j], true_m)
                    right = _gradient(depth[i, j - reach], here, depth[i, j + reach], true_m)
                    slope = np.degrees(np.arctan(np.hypot(down, right)))
                    if not np.isnan(here) and not np.isnan(slope):
                        total += slope
                        count += 1
            out[row, col] = total / count if count else np.nan


@compiled
def _mean_products(  # noqa: PLR0913 - compiled: takes arrays and numbers
    first: int,
    last: int,
    depth: FloatCells,
    scale: FloatCells,
    step_m: float,
    reach: int,
    times: int,
    out: FloatCells,
) -> None:
    """Mean products of the gradient's components in every cell of some rows."""
    for row in range(first, last):
        for col in range(out.shape[1]):
            downs, both, rights, count = 0.0, 0.0, 0.0, 0
            for i in range(row * times + reach, (row + 1) * times + reach):
                for j in range(col * times + reach, (col + 1) * times + reach):
                    here, true_m = depth[i, j], reach * step_m / scale[i, j]
                    down = _gradient(depth[i - reach, j], here, depth[i + reach, j], true_m)
                    right = _gradient(depth[i, j - reach], here, depth[i, j + reach], true_m)
                    if not np.isnan(here) and not np.isnan(down) and not np.isnan(right):
                        downs += down * down
                        both += down * right
                        rights += right * right
                        count += 1
            share = 1.0 / count if count else np.nan
            out[row, col, 0], out[row, col, 1], out[row, col, 2] = downs * share, both * share, rights * share


@compiled
def _mean_deviation(
    first: int, last: int, depth: FloatCells, reach: int, times: int, out: FloatCells
) -> None:
    """Mean over the samples of the cells of some rows of the standard deviation within reach of the sample."""
    for row in range(first, last):
        for col in range(out.shape[1]):
            total, count = 0.0, 0
            for i in range(row * times + reach, (row + 1) * times + reach):
                for j in range(col * times + reach, (col + 1) * times + reach):
                    here = depth[i, j]
                    if np.isnan(here):
                        continue
                    # Relative to the depth here: sums stay small compared with thousands of metres.
                    samples, total_off, total_square = 0, 0.0, 0.0
                    for k in range(i - reach, i + reach + 1):
                        for m in range(j - reach, j + reach + 1):
                            if not np.isnan(depth[k, m]):
                                off = depth[k, m] - here
                                samples += 1
                                total_off += off
                                total_square += off * off
                    total += np.sqrt(max(0.0, total_square / samples - (total_off / samples) ** 2))
                    count += 1
            out[row, col] = total / count if count else np.nan
