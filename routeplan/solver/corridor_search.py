"""An optimistic look over the whole sea: where the cheapest path can run at all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, Medium
from routeplan.solver.fast_marching import Index, march
from routeplan.solver.landfall import Landfall
from routeplan.solver.sparse_blocks import BLOCK, Blocks, fill_blocks


def look_ahead(medium: Medium, start: Landfall, end: Landfall) -> FloatCells:
    """Estimate from below what the cheapest path through each block costs.

    A block counts as one cell that is as cheap as its cheapest open cell. Fields from both ends over so few cells
    take milliseconds, and run side by side.

    Parameters
    ----------
    medium : Medium
    start, end : Landfall

    Returns
    -------
    (block rows, block cols) float32
        USD, infinite where no path leads.
    """
    forth, back = both_ways(lambda landfall: _optimistic_field(medium, landfall), start, end)
    return forth + back


def find_cost_through(medium: Medium, start: Landfall, end: Landfall, *, at_most: float) -> FloatCells:
    """Find what the cheapest path through each cell costs, where that is not too dear.

    Parameters
    ----------
    medium : Medium
    start, end : Landfall
    at_most : float
        USD. Blocks that the outlook holds to be dearer are left out.

    Returns
    -------
    (rows + 2 RIM, cols + 2 RIM) float32
        USD on the cells of the medium's plane, infinite where no path leads or only dearer ones.
    """
    within = include(look_ahead(medium, start, end) <= at_most, medium, start, end)
    total, back = both_ways(
        lambda landfall: march(
            medium.crossing, landfall.cells, landfall.legs, within=within, rates=medium.rates
        ),
        start,
        end,
    )
    total += back
    fill_blocks(total, ~within, np.inf)
    return total


def include(blocks: Blocks, medium: Medium, *landfalls: Landfall) -> Blocks:
    """Add the blocks of all cells that landfalls reach."""
    blocks = blocks.copy()
    for landfall in landfalls:
        blocks[_blocks_of(medium, landfall)] = True
    return blocks


def both_ways(
    field: Callable[[Landfall], FloatCells], start: Landfall, end: Landfall
) -> tuple[FloatCells, FloatCells]:
    """Compute the fields from both ends, on a core each."""
    with ThreadPoolExecutor(2) as both:
        forth, back = both.map(field, (start, end))
    return forth, back


def _blocks_of(medium: Medium, landfall: Landfall) -> tuple[Index, Index]:
    rows, cols = np.divmod(landfall.cells, medium.width)
    return rows // BLOCK, cols // BLOCK


def _optimistic_field(medium: Medium, landfall: Landfall) -> FloatCells:
    optimistic = medium.optimistic
    rows, cols = _blocks_of(medium, landfall)
    blocks, which = np.unique((rows + RIM) * optimistic.shape[1] + cols + RIM, return_inverse=True)
    cheapest = np.full(len(blocks), np.inf, dtype=np.float32)
    np.minimum.at(cheapest, which, landfall.legs)
    cheapest_rate, dearest_rate = medium.rates
    field = march(optimistic, blocks, cheapest, rates=(cheapest_rate * BLOCK, dearest_rate * BLOCK))
    return field[RIM:-RIM, RIM:-RIM]
