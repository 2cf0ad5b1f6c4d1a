"""Full resolution: depth is read from a file by windows; all other conditions are those of the coarse cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.cost.cable_rates import is_ploughable
from routeplan.cost.heading_cost import HeadingCost
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.cost.terms import DEPTH_TERMS
from routeplan.cost.valuation import Valuer
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry import (
    Bathymetry,
    BathymetryFile,
    DepthSummary,
    derive_depth,
    derive_depth_range,
    fill_land,
    fill_land_from,
)
from routeplan.seabed.coast_cells import CoastCells
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.multiresolution import COARSE_FACTOR, FineGrid

_KNOWS_THE_COAST_DEG = 0.01  # steps of a file that shows islands and narrows itself
_REST = "rest"  # weighted sum of the terms that do not depend on depth


@dataclass(frozen=True)
class FineDepths:
    """Depths too large for memory: read once for the range in each coarse cell, then by windows.

    Attributes
    ----------
    file : BathymetryFile
    south_deg : float
        South of this parallel the file counts as no data.
    shallowest_m, deepest_m : (rows, cols) float32
        Range of depth inside each cell of the planner's grid, positive down; no data NaN.
    memory_limit_gb : float
        A corridor that needs more memory is refused.
    coast : CoastCells, optional
        The coastline on the planner's grid; the parts of its cells are the fine cells.
    filled : Bathymetry, optional
        Depths for what a file has as land that is too coarse to know its coast: the coastline alone decides there.
    """

    file: BathymetryFile
    south_deg: float
    shallowest_m: FloatCells
    deepest_m: FloatCells
    memory_limit_gb: float
    coast: CoastCells | None = None
    filled: Bathymetry | None = None

    @classmethod
    def of(
        cls, file: BathymetryFile, summary: DepthSummary, coast: CoastCells, *, memory_limit_gb: float
    ) -> FineDepths:
        """Bound the depths of the cells of a coast by the blocks of a file.

        The bounds hold for filled land as well. A cell without sea is closed, whatever the file has there.
        """
        filled = None
        if file.latlon_grid.lat_step_deg > _KNOWS_THE_COAST_DEG:
            filled = fill_land(summary.mean)
            summary = summary.covering(filled)
        spacing_km = coast.grid.spacing_m / 1000.0 / COARSE_FACTOR
        shallowest_m, deepest_m = derive_depth_range(summary, coast.grid, window_spacing_km=spacing_km)
        deepest_m = np.where(coast.any_sea, deepest_m, np.minimum(deepest_m, np.float32(0)))
        south_deg = summary.mean.south_deg
        return cls(file, south_deg, shallowest_m, deepest_m, memory_limit_gb, coast, filled)

    def depth_on(self, window: Grid) -> FloatCells:
        """Read the depth of a window of the fine grid: (rows, cols), metres, positive down; no data NaN.

        What the coastline says is land is land, whatever the file has there. What the file says is land is land too
        if the file is fine enough to know its coast.
        """
        bathymetry = self.file.window(window)
        if self.filled is not None:
            bathymetry = fill_land_from(bathymetry, self.filled)
        depth_m = derive_depth(bathymetry, window).to_numpy()
        if window.lonlat_bounds()[1] < self.south_deg:
            reach_m = window.projection.radius_m(self.south_deg)
            depth_m[np.hypot(window.northing_m[:, None], window.easting_m) > reach_m] = np.nan
        if self.coast is not None:
            depth_m[(depth_m > 0) & ~self.coast.open_parts(window)] = 0.0
        return depth_m


@dataclass(frozen=True)
class FineCosts:
    """Cost surfaces of windows of the fine grid: terms by depth from fine cells, other terms from coarse cells.

    Attributes
    ----------
    valuer : Valuer
        The assumptions applied to the coarse cells.
    rest : (rows, cols) float32
        USD per km of the coarse cells: weighted sum of the terms that do not depend on depth.
    ploughable : (rows, cols) bool
        Where a cable can be buried, if the depth allows it.
    closed : (rows, cols) bool
        Where the assumptions or the user close the sea to cables; land cells included.
    headings : HeadingCost, optional
        Of the coarse cells: slope has a direction at their width only.
    """

    valuer: Valuer
    rest: FloatCells
    ploughable: BoolCells
    closed: BoolCells
    headings: HeadingCost | None = None

    @classmethod
    def of(cls, valuer: Valuer, surface: CostSurface) -> FineCosts:
        """Take from a coarse surface the terms that do not depend on depth."""
        rest = np.zeros(surface.grid.shape, dtype=np.float32)
        for term, values in surface.terms.items():
            if term not in DEPTH_TERMS:
                rest += np.float32(surface.weight(term)) * values
        ploughable = is_ploughable(valuer.seabed, valuer.assumptions.build)
        # What gave way is open on the surface, and closed by the assumptions.
        closed = valuer.derive_closed() & (surface.barrier | ~(surface.depth_m > 0))
        return cls(valuer, rest, ploughable, closed, surface.headings)

    def cost_on(self, window: Grid, depth_m: FloatCells) -> CostSurface:
        """Derive the cost surface of a window of the fine grid from its depth."""
        grid = self.valuer.seabed.grid
        first_row = round((grid.north_m - window.north_m) / window.spacing_m)
        first_col = round((window.west_m - grid.west_m) / window.spacing_m)
        rows = (first_row + np.arange(window.rows)) // COARSE_FACTOR
        cols = (first_col + np.arange(window.cols)) // COARSE_FACTOR
        cells = np.ix_(rows, cols)
        headings = None if self.headings is None else self.headings.on_finer_cells(rows, cols)
        by_depth = self.valuer.cable_rates.terms_usd_per_km(depth_m, self.ploughable[cells], dtype=np.float32)
        terms = {term.value: usd for term, usd in by_depth.items()} | {_REST: self.rest[cells]}
        barrier = ~(depth_m > 0) | self.closed[cells]
        weights = self._weights | {_REST: 1.0}
        return CostSurface(window, depth_m, terms, barrier, weights, headings=headings)

    def derive_cheapest(self, shallowest_m: FloatCells, deepest_m: FloatCells) -> CostSurface:
        """Derive the optimistic cost of every coarse cell: that of the cheapest depth within its range."""
        cheapest = self.valuer.cable_rates.cheapest_usd_per_km(
            shallowest_m, deepest_m, self.ploughable, self._weights
        )
        barrier = ~(deepest_m > 0) | self.closed
        terms = {"cheapest": cheapest, _REST: self.rest}
        return CostSurface(self.valuer.seabed.grid, deepest_m, terms, barrier, headings=self.headings)

    @property
    def _weights(self) -> dict[str, float]:
        weights = self.valuer.assumptions.weights.model_dump()
        return {term.value: weights[term] for term in DEPTH_TERMS}


def derive_optimistic(costs: FineCosts, fine_depths: FineDepths) -> CostGrid:
    """Lay out the coarse cells, each as cheap as the cheapest depth in it."""
    return CostGrid.from_surface(costs.derive_cheapest(fine_depths.shallowest_m, fine_depths.deepest_m))


def derive_fine_grid(valuer: Valuer, surface: CostSurface, fine_depths: FineDepths) -> FineGrid:
    """Derive the fine grid of a file of depths, under the assumptions of a coarse surface."""
    costs = FineCosts.of(valuer, surface)
    return lay_out_fine_grid(costs, derive_optimistic(costs, fine_depths), fine_depths)


def lay_out_fine_grid(costs: FineCosts, optimistic: CostGrid, fine_depths: FineDepths) -> FineGrid:
    """Lay out the fine grid of a file of depths by what it takes from coarse cells."""
    return FineGrid(
        costs.valuer.seabed.grid.refined(COARSE_FACTOR),
        optimistic,
        depth_on=fine_depths.depth_on,
        cost_on=costs.cost_on,
        memory_limit_gb=fine_depths.memory_limit_gb,
        shore_on=None if fine_depths.coast is None else fine_depths.coast.shore_parts,
    )
