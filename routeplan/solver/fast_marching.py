"""Second-order fast marching: the cost of the cheapest path from a start to every cell of the sea.

The field T obeys |grad T| = cost, whatever the direction: the eikonal equation. Cells are settled from the
cheapest outward, each from its settled neighbours (Sethian 1996), with second-order upwind differences where two
settled cells lie in line (Sethian 1999, Level Set Methods, ch. 8). Cells that wait are kept in a ring of buckets
(Yatziv, Bartesaghi and Sapiro 2006) instead of a heap: constant time a cell, at an error bounded by the bucket's
width, which is a sixteenth of the cheapest cell.

References
----------
Sethian 1996, doi:10.1073/pnas.93.4.1591; Yatziv et al. 2006, doi:10.1016/j.jcp.2005.08.005
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.bucket_queue import Entries, doubled, lay_out_entries, size_ring
from routeplan.solver.sparse_blocks import Blocks, dilate_blocks, fill_blocks, sparse_zeros

Index = npt.NDArray[np.int64]


def march(
    cell_cost: FloatCells,
    starts: Index,
    start_costs: FloatCells,
    *,
    exact: bool = True,
    within: Blocks | None = None,
    rates: tuple[float, float] | None = None,
) -> FloatCells:
    """Settle cells from the starts outward.

    Parameters
    ----------
    cell_cost : (rows, cols) float32
        Cost of crossing each cell; positive where the front may go, with a rim of two cells where it may not.
    starts : (s,) int64
        Flat indices of the cells where the front starts.
    start_costs : (s,) float32
        Cost already paid at each of them; a cell is given once.
    exact : bool
        Whether the costs of the starts are kept as they are. Else they are offers: a start is settled at the lesser
        of its offer and what the front brings from other starts.
    within : (block rows, block cols) bool, optional
        Blocks that the front may enter. The starts lie in them.
    rates : (float, float), optional
        Lowest and highest cost of a crossing of an open cell, if known: else every cell is looked at.

    Returns
    -------
    (rows, cols) float32
        Cost of the cheapest path to each settled cell, infinite elsewhere; with ``within``, it means nothing
        further than a block away from its blocks.
    """
    cheapest, highest = rates or find_rates(cell_cost)
    reach = highest + float(np.ptp(start_costs)) + cheapest
    bucket_width, buckets = size_ring(cheapest, reach)
    settled, waiting = unvisited(cell_cost.shape, within)
    _march(
        cell_cost.ravel(),
        cell_cost.shape[1],
        settled.ravel(),
        waiting.ravel(),
        starts,
        start_costs,
        exact,
        bucket_width,
        buckets,
        lay_out_entries(cell_cost.size),
    )
    return settled


def given_once(cells: Index, costs: FloatCells) -> tuple[Index, FloatCells]:
    """Give each cell once, rising, at the lowest of its costs: as :func:`march` takes starts."""
    once, which = np.unique(cells, return_inverse=True)
    lowest = np.full(len(once), np.inf, dtype=np.float32)
    np.minimum.at(lowest, which, costs)
    return once, lowest


def find_rates(cell_cost: FloatCells) -> tuple[float, float]:
    """Lowest and highest cost of a crossing of an open cell."""
    sea = cell_cost[cell_cost > 0]
    return float(sea.min()), float(sea.max())


def unvisited(shape: tuple[int, int], within: Blocks | None) -> tuple[FloatCells, FloatCells]:
    """Nothing settled, nothing waiting.

    Round a corridor cells count as not settled, since the scheme looks two cells away, and wait at zero cost: no
    offer is better, so the front never enters.
    """
    if within is None:
        return np.full(shape, np.inf, np.float32), np.full(shape, np.inf, np.float32)
    settled, waiting = sparse_zeros(shape, np.float32), sparse_zeros(shape, np.float32)
    fill_blocks(settled, dilate_blocks(within), np.inf)
    fill_blocks(waiting, within, np.inf)
    return settled, waiting


@inlined
def _solve_cell(x1: float, x2: float, y1: float, y2: float, cost: float) -> float:
    """Field of a cell from its cheapest settled neighbour on each axis and the next cell beyond.

    Solves sum over axes of (a (T - v))^2 = cost^2, with a = 3/2 and v = (4 T1 - T2) / 3 where the second cell is
    settled and upwind, else a = 1 and v = T1. Infinite neighbours are absent. Differences are taken from the
    smaller neighbour, so that single precision in storage costs nothing here.
    """
    base = min(x1, y1)
    x1, x2, y1, y2 = x1 - base, x2 - base, y1 - base, y2 - base
    x_weight, x_value = (2.25, (4.0 * x1 - x2) / 3.0) if x2 <= x1 else (1.0, x1)
    y_weight, y_value = (2.25, (4.0 * y1 - y2) / 3.0) if y2 <= y1 else (1.0, y1)
    if x1 < np.inf and y1 < np.inf:
        a = x_weight + y_weight
        b = x_weight * x_value + y_weight * y_value
        c = x_weight * x_value * x_value + y_weight * y_value * y_value - cost * cost
        root = b * b - a * c
        if root >= 0.0:
            value = (b + np.sqrt(root)) / a
            if value >= max(x1, y1):
                return float(base + value)
    if x1 <= y1:
        return base + x_value + (cost if x_weight == 1.0 else cost / 1.5)
    return base + y_value + (cost if y_weight == 1.0 else cost / 1.5)


@compiled
def _march(
    cell_cost: FloatCells,
    width: int,
    settled: FloatCells,
    waiting: FloatCells,
    starts: Index,
    start_costs: FloatCells,
    exact: bool,
    bucket_width: float,
    buckets: int,
    entry: Entries,
) -> None:
    per_width = np.float32(1.0 / bucket_width)
    mask = buckets - 1
    head = np.empty(buckets, np.int32)  # first entry of each bucket
    for bucket in range(buckets):
        head[bucket] = -1
    used, free, alive, current = 0, np.int32(-1), 0, np.int64(0)

    # Exact starts stay as they are: near a point the scheme would undercut them. A complement marks them. Offers wait.
    for s in range(len(starts)):
        (settled if exact else waiting)[starts[s]] = start_costs[s]
        if used == len(entry):
            entry = doubled(entry)
        into = np.int64(start_costs[s] * per_width)
        current = into if s == 0 else min(into, current)
        entry[used, 0], entry[used, 1] = (~starts[s] if exact else starts[s]), head[into & mask]
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
        if cell < 0:
            cell = ~cell
            value = settled[cell]
        elif settled[cell] < np.inf:
            continue
        else:
            value = waiting[cell]
            settled[cell] = value
        for side in range(4):
            along = (-1, 1, -width, width)[side]
            across = width if side < 2 else 1
            near = cell + along
            # A neighbour already settled, or with a cheaper settled one opposite, learns nothing new here.
            if not (cell_cost[near] > 0) or settled[near] < np.inf or settled[near + along] < value:
                continue
            y1, y2 = settled[near - across], settled[near - 2 * across]
            if settled[near + across] < y1:
                y1, y2 = settled[near + across], settled[near + 2 * across]
            offer = np.float32(
                _solve_cell(
                    np.float64(value),
                    np.float64(settled[cell - along]),
                    np.float64(y1),
                    np.float64(y2),
                    np.float64(cell_cost[near]),
                )
            )
            before = waiting[near]
            if offer >= before:
                continue
            waiting[near] = offer
            into = max(np.int64(offer * per_width), current)
            if before < np.inf and np.int64(before * per_width) == into:
                continue  # it waits in the right bucket already
            if free >= 0:
                new = free
                free = entry[new, 1]
            else:
                if used == len(entry):
                    entry = doubled(entry)
                new = np.int32(used)
                used += 1
            entry[new, 0], entry[new, 1] = near, head[into & mask]
            head[into & mask] = new
            alive += 1
