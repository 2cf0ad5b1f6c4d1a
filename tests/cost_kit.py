"""Cost surfaces by depth alone, and a seabed with nothing but depth."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.cable_rates import CableRates
from routeplan.cost.estimate import Estimate
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices
from routeplan.cost.surface import CostSurface
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry import read_bathymetry
from routeplan.seabed.hazard_zones import read_zones
from routeplan.seabed.sea_ice import IceCalendar
from routeplan.seabed.seabed import Seabed, SeabedLayers

# Everything but the cable is free: what is named in a test is all that is paid.
FREE = Prices(
    **(dict.fromkeys(Prices.model_fields, Estimate.exactly(0.0)) | {"cable_factor": Estimate.exactly(1.0)})
)
# A plough that buries 10 km a day where a ship lays 100 km, in any weather: 0.09 ship-days more a kilometre.
STEADY = Laying(
    surface_km_per_day=100.0, plough_km_per_day=10.0, weather_share=0.0, crossings_per_1000_km=0.0
)


def priced(**prices: float) -> Prices:
    """Price what is named, exactly; all else but cable is free."""
    return FREE.model_copy(update={name: Estimate.exactly(usd) for name, usd in prices.items()})


def buried_at(usd_per_km: float) -> Prices:
    """Price ships so that burial adds so much a kilometre; surface lay then costs a ninth of it."""
    return priced(cable_ship_usd_per_day=usd_per_km / STEADY.plough_days_per_km)


def cable_rates(cable_types: Sequence[CableType]) -> CableRates:
    """Rates of cable alone: nothing is buried, and no survey adds cable."""
    return CableRates.of(cable_types, Build(route_development_share=0.0), prices=FREE)


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
    layers = SeabedLayers(grid, bathymetry, depth_m, 0.15, IceCalendar.of(no_ice), read_zones().iloc[:0])
    return Seabed(layers, np.full(grid.shape, 530.0, dtype=np.float32))
