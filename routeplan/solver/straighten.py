"""Find a path and straighten it to few vertices: never at a higher cost than it was traced, never through a barrier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled
from routeplan.solver.alternative_line import find_alternative_line
from routeplan.solver.cost_grid import CostGrid, segment_cost
from routeplan.solver.landfall import Place
from routeplan.solver.path import DEFAULT_LANDFALL_KM, GridPath, find_path

# Legs are straight on the plane here and geodesics on the Earth later; up to this length the two lie
# within 0.2 km of one another north of 30N.
LONGEST_LEG_KM = 150.0
# Lines of fewer cells get a second opinion from so many cells beside them: milliseconds.
_FEW_CELLS, _BAND_CELLS, _NARROWEST_BAND = 600.0, 6000, 3
# What one vertex less may cost, as a share of the path's cost.
_VERTEX_WORTH = 1e-6
# Cells. Corners are passed at this distance, so that a geodesic may bend a little more than its straight line.
_CLEARANCE = 0.01
# Corners a vertex; on a seabed that changes from cell to cell every corner would pull, and the nearest do most.
_MOST_CORNERS = 3
# Ratio of the rates of two cells from which on a line bends visibly between them.
_COST_STEP = 1.05


@dataclass(frozen=True)
class _Round:
    """One round of straightening; all in cells.

    Attributes
    ----------
    reach : int
        Corners so near to the path may pull at it.
    longest : float
        Legs are joined up to this length.
    split : float
        Pieces of legs that are longer get a vertex in their middle.
    shifts : tuple of float
        By how much vertices are moved, one after the other.
    """

    reach: int
    longest: float
    split: float
    shifts: tuple[float, ...]


# From coarse to fine. The last adds no vertices but corners: what a vertex must earn is asked there once more.
_ROUNDS = (
    _Round(reach=4, longest=32.0, split=4.0, shifts=(2.0, 1.0)),
    _Round(reach=1, longest=64.0, split=4.0, shifts=(1.0, 0.5, 0.2)),
    _Round(reach=1, longest=np.inf, split=np.inf, shifts=(0.3, 0.1, 0.03)),
)
# Where a vertex may go, in shifts, down and to the right: along the sides of cells, which a line slides along.
_DOWN = np.array([0.0, -1.0, 1.0, 0.0, 0.0])
_RIGHT = np.array([0.0, 0.0, 0.0, -1.0, 1.0])


def find_line(
    cost_grid: CostGrid, start: Place, end: Place, *, landfall_limit_km: float = DEFAULT_LANDFALL_KM
) -> GridPath:
    """Find the cheapest path between two positions and straighten it.

    A field from one end and one from the other err a little differently, and may choose differently where two ways
    cost nearly the same. One end is therefore always the first, whichever was named first: a route and the way back
    are one line.

    Parameters, errors
        As for :func:`routeplan.solver.path.find_path`.
    """
    turned = start[1:] > end[1:]
    ends = (end, start) if turned else (start, end)
    path = choose_line(cost_grid, find_path(cost_grid, *ends, landfall_limit_km=landfall_limit_km))
    return path.reversed() if turned else path


def choose_line(cost_grid: CostGrid, found: GridPath) -> GridPath:
    """Straighten a path, and if it is short what steps along it find, and take the cheaper."""
    path = straighten(cost_grid, found)
    cells = float(np.hypot(np.diff(path.row), np.diff(path.col)).sum())
    if cells > _FEW_CELLS:
        return path
    began = perf_counter()
    # The band is a line's length and its own width long: width * (cells + width) cells.
    width = (np.hypot(cells, 2.0 * np.sqrt(_BAND_CELLS)) - cells) / 2.0
    reach = max(_NARROWEST_BAND, int(width / 2.0))
    row, col = find_alternative_line(cost_grid, (path.row, path.col), path.start, path.end, reach=reach)
    other = straighten(cost_grid, replace(found, row=row, col=col))
    if cost_grid.cost_of(other.row, other.col) < cost_grid.cost_of(path.row, path.col):
        path = replace(other, seconds=path.seconds)
    return replace(path, seconds=path.seconds + perf_counter() - began)


def straighten(cost_grid: CostGrid, path: GridPath) -> GridPath:
    """Straighten a path.

    Three times over, from coarse to fine: chooses among its vertices, and the corners beside it that may pull at
    it, the chain that costs least; adds vertices where what is left may bend; and moves them as long as that
    saves. The result is compared with the path that came in, and the cheaper one returned.

    Parameters
    ----------
    cost_grid : CostGrid
    path : GridPath
        From :func:`routeplan.solver.path.find_path`.
    """
    began = perf_counter()
    longest = LONGEST_LEG_KM * 1000.0 / cost_grid.grid.spacing_m
    land = np.array([path.start.max_barrier_cells, path.end.max_barrier_cells])
    before = cost_grid.cost_of(path.row, path.col)
    row, col = path.row, path.col
    for number, turn in enumerate(_ROUNDS):
        row, col = _with_corners(cost_grid.cell_cost, row, col, turn.reach)
        # Moves still to come may lengthen a leg, at either end.
        moves = 2.0 * sum(sum(later.shifts) for later in _ROUNDS[number:])
        most = min(max(longest - moves, longest / 2.0), turn.longest)
        row, col = _cheapest_chain(
            cost_grid.cell_cost, cost_grid.across, row, col, most, land, _VERTEX_WORTH * before
        )
        if not len(row):
            return path
        row, col = _with_joints(cost_grid.cell_cost, row, col, turn.split)
        for shift in turn.shifts:
            _shift(cost_grid.cell_cost, cost_grid.across, row, col, land, shift)
    if not cost_grid.cost_of(row, col) <= before:
        row, col = path.row, path.col
    return replace(path, row=row, col=col, seconds=path.seconds + perf_counter() - began)


def _with_corners(
    cell_cost: FloatCells, row: FloatArray, col: FloatArray, reach: int
) -> tuple[FloatArray, FloatArray]:
    """Put the corners near a path that may pull at it among its vertices, in the order in which it passes them."""
    corner_row, corner_col, passed, distance = _corners_beside(cell_cost, row, col, reach)
    # Each corner once, where the path is nearest to it.
    order = np.lexsort((distance, corner_col, corner_row))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(corner_row[order]) != 0) | (np.diff(corner_col[order]) != 0)
    kept = order[first]
    if len(kept) > _MOST_CORNERS * len(row):
        kept = kept[np.argsort(distance[kept], kind="stable")[: _MOST_CORNERS * len(row)]]
    along = np.argsort(np.concatenate([np.arange(len(row), dtype=np.float64), passed[kept]]), kind="stable")
    return np.append(row, corner_row[kept])[along], np.append(col, corner_col[kept])[along]


@compiled
def _corners_beside(
    cell_cost: FloatCells, row: FloatArray, col: FloatArray, reach: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Find the corners beside the inner legs: row, column, vertices before they are passed, cells away."""
    at_row, at_col, passed, distance = [0.0], [0.0], [0.0], [0.0]
    for leg in range(1, len(row) - 2):
        d_row, d_col = row[leg + 1] - row[leg], col[leg + 1] - col[leg]
        square = max(d_row * d_row + d_col * d_col, 1e-12)
        steps = int(np.ceil(np.sqrt(square) / reach))
        for step in range(steps):
            top = int(np.floor(row[leg] + d_row * step / steps))
            left = int(np.floor(col[leg] + d_col * step / steps))
            for r in range(top - reach, top + reach + 1):
                for c in range(left - reach, left + reach + 1):
                    to_row, to_col = _pull(cell_cost, r, c)
                    if to_row == 0:
                        continue
                    down = r + 0.5 + _CLEARANCE * to_row - row[leg]
                    right = c + 0.5 + _CLEARANCE * to_col - col[leg]
                    share = min(max((down * d_row + right * d_col) / square, 0.0), 1.0)
                    at_row.append(row[leg] + down)
                    at_col.append(col[leg] + right)
                    passed.append(leg + share)
                    distance.append(np.hypot(down - share * d_row, right - share * d_col))
    return np.array(at_row)[1:], np.array(at_col)[1:], np.array(passed)[1:], np.array(distance)[1:]


