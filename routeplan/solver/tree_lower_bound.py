"""The lower bound on the cost of trees, where it matters: blocks of cells rule out most waters for most subsets.

An edge of a tree parts its terminals in two. A bound over blocks, each seen as a cell as cheap as its cheapest, says
what every tree costs at least that has an edge between two parts in a block. What costs too much is left out of the
functions over cells. The proof is in docs/bound.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Landfall
from routeplan.solver.lower_bound import CLOSE, ROUNDING
from routeplan.solver.sparse_blocks import Blocks
from routeplan.solver.subset_fields import JunctionRule, Subset, parts, share_out
from routeplan.solver.tree_bound import TreeFunctions
from routeplan.solver.tree_cells import TreeCells
from routeplan.solver.tree_pairs import PairedFunctions, weigh_terminals
from routeplan.solver.tree_potential import Ceiling, TreePotential, find_potential, flattened

_ABOVE_UPPER = 1.01  # how far beyond the tree that is known functions rise


def lower_bound_of_trees(
    cost_grid: CostGrid,
    landfalls: Sequence[Sequence[Landfall]],
    *,
    stops: int,
    upper: float,
    rule: JunctionRule | None = None,
) -> float:
    """Prove that no tree that passes some stops in order and joins other terminals costs less.

    A tree is curves through open cells, and through the barriers that landfalls' legs cross, that meet at terminals and
    at junctions. Where d curves meet at a junction, d - 2 of them are paid; at a terminal none.

    Parameters
    ----------
    cost_grid : CostGrid
    landfalls : sequence of sequence of Landfall
        Of each terminal, stops first: one for each basin that it reaches.
    stops : int
        Number of stops, two or more.
    upper : float
        Cost of a tree that is known. The bound is hardly above it; with a lower one the bound is lower, and still one.
    rule : JunctionRule, optional
        Default: junctions are free, and may be anywhere.

    Returns
    -------
    float
        In the unit of the cost grid.
    """
    rule, cap = rule or JunctionRule(), _ABOVE_UPPER * upper
    cells = TreeCells.of(cost_grid, landfalls, rule.allowed)
    others = sum(1 << number for number in range(stops, len(landfalls)))
    coarse = _prove_afar(cells.coarser(), rule.price, cap)
    through = _find_through(coarse, stops, others)
    close = {subset: (cost < CLOSE * upper) & cells.blocks for subset, cost in through.items()}
    elsewhere = min(
        float(cost[cells.blocks & ~close[subset]].min(initial=upper)) for subset, cost in through.items()
    )
    functions = TreeFunctions(cells, rule.price, cap)
    if stops == 2:
        apart = np.array([coarse.functions[1 << number].tips for number in range(len(landfalls))])
        pairs = PairedFunctions(cells, rule.price, cap, 1, weigh_terminals(apart), close.__getitem__)
        found = pairs.find()

        def find(subset: Subset, blocks: Blocks, ceiling: Ceiling) -> TreePotential:
            mean = found[subset]
            potential = TreePotential(mean.corners.to_plane(cells.shape), np.minimum(mean.tips, ceiling.tips))
            return flattened(cells, blocks, potential, cap=cap)

    else:

        def find(subset: Subset, blocks: Blocks, ceiling: Ceiling) -> TreePotential:
            return find_potential(cells, blocks, ceiling, cap=cap)

    functions.prove([others | 1 << stop for stop in range(stops - 1)], close.__getitem__, find)
    least, _ = share_out(functions.cost, stops, others)
    return min(elsewhere, least) * (1.0 - ROUNDING)


def _prove_afar(coarse: TreeCells, price: float, cap: float) -> TreeFunctions:
    """Prove a function for every subset of the terminals but all of them."""

    def find(subset: Subset, blocks: Blocks, ceiling: Ceiling) -> TreePotential:
        return find_potential(coarse, blocks, ceiling, cap=cap)

    functions = TreeFunctions(coarse, price, cap)
    everything = (1 << len(coarse.at)) - 1
    functions.prove(
        [everything ^ 1 << number for number in range(len(coarse.at))], lambda _: coarse.blocks, find
    )
    return functions


def _find_through(functions: TreeFunctions, stops: int, others: Subset) -> dict[Subset, FloatArray]:
    """Find what every tree costs at least that joins a subset by an edge through a block.

    Returns
    -------
    mapping of Subset to (block rows, block cols) float64
        For every subset of a stop but the last and others.
    """
    everything = (1 << len(functions.cells.at)) - 1
    last = 1 << stops - 1
    through = {part: _least_sum(functions, part, everything ^ part) for part in parts(everything ^ last)}
    wanted = {part for stop in range(stops - 1) for part in parts(others | 1 << stop)}
    return {
        subset: np.minimum.reduce([through[side] for side in _sides(subset, stops, others)])
        for subset in wanted
    }


def _sides(subset: Subset, stops: int, others: Subset) -> Iterator[Subset]:
    """Every side of an edge, in the whole tree, that joins a subset in the tree of a leg between stops.

    Where the subset has the stop at which the leg begins, all that hangs on earlier legs is on its side too.
    """
    stop = next((number for number in range(stops) if subset >> number & 1), 0)
    yield (earlier := subset | (1 << stop) - 1 if subset >> stop & 1 else subset)
    if stop:
        yield from (earlier | more for more in parts(others & ~subset))


def _least_sum(functions: TreeFunctions, one: Subset, other: Subset) -> FloatArray:
    """(block rows, block cols) least sum of the functions of two subsets on each cell of blocks.

    Whichever diagonal each is cut along, it is least at a corner or in the middle; round a terminal at its tip.
    """
    cells = functions.cells
    corners, middles = np.zeros(1), np.zeros(1)
    tips = np.zeros(len(cells.at))
    for subset in (one, other):
        function = functions.functions[subset]
        plane = function.corners.to_plane(cells.shape) - function.drop
        falling, rising = plane[:-1, :-1] + plane[1:, 1:], plane[:-1, 1:] + plane[1:, :-1]
        corners, middles = corners + plane, middles + 0.5 * np.minimum(falling, rising)
        tips = tips + function.tips
    middles[cells.own[cells.alone, 0], cells.own[cells.alone, 1]] = tips[cells.alone]
    least = np.minimum(
        np.minimum(corners[:-1, :-1], corners[1:, 1:]), np.minimum(corners[:-1, 1:], corners[1:, :-1])
    )
    return np.asarray(np.minimum(least, middles)[RIM:-RIM, RIM:-RIM])
