"""What coastline and file make of the cells: closed for the search, or open to refine a path on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry import DepthSummary, derive_depth_range
from routeplan.seabed.bathymetry.file import BathymetryFile
from routeplan.seabed.bathymetry.latlon_grid import KM_PER_DEG
from routeplan.seabed.coast_cells import CoastCells
from routeplan.solver.coastal_refinement import CoastalGrid
from routeplan.solver.cost_grid import RIM, CostGrid

_NEAR_COAST_STEPS = 1.5  # of a file: as far as its land may lie off a coast that it knows


def closed_by_walls(surface: CostSurface, coast: CoastCells | None) -> CostGrid:
    """Lay a surface out for the search on whole cells: those that only seem to join two seas are closed."""
    if coast is not None:
        surface = replace(surface, barrier=surface.barrier | coast.walls)
    return CostGrid.from_surface(surface)


def coastal_grid(whole: CostGrid, surface: CostSurface, coast: CoastCells) -> CoastalGrid:
    """Lay a surface out to refine paths along the coast: every cell with sea in it is open, for its part at sea.

    Parameters
    ----------
    whole : CostGrid
        The same surface as :func:`closed_by_walls` laid it out: its costs are not added up again.
    surface : CostSurface
    coast : CoastCells
    """
    cell_cost = whole.cell_cost.copy()
    inner = cell_cost[RIM:-RIM, RIM:-RIM]
    np.negative(inner, out=inner, where=coast.walls & ~surface.barrier & (inner < 0.0))
    return CoastalGrid(CostGrid(whole.grid, cell_cost, across=whole.across), coast.sea, coast.shore)


def find_unknown_land(coast: CoastCells, summary: DepthSummary, file: BathymetryFile) -> BoolCells:
    """Find cells of the open sea in which a file has land: a rock, or a dam thinner than a cell.

    Near the coastline the file's land is not looked at: there a coarse file has land where the coastline has none.

    Parameters
    ----------
    coast : CoastCells
    summary : DepthSummary
        Of the file, for cells of this size.
    file : BathymetryFile

    Returns
    -------
    (rows, cols) bool
    """
    from scipy import ndimage

    spacing_km = coast.grid.spacing_m / 1000.0
    shallowest_m, _ = derive_depth_range(summary, coast.grid, window_spacing_km=0.0)
    reach = math.ceil(_NEAR_COAST_STEPS * file.latlon_grid.lat_step_deg * KM_PER_DEG / spacing_km) + 1
    land = coast.sea_share < 1.0
    near = ndimage.maximum_filter(land.astype(np.uint8), 2 * reach + 1, mode="constant") > 0
    unknown: BoolCells = (shallowest_m < 0.0) & ~near
    if unknown.any():
        tell(
            f"{file.path}: land in {np.count_nonzero(unknown):,} cells that are open sea by the coastline; "
            "they are closed"
        )
    return unknown
