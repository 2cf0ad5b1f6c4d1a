"""Neighbours that a cell of a metric is settled from: three pairs of opposite steps, chosen by Selling's reduction.

Selling (1874) writes a positive definite matrix of the plane as a sum of three squares over whole steps, D = sum of
rho_i e_i e_i^T with rho_i >= 0. With D the inverse of a cell's metric, the eikonal equation of the cell becomes
sum of rho_i (T - T(x +- e_i))^2 = cost^2, each pair taken at its lower end: causal on any metric (Mirebeau 2019). The
steps grow with the metric's anisotropy; they reach three cells at the most that a heading may count.

References
----------
Mirebeau 2019, 'Riemannian fast-marching on Cartesian grids, using Voronoi's first reduction of quadratic forms',
hal-01507334; Selling 1874, Journal für die reine und angewandte Mathematik 77
"""

from __future__ import annotations

from math import gcd

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.cost_grid import RIM, segment_cost
from routeplan.solver.sparse_blocks import BLOCK, Blocks

Codes = npt.NDArray[np.uint32]
Steps = npt.NDArray[np.int64]
STEP_REACH = 3  # cells, along rows or columns; two steps stay on the plane, within its rim
# A step in either direction is one of these; the two along the axes come first.
_HALF = [(1, 0), (0, 1)] + [
    (row, col)
    for row in range(1, STEP_REACH + 1)
    for col in range(-STEP_REACH, STEP_REACH + 1)
    if col and gcd(row, abs(col)) == 1
]
STEPS: Steps = np.array(_HALF, dtype=np.int64)  # at most 16: four bits name one
AXES = 2
# A code: four bits for each of three steps; from here on four more: open ahead, behind, twice ahead, twice behind.
OPEN_FROM = 12
ALL_OPEN = np.uint32(0xFFF << OPEN_FROM)
_SMALLEST = 1e-9  # of a weight
_MOST_TURNS = 64


@compiled
def write_stencils(
    cell_cost: FloatCells, across: FloatCells, blocks: Blocks, steps: Steps, codes: Codes, users: Codes
) -> None:
    """Choose the neighbours of every open cell of some blocks.

    Parameters
    ----------
    cell_cost, across
        As in :class:`routeplan.solver.cost_grid.CostGrid`.
    blocks : (block rows, block cols) bool
    steps : (n, 2) int64
        ``STEPS``.
    codes : (rows, cols) uint32
        Zeros. Gets the three steps of each cell, and which of their ends a straight open way leads to.
    users : (rows, cols) uint32
        Zeros. Gets, two bits a step, whether the cells ahead and behind look at this one. Where closed cells are near,
        a cell looks at the four beside it, too.
    """
    rows, cols = cell_cost.shape
    found, basis = np.empty((3, 2), np.int64), np.empty((3, 2), np.int64)
    for row in range(RIM, rows - RIM):
        for block in range(blocks.shape[1]):
            if not blocks[row // BLOCK, block]:
                continue
            for col in range(max(block * BLOCK, RIM), min((block + 1) * BLOCK, cols - RIM)):
                if cell_cost[row, col] > 0:
                    reduce_metric(across[row, col, 0], across[row, col, 1], found, basis)
                    codes[row, col] = _encode(cell_cost, row, col, found, steps, users)


@compiled
def reduce_metric(down: float, right: float, found: Steps, b: Steps) -> None:
    """Write the three steps of a cell whose vector ``across`` is given, in place, by Selling's algorithm.

    ``b`` is memory for its basis, of the same shape.
    """
    b[0, 0], b[0, 1], b[1, 0], b[1, 1], b[2, 0], b[2, 1] = 1, 0, 0, 1, -1, -1
    for _ in range(_MOST_TURNS):
        turned = False
        for i in range(3):
            j, k = (i + 1) % 3, (i + 2) % 3
            if product(b[i, 0], b[i, 1], b[j, 0], b[j, 1], down, right) > _SMALLEST:
                for axis in range(2):
                    one, other = b[i, axis], b[j, axis]
                    b[i, axis], b[j, axis], b[k, axis] = -one, other, one - other
                turned = True
                break
        if not turned:
            break
    for i in range(3):
        found[i, 0], found[i, 1] = -b[i, 1], b[i, 0]


@inlined
def product(a_row: int, a_col: int, b_row: int, b_col: int, down: float, right: float) -> float:
    """Product of two steps in the inverse of the metric I + w w^T, w being (down, right)."""
    share = (a_row * down + a_col * right) * (b_row * down + b_col * right)
    return a_row * b_row + a_col * b_col - share / (1.0 + down * down + right * right)


@compiled
def _encode(cell_cost: FloatCells, row: int, col: int, found: Steps, steps: Steps, users: Codes) -> np.uint32:
    """Name the steps of a cell and their open ends, and tell the cells there that it looks at them."""
    code = np.uint32(0)
    reach = 2 * np.abs(found).max()
    clear = _is_clear(cell_cost, row, col, reach)
    for i in range(3):
        number = _number_of(found[i, 0], found[i, 1], steps)
        code |= np.uint32(number << (4 * i))
        for side in range(2):
            sign = 1 - 2 * side
            d_row, d_col = sign * steps[number, 0], sign * steps[number, 1]
            if not clear and not _is_open(cell_cost, row, col, d_row, d_col):
                continue
            code |= np.uint32(1 << (OPEN_FROM + 4 * i + side))
            users[row + d_row, col + d_col] |= np.uint32(1 << (2 * number + 1 - side))
            if clear or _is_open(cell_cost, row + d_row, col + d_col, d_row, d_col):
                code |= np.uint32(1 << (OPEN_FROM + 4 * i + 2 + side))
    if not clear:
        for number in range(AXES):
            for side in range(2):
                sign = 1 - 2 * side
                beside = row + sign * steps[number, 0], col + sign * steps[number, 1]
                users[beside] |= np.uint32(1 << (2 * number + 1 - side))
    return code


@inlined
def _number_of(d_row: int, d_col: int, steps: Steps) -> int:
    for number in range(len(steps)):
        if steps[number, 0] * d_col == steps[number, 1] * d_row:
            return number
    return 0


@inlined
def _is_clear(cell_cost: FloatCells, row: int, col: int, reach: int) -> bool:
    for to_row in range(row - reach, row + reach + 1):
        for to_col in range(col - reach, col + reach + 1):
            if not cell_cost[to_row, to_col] > 0:
                return False
    return True


@inlined
def _is_open(cell_cost: FloatCells, row: int, col: int, d_row: int, d_col: int) -> bool:
    """Whether a straight way leads from cell to cell, not even through the corner of two closed ones."""
    cost, land = segment_cost(cell_cost, None, float(row), float(col), float(row + d_row), float(col + d_col))
    return cost < np.inf and land == 0.0
