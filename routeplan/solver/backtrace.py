"""From a field back to a line: from the end, step after step, to where the rest costs least.

Each step looks round on a ring and takes the point where the field there plus the straight way to it is cheapest
(Bellman's principle), rather than the gradient alone: next to a coast, in a strait one cell wide or where two
fronts met, the gradient is not defined and this choice still is. Where the sea is smooth it is the gradient.
"""

from __future__ import annotations

import numpy as np

from routeplan.errors import NoRouteError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled
from routeplan.solver.cost_grid import CostGrid, segment_cost
from routeplan.solver.heading_stencils import STEP_REACH
from routeplan.solver.landfall import Landfall

# Cells. Wide rings give straight lines in few steps; the widest must stay within a block of the settled cells,
# beyond which the field means nothing.
_RINGS = (6.0, 3.0, 1.0)
_DIRECTIONS = 16
_HALVINGS = 3  # of the angle between directions, round the best of them
# A narrower ring is looked at if the best point of this one costs more than the field promised, by this share of
# the step.
_SMOOTH = 0.005
_DIRECT_CELLS = 8.0  # from here on the start itself is one of the choices, or from as far as its legs lead
# Of the field: rounding in it is of this order, and what differs by less is a tie.
_GAIN = 1e-6


def trace(
    cost_grid: CostGrid, field: FloatCells, start: Landfall, end: Landfall
) -> tuple[FloatArray, FloatArray]:
    """Trace the cheapest path from start to end through a field marched from the start.

    Parameters
    ----------
    cost_grid : CostGrid
    field : (rows, cols) float32
        From :func:`routeplan.solver.fast_marching.march`.
    start, end : Landfall

    Returns
    -------
    row, col : (n,) arrays
        Vertices in the cost grid, fractional, from start to end.

    Raises
    ------
    NoRouteError
        If the field did not reach the end, or holds no way back.
    """
    arrivals = field.ravel()[end.cells] + end.leg_costs
    cheapest = float(arrivals.min())
    if not np.isfinite(cheapest):
        raise NoRouteError("the end was not reached; solve for it as a target")
    # Along the course every cell arrives alike. The longest leg of these is the straightest; it decides, and not
    # the order of the cells, which is another in a mirror.
    tied = np.flatnonzero(arrivals <= cheapest * (1.0 + _GAIN))
    best = tied[np.argmax(end.leg_costs[tied])]
    row, col = divmod(int(end.cells[best]), cost_grid.width)
    start_rows, start_cols = np.divmod(start.cells, cost_grid.width)
    direct = float(np.hypot(start_rows - start.row, start_cols - start.col).max())
    rows, cols = _descend(
        cost_grid.cell_cost,
        cost_grid.across,
        field,
        float(row),
        float(col),
        start.row,
        start.col,
        max(_DIRECT_CELLS, direct),
        start.max_barrier_cells,
    )
    if (rows[-1], cols[-1]) != (start.row, start.col):
        raise NoRouteError(
            f"the path was lost at row {rows[-1]:.1f}, column {cols[-1]:.1f}; solve on a finer grid"
        )
    return np.append(rows[::-1], end.row), np.append(cols[::-1], end.col)


@compiled
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


@compiled
def _through(
    cell_cost: FloatCells,
    across: FloatCells | None,
    field: FloatCells,
    row: float,
    col: float,
    to_row: float,
    to_col: float,
    below: float,
) -> float:
    """Cost of the rest of the path by way of a point; infinite if the way is closed or the point not lower."""
    there = _between(field, to_row, to_col)
    if not there < below:
        return np.inf
    cost, land = segment_cost(cell_cost, across, row, col, to_row, to_col)
    return there + cost if land == 0.0 else np.inf


