"""Tiles: values at the corners of the cells of some blocks, kept in four bytes each; blocks share no memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.fast_marching import Index
from routeplan.solver.sparse_blocks import BLOCK, Blocks, sparse_zeros

Units = npt.NDArray[np.uint32]
Slots = npt.NDArray[np.int32]
_MOST_UNITS = 2.0**32 - 2.0


@dataclass(frozen=True)
class Tiles:
    """Values at the corners of cells, zero or above, on some blocks.

    Attributes
    ----------
    slots : (block rows, block cols) int32
        Number of the tile of each block; -1 where there is none.
    units : (tiles, 9, 9) uint32
        Values as multiples of ``unit``.
    unit : float
    """

    slots: Slots
    units: Units
    unit: float

    @classmethod
    def of(cls, values: FloatArray, blocks: Blocks) -> Tiles:
        """Take values of a plane of corners, each rounded down by less than the highest over 2^32."""
        slots = number_blocks(blocks)
        return cls(slots, np.empty(0, dtype=np.uint32), 0.0).replaced(values[_corners_of(slots)])

    def to_plane(self, shape: tuple[int, int]) -> FloatArray:
        """(rows + 1, cols + 1) the values; zero outside the blocks."""
        plane = sparse_zeros((shape[0] + 1, shape[1] + 1), np.float64)
        plane[_corners_of(self.slots)] = self.units * self.unit
        return plane

    def weighted(self, weight: float, other: Tiles, other_weight: float, more: float) -> FloatArray:
        """(tiles, 9, 9) weighted sum with values on the same blocks, and a constant."""
        return self.units * (weight * self.unit) + other.units * (other_weight * other.unit) + more

    def replaced(self, values: FloatArray) -> Tiles:
        """Keep other values, zero or above, on the same blocks."""
        unit = max(float(values.max(initial=0.0)), np.finfo(float).tiny) / _MOST_UNITS
        return Tiles(self.slots, (values / unit).astype(np.uint32), unit)


def take_cells(plane: FloatCells, blocks: Blocks) -> FloatCells:
    """(tiles, 8, 8) the cells of some blocks of a plane."""
    return np.asarray(plane[_cells_of(blocks)])


def put_cells(cells: FloatCells, blocks: Blocks, shape: tuple[int, int]) -> FloatCells:
    """(rows, cols) a plane with the cells of some blocks; zero elsewhere."""
    plane = sparse_zeros(shape, np.float32)
    plane[_cells_of(blocks)] = cells
    return plane


def number_blocks(blocks: Blocks) -> Slots:
    """Give blocks numbers, row by row; the others -1."""
    slots = np.full(blocks.shape, -1, dtype=np.int32)
    slots[blocks] = np.arange(np.count_nonzero(blocks))
    return slots


def _cells_of(blocks: Blocks) -> tuple[Index, Index]:
    """Rows (tiles, 8, 1) and columns (tiles, 1, 8) of the cells of some blocks."""
    rows, cols = np.nonzero(blocks)
    steps = np.arange(BLOCK)
    return (rows * BLOCK)[:, None, None] + steps[:, None], (cols * BLOCK)[:, None, None] + steps


def _corners_of(slots: Slots) -> tuple[Index, Index]:
    """Rows (tiles, 9, 1) and columns (tiles, 1, 9) of the corners of numbered blocks."""
    rows, cols = np.nonzero(slots >= 0)
    steps = np.arange(BLOCK + 1)
    return (rows * BLOCK)[:, None, None] + steps[:, None], (cols * BLOCK)[:, None, None] + steps
