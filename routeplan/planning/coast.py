"""What the coastline makes of a cost surface: cells closed for the search, and open ones to refine a path on."""

from __future__ import annotations

from dataclasses import replace

from routeplan.cost.surface import CostSurface
from routeplan.seabed.coast_cells import CoastCells
from routeplan.solver.coastal_refinement import CoastalGrid
from routeplan.solver.cost_grid import CostGrid


def closed_by_walls(surface: CostSurface, coast: CoastCells | None) -> CostGrid:
    """Lay a surface out for the search on whole cells: those that only seem to join two seas are closed."""
    if coast is not None:
        surface = replace(surface, barrier=surface.barrier | coast.walls)
    return CostGrid.from_surface(surface)


def coastal_grid(surface: CostSurface, coast: CoastCells) -> CoastalGrid:
    """Lay a surface out to refine paths along the coast: every cell with sea in it is open, for its part at sea."""
    return CoastalGrid(CostGrid.from_surface(surface), coast.sea, coast.shore)
