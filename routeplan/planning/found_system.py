"""Find the system that joins landings at the least cost: where its branching units are, and what joins what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from routeplan.catalog.landings import landing_at
from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import BranchingRules
from routeplan.cost.surface import BoolCells
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.io.named_choice import read_choice
from routeplan.planning.closing_segment import plan_closing_segment
from routeplan.planning.cost_shares import derive_cost_shares, derive_landing_usd
from routeplan.planning.fibre_pairs import PairsAsked
from routeplan.planning.giving_way import naming_barriers
from routeplan.planning.preconditions import check_no_headings, check_not_avoided
from routeplan.planning.stops import (
    LandingLike,
    check_named_once,
    check_not_closed,
    landing_of,
    list_places,
    place_of,
)
from routeplan.planning.system import System
from routeplan.planning.system_bound import (
    NOT_AT_FULL_RESOLUTION,
    NOT_OF_A_RING,
    SystemBound,
    bound_any_system,
    prove_least_usd,
)
from routeplan.planning.system_layout import NodeKind, SystemLayout, SystemNode
from routeplan.planning.system_planning import (
    Branch,
    lay_out_nodes,
    pairs_asked,
    plan_layout,
    unit_usd_of,
    with_pairs,
)
from routeplan.planning.system_valuation import derive_system, rules_of
from routeplan.planning.topology import (
    Joins,
    LaidOut,
    Topology,
    derive_apart,
    lay_out_festoon,
    lay_out_star,
    order_joins,
)
from routeplan.runtime.progress import track_stages
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.halved import derive_halved
from routeplan.solver.steiner_tree import MOST_TERMINALS, SolvedTrees, solve_trees
from routeplan.solver.subset_fields import JunctionRule

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner

# Values in all fields of a search: 0.5 GB, and 20 s of processor time. Above it the search is on wider cells.
_MOST_VALUES = 120_000_000
# Planned lines are straightened and refined along the coast, fields are not: a layout without units that costs this
# share more by the fields is planned too, and the cheaper of the two is taken.
_CLOSE = 0.005


@dataclass(frozen=True)
class SystemSearch:
    """Landings to join, and what every topology of them costs by the fields.

    Attributes
    ----------
    planner : Planner
    places : tuple of Landing
        Stops of the trunk in order, then the landings of branches.
    stops : int
        Number of stops, two or more.
    rules : BranchingRules
    asked : PairsAsked
        Fibre pairs.
    """

    planner: Planner
    places: tuple[Landing, ...]
    stops: int
    rules: BranchingRules
    asked: PairsAsked

    @classmethod
    def of(
        cls,
        planner: Planner,
        stops: Sequence[LandingLike],
        branches: Sequence[LandingLike | Branch],
        *,
        rules: BranchingRules | None = None,
    ) -> SystemSearch:
        """Check landings, under the rules of the scenario or under others.

        Raises
        ------
        UsageError
            If there are fewer than two stops, more than eight landings in all, one is unknown, twice the same, in a
            closed area or in waters to avoid; a branch gives the place of its unit, or has more fibre pairs than a
            cable; or slope counts by its direction.
        """
        check_no_headings(planner, "searches for the places of branching units")
        stops, branches = list_places(stops), list_places(branches)
        if len(stops) < 2:
            raise UsageError(f"system with {len(stops)} stop; give two or more")
        rules = rules or rules_of(planner)
        asked = pairs_asked(rules, branches)
        places = tuple(map(landing_of, (*stops, *map(_landing_to_join, branches))))
        if len(places) > MOST_TERMINALS:
            raise UsageError(
                f"system of {len(places)} landings; the best units are found for at most {MOST_TERMINALS}: give fewer, "
                "or give the places of the units"
            )
        check_named_once(places)
        if planner.user_layers is not None:
            check_not_closed(places, planner.grid, planner.user_layers.closed)
        check_not_avoided(planner, *places)
        return cls(planner, places, len(stops), rules, asked)

    @property
    def name(self) -> str:
        """Names of both ends of the trunk."""
        return f"{self.places[0].name} – {self.places[self.stops - 1].name}"

    @cached_property
    def trees(self) -> SolvedTrees:
        """Cheapest trees over the stops and any choice of branches."""
        cost_grid = self._cost_grid
        names = [place_of(place) for place in self.places]
        with track_stages(f"searching {self.name}", total=1) as stage:
            stage("branching units")
            return solve_trees(
                cost_grid,
                names[: self.stops],
                names[self.stops :],
                landfall_limit_km=self.planner.landfall_limit_km,
                rule=JunctionRule(self._unit_usd, self._allowed(cost_grid)),
            )

    @cached_property
    def apart(self) -> FloatArray:
        """(n, n) cost of the cheapest line between every two landings, by the fields."""
        cost = self.trees.subsets.cost
        return derive_apart(len(self.places), lambda start, end: cost(1 << start, end))

    def plan(self, topology: Topology, name: str | None = None, *, prove: bool = False) -> System:
        """Plan the segments of a topology, and prove how much less any system of the landings can cost.

        Raises
        ------
        NoRouteError
            If no sea path joins the landings, or of a ring: no second way is far enough from the trunk.
        """
        planned = self._plan(topology, name or self.name)
        return replace(planned, bound=self._bound(planned)) if prove else planned

    def _plan(self, topology: Topology, name: str) -> System:
        if topology is Topology.STAR:
            return self._of_landings(lay_out_star(self.apart), name, topology)
        if topology is Topology.FESTOON:
            return self._of_landings(lay_out_festoon(self.apart, self.stops), name, topology)
        tree = self._plan_tree(name)
        if topology is Topology.RING:
            return replace(self._close(tree), topology=topology, branching_unit=self.rules.unit)
        return tree

    def _bound(self, system: System) -> SystemBound:
        if system.topology is Topology.RING:
            return NOT_OF_A_RING
        if self.planner.fine_depths is not None:
            return NOT_AT_FULL_RESOLUTION
        units_usd = system.layout.unit_count * self._unit_usd
        return bound_any_system(self._least_usd, system.breakdown.objective_usd_per_line + units_usd)

    @cached_property
    def _least_usd(self) -> float:
        """Proven least cost of any system of the landings."""
        rule = JunctionRule(self._unit_usd, self._allowed(self.planner.cost_grid))
        return prove_least_usd(
            self.planner, self.places, self.stops, rule=rule, searched_usd=self.trees.cost()
        )

    def lay_out_tree(self) -> SystemLayout:
        """Lay out the cheapest tree by the fields, without planning it; its trunk lies between :attr:`ends`."""
        with naming_barriers(self.planner, None, *([place] for place in self.places)):
            found = self.trees.trace()
        units = [landing_at(round(unit.lon, 4), round(unit.lat, 4)) for unit in found.junctions]
        return self._layout(found.joins, units)

    def _plan_tree(self, name: str) -> System:
        layout = self.lay_out_tree()
        best = plan_layout(self.planner, layout, name=name, ends=self.ends, asked=self.asked)
        star, festoon = lay_out_star(self.apart), lay_out_festoon(self.apart, self.stops)
        others = [festoon, star] if self.stops == 2 else [festoon]
        for other in others:
            if layout.units and other.cost <= self.trees.cost() * (1.0 + _CLOSE):
                planned = self._of_landings(other, name, Topology.TREE)
                best = min(best, planned, key=lambda system: system.objective_usd)
        laid, unit_costs = best.breakdown.laid_line, self.planner.valuer.cable_rates.unit_costs
        shares = derive_cost_shares(
            self.trees,
            self.places,
            objective_usd=best.objective_usd,
            per_landing_usd=derive_landing_usd(laid, unit_costs) if laid else 0.0,
        )
        return replace(best, topology=Topology.TREE, branching_unit=self.rules.unit, cost_shares=shares)

    def _of_landings(self, laid: LaidOut, name: str, topology: Topology) -> System:
        layout = self._layout(laid.joins)
        planned = plan_layout(self.planner, layout, name=name, ends=self.ends, asked=self.asked)
        return replace(planned, topology=topology, branching_unit=self.rules.unit)

    def _close(self, tree: System) -> System:
        """Add a second way between the ends of the trunk."""
        closing = plan_closing_segment(self.planner, tree)
        start, end = self.ends
        layout = SystemLayout(tree.layout.nodes, (*tree.layout.joins, (end, start)))
        ring = derive_system(self.planner, layout, (*tree.segments, closing), name=tree.name, ends=self.ends)
        return with_pairs(replace(ring, trunk=tree.trunk), self.asked)

    @property
    def ends(self) -> tuple[int, int]:
        """Nodes at the ends of the trunk."""
        return 0, self.stops - 1

    def _layout(self, joins: Joins, units: Sequence[Landing] = ()) -> SystemLayout:
        ordered = order_joins(joins, *self.ends)
        nodes = lay_out_nodes(self.planner, self.places, ordered)
        first = len(self.places)
        passed = dict.fromkeys(node for join in ordered for node in join if node >= first)
        number = {node: at for at, node in enumerate(passed)}  # along the trunk, then along the branches
        placed = tuple(
            SystemNode(replace(units[node - first], name=f"{NodeKind.UNIT} {at + 1}"), NodeKind.UNIT)
            for node, at in number.items()
        )
        renumbered = {node: first + at for node, at in number.items()}
        joined = tuple((renumbered.get(start, start), renumbered.get(end, end)) for start, end in ordered)
        return SystemLayout((*nodes, *placed), joined)

    @cached_property
    def _cost_grid(self) -> CostGrid:
        cost_grid = self.planner.cost_grid
        branches = len(self.places) - self.stops
        fields = self.stops * 2**branches
        while fields * cost_grid.open_cells > _MOST_VALUES and branches:
            cost_grid = derive_halved(cost_grid)
        return cost_grid

    @property
    def _unit_usd(self) -> float:
        return unit_usd_of(self.planner)

    def _allowed(self, cost_grid: CostGrid) -> BoolCells:
        """(rows, cols) bool, cells of a cost grid as deep as units may be."""
        rules, depth_m = self.rules, self.planner.depth_m
        deep = np.logical_and(depth_m >= rules.unit_min_depth_m, depth_m <= rules.unit_max_depth_m)
        while deep.shape != cost_grid.grid.shape:
            even = np.pad(deep, [(0, size % 2) for size in deep.shape])
            joined = even.reshape(even.shape[0] // 2, 2, -1, 2)
            deep = np.asarray(joined.any(axis=(1, 3)), dtype=np.bool_)
        return np.pad(deep, RIM)


def find_system(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    stops: Sequence[LandingLike],
    branches: Sequence[LandingLike | Branch] = (),
    *,
    topology: Topology | str = Topology.TREE,
    rules: BranchingRules | None = None,
    name: str | None = None,
    prove: bool = False,
) -> System:
    """Find the system that joins landings at the least cost, as :meth:`routeplan.Planner.system` does."""
    search = SystemSearch.of(planner, stops, branches, rules=rules)
    return search.plan(read_choice(Topology, topology, "topology"), name, prove=prove)


def _landing_to_join(branch: LandingLike | Branch) -> LandingLike:
    if not isinstance(branch, Branch):
        return branch
    if branch.unit is not None:
        raise UsageError(
            f"branch to {landing_of(branch.to).name} gives the place of its unit; plan it with routeplan.plan_system"
        )
    return branch.to
