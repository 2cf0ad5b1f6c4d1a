"""Legs of a route: the cheapest line between two stops, on the planner's cells or refined at full resolution."""

from __future__ import annotations

from dataclasses import dataclass

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.geo.track import Line
from routeplan.planning.stops import place_of
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.lower_bound import lower_bound
from routeplan.solver.multiresolution import FineGrid, find_fine_path
from routeplan.solver.path import GridPath
from routeplan.solver.straighten import find_line


@dataclass(frozen=True, slots=True)
class Leg:
    """The cheapest path between two stops, and the grid and the surface that it was found on.

    Attributes
    ----------
    path : GridPath
    cost_grid : CostGrid
    surface : CostSurface
    optimistic : CostGrid, optional
        Coarse cells as cheap as their cheapest point, of a leg at full resolution.
    """

    path: GridPath
    cost_grid: CostGrid
    surface: CostSurface
    optimistic: CostGrid | None = None

    @property
    def line(self) -> Line:
        """The path on the Earth."""
        return line_on_earth(self.path, self.cost_grid, self.surface)

    def prove_bound_usd(self) -> float:
        """Prove the least cost of any route between the ends of the leg."""
        return lower_bound(
            self.cost_grid,
            self.path.start,
            self.path.end,
            upper=self.cost_grid.cost_of(self.path.row, self.path.col),
            optimistic=self.optimistic,
        )


@dataclass(frozen=True, slots=True)
class LegFinder:
    """Finds legs on one cost grid, and refines them where there is a fine grid.

    Attributes
    ----------
    cost_grid : CostGrid
    surface : CostSurface
    fine_grid : FineGrid or None
    landfall_limit_km : float
    """

    cost_grid: CostGrid
    surface: CostSurface
    fine_grid: FineGrid | None
    landfall_limit_km: float

    def find(self, start: Landing, end: Landing) -> Leg:
        """Find the cheapest path between two stops.

        Raises
        ------
        UsageError
            If a stop lies outside the data or too far inland.
        NoRouteError
            If no sea path joins the two.
        """
        ends = place_of(start), place_of(end)
        path = find_line(self.cost_grid, *ends, landfall_limit_km=self.landfall_limit_km)
        if self.fine_grid is None:
            return Leg(path, self.cost_grid, self.surface)
        fine = find_fine_path(
            self.fine_grid,
            *ends,
            expected_usd=self.cost_grid.cost_of(path.row, path.col),
            landfall_limit_km=self.landfall_limit_km,
        )
        surface = self.fine_grid.surface_along(fine.path.row, fine.path.col)
        return Leg(fine.path, fine.cost_grid, surface, self.fine_grid.optimistic)
