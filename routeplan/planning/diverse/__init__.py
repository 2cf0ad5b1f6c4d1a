"""Diverse routes: a set of routes kept physically apart, its measured separation and its price."""

from routeplan.planning.diverse.diverse import (
    check_numbers,
    check_problem,
    find_diverse,
    find_usable_landings,
)
from routeplan.planning.diverse.metrics import Bottleneck, Separation, SharedRisk
from routeplan.planning.diverse.problem import CandidatePath, DiverseRoutingProblem
from routeplan.planning.diverse.result import Diverse, Price, describe_bottleneck

__all__ = [
    "Bottleneck",
    "CandidatePath",
    "Diverse",
    "DiverseRoutingProblem",
    "Price",
    "Separation",
    "SharedRisk",
    "check_numbers",
    "check_problem",
    "describe_bottleneck",
    "find_diverse",
    "find_usable_landings",
]
