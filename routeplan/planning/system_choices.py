"""Systems that a scenario names, planned: with the branching units that it gives, or with those that are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routeplan.cost.system_choice import SystemChoice
from routeplan.errors import UsageError
from routeplan.planning.found_system import find_system
from routeplan.planning.system import System
from routeplan.planning.system_planning import Branch, plan_system
from routeplan.planning.topology import Topology

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


def plan_choice(planner: Planner, choice: SystemChoice) -> System:
    """Plan a system of a scenario.

    Raises
    ------
    UsageError
        If some of its branches have a unit and others have none; or as :func:`plan_system` and :func:`find_system`.
    """
    given = [Branch(branch.to, branch.unit) for branch in choice.branches if branch.unit is not None]
    if given and len(given) < len(choice.branches):
        raise UsageError(
            f"[[systems]] {choice.name}: some branches have a unit and others have none; give all of them, or none"
        )
    if given or not choice.branches:
        return plan_system(planner, choice.stops, branches=given, name=choice.name)
    branches = [branch.to for branch in choice.branches]
    return find_system(planner, choice.stops, branches, topology=Topology.TREE, name=choice.name)