@compiled
def _pull(cell_cost: FloatCells, top: int, left: int) -> tuple[int, int]:
    """Which way from the corner of four cells a line that it holds lies; (0, 0) if it holds none.

    A line is held outside a single cell that is closed or costs much more than the other three, and inside a single
    one that is much cheaper: it reaches as far as it can into the tip of cheap seabed.
    """
    if not (0 <= top < cell_cost.shape[0] - 1 and 0 <= left < cell_cost.shape[1] - 1):
        return 0, 0
    highest = second_highest = 0.0
    cheapest = second_cheapest = np.inf
    out, tip = (0, 0), (0, 0)
    for i in range(2):
        for j in range(2):
            rate = cell_cost[top + i, left + j]
            rate = rate if rate > 0.0 else np.inf
            if rate >= highest:
                highest, second_highest, out = rate, highest, (1 - 2 * i, 1 - 2 * j)
            else:
                second_highest = max(second_highest, rate)
            if rate <= cheapest:
                cheapest, second_cheapest, tip = rate, cheapest, (2 * i - 1, 2 * j - 1)
            else:
                second_cheapest = min(second_cheapest, rate)
    if highest > _COST_STEP * second_highest:
        return out
    return tip if _COST_STEP * cheapest < second_cheapest < np.inf else (0, 0)


