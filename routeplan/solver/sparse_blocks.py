"""Arrays over a plane of which little is used, and the blocks of it that are."""

from __future__ import annotations

import math
import mmap
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled

# Cells to a side of a block. Coarse searches see a block as one cell: at 5 km, 40 km.
BLOCK = 8
_LARGE_BYTES = 1 << 23
_Cell = TypeVar("_Cell", bound=np.generic)
Blocks = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]


def sparse_zeros(shape: tuple[int, ...], dtype: type[_Cell]) -> npt.NDArray[_Cell]:
    """Lay out a plane of zeros whose memory comes into being where it is written.

    A corridor at full resolution lies on a plane of a thousand million cells and fills a few per cent of them.
    numpy's zeros come into being too when they are written, but in pages of 2 MB where the system offers such.
    That is fast, and on a large plane it is a strip of the plane, not a piece of the corridor: there small pages
    are asked for.
    """
    size = math.prod(shape)
    if size * np.dtype(dtype).itemsize < _LARGE_BYTES:
        return np.zeros(shape, dtype=dtype)
    memory = mmap.mmap(-1, size * np.dtype(dtype).itemsize)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, dtype=dtype, count=size).reshape(shape)


def blocks_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """Blocks that cover so many cells: rows and columns."""
    return -(-shape[0] // BLOCK), -(-shape[1] // BLOCK)


def dilate_blocks(blocks: Blocks) -> Blocks:
    """Add the eight neighbours of every block."""
    wide = np.pad(blocks, 1)
    for axis in (0, 1):
        wide = wide | np.roll(wide, 1, axis) | np.roll(wide, -1, axis)
    return np.ascontiguousarray(wide[1:-1, 1:-1])  # a view would need kernels of its own


@compiled
def fill_blocks(plane: FloatCells, blocks: Blocks, value: float) -> None:
    """Write a value on every cell of some blocks."""
    rows, cols = plane.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if blocks[row // BLOCK, block]:
                for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                    plane[row, col] = value


@compiled
def min_pool(cell_cost: FloatCells, blocks: Blocks, rim: int) -> tuple[FloatCells, float, int]:
    """See blocks as single cells, each as cheap as its cheapest open cell.

    Parameters
    ----------
    cell_cost : (rows, cols) float32
        Cost of crossing a cell; positive where open.
    blocks : (block rows, block cols) bool
        Blocks to look at; others are closed.
    rim : int
        Closed cells to put round the result.

    Returns
    -------
    pooled : (block rows + 2 rim, block cols + 2 rim) float32
        Cost of crossing a whole block, 0 where none of its cells is open.
    highest : float
        Highest cost of a crossing of an open cell.
    count : int
        How many cells are open.
    """
    rows, cols = cell_cost.shape
    pooled = np.zeros((blocks.shape[0] + 2 * rim, blocks.shape[1] + 2 * rim), np.float32)
    highest, count = np.float32(0.0), 0
    for row in range(rows):
        out = pooled[row // BLOCK + rim]
        for block in range(blocks.shape[1]):
            if not blocks[row // BLOCK, block]:
                continue
            cheapest = out[block + rim]
            for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                cost = cell_cost[row, col]
                if cost > 0:
                    count += 1
                    highest = max(highest, cost)
                    cost *= np.float32(BLOCK)
                    if cost < cheapest or cheapest == 0:
                        cheapest = cost
            out[block + rim] = cheapest
    return pooled, float(highest), count


@compiled
def label_components(cell_cost: FloatCells, blocks: Blocks, labels: Labels) -> None:
    """Give the open cells that hang together across their sides one number, in place.

    Numbers are not consecutive.

    Parameters
    ----------
    cell_cost : (rows, cols) float32
        Positive where open; closed along its outer edge.
    blocks : (block rows, block cols) bool
        Blocks to look at; others are closed.
    labels : (rows, cols) int32
        Zeros. Gets the number of each cell's basin.
    """
    parent = np.empty(1 << 12, np.int32)
    parent[0] = 0
    count = np.int32(1)
    for resolving in (False, True):
        for row in range(cell_cost.shape[0]):
            for block in range(blocks.shape[1]):
                if not blocks[row // BLOCK, block]:
                    continue
                for col in range(block * BLOCK, min((block + 1) * BLOCK, cell_cost.shape[1])):
                    if not cell_cost[row, col] > 0:
                        continue
                    if resolving:
                        labels[row, col] = find_root(parent, labels[row, col])
                        continue
                    above, left = labels[row - 1, col], labels[row, col - 1]
                    if above == 0 and left == 0:
                        if count == len(parent):
                            known, parent = parent, np.empty(2 * len(parent), np.int32)
                            for label in range(len(known)):
                                parent[label] = known[label]
                        parent[count] = count
                        labels[row, col] = count
                        count += 1
                    elif above == 0 or left == 0 or above == left:  # noqa: PLR1714 - three comparisons compile best
                        labels[row, col] = max(above, left)
                    else:
                        first, second = find_root(parent, above), find_root(parent, left)
                        labels[row, col] = min(first, second)
                        parent[max(first, second)] = min(first, second)


@compiled
def find_root(parent: npt.NDArray[np.integer], label: int) -> int:
    """Follow the parents of a label to one that is its own, and halve the way for those that follow."""
    while parent[label] != label:
        parent[label] = parent[parent[label]]
        label = parent[label]
    return label
