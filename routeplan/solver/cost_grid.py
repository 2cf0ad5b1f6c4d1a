"""What the front moves through: the cost of crossing each cell of the plane, and which cells hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.cost.heading_cost import heading_times
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid, read_radial
from routeplan.runtime.compiled import compiled, inlined
from routeplan.runtime.row_bands import run_in_bands
from routeplan.solver.sparse_blocks import (
    BLOCK,
    Blocks,
    Labels,
    blocks_shape,
    label_components,
    min_pool,
    sparse_zeros,
)

# Second-order differences look two cells away: a closed rim spares the kernel every bounds check. It is a block
# wide, so that blocks of a plane are whole blocks of its grid.
RIM = BLOCK
_CORNER = 1e-9  # of a segment: nearer than this to a corner is through it
NO_DATA = np.float32(0.0)


@dataclass(frozen=True)
class CostGrid:
    """A cost surface as the solver sees it: on the plane, in cells, with a rim of impassable cells.

    Attributes
    ----------
    grid : Grid
        The cells, without the rim.
    cell_cost : (rows + 2 RIM, cols + 2 RIM) float32
        USD to cross the cell along a row or a column. Negative: a barrier, crossed at that cost by landfall
        legs only. Zero: no data, never crossed.
    filled_blocks : (block rows, block cols) bool, optional
        The blocks of ``cell_cost`` that hold data, where few do; else all may.
    across : (rows + 2 RIM, cols + 2 RIM, 2) float32, optional
        Where cost depends on the heading: ``cell_cost`` is then that of the cheapest heading, and unit heading v costs
        sqrt(1 + (across . v)^2) times as much, see :class:`routeplan.cost.heading_cost.HeadingCost`.
    """

    grid: Grid
    cell_cost: FloatCells
    filled_blocks: Blocks | None = None
    across: FloatCells | None = None

    @classmethod
    def from_surface(cls, surface: CostSurface) -> CostGrid:
        """Lay a whole cost surface out on the plane."""
        headings = surface.headings
        across = None if headings is None else np.pad(headings.across, ((RIM, RIM), (RIM, RIM), (0, 0)))
        return cls(surface.grid, derive_cell_cost(surface, rim=RIM), across=across)

    @classmethod
    def from_arrays(cls, grid: Grid, arrays: Mapping[str, npt.NDArray[Any]]) -> CostGrid:
        """Take up what :meth:`as_arrays` gave: nothing is derived again."""
        taken = cls(grid, arrays["cell_cost"], across=arrays.get("across"))
        highest, open_cells = arrays["highest"].item(), arrays["open_cells"].item()
        # Where cached properties keep their values.
        vars(taken).update(basins=arrays["basins"], _pooled=(arrays["optimistic"], highest, open_cells))
        return taken

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give the costs of a whole plane, and all that is derived from them once, to be kept."""
        optimistic, highest, open_cells = self._pooled
        return {
            "cell_cost": self.cell_cost,
            "basins": self.basins,
            "optimistic": optimistic,
            "highest": np.array(highest),
            "open_cells": np.array(open_cells),
        } | ({} if self.across is None else {"across": self.across})

    @property
    def width(self) -> int:
        """Cells from one row to the next in the flattened array."""
        return int(self.cell_cost.shape[1])

    @property
    def blocks(self) -> Blocks:
        """(block rows, block cols) bool, the blocks that may hold open cells."""
        return (
            self.filled_blocks
            if self.filled_blocks is not None
            else np.ones(blocks_shape(self.cell_cost.shape), dtype=np.bool_)
        )

    @property
    def inner_blocks(self) -> Blocks | None:
        """(block rows, block cols) bool, the blocks of the grid, without the rim, that hold data; None if all may."""
        rim = RIM // BLOCK
        return None if self.filled_blocks is None else self.filled_blocks[rim:-rim, rim:-rim]

    def copy_costs(self) -> FloatCells:
        """Copy ``cell_cost``; of a plane with few filled blocks only those take memory."""
        if self.filled_blocks is None:
            return self.cell_cost.copy()
        copied = sparse_zeros(self.cell_cost.shape, np.float32)
        for row, col in np.argwhere(self.filled_blocks) * BLOCK:
            block = np.s_[row : row + BLOCK, col : col + BLOCK]
            copied[block] = self.cell_cost[block]
        return copied

    @cached_property
    def optimistic(self) -> FloatCells:
        """(block rows + 2 RIM, block cols + 2 RIM) float32, each block a cell as cheap as its cheapest open one."""
        return self._pooled[0]

    @cached_property
    def rates(self) -> tuple[float, float]:
        """Lowest and highest cost of a crossing of an open cell."""
        pooled, highest, _ = self._pooled
        return float(pooled[pooled > 0].min(initial=np.inf)) / BLOCK, highest

    @property
    def open_cells(self) -> int:
        """Number of cells a cable may lie in."""
        return self._pooled[2]

    @cached_property
    def _pooled(self) -> tuple[FloatCells, float, int]:
        return min_pool(self.cell_cost, self.blocks, RIM)

    @cached_property
    def basins(self) -> Labels:
        """Number of the basin of each cell, same shape as ``cell_cost``; 0 on barriers.

        Cells are joined across their sides, as the front is.
        """
        labels = sparse_zeros(self.cell_cost.shape, np.int32)
        label_components(self.cell_cost, self.blocks, labels)
        return labels

    def lonlat_of(self, row: FloatArray, col: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude of fractional rows and columns of the cost grid, degrees."""
        return self.grid.lonlat_of(row - RIM, col - RIM)

    def barrier_km(self, row: FloatArray, col: FloatArray, lat: FloatArray) -> FloatArray:
        """(n - 1,) km that each straight leg of a line lies on barriers, lat being the vertices' latitudes."""
        cells = np.array(
            [segment_cost(self.cell_cost, None, *leg)[1] for leg in _legs(row, col)], dtype=np.float64
        )
        return cells * self.grid.true_spacing_km(lat[:-1])

    def cost_of(self, row: FloatArray, col: FloatArray) -> float:
        """Cost of a line of straight legs on the plane, USD."""
        return float(sum(segment_cost(self.cell_cost, self.across, *leg)[0] for leg in _legs(row, col)))


def derive_cell_cost(surface: CostSurface, *, rim: int = 0) -> FloatCells:
    """Bring cost per true kilometre onto the plane by the scale factor of every cell.

    Returns
    -------
    (rows + 2 rim, cols + 2 rim) float32
        USD to cross each cell along a row or a column, signed as in :class:`CostGrid`; no data on the rim.
    """
    grid = surface.grid
    step_m, _, scale = grid.radial_tables
    cell_cost = np.zeros((grid.rows + 2 * rim, grid.cols + 2 * rim), dtype=np.float32)
    run_in_bands(
        _write_cell_cost,
        grid.rows,
        surface.cheapest_usd_per_km,
        surface.barrier,
        surface.depth_m,
        grid.easting_m,
        grid.northing_m,
        step_m,
        scale,
        grid.spacing_m / 1000.0,
        rim,
        cell_cost,
    )
    return cell_cost


@compiled
def _write_cell_cost(
    first: int,
    last: int,
    usd_per_km: FloatCells,
    barrier: BoolCells,
    depth_m: FloatCells,
    easting: FloatArray,
    northing: FloatArray,
    table_step: float,
    scale_table: FloatArray,
    spacing_km: float,
    rim: int,
    cell_cost: FloatCells,
) -> None:
    """Write the crossing of every cell that has data: one pass, because it is made again at every change of a cost."""
    for row in range(first, last):
        for col in range(usd_per_km.shape[1]):
            if not np.isnan(depth_m[row, col]):
                scale = read_radial(easting[col], northing[row], table_step, scale_table)
                cost = usd_per_km[row, col] * np.float32(spacing_km / scale)
                cell_cost[row + rim, col + rim] = -cost if barrier[row, col] else cost


def _legs(row: FloatArray, col: FloatArray) -> Iterator[tuple[float, float, float, float]]:
    return zip(row[:-1], col[:-1], row[1:], col[1:], strict=True)


@compiled
def segment_cost(
    cell_cost: FloatCells, across: FloatCells | None, row_a: float, col_a: float, row_b: float, col_b: float
) -> tuple[float, float]:
    """Cost of a straight segment on the plane, and how many cell widths of it lie on barriers.

    Positions are fractional rows and columns of ``cell_cost``; ``across`` as in :class:`CostGrid`. The cost is infinite
    where data ends. Each piece of the segment between two cell sides is charged at that cell's rate, a piece that runs
    along a side at the better rate of the two cells beside it: exact for the cells as they are, and the same in a
    mirror.
    """
    rows, cols = cell_cost.shape
    d_row, d_col = row_b - row_a, col_b - col_a
    length = np.sqrt(d_row * d_row + d_col * d_col)
    down, right = (d_row / length, d_col / length) if length > 0.0 else (0.0, 0.0)
    step_row, step_col = (1 if d_row >= 0 else -1), (1 if d_col >= 0 else -1)
    # From a side, the first cell is the one ahead.
    row = int(np.floor(row_a + 0.5)) if d_row >= 0 else int(np.ceil(row_a - 0.5))
    col = int(np.floor(col_a + 0.5)) if d_col >= 0 else int(np.ceil(col_a - 0.5))
    # Along a side, its other cell lies one row up or one column left.
    twin_row = 1 if d_row == 0.0 and row - row_a == 0.5 else 0
    twin_col = 1 if d_col == 0.0 and col - col_a == 0.5 else 0
    twinned = twin_row != twin_col
    # Shares of the segment at which the next side of a row and of a column is crossed, and between two.
    per_row = 1.0 / abs(d_row) if d_row != 0.0 else np.inf
    per_col = 1.0 / abs(d_col) if d_col != 0.0 else np.inf
    next_row = abs(row + 0.5 * step_row - row_a) * per_row if d_row != 0.0 else np.inf
    next_col = abs(col + 0.5 * step_col - col_a) * per_col if d_col != 0.0 else np.inf
    on_barrier = cost = done = 0.0
    if abs(row - row_a) == 0.5 and abs(col - col_a) == 0.5:
        on_barrier = _squeeze(cell_cost, row_a, col_a)
    while True:
        if not (0 <= row < rows and 0 <= col < cols):
            return np.inf, on_barrier
        rate = _rate(cell_cost, across, row, col, down, right)
        if twinned:
            rate = _better(rate, _rate(cell_cost, across, row - twin_row, col - twin_col, down, right))
        if rate == 0.0:
            return np.inf, on_barrier
        reach = min(next_row, next_col)
        if reach > 1.0 - _CORNER:
            piece = (1.0 - done) * length
            if rate < 0.0:
                on_barrier += piece
            if abs(row - row_b) == 0.5 and abs(col - col_b) == 0.5:
                on_barrier += _squeeze(cell_cost, row_b, col_b)
            return cost + abs(rate) * piece, on_barrier
        piece = (reach - done) * length
        if rate < 0.0:
            on_barrier += piece
        cost += abs(rate) * piece
        done = reach
        through_corner = abs(next_row - next_col) < _CORNER
        if through_corner or twinned:
            corner_row = row - 0.5 if twin_row else row + 0.5 * step_row
            corner_col = col - 0.5 if twin_col else col + 0.5 * step_col
            on_barrier += _squeeze(cell_cost, corner_row, corner_col)
        if next_row < next_col or through_corner:
            row += step_row
            next_row += per_row
            if not through_corner:
                continue
        col += step_col
        next_col += per_col


@compiled
def _rate(
    cell_cost: FloatCells, across: FloatCells | None, row: int, col: int, down: float, right: float
) -> float:
    """Cost of a cell width at a unit heading, signed as in :class:`CostGrid`."""
    if across is None:
        return float(cell_cost[row, col])
    return float(cell_cost[row, col]) * heading_times(across, row, col, down, right)


@inlined
def _better(rate: float, other: float) -> float:
    """Choose the cheaper of two rates, open cells before barriers and these before no data."""
    if (rate > 0.0) != (other > 0.0):
        return max(rate, other)
    if rate == 0.0 or other == 0.0:
        return rate + other
    return rate if abs(rate) <= abs(other) else other


@compiled
def _squeeze(cell_cost: FloatCells, row: float, col: float) -> float:
    """Charge a sliver of barrier to a corner where two open cells meet and two closed ones part them."""
    top, left = int(np.floor(row)), int(np.floor(col))
    if row - top != 0.5 or col - left != 0.5:
        return 0.0
    if not (0 <= top < cell_cost.shape[0] - 1 and 0 <= left < cell_cost.shape[1] - 1):
        return 0.0
    falling = cell_cost[top, left] > 0.0 and cell_cost[top + 1, left + 1] > 0.0
    rising = cell_cost[top, left + 1] > 0.0 and cell_cost[top + 1, left] > 0.0
    neither = cell_cost[top, left] <= 0.0 and cell_cost[top + 1, left + 1] <= 0.0
    no_rise = cell_cost[top, left + 1] <= 0.0 and cell_cost[top + 1, left] <= 0.0
    return _CORNER if (falling and no_rise) or (rising and neither) else 0.0
