"""Our own solver as one of the peers."""

from __future__ import annotations

from functools import lru_cache

from benchmarks.sea import Line, Sea
from routeplan.solver.cost_grid import Medium
from routeplan.solver.straighten import find_line


def build_ours(sea: Sea) -> Medium:
    """Bring the surface onto the plane; whatever a medium keeps for later questions is not there yet."""
    return Medium.from_surface(sea.surface)


def solve_ours(sea: Sea, medium: Medium) -> Line:
    """March, trace and straighten."""
    path = find_line(medium, sea.place(sea.start), sea.place(sea.end), landfall_limit_km=0.01)
    return path.row, path.col


@lru_cache(maxsize=1)
def build_ours_once(sea: Sea) -> Medium:
    """Take the medium that earlier questions used, as a planner does."""
    return build_ours(sea)
