"""Fast marching where cost depends on the heading: the cost of the cheapest path from a start to every cell.

The field T obeys grad T . D grad T = cost^2 with D the inverse of the metric I + w w^T of each cell (w: ``across`` of
:class:`routeplan.solver.cost_grid.CostGrid`). Cells are settled from the cheapest outward, each from the three pairs of
neighbours that :mod:`routeplan.solver.heading_stencils` chooses, with second-order differences where two settled cells
lie in line. A neighbour beyond closed cells does not count. A straight step from a cell beside counts at its own cost,
too: it is a way that exists, and beside closed cells it keeps narrow waters joined. Cells that wait are kept in a ring
of buckets, as in :mod:`routeplan.solver.fast_marching`.

References
----------
Mirebeau 2019, hal-01507334
"""

from __future__ import annotations

import numpy as np

from routeplan.cost.heading_cost import heading_times
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.bucket_queue import Entries, doubled, lay_out_entries, size_ring
from routeplan.solver.fast_marching import Index, find_rates, unvisited
from routeplan.solver.heading_stencils import (
    ALL_OPEN,
    AXES,
    OPEN_FROM,
    STEPS,
    Codes,
    Steps,
    product,
    write_stencils,
)
from routeplan.solver.sparse_blocks import Blocks, blocks_shape, sparse_zeros

_SMALLEST = 1e-9  # of a weight
# Offers above so many crossings of the most expensive cell are not kept: another one comes. The heaviest of a cell's
# three steps makes one of at most 2.8 at the most that a heading may count, a step to a cell beside one of 6.
_MOST_CELLS = 8.0


def march_by_heading(
    cell_cost: FloatCells,
    across: FloatCells,
    starts: Index,
    start_costs: FloatCells,
    *,
    within: Blocks | None = None,
    rates: tuple[float, float] | None = None,
) -> FloatCells:
    """Settle cells from the starts outward.

    Parameters
    ----------
    cell_cost : (rows, cols) float32
        Cost of crossing each cell at its cheapest heading; as for :func:`routeplan.solver.fast_marching.march`, with a
        rim of ``RIM`` cells.
    across : (rows, cols, 2) float32
        Unit heading v costs sqrt(1 + (across . v)^2) times as much.
    starts, start_costs, within, rates
        As for :func:`routeplan.solver.fast_marching.march`.

    Returns
    -------
    (rows, cols) float32
        Cost of the cheapest path to each settled cell, infinite elsewhere.
    """
    cheapest, highest = rates or find_rates(cell_cost)
    reach = _MOST_CELLS * highest + float(np.ptp(start_costs)) + cheapest
    bucket_width, buckets = size_ring(cheapest, reach)
    shape = (cell_cost.shape[0], cell_cost.shape[1])
    settled, waiting = unvisited(shape, within)
    codes, users = sparse_zeros(shape, np.uint32), sparse_zeros(shape, np.uint32)
    blocks = np.ones(blocks_shape(shape), dtype=np.bool_) if within is None else within
    write_stencils(cell_cost, across, blocks, STEPS, codes, users)
    _march(
        cell_cost,
        across,
        codes,
        users,
        STEPS,
        settled,
        waiting,
        starts,
        start_costs,
        bucket_width,
        buckets,
        reach,
        lay_out_entries(cell_cost.size),
    )
    return settled


@compiled
def _offer(
    cell_cost: FloatCells,
    across: FloatCells,
    settled: FloatCells,
    code: np.uint32,
    steps: Steps,
    row: int,
    col: int,
    second: bool,
    base: float,
    scratch: FloatArray,
) -> float:
    """Field of a cell from the settled ends of its steps, above a base; infinite where there are none.

    Solves sum of weight (T - v)^2 = cost^2 over the steps whose lower end is below the solution, the lowest first. With
    ``second``, v = (4 T1 - T2) / 3 at 9/4 of the weight where the next cell in line is settled and no higher; infinite
    where that solution would lie below a cell it is made from.
    """
    down, right = np.float64(across[row, col, 0]), np.float64(across[row, col, 1])
    near, value, weight = scratch[0], scratch[1], scratch[2]
    for i in range(3):
        near[i] = np.inf
        here = (code >> np.uint32(4 * i)) & np.uint32(15)
        one = (code >> np.uint32(4 * ((i + 1) % 3))) & np.uint32(15)
        other = (code >> np.uint32(4 * ((i + 2) % 3))) & np.uint32(15)
        # Steps are turned by a right angle from the vectors of the reduction: one product serves both, but for w.
        weight[i] = abs(
            product(steps[one, 1], -steps[one, 0], steps[other, 1], -steps[other, 0], down, right)
        )
        if weight[i] < _SMALLEST:
            continue
        far = np.inf
        for side in range(2):
            bit = OPEN_FROM + 4 * i + side
            if (code >> np.uint32(bit)) & np.uint32(1):
                d_row, d_col = (1 - 2 * side) * steps[here, 0], (1 - 2 * side) * steps[here, 1]
                there = settled[row + d_row, col + d_col]
                if there - base < near[i]:
                    near[i], far = there - base, np.inf
                    if second and (code >> np.uint32(bit + 2)) & np.uint32(1):
                        far = settled[row + 2 * d_row, col + 2 * d_col] - base
        value[i] = near[i]
        if far <= near[i] < np.inf:
            value[i] = (4.0 * near[i] - far) / 3.0
            weight[i] *= 2.25
    cost = np.float64(cell_cost[row, col])
    a, b, c, solution, highest = 0.0, 0.0, -cost * cost, np.inf, 0.0
    for _ in range(3):
        i = 0 if near[0] <= near[1] else 1
        i = i if near[i] <= near[2] else 2
        if not near[i] < solution:
            break
        highest, near[i] = near[i], np.inf
        a += weight[i]
        b += weight[i] * value[i]
        c += weight[i] * value[i] * value[i]
        root = b * b - a * c
        if root < 0.0:
            return np.inf
        solution = (b + np.sqrt(root)) / a
        if solution < highest:
            return np.inf
    return float(solution)


