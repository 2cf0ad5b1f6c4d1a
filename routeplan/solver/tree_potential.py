"""Find the function of a subset of terminals: below its ceiling, and rising as fast as cost, hardly anywhere faster.

Nothing here has to be exact: :func:`routeplan.solver.tree_bound.judge` judges what is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.solver.lower_bound import LEVELS, excess_by_level, flatten
from routeplan.solver.potential import copy_open_cells, derive_potentials_from_offers
from routeplan.solver.sparse_blocks import Blocks, sparse_zeros
from routeplan.solver.tree_cells import TreeCells

_ROUNDS = 5
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


def find_potential(cells: TreeCells, blocks: Blocks, ceiling: Ceiling, *, cap: float) -> TreePotential:
    """Find a function on some blocks that rises from a ceiling as fast as cost, up to a cap."""
    here = cells.are_in(blocks)
    offers = ceiling.corners.copy()
    legs = ceiling.tips[:, None] + cells.legs
    np.minimum.at(offers, tuple(at[here] for at in cells.own_corners), legs[here])
    low = float(min(offers.min(), ceiling.tips[here].min(initial=np.inf)))
    if low >= cap:
        return TreePotential(np.full_like(offers, cap), np.full(len(cells.at), cap))
    rates = sparse_zeros((cells.rates.shape[0], cells.rates.shape[1]), np.float32)
    copy_open_cells(cells.rates, rates, blocks)
    for values in derive_potentials_from_offers(rates, offers, cap=cap, blocks=blocks, rounds=_ROUNDS):
        found = TreePotential(values, np.minimum(cells.smoothest(values), ceiling.tips))
        excess = _excess(cells, blocks, found, low, cap)
        if (cap - low) * (1.0 - np.mean(1.0 / excess)) <= _GOOD_LOSS * cap:
            break
    for _ in range(_FLATTENINGS):
        if excess.max() <= 1.0 + _FLAT:
            break
        found = _flattened(found, blocks, low, cap, excess)
        excess = _excess(cells, blocks, found, low, cap)
    return found


def _excess(cells: TreeCells, blocks: Blocks, found: TreePotential, low: float, cap: float) -> FloatArray:
    """(levels,) steepest gradient over rate among the cells that hold a value of each level, 1 or more."""
    excess = np.maximum(excess_by_level(cells.ordinary, found.corners, low, cap, LEVELS, blocks), 1.0)
    values = np.column_stack([found.corners[cells.own_corners], found.tips])
    levels = (values - low) * LEVELS / (cap - low)
    first = np.clip(levels.min(axis=1) - 1.0, 0.0, LEVELS).astype(np.int64)
    last = np.clip(levels.max(axis=1) + 1.0, 0.0, LEVELS - 1.0).astype(np.int64)
    ratios = np.where(cells.are_in(blocks), cells.excess_at_terminals(found.corners, found.tips), 0.0)
    for start, end, ratio in zip(first, last, ratios, strict=True):
        excess[start : end + 1] = np.maximum(excess[start : end + 1], ratio)
    return excess


def _flattened(
    found: TreePotential, blocks: Blocks, low: float, cap: float, excess: FloatArray
) -> TreePotential:
    """Make a function flatter at each level by as much as it rises too fast in the cells that hold the level."""
    risen = low + np.concatenate([[0.0], np.cumsum((cap - low) / LEVELS / excess)])
    corners = sparse_zeros(found.corners.shape, np.float64)
    flatten(found.corners, low, cap, risen, blocks, corners)
    level = np.clip((found.tips - low) * LEVELS / (cap - low), 0.0, LEVELS)
    return TreePotential(corners, np.interp(level, np.arange(LEVELS + 1), risen))