@compiled
def _best_on_ring(
    cell_cost: FloatCells,
    across: FloatCells | None,
    field: FloatCells,
    row: float,
    col: float,
    ring: float,
    here: float,
) -> tuple[float, float, float]:
    """Find the point of a ring through which the rest costs least: that cost, and its row and column."""
    best, best_angle = np.inf, 0.0
    spread = 2.0 * np.pi / _DIRECTIONS
    for direction in range(_DIRECTIONS):
        angle = spread * direction
        to_row, to_col = row + ring * np.sin(angle), col + ring * np.cos(angle)
        total = _through(cell_cost, across, field, row, col, to_row, to_col, here)
        if total < best:
            best, best_angle = total, angle
    if best < np.inf:
        for _ in range(_HALVINGS):
            spread /= 2.0
            centre = best_angle
            for angle in (centre - spread, centre + spread):
                to_row, to_col = row + ring * np.sin(angle), col + ring * np.cos(angle)
                total = _through(cell_cost, across, field, row, col, to_row, to_col, here)
                if total < best:
                    best, best_angle = total, angle
    return best, row + ring * np.sin(best_angle), col + ring * np.cos(best_angle)


@compiled
def _settled_from(
    cell_cost: FloatCells, across: FloatCells, field: FloatCells, row: int, col: int
) -> tuple[float, float, float]:
    """Find the neighbour, as far as steps lead where cost depends on the heading, through which the rest costs least.

    Returns its field, row and column; an infinite field if no open way leads to a lower one.
    """
    best, there, to_row, to_col = np.inf, np.inf, float(row), float(col)
    for i in range(row - STEP_REACH, row + STEP_REACH + 1):
        for j in range(col - STEP_REACH, col + STEP_REACH + 1):
            if not field[i, j] < field[row, col]:
                continue
            cost, land = segment_cost(cell_cost, across, float(row), float(col), float(i), float(j))
            if land == 0.0 and field[i, j] + cost < best:
                best, there, to_row, to_col = field[i, j] + cost, float(field[i, j]), float(i), float(j)
    return there, to_row, to_col


@compiled
def _descend(
    cell_cost: FloatCells,
    across: FloatCells | None,
    field: FloatCells,
    row: float,
    col: float,
    start_row: float,
    start_col: float,
    direct: float,
    max_barrier_cells: float,
) -> tuple[FloatArray, FloatArray]:
    """Walk down the field to the start; every step lowers it, and so does every cell hemmed in: the walk ends."""
    rows, cols = [row], [col]
    hemmed = np.inf  # field of the last cell to which the walk had to fall back
    here = float(field[int(row), int(col)])
    while True:
        best, best_row, best_col = np.inf, row, col
        if np.hypot(row - start_row, col - start_col) <= direct:
            cost, land = segment_cost(cell_cost, across, row, col, start_row, start_col)
            if land <= max_barrier_cells:
                best, best_row, best_col = cost, start_row, start_col
        for ring in _RINGS:
            total, to_row, to_col = _best_on_ring(cell_cost, across, field, row, col, ring, here)
            if total < best - _GAIN * here:
                best, best_row, best_col = total, to_row, to_col
            if total < np.inf and total - here <= _SMOOTH * (here - _between(field, to_row, to_col)):
                break
        if best == np.inf:
            # Hemmed in: the neighbour that settled this cell is open and lower.
            centre_row, centre_col = int(np.floor(row + 0.5)), int(np.floor(col + 0.5))
            if across is not None and row == centre_row and col == centre_col:
                best, best_row, best_col = _settled_from(cell_cost, across, field, centre_row, centre_col)
            else:
                for d_row, d_col in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
                    there = float(field[centre_row + d_row, centre_col + d_col])
                    if there < min(best, hemmed):
                        best = there
                        best_row, best_col = float(centre_row + d_row), float(centre_col + d_col)
            if best == np.inf:
                break
            hemmed = best
        row, col = best_row, best_col
        rows.append(row)
        cols.append(col)
        if row == start_row and col == start_col:
            break
        here = _between(field, row, col)
    return np.array(rows), np.array(cols)
