"""What no set of routes that are kept apart can cost less than, proven."""

from __future__ import annotations

import numpy as np

from routeplan.geo.track import ROUGH_KM, Track
from routeplan.planning.diverse.cells_within import find_cells_within, half_diagonal_km
from routeplan.planning.diverse.courses import solve_course
from routeplan.planning.diverse.exclusion import closed_to
from routeplan.planning.diverse.problem import DiverseProblem, Keeping, place
from routeplan.planning.diverse.search import Found
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.lower_bound import lower_bound


def bound_set(problem: DiverseProblem, found: Found) -> float | None:
    """Prove what any such set costs at least, on the problem's cells.

    No route is cheaper than the bound of the best. Two routes that both came within half the separation of one
    place outside the zones would be nearer to one another than the separation: so all but one keep out of that disc,
    wherever it is drawn. It is drawn where that costs most among the places that the search has tried.

    Returns
    -------
    float or None
        USD; None where routes may choose among landings, for each pair of which a proof would be needed.
    """
    if len(problem.starts) * len(problem.ends) > 1:
        return None
    best_usd = _bound(problem, problem.cost_grid, found.best.cost_usd)
    if found.pinched or found.hardest is None:
        return problem.count * best_usd
    return best_usd + (problem.count - 1) * max(best_usd, _bound_round(problem, found.hardest))


def _bound_round(problem: DiverseProblem, middle: tuple[float, float]) -> float:
    """Bound of a route that keeps out of a disc of half the separation; nothing if none is to be had."""
    disc = Track(np.array([middle[0]]), np.array([middle[1]]))
    # Cells that lie in the disc whole: a route that keeps out of it enters none of them.
    radius_km = problem.separation_km / 2.0 - half_diagonal_km(problem.grid) - ROUGH_KM
    if radius_km <= 0:
        return 0.0
    round_it = solve_course(problem, Keeping(discs=((disc, radius_km),)))
    if round_it is None:
        return 0.0
    cost_grid = closed_to(problem.cost_grid, find_cells_within(problem.grid, disc, radius_km))
    return _bound(problem, cost_grid, round_it.cost_usd)


def _bound(problem: DiverseProblem, cost_grid: CostGrid, upper_usd: float) -> float:
    ends = place(problem.starts[0]), place(problem.ends[0])
    landfalls = find_landfalls(cost_grid, *ends, limit_km=problem.landfall_limit_km)
    return lower_bound(cost_grid, *landfalls, upper=upper_usd)
