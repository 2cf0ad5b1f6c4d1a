"""Search a corridor for the cheapest path: optimistic costs bound the corridor, a march through it finds the path."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.backtrace import trace
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.cost_march import march_over
from routeplan.solver.fast_marching import Index, given_once, march
from routeplan.solver.landfall import Landfall
from routeplan.solver.sparse_blocks import BLOCK, Blocks, fill_blocks

# The first corridor holds blocks up to this share above the cheapest optimistic cost. Real paths cost 1 to 3 % more
# than the optimistic cost.
_FIRST_MARGIN = 0.025
_WIDENING = 3.0
# Upper limit of the relative error of the optimistic fields themselves, see docs/solver.md.
_OPTIMISTIC_FIELD_ERROR = 0.002


def search_corridor(cost_grid: CostGrid, start: Landfall, end: Landfall) -> tuple[FloatArray, FloatArray]:
    """Find the cheapest path between two landfalls of one basin.

    The optimistic cost is a lower estimate: a block whose optimistic cost is above the cost of a known path cannot
    hold a cheaper path. The width of the first corridor is a guess. If the path found in it costs more than the
    corridor was made for, the corridor is widened and searched again.

    Returns
    -------
    row, col : (n,) arrays
        Vertices in the cost grid, fractional, from start to end.
    """
    through = find_optimistic_cost(cost_grid, start, end)
    lowest, highest = float(through.min()), float(through[np.isfinite(through)].max())
    margin = _FIRST_MARGIN
    limit = lowest * (1.0 + margin)
    within = add_landfall_blocks(through <= limit, cost_grid, start, end)
    while True:
        field = march_over(cost_grid, start.cells, start.leg_costs, within=within)
        needed = float((field.ravel()[end.cells] + end.leg_costs).min()) * (1.0 + _OPTIMISTIC_FIELD_ERROR)
        # In narrow straits a block joins cells that land separates, and the first corridor is much too narrow: the
        # path found there may be poor, so its cost does not widen the corridor by more than the margin.
        margin *= _WIDENING
        limit = max(limit, min(needed, lowest * (1.0 + margin), highest))
        wider = add_landfall_blocks(through <= limit, cost_grid, start, end)
        arrived = np.isfinite(needed) or limit >= highest
        if arrived and (wider == within).all():
            return trace(cost_grid, field, start, end)
        within = wider


def find_optimistic_cost(cost_grid: CostGrid, start: Landfall, end: Landfall) -> FloatCells:
    """Estimate from below the cost of the cheapest path through each block.

    A block counts as one cell with the cost of its cheapest open cell. There are 64 times fewer blocks than cells:
    the cost fields from both ends take milliseconds, and run in parallel.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landfall

    Returns
    -------
    (block rows, block cols) float32
        USD, infinite where no path leads.
    """
    from_start, from_end = compute_from_both_ends(
        lambda landfall: _optimistic_field(cost_grid, landfall), start, end
    )
    return from_start + from_end


def find_cost_through(cost_grid: CostGrid, start: Landfall, end: Landfall, *, at_most: float) -> FloatCells:
    """Find the cost of the cheapest path through each cell, up to a limit.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landfall
    at_most : float
        USD. Blocks whose optimistic cost is higher are left out.

    Returns
    -------
    (rows + 2 RIM, cols + 2 RIM) float32
        USD on the cells of the cost grid; infinite where no path leads and in blocks left out.
    """
    optimistic = find_optimistic_cost(cost_grid, start, end)
    within = add_landfall_blocks(optimistic <= at_most, cost_grid, start, end)
    total, from_end = compute_from_both_ends(
        lambda landfall: march_over(cost_grid, landfall.cells, landfall.leg_costs, within=within),
        start,
        end,
    )
    total += from_end
    fill_blocks(total, ~within, np.inf)
    return total


def add_landfall_blocks(blocks: Blocks, cost_grid: CostGrid, *landfalls: Landfall) -> Blocks:
    """Add the blocks of all cells that landfalls reach."""
    blocks = blocks.copy()
    for landfall in landfalls:
        blocks[_blocks_of(cost_grid, landfall)] = True
    return blocks


def compute_from_both_ends(
    field: Callable[[Landfall], FloatCells], start: Landfall, end: Landfall
) -> tuple[FloatCells, FloatCells]:
    """Compute the cost fields from both ends in parallel."""
    with ThreadPoolExecutor(2) as threads:
        from_start, from_end = threads.map(field, (start, end))
    return from_start, from_end


def _blocks_of(cost_grid: CostGrid, landfall: Landfall) -> tuple[Index, Index]:
    rows, cols = np.divmod(landfall.cells, cost_grid.width)
    return rows // BLOCK, cols // BLOCK


def _optimistic_field(cost_grid: CostGrid, landfall: Landfall) -> FloatCells:
    optimistic = cost_grid.optimistic
    rows, cols = _blocks_of(cost_grid, landfall)
    blocks, cheapest_leg = given_once((rows + RIM) * optimistic.shape[1] + cols + RIM, landfall.leg_costs)
    low, high = cost_grid.rates
    field = march(optimistic, blocks, cheapest_leg, rates=(low * BLOCK, high * BLOCK))
    return field[RIM:-RIM, RIM:-RIM]
