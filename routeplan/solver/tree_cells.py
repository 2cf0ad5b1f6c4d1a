"""Cells that trees may cross, cut into triangles: two each, and four that meet at the terminal where one lies in it.

A function that is given at the corners of cells and at terminals is linear on each triangle. An ordinary cell is cut
along whichever diagonal makes the steeper gradient smaller, as in :mod:`routeplan.solver.lower_bound`. A cell with two
terminals, or with one on a side, is ordinary: what a function is there lies between what the two diagonals say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall
from routeplan.solver.lower_bound import find_opened, open_rates
from routeplan.solver.potential import cell_of
from routeplan.solver.sparse_blocks import BLOCK, Blocks, blocks_shape, min_pool

_SAMPLES_PER_SIDE = 65
_ON_SIDE = 0.02  # of a cell: nearer to a side than this, a terminal would make a triangle too flat
_TINY = 1e-9  # of a cell: no leg costs nothing


@dataclass(frozen=True)
class TreeCells:
    """Cells that a tree may cross, its terminals, and where it may have junctions.

    Attributes
    ----------
    rates : (rows, cols) float32
        Cost of crossing a cell along a row or column; zero where closed, with a closed rim.
    allowed : (rows, cols) bool
        Open cells that may hold a junction, sides included.
    at : (n, 2) float64
        Fractional row and column of each terminal, in open cells.
    """

    rates: FloatCells
    allowed: BoolCells
    at: FloatArray

    @classmethod
    def of(
        cls, cost_grid: CostGrid, landfalls: Sequence[Sequence[Landfall]], allowed: BoolCells | None
    ) -> TreeCells:
        """Open the barriers that landfalls cross, those of each terminal to all.

        Parameters
        ----------
        cost_grid : CostGrid
        landfalls : sequence of sequence of Landfall
            Of each terminal: one for each basin that it reaches.
        allowed : (rows, cols) bool, optional
            Cells of the cost grid that may hold a junction; default: all open cells.
        """
        rates = open_rates(cost_grid, find_opened(cost_grid, *chain.from_iterable(landfalls)))
        at = np.array([(known[0].row, known[0].col) for known in landfalls], dtype=np.float64)
        return cls(rates, rates > 0 if allowed is None else allowed & (rates > 0), at)

    def coarser(self, factor: int) -> TreeCells:
        """See so many by so many cells as one, as cheap as the cheapest open one; with a rim of 8."""
        rows, cols = (size * BLOCK for size in blocks_shape(self.rates.shape))
        rates, allowed = (
            np.full((rows, cols), np.inf, dtype=np.float32),
            np.zeros((rows, cols), dtype=np.bool_),
        )
        here = np.s_[: self.shape[0], : self.shape[1]]
        rates[here] = np.where(self.rates > 0, self.rates, np.inf)
        allowed[here] = self.allowed
        wide = rows // factor, factor, cols // factor, factor
        cheapest = rates.reshape(wide).min(axis=(1, 3)) * np.float32(factor)
        return TreeCells(
            np.pad(np.where(np.isfinite(cheapest), cheapest, np.float32(0.0)), RIM),
            np.pad(allowed.reshape(wide).any(axis=(1, 3)), RIM),
            (self.at + 0.5) / factor - 0.5 + RIM,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self.rates.shape[0], self.rates.shape[1]

    @cached_property
    def blocks(self) -> Blocks:
        """(block rows, block cols) bool, blocks with open cells."""
        every = np.ones(blocks_shape(self.rates.shape), dtype=np.bool_)
        pooled, _, _ = min_pool(self.rates, every, 0)
        return np.asarray(pooled > 0)

    @cached_property
    def own(self) -> Index:
        """(n, 2) row and column of the cell of each terminal."""
        return np.array([cell_of((row, col)) for row, col in self.at], dtype=np.int64).reshape(-1, 2)

    @cached_property
    def alone(self) -> BoolCells:
        """(n,) whether each terminal is the only one in its cell, off its sides: the cell is then cut in four."""
        _, which, count = np.unique(self.own, axis=0, return_inverse=True, return_counts=True)
        off_sides = np.abs(self.at - self.own).max(axis=1) < 0.5 - _ON_SIDE
        return np.asarray((count[which.ravel()] == 1) & off_sides)

    @cached_property
    def own_rates(self) -> FloatArray:
        """(n,) cost of crossing the cell of each terminal."""
        return self.rates[self.own[:, 0], self.own[:, 1]].astype(np.float64)

    @cached_property
    def holds_junction(self) -> BoolCells:
        """(n,) whether a junction may be at the tip of the four triangles round each terminal."""
        return np.asarray(self.allowed[self.own[:, 0], self.own[:, 1]] & self.alone)

    @cached_property
    def ordinary(self) -> FloatCells:
        """(rows, cols) float32, the rates; cells that are cut in four, which are judged apart, closed."""
        rates = self.rates.copy()
        rates[self.own[self.alone, 0], self.own[self.alone, 1]] = 0.0
        return rates

    @cached_property
    def own_corners(self) -> tuple[Index, Index]:
        """Two (n, 4) arrays, rows and columns of the corners of terminals' cells: NW, NE, SW, SE."""
        return self.own[:, :1] + np.array([0, 0, 1, 1]), self.own[:, 1:] + np.array([0, 1, 0, 1])

    @cached_property
    def legs(self) -> FloatArray:
        """(n, 4) cost from each terminal to the corners of its cell, no higher than its triangles can rise.

        Straight legs are too high by as much as the sides between their ends are above the cone round the terminal.
        """
        down, right = self._inside
        straight = np.stack(
            [np.hypot(down - row, right - col) for row in (0.0, 1.0) for col in (0.0, 1.0)], axis=-1
        )
        share = np.linspace(0.0, 1.0, _SAMPLES_PER_SIDE)
        above = np.zeros(len(self.at))
        for first, last, along, off in (
            (0, 1, right, down),
            (2, 3, right, 1.0 - down),
            (0, 2, down, right),
            (1, 3, down, 1.0 - right),
        ):
            side = straight[:, first, None] * (1.0 - share) + straight[:, last, None] * share
            cone = np.hypot(share - along[:, None], off[:, None])
            above = np.maximum(above, (side - cone).max(axis=1))
        return np.asarray(np.maximum(straight - above[:, None], _TINY) * self.own_rates[:, None])

    def are_in(self, blocks: Blocks) -> BoolCells:
        """(n,) whether each terminal lies in some blocks."""
        return np.asarray(blocks[self.own[:, 0] // BLOCK, self.own[:, 1] // BLOCK])

    def smoothest(self, values: FloatArray) -> FloatArray:
        """(n,) bilinear reading of values at corners, at the terminals."""
        down, right = self._inside
        nw, ne, sw, se = values[self.own_corners].T
        return np.asarray(
            (1 - down) * ((1 - right) * nw + right * ne) + down * ((1 - right) * sw + right * se)
        )

    def by_either_diagonal(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Two (n,) arrays, least and most of what the two diagonals make of values at corners, at the terminals."""
        down, right = self._inside
        nw, ne, sw, se = values[self.own_corners].T
        falling = np.where(
            right >= down,
            nw + right * (ne - nw) + down * (se - ne),
            nw + down * (sw - nw) + right * (se - sw),
        )
        rising = np.where(
            right + down <= 1.0,
            nw + right * (ne - nw) + down * (sw - nw),
            se + (1.0 - right) * (sw - se) + (1.0 - down) * (ne - se),
        )
        return np.minimum(falling, rising), np.maximum(falling, rising)

    def excess_at_terminals(self, values: FloatArray, tips: FloatArray) -> FloatArray:
        """(n,) steepest gradient over rate on the four triangles round each terminal; zero if it is not alone.

        Parameters
        ----------
        values : (rows + 1, cols + 1) float64
            At corners.
        tips : (n,) float64
            At terminals.
        """
        down, right = self._inside
        nw, ne, sw, se = values[self.own_corners].T
        steepest = np.zeros(len(tips))
        for first, last, along, off in (
            (nw, ne, right, down),
            (sw, se, right, 1.0 - down),
            (nw, sw, down, right),
            (ne, se, down, 1.0 - right),
        ):
            side = last - first
            rise = tips - (first + side * along)
            with np.errstate(divide="ignore", invalid="ignore"):
                across = np.where((rise == 0.0) & (off == 0.0), 0.0, rise / off)
            steepest = np.maximum(steepest, np.hypot(side, across))
        return np.asarray(np.where(self.alone, steepest / self.own_rates, 0.0))

    @cached_property
    def _inside(self) -> tuple[FloatArray, FloatArray]:
        """Two (n,) arrays, how far each terminal lies from the north and west sides of its cell, in cells."""
        down, right = (self.at - self.own + 0.5).T
        return down, right
