"""From a field back to a line, for peers that stop at the field: plain steepest descent, and steps on neighbours."""

from __future__ import annotations

from math import hypot, isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.sea import Cell, Line
from routeplan.errors import NoRouteError

Field = npt.NDArray[np.floating[Any]]

_STEP = 0.5  # cells
_NEAR = 1.5  # cells; from here the start is in sight
_AROUND = tuple((row, col) for row in (-1, 0, 1) for col in (-1, 0, 1) if (row, col) != (0, 0))


def descend(field: Field, start: Cell, end: Cell) -> Line:
    """Walk down a field by half-cell steps against its gradient.

    Where the gradient is not defined, beside a coast, or leads nowhere lower, the walk goes on to the centre of
    the lowest cell around. Nothing is straightened.

    Parameters
    ----------
    field : (rows, cols) array
        Rises from the start; not finite on closed cells.
    start, end : (row, col)

    Returns
    -------
    rows, cols : (n,) arrays
        From start to end.

    Raises
    ------
    NoRouteError
        If the walk ends in a pit.
    """
    row, col = float(end[0]), float(end[1])
    here = float(field[end])
    points = [(row, col)]
    while hypot(row - start[0], col - start[1]) > _NEAR:
        there = _slide(field, row, col, here)
        if there is None:
            # From anywhere in a cell the way to its own centre is open, and from there to the next.
            points.append((float(round(row)), float(round(col))))
            there = _lowest_around(field, row, col, here)
        if there is None:
            raise NoRouteError(f"descent stuck at cell {row:.1f},{col:.1f}; look at the field there")
        row, col, here = there
        points.append((row, col))
    return _reverse([*points, (float(start[0]), float(start[1]))])


def step_back(field: Field, cell_cost: Field, start: Cell, end: Cell) -> Line:
    """Follow the steps of an eight-neighbour search back through the costs it accumulated.

    Parameters
    ----------
    field, cell_cost : (rows, cols) arrays
        Accumulated cost, not finite on closed cells; and cost of a cell. A step costs the mean of its two cells
        times its length.
    start, end : (row, col)
    """
    at, points = end, [(float(end[0]), float(end[1]))]
    while at != start:
        offers = []
        for d_row, d_col in _AROUND:
            near = at[0] + d_row, at[1] + d_col
            if isfinite(field[near]) and field[near] < field[at]:
                step = hypot(d_row, d_col) * (cell_cost[near] + cell_cost[at]) / 2
                offers.append((float(field[near] + step), near))
        if not offers:
            raise NoRouteError(f"steps end at cell {at[0]},{at[1]}; look at the field there")
        at = min(offers)[1]
        points.append((float(at[0]), float(at[1])))
    return _reverse(points)


def of_cells(rows: npt.ArrayLike, cols: npt.ArrayLike) -> Line:
    """Make a line of a path of cells."""
    return np.asarray(rows, dtype=np.float64), np.asarray(cols, dtype=np.float64)


def _slide(field: Field, row: float, col: float, here: float) -> tuple[float, float, float] | None:
    """Step against the gradient, if that leads down between open cells."""
    square = _square(field, row, col)
    if square is None:
        return None
    top_left, top_right, low_left, low_right = square
    down, right = row - int(row), col - int(col)
    d_row = (1 - right) * (low_left - top_left) + right * (low_right - top_right)
    d_col = (1 - down) * (top_right - top_left) + down * (low_right - low_left)
    steep = hypot(d_row, d_col)
    if steep == 0.0:
        return None
    to_row, to_col = row - _STEP * d_row / steep, col - _STEP * d_col / steep
    square = _square(field, to_row, to_col)
    if square is None:
        return None
    down, right = to_row - int(to_row), to_col - int(to_col)
    there = (1 - down) * ((1 - right) * square[0] + right * square[1])
    there += down * ((1 - right) * square[2] + right * square[3])
    return (to_row, to_col, there) if there < here else None


def _square(field: Field, row: float, col: float) -> tuple[float, float, float, float] | None:
    """Look up the field on the four cells around a position, if all are open."""
    r, c = int(row), int(col)
    values = float(field[r, c]), float(field[r, c + 1]), float(field[r + 1, c]), float(field[r + 1, c + 1])
    return values if all(map(isfinite, values)) else None


def _lowest_around(field: Field, row: float, col: float, here: float) -> tuple[float, float, float] | None:
    """Find the lowest cell around that a straight step reaches, if it is lower than here."""
    r, c = round(row), round(col)
    best = None
    for d_row, d_col in ((0, 0), *_AROUND):
        there = float(field[r + d_row, c + d_col])
        beside = isfinite(field[r + d_row, c]) or isfinite(field[r, c + d_col])
        if isfinite(there) and beside and there < (best[2] if best else here):
            best = float(r + d_row), float(c + d_col), there
    return best


def _reverse(points: list[tuple[float, float]]) -> Line:
    line = np.array(points[::-1], dtype=np.float64)
    return line[:, 0], line[:, 1]
