"""Straighten a traced path to few vertices: never dearer, never through a barrier."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.geodesy import FloatArray
from routeplan.grid import FloatCells
from routeplan.solver import Medium, PlanePath, segment_cost

# Legs are straight on the plane here and geodesics on the Earth later; up to this length the two lie
# within 0.2 km of one another north of 30N.
LONGEST_LEG_KM = 150.0
# What one vertex less may cost, as a share of the path's cost.
_VERTEX_WORTH = 1e-6
_SHIFTS = (2.0, 1.0, 0.5, 0.25, 0.1)  # cells
_SWEEPS = 4
_LONG_CELLS = 6.0  # legs longer than this get a vertex to move


def straighten(medium: Medium, path: PlanePath) -> PlanePath:
    """Straighten a path.

    Chooses among its vertices the chain that costs least, moves what is left sideways as long as that saves,
    and chooses again. The result is compared with the path that came in, and the cheaper one returned.

    Parameters
    ----------
    medium : Medium
    path : PlanePath
        From :func:`routeplan.solver.find_path`.
    """
    began = perf_counter()
    longest = LONGEST_LEG_KM * 1000.0 / medium.grid.spacing_m
    land = np.array([path.start.most_land, path.end.most_land])
    row, col = path.row, path.col
    worth = _VERTEX_WORTH * medium.cost_of(row, col)
    for most_cells in (_LONG_CELLS, _LONG_CELLS, np.inf):
        kept = _cheapest_chain(medium.crossing, row, col, longest, land, worth)
        row, col = _with_middles(row[kept], col[kept], most_cells)
        _shift_vertices(medium.crossing, row, col, land, np.array(_SHIFTS), _SWEEPS)
    seconds = path.seconds + perf_counter() - began
    if medium.cost_of(row, col) > medium.cost_of(path.row, path.col):
        return replace(path, seconds=seconds)
    return replace(path, row=row, col=col, seconds=seconds)


def _with_middles(row: FloatArray, col: FloatArray, most_cells: float) -> tuple[FloatArray, FloatArray]:
    """Put a vertex in the middle of each inner leg longer than so many cells: what cannot bend cannot improve."""
    inner = np.arange(1, len(row)) - 1
    long = (np.hypot(np.diff(row), np.diff(col)) > most_cells) & (inner > 0) & (inner < len(row) - 2)
    after = np.flatnonzero(long) + 1
    middles = ((axis[after - 1] + axis[after]) / 2 for axis in (row, col))
    row, col = (np.insert(axis, after, middle) for axis, middle in zip((row, col), middles, strict=True))
    return row, col


@nb.njit(cache=True)
def _leg_cost(
    crossing: FloatCells, row: FloatArray, col: FloatArray, i: int, j: int, land: FloatArray
) -> float:
    """Cost of the leg between two vertices; infinite where it crosses more land than a landfall may."""
    cost, on_land = segment_cost(crossing, row[i], col[i], row[j], col[j])
    allowed = 0.0
    if i == 0:
        allowed = land[0]
    if j == len(row) - 1:
        allowed = max(allowed, land[1])
    return cost if on_land <= allowed else np.inf


@nb.njit(cache=True)
def _cheapest_chain(
    crossing: FloatCells, row: FloatArray, col: FloatArray, longest: float, land: FloatArray, worth: float
) -> npt.NDArray[np.intp]:
    """Choose vertices, first and last among them, so that the legs and a small price a vertex cost least."""
    count = len(row)
    total = np.full(count, np.inf)
    before = np.zeros(count, np.intp)
    total[0] = 0.0
    for j in range(1, count):
        for i in range(j - 1, -1, -1):
            adjacent = i == j - 1
            if not adjacent and np.hypot(row[j] - row[i], col[j] - col[i]) > longest:
                break
            # Neighbours on the traced path stay joined whatever lies between: it was traced through open cells.
            cost = (
                segment_cost(crossing, row[i], col[i], row[j], col[j])[0]
                if adjacent
                else _leg_cost(crossing, row, col, i, j, land)
            )
            if total[i] + cost + worth < total[j]:
                total[j], before[j] = total[i] + cost + worth, i
    chain = [count - 1]
    while chain[-1] > 0:
        chain.append(before[chain[-1]])
    return np.array(chain[::-1])


@nb.njit(cache=True)
def _shift_vertices(
    crossing: FloatCells, row: FloatArray, col: FloatArray, land: FloatArray, shifts: FloatArray, sweeps: int
) -> None:
    """Move each inner vertex across its course, in place, as long as its two legs get cheaper."""
    for shift in shifts:
        for _ in range(sweeps):
            moved = False
            for i in range(1, len(row) - 1):
                d_row, d_col = row[i + 1] - row[i - 1], col[i + 1] - col[i - 1]
                length = np.hypot(d_row, d_col)
                if length == 0.0:
                    continue
                here = _leg_cost(crossing, row, col, i - 1, i, land) + _leg_cost(
                    crossing, row, col, i, i + 1, land
                )
                old_row, old_col = row[i], col[i]
                for sign in (-1.0, 1.0):
                    row[i] = old_row + sign * shift * d_col / length
                    col[i] = old_col - sign * shift * d_row / length
                    there = _leg_cost(crossing, row, col, i - 1, i, land) + _leg_cost(
                        crossing, row, col, i, i + 1, land
                    )
                    if there < here:
                        moved = True
                        break
                    row[i], col[i] = old_row, old_col
            if not moved:
                break
