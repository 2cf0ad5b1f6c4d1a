"""Legs of a route: the cheapest line between two stops, refined along the coast or at full resolution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.planning.stops import place_of
from routeplan.runtime.disk_cache import keep_array
from routeplan.solver.coastal_refinement import CoastalGrid, Constrain, refine_along_coast
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.fine_bound import bound_at_full_resolution
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.lower_bound import lower_bound
from routeplan.solver.multiresolution import FineGrid, find_fine_path
from routeplan.solver.path import GridPath
from routeplan.solver.straighten import find_line


@dataclass(frozen=True, slots=True)
class Leg:
    """A path between two stops, and the surface that values it.

    Attributes
    ----------
    path : GridPath
    line : Line
        The path on the Earth. The cells of the band it was refined on are not kept: they take as much memory as two
        layers.
    surface : CostSurface
    """

    path: GridPath
    line: Line
    surface: CostSurface


@dataclass(frozen=True, slots=True)
class SearchedLeg(Leg):
    """The cheapest path between two stops, and the grids on which a bound on its cost is proven.

    Attributes
    ----------
    searched : GridPath
        Cheapest path on the cells that the bound is proven on; the path itself unless it was refined.
    bounded : CostGrid
        Those cells: all that hold sea are open.
    fine_grid : FineGrid, optional
        All fine cells, of a leg at full resolution: ``bounded`` is a corridor of them.
    """

    searched: GridPath
    bounded: CostGrid
    fine_grid: FineGrid | None = None

    def prove_bound_usd(self) -> float:
        """Prove the least cost of any route between the ends of the leg; what was proven before is kept on disk."""
        if self.fine_grid is not None:  # a corridor of a plane that is too large to be hashed
            return self._prove_at_full_resolution(self.fine_grid)
        path = replace(self.searched, seconds=0.0)
        made_from: tuple[object, ...] = self.bounded.cell_cost, self.bounded.blocks, path
        if self.bounded.across is not None:
            made_from = (*made_from, self.bounded.across)
        return float(keep_array("proven-bound", made_from, lambda: np.array(self._prove_on_whole_cells())))

    @property
    def _known_usd(self) -> float:
        return self.bounded.cost_of(self.searched.row, self.searched.col)

    def _prove_on_whole_cells(self) -> float:
        ends = self.searched.start, self.searched.end
        return lower_bound(self.bounded, *ends, upper=self._known_usd)

    def _prove_at_full_resolution(self, fine_grid: FineGrid) -> float:
        return bound_at_full_resolution(
            self.bounded,
            self.searched.start,
            self.searched.end,
            upper=self._known_usd,
            optimistic=fine_grid.optimistic,
            read=fine_grid.read_corridor,
        )


class Refine(Protocol):
    """Refines a line along the coast, as :meth:`LegFinder.refine` does."""

    def __call__(
        self, line: Line, start: Landing, end: Landing, *, constrain: Constrain | None = None
    ) -> Leg:
        """Refine a line between two stops."""


@dataclass(frozen=True, slots=True)
class LegFinder:
    """Finds legs on one cost grid, and refines them along the coast or on a fine grid.

    Attributes
    ----------
    cost_grid : CostGrid
    surface : CostSurface
    fine_grid : FineGrid or None
        Full resolution.
    landfall_limit_km : float
    coastal : CoastalGrid, optional
        The coastline inside the cells.
    """

    cost_grid: CostGrid
    surface: CostSurface
    fine_grid: FineGrid | None
    landfall_limit_km: float
    coastal: CoastalGrid | None = None

    def made_from(self, start: Landing, end: Landing) -> tuple[object, ...]:
        """List all that decides what is found between two stops on whole cells: a key for the cache on disk."""
        grid, coastal = self.cost_grid, self.coastal
        along = None if coastal is None else (coastal.coarse.cell_cost, coastal.sea, coastal.shore)
        ends = [(stop.lon, stop.lat) for stop in (start, end)]
        across = () if grid.across is None else (grid.across,)
        return grid.grid, grid.cell_cost, along, self.landfall_limit_km, ends, *across

    def find(self, start: Landing, end: Landing) -> SearchedLeg:
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
        if self.coastal is not None:
            refined = self.refine(line_on_earth(path, self.cost_grid), start, end)
            return SearchedLeg(refined.path, refined.line, self.surface, path, self.coastal.coarse)
        if self.fine_grid is None:
            line = line_on_earth(path, self.cost_grid)
            return SearchedLeg(path, line, self.surface, path, self.cost_grid)
        fine = find_fine_path(
            self.fine_grid,
            *ends,
            expected_usd=self.cost_grid.cost_of(path.row, path.col),
            landfall_limit_km=self.landfall_limit_km,
        )
        surface = self.fine_grid.surface_along(fine.path.row, fine.path.col)
        line = line_on_earth(fine.path, fine.cost_grid)
        return SearchedLeg(fine.path, line, surface, fine.path, fine.cost_grid, self.fine_grid)

    def refine(self, line: Line, start: Landing, end: Landing, *, constrain: Constrain | None = None) -> Leg:
        """Refine a line that was found on whole cells along the coast.

        Parameters
        ----------
        line : Line
        start, end : Landing
            Its ends.
        constrain : callable, optional
            What else keeps cells of the band closed, or raises their cost.

        Raises
        ------
        UsageError
            If no coastline is known; or as :meth:`find`.
        NoRouteError
            If land parts the two, also far from the line.
        """
        if self.coastal is None:
            raise UsageError("no coastline to refine a line along; open a planner with cells of 2 km or more")
        refined = refine_along_coast(
            self.coastal,
            line,
            place_of(start),
            place_of(end),
            landfall_limit_km=self.landfall_limit_km,
            constrain=constrain,
        )
        return Leg(refined.path, line_on_earth(refined.path, refined.cost_grid), self.surface)
