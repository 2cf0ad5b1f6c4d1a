"""The lower bound at full resolution: coarse cells say which waters matter to the proof, and these are read.

The proof is in docs/bound.md, its parts in :mod:`routeplan.solver.lower_bound`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall
from routeplan.solver.lower_bound import (
    CLOSE,
    ROUNDING,
    CellLevel,
    bound_inside,
    find_opened,
    on_blocks,
    proven_through,
)
from routeplan.solver.potential import copy_open_cells
from routeplan.solver.sparse_blocks import BLOCK, Blocks, min_pool, sparse_zeros

# A cost grid's rim is so many blocks narrower than that of a cost grid of its blocks.
_SURPLUS = RIM - RIM // BLOCK
_INNER = np.s_[_SURPLUS:-_SURPLUS, _SURPLUS:-_SURPLUS]
# The scale of a stereographic plane changes by at most 1 / (2 R) a metre on the Earth, R being 6,357 km or more, and a
# corner lies 0.71 cells away from the middle.
_SCALE_CHANGE_PER_M = 0.71 / (2 * 6.357e6 * 0.97)
_ROUNDS = 10  # of mending over coarse cells: what they lose decides how much must be read
# Fine cells that a proof looks at: potentials over these take 1 GB.
MOST_CELLS = 28_000_000


def bound_at_full_resolution(  # noqa: PLR0913 - one keyword for each choice
    corridor: CostGrid,
    start: Landfall,
    end: Landfall,
    *,
    upper: float,
    optimistic: CostGrid,
    read: Callable[[Blocks], CostGrid] | None = None,
    most_cells: int = MOST_CELLS,
) -> float:
    """Prove that no path between two landfalls costs less, where fine cells are known in a corridor only.

    A path leaves the waters that are close to the known path in cost, or it stays in them. Fine cells of these that
    are not in the corridor are read for the proof.

    Parameters
    ----------
    corridor : CostGrid
        Fine cells of some blocks.
    start, end : Landfall
        On the plane of the corridor.
    upper : float
        Cost of a path that is known, USD. The bound is never above it.
    optimistic : CostGrid
        The whole sea, a cell for each block of the corridor's plane, at no higher rate than the cheapest point in it.
    read : callable, optional
        Reads the fine cells of more blocks. Without it the bound is what coarse cells prove there.
    most_cells : int
        Fine cells to look at: where more are close, the closest are.

    Returns
    -------
    float
        USD.
    """
    opened = find_opened(corridor, start, end)
    coarse = _coarse_level(corridor, start, end, optimistic, opened)
    coarsest = coarse.coarser(optimistic.blocks)
    afar = proven_through(coarsest, upper, coarsest.everywhere)[RIM:-RIM, RIM:-RIM]
    close = afar < CLOSE * upper
    elsewhere = float(afar[~close].min(initial=upper))
    through = proven_through(coarse, upper, close, rounds=_ROUNDS)[_INNER]
    inside = through < _cost_to_look_up_to(through, upper, most_cells)
    if read is None:
        inside &= corridor.blocks
    elsewhere = float(through[~inside].min(initial=elsewhere))
    ends = (start.row, start.col), (end.row, end.col)
    level = CellLevel(_fine_rates(corridor, opened, inside, read), ends)
    return min(elsewhere, bound_inside(level, upper, inside, enough=elsewhere)) * (1.0 - ROUNDING)


def _coarse_level(
    corridor: CostGrid, start: Landfall, end: Landfall, optimistic: CostGrid, opened: Index
) -> CellLevel:
    """See blocks as cells, as cheap as the cheapest point in them, or the cheapest fine cell where these are known."""
    rates = np.maximum(optimistic.cell_cost, 0.0)
    # The scale of the plane is taken at the middle of a cell, and may be larger in a corner.
    rates *= np.float32(1.0 - optimistic.grid.spacing_m * _SCALE_CHANGE_PER_M)
    pooled, _, _ = min_pool(corridor.cell_cost, corridor.blocks, RIM)
    known = pooled[RIM:-RIM, RIM:-RIM][corridor.blocks]
    inner = rates[_INNER]
    inner[corridor.blocks] = np.where(known > 0, np.maximum(known, inner[corridor.blocks]), 0.0)
    rows, cols = np.divmod(opened, corridor.width)
    rates[rates <= 0] = np.inf
    crossing = BLOCK * np.abs(corridor.cell_cost.ravel()[opened])
    np.minimum.at(rates, (rows // BLOCK + _SURPLUS, cols // BLOCK + _SURPLUS), crossing)
    rates[np.isinf(rates)] = 0.0
    ends = [on_blocks((landfall.row, landfall.col), _SURPLUS) for landfall in (start, end)]
    return CellLevel(rates, (ends[0], ends[1]))


def _cost_to_look_up_to(through: FloatCells, upper: float, most_cells: int) -> float:
    """Least cost through a block from which on it is not looked at, USD."""
    near = through[through < CLOSE * upper]
    most_blocks = most_cells // BLOCK**2
    return CLOSE * upper if len(near) <= most_blocks else float(np.partition(near, most_blocks)[most_blocks])


def _fine_rates(
    corridor: CostGrid, opened: Index, inside: Blocks, read: Callable[[Blocks], CostGrid] | None
) -> FloatCells:
    """Lay out the fine cells of some blocks, those that are not in the corridor as they are read."""
    rates = sparse_zeros((corridor.cell_cost.shape[0], corridor.cell_cost.shape[1]), np.float32)
    copy_open_cells(corridor.cell_cost, rates, inside & corridor.blocks)
    missing = inside & ~corridor.blocks
    if read is not None and missing.any():
        copy_open_cells(read(missing).cell_cost, rates, missing)
    rows, cols = np.divmod(opened, corridor.width)
    opened = opened[inside[rows // BLOCK, cols // BLOCK]]
    rates.ravel()[opened] = np.abs(corridor.cell_cost.ravel()[opened])
    return rates
