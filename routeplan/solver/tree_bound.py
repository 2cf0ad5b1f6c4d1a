"""A lower bound on the cost of any tree that joins some places, proven by one function for each subset of them.

The function of a subset is at no point above what a tree costs that joins the subset and the point. It is linear on the
triangles of :class:`routeplan.solver.tree_cells.TreeCells`, and three rules make it so: it rises nowhere faster than
cost; where a junction may be, it is not above the sum of the functions of any two parts and the price of a junction;
at a terminal of the subset it is not above what joins the others there. :func:`judge` and
:meth:`TreeFunctions.ceiling_of` hold functions to the rules, and are all there is to trust;
:mod:`routeplan.solver.tree_potential` finds them. The proof is in docs/bound.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined
from routeplan.solver.lower_bound import worst_excess
from routeplan.solver.sparse_blocks import BLOCK, Blocks
from routeplan.solver.subset_fields import Subset, halves, members, parts
from routeplan.solver.tiles import Slots, Tiles, Units, number_blocks
from routeplan.solver.tree_cells import TreeCells
from routeplan.solver.tree_potential import Ceiling, TreePotential

Find = Callable[[Subset, Blocks, Ceiling], TreePotential]
"""Finds the function of a subset on some blocks, below a ceiling."""

_CORES = 2


@dataclass(frozen=True)
class TreeFunction:
    """A function that keeps the rules on some blocks.

    Attributes
    ----------
    corners : Tiles
        Less ``drop``, its values at the corners of cells.
    drop : float
    tips : (n,) float64
        Its values at the terminals, or less; infinite outside the blocks.
    """

    corners: Tiles
    drop: float
    tips: FloatArray


@dataclass(frozen=True)
class TreeFunctions:
    """Proven functions of subsets of terminals.

    Attributes
    ----------
    cells : TreeCells
    price : float
        Of a junction.
    cap : float
        No function is above it.
    functions : mapping of Subset to TreeFunction
    """

    cells: TreeCells
    price: float
    cap: float
    functions: dict[Subset, TreeFunction] = field(default_factory=dict)
    _costs: dict[tuple[Subset, int], float] = field(default_factory=dict)

    def prove(self, subsets: Iterable[Subset], blocks_of: Callable[[Subset], Blocks], find: Find) -> None:
        """Judge functions of some subsets, and of every subset of these, each on the blocks where it matters."""
        wanted = {part for subset in subsets for part in parts(subset)}
        _ = self.cells.ordinary, self.cells.legs  # once, before threads ask for them

        def prove(subset: Subset) -> TreeFunction:
            blocks = blocks_of(subset)
            if not blocks.any():
                return nowhere(blocks, len(self.cells.at))
            ceiling = self.ceiling_of(subset, blocks)
            return judge(self.cells, blocks, find(subset, blocks, ceiling), ceiling)

        in_order(wanted, prove, self.functions)

    def cost(self, subset: Subset, at: int) -> float:
        """Bound on the cost of a tree that joins a subset and a terminal outside it, at which it may split."""
        if not subset:
            return 0.0
        if (subset, at) not in self._costs:
            parted = (self.cost(part, at) + self.cost(subset ^ part, at) for part in halves(subset))
            self._costs[subset, at] = min(float(self.functions[subset].tips[at]), *parted, np.inf)
        return self._costs[subset, at]

    def ceiling_of(self, subset: Subset, blocks: Blocks) -> Ceiling:
        """Most that the function of a subset may be on some blocks, by the functions of its parts."""
        cells, slots = self.cells, number_blocks(blocks)
        count = np.count_nonzero(blocks)
        corners = np.full((count, BLOCK + 1, BLOCK + 1), np.inf)
        middles = np.full((count, BLOCK, BLOCK), np.inf)
        tips = np.full(len(cells.at), np.inf)
        for part in halves(subset):
            one, other = self.functions[part], self.functions[subset ^ part]
            first, last = one.corners, other.corners
            paid = self.price - one.drop - other.drop
            _add_split(
                slots,
                *(first.slots, first.units, first.unit),
                *(last.slots, last.units, last.unit),
                paid,
                *(corners, middles),
            )
            tips = np.minimum(tips, one.tips + other.tips + self.price)
        tips[~cells.holds_junction] = np.inf
        ceiling = np.full((cells.shape[0] + 1, cells.shape[1] + 1), np.inf)
        _limit_corners(slots, cells.allowed, cells.ordinary, corners, middles, ceiling)
        for number in members(subset):
            tips[number] = min(tips[number], self.cost(subset ^ 1 << number, number))
        return Ceiling(ceiling, tips)


def nowhere(blocks: Blocks, terminals: int) -> TreeFunction:
    """Give the function of a subset that no edge parts from the rest: no limit to anything."""
    return TreeFunction(
        Tiles(number_blocks(blocks), np.empty((0, BLOCK + 1, BLOCK + 1), np.uint32), 1.0),
        0.0,
        np.full(terminals, np.inf),
    )


def in_order(
    subsets: Iterable[Subset],
    find: Callable[[Subset], TreeFunction],
    found: dict[Subset, TreeFunction],
) -> None:
    """Find something of every subset, smaller ones before larger ones, and put it where those that follow see it."""
    with ThreadPoolExecutor(_CORES) as cores:
        for _, alike in groupby(sorted(subsets, key=int.bit_count), key=int.bit_count):
            sets = list(alike)
            found.update(zip(sets, cores.map(find, sets), strict=True))


def judge(cells: TreeCells, blocks: Blocks, found: TreePotential, ceiling: Ceiling) -> TreeFunction:
    """Hold a function to the rules: make it flatter until it keeps the first, and lower until it keeps the others."""
    here = cells.are_in(blocks)
    tiles = Tiles.of(found.corners, blocks)
    values = tiles.to_plane(cells.shape)
    round_terminals = cells.excess_at_terminals(values, found.tips)[here].max(initial=1.0)
    worst = max(float(round_terminals), worst_excess(cells.ordinary, values, blocks))
    values /= worst
    least, most = cells.by_either_diagonal(values)
    least, most = (np.where(cells.alone, found.tips / worst, reading) for reading in (least, most))
    above = float((values - ceiling.corners).max())
    drop = max(0.0, above, float((most[here] - ceiling.tips[here]).max(initial=0.0)))
    corners = Tiles(tiles.slots, tiles.units, tiles.unit / worst)
    return TreeFunction(corners, drop, np.where(here, least - drop, np.inf))


@compiled
def _add_split(
    slots: Slots,
    one_slots: Slots,
    one: Units,
    one_unit: float,
    other_slots: Slots,
    other: Units,
    other_unit: float,
    paid: float,
    corners: FloatArray,
    middles: FloatArray,
) -> None:
    """Lower corners and middles of the cells of blocks to the sum of two functions and a price, in place.

    In the middle each function is taken at the lesser of what the two diagonals say.
    """
    for block_row in range(slots.shape[0]):
        for block in range(slots.shape[1]):
            at = slots[block_row, block]
            first, last = one_slots[block_row, block], other_slots[block_row, block]
            if at < 0 or first < 0 or last < 0:
                continue
            for row in range(BLOCK + 1):
                for col in range(BLOCK + 1):
                    total = one[first, row, col] * one_unit + other[last, row, col] * other_unit + paid
                    corners[at, row, col] = min(corners[at, row, col], total)
            for row in range(BLOCK):
                for col in range(BLOCK):
                    total = (
                        _least_middle(one, first, row, col) * one_unit
                        + _least_middle(other, last, row, col) * other_unit
                        + paid
                    )
                    middles[at, row, col] = min(middles[at, row, col], total)


@inlined
def _least_middle(units: Units, tile: int, row: int, col: int) -> float:
    falling = np.float64(units[tile, row, col]) + np.float64(units[tile, row + 1, col + 1])
    rising = np.float64(units[tile, row, col + 1]) + np.float64(units[tile, row + 1, col])
    return 0.5 * min(falling, rising)


@compiled
def _limit_corners(
    slots: Slots,
    allowed: BoolCells,
    ordinary: FloatCells,
    corners: FloatArray,
    middles: FloatArray,
    ceiling: FloatArray,
) -> None:
    """Write the most that a function may be at the corners of allowed cells, so that it keeps to the middles too.

    Whichever diagonal it is cut along, in the middle it is the mean of two opposite corners.
    """
    for block_row in range(slots.shape[0]):
        for block in range(slots.shape[1]):
            at = slots[block_row, block]
            if at < 0:
                continue
            for row in range(BLOCK):
                for col in range(BLOCK):
                    top, left = block_row * BLOCK + row, block * BLOCK + col
                    if not allowed[top, left] or corners[at, row, col] == np.inf:
                        continue
                    over = 0.0
                    if ordinary[top, left] > 0:
                        falling = 0.5 * (corners[at, row, col] + corners[at, row + 1, col + 1])
                        rising = 0.5 * (corners[at, row, col + 1] + corners[at, row + 1, col])
                        over = max(0.0, max(falling, rising) - middles[at, row, col])
                    for i in range(2):
                        for j in range(2):
                            most = corners[at, row + i, col + j] - over
                            ceiling[top + i, left + j] = min(ceiling[top + i, left + j], most)
