"""From two landfalls to the cheapest path: an outlook, a corridor, a march through it, and the way back."""

from __future__ import annotations

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.solver.backtrace import trace
from routeplan.solver.corridor_search import include, look_ahead
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fast_marching import march
from routeplan.solver.landfall import Landfall

# Share of the outlook's best by which the first corridor is wider. Paths cost 1 to 3 % more than the outlook says.
_FIRST_MARGIN = 0.025
_WIDENING = 3.0
# The outlook's own fields err by less, see docs/solver.md.
_OUTLOOK_ERROR = 0.002


def search_between(cost_grid: CostGrid, start: Landfall, end: Landfall) -> tuple[FloatArray, FloatArray]:
    """Search for the cheapest path between two landfalls of one basin.

    The outlook is optimistic: where it is dearer than a path already found, so is the truth. The first corridor
    is a guess. If the path found in it does not show that it was wide enough, it is widened and searched again.

    Returns
    -------
    row, col : (n,) arrays
        Vertices in the cost grid, fractional, from start to end.
    """
    through = look_ahead(cost_grid, start, end)
    cheapest, dearest = float(through.min()), float(through[np.isfinite(through)].max())
    margin = _FIRST_MARGIN
    limit = cheapest * (1.0 + margin)
    within = include(through <= limit, cost_grid, start, end)
    while True:
        field = march(cost_grid.crossing, start.cells, start.legs, within=within, rates=cost_grid.rates)
        needed = float((field.ravel()[end.cells] + end.legs).min()) * (1.0 + _OUTLOOK_ERROR)
        # In narrow waters blocks join what land parts, and the guess is far off: don't trust a poor path either.
        margin *= _WIDENING
        limit = max(limit, min(needed, cheapest * (1.0 + margin), dearest))
        wider = include(through <= limit, cost_grid, start, end)
        arrived = np.isfinite(needed) or limit >= dearest
        if arrived and (wider == within).all():
            return trace(cost_grid, field, start, end)
        within = wider
