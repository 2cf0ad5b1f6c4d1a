"""Routes that are kept physically apart, chosen together, measured on the Earth, and what the separation costs."""

from routeplan.planning.diverse.diverse import check_numbers, check_problem, find_diverse, pick_landings
from routeplan.planning.diverse.metrics import Bottleneck, Separation, SharedRisk
from routeplan.planning.diverse.problem import Course, DiverseProblem
from routeplan.planning.diverse.result import Diverse, Price, describe_bottleneck

__all__ = [
    "Bottleneck",
    "Course",
    "Diverse",
    "DiverseProblem",
    "Price",
    "Separation",
    "SharedRisk",
    "check_numbers",
    "check_problem",
    "describe_bottleneck",
    "find_diverse",
    "pick_landings",
]
