"""Corridor: all cells through which a route costs little more than the best, and its distinct passages."""

from routeplan.planning.corridor.corridor import Corridor, check_within, derive_corridor, derive_excess
from routeplan.planning.corridor.end_fields import EndFields, find_fields
from routeplan.planning.corridor.kept_passages import keep_passages
from routeplan.planning.corridor.passages import FindLand, Passage

__all__ = [
    "Corridor",
    "EndFields",
    "FindLand",
    "Passage",
    "check_within",
    "derive_corridor",
    "derive_excess",
    "find_fields",
    "keep_passages",
]
