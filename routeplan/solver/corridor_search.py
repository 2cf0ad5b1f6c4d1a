"""An optimistic look over the whole sea: where the cheapest path can run at all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fast_marching import Index, march
from routeplan.solver.landfall import Landfall
from routeplan.solver.sparse_blocks import BLOCK, Blocks, fill_blocks


def look_ahead(cost_grid: CostGrid, start: Landfall, end: Landfall) -> FloatCells:
    """Estimate from below what the cheapest path through each block costs.

    A block counts as one cell that is as cheap as its cheapest open cell. Fields from both ends over so few cells
    take milliseconds, and run side by side.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landfall

    Returns
    -------
    (block rows, block cols) float32
        USD, infinite where no path leads.
    """
    forth, back = both_ways(lambda landfall: _optimistic_field(cost_grid, landfall), start, end)
    return forth + back


def find_cost_through(cost_grid: CostGrid, start: Landfall, end: Landfall, *, at_most: float) -> FloatCells:
    """Find what the cheapest path through each cell costs, where that is not too dear.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landfall
    at_most : float
        USD. Blocks that the outlook holds to be dearer are left out.

    Returns
    -------
    (rows + 2 RIM, cols + 2 RIM) float32
        USD on the cells of the cost grid's plane, infinite where no path leads or only dearer ones.
    """
    within = include(look_ahead(cost_grid, start, end) <= at_most, cost_grid, start, end)
    total, back = both_ways(
        lambda landfall: march(
            cost_grid.crossing, landfall.cells, landfall.legs, within=within, rates=cost_grid.rates
        ),
        start,
        end,
    )
    total += back
    fill_blocks(total, ~within, np.inf)
    return total


def include(blocks: Blocks, cost_grid: CostGrid, *landfalls: Landfall) -> Blocks:
    """Add the blocks of all cells that landfalls reach."""
    blocks = blocks.copy()
    for landfall in landfalls:
        blocks[_blocks_of(cost_grid, landfall)] = True
    return blocks


def both_ways(
    field: Callable[[Landfall], FloatCells], start: Landfall, end: Landfall
) -> tuple[FloatCells, FloatCells]:
    """Compute the fields from both ends, on a core each."""
    with ThreadPoolExecutor(2) as both:
        forth, back = both.map(field, (start, end))
    return forth, back


def _blocks_of(cost_grid: CostGrid, landfall: Landfall) -> tuple[Index, Index]:
    rows, cols = np.divmod(landfall.cells, cost_grid.width)
    return rows // BLOCK, cols // BLOCK


def _optimistic_field(cost_grid: CostGrid, landfall: Landfall) -> FloatCells:
    optimistic = cost_grid.optimistic
    rows, cols = _blocks_of(cost_grid, landfall)
    blocks, which = np.unique((rows + RIM) * optimistic.shape[1] + cols + RIM, return_inverse=True)
    cheapest = np.full(len(blocks), np.inf, dtype=np.float32)
    np.minimum.at(cheapest, which, landfall.legs)
    cheapest_rate, dearest_rate = cost_grid.rates
    field = march(optimistic, blocks, cheapest, rates=(cheapest_rate * BLOCK, dearest_rate * BLOCK))
    return field[RIM:-RIM, RIM:-RIM]
