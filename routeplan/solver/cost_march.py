"""March over a cost grid: by heading where its cost depends on the heading, else at one cost per cell."""

from __future__ import annotations

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fast_marching import Index, march
from routeplan.solver.metric_marching import march_by_heading
from routeplan.solver.sparse_blocks import Blocks


def march_over(
    cost_grid: CostGrid, starts: Index, start_costs: FloatCells, *, within: Blocks | None = None
) -> FloatCells:
    """Find the cost of the cheapest path from some cells to every cell.

    Parameters
    ----------
    cost_grid : CostGrid
    starts, start_costs, within
        As for :func:`routeplan.solver.fast_marching.march`.

    Returns
    -------
    (rows + 2 RIM, cols + 2 RIM) float32
        USD, infinite where no path leads.
    """
    if cost_grid.across is None:
        return march(cost_grid.cell_cost, starts, start_costs, within=within, rates=cost_grid.rates)
    return march_by_heading(
        cost_grid.cell_cost, cost_grid.across, starts, start_costs, within=within, rates=cost_grid.rates
    )
