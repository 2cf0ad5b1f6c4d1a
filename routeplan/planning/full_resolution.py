"""A sea at full resolution: depth read by windows of a file, all else held as the coarse cells have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routeplan.cost.surface import BoolCells, CostSurface, Term, cheapest_of_bands
from routeplan.cost.valuation import DEPTH_TERMS, Valuer
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry import BathymetryFile, derive_depth
from routeplan.seabed.sea_ice import IceClass
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.multiresolution import FACTOR, FineGrid

_REST = "rest"  # what coarse cells hold, weighted already


@dataclass(frozen=True)
class FineDepths:
    """A file of depths too large to lay out: gone through once for what each coarse cell holds, read by windows.

    Attributes
    ----------
    file : BathymetryFile
    south_deg : float
        What the file holds south of this parallel counts as no data.
    shallowest_m, deepest_m : (rows, cols) float32
        Bounds on the depth inside every cell of the planner's grid, positive down, no data NaN.
    memory_limit_gb : float
        A corridor that needs more is refused.
    """

    file: BathymetryFile
    south_deg: float
    shallowest_m: FloatCells
    deepest_m: FloatCells
    memory_limit_gb: float

    def depth_on(self, window: Grid) -> FloatCells:
        """Read the depth of a window of the fine grid: (rows, cols), metres, no data south of the survey."""
        depth_m = derive_depth(self.file.window(window), window).to_numpy()
        if window.lonlat_bounds()[1] < self.south_deg:
            reach_m = window.projection.radius_m(self.south_deg)
            depth_m[np.hypot(window.northing_m[:, None], window.easting_m) > reach_m] = np.nan
        return depth_m


@dataclass(frozen=True)
class FineCosts:
    """Costs windows of the fine grid: what depends on depth by their own, the rest by the coarse cell.

    Attributes
    ----------
    valuer : Valuer
        Of the coarse cells.
    rest : (rows, cols) float32
        USD per km of the coarse cells that does not depend on depth, weighted.
    ploughed : (rows, cols) bool
        Where the ground lets a cable be buried, if it is shallow enough.
    closed : (rows, cols) bool
        Waters that no cable may pass, and the land between them.
    """

    valuer: Valuer
    rest: FloatCells
    ploughed: BoolCells
    closed: BoolCells

    @classmethod
    def of(cls, valuer: Valuer, surface: CostSurface) -> FineCosts:
        """Take what a coarse surface holds besides the terms of depth."""
        seabed, build = valuer.seabed, valuer.assumptions.build
        rest = np.zeros(seabed.grid.shape, dtype=np.float32)
        for term, values in surface.terms.items():
            if term not in DEPTH_TERMS:
                rest += np.float32(surface.weight(term)) * values
        level = np.nan_to_num(seabed.layers.slope_deg) <= build.burial_to_slope_deg
        free = seabed.layers.ice_class != IceClass.PERENNIAL
        return cls(valuer, rest, level & free, valuer.derive_closed())

    def cost_on(self, window: Grid, depth_m: FloatCells) -> CostSurface:
        """Cost a window of the fine grid from its depth."""
        grid = self.valuer.seabed.grid
        first_row = round((grid.north_m - window.north_m) / window.spacing_m)
        first_col = round((window.west_m - grid.west_m) / window.spacing_m)
        cells = np.ix_(
            (first_row + np.arange(window.rows)) // FACTOR, (first_col + np.arange(window.cols)) // FACTOR
        )
        base, froms, surcharge = self._types
        build = self.valuer.assumptions.build
        land = ~(depth_m > 0)
        kind = np.where(land, 0, np.searchsorted(froms, depth_m, side="right"))
        buried = land | (self.ploughed[cells] & (depth_m <= build.burial_to_depth_m))
        terms = {
            Term.CABLE.value: np.full(depth_m.shape, base, dtype=np.float32),
            Term.PROTECTION.value: surcharge[kind].astype(np.float32),
            Term.BURIAL.value: np.where(buried, np.float32(build.burial_usd_per_km), np.float32(0)),
            _REST: self.rest[cells],
        }
        weights = self._weights | {_REST: 1.0}
        return CostSurface(window, depth_m, terms, land | self.closed[cells], weights)

    def derive_cheapest(self, shallowest_m: FloatCells, deepest_m: FloatCells) -> CostSurface:
        """Cost every coarse cell as if its cheapest point were everywhere in it."""
        cheapest = np.where(
            self.ploughed,
            cheapest_of_bands(self._bands(ploughed=True), shallowest_m, deepest_m),
            cheapest_of_bands(self._bands(ploughed=False), shallowest_m, deepest_m),
        )
        barrier = ~(deepest_m > 0) | self.closed
        return CostSurface(
            self.valuer.seabed.grid, deepest_m, {"cheapest": cheapest, _REST: self.rest}, barrier
        )

    @property
    def _weights(self) -> dict[str, float]:
        weights = self.valuer.assumptions.weights.model_dump()
        return {term.value: weights[term] for term in DEPTH_TERMS}

    @property
    def _types(self) -> tuple[float, FloatArray, FloatArray]:
        """Cheapest rate, depths where the second and further types begin, and what each type costs beyond it."""
        by_depth = sorted(self.valuer.cable_types, key=lambda cable: cable.from_depth_m)
        rates = np.array([cable.cost_usd_per_route_km for cable in by_depth])
        return (
            float(rates.min()),
            # As precise as depths: a depth at the very limit is on one side of it, here and in the bands.
            np.array([cable.from_depth_m for cable in by_depth[1:]], dtype=np.float32),
            rates - rates.min(),
        )

    def _bands(self, *, ploughed: bool) -> list[tuple[float, float]]:
        """Weighted rate by depth: where each begins."""
        base, froms, surcharge = self._types
        build, weights = self.valuer.assumptions.build, self._weights
        # A cable is still buried at the very limit: the next band begins just beyond it.
        limit_m = float(np.nextafter(np.float32(build.burial_to_depth_m), np.float32(np.inf)))
        bands = []
        for first_m in sorted({-np.inf, limit_m, *froms.tolist()}):
            kind = int(np.searchsorted(froms, first_m, side="right"))
            buried = ploughed and first_m < limit_m
            usd = (
                weights[Term.CABLE] * base
                + weights[Term.PROTECTION] * surcharge[kind]
                + weights[Term.BURIAL] * (build.burial_usd_per_km if buried else 0.0)
            )
            bands.append((first_m, float(usd)))
        return bands


def derive_fine_grid(valuer: Valuer, surface: CostSurface, finer: FineDepths) -> FineGrid:
    """Make the sea of a file at full resolution, under the assumptions of a coarse surface."""
    costs = FineCosts.of(valuer, surface)
    return FineGrid(
        surface.grid.refined(FACTOR),
        CostGrid.from_surface(costs.derive_cheapest(finer.shallowest_m, finer.deepest_m)),
        depth_on=finer.depth_on,
        cost_on=costs.cost_on,
        memory_limit_gb=finer.memory_limit_gb,
    )
