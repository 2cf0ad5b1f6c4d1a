"""Cost surfaces by depth alone: cable types without burial, slopes, ice and faults."""

from collections.abc import Sequence

import numpy as np

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.cable_rates import CableRates
from routeplan.cost.surface import CostSurface
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.geo.grid import FloatCells, Grid


def cable_rates(cable_types: Sequence[CableType]) -> CableRates:
    """Rates of cable alone: nothing is buried, and no survey adds cable."""
    return CableRates.of(cable_types, Build(burial_usd_per_km=0.0, route_development_share=0.0))


def surface_by_depth(grid: Grid, depth_m: FloatCells, cable_types: Sequence[CableType]) -> CostSurface:
    """Cost every cell by its depth; land and cells without data are barriers."""
    by_depth = cable_rates(cable_types).terms_usd_per_km(
        depth_m, np.ones(grid.shape, dtype=np.bool_), dtype=np.float32
    )
    terms = {term.value: by_depth[term] for term in (Term.CABLE, Term.PROTECTION)}
    return CostSurface(grid, depth_m, terms, ~(depth_m > 0))


def cheapest_surface(
    grid: Grid, shallowest_m: FloatCells, deepest_m: FloatCells, cable_types: Sequence[CableType]
) -> CostSurface:
    """Cost every cell at the cheapest depth between two bounds."""
    cheapest = cable_rates(cable_types).cheapest_usd_per_km(
        shallowest_m, deepest_m, np.ones(grid.shape, dtype=np.bool_), dict.fromkeys(DEPTH_TERMS, 1.0)
    )
    return CostSurface(grid, deepest_m, {"cheapest": cheapest}, ~(deepest_m > 0))
