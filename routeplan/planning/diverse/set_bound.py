"""What no set of routes that are kept apart can cost less than, proven."""

from __future__ import annotations

import numpy as np

from routeplan.geo.track import ROUGH_KM, Track
from routeplan.planning.diverse.cells_within import find_cells_within, half_diagonal_km
from routeplan.planning.diverse.courses import solve_course
from routeplan.planning.diverse.exclusion import closed_to
from routeplan.planning.diverse.problem import Keeping, Question, place
from routeplan.planning.diverse.search import Found
from routeplan.solver.cost_grid import Medium
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.lower_bound import lower_bound


def bound_set(question: Question, found: Found) -> float | None:
    """Prove what any such set costs at least, on the question's cells.

    No route is cheaper than the bound of the best. Two routes that both came within half the separation of one
    place outside the zones would be nearer to one another than the separation: so all but one keep out of that disc,
    wherever it is drawn. It is drawn where that costs most among the places that the search has tried.

    Returns
    -------
    float or None
        USD; None where routes may choose among landings, for each pair of which a proof would be needed.
    """
    if len(question.starts) * len(question.ends) > 1:
        return None
    best_usd = _bound(question, question.medium, found.best.cost_usd)
    if found.pinched or found.hardest is None:
        return question.count * best_usd
    return best_usd + (question.count - 1) * max(best_usd, _bound_round(question, found.hardest))


def _bound_round(question: Question, middle: tuple[float, float]) -> float:
    """Bound of a route that keeps out of a disc of half the separation; nothing if none is to be had."""
    disc = Track(np.array([middle[0]]), np.array([middle[1]]))
    # Cells that lie in the disc whole: a route that keeps out of it enters none of them.
    radius_km = question.separation_km / 2.0 - half_diagonal_km(question.grid) - ROUGH_KM
    if radius_km <= 0:
        return 0.0
    round_it = solve_course(question, Keeping(discs=((disc, radius_km),)))
    if round_it is None:
        return 0.0
    medium = closed_to(question.medium, find_cells_within(question.grid, disc, radius_km))
    return _bound(question, medium, round_it.cost_usd)


def _bound(question: Question, medium: Medium, upper_usd: float) -> float:
    ends = place(question.starts[0]), place(question.ends[0])
    landfalls = find_landfalls(medium, *ends, limit_km=question.landfall_limit_km)
    return lower_bound(medium, *landfalls, upper=upper_usd)
