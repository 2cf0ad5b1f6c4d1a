"""Find the function of a subset of terminals: below its ceiling, and rising as fast as cost, hardly anywhere faster.

Nothing here has to be exact: :func:`routeplan.solver.tree_bound.judge` judges what is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.lower_bound import LEVELS, excess_by_level, flatten
from routeplan.solver.potential import march_from_offers, slow_down
from routeplan.solver.sparse_blocks import Blocks, sparse_zeros
from routeplan.solver.tiles import put_cells, take_cells
from routeplan.solver.tree_cells import TreeCells

_GOOD_LOSS = 3e-4  # of the cap: what is lost by rising too fast, when it is mended no more
_FLAT = 1e-6  # excess that is left to the judge
_FLATTENINGS = 3


@dataclass(frozen=True)
class Ceiling:
    """Most that a function may be, USD; infinite where there is no limit.

    Attributes
    ----------
    corners : (rows + 1, cols + 1) float64
    tips : (n,) float64
        At the terminals.
    """

    corners: FloatArray
    tips: FloatArray


@dataclass(frozen=True)
class TreePotential:
    """A function by its values at corners of cells and at terminals, USD, not yet judged.

    Attributes
    ----------
    corners : (rows + 1, cols + 1) float64
    tips : (n,) float64
        Of no meaning where a terminal lies outside the blocks, or is not alone in its cell.
    """

    corners: FloatArray
    tips: FloatArray


def find_potential(
    cells: TreeCells, blocks: Blocks, ceiling: Ceiling, *, cap: float, rounds: int
) -> TreePotential:
    """Find a function on some blocks that rises from a ceiling as fast as cost, up to a cap, in so many marches."""
    rates = put_cells(take_cells(cells.rates, blocks), blocks, cells.shape)
    judged = rates.copy()
    for turn in range(rounds):
        found = march(cells, rates, blocks, ceiling, cap=cap)
        if turn == rounds - 1 or _loss(cells, blocks, found, cap) <= _GOOD_LOSS * cap:
            break
        slow_down(rates, judged, found.corners, blocks)
    return flattened(cells, blocks, found, cap=cap)


def march(
    cells: TreeCells, rates: FloatCells, blocks: Blocks, ceiling: Ceiling, *, cap: float
) -> TreePotential:
    """March from a ceiling over rates, which are zero outside some blocks."""
    here = cells.are_in(blocks)
    offers = ceiling.corners.copy()
    legs = ceiling.tips[:, None] + cells.legs
    np.minimum.at(offers, tuple(at[here] for at in cells.own_corners), legs[here])
    if offers.min() >= cap:
        return TreePotential(np.full_like(offers, cap), np.full(len(cells.at), cap))
    values = march_from_offers(rates, offers, cap=cap, blocks=blocks)
    return TreePotential(values, np.minimum(cells.smoothest(values), ceiling.tips))


def flattened(cells: TreeCells, blocks: Blocks, found: TreePotential, *, cap: float) -> TreePotential:
    """Make a function flatter at each level by as much as it rises too fast in the cells that hold the level."""
    for _ in range(_FLATTENINGS):
        excess = _excess(cells, blocks, found, cap)
        if excess.max() <= 1.0 + _FLAT:
            break
        risen = np.concatenate([[0.0], np.cumsum(cap / LEVELS / excess)])
        corners = sparse_zeros(found.corners.shape, np.float64)
        flatten(found.corners, 0.0, cap, risen, blocks, corners)
        level = np.clip(found.tips * LEVELS / cap, 0.0, LEVELS)
        found = TreePotential(corners, np.interp(level, np.arange(LEVELS + 1), risen))
    return found


def _loss(cells: TreeCells, blocks: Blocks, found: TreePotential, cap: float) -> float:
    """Say what flattening would take from the cap."""
    return cap * float(1.0 - np.mean(1.0 / _excess(cells, blocks, found, cap)))


def _excess(cells: TreeCells, blocks: Blocks, found: TreePotential, cap: float) -> FloatArray:
    """(levels,) steepest gradient over rate among the cells that hold a value of each level, 1 or more."""
    excess = np.maximum(excess_by_level(cells.ordinary, found.corners, 0.0, cap, LEVELS, blocks), 1.0)
    levels = np.column_stack([found.corners[cells.own_corners], found.tips]) * LEVELS / cap
    first = np.clip(levels.min(axis=1) - 1.0, 0.0, LEVELS).astype(np.int64)
    last = np.clip(levels.max(axis=1) + 1.0, 0.0, LEVELS - 1.0).astype(np.int64)
    ratios = np.where(cells.are_in(blocks), cells.excess_at_terminals(found.corners, found.tips), 0.0)
    for start, end, ratio in zip(first, last, ratios, strict=True):
        excess[start : end + 1] = np.maximum(excess[start : end + 1], ratio)
    return excess
