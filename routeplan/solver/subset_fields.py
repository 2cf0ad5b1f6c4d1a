"""Fields of subsets of terminals: what the cheapest tree costs that joins some terminals and a cell, at every cell.

The dynamic program of Dreyfus and Wagner, on fields in place of a graph. The field of one terminal is a march. A tree
that joins several terminals and a cell runs from the cell to a place where it splits in two: the field of a set is
marched from *offers*, at every cell the least over the ways to split the set in two of the sum of both fields, and the
price of a junction. A terminal of the set is a place to split at, too, without a junction: a path that ends there
begins there again, and its cost adds to the terminal's own field. Each subset is marched once, 2^(n - 1) - 1 of n
terminals.

References
----------
Dreyfus and Wagner 1971, doi:10.1002/net.3230010302; on continuous fields for cables: IEEE/ACM
Transactions on Networking 2020, doi:10.1109/TNET.2020.2988047
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, product

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fast_marching import Index, march
from routeplan.solver.terminals import Terminal

Subset = int
"""Terminals as the bits of a number: terminal 0 is bit 1, terminal 1 is bit 2, terminal 2 is bit 4."""

_CORES = 2  # more marches than this at once wait for memory, not for each other


@dataclass(frozen=True)
class JunctionRule:
    """What a junction costs, and where it may be.

    Attributes
    ----------
    price : float
        In the unit of the cost grid.
    allowed : (rows, cols) bool, optional
        Cells of the cost grid that may hold one, shaped as its ``cell_cost``; default: all open cells.
    """

    price: float = 0.0
    allowed: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class SubsetFields:
    """Fields of subsets, on the cells that some terminal reaches.

    Attributes
    ----------
    cost_grid : CostGrid
    rule : JunctionRule
    cells : (c,) int64
        Flat indices of the cost grid, rising.
    terminals : tuple of Terminal
        Their cells are numbers in ``cells``.
    fields : mapping of Subset to (c,) float32
        Cost of the cheapest tree that joins the subset and each cell; infinite where none does.
    """

    cost_grid: CostGrid
    rule: JunctionRule
    cells: Index
    terminals: tuple[Terminal, ...]
    fields: dict[Subset, FloatCells] = field(default_factory=dict)
    _costs: dict[tuple[Subset, int], float] = field(default_factory=dict)

    def cost(self, subset: Subset, at: int) -> float:
        """Cost of the cheapest tree that joins a subset and one terminal outside it; infinite where none does."""
        key = subset, at
        if key not in self._costs:
            there = self.terminals[at].arrival(self.fields[subset])
            parted = (self.cost(part, at) + self.cost(subset ^ part, at) for part in halves(subset))
            self._costs[key] = min(there, *parted, np.inf)
        return self._costs[key]

    def offers(self, subset: Subset) -> FloatCells:
        """(c,) float32, cost of the cheapest tree of a subset that splits at each cell, at a junction."""
        least = np.full(len(self.cells), np.inf, dtype=np.float32)
        both = np.empty_like(least)
        for part in halves(subset):
            np.add(self.fields[part], self.fields[subset ^ part], out=both)
            np.minimum(least, both, out=least)
        least += np.float32(self.rule.price)
        if self.rule.allowed is not None:
            least[~self.rule.allowed.ravel()[self.cells]] = np.inf
        return least

    def split_at(self, subset: Subset, cell: int) -> Subset:
        """Find the part that one side of the cheapest split of a subset at a cell joins."""
        return min(
            halves(subset), key=lambda part: self.fields[part][cell] + self.fields[subset ^ part][cell]
        )

    def spread(self, terminal: Terminal) -> FloatCells:
        """(c,) float32, the field of a terminal whose cells are flat indices of the cost grid."""
        return terminal.march(self.cost_grid)[self.cells]

    def _marched(self, subset: Subset) -> FloatCells:
        least = self._marched_from(self.offers(subset))
        for number in members(subset):
            # A path that ends at a terminal and begins there again: its own field, exact near the terminal.
            ended = np.float32(self.cost(subset ^ 1 << number, number))
            np.minimum(least, self.fields[1 << number] + ended, out=least)
        return least

    def _marched_from(self, offers: FloatCells) -> FloatCells:
        made = np.isfinite(offers)
        if not made.any():
            return offers
        plane = march(
            self.cost_grid.cell_cost, self.cells[made], offers[made], exact=False, rates=self.cost_grid.rates
        )
        return plane.ravel()[self.cells]


def solve_subsets(
    cost_grid: CostGrid, terminals: tuple[Terminal, ...], subsets: Iterable[Subset], rule: JunctionRule
) -> SubsetFields:
    """Solve the fields of some subsets of terminals, and of every subset of these.

    Parameters
    ----------
    cost_grid : CostGrid
    terminals : tuple of Terminal
        Their cells are flat indices of the cost grid.
    subsets : iterable of Subset
    rule : JunctionRule
    """
    wanted = sorted({part for subset in subsets for part in parts(subset)}, key=lambda s: (s.bit_count(), s))
    single = [number for number in range(len(terminals)) if 1 << number in wanted]
    _ = cost_grid.rates  # once, before threads ask for them
    with ThreadPoolExecutor(_CORES) as cores:
        planes = list(cores.map(lambda number: terminals[number].march(cost_grid), single))
        cells = np.flatnonzero(np.logical_or.reduce([np.isfinite(plane) for plane in planes]))
        solved = SubsetFields(cost_grid, rule, cells, tuple(terminal.among(cells) for terminal in terminals))
        for number, plane in zip(single, planes, strict=True):
            solved.fields[1 << number] = plane[cells]
        del planes
        for size, alike in groupby(wanted, key=int.bit_count):
            if size > 1:
                sets = list(alike)
                solved.fields.update(zip(sets, cores.map(solved._marched, sets), strict=True))
    return solved


def share_out(
    cost: Callable[[Subset, int], float], stops: int, others: Subset
) -> tuple[float, tuple[Subset, ...]]:
    """Share terminals out to the legs between stops, each leg a tree of its own.

    Parameters
    ----------
    cost : callable
        Of the cheapest tree that joins a subset and one terminal outside it.
    stops : int
        The first so many terminals, passed in their order; two or more.
    others : Subset

    Returns
    -------
    float, tuple of Subset
        The least cost of all legs, and the share of each.
    """
    legs = stops - 1
    best, shares = np.inf, (others,) + (0,) * (legs - 1)
    numbers = list(members(others))
    for chosen in product(range(legs), repeat=len(numbers)):
        share = [0] * legs
        for number, leg in zip(numbers, chosen, strict=True):
            share[leg] |= 1 << number
        total = sum(cost(own | 1 << leg, leg + 1) for leg, own in enumerate(share))
        if total < best:
            best, shares = total, tuple(share)
    return best, shares


def members(subset: Subset) -> Iterator[int]:
    """Numbers of the terminals of a subset, rising."""
    return (number for number in range(subset.bit_length()) if subset >> number & 1)


def parts(subset: Subset) -> Iterator[Subset]:
    """Every subset of a subset but the empty one."""
    part = subset
    while part:
        yield part
        part = (part - 1) & subset


def halves(subset: Subset) -> Iterator[Subset]:
    """One part of every way to split a subset in two that are not empty."""
    lowest = subset & -subset
    return (part for part in parts(subset) if part != subset and part & lowest)
