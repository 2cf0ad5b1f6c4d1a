"""Cost surfaces by depth alone, and a seabed with nothing but depth."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.cable_rates import CableRates
from routeplan.cost.surface import CostSurface
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry import read_bathymetry
from routeplan.seabed.hazard_zones import read_zones
from routeplan.seabed.sea_ice import IceCalendar
from routeplan.seabed.seabed import Seabed, SeabedLayers


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


def plain_seabed(grid: Grid, depth_m: FloatCells) -> Seabed:
    """A seabed round the pole without slope, ice and zones, 530 km from a depot."""
    x, y = np.arange(-4e6, 4e6, 25e3), np.arange(6e6, -6e6, -25e3)
    no_ice = xr.DataArray(
        np.zeros((12, len(y), len(x)), dtype=np.float32),
        dims=("month", "y", "x"),
        coords={"month": range(1, 13), "y": y, "x": x},
        attrs={"source": "test", "epsg": 3411},
    )
    bathymetry = read_bathymetry(spacing_km=50.0)  # for the slope alone: the pole lies on a plain
    layers = SeabedLayers(grid, bathymetry, depth_m, 0.15, IceCalendar(no_ice), read_zones().iloc[:0])
    return Seabed(layers, np.full(grid.shape, 530.0, dtype=np.float32))
