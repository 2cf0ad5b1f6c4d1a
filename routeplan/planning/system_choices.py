"""Systems that a scenario names, planned: with the branching units that it gives, or with those that are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routeplan.cost.branching_rules import BranchingRules
from routeplan.cost.system_choice import SystemChoice
from routeplan.errors import UsageError
from routeplan.planning.found_system import SystemSearch, find_system
from routeplan.planning.system import System
from routeplan.planning.system_layout import SystemLayout
from routeplan.planning.system_planning import Branch, lay_out_stops, plan_stops
from routeplan.planning.system_valuation import rules_of

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


def plan_choice(
    planner: Planner, choice: SystemChoice, *, rules: BranchingRules | None = None, prove: bool = False
) -> System:
    """Plan a system of a scenario, under its rules for branching units or under others, and prove its gap if asked.

    Raises
    ------
    UsageError
        If some of its branches have a unit and others have none; or as
        :func:`routeplan.planning.system_planning.plan_system` and
        :func:`routeplan.planning.found_system.find_system`.
    """
    rules = (rules or rules_of(planner)).with_trunk_pairs(choice.fibre_pairs)
    if (found := _to_find(choice)) is not None:
        return find_system(planner, choice.stops, found, rules=rules, name=choice.name, prove=prove)
    return plan_stops(planner, choice.stops, _given(choice), rules=rules, name=choice.name, prove=prove)


def lay_out_choice(planner: Planner, choice: SystemChoice) -> tuple[SystemLayout, tuple[int, int]]:
    """Lay out a system of a scenario without planning it; units are found under the assumptions of the planner.

    Returns
    -------
    SystemLayout, (int, int)
        And the nodes at the ends of its trunk.

    Raises
    ------
    UsageError, NoRouteError
        As :func:`plan_choice`.
    """
    if (found := _to_find(choice)) is not None:
        search = SystemSearch.of(planner, choice.stops, found)
        return search.lay_out_tree(), search.ends
    return lay_out_stops(planner, choice.stops, branches=_given(choice))


def _given(choice: SystemChoice) -> list[Branch]:
    return [branch for branch in _branches(choice) if branch.unit is not None]


def _branches(choice: SystemChoice) -> list[Branch]:
    return [Branch(branch.to, branch.unit, branch.fibre_pairs) for branch in choice.branches]


def _to_find(choice: SystemChoice) -> list[Branch] | None:
    """Give the branches whose units are to be found; None where all are given, or there are no branches."""
    given = len(_given(choice))
    if given and given < len(choice.branches):
        raise UsageError(
            f"[[systems]] {choice.name}: some branches have a unit and others have none; give all of them, or none"
        )
    return None if given or not choice.branches else _branches(choice)
