"""Cost of the cheapest path from both ends of a route to every cell, over one basin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.grid import FloatCells
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fast_marching import march
from routeplan.solver.landfall import Landfall, find_landfalls
from routeplan.solver.path import DEFAULT_LANDFALL_KM


@dataclass(frozen=True)
class EndFields:
    """The fields of two landings over the basin that both reach.

    Attributes
    ----------
    cost_grid : CostGrid
        What was marched through.
    start, end : Landing
    first, last : Landfall
        How the two meet the sea.
    from_start, from_end : (rows + 4, cols + 4) float32
        Cost of the cheapest path between the landing and each cell of the cost grid, USD; infinite where none leads.
    seconds : float
        Time it took.
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

        A field is a line integral up to the cell's centre, so the sum of two counts no cell twice.
        """
        return self.from_start + self.from_end

    @cached_property
    def excess_pct(self) -> FloatCells:
        """Per cent by which the cheapest route through each cell is dearer than through the cheapest cell.

        Compared with the fields' own best rather than with a line's cost: the two part by the fields' error,
        which is much the same everywhere and so falls out.
        """
        best = np.float32(self.through.min())
        return np.asarray((self.through - best) * (np.float32(100.0) / best), dtype=np.float32)


def find_fields(
    cost_grid: CostGrid, start: Landing, end: Landing, *, landfall_limit_km: float = DEFAULT_LANDFALL_KM
) -> EndFields:
    """March from both ends of a route, over one basin.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : Landing
    landfall_limit_km : float
        How far each end may lie from the sea.

    Raises
    ------
    UsageError
        If a landing is outside the data or too far inland.
    NoRouteError
        If no sea path joins the two.
    """
    began = perf_counter()
    places = [(each.name, each.lon, each.lat) for each in (start, end)]
    landfalls = find_landfalls(cost_grid, places[0], places[1], limit_km=landfall_limit_km)

    def field_of(landfall: Landfall) -> FloatCells:
        return march(cost_grid.crossing, landfall.cells, landfall.legs)

    with ThreadPoolExecutor(2) as both:
        from_start, from_end = both.map(field_of, landfalls)
    return EndFields(cost_grid, start, end, *landfalls, from_start, from_end, perf_counter() - began)
