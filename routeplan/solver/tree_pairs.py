"""Find the functions of all subsets of terminals from two sides at once: what joins a subset, less what joins the rest.

Of an edge that parts terminals in S and the rest, the cost from S alone rises in every direction, at capes faster than
the mesh may. The cost of the whole less the cost from the rest rises along the best edge just as fast, and elsewhere
in other directions. A mean of the two rises along the edge, and hardly anywhere too fast. Weights add up by terminals:
the mean of S has the weight of its terminals on the side of the rest. Then the means keep to the sums of their parts as
the costs do, except for a little in the middles of cells.

Nothing here has to be exact: :func:`routeplan.solver.tree_bound.judge` judges what is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.potential import slow_down
from routeplan.solver.sparse_blocks import Blocks
from routeplan.solver.subset_fields import Subset, members, parts
from routeplan.solver.tiles import Tiles, put_cells, take_cells
from routeplan.solver.tree_bound import TreeFunction, TreeFunctions, in_order, nowhere
from routeplan.solver.tree_cells import TreeCells
from routeplan.solver.tree_potential import march

_ROUNDS = 3
_ENDS = 0.8  # weight of the two terminals that are furthest apart, together: most of a tree lies between them


@dataclass(frozen=True)
class PairedFunctions:
    """Functions of all subsets without the root, before they are judged.

    Attributes
    ----------
    cells : TreeCells
    price, cap : float
        As for :class:`TreeFunctions`.
    root : int
        Terminal that is in no subset.
    weights : (n,) float64
        Of the terminals, adding up to 1.
    blocks_of : callable
        Blocks where an edge may part a subset without the root from the rest.
    """

    cells: TreeCells
    price: float
    cap: float
    root: int
    weights: FloatArray
    blocks_of: Callable[[Subset], Blocks]

    def find(self) -> dict[Subset, TreeFunction]:
        """Find them: march from all subsets, slow down where the means rise too fast, and march again."""
        rates = {
            subset: take_cells(self.cells.rates, self.blocks_of(subset))
            for subset in parts(self._without_root)
        }
        means = self._means(self._march_all(rates))
        for _ in range(_ROUNDS - 1):
            rates = {subset: self._slowed(subset, mean, rates[subset]) for subset, mean in means.items()}
            means = self._means(self._march_all(rates))
        return means

    @property
    def _everything(self) -> Subset:
        return (1 << len(self.cells.at)) - 1

    @property
    def _without_root(self) -> Subset:
        return self._everything ^ 1 << self.root

    def _side(self, subset: Subset) -> Subset:
        """Give the side of an edge that is without the root."""
        return self._everything ^ subset if subset >> self.root & 1 else subset

    def _march_all(self, rates: dict[Subset, FloatCells]) -> TreeFunctions:
        """March from every subset, the root included, each from the sums of its parts."""
        costs = TreeFunctions(self.cells, self.price, self.cap)

        def find(subset: Subset) -> TreeFunction:
            side = self._side(subset)
            blocks = self.blocks_of(side)
            if not blocks.any():
                return nowhere(blocks, len(self.cells.at))
            slowed = put_cells(rates[side], blocks, self.cells.shape)
            found = march(self.cells, slowed, blocks, costs.ceiling_of(subset, blocks), cap=self.cap)
            tips = np.where(self.cells.are_in(blocks), found.tips, np.inf)
            return TreeFunction(Tiles.of(found.corners, blocks), 0.0, tips)

        proper = [part for part in parts(self._everything) if part != self._everything]
        in_order(proper, find, costs.functions)
        return costs

    def _means(self, costs: TreeFunctions) -> dict[Subset, TreeFunction]:
        whole = costs.cost(self._without_root, self.root)
        if not np.isfinite(whole):  # no tree stays in the blocks
            whole = self.cap
        means = {}
        for subset in parts(self._without_root):
            own, rest = costs.functions[subset], costs.functions[self._everything ^ subset]
            weight = float(self.weights[list(members(subset))].sum())
            values = own.corners.weighted(1.0 - weight, rest.corners, -weight, weight * whole)
            tips = (1.0 - weight) * own.tips + weight * (
                whole - np.where(np.isfinite(rest.tips), rest.tips, 0.0)
            )
            means[subset] = TreeFunction(
                own.corners.replaced(np.maximum(values, 0.0)), 0.0, np.maximum(tips, 0.0)
            )
        return means

    def _slowed(self, subset: Subset, mean: TreeFunction, rates: FloatCells) -> FloatCells:
        """(tiles, 8, 8) the rates of cells, lower where a mean rises too fast."""
        blocks = self.blocks_of(subset)
        if not blocks.any():
            return rates
        slowed = put_cells(rates, blocks, self.cells.shape)
        slow_down(slowed, self.cells.rates, mean.corners.to_plane(self.cells.shape), blocks)
        return take_cells(slowed, blocks)


def weigh_terminals(apart: FloatArray) -> FloatArray:
    """(n,) weights of terminals: most on the two that are furthest apart.

    Parameters
    ----------
    apart : (n, n)
        What a line between two of them costs at least.
    """
    known = np.where(np.isfinite(apart), apart, 0.0)
    ends = np.unravel_index(int(np.argmax(known)), known.shape)
    others = len(apart) - 2
    weights = np.full(len(apart), (1.0 - _ENDS) / others if others else 0.0)
    weights[list(ends)] = 0.5 * _ENDS if others else 0.5
    return weights
