"""Refine a line on cells an eighth as wide, closed where the coastline closes them, in a band along the line.

Whole cells with some sea in them are open to the coarse search. The band then has the same costs, cell by cell, but
only its parts at sea are open: what the fine line costs and what the coarse cells allow are told in one currency.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from routeplan.errors import NoRouteError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.scanline import BitCells
from routeplan.geo.track import Line
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.cell_edges import Index
from routeplan.solver.cost_grid import NO_DATA, RIM, CostGrid
from routeplan.solver.landfall import Place
from routeplan.solver.path import GridPath
from routeplan.solver.sparse_blocks import BLOCK, Blocks, sparse_zeros
from routeplan.solver.straighten import find_line

# Half-widths of the band, in coarse cells: at sea, and near land. Where land parts the band it is widened.
_AT_SEA, _NEAR_LAND = 2, 8
_WIDER = (1, 3, 9)
_SAMPLES_PER_CELL = 3.0
# Parts of cells that the shore passes through count so many times: a line keeps off the shore where there is room.
SHORE_WEIGHT = np.float32(4.0)


Constrain = Callable[[CostGrid], CostGrid]


@dataclass(frozen=True, eq=False)
class CoastalGrid:
    """Coarse costs, and the sea inside every coarse cell.

    Attributes
    ----------
    coarse : CostGrid
        Cells that may be used if they hold sea are open, others are barriers.
    sea, shore : (rows, cols) uint64
        Parts of each cell of its grid whose centre is at sea, and parts that the coastline passes through, numbered
        as in :mod:`routeplan.geo.scanline`: as many as cells in a block.
    """

    coarse: CostGrid
    sea: BitCells
    shore: BitCells

    @property
    def grid(self) -> Grid:
        """The fine cells."""
        return self.coarse.grid.refined(BLOCK)

    def read_band(self, line: Line, wider: int = 1) -> CostGrid:
        """Lay out the fine cells in a band along a line, on the smallest window that holds them.

        Parameters
        ----------
        line : Line
            On the Earth: it may come from any coarse grid, cropped or whole.
        wider : int
            Times the usual half-width.
        """
        blocks = self._band_along(line, wider)
        rows, cols = np.nonzero(blocks)
        top, bottom, left, right = rows.min(), rows.max() + 1, cols.min(), cols.max() + 1
        window = np.s_[top:bottom, left:right]
        grid = self.grid.window(*(int(at) * BLOCK for at in (top, bottom, left, right)))
        cell_cost = sparse_zeros((grid.rows + 2 * RIM, grid.cols + 2 * RIM), np.float32)
        coarse = self.coarse.cell_cost[RIM:-RIM, RIM:-RIM]
        _write_blocks(coarse[window], self.sea[window], self.shore[window], blocks[window], cell_cost)
        filled = np.pad(blocks[window], RIM // BLOCK)
        if self.coarse.across is None:
            return CostGrid(grid, cell_cost, filled)
        across = sparse_zeros((*cell_cost.shape, 2), np.float32)
        _write_across(self.coarse.across[RIM:-RIM, RIM:-RIM][window], blocks[window], across)
        return CostGrid(grid, cell_cost, filled, across)

    def _band_along(self, line: Line, wider: int) -> Blocks:
        """Mark the coarse cells, (rows, cols) bool, along a line; ``wider`` times the usual half-width."""
        grid = self.coarse.grid
        blocks = np.zeros(self.sea.shape, dtype=np.bool_)
        dense = line.densified(every_km=grid.spacing_m / 1000.0 / _SAMPLES_PER_CELL)
        rows, cols = (np.rint(at).astype(np.int64) for at in grid.cell_of(dense.lon, dense.lat))
        _stamp(self.sea, rows, cols, wider, blocks)
        return blocks


@dataclass(frozen=True)
class RefinedPath:
    """A path on the fine plane of a band.

    Attributes
    ----------
    path : GridPath
    cost_grid : CostGrid
    """

    path: GridPath
    cost_grid: CostGrid


def refine_along_coast(
    coastal: CoastalGrid,
    line: Line,
    start: Place,
    end: Place,
    *,
    landfall_limit_km: float,
    constrain: Constrain | None = None,
) -> RefinedPath:
    """Find the cheapest path on fine cells near a line that was found on coarse ones.

    Parameters
    ----------
    coastal : CoastalGrid
    line : Line
        From start to end.
    start, end : (name, lon, lat)
    landfall_limit_km : float
        How far each end may lie from the sea.
    constrain : callable, optional
        Closes cells of a band, or raises their cost, before the path is searched.

    Raises
    ------
    UsageError
        If an end is too far from the sea.
    NoRouteError
        If land, or what closes cells, parts the ends, also far from the line.
    """

    def refine(wider: int) -> RefinedPath:
        band = coastal.read_band(line, wider)
        if constrain is not None:
            band = constrain(band)
        return RefinedPath(find_line(band, start, end, landfall_limit_km=landfall_limit_km), band)

    *narrower, widest = _WIDER
    for wider in narrower:
        with suppress(NoRouteError):
            return refine(wider)
    return refine(widest)


@inlined
def _is_near_land(sea: BitCells, row: int, col: int) -> bool:
    for to_row in range(max(row - _NEAR_LAND, 0), min(row + _NEAR_LAND + 1, sea.shape[0])):
        for to_col in range(max(col - _NEAR_LAND, 0), min(col + _NEAR_LAND + 1, sea.shape[1])):
            if ~sea[to_row, to_col] != 0:
                return True
    return False


@compiled
def _stamp(sea: BitCells, rows: Index, cols: Index, wider: int, blocks: Blocks) -> None:
    """Mark a square round each cell of a path."""
    height, width = sea.shape
    for at in range(len(rows)):
        row, col = rows[at], cols[at]
        if not (0 <= row < height and 0 <= col < width):
            continue
        half = wider * (_NEAR_LAND if _is_near_land(sea, row, col) else _AT_SEA)
        for to_row in range(max(row - half, 0), min(row + half + 1, height)):
            for to_col in range(max(col - half, 0), min(col + half + 1, width)):
                blocks[to_row, to_col] = True


@compiled
def _write_blocks(
    coarse: FloatCells, sea: BitCells, shore: BitCells, blocks: Blocks, cell_cost: FloatCells
) -> None:
    """Write the fine cells of blocks: a part of the coarse cost, open where the part is sea and the cell is open."""
    for row in range(sea.shape[0]):
        for col in range(sea.shape[1]):
            if not blocks[row, col]:
                continue
            cost = coarse[row, col]
            if cost == NO_DATA:
                continue
            rate, is_open = abs(cost) / np.float32(BLOCK), cost > 0
            top, left = (row + 1) * BLOCK, (col + 1) * BLOCK
            for point in range(BLOCK * BLOCK):
                bit = np.uint64(1) << np.uint64(point)
                fine = rate * SHORE_WEIGHT if shore[row, col] & bit else rate
                at_sea = is_open and sea[row, col] & bit != 0
                cell_cost[top + point // BLOCK, left + point % BLOCK] = fine if at_sea else -fine


@compiled
def _write_across(coarse: FloatCells, blocks: Blocks, across: FloatCells) -> None:
    """Give the fine cells of blocks the headings of their coarse cell."""
    for row in range(blocks.shape[0]):
        for col in range(blocks.shape[1]):
            if blocks[row, col]:
                top, left = (row + 1) * BLOCK, (col + 1) * BLOCK
                for point in range(BLOCK * BLOCK):
                    for axis in range(2):
                        across[top + point // BLOCK, left + point % BLOCK, axis] = coarse[row, col, axis]
