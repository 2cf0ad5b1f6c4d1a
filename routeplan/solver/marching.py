"""Second-order fast marching: the cost of the cheapest path from a start to every cell of the sea.

The field T obeys |grad T| = cost, whatever the direction: the eikonal equation. Cells are settled from the
cheapest outward, each from its settled neighbours (Sethian 1996), with second-order upwind differences where two
settled cells lie in line (Sethian 1999, Level Set Methods, ch. 8). Cells that wait stand in a ring of buckets
(Yatziv, Bartesaghi and Sapiro 2006) instead of a heap: constant time a cell, at an error bounded by the bucket's
width, which is a sixteenth of the cheapest cell.

References
----------
Sethian 1996, doi:10.1073/pnas.93.4.1591; Yatziv et al. 2006, doi:10.1016/j.jcp.2005.08.005
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.grid import FloatCells

Index = npt.NDArray[np.int64]
_BUCKETS_PER_CHEAPEST_CELL = 16
_MOST_BUCKETS = 1 << 20


def march(
    crossing: FloatCells,
    starts: Index,
    start_costs: FloatCells,
    *,
    targets: Index | None = None,
    target_legs: FloatCells | None = None,
) -> FloatCells:
    """Settle cells from the starts outward.

    Parameters
    ----------
    crossing : (rows, cols) float32
        Cost of crossing each cell; positive where the front may go, with a rim of two cells where it may not.
    starts : (s,) int64
        Flat indices of the cells where the front starts.
    start_costs : (s,) float32
        Cost already paid at each of them, kept as it is; a cell is given once.
    targets, target_legs : (t,) arrays, optional
        Cells to reach, by flat index, and what is still to pay from each. The march ends as soon as no path
        through a cell not yet settled can be cheaper than the best one found.

    Returns
    -------
    (rows, cols) float32
        Cost of the cheapest path to each settled cell, infinite elsewhere.
    """
    sea = crossing[crossing > 0]
    cheapest, dearest = float(sea.min()), float(sea.max())
    reach = dearest + float(np.ptp(start_costs)) + cheapest
    bucket_width = max(cheapest / _BUCKETS_PER_CHEAPEST_CELL, reach / (_MOST_BUCKETS - 2))
    buckets = 1 << int(np.ceil(np.log2(reach / bucket_width + 2)))
    if targets is None or target_legs is None:
        targets, target_legs = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    settled = _march(
        crossing.ravel(), crossing.shape[1], starts, start_costs, targets, target_legs, bucket_width, buckets
    )
    return settled.reshape(crossing.shape)


@nb.njit(cache=True, inline="always")
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


@nb.njit(cache=True)
def _march(
    crossing: FloatCells,
    width: int,
    starts: Index,
    start_costs: FloatCells,
    targets: Index,
    target_legs: FloatCells,
    bucket_width: float,
    buckets: int,
) -> FloatCells:
    settled = np.full(crossing.size, np.inf, np.float32)
    waiting = np.full(crossing.size, np.inf, np.float32)
    per_width = np.float32(1.0 / bucket_width)
    mask = buckets - 1
    head = np.full(buckets, -1, np.int32)  # first entry of each bucket
    entry = np.empty((1 << 16, 2), np.int32)  # cell, next entry of the same bucket
    used, free, alive = 0, np.int32(-1), 0

    # Starts are exact and stay as they are: near a point the scheme would undercut them. A complement marks them.
    for s in range(len(starts)):
        settled[starts[s]] = start_costs[s]
        if used == len(entry):
            entry = _doubled(entry)
        bucket = np.int64(start_costs[s] * per_width) & mask
        entry[used, 0], entry[used, 1] = ~starts[s], head[bucket]
        head[bucket] = used
        used += 1
        alive += 1

    first_target, last_target = (targets.min(), targets.max()) if len(targets) else (0, -1)
    best = np.inf
    current = np.int64(start_costs.min() * per_width)
    while alive > 0 and current < best * per_width:
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
        if first_target <= cell <= last_target:
            for t in range(len(targets)):
                if targets[t] == cell:
                    best = min(best, value + target_legs[t])
        for side in range(4):
            along = (-1, 1, -width, width)[side]
            across = width if side < 2 else 1
            near = cell + along
            # A neighbour already settled, or with a cheaper settled one opposite, learns nothing new here.
            if not (crossing[near] > 0) or settled[near] < np.inf or settled[near + along] < value:
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
                    np.float64(crossing[near]),
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
                    entry = _doubled(entry)
                new = np.int32(used)
                used += 1
            entry[new, 0], entry[new, 1] = near, head[into & mask]
            head[into & mask] = new
            alive += 1
    return settled


@nb.njit(cache=True)
def _doubled(entry: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    larger = np.empty((2 * len(entry), 2), np.int32)
    larger[: len(entry)] = entry
    return larger
