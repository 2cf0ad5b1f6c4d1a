"""A lower bound on the cost of any path, proven by a potential that rises nowhere faster than cost.

Fast marching is approximate and proves nothing. A potential does: if it rises along no curve by more than the curve
costs, every path costs at least the potential's rise between its ends. How a potential is found does not matter to
the proof; that it keeps the rule is checked cell by cell in :func:`proven_rise` and :func:`proven_through`, the only
functions to trust. The proof is in docs/bound.md.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall
from routeplan.solver.potential import Point, cell_of, copy_open_cells, derive_potentials, gradient
from routeplan.solver.sparse_blocks import BLOCK, Blocks, blocks_shape, min_pool, sparse_zeros

# The values are double, the sums short: rounding is a thousand times smaller than this share, given away at the end.
ROUNDING = 1e-6
# Waters where every path costs more than this share of the path that is known are not looked at more closely.
CLOSE = 0.995
# A potential is mended until what it loses by rising too fast is less than this share, or so many times.
_GOOD_LOSS = 5e-4
_ROUNDS = 6
# Excess is kept by levels of the potential, so many between start and end.
LEVELS = 1 << 14
_SAMPLES_PER_CELL = 8  # of a landfall's leg: which cells it crosses
_ABOVE_UPPER = 1.01  # how far beyond the path that is known fields are marched


@dataclass(frozen=True)
class CellLevel:
    """Cells that a path may cross, at one resolution.

    Attributes
    ----------
    rates : (rows, cols) float32
        Least cost of crossing a cell along a row or column; zero where closed, with a closed rim.
    ends : two of (row, col)
        Where the path begins and ends, fractional.
    """

    rates: FloatCells
    ends: tuple[Point, Point]

    @classmethod
    def of(cls, cost_grid: CostGrid, start: Landfall, end: Landfall, opened: Index) -> CellLevel:
        """Open some of a cost grid's barriers."""
        rates = open_rates(cost_grid, opened)
        return cls(rates, ((start.row, start.col), (end.row, end.col)))

    def within(self, blocks: Blocks) -> CellLevel:
        """Close all cells outside some blocks."""
        rates = sparse_zeros((self.rates.shape[0], self.rates.shape[1]), np.float32)
        copy_open_cells(self.rates, rates, blocks)
        return CellLevel(rates, self.ends)

    def coarser(self, blocks: Blocks) -> CellLevel:
        """See blocks as cells, each as cheap as its cheapest open cell."""
        rates, _, _ = min_pool(self.rates, blocks, RIM)
        return CellLevel(rates, (on_blocks(self.ends[0], RIM), on_blocks(self.ends[1], RIM)))

    @property
    def everywhere(self) -> Blocks:
        """All blocks."""
        return np.ones(blocks_shape(self.rates.shape), dtype=np.bool_)


def lower_bound(cost_grid: CostGrid, start: Landfall, end: Landfall, *, upper: float) -> float:
    """Prove that no path between two landfalls costs less.

    A path is any curve through open cells and through the barriers that the landfalls' legs cross. It enters
    blocks that a bound over blocks shows to cost too much, or it stays in the others.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landfall
        From :func:`routeplan.solver.landfall.find_landfalls`.
    upper : float
        Cost of a path that is known, USD. The bound is never above it.

    Returns
    -------
    float
        USD.
    """
    opened = find_opened(cost_grid, start, end)
    fine = CellLevel.of(cost_grid, start, end, opened)
    coarse = fine.coarser(cost_grid.blocks)
    through = proven_through(coarse, upper, coarse.everywhere)[RIM:-RIM, RIM:-RIM]
    inside = (through < CLOSE * upper) & cost_grid.blocks
    elsewhere = float(through[~inside].min(initial=upper))
    within = bound_inside(fine.within(inside), upper, inside, enough=elsewhere)
    return min(elsewhere, within) * (1.0 - ROUNDING)


def bound_inside(level: CellLevel, upper: float, blocks: Blocks, *, enough: float) -> float:
    """Bound for paths that stay in some blocks, USD; all cells outside are closed. Not mended once it is enough."""
    rates = level.rates
    first, last = level.ends
    if not (rates[cell_of(first)] > 0 and rates[cell_of(last)] > 0):
        return float("inf")  # no path stays inside
    bound = 0.0
    for values in derive_potentials(
        rates, level.ends, cap=_ABOVE_UPPER * upper, blocks=blocks, rounds=_ROUNDS
    ):
        low, high = _reached(rates, values, first, 1.0), -_reached(rates, values, last, -1.0)
        bound = max(bound, proven_rise(rates, values, low, high, blocks))
        if bound >= enough or high - low - bound <= _GOOD_LOSS * bound:
            break
    if cell_of(first) == cell_of(last):
        bound = min(bound, float(np.hypot(*np.subtract(first, last))) * float(rates[cell_of(first)]))
    return bound


