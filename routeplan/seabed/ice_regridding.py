"""Values of a map at the cells of NSIDC's northern grid: by the axes of the map, or by its positions.

A finer map is averaged over blocks of about 25 km first. Land and gaps have no weight, so ice along a coast is not
diluted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray, on_unit_sphere
from routeplan.seabed.nsidc import STEP_M, nsidc_positions

_LEAST_WEIGHT = 0.25  # of the four values round a cell
_NEAR_STEPS = 1.5  # of the map: how far a position may be from a cell that takes its value
_EARTH_M = 6_371_000.0  # only compares distances


@dataclass(frozen=True)
class FromAxes:
    """Bilinear values of a map on two axes.

    Attributes
    ----------
    row, col : (y, x) float64
        Where each of NSIDC's cells is among the values of the map, fractional; NaN outside.
    block : int
        Values of the map that are averaged in both directions first.
    columns : int
        Columns of a map that closes round the Earth; 0 for one that does not.
    turned : (bool, bool)
        Whether rows and columns of the map are turned round first: its axes then rise.
    """

    row: FloatArray
    col: FloatArray
    block: int
    columns: int
    turned: tuple[bool, bool]

    @classmethod
    def of_projection(cls, x_m: FloatArray, y_m: FloatArray, crs: Any) -> FromAxes:
        """Place a map by the axes of its projection."""
        from pyproj import Transformer

        east, north = Transformer.from_crs(4326, crs, always_xy=True).transform(*nsidc_positions())
        block = max(1, int(STEP_M / abs(float(x_m[-1] - x_m[0]) / (len(x_m) - 1))))
        return cls._at(np.asarray(east), np.asarray(north), x_m, y_m, block)

    @classmethod
    def of_degrees(cls, lon_deg: FloatArray, lat_deg: FloatArray) -> FromAxes:
        """Place a map by longitudes and latitudes, in uneven steps perhaps."""
        lon, lat = nsidc_positions()
        rising = np.sort(lon_deg)
        step = float(np.median(np.diff(rising)))
        closed = float(rising[-1] - rising[0]) + 1.5 * step > 360.0
        lon = rising[0] + (lon - rising[0] + step / 2) % 360.0 - step / 2
        block = max(1, int(STEP_M / (abs(float(np.median(np.diff(lat_deg)))) * np.pi / 180 * _EARTH_M)))
        placed = cls._at(lon, lat, lon_deg, lat_deg, block)
        return cls(placed.row, placed.col, block, len(lon_deg) // block if closed else 0, placed.turned)

    @classmethod
    def _at(
        cls, x: FloatArray, y: FloatArray, x_axis: FloatArray, y_axis: FloatArray, block: int
    ) -> FromAxes:
        turned = bool(y_axis[0] > y_axis[-1]), bool(x_axis[0] > x_axis[-1])
        row, col = (
            _fractional(where, _in_blocks(axis[::-1] if turn else axis, block))
            for where, axis, turn in ((y, y_axis, turned[0]), (x, x_axis, turned[1]))
        )
        return cls(row, col, block, 0, turned)

    def __call__(self, values: FloatArray) -> npt.NDArray[np.float32]:
        """Take (rows, cols) values, NaN where there are none, to NSIDC's cells."""
        values = np.flip(values, tuple(axis for axis, turned in enumerate(self.turned) if turned))
        values = _block_means(values, self.block)
        rows, cols = values.shape
        there = np.isfinite(self.row) & np.isfinite(self.col)
        row, col = self.row[there], self.col[there]
        down, right = np.floor(row).astype(np.int64), np.floor(col).astype(np.int64)
        total, weight = np.zeros(row.shape), np.zeros(row.shape)
        for below in (0, 1):
            for beside in (0, 1):
                at_row = np.clip(down + below, 0, rows - 1)
                at_col = (right + beside) % cols if self.columns else np.clip(right + beside, 0, cols - 1)
                share = np.abs(1 - below - (row - down)) * np.abs(1 - beside - (col - right))
                value = values[at_row, at_col]
                known = np.isfinite(value)
                total += np.where(known, share * value, 0.0)
                weight += np.where(known, share, 0.0)
        found = np.full(self.row.shape, np.nan, dtype=np.float32)
        found[there] = np.where(weight >= _LEAST_WEIGHT, total / np.maximum(weight, 1e-12), np.nan)
        return found


@dataclass(frozen=True)
class FromPositions:
    """The nearest value of a map with a longitude and latitude for each value, such as an ocean model's.

    Attributes
    ----------
    nearest : (y, x) int
        Number of the value that is nearest to each of NSIDC's cells; -1 if none is near.
    """

    nearest: npt.NDArray[np.int64]

    @classmethod
    def of(cls, lon_deg: FloatArray, lat_deg: FloatArray) -> FromPositions:
        """Place a map by the positions of its values."""
        from scipy.spatial import cKDTree

        known = np.flatnonzero(np.isfinite(lon_deg.ravel()) & np.isfinite(lat_deg.ravel()))
        tree = cKDTree(on_unit_sphere(lon_deg.ravel()[known], lat_deg.ravel()[known]))
        away, _ = tree.query(tree.data[:: max(1, len(known) // 2000)], k=2)
        # To the nearest other value, on a sphere of radius 1.
        spacing = float(np.median(np.asarray(away)[:, 1]))
        distance, number = map(np.asarray, tree.query(on_unit_sphere(*nsidc_positions())))
        # A coarse model's cells are wider than NSIDC's.
        near = distance < _NEAR_STEPS * max(spacing, STEP_M / _EARTH_M)
        return cls(np.where(near, known[np.minimum(number, len(known) - 1)], -1))

    def __call__(self, values: FloatArray) -> npt.NDArray[np.float32]:
        """Take values, NaN where there are none, to NSIDC's cells."""
        found = values.ravel()[self.nearest]
        return np.where(self.nearest >= 0, found, np.nan).astype(np.float32)


def _fractional(where: FloatArray, axis: FloatArray) -> FloatArray:
    """Fractional index on a rising axis; NaN more than half a step outside."""
    numbers = np.arange(len(axis), dtype=np.float64)
    first, last = axis[1] - axis[0], axis[-1] - axis[-2]
    # A step more on both sides: half of it is still inside, and a map that closes has its first column there.
    at = np.interp(
        where,
        [axis[0] - first, *axis, axis[-1] + last],
        [-1.0, *numbers, float(len(axis))],
        left=np.nan,
        right=np.nan,
    )
    return np.where((at < -0.5 - 1e-9) | (at > len(axis) - 0.5 + 1e-9), np.nan, at)


def _in_blocks(axis: FloatArray, block: int) -> FloatArray:
    whole = axis[: len(axis) // block * block]
    means: FloatArray = whole.reshape(-1, block).mean(axis=1)
    return means


def _block_means(values: FloatArray, block: int) -> FloatArray:
    """Mean of what is known in whole blocks; NaN where nothing is."""
    if block == 1:
        return values
    rows, cols = (size // block for size in values.shape)
    parts = values[: rows * block, : cols * block].reshape(rows, block, cols, block)
    known = np.isfinite(parts)
    count = known.sum(axis=(1, 3))
    means: FloatArray = np.where(known, parts, 0.0).sum(axis=(1, 3)) / np.maximum(count, 1)
    return np.where(count > 0, means, np.nan)
