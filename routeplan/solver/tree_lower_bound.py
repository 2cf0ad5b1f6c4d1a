"""The lower bound on the cost of trees, where it matters: wide cells rule out most waters for most subsets.

An edge of a tree parts its terminals in two. A bound over wide cells, each as cheap as the cheapest cell in it, says
what every tree costs at least that has an edge between two parts in a block. What costs too much is left out of the
functions over cells. The proof is in docs/bound.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Landfall
from routeplan.solver.lower_bound import ROUNDING
from routeplan.solver.sparse_blocks import BLOCK, Blocks, blocks_shape
from routeplan.solver.subset_fields import JunctionRule, Subset, parts, share_out
from routeplan.solver.tree_bound import Find, TreeFunctions
from routeplan.solver.tree_cells import TreeCells
from routeplan.solver.tree_pairs import PairedFunctions, weigh_terminals
from routeplan.solver.tree_potential import Ceiling, TreePotential, find_potential, flattened

_ABOVE_UPPER = 1.01  # how far beyond the tree that is known functions rise
# Waters where every tree costs more than this share of the tree that is known are not looked at more closely: less
# than for a route, since more is lost.
_CLOSE = 0.985
# Cells to a side of a wide cell, and how often functions over them are marched; the widest first.
_AFAR = ((8, 2), (4, 4))
_ROUNDS = 5


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
    afar = _rule_out(cells, rule.price, cap, close=_CLOSE * upper, root=stops - 1)
    wanted = {part for stop in range(stops - 1) for part in parts(others | 1 << stop)}
    blocks = {
        subset: np.logical_or.reduce([afar.close[side] for side in _sides(subset, stops, others)])
        for subset in wanted
    }
    if stops == 2:
        pairs = PairedFunctions(cells, rule.price, cap, 1, weigh_terminals(afar.apart), blocks.__getitem__)
        find = _find_from_both_sides(pairs)
    else:
        find = _find_from_one_side(cells, cap, _ROUNDS)
    functions = TreeFunctions(cells, rule.price, cap)
    functions.prove(wanted, blocks.__getitem__, find)
    least, _ = share_out(functions.cost, stops, others)
    return min(afar.elsewhere, least) * (1.0 - ROUNDING)


@dataclass(frozen=True, slots=True)
class _Afar:
    """What wide cells prove.

    Attributes
    ----------
    close : mapping of Subset to (block rows, block cols) bool
        Of every subset without the root: blocks where an edge may part it from the rest.
    elsewhere : float
        What every tree costs at least that has an edge anywhere else.
    apart : (n, n) float64
        What a line between two terminals costs at least.
    """

    close: dict[Subset, Blocks]
    elsewhere: float
    apart: FloatArray


def _rule_out(cells: TreeCells, price: float, cap: float, *, close: float, root: int) -> _Afar:
    """Rule out blocks where every tree costs too much that has an edge there, over ever narrower cells."""
    everything = (1 << len(cells.at)) - 1
    left = dict.fromkeys(parts(everything ^ 1 << root), cells.blocks)
    elsewhere, apart = cap, np.zeros((0, 0))
    for factor, rounds in _AFAR:
        wide = cells.coarser(factor)
        blocks = {subset: _widen(known, factor) & wide.blocks for subset, known in left.items()}
        blocks |= {everything ^ subset: known for subset, known in blocks.items()}
        functions = TreeFunctions(wide, price, cap)
        functions.prove(blocks, blocks.__getitem__, _find_from_one_side(wide, cap, rounds))
        if not len(apart):
            apart = np.array([functions.functions[1 << number].tips for number in range(len(cells.at))])
        for subset, known in left.items():
            cost = _by_block(_least_sum(functions, subset, everything ^ subset), factor)
            elsewhere = float(cost[known & (cost >= close)].min(initial=elsewhere))
            left[subset] = known & (cost < close)
    return _Afar(left, elsewhere, apart)


def _widen(blocks: Blocks, factor: int) -> Blocks:
    """(block rows, block cols) bool, blocks of wide cells that hold some of the blocks of cells."""
    by_cell = np.pad(np.kron(blocks, np.ones((BLOCK // factor,) * 2, dtype=np.bool_)), RIM)
    rows, cols = blocks_shape((by_cell.shape[0], by_cell.shape[1]))
    whole = np.zeros((rows * BLOCK, cols * BLOCK), dtype=np.bool_)
    whole[: by_cell.shape[0], : by_cell.shape[1]] = by_cell
    return np.asarray(whole.reshape(rows, BLOCK, cols, BLOCK).any(axis=(1, 3)))


def _by_block(least: FloatArray, factor: int) -> FloatArray:
    """(block rows, block cols) least value of the wide cells in each block of cells."""
    side = BLOCK // factor
    return np.asarray(least.reshape(least.shape[0] // side, side, -1, side).min(axis=(1, 3)))


def _find_from_one_side(cells: TreeCells, cap: float, rounds: int) -> Find:
    def find(_: Subset, blocks: Blocks, ceiling: Ceiling) -> TreePotential:
        return find_potential(cells, blocks, ceiling, cap=cap, rounds=rounds)

    return find


def _find_from_both_sides(pairs: PairedFunctions) -> Find:
    cells, found = pairs.cells, pairs.find()

    def find(subset: Subset, blocks: Blocks, ceiling: Ceiling) -> TreePotential:
        mean = found[subset]
        tips = np.minimum(mean.tips, ceiling.tips)
        return flattened(
            cells, blocks, TreePotential(mean.corners.to_plane(cells.shape), tips), cap=pairs.cap
        )

    return find


def _sides(subset: Subset, stops: int, others: Subset) -> Iterator[Subset]:
    """Every side of an edge, in the whole tree, that joins a subset in the tree of a leg between stops.

    Where the subset has the stop at which the leg begins, all that hangs on earlier legs is on its side too.
    """
    stop = next((number for number in range(stops) if subset >> number & 1), 0)
    yield (earlier := subset | (1 << stop) - 1 if subset >> stop & 1 else subset)
    if stop:
        yield from (earlier | more for more in parts(others & ~subset))


def _least_sum(functions: TreeFunctions, one: Subset, other: Subset) -> FloatArray:
    """(rows, cols) least sum of the functions of two subsets on each wide cell, without the rim.

    Whichever diagonal each is cut along, it is least at a corner or in the middle; round a terminal at its tip. Outside
    the blocks of the two it means nothing.
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