def worst_excess(rates: FloatCells, values: FloatArray, blocks: Blocks) -> float:
    """How many times faster than cost a potential rises where it does so most.

    Parameters
    ----------
    rates : (rows, cols) float32
        Cost of crossing a cell; closed cells, zero or less, set no limit.
    values : (rows + 1, cols + 1) float64
        The potential at the corners.
    blocks : (block rows, block cols) bool
        Blocks to judge.
    """
    return float(excess_by_level(rates, values, -np.inf, np.inf, 1, blocks)[0])


def proven_rise(rates: FloatCells, values: FloatArray, low: float, high: float, blocks: Blocks) -> float:
    """Judge a potential: the part of its rise between two values that every path must pay.

    In each open cell the potential is linear on two triangles, cut along the diagonal that suits it better. Let r
    be the steepest gradient over rate among all cells that hold a value v, at least 1. Then the integral of
    dv / r(v) is a potential that rises nowhere faster than cost.

    Parameters
    ----------
    rates, values, blocks
        As for :func:`worst_excess`.
    low, high : float
        Values at the two ends of the paths.
    """
    if not high > low:
        return 0.0
    excess = excess_by_level(rates, values, low, high, LEVELS, blocks)
    return float((high - low) * np.mean(1.0 / np.maximum(excess, 1.0)))


def proven_through(level: CellLevel, upper: float, blocks: Blocks, *, rounds: int = 5) -> FloatCells:
    """Find what every path costs at least that stays in some blocks of a level and meets a cell of them.

    Parameters
    ----------
    level : CellLevel
    upper : float
        Cost of a path that is known, USD.
    blocks : (block rows, block cols) bool
    rounds : int
        How often the potentials are mended, at most.

    Returns
    -------
    (rows, cols) float32
        USD, hardly more than ``upper``; infinite for closed cells and outside the blocks.
    """
    rates, cap = level.within(blocks).rates, _ABOVE_UPPER * upper
    with ThreadPoolExecutor(2) as both:
        forth, back = both.map(lambda end: _proven_from(rates, end, cap, blocks, rounds), level.ends)
    through = np.full(rates.shape, np.inf, dtype=np.float32)
    _least_sums(rates, *forth, *back, blocks, through)
    return through


def _proven_from(
    rates: FloatCells, end: Point, cap: float, blocks: Blocks, rounds: int
) -> tuple[FloatArray, float]:
    """Bound the cost from a position: a potential that is linear on triangles, and its worst excess.

    A potential that rises too fast at a level is flattened there, which bends it inside the cells. What is taken is
    straight between the flattened corners once more.
    """
    flattened = sparse_zeros((rates.shape[0] + 1, rates.shape[1] + 1), np.float64)
    if not rates[cell_of(end)] > 0:
        return flattened, 1.0  # no path that stays begins there
    *_, values = derive_potentials(rates, (end,), cap=cap, blocks=blocks, rounds=rounds)
    low = _reached(rates, values, end, 1.0)
    excess = excess_by_level(rates, values, low, cap, LEVELS, blocks)
    risen = np.concatenate([[0.0], np.cumsum((cap - low) / LEVELS / np.maximum(excess, 1.0))])
    flatten(values, low, cap, risen, blocks, flattened)
    return flattened, max(1.0, worst_excess(rates, flattened, blocks))


def on_blocks(position: Point, rim: int) -> Point:
    """Bring a position to cells that are blocks, with so many cells before the first of them."""
    return (position[0] + 0.5) / BLOCK - 0.5 + rim, (position[1] + 0.5) / BLOCK - 0.5 + rim


def find_opened(cost_grid: CostGrid, *landfalls: Landfall) -> Index:
    """Flat indices of the barrier cells that the legs of some landfalls cross, and of the cells they lie in."""
    return np.unique(np.concatenate([_find_opened(cost_grid, landfall) for landfall in landfalls]))


def open_rates(cost_grid: CostGrid, opened: Index) -> FloatCells:
    """(rows, cols) float32, what cells of a cost grid cost, some barriers open; zero where closed."""
    rates = sparse_zeros(cost_grid.cell_cost.shape, np.float32)
    copy_open_cells(cost_grid.cell_cost, rates, cost_grid.blocks)
    rates.ravel()[opened] = np.abs(cost_grid.cell_cost.ravel()[opened])
    return rates


def _find_opened(cost_grid: CostGrid, landfall: Landfall) -> Index:
    """Flat indices of the barrier cells that a landfall's legs cross, and of the cell it lies in."""
    rows, cols = np.divmod(landfall.cells, cost_grid.width)
    reach = float(np.hypot(rows - landfall.row, cols - landfall.col).max())
    share = np.linspace(0.0, 1.0, int(np.ceil(_SAMPLES_PER_CELL * reach)) + 2)[:, None]
    at_row, at_col = (
        np.floor(end + share * (cells - end) + 0.5).astype(np.int64)
        for end, cells in ((landfall.row, rows), (landfall.col, cols))
    )
    barrier = cost_grid.cell_cost[at_row, at_col] < 0
    own_row, own_col = cell_of((landfall.row, landfall.col))
    return np.union1d(own_row * cost_grid.width + own_col, (at_row * cost_grid.width + at_col)[barrier])


