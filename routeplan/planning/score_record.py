"""JSON record of a line drawn elsewhere beside the best route between its ends."""

from __future__ import annotations

from typing import Any

from routeplan.planning.records import finite_or_none
from routeplan.planning.system import Valued


def score_record(route: Valued, best: Valued, *, month: int | None = None) -> dict[str, Any]:
    """Describe a line drawn elsewhere, its stretches, and the best route between its ends."""
    stretches = [
        {key: value if isinstance(value, str) else finite_or_none(value) for key, value in row.items()}
        for row in route.stretches.to_dict("records")
    ]
    return {
        "name": route.name,
        "line": route.record(month=month),
        "best": best.record(month=month),
        "stretches": stretches,
    }
