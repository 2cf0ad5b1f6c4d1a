"""Polygons as bits: which of the 64 parts of every cell of a grid lie in them, and which their outlines touch."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import Grid
from routeplan.runtime.compiled import compiled, inlined
from routeplan.runtime.row_bands import run_in_bands

SIDE = 8  # points to a side of a cell: a cell is one 64-bit word, bit 8 * row + column
BitCells: TypeAlias = npt.NDArray[np.uint64]
_Index: TypeAlias = npt.NDArray[np.int64]


def burn_bits(sides_m: FloatArray, grid: Grid) -> BitCells:
    """Mark the points of a grid that lie in polygons, by the even-odd rule along rows of points.

    The points of a cell are the centres of its 8 x 8 parts: the cells of ``grid.refined(8)``.

    Parameters
    ----------
    sides_m : (n, 2, 2) float64
        Sides of all rings, projected: easting and northing of both ends, metres. Rings of holes count like any other.
    grid : Grid

    Returns
    -------
    (rows, cols) uint64
        Bit ``8 * row + column`` of each cell is set where the point is inside.

    Examples
    --------
    The western half of one cell:

    >>> ring = np.array([[0, 0], [50, 0], [50, 100], [0, 100], [0, 0]], dtype=np.float64)
    >>> sides = np.stack([ring[:-1], ring[1:]], axis=1)
    >>> [f"{int(bits):016x}" for bits in burn_bits(sides, Grid(100.0, 0.0, 100.0, 1, 1)).ravel()]
    ['0f0f0f0f0f0f0f0f']
    """
    fine_m = grid.spacing_m / SIDE
    col = (sides_m[..., 0] - grid.west_m) / fine_m - 0.5
    row = (grid.north_m - sides_m[..., 1]) / fine_m - 0.5
    first, last = (np.ceil(end(row[:, 0], row[:, 1])).astype(np.int64) for end in (np.minimum, np.maximum))
    crosses = (first < last) & (last > 0) & (first < grid.rows * SIDE)
    row, col = row[crosses], col[crosses]
    strip = np.clip(np.stack([first[crosses], last[crosses] - 1]), 0, grid.rows * SIDE - 1) // SIDE
    starts, order = _sort_into_strips(strip[0], strip[1], grid.rows)
    bits = np.zeros(grid.shape, np.uint64)
    run_in_bands(_burn, grid.rows, row, col, starts, order, bits)
    return bits


def burn_outline(sides_m: FloatArray, grid: Grid) -> BitCells:
    """Mark the parts of the cells that the sides of polygons pass through.

    Sides are looked at every quarter of a part: a corner that a side cuts by less than that may be missed.

    Parameters, returns
        As for :func:`burn_bits`.
    """
    fine_m = grid.spacing_m / SIDE
    col = (sides_m[..., 0] - grid.west_m) / fine_m - 0.5
    row = (grid.north_m - sides_m[..., 1]) / fine_m - 0.5
    bits = np.zeros(grid.shape, np.uint64)
    _trace(row, col, bits)
    return bits


def burn_rows(sides_m: FloatArray, grid: Grid, wanted: npt.NDArray[np.bool_]) -> BitCells:
    """Mark the points of some cells that lie in polygons, 64 x 64 to a cell.

    Parameters
    ----------
    sides_m, grid
        As for :func:`burn_bits`.
    wanted : (rows, cols) bool

    Returns
    -------
    (n, 64) uint64
        For each wanted cell, in the order of ``np.argwhere``, its rows of points from the north; bit ``column`` of
        a row is set where the point is inside.
    """
    point_m = grid.spacing_m / SIDE**2
    col = (sides_m[..., 0] - grid.west_m) / point_m - 0.5
    row = (grid.north_m - sides_m[..., 1]) / point_m - 0.5
    first, last = (np.ceil(end(row[:, 0], row[:, 1])).astype(np.int64) for end in (np.minimum, np.maximum))
    crosses = (first < last) & (last > 0) & (first < grid.rows * SIDE**2)
    strip = np.clip(np.stack([first[crosses], last[crosses] - 1]), 0, grid.rows * SIDE**2 - 1) // SIDE
    starts, order = _sort_into_strips(strip[0], strip[1], grid.rows * SIDE)
    counts = np.count_nonzero(wanted, axis=1)
    cells = np.nonzero(wanted)[1]
    first_cell = np.concatenate([[0], np.cumsum(counts)])
    bits = np.zeros((len(cells), SIDE * SIDE), np.uint64)
    run_in_bands(
        _burn_rows, len(starts) - 1, row[crosses], col[crosses], starts, order, first_cell, cells, bits
    )
    return bits


@compiled
def _burn_rows(
    first_strip: int,
    last_strip: int,
    row: FloatArray,
    col: FloatArray,
    starts: _Index,
    order: _Index,
    first_cell: _Index,
    cells: _Index,
    bits: BitCells,
) -> None:
    """Burn the rows of points of some strips, each an eighth of a row of cells."""
    for strip in range(first_strip, last_strip):
        begin, end = first_cell[strip // SIDE], first_cell[strip // SIDE + 1]
        if begin == end:
            continue
        crossed = np.empty(starts[strip + 1] - starts[strip])
        for at in range(strip * SIDE, strip * SIDE + SIDE):
            count = 0
            for number in range(starts[strip], starts[strip + 1]):
                side = order[number]
                above, below = row[side, 0], row[side, 1]
                if (above <= at) != (below <= at):
                    share = (at - above) / (below - above)
                    crossed[count] = np.ceil(col[side, 0] + share * (col[side, 1] - col[side, 0]))
                    count += 1
            _sort(crossed, count)
            passed, inside = 0, np.uint64(0)
            for cell in range(begin, end):
                west = cells[cell] * SIDE * SIDE
                while passed < count and crossed[passed] <= west:
                    inside = ~inside
                    passed += 1
                word = inside
                while passed < count and crossed[passed] < west + SIDE * SIDE:
                    inside = ~inside
                    word ^= ~np.uint64(0) << np.uint64(crossed[passed] - west)
                    passed += 1
                bits[cell, at % (SIDE * SIDE)] = word


@compiled
def _sort(values: FloatArray, count: int) -> None:
    """Sort the first values, a few dozen, by insertion: numba's own sort takes a second to compile."""
    for end in range(1, count):
        value, at = values[end], end
        while at > 0 and values[at - 1] > value:
            values[at] = values[at - 1]
            at -= 1
        values[at] = value


