"""The corridor: all cells through which a route costs at most a given percentage more than the best."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.errors import UsageError, check_number
from routeplan.geo.geodesy import ARCTIC_EPSG
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.outline import Outline, cut_outline, outline
from routeplan.io.sources import Source
from routeplan.planning.avoid import NOTHING_AVOIDED, Avoided
from routeplan.planning.corridor.end_fields import EndFields
from routeplan.planning.corridor.passages import DEFAULT_OBSTACLE_KM, FindLand, Passage, find_passages
from routeplan.planning.legs import Refine
from routeplan.planning.result_methods import CorridorMethods
from routeplan.solver.cost_grid import RIM

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr


@dataclass(frozen=True, repr=False)
class Corridor(CorridorMethods):
    """All cells through which a route costs at most a given percentage more than the best.

    Attributes
    ----------
    start, end : Landing
    within_pct : float
        Width: how much more than the best a route may cost, per cent.
    excess_pct : DataArray, (northing, easting)
        How much more than the best the cheapest route through each cell costs, per cent; NaN outside the corridor.
    area_km2 : float
        True area.
    passages : tuple of Passage
        Distinct passages, cheapest first; there is at least one.
    cells : int
        Number of cells.
    spacing_km : float
        Cell size of the grid.
    solve_seconds : float
        Computing time.
    sources : tuple of Source
        Data sets used.
    avoided : Avoided
        Waters and areas that were closed by name.
    scenario_sha256 : str
        Checksum of the assumptions.
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
    avoided: Avoided = NOTHING_AVOIDED
    scenario_sha256: str = ""

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The outline as a GeoJSON feature."""
        return dict(super().__geo_interface__["features"][0])

    @property
    def name(self) -> str:
        """Name for maps and tables: the two landings."""
        return f"{self.start.name} – {self.end.name}"

    @property
    def best_usd(self) -> float:
        """Cost of the best route after straightening."""
        return self.passages[0].cost_usd

    @cached_property
    def polygon(self) -> Outline:
        """Outline of the cells on the grid's projection, metres; its projected area equals that of the cells."""
        return outline(self.excess_pct.notnull())

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """Outline in EPSG:4326, cut at 180, one row: ``from``, ``to``, ``within_pct``, ``area_km2``.

        Raises
        ------
        UsageError
            If the corridor is not in the Arctic projection.
        """
        import geopandas as gpd

        epsg = self.excess_pct.attrs["epsg"]
        if epsg != ARCTIC_EPSG:
            raise UsageError(f"corridor is in EPSG:{epsg}: use a grid in EPSG:{ARCTIC_EPSG} for its outline")
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
    """Check the width of a corridor.

    Raises
    ------
    UsageError
        If it is not above 0 and at most 100 per cent.
    """
    check_number(within_pct, "corridor width in %")
    if not 0.0 < within_pct <= 100.0:
        raise UsageError(f"corridor width is {within_pct:g} %: pass more than 0 and at most 100")


def derive_corridor(  # noqa: PLR0913 - one keyword for each choice
    fields: EndFields,
    surface: CostSurface,
    *,
    within_pct: float = 5.0,
    obstacle_km: float = DEFAULT_OBSTACLE_KM,
    sources: tuple[Source, ...] = (),
    refine: Refine | None = None,
    find_land: FindLand | None = None,
) -> Corridor:
    """Derive the corridor from the cost fields of both ends.

    Parameters
    ----------
    fields : EndFields
        From :func:`routeplan.planning.corridor.end_fields.find_fields`, on the cost grid of this surface.
    surface : CostSurface
    within_pct : float
        How much more than the best a route may cost, above 0 and at most 100 per cent.
    obstacle_km : float
        Side of a square as large as the smallest obstacle that separates two passages.
    sources : tuple of Source
        Data sets used for the surface.
    refine : callable, optional
        Refines the lines of the passages along the coast.
    find_land : callable, optional
        Finds the land that a line crosses; passages over land are left out, and told.

    Raises
    ------
    UsageError
        If the width is out of range.
    NoRouteError
        If the coastline closes every passage.
    """
    check_within(within_pct)
    began = perf_counter()
    excess_pct = _cut_off(fields.excess_pct, within_pct)
    passages = find_passages(
        fields,
        surface,
        excess_pct,
        within_pct=within_pct,
        smallest_km2=obstacle_km**2,
        refine=refine,
        find_land=find_land,
    )
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
    """Derive how much more than the best the cheapest route through each cell costs.

    Parameters
    ----------
    fields : EndFields
    grid : Grid
        Grid of the fields' cost grid.
    within_pct : float
        Cells with a higher excess are left out.
    sources : tuple of Source
        Data sets used for the fields.

    Returns
    -------
    (northing, easting) float32 DataArray
        Per cent; NaN outside the corridor.
    """
    inner = fields.excess_pct[RIM:-RIM, RIM:-RIM]
    inside = np.where(inner <= within_pct, inner, np.float32(np.nan))
    source = ", ".join(data_set.name for data_set in sources)
    return grid.array(inside, name="excess", units="%", source=source)


def _cut_off(excess_pct: FloatCells, within_pct: float) -> FloatCells:
    """Set cells outside the corridor to infinity."""
    return np.where(excess_pct <= within_pct, excess_pct, np.float32(np.inf))
