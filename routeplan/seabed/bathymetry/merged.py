"""Several files of heights as one: surveys laid over a chart, best first, and tiles side by side.

Where the better file ends, its heights fade into those below over some cells: a step would be a slope that is not
there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.seabed.bathymetry.height_file import NO_MISSING, HeightFile, Values
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG, LatLonGrid, split_columns

_FADE_KM = 2.0  # editable default: some cells of GEBCO
_MOST_FADE_CELLS = 64
_MOST_COLS, _MOST_VALUES = 1_000_000, 10_000_000_000
_ROUNDING = 1e-6  # of a row

Part: TypeAlias = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class RegriddedHeights:
    """Heights of a file by longitude and latitude on another such grid, interpolated between four values.

    Attributes
    ----------
    inner : HeightFile
    latlon_grid : LatLonGrid
        The other grid.
    codes : bool
        Whether values are codes: the nearest is taken, because between two codes there is none.
    """

    inner: HeightFile
    latlon_grid: LatLonGrid
    codes: bool = False
    missing: int = field(default=NO_MISSING, init=False)

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the file says of its heights."""
        return self.inner.attributes

    @property
    def stored_block(self) -> int:
        """Values that are read together, at least."""
        return self.inner.stored_block

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open; NaN outside the file."""
        grid, own = self.latlon_grid, self.inner.latlon_grid
        lat = grid.south_deg + np.arange(first_row, last_row) * grid.lat_step_deg
        lon = grid.west_deg + np.arange(first_col, last_col) * grid.lon_step_deg
        at_row = (lat - own.south_deg) / own.lat_step_deg
        # A step below the first column is the first column itself, not the far end of the circle.
        at_col = ((lon - own.west_deg) % 360.0 + _ROUNDING) % 360.0 / own.lon_step_deg
        at_col = np.where(at_col > 360.0 / own.lon_step_deg - 0.5, at_col - 360.0 / own.lon_step_deg, at_col)
        found = np.full((len(lat), len(lon)), np.nan, dtype=np.float32)
        rows = np.flatnonzero((at_row > -0.5 - _ROUNDING) & (at_row < own.rows - 0.5 + _ROUNDING))
        cols = np.arange(len(lon)) if own.closed else np.flatnonzero(at_col < own.cols - 0.5 + _ROUNDING)
        if rows.size and cols.size:
            row, down = _whole_and_part(at_row[rows], own.rows)
            col, right = _whole_and_part(at_col[cols], own.cols, closed=own.closed)
            found[np.ix_(rows, cols)] = self._interpolated(row, down, col, right)
        return found

    def _interpolated(
        self, row: npt.NDArray[np.int64], down: FloatCells, col: npt.NDArray[np.int64], right: FloatCells
    ) -> FloatCells:
        own = self.inner.latlon_grid
        below = int(row.min())
        needed = int(row.max()) + 2 - below
        turned = np.flatnonzero(np.diff(col) < 0)  # where the columns begin anew
        pieces = np.split(np.arange(len(col)), turned + 1)
        values = []
        for piece in pieces:
            left = int(col[piece].min())
            count = int(col[piece].max()) + 2 - left
            read = np.concatenate(
                [
                    self._heights(below, needed, first, last)
                    for first, last in split_columns(left, count, own.cols)
                ],
                axis=1,
            )
            at, beside = row - below, col[piece] - left
            if self.codes:
                values.append(read[np.ix_(at + (down >= 0.5), beside + (right[piece] >= 0.5))])
                continue
            across = read[:, beside] * (1 - right[piece]) + read[:, beside + 1] * right[piece]
            values.append(across[at] * (1 - down[:, None]) + across[at + 1] * down[:, None])
        joined: FloatCells = np.concatenate(values, axis=1)
        return joined

    def _heights(self, first_row: int, count: int, first_col: int, last_col: int) -> FloatCells:
        raw = self.inner.read(first_row, first_row + count, first_col, last_col)
        heights = raw.astype(np.float32)
        heights[raw == self.inner.missing] = np.nan
        return heights

    def close(self) -> None:
        """Close the file."""
        self.inner.close()


@dataclass(frozen=True, slots=True)
class MergedHeights:
    """Heights of several files on one grid, the best first.

    Attributes
    ----------
    parts : tuple of HeightFile
        All on the same grid.
    fade_cells : int
        Over how many cells a better file fades into those below; 0 for tiles side by side.
    """

    parts: tuple[HeightFile, ...]
    fade_cells: int
    missing: int = field(default=NO_MISSING, init=False)

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Positions of the values."""
        return self.parts[0].latlon_grid

    @property
    def attributes(self) -> Mapping[str, str]:
        """Nothing: each part is metres, positive up, already."""
        return {}

    @property
    def stored_block(self) -> int:
        """Values that are read together, at least."""
        return max(part.stored_block for part in self.parts)

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""
        merged, _ = self._merge(first_row, last_row, first_col, last_col)
        return merged

    def read_origin(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Part:
        """Which part each value comes from, counted from 0; -1 where there is none."""
        return self._merge(first_row, last_row, first_col, last_col)[1]

    def _merge(self, first_row: int, last_row: int, first_col: int, last_col: int) -> tuple[FloatCells, Part]:
        # Cells beside the window decide how far its own are from the end of a file.
        grid, fade = self.latlon_grid, self.fade_cells
        south, west = max(first_row - fade, 0), max(first_col - fade, 0)
        north, east = min(last_row + fade, grid.rows), min(last_col + fade, grid.cols)
        merged = np.full((north - south, east - west), np.nan, dtype=np.float32)
        origin = np.full(merged.shape, -1, dtype=np.int16)
        for number in reversed(range(len(self.parts))):
            heights = np.asarray(self.parts[number].read(south, north, west, east), dtype=np.float32)
            there = np.isfinite(heights)
            if not there.any():
                continue
            share = _fading(there, fade)
            blended = merged + share * (heights - merged)
            merged = np.where(there, np.where(np.isnan(merged), heights, blended), merged)
            origin[there & ((share >= 0.5) | (origin < 0))] = number
        rows, cols = slice(first_row - south, last_row - south), slice(first_col - west, last_col - west)
        return merged[rows, cols], origin[rows, cols]

    def close(self) -> None:
        """Close all files."""
        with ExitStack() as closing:
            for part in self.parts:
                closing.callback(part.close)


def merge_heights(files: Sequence[HeightFile], *, fade: bool = True, codes: bool = False) -> HeightFile:
    """Lay files over each other, the best first, on the steps of the finest.

    Parameters
    ----------
    files : sequence of HeightFile
        Metres, positive up.
    fade : bool
        Whether a better file fades into those below; not for tiles, which continue each other.
    codes : bool
        Whether values are codes, not heights: none is interpolated.
    """
    grid = _common_grid([file.latlon_grid for file in files])
    parts = tuple(RegriddedHeights(file, grid, codes) for file in files)
    cells = math.ceil(_FADE_KM / (grid.lat_step_deg * KM_PER_DEG)) if fade else 0
    return MergedHeights(parts, min(cells, _MOST_FADE_CELLS))


def _fading(there: npt.NDArray[np.bool_], cells: int) -> FloatCells:
    """Share of the better heights, 0 at the end of a file to 1 some cells inside."""
    from scipy import ndimage

    if cells == 0 or there.all():
        return np.ones(there.shape, dtype=np.float32)
    inside = ndimage.distance_transform_edt(there)
    return np.clip(inside / np.float32(cells + 1), 0.0, 1.0).astype(np.float32)


def _common_grid(grids: Sequence[LatLonGrid]) -> LatLonGrid:
    """Cover all grids with the steps of the finest, or coarser ones where those would be too many."""
    south = min(grid.south_deg - grid.lat_step_deg / 2 for grid in grids)
    north = max(grid.south_deg + (grid.rows - 0.5) * grid.lat_step_deg for grid in grids)
    west, width = _widest(
        [(grid.west_deg - grid.lon_step_deg / 2, grid.cols * grid.lon_step_deg) for grid in grids]
    )
    step = min(min(grid.lat_step_deg, grid.lon_step_deg) for grid in grids)
    while width / step > _MOST_COLS or width / step * (north - south) / step > _MOST_VALUES:
        step *= 2.0
    rows, cols = round((north - south) / step), round(width / step)
    lat_step, lon_step = (north - south) / rows, width / cols
    return LatLonGrid(south + lat_step / 2, west + lon_step / 2, lat_step, lon_step, rows, cols)


def _widest(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Smallest range of longitudes that covers some ranges: its west end and width."""
    best = (-180.0, 360.0)
    for west, _ in spans:
        width = max((start - west) % 360.0 + extent for start, extent in spans)
        if width < min(best[1], 360.0 - 1e-9):
            best = west, width
    return best


def _whole_and_part(
    at: npt.NDArray[np.floating], count: int, *, closed: bool = False
) -> tuple[npt.NDArray[np.int64], FloatCells]:
    """Index of the value before a position, and how far behind it the position is."""
    if closed:
        whole = np.floor(at)
        return whole.astype(np.int64) % count, (at - whole).astype(np.float32)
    within = np.clip(at, 0.0, count - 1.0)
    whole = np.minimum(np.floor(within), count - 2.0)
    return whole.astype(np.int64), (within - whole).astype(np.float32)