def _reached(rates: FloatCells, values: FloatArray, end: Point, sign: float) -> float:
    """Highest value, over the sides of the cell of a position, of the potential less the straight cost from there.

    ``sign`` multiplies the potential: with -1 the result is the negative of the lowest value of potential plus cost. No
    path leaves the cell but through a side, and none gets there more cheaply than straight.
    """
    row, col = cell_of(end)
    rate = float(rates[row, col])
    down, right = end[0] - row + 0.5, end[1] - col + 0.5
    a, b = sign * values[row, col], sign * values[row, col + 1]
    d, w = sign * values[row + 1, col], sign * values[row + 1, col + 1]
    sides = ((a, b, right, down), (d, w, right, 1.0 - down), (a, d, down, right), (b, w, down, 1.0 - right))
    return max(_reached_on_side(float(x), float(y), along, off, rate) for x, y, along, off in sides)


def _reached_on_side(first: float, last: float, along: float, off: float, rate: float) -> float:
    slope = last - first
    steepness = rate * rate - slope * slope
    # Where the two slopes cancel; if the side is steeper than the rate, at its higher end.
    best = along + off * slope / np.sqrt(steepness) if steepness > 0 else float(slope > 0)
    best = min(max(best, 0.0), 1.0)
    return float(first + slope * best - rate * np.hypot(best - along, off))


@compiled
def excess_by_level(
    rates: FloatCells, values: FloatArray, low: float, high: float, levels: int, blocks: Blocks
) -> FloatArray:
    """Steepest gradient over rate among the cells that hold a value of each level; levels part low to high evenly."""
    excess = np.zeros(levels)
    per_level = levels / (high - low)
    rows, cols = rates.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if not blocks[row // BLOCK, block]:
                continue
            for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                if not rates[row, col] > 0:
                    continue
                ratio = gradient(values, row, col) / rates[row, col]
                if levels == 1:
                    excess[0] = max(excess[0], ratio)
                elif not ratio <= 1.0:
                    one, other = values[row, col], values[row, col + 1]
                    third, fourth = values[row + 1, col], values[row + 1, col + 1]
                    least, most = min(one, other, third, fourth), max(one, other, third, fourth)
                    # A level more at either end: rounding must not put a cell beside its level.
                    first = int(max((least - low) * per_level - 1.0, 0.0))
                    last = int(min((most - low) * per_level + 1.0, levels - 1.0))
                    for level in range(first, last + 1):
                        excess[level] = max(excess[level], ratio)
    return excess


@compiled
def flatten(
    values: FloatArray, low: float, high: float, risen: FloatArray, blocks: Blocks, flattened: FloatArray
) -> None:
    """Read at the corners of some blocks what a table by level, even from low to high, makes of a potential."""
    rows, cols = values.shape
    per_value = (len(risen) - 1) / (high - low)
    for block_row in range(blocks.shape[0]):
        for block in range(blocks.shape[1]):
            if not blocks[block_row, block]:
                continue
            for row in range(block_row * BLOCK, min((block_row + 1) * BLOCK + 1, rows)):
                for col in range(block * BLOCK, min((block + 1) * BLOCK + 1, cols)):
                    level = min(max((values[row, col] - low) * per_value, 0.0), len(risen) - 1.0)
                    knot = min(int(level), len(risen) - 2)
                    flattened[row, col] = risen[knot] + (level - knot) * (risen[knot + 1] - risen[knot])


@compiled
def _least_sums(
    rates: FloatCells,
    first: FloatArray,
    first_worst: float,
    last: FloatArray,
    last_worst: float,
    blocks: Blocks,
    out: FloatCells,
) -> None:
    """Find the least sum of two potentials on each open cell of some blocks, each divided by its worst excess.

    Whichever diagonal either is cut along, it is least at a corner or in the middle.
    """
    rows, cols = rates.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if not blocks[row // BLOCK, block]:
                continue
            for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                if not rates[row, col] > 0:
                    continue
                least, middle = np.inf, 0.0
                for i in range(2):
                    for j in range(2):
                        there = first[row + i, col + j] / first_worst + last[row + i, col + j] / last_worst
                        least = min(least, there)
                for field, worst in ((first, first_worst), (last, last_worst)):
                    falling = field[row, col] + field[row + 1, col + 1]
                    rising = field[row, col + 1] + field[row + 1, col]
                    middle += 0.5 * min(falling, rising) / worst
                out[row, col] = min(least, middle)
