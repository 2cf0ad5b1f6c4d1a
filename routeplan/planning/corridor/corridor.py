"""Which cells lie within so many per cent of the best route, and which distinct passages there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

import geopandas as gpd
import numpy as np
import xarray as xr

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.errors import UsageError
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.outline import Outline, cut_outline, outline
from routeplan.io.sources import Source
from routeplan.planning.corridor.end_fields import EndFields
from routeplan.planning.corridor.passages import DEFAULT_OBSTACLE_KM, Passage, find_passages
from routeplan.solver.cost_grid import RIM


@dataclass(frozen=True, repr=False)
class Corridor:
    """All cells that a route may pass through and still cost no more than so much above the best.

    Attributes
    ----------
    start, end : Landing
        Its two ends.
    within_pct : float
        How much dearer than the best a route may be.
    excess_pct : DataArray, (northing, easting)
        Per cent by which the cheapest route through each cell is dearer than the best; NaN outside the corridor.
    area_km2 : float
        Area on the Earth.
    passages : tuple of Passage
        The distinct ways through, the cheapest first; there is always one.
    cells : int
        Number of cells.
    spacing_km : float
        Cell size of the grid.
    solve_seconds : float
        Time it took.
    sources : tuple of Source
        The data it rests on.
    """

    start: Landing
    end: Landing
    within_pct: float
    excess_pct: xr.DataArray
    area_km2: float
    passages: tuple[Passage, ...]
    cells: int
    spacing_km: float
    solve_seconds: float
    sources: tuple[Source, ...]

    @property
    def name(self) -> str:
        """How maps and tables call it."""
        return f"{self.start.name} – {self.end.name}"

    @property
    def best_usd(self) -> float:
        """Cost of the best route: of its line once straightened."""
        return self.passages[0].cost_usd

    @cached_property
    def polygon(self) -> Outline:
        """Outline of the cells on the plane of the grid, metres; its area there is that of the cells."""
        return outline(self.excess_pct.notnull())

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """Outline as a table of one row in EPSG:4326, cut at 180: ``from``, ``to``, ``within_pct``, ``area_km2``.

        Raises
        ------
        UsageError
            If the corridor lies on another plane than the Arctic one.
        """
        epsg = self.excess_pct.attrs["epsg"]
        if epsg != ARCTIC_EPSG:
            raise UsageError(f"outline of a corridor in EPSG:{epsg}; solve it in EPSG:{ARCTIC_EPSG}")
        facts = {
            "from": self.start.id,
            "to": self.end.id,
            "within_pct": self.within_pct,
            "area_km2": self.area_km2,
        }
        return gpd.GeoDataFrame([facts], geometry=[cut_outline(self.polygon)], crs="EPSG:4326")

    def __repr__(self) -> str:
        count = len(self.passages)
        return (
            f"<Corridor {self.name} within {self.within_pct:g} %: {self.area_km2:,.0f} km2, "
            f"{count} passage{'s' if count > 1 else ''}>"
        )


def check_within(within_pct: float) -> None:
    """Refuse a width that makes no corridor.

    Raises
    ------
    UsageError
        If it is not above 0 and at most 100.
    """
    if not 0.0 < within_pct <= 100.0:
        raise UsageError(f"corridor within {within_pct:g} %; give more than 0 and at most 100")


def derive_corridor(
    fields: EndFields,
    surface: CostSurface,
    *,
    within_pct: float = 5.0,
    obstacle_km: float = DEFAULT_OBSTACLE_KM,
    sources: tuple[Source, ...] = (),
) -> Corridor:
    """Make the corridor of the fields from both ends.

    Parameters
    ----------
    fields : EndFields
        From :func:`find_fields`, over the cost grid of this surface.
    surface : CostSurface
    within_pct : float
        How much dearer than the best a route may be, above 0 and at most 100.
    obstacle_km : float
        An obstacle parts two passages if a square of this side is no larger than it.
    sources : tuple of Source
        What the surface rests on.

    Raises
    ------
    UsageError
        If the width makes no corridor.
    """
    check_within(within_pct)
    began = perf_counter()
    excess_pct = _cut_off(fields.excess_pct, within_pct)
    passages = find_passages(fields, surface, excess_pct, within_pct=within_pct, smallest_km2=obstacle_km**2)
    inside = derive_excess(fields, surface.grid, within_pct=within_pct, sources=sources)
    rows, cols = np.nonzero(inside.notnull().to_numpy())
    _, lat = surface.grid.lonlat_of(rows, cols)
    return Corridor(
        start=fields.start,
        end=fields.end,
        within_pct=within_pct,
        excess_pct=inside,
        area_km2=float(np.sum(surface.grid.true_spacing_km(lat) ** 2)),
        passages=passages,
        cells=len(rows),
        spacing_km=surface.grid.spacing_m / 1000.0,
        solve_seconds=fields.seconds + perf_counter() - began,
        sources=sources,
    )


def derive_excess(
    fields: EndFields, grid: Grid, *, within_pct: float, sources: tuple[Source, ...] = ()
) -> xr.DataArray:
    """Lay out by how much the cheapest route through each cell is dearer than the best.

    Parameters
    ----------
    fields : EndFields
    grid : Grid
        Of the fields' cost_grid.
    within_pct : float
        What lies beyond is left out.
    sources : tuple of Source
        What the fields rest on.

    Returns
    -------
    (northing, easting) float32 DataArray
        Per cent; NaN outside the corridor.
    """
    inner = fields.excess_pct[RIM:-RIM, RIM:-RIM]
    inside = np.where(inner <= within_pct, inner, np.float32(np.nan))
    source = ", ".join(each.name for each in sources)
    return grid.array(inside, name="excess", units="%", source=source)


def _cut_off(excess_pct: FloatCells, within_pct: float) -> FloatCells:
    """Make infinite what lies outside the corridor."""
    return np.where(excess_pct <= within_pct, excess_pct, np.float32(np.inf))
