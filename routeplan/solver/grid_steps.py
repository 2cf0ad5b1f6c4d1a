"""A second opinion where cells are coarse: the cheapest path by steps from cell to cell, in a band along a line.

A field sees a lane or a wall one cell wide only roughly, and on a sea that is coarse beside what it shows that may be a
per cent. Steps are exact there. What they lack, headings between the 32 they know, straightening gives back.
"""

from __future__ import annotations

import heapq

import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import CostGrid, segment_cost
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall

Line = tuple[FloatArray, FloatArray]
# Steps to 32 neighbours, by absolute rows and columns.
_STEPS = np.array(
    [
        (row, col)
        for row in range(-3, 4)
        for col in range(-3, 4)
        if sorted((abs(row), abs(col))) in ([0, 1], [1, 1], [1, 2], [1, 3], [2, 3])
    ],
    dtype=np.int64,
)


def step_along(cost_grid: CostGrid, line: Line, start: Landfall, end: Landfall, *, reach: int) -> Line:
    """Find the cheapest path by steps within some cells of a line; the line itself if no steps lead along it.

    Parameters
    ----------
    cost_grid : CostGrid
    line : (row, col) arrays
        Vertices in the cost grid, fractional.
    start, end : Landfall
    reach : int
        Cells to either side of the line.

    Returns
    -------
    row, col : (n,) arrays
        From start to end.
    """
    row, col = line
    top, left = max(int(row.min()) - reach, 0), max(int(col.min()) - reach, 0)
    window = cost_grid.crossing[top : int(row.max()) + reach + 2, left : int(col.max()) + reach + 2]
    band = _band(window.shape[0], window.shape[1], row - top, col - left, reach)
    first, last = (_inside(cost_grid, each, top, left, window.shape) for each in (start, end))
    cells = _dijkstra(window, band & (window > 0), *first, *last)
    if not len(cells):
        return line
    rows, cols = np.divmod(cells, window.shape[1])
    ends = (start.row, start.col), (end.row, end.col)
    return (
        np.concatenate([[ends[0][0]], rows + float(top), [ends[1][0]]]),
        np.concatenate([[ends[0][1]], cols + float(left), [ends[1][1]]]),
    )


def _inside(
    cost_grid: CostGrid, landfall: Landfall, top: int, left: int, shape: tuple[int, ...]
) -> tuple[Index, FloatCells]:
    """Cells of a window that a landfall reaches, and its legs."""
    rows, cols = np.divmod(landfall.cells, cost_grid.width)
    rows, cols = rows - top, cols - left
    inside = (rows >= 0) & (rows < shape[0]) & (cols >= 0) & (cols < shape[1])
    return (rows * shape[1] + cols)[inside], landfall.legs[inside]


@nb.njit(cache=True)
def _band(rows: int, cols: int, row: FloatArray, col: FloatArray, reach: int) -> npt.NDArray[np.bool_]:
    band = np.zeros((rows, cols), np.bool_)
    for leg in range(len(row) - 1):
        pieces = max(1, int(np.hypot(row[leg + 1] - row[leg], col[leg + 1] - col[leg])))
        for piece in range(pieces + 1):
            r = int(row[leg] + (row[leg + 1] - row[leg]) * piece / pieces + 0.5)
            c = int(col[leg] + (col[leg + 1] - col[leg]) * piece / pieces + 0.5)
            band[max(r - reach, 0) : r + reach + 1, max(c - reach, 0) : c + reach + 1] = True
    return band


@nb.njit(cache=True)
def _dijkstra(
    crossing: FloatCells,
    inside: npt.NDArray[np.bool_],
    starts: Index,
    start_costs: FloatCells,
    ends: Index,
    end_costs: FloatCells,
) -> Index:
    """Cells of the cheapest path from any start to any end, none if there is none."""
    rows, cols = crossing.shape
    total, came = np.full(rows * cols, np.inf), np.full(rows * cols, -1, np.int64)
    left = np.full(rows * cols, np.inf)  # what an end cell adds
    heap = [(0.0, np.int64(-1))]
    heap.pop()
    for s in range(len(starts)):
        total[starts[s]] = start_costs[s]
        heapq.heappush(heap, (total[starts[s]], starts[s]))
    for e in range(len(ends)):
        left[ends[e]] = end_costs[e]
    best, best_cell = np.inf, np.int64(-1)
    while len(heap) > 0:
        cost, cell = heapq.heappop(heap)
        if cost >= best:
            break
        if cost > total[cell]:
            continue
        if cost + left[cell] < best:
            best, best_cell = cost + left[cell], cell
        row, col = divmod(cell, cols)
        for step in range(len(_STEPS)):
            to_row, to_col = row + _STEPS[step, 0], col + _STEPS[step, 1]
            if not (0 <= to_row < rows and 0 <= to_col < cols) or not inside[to_row, to_col]:
                continue
            to = to_row * cols + to_col
            if total[to] <= cost:
                continue
            price, land = segment_cost(crossing, float(row), float(col), float(to_row), float(to_col))
            if land == 0.0 and cost + price < total[to]:
                total[to], came[to] = cost + price, cell
                heapq.heappush(heap, (cost + price, to))
    path = []
    while best_cell >= 0:
        path.append(best_cell)
        best_cell = came[best_cell]
    return np.array(path[::-1], dtype=np.int64)
