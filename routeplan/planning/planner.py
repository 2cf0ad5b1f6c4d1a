"""Open the data once, build the cost surface once, and answer which route joins two landings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from shapely.geometry.base import BaseGeometry

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import CableSystem, CableType, Landing
from routeplan.cost.assumptions import Assumptions, Policy, Weights
from routeplan.cost.breakdown import derive_breakdown
from routeplan.cost.named_layers import LayerName, derive_named_layer
from routeplan.cost.scenario import Scenario, scenario_sha256
from routeplan.cost.surface import CostSurface
from routeplan.cost.valuation import Valuer
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, geodesic_km
from routeplan.geo.grid import Grid
from routeplan.geo.position_text import format_latlon
from routeplan.geo.shapes import derive_cover
from routeplan.io.sources import Source, embedded
from routeplan.planning.corridor import Corridor, check_within, derive_corridor, find_fields
from routeplan.planning.diverse import (
    CandidatePath,
    Diverse,
    DiverseRoutingProblem,
    find_diverse,
    find_usable_landings,
)
from routeplan.planning.full_resolution import FineDepths, derive_fine_grid
from routeplan.planning.route import Route, derive_route
from routeplan.planning.sea_distance import SeaDistances
from routeplan.runtime.progress import stages
from routeplan.seabed.bathymetry import Bathymetry, derive_depth
from routeplan.seabed.hazard_zones import read_zones
from routeplan.seabed.sea_ice import IceCalendar, read_ice_calendar
from routeplan.seabed.seabed import Seabed, SeabedLayers, UserLayers
from routeplan.solver.cost_fields import find_arrivals, find_field
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import Place
from routeplan.solver.lower_bound import lower_bound
from routeplan.solver.multiresolution import FACTOR, FineGrid, find_fine_path
from routeplan.solver.path import DEFAULT_LANDFALL_KM, PlanePath
from routeplan.solver.straighten import find_line
from routeplan.solver.to_earth import lay_on_earth

_AT_A_LANDING_KM = 15.0
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
    assumptions : Assumptions
        What counts how much.
    zones : GeoDataFrame, optional
        Of hazards and activity, instead of the embedded ones.
    ice : IceCalendar, optional
        Instead of the embedded one.
    eez : GeoDataFrame, optional
        Whose waters; without it the nearest coast says.
    user_layers : UserLayers, optional
        Layers of the user's own.
    scenario : Scenario, optional
        What it was opened with.
    finer : FineDepths, optional
        Where to read the seabed at full resolution: routes are then refined on cells ``FACTOR`` times smaller.
    """

    grid: Grid
    bathymetry: Bathymetry
    cable_types: tuple[CableType, ...]
    landfall_limit_km: float = DEFAULT_LANDFALL_KM
    finer: FineDepths | None = None
    assumptions: Assumptions = field(default_factory=Assumptions)
    zones: gpd.GeoDataFrame | None = None
    ice: IceCalendar | None = None
    eez: gpd.GeoDataFrame | None = None
    user_layers: UserLayers | None = None
    scenario: Scenario | None = None

    @cached_property
    def scenario_sha256(self) -> str:
        """Checksum of the scenario; empty where there is none."""
        return scenario_sha256(self.scenario) if self.scenario else ""

    @cached_property
    def depth(self) -> xr.DataArray:
        """(northing, easting) depth on the grid, metres, positive down; land negative, no data NaN.

        At full resolution a cell of land that holds some sea counts as sea, as deep as that is anywhere in it: what is
        known of coarse cells alone, ice and hazards, must be known of every fine cell that a route may lie in.
        """
        depth = derive_depth(self.bathymetry, self.grid)
        if self.finer is None:
            return depth
        coastal = (depth.to_numpy() <= 0) & (self.finer.deepest_m > 0)
        return depth.copy(data=np.where(coastal, self.finer.deepest_m, depth.to_numpy()))

    @cached_property
    def surface(self) -> CostSurface:
        """What a kilometre costs, cell by cell."""
        return self.valuer.derive_surface()

    @cached_property
    def seabed(self) -> Seabed:
        """Layers over the grid, each made when it is first asked for."""
        parallel = self.assumptions.policy.parallel_usd_per_km > 0
        layers = SeabedLayers(
            self.grid,
            self.bathymetry,
            self.depth.to_numpy(),
            self.assumptions.repair.open_water_below_share,
            self.ice if self.ice is not None else read_ice_calendar(),
            self.zones if self.zones is not None else read_zones(),
            self.eez,
        )
        existing_km = self.sea.existing_km if parallel else None
        return Seabed(layers, self.sea.depot_km, existing_km, self.user_layers)

    @property
    def valuer(self) -> Valuer:
        """What the assumptions make of the seabed, a survey's additions to the cable among it."""
        share = self.assumptions.build.route_development_share
        developed = tuple(cable.developed(share) for cable in self.cable_types)
        return Valuer(self.seabed, developed, self.assumptions)

    @property
    def existing(self) -> tuple[tuple[CableSystem, FloatArray, FloatArray], ...]:
        """Existing cables, as :attr:`routeplan.planning.sea_distance.SeaDistances.existing` draws them: not surveyed.

        Each is a system with the longitudes and latitudes of its line.
        """
        return self.sea.existing

    @property
    def sources(self) -> tuple[Source, ...]:
        """The data sets that a route rests on."""
        keys = ("landings", "cable-types", "ice-calendar", "hazard-zones", "cable-depots", "boundaries")
        return self.bathymetry.source, *(embedded(key).source for key in keys)

    def route(
        self,
        start: str | Landing,
        end: str | Landing,
        *,
        via: Sequence[str | Landing] = (),
        name: str | None = None,
        prove: bool = True,
    ) -> Route:
        """Find the cheapest route between two landings.

        Parameters
        ----------
        start, end : str or Landing
            A landing's id or name, or ``"LAT,LON"``.
        via : sequence of str or Landing
            Points at sea that it must pass, in this order.
        name : str, optional
            How maps and tables call it; without it the names of the two ends.
        prove : bool
            Whether to bound from below what any route costs, which takes longer than finding one.

        Raises
        ------
        UsageError
            If a landing is unknown, lies outside the data, in a closed area or too far inland, or both are the same
            place.
        NoRouteError
            If no sea path joins them.
        """
        start, *passed, end = stops = tuple(map(_landing, (start, *via, end)))
        for ends in pairwise(stops):
            _check_apart(*ends)
        self._check_open(start, end)
        for each in passed:
            self._check_at_sea(each)
        with stages(f"planning {start.name} – {end.name}", of=3) as stage:
            stage("cheapest line")
            legs = [self._find(*ends) for ends in pairwise(stops)]
            stage("shortest sea path")
            sea_km = self.sea.shortest_km(start, end)
            stage("proof")
            bound_usd = sum(map(self._bound_usd, legs)) if prove else None
        lon, lat = _joined([lay_on_earth(leg.path, leg.cost_grid, leg.surface) for leg in legs])
        surface = legs[0].surface  # of several legs one and the same
        route = derive_route(
            start,
            end,
            lon,
            lat,
            name=name or f"{start.name} – {end.name}",
            surface=surface,
            cable_types=self.cable_types,
            sea_km=sea_km,
            cells=legs[0].cost_grid.open_cells,
            bound_usd=bound_usd,
            solve_seconds=sum(leg.path.seconds for leg in legs),
            sources=self.sources,
            breakdown=derive_breakdown(
                surface.along(lon, lat), self.valuer, factor=FACTOR if self.finer else 1
            ),
            route_development_share=self.assumptions.build.route_development_share,
            scenario_sha256=self.scenario_sha256,
        )
        return replace(route, via=tuple(passed))

    def closing(self, areas: Sequence[BaseGeometry]) -> Planner:
        """Close areas to the plan, over the same seabed, whose layers are not made again.

        Parameters
        ----------
        areas : sequence of shapely polygons
            On the plane of the grid, metres: no cable may lie in cells whose centre is inside. One that holds no
            centre closes the cells that it touches.

        Returns
        -------
        Planner
            Of no scenario.
        """
        covers = [derive_cover(area, self.grid) for area in areas if not area.is_empty]
        if not covers:
            return self
        closed = np.logical_or.reduce(covers)
        seabed = self.seabed.closing(closed)
        other = replace(self, user_layers=seabed.user_layers, scenario=None)
        kept = {"depth": self.depth, "sea": self.sea, "seabed": seabed}
        barrier = self.surface.barrier | closed
        vars(other).update(kept | {"surface": replace(self.surface, barrier=barrier)})
        return other

    def reweighted(self, weights: Weights, *, policy: Policy | None = None) -> Planner:
        """Count the terms otherwise, over the same seabed, whose layers are not made again.

        Parameters
        ----------
        weights : Weights
        policy : Policy, optional
            What policy pays, where that changes too.

        Returns
        -------
        Planner
            Of no scenario. Its surface is this one's with other weights, unless policy has changed or a term is to
            count that this one leaves out: it then derives its own.
        """
        mine = self.assumptions
        changed = mine.model_copy(update={"weights": weights, "policy": policy or mine.policy})
        other = self.reassumed(changed)
        before, after = mine.weights.model_dump(), weights.model_dump()
        if changed.policy == mine.policy and all(before[term] for term in after if after[term]):
            # A term that counts and is not there is nought everywhere.
            kept = {term: after.get(term, self.surface.weight(term)) for term in self.surface.terms}
            vars(other)["surface"] = self.surface.reweighted(kept)
        return other

    def reassumed(
        self,
        assumptions: Assumptions | None = None,
        *,
        cable_types: tuple[CableType, ...] | None = None,
        ice: IceCalendar | None = None,
    ) -> Planner:
        """Assume otherwise over the same seabed, whose layers are not made again where they may stay as they are.

        Parameters
        ----------
        assumptions : Assumptions, optional
        cable_types : tuple of CableType, optional
        ice : IceCalendar, optional
            What is not given stays as it is.

        Returns
        -------
        Planner
            Of no scenario. It derives its own surface when it is first asked for a route.
        """
        mine = self.assumptions
        assumptions = assumptions or mine
        other = replace(
            self,
            assumptions=assumptions,
            cable_types=cable_types or self.cable_types,
            ice=self.ice if ice is None else ice,
            scenario=None,
        )
        made: dict[str, object] = {"depth": self.depth, "sea": self.sea}
        same_ice = ice is None and (
            assumptions.repair.open_water_below_share == mine.repair.open_water_below_share
        )
        if same_ice and (assumptions.policy.parallel_usd_per_km > 0) == (mine.policy.parallel_usd_per_km > 0):
            made["seabed"] = self.seabed
        vars(other).update(made)  # where cached properties keep what they have made
        return other

    def score(self, lon: FloatArray, lat: FloatArray, *, name: str, surveyed: bool = False) -> Route:
        """Value a line that was drawn elsewhere, under the same assumptions as this planner's own routes.

        Parameters
        ----------
        lon, lat : (n,) arrays
            Vertices, degrees; the legs between them are geodesics.
        name : str
        surveyed : bool
            Whether the line has all its alter courses already, so that no cable is added for them.

        Raises
        ------
        UsageError
            If the line leaves the data.
        """
        start, end = (
            _nearest_landing(lon[at], lat[at], f"{word} of {name}")
            for at, word in ((0, "start"), (-1, "end"))
        )
        samples = self.surface.along(lon, lat)
        row, col = self.grid.cell_of(samples.lon, samples.lat)
        outside = (row < -0.5) | (row >= self.grid.rows - 0.5) | (col < -0.5) | (col >= self.grid.cols - 0.5)
        outside[:-1] |= np.isnan(samples.depth_m)
        if outside.any():
            at = int(np.argmax(outside))
            raise UsageError(
                f"line {name} leaves the data at {format_latlon(samples.lon[at], samples.lat[at], 2)}; "
                f"give one north of {self.bathymetry.south_deg:g}N"
            )
        sea_km = self.sea.shortest_km(start, end)
        return self._valued(
            start, end, lon, lat, name=name, sea_km=sea_km, solve_seconds=0.0, surveyed=surveyed
        )

    def corridor(self, start: str | Landing, end: str | Landing, *, within_pct: float = 5.0) -> Corridor:
        """Find every cell that a route may pass through and cost little more than the best, and the ways through.

        Parameters
        ----------
        start, end : str or Landing
            A landing's id or name, or ``"LAT,LON"``.
        within_pct : float
            How much dearer than the best, above 0 and at most 100.

        Raises
        ------
        UsageError
            If the width makes no corridor; or as for a route.
        NoRouteError
            If no sea path joins the two.
        """
        check_within(within_pct)
        start, end = map(_landing, (start, end))
        _check_apart(start, end)
        self._check_open(start, end)
        fields = find_fields(self.cost_grid, start, end, landfall_limit_km=self.landfall_limit_km)
        return derive_corridor(fields, self.surface, within_pct=within_pct, sources=self.sources)

    def diverse(  # noqa: PLR0913 - one keyword for each choice
        self,
        start: str | Landing | Sequence[str | Landing],
        end: str | Landing | Sequence[str | Landing],
        *,
        count: int = 2,
        separation_km: float = 100.0,
        landing_zone_km: float = 50.0,
        shared_landings: bool = False,
        prove: bool = True,
    ) -> Diverse:
        """Find routes that are kept physically apart and together cost least.

        Parameters
        ----------
        start, end : str, Landing or several of them
            Where a route may come ashore: what :func:`routeplan.catalog.landings.find_landings` takes, so ``"galway"``,
            ``"galway/dublin"`` or, for all of a country's, ``"IE"``.
        count : int
            How many routes, 2 to 6.
        separation_km : float
            Least distance on the ellipsoid between any two routes.
        landing_zone_km : float
            Routes may be nearer within so much beyond the separation of a landing of theirs.
        shared_landings : bool
            Whether two routes may come ashore at one landing where several are given. A single one is shared.
        prove : bool
            Whether to bound from below what any such set costs, which takes longer than finding one.

        Raises
        ------
        UsageError
            As for a route; or if the question has no answer, see
            :func:`routeplan.planning.diverse.check_problem`; or on
            cells below 2 km, of which no whole sea is laid out.
        NoRouteError
            If no sea path joins the ends.
        """
        if self.finer is not None:
            raise UsageError("routes kept apart on cells below 2 km; give a spacing of 2 km or more")
        question = DiverseRoutingProblem(
            cost_grid=self.cost_grid,
            surface=self.surface,
            starts=find_usable_landings(self.cost_grid, start, limit_km=self.landfall_limit_km),
            ends=find_usable_landings(self.cost_grid, end, limit_km=self.landfall_limit_km),
            count=count,
            separation_km=separation_km,
            zone_km=separation_km + landing_zone_km,
            shared_landings=shared_landings,
            landfall_limit_km=self.landfall_limit_km,
            sibling_usd_per_km=self.assumptions.policy.sibling_usd_per_km,
            sibling_km=self.assumptions.policy.sibling_km,
        )
        return find_diverse(question, self._route_of, zones=self.seabed.layers.zones, prove=prove)

    def passages(
        self, start: str | Landing, end: str | Landing, *, within_pct: float = 25.0
    ) -> tuple[Route, ...]:
        """Find the best route through each distinct passage between two landings, the cheapest first.

        Parameters
        ----------
        start, end : str or Landing
            A landing's id or name, or ``"LAT,LON"``.
        within_pct : float
            How much dearer than the best, above 0 and at most 100.

        Returns
        -------
        tuple of Route
            Named by the narrows that tell each from the others, or by where it crosses.

        Raises
        ------
        UsageError, NoRouteError
            As for a corridor.
        """
        found = self.corridor(start, end, within_pct=within_pct)
        ends = found.start, found.end
        sea_km = self.sea.shortest_km(*ends)
        return tuple(
            self._valued(
                *ends, each.lon, each.lat, name=each.name, sea_km=sea_km, solve_seconds=found.solve_seconds
            )
            for each in found.passages
        )

    def layer(self, name: LayerName | str) -> xr.DataArray:
        """Lay out one layer over the grid, as :func:`routeplan.cost.named_layers.derive_named_layer` does.

        Raises
        ------
        UsageError
            If there is no such layer.
        """
        return derive_named_layer(self.valuer, name)

    def field(self, *starts: str | Landing) -> xr.DataArray:
        """Find what the cheapest route from the nearest of some landings costs to every cell.

        Returns
        -------
        (northing, easting) float32 DataArray
            USD, infinite where no route leads.
        """
        places = [_place(_landing(each)) for each in starts]
        cost_usd = find_field(self.cost_grid, *places, landfall_limit_km=self.landfall_limit_km)
        return self.grid.array(cost_usd, name="cost", units="USD", source=self.bathymetry.source.name)

    def reach(self, *starts: str | Landing, landings: Sequence[Landing] | None = None) -> pd.DataFrame:
        """Find what the cheapest route to each landing costs, all of them from one field.

        Parameters
        ----------
        starts : str or Landing
            Where routes begin: each at the nearest of them.
        landings : sequence of Landing, optional
            Where they may end; without it, the embedded table.

        Returns
        -------
        DataFrame
            ``id``, ``name``, ``country``, ``lon``, ``lat``, ``cost_usd``; cheapest first, without those that no route
            reaches. The cost is the field's: at 5 km it lies some tenths of a per cent above that of a route once
            planned, on rough shelves up to 1.5 %.
        """
        ends = read_landings() if landings is None else landings
        field = self.field(*starts).to_numpy()
        cost_usd = find_arrivals(
            self.cost_grid, field, [_place(end) for end in ends], landfall_limit_km=self.landfall_limit_km
        )
        columns = ("id", "name", "country", "lon", "lat")
        table = pd.DataFrame([[getattr(end, column) for column in columns] for end in ends], columns=columns)
        table["cost_usd"] = cost_usd
        reached = table[np.isfinite(cost_usd)]
        return reached.sort_values("cost_usd", kind="stable", ignore_index=True)

    def _route_of(self, path: CandidatePath) -> Route:
        """Value a path of a diverse set."""
        return self._valued(
            path.start,
            path.end,
            path.lon,
            path.lat,
            name=f"{path.start.name} – {path.end.name}",
            sea_km=self.sea.shortest_km(path.start, path.end),
            solve_seconds=path.path.seconds,
        )

    def _valued(  # noqa: PLR0913 - one keyword for each fact it is given
        self,
        start: Landing,
        end: Landing,
        lon: FloatArray,
        lat: FloatArray,
        *,
        name: str,
        sea_km: float,
        solve_seconds: float,
        surveyed: bool = False,
    ) -> Route:
        """Value a line on this planner's own cells; one that was surveyed has all its cable already."""
        valuer = replace(self.valuer, cable_types=self.cable_types) if surveyed else self.valuer
        return derive_route(
            start,
            end,
            lon,
            lat,
            name=name,
            surface=self.surface,
            cable_types=self.cable_types,
            sea_km=sea_km,
            cells=self.cost_grid.open_cells,
            bound_usd=None,
            solve_seconds=solve_seconds,
            sources=self.sources,
            breakdown=derive_breakdown(self.surface.along(lon, lat), valuer),
            route_development_share=0.0 if surveyed else self.assumptions.build.route_development_share,
            scenario_sha256=self.scenario_sha256,
        )

    @cached_property
    def cost_grid(self) -> CostGrid:
        """The cost surface as the solver sees it."""
        return CostGrid.from_surface(self.surface)

    @cached_property
    def sea(self) -> SeaDistances:
        """The same cells where every kilometre is like every other."""
        return SeaDistances(self.grid, self.depth.to_numpy(), self.landfall_limit_km)

    @cached_property
    def _fine_grid(self) -> FineGrid | None:
        return None if self.finer is None else derive_fine_grid(self.valuer, self.surface, self.finer)

    def _find(self, start: Landing, end: Landing) -> _Leg:
        path = find_line(self.cost_grid, _place(start), _place(end), landfall_limit_km=self.landfall_limit_km)
        if self._fine_grid is None:
            return _Leg(path, self.cost_grid, self.surface)
        fine = find_fine_path(
            self._fine_grid,
            _place(start),
            _place(end),
            likely_usd=self.cost_grid.cost_of(path.row, path.col),
            landfall_limit_km=self.landfall_limit_km,
        )
        return _Leg(fine.path, fine.cost_grid, self._fine_grid.surface_along(fine.path.row, fine.path.col))

    def _bound_usd(self, leg: _Leg) -> float:
        """Prove what any route between the ends of a leg costs at least."""
        return lower_bound(
            leg.cost_grid,
            leg.path.start,
            leg.path.end,
            upper=leg.cost_grid.cost_of(leg.path.row, leg.path.col),
            optimistic=self._fine_grid.optimistic if self._fine_grid else None,
        )

    def _check_open(self, *landings: Landing) -> None:
        """Refuse landings in areas of the user's own that are closed: a landfall leg would cross them as if land."""
        if self.user_layers is None:
            return
        for each in landings:
            row, col = (float(at) for at in self.grid.cell_of(each.lon, each.lat))
            if self.grid.contains(row, col) and self.user_layers.closed[round(row), round(col)]:
                raise UsageError(f"{each.name} lies in a closed area; open it there, or take another landing")

    def _check_at_sea(self, point: Landing) -> None:
        """Refuse to pass a point where no cable may lie."""
        if self.finer is not None:
            spacing_km = self.grid.spacing_m / 1000.0 / FACTOR
            raise UsageError(f"must pass {point.name} on cells of {spacing_km:g} km; give 2 km or more")
        row, col = (float(at) for at in self.grid.cell_of(point.lon, point.lat))
        if not self.grid.contains(row, col):
            raise UsageError(f"must pass {point.name}, beyond the data; give a point at sea")
        if self.surface.barrier[round(row), round(col)]:
            raise UsageError(f"must pass {point.name}, on land or in closed waters; give a point at sea")


