"""Cost fields of both ends of a route: the cheapest path from each end to every cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.grid import FloatCells
from routeplan.planning.stops import place_of
from routeplan.solver.corridor_search import compute_from_both_ends
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.cost_march import march_over
from routeplan.solver.landfall import Landfall, find_landfalls
from routeplan.solver.path import DEFAULT_LANDFALL_KM


@dataclass(frozen=True)
class EndFields:
    """Cost fields of two landings in the sea basin that both reach.

    Attributes
    ----------
    cost_grid : CostGrid
        Grid on which the fields are computed.
    start, end : Landing
    first, last : Landfall
        Cells at which the two landings reach the sea.
    from_start, from_end : (rows + 2 RIM, cols + 2 RIM) float32
        Cost of the cheapest path between the landing and each cell, USD; infinite where there is no path.
    seconds : float
        Computing time.
    """

    cost_grid: CostGrid
    start: Landing
    end: Landing
    first: Landfall
    last: Landfall
    from_start: FloatCells
    from_end: FloatCells
    seconds: float

    @cached_property
    def through(self) -> FloatCells:
        """Cost of the cheapest route through each cell, USD.

        A field is a line integral up to the centre of the cell, so the sum of both counts no cell twice.
        """
        return self.from_start + self.from_end

    @cached_property
    def excess_pct(self) -> FloatCells:
        """How much more than the minimum the cheapest route through each cell costs, per cent.

        The minimum is that of the fields, not the cost of the straightened route. Both fields have a similar error
        everywhere, and it cancels in this comparison.
        """
        best = np.float32(self.through.min())
        return np.asarray((self.through - best) * (np.float32(100.0) / best), dtype=np.float32)


def find_fields(
    cost_grid: CostGrid, start: Landing, end: Landing, *, landfall_limit_km: float = DEFAULT_LANDFALL_KM
) -> EndFields:
    """Compute the cost fields of both ends of a route.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landing
    landfall_limit_km : float
        Largest distance from a landing to the sea.

    Raises
    ------
    UsageError
        If a landing is outside the data or too far inland.
    NoRouteError
        If no sea path joins the two.
    """
    began = perf_counter()
    landfalls = find_landfalls(cost_grid, place_of(start), place_of(end), limit_km=landfall_limit_km)
    fields = compute_from_both_ends(
        lambda landfall: march_over(cost_grid, landfall.cells, landfall.leg_costs), *landfalls
    )
    return EndFields(cost_grid, start, end, *landfalls, *fields, perf_counter() - began)
