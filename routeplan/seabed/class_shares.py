"""Shares of classes in the cells of a grid, from a raster of numbers by latitude and longitude."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.sources import Source
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands
from routeplan.seabed.bathymetry.bathymetry import Bathymetry, derive_depth_m
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid, square_block

NO_CLASS = -1
Numbers: TypeAlias = npt.NDArray[np.int8] | npt.NDArray[np.int16]
_STRIP_VALUES = 1 << 22
_NO_SOURCE = Source("classes", "", "")


def derive_class_shares(
    read: Callable[[int, int, int, int], Numbers], latlon_grid: LatLonGrid, grid: Grid, *, classes: int
) -> FloatCells:
    """Derive how much of each cell has each class.

    The raster is averaged over blocks of about a cell, and read between the four nearest.

    Parameters
    ----------
    read : callable
        Reads a part, (rows, cols), from first to last row and column, both ends half open: numbers of classes from 0,
        or `NO_CLASS`.
    latlon_grid : LatLonGrid
        Positions of its values.
    grid : Grid
    classes : int
        How many there are.

    Returns
    -------
    (classes, rows, cols) float32
        They add up to 1 less the share of `NO_CLASS`; 0 outside the raster.
    """
    block = square_block(latlon_grid, 2.0 * grid.spacing_m / 1000.0)
    blocks = latlon_grid.in_blocks(block, block)
    south_deg = grid.lonlat_bounds()[1]
    first_row = min(max(int(np.floor(blocks.row_of(south_deg))) - 1, 0), blocks.rows - 1)
    shares = np.zeros((classes, blocks.rows - first_row, blocks.cols), dtype=np.float32)
    south = latlon_grid.rows % block
    step = max(1, _STRIP_VALUES // (latlon_grid.cols * block))
    for row in range(first_row, blocks.rows, step):
        last = min(row + step, blocks.rows)
        numbers = read(south + row * block, south + last * block, 0, blocks.cols * block)
        part = np.zeros((classes, last - row, blocks.cols), dtype=np.float32)
        run_in_bands(_count, last - row, numbers, block, part)
        shares[:, row - first_row : last - first_row] = part
    found = np.stack(
        [derive_depth_m(Bathymetry(share, _NO_SOURCE, blocks, first_row), grid) for share in shares]
    )
    return np.nan_to_num(found)


@compiled
def _count(first: int, last: int, numbers: Numbers, block: int, shares: npt.NDArray[np.float32]) -> None:
    """Add up the shares of the classes in blocks of some rows."""
    one = np.float32(1.0 / (block * block))
    for row in range(first, last):
        for col in range(shares.shape[2]):
            for i in range(row * block, (row + 1) * block):
                for j in range(col * block, (col + 1) * block):
                    if numbers[i, j] >= 0:
                        shares[numbers[i, j], row, col] += one