@dataclass(frozen=True, slots=True)
class _Leg:
    """A path, and the cost grid and the surface that it belongs to."""

    path: PlanePath
    cost_grid: CostGrid
    surface: CostSurface


def _landing(named: str | Landing) -> Landing:
    return named if isinstance(named, Landing) else find_landing(named)


def _check_apart(start: Landing, end: Landing) -> None:
    if geodesic_km(start.lon, start.lat, end.lon, end.lat) < _SAME_PLACE_KM:
        raise UsageError(f"{start.name} -> {end.name}: both ends are the same place; give two landings")


def _joined(lines: Sequence[tuple[FloatArray, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Put lines end to end; the last vertex of each is the first of the next."""
    first, *others = lines
    lon, lat = (np.concatenate([first[at], *(each[at][1:] for each in others)]) for at in (0, 1))
    return lon, lat


def _place(landing: Landing) -> Place:
    return landing.name, landing.lon, landing.lat


def _nearest_landing(lon: float, lat: float, otherwise: str) -> Landing:
    """Call an end of a line by the landing it lies at, or by its position."""
    nearest = min(read_landings(), key=lambda landing: geodesic_km(lon, lat, landing.lon, landing.lat))
    if geodesic_km(lon, lat, nearest.lon, nearest.lat) <= _AT_A_LANDING_KM:
        return replace(nearest, lon=float(lon), lat=float(lat))
    return Landing(format_latlon(lon, lat), otherwise, "", float(lon), float(lat))
