"""Which barriers have to give way between stops: the smallest sets, and planners for which some barriers are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.shapes import BoolCells
from routeplan.planning.avoid import find_states_of
from routeplan.planning.barriers import Barrier, derive_barriers
from routeplan.planning.coast import closed_by_walls
from routeplan.planning.prepared import Derived, Prepared
from routeplan.planning.stops import place_of
from routeplan.solver.barrier_regions import MOST_BARRIERS, BarrierRegions, derive_regions
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fewest_barriers import RegionLeg, find_fewest_barriers
from routeplan.solver.landfall import find_cells_in_reach

AnyPlanner = TypeVar("AnyPlanner", bound=Prepared)
BarrierSet = tuple[Barrier, ...]
Terminals = Sequence[Landing]
"""Landings of which a route needs one."""


@dataclass(frozen=True, slots=True)
class SmallestSets:
    """Barriers of a planner, and the smallest sets of them that have to give way.

    Attributes
    ----------
    barriers : tuple of Barrier
        All.
    sets : tuple of tuple of Barrier
        Of equal size. One empty set: nothing has to give. No set: no path whatever gives.
    """

    barriers: BarrierSet
    sets: tuple[BarrierSet, ...]


def barriers_of(planner: Prepared) -> BarrierSet:
    """Name the barriers of a planner."""
    return derive_barriers(
        planner.assumptions.policy, planner.closed_areas, planner.seabed.layers.jurisdiction, planner.grid
    )


def find_smallest_sets(
    planner: Prepared, stops: Sequence[Terminals], held: Sequence[Barrier] = ()
) -> SmallestSets:
    """Find the smallest sets of barriers that have to give way for a route along stops.

    Exact on the cells of the planner: a set is found if and only if the cells that it opens join the stops. Of two sets
    the smaller has fewer hard barriers; if they have equally many, fewer of the lowest order of soft ones, and so on.

    Parameters
    ----------
    planner : Prepared
    stops : sequence of sequence of Landing
        Two or more; each a stop, or several of which one is enough.
    held : sequence of Barrier
        That hold a stop, and have to give in any case.

    Raises
    ------
    UsageError
        If a stop lies outside the data or too far inland.
    NoRouteError
        If the search was stopped, or there are more than 64 barriers.
    """
    barriers = barriers_of(planner)
    sea = planner.depth_m > 0
    closed = _cells_of(barriers, planner.grid.shape)
    # Cells that are closed for another reason than a barrier stay closed.
    shut = ~sea | (planner.surface.barrier & ~closed)
    coast = planner.coast if planner.fine_depths is None else None
    everything = closed_by_walls(
        replace(derive_uniform_cost(planner.grid, planner.depth_m), barrier=shut), coast
    )
    passable = everything.cell_cost[RIM:-RIM, RIM:-RIM] > 0
    counted = [barrier for barrier in barriers if (barrier.cells & passable[barrier.window]).any()]
    if len(counted) > MOST_BARRIERS:
        raise NoRouteError(
            f"{len(counted)} closed areas; which of them have to give way is found for at most {MOST_BARRIERS}: close "
            "fewer, or join some in one file"
        )
    bits = np.zeros(planner.grid.shape, dtype=np.uint64)
    for number, barrier in enumerate(counted):
        bits[barrier.window] |= barrier.cells.astype(np.uint64) << np.uint64(number)
    regions = derive_regions(passable, np.where(passable, bits, np.uint64(0)))
    reached = [_regions_of(planner, everything, regions, terminals) for terminals in stops]
    legs = [RegionLeg(*pair) for pair in pairwise(reached)]
    given = sum(1 << number for number, barrier in enumerate(counted) if barrier in held)
    found = find_fewest_barriers(regions, legs, _ranks_of(counted), given=given)
    sets = [tuple(barrier for number, barrier in enumerate(counted) if one >> number & 1) for one in found]
    return SmallestSets(barriers, tuple(sets))


def open_barriers(planner: AnyPlanner, barriers: Sequence[Barrier], given: Sequence[Barrier]) -> AnyPlanner:
    """Open some of all barriers of a planner: cells that another one closes stay closed, costs stay as they are."""
    shape = planner.grid.shape
    still = _cells_of([barrier for barrier in barriers if barrier not in given], shape)
    opened = _cells_of(given, shape) & ~still & (planner.depth_m > 0)
    surface = planner.surface.with_barrier(planner.surface.barrier & ~opened)
    derived = Derived(planner.depth_m, planner.sea_distances, planner.seabed, surface)
    return replace(planner, opened=tuple(given), derived=derived)


def find_soft_at(planner: Prepared, stops: Sequence[Landing]) -> BarrierSet:
    """Find soft barriers that hold a stop: the waters of a landing, areas round it, all that closes a via point."""
    policy = planner.assumptions.policy
    orders = [*policy.soft_by_state.values(), *(area.soft for area in planner.closed_areas)]
    if planner.opened or not (policy.non_partner_soft or any(orders)):
        return ()
    soft = [barrier for barrier in barriers_of(planner) if barrier.soft is not None]
    waters, grid = planner.seabed.layers.jurisdiction, planner.grid
    held: dict[Barrier, None] = {}
    for at, stop in enumerate(stops):
        row, col = (np.rint(np.atleast_1d(cell)).astype(np.intp) for cell in grid.cell_of(stop.lon, stop.lat))
        is_end = at in (0, len(stops) - 1)
        states = find_states_of(stop, waters, grid) if is_end else ()
        for barrier in soft:
            by_cell = not (is_end and isinstance(barrier.source, str))
            if barrier.source in states or (by_cell and barrier.holds(row, col)[0]):
                held[barrier] = None
    return tuple(held)


def _ranks_of(barriers: Sequence[Barrier]) -> list[int]:
    """Rank of each barrier: 0 for the softest, the highest for hard ones."""
    orders = sorted({barrier.soft for barrier in barriers if barrier.soft is not None}, reverse=True)
    return [len(orders) if barrier.soft is None else orders.index(barrier.soft) for barrier in barriers]


def _cells_of(barriers: Sequence[Barrier], shape: tuple[int, int]) -> BoolCells:
    cells = np.zeros(shape, dtype=np.bool_)
    for barrier in barriers:
        cells[barrier.window] |= barrier.cells
    return cells


def _regions_of(
    planner: Prepared, everything: CostGrid, regions: BarrierRegions, terminals: Terminals
) -> frozenset[int]:
    """Regions in which a route may land at one of some landings; landings that reach no sea are passed over."""
    found: frozenset[int] = frozenset()
    refused: UsageError | None = None
    for landing in terminals:
        try:
            cells = find_cells_in_reach(everything, place_of(landing), limit_km=planner.landfall_limit_km)
        except UsageError as error:
            refused = error
            continue
        found |= regions.of_cells(*cells)
    if not found and refused is not None:
        raise refused
    return found
