"""A cost grid of cells twice as wide: a quarter of the cells, for searches that hold many fields at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import NO_DATA, RIM, CostGrid

_FACTOR = 2


def derive_halved(cost_grid: CostGrid) -> CostGrid:
    """Join cells two by two in each direction.

    A wide cell is open if one of its four cells is, at their mean cost, and closed if none is and one is a barrier.
    Straits stay open; land thinner than a cell may not keep seas apart.

    Parameters
    ----------
    cost_grid : CostGrid
        Of a whole plane, with one cost per cell whatever the heading.
    """
    cost = cost_grid.cell_cost[RIM:-RIM, RIM:-RIM]
    rows, cols = (-(-size // _FACTOR) for size in cost.shape)
    even = np.pad(cost, ((0, rows * _FACTOR - cost.shape[0]), (0, cols * _FACTOR - cost.shape[1])))
    parts = np.stack([even[row::_FACTOR, col::_FACTOR] for row in range(_FACTOR) for col in range(_FACTOR)])
    is_open, is_barrier = parts > 0.0, parts < 0.0
    mean = _mean(parts, is_open)
    joined = np.where(
        is_open.any(axis=0), mean, np.where(is_barrier.any(axis=0), _mean(parts, is_barrier), NO_DATA)
    )
    grid = replace(cost_grid.grid, spacing_m=cost_grid.grid.spacing_m * _FACTOR, rows=rows, cols=cols)
    return CostGrid(grid, np.pad((joined * _FACTOR).astype(np.float32), RIM))


def _mean(parts: FloatCells, among: npt.NDArray[np.bool_]) -> FloatCells:
    """Mean over the first axis of some parts; zero where there is none."""
    return np.asarray(np.where(among, parts, 0.0).sum(axis=0) / np.maximum(among.sum(axis=0), 1), np.float32)