@inlined
def _beside(cell_cost: FloatCells, across: FloatCells, row: int, col: int, to_row: int, to_col: int) -> float:
    """Cost of the straight step between the centres of two cells that share a side."""
    down, right = float(to_row - row), float(to_col - col)
    here = cell_cost[row, col] * heading_times(across, row, col, down, right)
    there = cell_cost[to_row, to_col] * heading_times(across, to_row, to_col, down, right)
    return float(0.5 * (here + there))


@compiled
def _march(
    cell_cost: FloatCells,
    across: FloatCells,
    codes: Codes,
    users: Codes,
    steps: Steps,
    settled: FloatCells,
    waiting: FloatCells,
    starts: Index,
    start_costs: FloatCells,
    bucket_width: float,
    buckets: int,
    reach: float,
    entry: Entries,
) -> None:
    width = cell_cost.shape[1]
    mask = buckets - 1
    head = np.empty(buckets, np.int32)  # first entry of each bucket
    for bucket in range(buckets):
        head[bucket] = -1
    scratch = np.empty((3, 3))
    used, free, alive, current = 0, np.int32(-1), 0, np.int64(0)

    for s in range(len(starts)):  # exact; a complement marks them
        settled[starts[s] // width, starts[s] % width] = start_costs[s]
        if used == len(entry):
            entry = doubled(entry)
        into = np.int64(start_costs[s] / bucket_width)
        current = into if s == 0 else min(into, current)
        entry[used, 0], entry[used, 1] = ~starts[s], head[into & mask]
        head[into & mask] = used
        used += 1
        alive += 1

    while alive > 0:
        at = head[current & mask]
        if at < 0:
            current += 1
            continue
        head[current & mask] = entry[at, 1]
        cell = np.int64(entry[at, 0])
        entry[at, 1] = free
        free = at
        alive -= 1
        is_start = cell < 0
        if is_start:
            cell = ~cell
        row, col = cell // width, cell % width
        if is_start:
            value = settled[row, col]
        elif settled[row, col] < np.inf:
            continue
        else:
            value = waiting[row, col]
            settled[row, col] = value
        looking = users[row, col]
        for bit in range(2 * len(steps)):
            if not (looking >> np.uint32(bit)) & np.uint32(1):
                continue
            sign = 1 - 2 * (bit & 1)
            to_row, to_col = row + sign * steps[bit >> 1, 0], col + sign * steps[bit >> 1, 1]
            if not cell_cost[to_row, to_col] > 0 or settled[to_row, to_col] < np.inf:
                continue
            before = waiting[to_row, to_col]
            code = codes[to_row, to_col]
            is_clear = code & ALL_OPEN == ALL_OPEN
            # A cell that waits below this one, or has a lower settled one opposite, learns nothing new.
            opposite = settled[to_row + sign * steps[bit >> 1, 0], to_col + sign * steps[bit >> 1, 1]]
            if before <= value or (is_clear and opposite < value):
                continue
            base = np.float64(value)
            offer = _offer(cell_cost, across, settled, code, steps, to_row, to_col, True, base, scratch)
            if offer == np.inf:
                offer = _offer(cell_cost, across, settled, code, steps, to_row, to_col, False, base, scratch)
            if bit < 2 * AXES:
                offer = min(offer, _beside(cell_cost, across, row, col, to_row, to_col))
            if not offer < reach or not np.float32(base + offer) < before:
                continue
            total = np.float32(base + offer)
            waiting[to_row, to_col] = total
            into = max(np.int64(total / bucket_width), current)
            if before < np.inf and np.int64(before / bucket_width) == into:
                continue  # it waits in the right bucket already
            if free >= 0:
                new = free
                free = entry[new, 1]
            else:
                if used == len(entry):
                    entry = doubled(entry)
                new = np.int32(used)
                used += 1
            entry[new, 0], entry[new, 1] = to_row * width + to_col, head[into & mask]
            head[into & mask] = new
            alive += 1
