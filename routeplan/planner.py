"""Open the data once, build the cost surface once, and answer which route joins two landings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import xarray as xr

from routeplan.bathymetry import Bathymetry, derive_depth, read_bathymetry
from routeplan.cables import read_cable_types
from routeplan.cost import CostSurface, derive_build_cost, derive_uniform_cost
from routeplan.domain import CableType, Landing, Source
from routeplan.errors import UsageError
from routeplan.geodesy import geodesic_km, legs_km
from routeplan.grid import DEFAULT_SOUTH_DEG, DEFAULT_SPACING_KM, Grid
from routeplan.landings import find_landing
from routeplan.refine import straighten
from routeplan.route import Route, derive_route, lay_on_earth
from routeplan.solver import DEFAULT_LANDFALL_KM, Medium, PlanePath, find_path
from routeplan.sources import embedded

# Two ends nearer than this are one place: a beach is not known better.
_SAME_PLACE_KM = 1.0


@dataclass(frozen=True)
class Planner:
    """Everything a question needs, read and built once.

    Attributes
    ----------
    grid : Grid
        The cells.
    bathymetry : Bathymetry
        Where depth comes from.
    cable_types : tuple of CableType
        What a kilometre is built from, by depth.
    landfall_limit_km : float
        How far a landing may lie from the sea of this bathymetry.
    """

    grid: Grid
    bathymetry: Bathymetry
    cable_types: tuple[CableType, ...]
    landfall_limit_km: float = DEFAULT_LANDFALL_KM

    @cached_property
    def depth(self) -> xr.DataArray:
        """(northing, easting) depth on the grid, metres, positive down; land negative, no data NaN."""
        return derive_depth(self.bathymetry, self.grid)

    @cached_property
    def surface(self) -> CostSurface:
        """What a kilometre costs, cell by cell."""
        return derive_build_cost(self.grid, self.depth.to_numpy(), self.cable_types)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The data sets that a route rests on."""
        return self.bathymetry.source, *(embedded(key).source for key in ("landings", "cable-types"))

    def route(self, start: str | Landing, end: str | Landing, *, name: str | None = None) -> Route:
        """Find the cheapest route between two landings.

        Parameters
        ----------
        start, end : str or Landing
            A landing's id or name, or ``"LAT,LON"``.
        name : str, optional
            How maps and tables call it; without it the names of the two ends.

        Raises
        ------
        UsageError
            If a landing is unknown, lies outside the data or too far inland, or both are the same place.
        NoRouteError
            If no sea path joins them.
        """
        start, end = (each if isinstance(each, Landing) else find_landing(each) for each in (start, end))
        if geodesic_km(start.lon, start.lat, end.lon, end.lat) < _SAME_PLACE_KM:
            raise UsageError(f"{start.name} -> {end.name}: both ends are the same place; give two landings")
        path = self._solve(self.medium, start, end)
        lon, lat = lay_on_earth(path, self.medium, self.surface)
        return derive_route(
            start,
            end,
            lon,
            lat,
            name=name or f"{start.name} – {end.name}",
            surface=self.surface,
            cable_types=self.cable_types,
            sea_km=self._sea_km(start, end),
            solve_seconds=path.seconds,
            sources=self.sources,
        )

    @cached_property
    def medium(self) -> Medium:
        """The cost surface as the solver sees it."""
        return Medium.from_surface(self.surface)

    @cached_property
    def _sea(self) -> tuple[CostSurface, Medium]:
        surface = derive_uniform_cost(self.grid, self.depth.to_numpy())
        return surface, Medium.from_surface(surface)

    def _solve(self, medium: Medium, start: Landing, end: Landing) -> PlanePath:
        places = [(each.name, each.lon, each.lat) for each in (start, end)]
        return straighten(medium, find_path(medium, *places, landfall_limit_km=self.landfall_limit_km))

    def _sea_km(self, start: Landing, end: Landing) -> float:
        surface, medium = self._sea
        lon, lat = lay_on_earth(self._solve(medium, start, end), medium, surface)
        return float(legs_km(lon, lat).sum())


def open_planner(
    *,
    bathymetry: Path | None = None,
    spacing_km: float = DEFAULT_SPACING_KM,
    south_deg: float = DEFAULT_SOUTH_DEG,
    cable_types: Sequence[CableType] | None = None,
    landfall_limit_km: float = DEFAULT_LANDFALL_KM,
) -> Planner:
    """Open a planner over everything north of a parallel.

    Parameters
    ----------
    bathymetry : Path, optional
        A NetCDF file of heights such as GEBCO's; without it the embedded ETOPO5.
    spacing_km : float
        Cell size on the plane.
    south_deg : float
        Southern edge of the domain, degrees north.
    cable_types : sequence of CableType, optional
        Without it, the embedded table.
    landfall_limit_km : float
        How far a landing may lie from the sea of this bathymetry.

    Examples
    --------
    A coarse plan from Ireland to Nova Scotia takes a detour round the Grand Banks of some per cent:

    >>> planner = open_planner(spacing_km=20)
    >>> route = planner.route("galway", "halifax")
    >>> bool(4000 < route.geodesic_km < route.sea_km < route.length_km < 5000)
    True
    """
    grid = Grid.arctic(spacing_km=spacing_km, south_deg=south_deg)
    depths = read_bathymetry(bathymetry, south_deg=south_deg, spacing_km=spacing_km)
    types = tuple(cable_types) if cable_types is not None else read_cable_types()
    return Planner(grid, depths, types, landfall_limit_km)
