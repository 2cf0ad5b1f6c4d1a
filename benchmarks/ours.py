"""Our own solver as one of the peers."""

from __future__ import annotations

from functools import lru_cache

from benchmarks.sea import Line, Sea
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.straighten import find_line


def build_ours(sea: Sea) -> CostGrid:
    """Bring the surface onto the plane; whatever a cost grid keeps for later questions is not there yet."""
    return CostGrid.from_surface(sea.surface)


def solve_ours(sea: Sea, cost_grid: CostGrid) -> Line:
    """March, trace and straighten."""
    path = find_line(cost_grid, sea.place(sea.start), sea.place(sea.end), landfall_limit_km=0.01)
    return path.row, path.col


@lru_cache(maxsize=1)
def build_ours_once(sea: Sea) -> CostGrid:
    """Take the cost grid that earlier questions used, as a planner does."""
    return build_ours(sea)
