"""A potential: a field at the corners of cells that rises nearly as fast as cost, and hardly anywhere faster.

Cost is one number on each cell, so a corner's own field has no say on where a cell's rate ends: offers to a corner go
through one cell at its rate, at second order where the rates beyond are alike. Nothing here has to be exact: what a
potential proves is judged by :mod:`routeplan.solver.lower_bound`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.bucket_queue import Entries, doubled, lay_out_entries, size_ring
from routeplan.solver.fast_marching import Index
from routeplan.solver.sparse_blocks import BLOCK, Blocks, sparse_zeros

Point = tuple[float, float]
_SAME_RATE = 0.15  # a second difference is taken between cells whose rates differ by less than this share
_TINY = 1e-9  # of a cell: no cost is zero once a corner is settled, zero is 'not seen'


def derive_potentials(
    rates: FloatCells, ends: Sequence[Point], *, cap: float, blocks: Blocks, rounds: int
) -> Iterator[FloatArray]:
    """Make a potential, and mend it as often as it is asked for another.

    With one end it is the cost from there, as marched. With two it is half the difference of the costs from either:
    along the best path that rises as fast, everywhere else more slowly, so that little needs mending. Where it
    rises too fast, at corners round which fields fan out, cells are made cheaper and the fields marched again.

    Parameters
    ----------
    rates : (rows, cols) float32
        Cost of crossing a cell, positive where open, with a closed rim of two cells; closed outside ``blocks``.
    ends : one or two of (row, col)
        Fractional positions in open cells.
    cap : float
        Costs above this are cut to it.
    blocks : (block rows, block cols) bool
        Where there are open cells.
    rounds : int
        Most potentials to make.

    Yields
    ------
    (rows + 1, cols + 1) float64
        Value at each cell's corner; corner (i, j) is the northwestern one of cell (i, j). Zero away from ``blocks``.
        The same array each time, overwritten.
    """
    slowed = sparse_zeros((rates.shape[0], rates.shape[1]), np.float32)
    copy_open_cells(rates, slowed, blocks)
    shape = rates.shape[0] + 1, rates.shape[1] + 1
    fields = [sparse_zeros(shape, np.float64) for _ in ends]  # as large as all the rest: laid out once
    for turn in range(rounds):
        if turn:
            slow_down(slowed, rates, fields[0], blocks)
            for field in fields:
                _clear(field, blocks)
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda end, field: _march_corners(slowed, end, cap, blocks, field), ends, fields))
        _combine(fields[0], fields[-1], len(fields) == 2, cap, blocks)
        yield fields[0]


def march_from_offers(rates: FloatCells, offers: FloatArray, *, cap: float, blocks: Blocks) -> FloatArray:
    """March over the corners of cells from offers to all of them: no corner settles above its own.

    Parameters
    ----------
    rates, cap, blocks
        As for :func:`derive_potentials`.
    offers : (rows + 1, cols + 1) float64
        Above zero; infinite where there is none. One is below the cap.

    Returns
    -------
    (rows + 1, cols + 1) float64
        As there.
    """
    field = sparse_zeros(offers.shape, np.float64)
    starts = np.argwhere(offers < cap)
    _march_from(rates, starts, offers[starts[:, 0], starts[:, 1]], cap, blocks, field)
    _combine(field, field, False, cap, blocks)
    return field


def cell_of(end: Point) -> tuple[int, int]:
    """Row and column of the cell that a position lies in."""
    return int(np.floor(end[0] + 0.5)), int(np.floor(end[1] + 0.5))


@compiled
def copy_open_cells(source: FloatCells, target: FloatCells, blocks: Blocks) -> None:
    """Copy the open cells of some blocks."""
    rows, cols = source.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if blocks[row // BLOCK, block]:
                for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                    if source[row, col] > 0:
                        target[row, col] = source[row, col]


@inlined
def gradient(values: FloatArray, row: int, col: int) -> float:
    """Steepest gradient of the potential on a cell, per cell width, cut along the better diagonal."""
    a, b = values[row, col], values[row, col + 1]
    d, w = values[row + 1, col], values[row + 1, col + 1]
    top, bottom, left, right = (a - b) ** 2, (d - w) ** 2, (a - d) ** 2, (b - w) ** 2
    return float(np.sqrt(min(max(top + right, left + bottom), max(top + left, bottom + right))))


@compiled
def slow_down(slowed: FloatCells, rates: FloatCells, values: FloatArray, blocks: Blocks) -> None:
    """Make cells cheaper by as much as the potential rises too fast there, in place."""
    rows, cols = rates.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if not blocks[row // BLOCK, block]:
                continue
            for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                if rates[row, col] > 0:
                    ratio = gradient(values, row, col) / rates[row, col]
                    if ratio > 1.0:
                        slowed[row, col] /= ratio


@compiled
def _clear(field: FloatArray, blocks: Blocks) -> None:
    """Set the corners of some blocks to zero."""
    rows, cols = field.shape
    for block_row in range(blocks.shape[0]):
        for block in range(blocks.shape[1]):
            if not blocks[block_row, block]:
                continue
            for row in range(block_row * BLOCK, min((block_row + 1) * BLOCK + 1, rows)):
                for col in range(block * BLOCK, min((block + 1) * BLOCK + 1, cols)):
                    field[row, col] = 0.0


@compiled
def _combine(first: FloatArray, last: FloatArray, two: bool, cap: float, blocks: Blocks) -> None:
    """Write half the difference of two fields, or one, over the first; the cap where none is settled.

    A corner that blocks share is met several times: the second field is marked where it has been used.
    """
    rows, cols = first.shape
    for block_row in range(blocks.shape[0]):
        for block in range(blocks.shape[1]):
            if not blocks[block_row, block]:
                continue
            for row in range(block_row * BLOCK, min((block_row + 1) * BLOCK + 1, rows)):
                for col in range(block * BLOCK, min((block + 1) * BLOCK + 1, cols)):
                    one, other = first[row, col], last[row, col]
                    if two and np.isnan(other):
                        continue
                    one = min(one, cap) if one > 0 else cap
                    other = min(other, cap) if other > 0 else cap
                    first[row, col] = 0.5 * (one - other) if two else one
                    if two:
                        last[row, col] = np.nan


def _march_corners(rates: FloatCells, end: Point, cap: float, blocks: Blocks, field: FloatArray) -> None:
    """March from a position over the corners of cells, in place.

    ``field``, (rows + 1, cols + 1) zeros, gets the cost to each corner: positive where settled, zero or negative
    elsewhere.
    """
    row, col = cell_of(end)
    starts = np.array([(row + i, col + j) for i in (0, 1) for j in (0, 1)], dtype=np.int64)
    away = np.hypot(starts[:, 0] - 0.5 - end[0], starts[:, 1] - 0.5 - end[1])
    _march_from(rates, starts, (away + _TINY) * float(rates[row, col]), cap, blocks, field)


def _march_from(
    rates: FloatCells, starts: Index, start_costs: FloatArray, cap: float, blocks: Blocks, field: FloatArray
) -> None:
    """March from corners, each given once with a cost above zero, in place, as :func:`_march_corners` does."""
    cheapest, highest = _find_rates(rates, blocks)
    # No two corners that wait are further apart in cost: a bucket holds one level at a time.
    reach = max(2.0 * highest, float(np.ptp(start_costs)) + np.sqrt(2.0) * highest)
    _march(rates, field, starts, start_costs, cap, *size_ring(cheapest, reach), lay_out_entries(field.size))


@compiled
def _find_rates(rates: FloatCells, blocks: Blocks) -> tuple[float, float]:
    """Lowest and highest cost of a crossing of an open cell of some blocks."""
    cheapest, highest = np.inf, 0.0
    rows, cols = rates.shape
    for row in range(rows):
        for block in range(blocks.shape[1]):
            if blocks[row // BLOCK, block]:
                for col in range(block * BLOCK, min((block + 1) * BLOCK, cols)):
                    if rates[row, col] > 0:
                        cheapest, highest = min(cheapest, rates[row, col]), max(highest, rates[row, col])
    return cheapest, highest


@inlined
def _from_side(near: float, far: float, rate: float) -> float:
    """Cost at a corner from the side at right angles that leaves its neighbour: linear along the side."""
    drop = near - far
    if drop <= 0.0:
        return near + rate
    if drop * drop > 0.5 * rate * rate:
        return float(far + np.sqrt(2.0) * rate)
    return float(near + np.sqrt(rate * rate - drop * drop))


@inlined
def _from_diagonal(x1: float, x2: float, y1: float, y2: float, rate: float) -> float:
    """Cost at a corner from its two neighbours in a cell and the corners beyond them, infinite if not known.

    Solves sum over axes of (a (T - v))^2 = rate^2, as :mod:`routeplan.solver.fast_marching` does.
    """
    base = min(x1, y1)
    x1, x2, y1, y2 = x1 - base, x2 - base, y1 - base, y2 - base
    half = 0.5 * (x1 - y1)
    root = 0.5 * rate * rate - half * half
    linear = 0.5 * (x1 + y1) + np.sqrt(root) if root >= half * half else np.inf
    if x2 > x1 and y2 > y1:
        return float(base + linear)
    a, v = (2.25, (4.0 * x1 - x2) / 3.0) if x2 <= x1 else (1.0, x1)
    b, u = (2.25, (4.0 * y1 - y2) / 3.0) if y2 <= y1 else (1.0, y1)
    middle = a * v + b * u
    root = middle * middle - (a + b) * (a * v * v + b * u * u - rate * rate)
    if root < 0.0:
        return float(base + linear)
    curved = (middle + np.sqrt(root)) / (a + b)
    return float(base + (min(linear, curved) if curved >= max(x1, y1) else linear))


@inlined
def _known(value: float) -> float:
    return value if value > 0.0 else np.inf


@inlined
def _offer(rates: FloatCells, field: FloatArray, row: int, col: int, down: int, right: int) -> float:
    """Cost at a corner through the one cell that lies down and right of it; -1 turns a direction round."""
    i, j = row + (down - 1) // 2, col + (right - 1) // 2
    rate = np.float64(rates[i, j])
    x1, y1 = _known(field[row + down, col]), _known(field[row, col + right])
    far = _known(field[row + down, col + right])
    best = min(min(x1, y1) + rate, far + np.sqrt(2.0) * rate)
    if far < np.inf:
        if x1 < np.inf:
            best = min(best, _from_side(x1, far, rate))
        if y1 < np.inf:
            best = min(best, _from_side(y1, far, rate))
    if x1 < np.inf and y1 < np.inf:
        x2 = y2 = np.inf
        if abs(rates[i + down, j] - rate) <= _SAME_RATE * rate:
            x2 = _known(field[row + 2 * down, col])
        if abs(rates[i, j + right] - rate) <= _SAME_RATE * rate:
            y2 = _known(field[row, col + 2 * right])
        best = min(best, _from_diagonal(x1, x2, y1, y2, rate))
    return float(best)


@compiled
def _march(
    rates: FloatCells,
    field: FloatArray,
    starts: Index,
    start_costs: FloatArray,
    cap: float,
    bucket_width: float,
    buckets: int,
    entry: Entries,
) -> None:
    """Settle corners from the starts outward, in place: zero is not seen, negative waits, positive is settled."""
    width = field.shape[1]
    mask = buckets - 1
    head = np.empty(buckets, np.int32)  # first entry of each bucket
    for bucket in range(buckets):
        head[bucket] = -1
    used, free, alive = 0, np.int32(-1), 0
    for s in range(len(starts)):
        if used == len(entry):
            entry = doubled(entry)
        field[starts[s, 0], starts[s, 1]] = -start_costs[s]
        into = np.int64(start_costs[s] / bucket_width) & mask
        entry[used, 0], entry[used, 1] = starts[s, 0] * width + starts[s, 1], head[into]
        head[into] = used
        used += 1
        alive += 1
    # The ring holds no more than lies between the costs that wait.
    current = np.int64(start_costs.min() / bucket_width)
    while alive > 0 and current * bucket_width < cap:
        at = head[current & mask]
        if at < 0:
            current += 1
            continue
        head[current & mask] = entry[at, 1]
        row, col = divmod(np.int64(entry[at, 0]), width)
        entry[at, 1] = free
        free = at
        alive -= 1
        if field[row, col] > 0.0:
            continue
        field[row, col] = -field[row, col]
        for side in range(12):  # of each of the four cells around, the three other corners
            down, right = (1 if side & 1 else -1), (1 if side & 2 else -1)
            if not rates[row + (down - 1) // 2, col + (right - 1) // 2] > 0:
                continue
            which = side // 4
            to_row, to_col = (row + down if which != 1 else row), (col + right if which != 0 else col)
            before = field[to_row, to_col]
            if before > 0.0:
                continue
            offer = _offer(
                rates, field, to_row, to_col, -down if which != 1 else down, -right if which != 0 else right
            )
            if before < 0.0 and offer >= -before:
                continue
            field[to_row, to_col] = -offer
            into = max(np.int64(offer / bucket_width), current)
            if before < 0.0 and np.int64(-before / bucket_width) == into:
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
