"""Cells with several seas in them: which neighbours the water really joins, by 8 x 8 points of each.

Straits narrower than a cell stay open, an isthmus or a dam thinner than a cell stays closed. The same rule is
used twice: for the cells of a grid, and for the 8 x 8 parts of a cell, from 64 x 64 points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.scanline import SIDE, BitCells
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands

BoolCells = npt.NDArray[np.bool_]

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_WEST_COLUMN, _SOUTH_SHIFT = np.uint64(0x0101010101010101), np.uint64(SIDE * (SIDE - 1))
_NOT_WEST, _NOT_EAST = np.uint64(0xFEFEFEFEFEFEFEFE), np.uint64(0x7F7F7F7F7F7F7F7F)
_NORTH_ROW = np.uint64(0xFF)
# Two cells with a way round through their next neighbours are joined enough: the fine line takes it. A cell is looked
# past a little further, to see whether it alone joins its neighbours.
_WAY_ROUND_CELLS, _PAST_CELLS = 1, 2
# Parts of the neighbours that are looked at round the parts of a cell.
_HALO = 4


def find_open_parts(sea: BitCells, coastal: BoolCells, rows: BitCells) -> None:
    """Open the parts of coastal cells that have sea in them, and close those that only seem to join two seas.

    Parameters
    ----------
    sea : (rows, cols) uint64
        Parts of each cell whose centre is at sea; changed in coastal cells.
    coastal : (rows, cols) bool
    rows : (n, 64) uint64
        Sea points of the coastal cells, as :func:`routeplan.geo.scanline.burn_rows` orders them.
    """
    number = np.full(coastal.shape, -1, np.int64)
    number[coastal] = np.arange(np.count_nonzero(coastal))
    at = np.argwhere(coastal)
    opened = np.empty(len(at), np.uint64)
    run_in_bands(_open_parts, len(at), sea, number, rows, at, opened)
    sea[coastal] = opened


@compiled
def _open_parts(  # noqa: PLR0913 - compiled: takes arrays and numbers
    first: int,
    last: int,
    sea: BitCells,
    number: npt.NDArray[np.int64],
    rows: BitCells,
    at: npt.NDArray[np.int64],
    opened: BitCells,
) -> None:
    """Find the open parts of some cells."""
    for cell in range(first, last):
        opened[cell] = _open_parts_of(sea, number, rows, at[cell, 0], at[cell, 1])


@compiled
def _open_parts_of(
    sea: BitCells, number: npt.NDArray[np.int64], rows: BitCells, row: int, col: int
) -> np.uint64:
    """Find the open parts of one cell: its parts, and those of its neighbours near it, are looked at as cells."""
    side = SIDE + 2 * _HALO
    parts = np.zeros((side, side), np.uint64)
    for at_row in range(side):
        for at_col in range(side):
            part_row, part_col = row * SIDE + at_row - _HALO, col * SIDE + at_col - _HALO
            cell_row, cell_col = part_row // SIDE, part_col // SIDE
            if 0 <= cell_row < sea.shape[0] and 0 <= cell_col < sea.shape[1]:
                parts[at_row, at_col] = _points_of(
                    sea[cell_row, cell_col],
                    number[cell_row, cell_col],
                    rows,
                    part_row % SIDE,
                    part_col % SIDE,
                )
    walls = np.zeros((side, side), np.bool_)
    find_walls(parts, walls)
    opened = np.uint64(0)
    for part in range(SIDE * SIDE):
        at_row, at_col = part // SIDE + _HALO, part % SIDE + _HALO
        if parts[at_row, at_col] != 0 and not walls[at_row, at_col]:
            opened |= np.uint64(1) << np.uint64(part)
    return opened


@compiled
def _points_of(cell: np.uint64, number: int, rows: BitCells, part_row: int, part_col: int) -> np.uint64:
    """Sea points of a part: 8 x 8 of the points of a coastal cell, all or none of any other."""
    if number < 0:
        return _ALL if cell else np.uint64(0)
    points = np.uint64(0)
    for step in range(SIDE):
        eight = (rows[number, part_row * SIDE + step] >> np.uint64(part_col * SIDE)) & _NORTH_ROW
        points |= eight << np.uint64(SIDE * step)
    return points


@compiled
def _grow(seed: np.uint64, sea: np.uint64) -> np.uint64:
    """Spread from some points of a cell over its sea, across sides."""
    found = seed
    while True:
        beside = (found << np.uint64(1)) & _NOT_WEST | (found >> np.uint64(1)) & _NOT_EAST
        wider = (found | beside | found << np.uint64(SIDE) | found >> np.uint64(SIDE)) & sea
        if wider == found:
            return found
        found = wider


@compiled
def _count(points: np.uint64) -> int:
    count = 0
    while points:
        points &= points - np.uint64(1)
        count += 1
    return count


@compiled
def largest_seas(sea: BitCells) -> BitCells:
    """Keep the largest connected part of the sea of each cell."""
    largest = np.empty(sea.shape, np.uint64)
    for row in range(sea.shape[0]):
        for col in range(sea.shape[1]):
            left = sea[row, col]
            largest[row, col] = left
            if left == 0 or left == _ALL:  # noqa: PLR1714 - two comparisons compile best
                continue
            best, most = np.uint64(0), 0
            while left:
                part = _grow(left & (~left + np.uint64(1)), sea[row, col])
                size = _count(part)
                if size > most:
                    best, most = part, size
                left &= ~part
            largest[row, col] = best
    return largest


@compiled
def _touch(seas: BitCells, row: int, col: int, other_row: int, other_col: int) -> bool:
    """Whether the seas of two neighbours meet at the side between them."""
    if other_row < row or other_col < col:
        row, col, other_row, other_col = other_row, other_col, row, col
    here, there = seas[row, col], seas[other_row, other_col]
    if other_row > row:
        return bool((here >> _SOUTH_SHIFT) & there & _NORTH_ROW)
    return bool((here >> np.uint64(SIDE - 1)) & there & _WEST_COLUMN)


@compiled
def _joined_nearby(  # noqa: PLR0913 - compiled: takes arrays and numbers
    seas: BitCells,
    walls: BoolCells,
    start_row: int,
    start_col: int,
    end_row: int,
    end_col: int,
    without_row: int,
    without_col: int,
    reach: int,
) -> bool:
    """Whether two cells are joined by cells whose seas touch, none further away than a few cells."""
    side = 2 * reach + 1
    seen = np.zeros((side, side), np.bool_)
    queue = np.empty((side * side, 2), np.int64)
    queue[0, 0], queue[0, 1] = start_row, start_col
    seen[reach, reach] = True
    read, written = 0, 1
    while read < written:
        row, col = queue[read, 0], queue[read, 1]
        read += 1
        if row == end_row and col == end_col:
            return True
        for step in range(4):
            to_row, to_col = row + (-1, 1, 0, 0)[step], col + (0, 0, -1, 1)[step]
            at_row, at_col = to_row - start_row + reach, to_col - start_col + reach
            if not (0 <= at_row < side and 0 <= at_col < side) or seen[at_row, at_col]:
                continue
            if not (0 <= to_row < seas.shape[0] and 0 <= to_col < seas.shape[1]):
                continue
            if seas[to_row, to_col] == 0 or walls[to_row, to_col]:
                continue
            if (to_row == without_row and to_col == without_col) or not _touch(
                seas, row, col, to_row, to_col
            ):
                continue
            seen[at_row, at_col] = True
            queue[written, 0], queue[written, 1] = to_row, to_col
            written += 1
    return False


@compiled
def _is_needed(seas: BitCells, walls: BoolCells, row: int, col: int) -> bool:
    """Whether a cell alone joins two of its neighbours."""
    beside = np.empty((4, 2), np.int64)
    count = 0
    for step in range(4):
        to_row, to_col = row + (-1, 1, 0, 0)[step], col + (0, 0, -1, 1)[step]
        if not (0 <= to_row < seas.shape[0] and 0 <= to_col < seas.shape[1]):
            continue
        if seas[to_row, to_col] != 0 and not walls[to_row, to_col] and _touch(seas, row, col, to_row, to_col):
            beside[count, 0], beside[count, 1] = to_row, to_col
            count += 1
    for other in range(1, count):
        if not _joined_nearby(
            seas, walls, beside[0, 0], beside[0, 1], beside[other, 0], beside[other, 1], row, col, _PAST_CELLS
        ):
            return True
    return False


@compiled
def find_walls(sea: BitCells, walls: BoolCells) -> None:
    """Close cells that only seem to join two seas.

    Parameters
    ----------
    sea : (rows, cols) uint64
        Sea points of each cell, 8 x 8.
    walls : (rows, cols) bool
        False; true afterwards where a cell is closed.
    """
    seas = largest_seas(sea)
    for row in range(sea.shape[0]):
        for col in range(sea.shape[1]):
            if sea[row, col] == 0:
                continue
            for step in range(2):
                to_row, to_col = row + step, col + 1 - step
                if to_row >= sea.shape[0] or to_col >= sea.shape[1] or sea[to_row, to_col] == 0:
                    continue
                if walls[row, col] or walls[to_row, to_col] or _touch(seas, row, col, to_row, to_col):
                    continue
                if _joined_nearby(seas, walls, row, col, to_row, to_col, -1, -1, _WAY_ROUND_CELLS):
                    continue
                is_smaller = _count(sea[row, col]) <= _count(sea[to_row, to_col])
                for turn in range(2):  # the smaller sea first
                    is_here = is_smaller == (turn == 0)
                    at_row, at_col = (row if is_here else to_row), (col if is_here else to_col)
                    if not _is_needed(seas, walls, at_row, at_col):
                        walls[at_row, at_col] = True
                        break
