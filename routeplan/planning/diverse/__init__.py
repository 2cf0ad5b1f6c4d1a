"""Routes that are kept physically apart, chosen together, measured on the Earth, and what the separation costs."""

from routeplan.planning.diverse.diverse import check_numbers, check_question, find_diverse, pick_landings
from routeplan.planning.diverse.metrics import Pinch, Separation, SharedRisk
from routeplan.planning.diverse.problem import Course, Question
from routeplan.planning.diverse.result import Diverse, Price, describe_pinch

__all__ = [
    "Course",
    "Diverse",
    "Pinch",
    "Price",
    "Question",
    "Separation",
    "SharedRisk",
    "check_numbers",
    "check_question",
    "describe_pinch",
    "find_diverse",
    "pick_landings",
]
