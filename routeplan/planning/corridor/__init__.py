"""All cells that a route may pass through at a cost close to the best, and the distinct passages among them."""

from routeplan.planning.corridor.corridor import Corridor, check_within, derive_corridor, derive_excess
from routeplan.planning.corridor.end_fields import EndFields, find_fields
from routeplan.planning.corridor.passages import Passage

__all__ = [
    "Corridor",
    "EndFields",
    "Passage",
    "check_within",
    "derive_corridor",
    "derive_excess",
    "find_fields",
]
