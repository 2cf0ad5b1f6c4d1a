"""From a field back to a line: from the end, step after step, to where the rest costs least.

Each step looks round on rings of directions and takes the point where the field there plus the straight way to it
is cheapest (Bellman's principle), rather than the gradient alone: next to a coast, in a strait one cell wide or
where two fronts met, the gradient is not defined and this choice still is.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from routeplan.errors import NoRouteError
from routeplan.geodesy import FloatArray
from routeplan.grid import FloatCells
from routeplan.solver.landfall import Landfall
from routeplan.solver.medium import Medium, segment_cost

_RINGS = (4.0, 2.0, 1.0)  # cells; the widest clear one gives the straightest line
_DIRECTIONS = 64
_DIRECT_CELLS = 8.0  # from here on the start itself is one of the choices
# A longer step must be worth it: rounding in the field is of this order.
_GAIN = 1e-6


def trace(medium: Medium, field: FloatCells, start: Landfall, end: Landfall) -> tuple[FloatArray, FloatArray]:
    """Trace the cheapest path from start to end through a field marched from the start.

    Parameters
    ----------
    medium : Medium
    field : (rows, cols) float32
        From :func:`routeplan.solver.marching.march`.
    start, end : Landfall

    Returns
    -------
    row, col : (n,) arrays
        Vertices in the medium, fractional, from start to end.

    Raises
    ------
    NoRouteError
        If the field did not reach the end.
    """
    arrivals = field.ravel()[end.cells] + end.legs
    best = int(np.argmin(arrivals))
    if not np.isfinite(arrivals[best]):
        raise NoRouteError("the end was not reached; solve for it as a target")
    row, col = divmod(int(end.cells[best]), medium.width)
    rows, cols = _descend(
        medium.crossing, field, float(row), float(col), start.row, start.col, start.most_land
    )
    return np.append(rows[::-1], end.row), np.append(cols[::-1], end.col)


@nb.njit(cache=True)
def _between(field: FloatCells, row: float, col: float) -> float:
    """Field between the four cells around; infinite beside a cell not settled."""
    r, c = int(row), int(col)
    down, right = row - r, col - c
    value = 0.0
    for i in range(2):
        for j in range(2):
            share = (down if i else 1.0 - down) * (right if j else 1.0 - right)
            if share > 1e-9:
                value += share * field[r + i, c + j]
    return value


@nb.njit(cache=True)
def _descend(
    crossing: FloatCells,
    field: FloatCells,
    row: float,
    col: float,
    start_row: float,
    start_col: float,
    most_land: float,
) -> tuple[FloatArray, FloatArray]:
    """Walk down the field to the start; every step lowers it, so the walk ends."""
    rows, cols = [row], [col]
    here = float(field[int(row), int(col)])
    while True:
        best, best_row, best_col, best_field = np.inf, row, col, here
        if np.hypot(row - start_row, col - start_col) <= _DIRECT_CELLS:
            cost, land = segment_cost(crossing, row, col, start_row, start_col)
            if land <= most_land:
                best, best_row, best_col, best_field = cost, start_row, start_col, 0.0
        for ring in _RINGS:
            for direction in range(_DIRECTIONS):
                angle = 2.0 * np.pi * direction / _DIRECTIONS
                to_row, to_col = row + ring * np.sin(angle), col + ring * np.cos(angle)
                there = _between(field, to_row, to_col)
                if not there < here:
                    continue
                cost, land = segment_cost(crossing, row, col, to_row, to_col)
                if land == 0.0 and there + cost < best - _GAIN * here:
                    best, best_row, best_col, best_field = there + cost, to_row, to_col, there
        if best == np.inf:
            # Hemmed in: the neighbour that settled this cell is open and lower.
            centre_row, centre_col = int(np.floor(row + 0.5)), int(np.floor(col + 0.5))
            for d_row, d_col in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
                there = float(field[centre_row + d_row, centre_col + d_col])
                if there < best:
                    best, best_field = there, there
                    best_row, best_col = float(centre_row + d_row), float(centre_col + d_col)
            if best_row == row and best_col == col:
                break
        row, col, here = best_row, best_col, best_field
        rows.append(row)
        cols.append(col)
        if row == start_row and col == start_col:
            break
    return np.array(rows), np.array(cols)