@compiled
def _cheapest_chain(
    cell_cost: FloatCells,
    across: FloatCells | None,
    row: FloatArray,
    col: FloatArray,
    longest: float,
    land: FloatArray,
    worth: float,
) -> tuple[FloatArray, FloatArray]:
    """Choose vertices, first and last among them, so that the legs and a small price a vertex cost least.

    None are chosen if no chain of open legs leads from the first to the last.
    """
    count = len(row)
    total = np.full(count, np.inf)
    before = np.zeros(count, np.intp)
    total[0] = 0.0
    for j in range(1, count):
        for i in range(j - 1, -1, -1):
            if i < j - 1 and np.hypot(row[j] - row[i], col[j] - col[i]) > longest:
                break
            allowed = _land_allowed(i, j, count, land)
            cost = total[i] + worth + _leg_cost(cell_cost, across, row[i], col[i], row[j], col[j], allowed)
            if cost < total[j]:
                total[j], before[j] = cost, i
    if total[-1] == np.inf:
        return row[:0], col[:0]
    chain = [count - 1]
    while chain[-1] > 0:
        chain.append(before[chain[-1]])
    kept = np.array(chain[::-1])
    return row[kept], col[kept]


@compiled
def _with_joints(
    cell_cost: FloatCells, row: FloatArray, col: FloatArray, split: float
) -> tuple[FloatArray, FloatArray]:
    """Put vertices where inner legs cross a cost step, and in the middle of long pieces: there a line may bend."""
    if split == np.inf:
        return row, col
    rows, cols = [row[0]], [col[0]]
    last = len(row) - 2
    for leg in range(last + 1):
        d_row, d_col = row[leg + 1] - row[leg], col[leg + 1] - col[leg]
        cells = np.hypot(d_row, d_col)
        steps = max(1, int(np.ceil(cells))) if 0 < leg < last else 1
        rate, done = cell_cost[int(row[leg] + 0.5), int(col[leg] + 0.5)], 0.0
        for step in range(1, steps + 1):
            share = step / steps
            ahead = cell_cost[int(row[leg] + share * d_row + 0.5), int(col[leg] + share * d_col + 0.5)]
            crossed = step < steps and max(rate, ahead) > _COST_STEP * min(rate, ahead)
            rate = ahead
            if crossed or step == steps:
                here = share - 0.5 / steps if crossed else 1.0
                if (here - done) * cells > split and 0 < leg < last:
                    middle = (done + here) / 2.0
                    rows.append(row[leg] + middle * d_row)
                    cols.append(col[leg] + middle * d_col)
                if crossed:
                    rows.append(row[leg] + here * d_row)
                    cols.append(col[leg] + here * d_col)
                done = here
        rows.append(row[leg + 1])
        cols.append(col[leg + 1])
    return np.array(rows), np.array(cols)


@compiled
def _shift(
    cell_cost: FloatCells,
    across: FloatCells | None,
    row: FloatArray,
    col: FloatArray,
    land: FloatArray,
    shift: float,
) -> None:
    """Move the inner vertices, in place, all at once the way that saves most.

    The choices of each vertex are a layer; the cheapest way through the layers is found by dynamic programming.
    """
    count, choices = len(row), len(_DOWN)
    total = np.full((count, choices), np.inf)
    came = np.zeros((count, choices), np.intp)
    total[0, 0] = 0.0
    for i in range(1, count):
        allowed = _land_allowed(i - 1, i, count, land)
        # Rates differ little within a shift: so cheap, or nearly, is any leg between the two.
        rate = min(
            abs(cell_cost[int(row[i - 1] + 0.5), int(col[i - 1] + 0.5)]),
            abs(cell_cost[int(row[i] + 0.5), int(col[i] + 0.5)]),
        )
        for s in range(choices if i < count - 1 else 1):
            to_row, to_col = row[i] + shift * _DOWN[s], col[i] + shift * _RIGHT[s]
            for k in range(choices if i > 1 else 1):
                # The same move as its neighbour's comes first: it is likely to be the best, and rules others out.
                p = 0 if i == 1 else s if k == 0 else k - 1 if k <= s else k
                at_row, at_col = row[i - 1] + shift * _DOWN[p], col[i - 1] + shift * _RIGHT[p]
                cells = np.hypot(to_row - at_row, to_col - at_col)
                if k > 0 and total[i - 1, p] + rate * cells >= total[i, s]:
                    continue
                cost = total[i - 1, p] + _leg_cost(cell_cost, across, at_row, at_col, to_row, to_col, allowed)
                if cost < total[i, s]:
                    total[i, s], came[i, s] = cost, p
    choice = 0
    for i in range(count - 1, 0, -1):
        row[i], col[i] = row[i] + shift * _DOWN[choice], col[i] + shift * _RIGHT[choice]
        choice = came[i, choice]


@compiled
def _leg_cost(
    cell_cost: FloatCells,
    across: FloatCells | None,
    row_a: float,
    col_a: float,
    row_b: float,
    col_b: float,
    land: float,
) -> float:
    """Cost of a leg; infinite where it crosses more land than it may."""
    cost, on_land = segment_cost(cell_cost, across, row_a, col_a, row_b, col_b)
    return cost if on_land <= land else np.inf


@compiled
def _land_allowed(i: int, j: int, count: int, land: FloatArray) -> float:
    """Cell widths of barrier that the leg between two of so many vertices may cross: only landfalls may."""
    allowed = land[0] if i == 0 else 0.0
    return max(allowed, land[1]) if j == count - 1 else allowed
