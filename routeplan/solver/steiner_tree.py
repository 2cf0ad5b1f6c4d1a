"""The cheapest tree over a cost surface that joins some places: where it splits, and what joins what. Knows no cables.

:mod:`routeplan.solver.subset_fields` finds what every subset costs. The tree is traced from one terminal: a march from
it and the offers of the subset beyond agree on the place where the tree splits, which is the next to march from. So
the place does not hang on the direction of a gradient, which fans out behind a cape.

Between places that must be passed in a given order the tree is a tree for each leg, and every other terminal
belongs to the leg where it costs least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Place
from routeplan.solver.subset_fields import (
    JunctionRule,
    Subset,
    SubsetFields,
    halves,
    members,
    share_out,
    solve_subsets,
)
from routeplan.solver.terminals import Terminal, find_terminals

MOST_TERMINALS = 8
_TIE = 1e-5  # of the cost: a split at a terminal is preferred to a junction that saves less
_APART_CELLS = 1.5  # a junction nearer than this to another, or to a terminal, is the same place


@dataclass(frozen=True, slots=True)
class Junction:
    """Where three ways or more meet.

    Attributes
    ----------
    row, col : int
        Cell of the cost grid, rim included.
    lon, lat : float
        Degrees, its middle.
    """

    row: int
    col: int
    lon: float
    lat: float


@dataclass(frozen=True)
class Tree:
    """A tree that joins places.

    Attributes
    ----------
    places : tuple of Place
        Its terminals.
    junctions : tuple of Junction
    joins : tuple of (int, int)
        Numbers at both ends of each way: of a place, or the number of places plus that of a junction.
    cost : float
        Of all ways and junctions, by the fields.
    """

    places: tuple[Place, ...]
    junctions: tuple[Junction, ...]
    joins: tuple[tuple[int, int], ...]
    cost: float


@dataclass(frozen=True)
class SolvedTrees:
    """Every cheapest tree over some stops in order, and any choice of other terminals.

    Attributes
    ----------
    cost_grid : CostGrid
    places : tuple of Place
        Stops, then the others.
    stops : int
        Number of stops, two or more.
    subsets : SubsetFields
    """

    cost_grid: CostGrid
    places: tuple[Place, ...]
    stops: int
    subsets: SubsetFields

    @cached_property
    def others(self) -> Subset:
        """All terminals that are no stops."""
        return sum(1 << number for number in range(self.stops, len(self.places)))

    def cost(self, others: Subset | None = None) -> float:
        """Cost of the cheapest tree over the stops and some others, all by default; infinite where none joins them."""
        return self._shared(self.others if others is None else others)[0]

    def trace(self, others: Subset | None = None) -> Tree:
        """Trace the cheapest tree over the stops and some others, all by default.

        Raises
        ------
        NoRouteError
            If no tree joins them.
        """
        cost, shares = self._shared(self.others if others is None else others)
        if not np.isfinite(cost):
            names = ", ".join(name for name, _, _ in self.places)
            raise NoRouteError(
                f"no sea path joins {names}; choose another landing, a finer grid, or open more of the sea"
            )
        tracing = _Tracing(self)
        for leg, share in enumerate(shares):
            tracing.grow(share | 1 << leg, leg + 1, self.subsets.fields[1 << leg + 1])
        junctions, joins = tracing.merged()
        return Tree(self.places, junctions, joins, cost)

    def _shared(self, others: Subset) -> tuple[float, tuple[Subset, ...]]:
        return share_out(self.subsets.cost, self.stops, others)


def solve_trees(
    cost_grid: CostGrid,
    stops: Sequence[Place],
    others: Sequence[Place] = (),
    *,
    landfall_limit_km: float,
    rule: JunctionRule | None = None,
) -> SolvedTrees:
    """Solve the cheapest trees that pass stops in order and join other places.

    Parameters
    ----------
    cost_grid : CostGrid
    stops : sequence of Place
        Two or more. With two the tree is the cheapest of all that join the places.
    others : sequence of Place
    landfall_limit_km : float
        How far each may lie from the sea.
    rule : JunctionRule, optional
        Default: junctions are free, and may be anywhere.

    Raises
    ------
    UsageError
        If there are fewer than two stops, more than eight places, or a place outside the data or too far inland.
    """
    places = (*stops, *others)
    if len(stops) < 2 or len(places) > MOST_TERMINALS:
        raise UsageError(
            f"tree over {len(places)} places with {len(stops)} stops; give two stops or more, and at most "
            f"{MOST_TERMINALS} places in all"
        )
    terminals = find_terminals(cost_grid, places, landfall_limit_km=landfall_limit_km)
    free = sum(1 << number for number in range(len(stops), len(places)))
    wanted = [free | 1 << stop for stop in range(len(stops) - 1)]
    solved = solve_subsets(cost_grid, terminals, [*wanted, 1 << len(stops) - 1], rule or JunctionRule())
    return SolvedTrees(cost_grid, places, len(stops), solved)


class _Tracing:
    """A tree that grows from terminals: junctions so far, and joins."""

    def __init__(self, solved: SolvedTrees) -> None:
        self.solved = solved
        self.junctions: list[Junction] = []
        self.joins: list[tuple[int, int]] = []

    def grow(self, subset: Subset, node: int, field: FloatCells) -> None:
        """Join a subset to a node, whose field is given."""
        subsets, places = self.solved.subsets, self.solved.places
        numbers = list(members(subset))
        if len(numbers) == 1:
            self.joins.append((node, numbers[0]))
            return
        splits = subsets.offers(subset) + field
        cell = int(np.argmin(splits))
        junction = float(splits[cell])
        del splits
        through = {
            number: subsets.cost(subset ^ 1 << number, number) + subsets.terminals[number].arrival(field)
            for number in numbers
        }
        at = min(through, key=lambda number: through[number])
        parted = self._parted(subset, node) if node < len(places) else None
        here = parted[1] if parted else np.inf
        least = min(junction, through[at], here) * (1.0 + _TIE)
        if parted and here <= least:
            self.grow(parted[0], node, field)
            self.grow(subset ^ parted[0], node, field)
        elif through[at] <= least:
            self.joins.append((node, at))
            self.grow(subset ^ 1 << at, at, subsets.fields[1 << at])
        else:
            self._fork(subset, node, cell)

    def _parted(self, subset: Subset, terminal: int) -> tuple[Subset, float] | None:
        """Find the cheapest way to join two parts of a subset to a terminal apart."""
        cost = self.solved.subsets.cost
        ways = {part: cost(part, terminal) + cost(subset ^ part, terminal) for part in halves(subset)}
        return min(ways.items(), key=lambda way: way[1]) if ways else None

    def _fork(self, subset: Subset, node: int, cell: int) -> None:
        """Put a junction on a cell, and join both sides of the cheapest split to it."""
        subsets, cost_grid = self.solved.subsets, self.solved.cost_grid
        row, col = divmod(int(subsets.cells[cell]), cost_grid.width)
        lon, lat = (float(at) for at in cost_grid.lonlat_of(np.array(row), np.array(col)))
        number = len(self.solved.places) + len(self.junctions)
        self.junctions.append(Junction(row, col, lon, lat))
        self.joins.append((node, number))
        terminal = Terminal.of(cost_grid, ("junction", lon, lat), landfall_limit_km=0.0)
        field = subsets.spread(terminal)
        part = subsets.split_at(subset, cell)
        self.grow(part, number, field)
        self.grow(subset ^ part, number, field)

    def merged(self) -> tuple[tuple[Junction, ...], tuple[tuple[int, int], ...]]:
        """Make junctions that lie beside another node one with it: the way between the two has no length."""
        positions = [self._position(place) for place in self.solved.places]
        positions += [(float(junction.row), float(junction.col)) for junction in self.junctions]
        known = len(self.solved.places)
        stands_for = list(range(len(positions)))
        for start, end in self.joins:
            first, last = sorted((stands_for[start], stands_for[end]))
            if last >= known and np.hypot(*np.subtract(positions[first], positions[last])) < _APART_CELLS:
                stands_for = [first if number == last else number for number in stands_for]
        kept = sorted({number for number in stands_for if number >= known})
        renumbered = {number: number for number in range(known)}
        renumbered |= {number: known + at for at, number in enumerate(kept)}
        ends = [tuple(renumbered[stands_for[number]] for number in join) for join in self.joins]
        joins = tuple((start, end) for start, end in ends if start != end)
        return tuple(self.junctions[number - known] for number in kept), joins

    def _position(self, place: Place) -> tuple[float, float]:
        """Row and column of a place on the cost grid, fractional."""
        row, col = (float(at) + RIM for at in self.solved.cost_grid.grid.cell_of(place[1], place[2]))
        return row, col