@compiled
def _trace(row: FloatArray, col: FloatArray, bits: BitCells) -> None:
    rows, cols = bits.shape[0] * SIDE, bits.shape[1] * SIDE
    for side in range(len(row)):
        down, right = row[side, 1] - row[side, 0], col[side, 1] - col[side, 0]
        steps = int(4.0 * max(abs(down), abs(right))) + 1
        for step in range(steps):
            at_row = int(np.floor(row[side, 0] + down * step / steps + 0.5))
            at_col = int(np.floor(col[side, 0] + right * step / steps + 0.5))
            if 0 <= at_row < rows and 0 <= at_col < cols:
                point = np.uint64(SIDE * (at_row % SIDE) + at_col % SIDE)
                bits[at_row // SIDE, at_col // SIDE] |= np.uint64(1) << point


@compiled
def _sort_into_strips(first: _Index, last: _Index, strips: int) -> tuple[_Index, _Index]:
    """List the sides that touch each row of cells; a long side is in several lists."""
    starts = np.zeros(strips + 1, np.int64)
    for side in range(len(first)):
        for strip in range(first[side], last[side] + 1):
            starts[strip + 1] += 1
    free = np.empty(strips, np.int64)
    for strip in range(strips):
        free[strip] = starts[strip]
        starts[strip + 1] += starts[strip]
    order = np.empty(starts[strips], np.int64)
    for side in range(len(first)):
        for strip in range(first[side], last[side] + 1):
            order[free[strip]] = side
            free[strip] += 1
    return starts, order


@compiled
def _burn(
    first: int, last: int, row: FloatArray, col: FloatArray, starts: _Index, order: _Index, bits: BitCells
) -> None:
    """Burn the points of some rows of cells."""
    points = bits.shape[1] * SIDE
    for strip in range(first, last):
        crossed = np.empty(starts[strip + 1] - starts[strip])
        for sub_row in range(SIDE):
            at = strip * SIDE + sub_row
            count = 0
            for number in range(starts[strip], starts[strip + 1]):
                side = order[number]
                above, below = row[side, 0], row[side, 1]
                if (above <= at) != (below <= at):
                    share = (at - above) / (below - above)
                    crossed[count] = col[side, 0] + share * (col[side, 1] - col[side, 0])
                    count += 1
            _sort(crossed, count)
            for run in range(0, count - 1, 2):
                begin = max(int(np.ceil(crossed[run])), 0)
                end = min(int(np.ceil(crossed[run + 1])), points)
                _set_run(bits, strip, sub_row, begin, end)


@inlined
def _set_run(bits: BitCells, row: int, sub_row: int, begin: int, end: int) -> None:
    """Set the points from ``begin`` to before ``end`` in one row of points of a row of cells."""
    col = begin
    while col < end:
        cell, within = col // SIDE, col % SIDE
        count = min(SIDE - within, end - col)
        mask = np.uint64(((1 << count) - 1) << within)
        bits[row, cell] |= mask << np.uint64(SIDE * sub_row)
        col += count
