"""Heights to depths of whole blocks: the mean, or mean, shallowest and deepest in one pass."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.bathymetry.height_file import HIGHEST_M, LOWEST_M, Values

ShortCells: TypeAlias = npt.NDArray[np.int16]
Reduced: TypeAlias = tuple[FloatCells, ShortCells, ShortCells]
# Bounds of a block without heights: neutral for minimum and maximum.
NO_SHALLOWEST, NO_DEEPEST = 32767, -32767
_DEEPEST_M = 32766.0


@inlined
def _is_height(value: float, missing: int) -> bool:
    """Whether a value is a height of this Earth; NaN is none."""
    return value != missing and LOWEST_M <= value <= HIGHEST_M


def mean_blocks(values: Values, block_rows: int, block_cols: int, missing: int) -> FloatCells:
    """Convert heights to mean depths of blocks, equal to ``reduce_blocks`` to the last bit."""
    mean = np.empty((values.shape[0] // block_rows, values.shape[1] // block_cols), dtype=np.float32)
    run_in_bands(_write_means, len(mean), values, block_rows, block_cols, missing, mean)
    return mean


@compiled
def _write_means(
    first: int,
    last: int,
    values: Values,
    block_rows: int,
    block_cols: int,
    missing: int,
    mean: FloatCells,
) -> None:
    cols = mean.shape[1]
    for row in range(first, last):
        if block_rows * block_cols == 1:  # most windows are not averaged: this loop is vectorised
            for col in range(cols):
                mean[row, col] = -float(values[row, col]) if _is_height(values[row, col], missing) else np.nan
            continue
        for col in range(cols):
            total, whole = 0.0, True
            for i in range(row * block_rows, (row + 1) * block_rows):
                for j in range(col * block_cols, (col + 1) * block_cols):
                    total += float(values[i, j])
                    whole &= _is_height(values[i, j], missing)
            mean[row, col] = -total / (block_rows * block_cols) if whole else np.nan


def reduce_blocks(
    values: Values, block_rows: int, block_cols: int, missing: int, *, of_sea: bool = False
) -> Reduced:
    """Convert heights to depths by block; incomplete blocks in the north and east are left out.

    Parameters
    ----------
    values : (rows, cols) array
        Heights, metres, positive up.
    block_rows, block_cols : int
        Size of a block.
    missing : int
        Value that means no height, as any value outside ``LOWEST_M`` to ``HIGHEST_M`` does.
    of_sea : bool
        Whether the mean of a block with sea in it is that of its sea: shores do not make a strait shallower.

    Returns
    -------
    mean : float32 array
        Mean depth, metres, positive down; NaN where the block lacks a height.
    shallowest, deepest : int16 arrays
        Whole metres rounded outwards, of the heights that are known.
    """
    shape = values.shape[0] // block_rows, values.shape[1] // block_cols
    mean = np.empty(shape, dtype=np.float32)
    shallowest, deepest = np.empty(shape, dtype=np.int16), np.empty(shape, dtype=np.int16)
    out = mean, shallowest, deepest
    run_in_bands(_reduce_rows, len(mean), values, block_rows, block_cols, missing, of_sea, *out)
    return out


@compiled
def _reduce_rows(
    first: int,
    last: int,
    values: Values,
    block_rows: int,
    block_cols: int,
    missing: int,
    of_sea: bool,
    mean: FloatCells,
    shallowest: ShortCells,
    deepest: ShortCells,
) -> None:
    for row in range(first, last):
        for col in range(mean.shape[1]):
            total, count, sea_total, sea_count = 0.0, 0, 0.0, 0
            low, high = np.inf, -np.inf
            for i in range(row * block_rows, (row + 1) * block_rows):
                for j in range(col * block_cols, (col + 1) * block_cols):
                    value = values[i, j]
                    if _is_height(value, missing):
                        height = float(value)
                        total += height
                        count += 1
                        if height < 0.0:
                            sea_total += height
                            sea_count += 1
                        low, high = min(low, height), max(high, height)
            mean[row, col] = -total / count if count == block_rows * block_cols else np.nan
            if of_sea and sea_count and count == block_rows * block_cols:
                mean[row, col] = -sea_total / sea_count
            shallowest[row, col] = max(np.floor(-high), -_DEEPEST_M) if count else NO_SHALLOWEST
            deepest[row, col] = min(np.ceil(-low), _DEEPEST_M) if count else NO_DEEPEST
