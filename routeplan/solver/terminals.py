"""Terminals of a tree: the cells that each of them reaches by straight legs, among the cells that all fields share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fast_marching import Index, march
from routeplan.solver.landfall import Place, cells_and_legs, find_every_landfall


@dataclass(frozen=True)
class Terminal:
    """A place, and the cells that it reaches.

    Attributes
    ----------
    cells : (n,) int64
        Flat indices of the cost grid, rising, each once; of every basin that it reaches.
    leg_costs : (n,) float32
        Cost of the cheapest straight leg to each.
    """

    cells: Index
    leg_costs: FloatCells

    @classmethod
    def of(cls, cost_grid: CostGrid, place: Place, *, landfall_limit_km: float) -> Terminal:
        """Find the cells that a place reaches.

        Raises
        ------
        UsageError
            If it lies outside the data or too far inland.
        """
        return cls(*cells_and_legs(find_every_landfall(cost_grid, place, limit_km=landfall_limit_km)))

    def march(self, cost_grid: CostGrid) -> FloatCells:
        """(rows * cols,) float32, cost of the cheapest path to each cell of the cost grid, flattened."""
        field = march(cost_grid.cell_cost, self.cells, self.leg_costs, rates=cost_grid.rates)
        return field.ravel()

    def among(self, cells: Index) -> Terminal:
        """Give the cells their numbers in a rising list of cells; those that are not in it are left out."""
        at = np.searchsorted(cells, self.cells)
        found = (at < len(cells)) & (cells[np.minimum(at, len(cells) - 1)] == self.cells)
        return Terminal(at[found], self.leg_costs[found])

    def arrival(self, field: FloatCells) -> float:
        """Read off a field what a path to the place costs; infinite where none leads."""
        return float((field[self.cells] + self.leg_costs).min(initial=np.inf))


def find_terminals(
    cost_grid: CostGrid, places: Sequence[Place], *, landfall_limit_km: float
) -> tuple[Terminal, ...]:
    """Find the cells that each of some places reaches, as :meth:`Terminal.of` does."""
    return tuple(Terminal.of(cost_grid, place, landfall_limit_km=landfall_limit_km) for place in places)
