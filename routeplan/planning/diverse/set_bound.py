"""Lower bound on the cost of any set of separated routes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from routeplan.geo.track import ROUGH_KM, Track
from routeplan.planning.diverse.candidate_paths import Position, find_path
from routeplan.planning.diverse.cells_within import find_cells_within, half_diagonal_km
from routeplan.planning.diverse.exclusion import close_cells
from routeplan.planning.diverse.problem import DiverseRoutingProblem, SeparationConstraint
from routeplan.planning.diverse.search import SearchResult
from routeplan.planning.stops import place_of
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.lower_bound import lower_bound


def bound_set(problem: DiverseRoutingProblem, result: SearchResult) -> float | None:
    """Prove the least cost of any set of separated routes on the cells that the bound is proven on.

    No route costs less than the lower bound of the best route. Moreover, take a disc of half the separation outside the
    landing zones. Two routes that both enter it are nearer to one another than the separation, so all routes but one
    keep out of it. The disc is placed where avoiding it costs most, among the positions that the search has tried.

    Returns
    -------
    float or None
        USD; None where routes can choose among landings, because each pair of landings would need a proof.
    """
    if len(problem.starts) * len(problem.ends) > 1:
        return None
    problem = replace(problem, cost_grid=problem.bounded or problem.cost_grid)
    best_usd = _lower_bound_usd(problem, problem.cost_grid, result.best.cost_usd)
    if result.too_near or result.costliest_centre is None:
        return problem.count * best_usd
    avoiding_usd = _bound_avoiding_disc(problem, result.costliest_centre)
    return best_usd + (problem.count - 1) * max(best_usd, avoiding_usd)


def _bound_avoiding_disc(problem: DiverseRoutingProblem, centre: Position) -> float:
    """Lower bound of a route that keeps out of a disc of half the separation; zero if the search finds none."""
    disc = Track(np.array([centre[0]]), np.array([centre[1]]))
    # Only cells wholly inside the disc are closed: a route that keeps out of the disc enters none of them.
    radius_km = problem.separation_km / 2.0 - half_diagonal_km(problem.grid) - ROUGH_KM
    if radius_km <= 0:
        return 0.0
    avoiding = find_path(problem, SeparationConstraint(closed_discs=((disc, radius_km),)))
    if avoiding is None:
        return 0.0
    cost_grid = close_cells(problem.cost_grid, find_cells_within(problem.grid, disc, radius_km))
    return _lower_bound_usd(problem, cost_grid, avoiding.cost_usd)


def _lower_bound_usd(problem: DiverseRoutingProblem, cost_grid: CostGrid, upper_usd: float) -> float:
    """Lower bound of a route between the first landings on a cost grid."""
    landings = place_of(problem.starts[0]), place_of(problem.ends[0])
    landfalls = find_landfalls(cost_grid, *landings, limit_km=problem.landfall_limit_km)
    return lower_bound(cost_grid, *landfalls, upper=upper_usd)
