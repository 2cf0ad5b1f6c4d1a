"""What every question of a planner uses: data and assumptions, and all that is derived from them once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from weakref import ref

import numpy as np

from routeplan.catalog.models import CableSystem, CableType
from routeplan.cost.assumptions import Assumptions, Policy, Waters, Weights
from routeplan.cost.layer_names import LayerKey, LayerName
from routeplan.cost.named_layers import derive_named_layer
from routeplan.cost.scenario import Scenario
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.cost.surface import CostSurface
from routeplan.cost.valuation import Valuer
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.area_shapes import NamedArea
from routeplan.planning.avoid import Avoided, areas_of, tell_of_states_without_waters
from routeplan.planning.barriers import Barrier
from routeplan.planning.coast import closed_by_walls, coastal_grid
from routeplan.planning.data_sources import derive_layer_sources, derive_sources, provenance_attrs
from routeplan.planning.full_resolution import FineDepths, derive_fine_grid
from routeplan.planning.kept_surface import keep_cost_grid, keep_fine_grid, keep_surface
from routeplan.planning.legs import LegFinder
from routeplan.planning.route_origin import RouteOrigin
from routeplan.planning.sea_distance import SeaDistances
from routeplan.runtime.disk_cache import keep_array
from routeplan.runtime.mapped_pages import give_back_pages
from routeplan.seabed.bathymetry import DEPTH_UNITS, Bathymetry, derive_depth_m
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.depth_origin import DepthOrigin
from routeplan.seabed.sea_ice import IceCalendar
from routeplan.seabed.seabed import Seabed, SeabedLayers, UserLayers
from routeplan.seabed.sediment import Sediment
from routeplan.seabed.seismicity import Seismicity
from routeplan.solver.coastal_refinement import CoastalGrid
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.path import DEFAULT_LANDFALL_KM

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr


@dataclass(frozen=True, slots=True)
class Derived:
    """What a planner takes from another over the same data; what is None it derives on first use.

    Attributes
    ----------
    depth_m : (rows, cols) float32, optional
    sea_distances : SeaDistances, optional
    seabed : Seabed, optional
    surface : CostSurface, optional
    """

    depth_m: FloatCells | None = None
    sea_distances: SeaDistances | None = None
    seabed: Seabed | None = None
    surface: CostSurface | None = None


@dataclass(frozen=True)
class Prepared:
    """Data, assumptions, and what is derived from them, each on first use.

    Attributes
    ----------
    grid : Grid
        The cells.
    bathymetry : Bathymetry
        Where depth comes from.
    cable_types : tuple of CableType
        Cable types by depth.
    landfall_limit_km : float
        How far a landing may be from the sea of this bathymetry.
    fine_depths : FineDepths, optional
        Depths at full resolution: routes are then refined on cells ``COARSE_FACTOR`` times smaller.
    assumptions : Assumptions
        Prices, rates and multipliers.
    zones : GeoDataFrame, optional
        Hazard zones, instead of the embedded ones.
    ice : IceCalendar, optional
        Instead of the embedded one.
    coast : CoastCells, optional
        The coastline inside the cells; without it land is where the bathymetry is above the sea.
    eez : GeoDataFrame, optional
        Maritime zones; without it the nearest coast decides the jurisdiction.
    seismicity : Seismicity, optional
        Rates of earthquakes, instead of the embedded ones.
    sediment : Sediment, optional
        Thickness of the sediment; nothing in a cost uses it.
    depth_origin : DepthOrigin, optional
        What the depths rest on.
    user_layers : UserLayers, optional
    scenario : Scenario, optional
        That it was opened with.
    derived : Derived
        Taken from another planner over the same data.
    closed_areas : tuple of NamedArea
        Areas that user layers close.
    opened : tuple of Barrier
        Barriers that gave way, see :mod:`routeplan.planning.giving_way`; the surface is derived without them.
    """

    grid: Grid
    bathymetry: Bathymetry
    cable_types: tuple[CableType, ...]
    landfall_limit_km: float = DEFAULT_LANDFALL_KM
    fine_depths: FineDepths | None = None
    assumptions: Assumptions = field(default_factory=Assumptions)
    coast: CoastCells | None = None
    zones: gpd.GeoDataFrame | None = None
    ice: IceCalendar | None = None
    eez: gpd.GeoDataFrame | None = None
    seismicity: Seismicity | None = None
    sediment: Sediment | None = None
    depth_origin: DepthOrigin | None = None
    user_layers: UserLayers | None = None
    scenario: Scenario | None = None
    derived: Derived = field(default_factory=Derived, repr=False)
    closed_areas: tuple[NamedArea, ...] = ()
    opened: tuple[Barrier, ...] = ()

    @cached_property
    def scenario_sha256(self) -> str:
        """Checksum of the scenario, and of areas closed besides; empty where there is no scenario."""
        if self.scenario is None:
            return ""
        inputs = scenario_sha256(self.scenario)
        besides = [
            area.sha256 if area.soft is None else f"{area.sha256}{area.soft}"
            for area in self.closed_areas
            if area not in areas_of(self.scenario)
        ]
        return hashlib.sha256("".join([inputs, *besides]).encode()).hexdigest() if besides else inputs

    @property
    def avoided(self) -> Avoided:
        """Waters and areas that are closed by name."""
        policy = self.assumptions.policy
        soft = tuple((state, order) for state, order in policy.soft_by_state.items() if order is not None)
        return Avoided(policy.avoided_states, self.closed_areas, policy.boundary_margin_km, soft)

    @property
    def has_barriers(self) -> bool:
        """Whether any sea is closed by name."""
        policy = self.assumptions.policy
        return bool(self.avoided) or policy.non_partner_waters is Waters.CLOSED

    @cached_property
    def depth(self) -> xr.DataArray:
        """(northing, easting) depth on the grid, metres, positive down; land negative, no data NaN."""
        return self.grid.array(
            self.depth_m, name="depth", units=DEPTH_UNITS, source=self.bathymetry.source.name
        )

    @cached_property
    def depth_m(self) -> FloatCells:
        """(rows, cols) depth on the grid, metres, positive down; land negative, no data NaN.

        At full resolution a land cell with some sea counts as sea, with the greatest depth in it: layers that are
        known for coarse cells only must have a value for every fine cell that a route can use. A cell without sea by
        the coastline is land.
        """
        if self.derived.depth_m is not None:
            return self.derived.depth_m
        if self.fine_depths is None:
            sea = None if self.coast is None else self.coast.sea
            return keep_array("depth", (self.bathymetry, self.grid, sea), self._derive_depth)
        deepest_m = self.fine_depths.deepest_m
        made_from = self.bathymetry, self.grid, deepest_m
        return keep_array("depth", made_from, lambda: self._with_all_sea(deepest_m))

    def _with_all_sea(self, deepest_m: FloatCells) -> FloatCells:
        """Interpolate depth; cells with some sea are sea, those without are land."""
        depth_m = derive_depth_m(self.bathymetry, self.grid)
        with_sea = np.where((depth_m <= 0) & (deepest_m > 0), deepest_m, depth_m)
        return np.where((depth_m > 0) & (deepest_m <= 0), np.float32(0), with_sea)

    def _derive_depth(self) -> FloatCells:
        """Interpolate depth; cells without sea by the coastline, if there is one, are land."""
        depth_m = derive_depth_m(self.bathymetry, self.grid)
        if self.coast is None:
            return depth_m
        return np.where(self.coast.any_sea | np.isnan(depth_m), depth_m, np.float32(0))

    @cached_property
    def sea_distances(self) -> SeaDistances:
        """Sea distances at uniform cost on the same cells."""
        return self.derived.sea_distances or SeaDistances(
            self.grid,
            self.depth_m,
            self.landfall_limit_km,
            self.coast if self.fine_depths is None else None,
        )

    @cached_property
    def seabed(self) -> Seabed:
        """Layers over the grid, each derived on first use."""
        if self.derived.seabed is not None:
            return self.derived.seabed
        parallel = self.assumptions.policy.parallel_usd_per_km > 0
        layers = SeabedLayers(
            self.grid,
            self.bathymetry,
            self.depth_m,
            self.assumptions.repair.open_water_below_share,
            self.ice,
            self.zones,
            self.eez,
            self.seismicity,
            self.sediment,
            self.depth_origin,
        )
        existing_km = self.sea_distances.existing_km if parallel else None
        return Seabed(layers, self.sea_distances.depot_km, existing_km, self.user_layers)

    @cached_property
    def pictures(self) -> dict[object, Any]:
        """What maps have drawn of the layers, by layer and projection: a second map takes it from here."""
        return {}

    @cached_property
    def valuer(self) -> Valuer:
        """The assumptions applied to the seabed."""
        return Valuer(self.seabed, self.cable_types, self.assumptions, keeps_lines=self._is_kept)

    @cached_property
    def surface(self) -> CostSurface:
        """Cost of a kilometre, cell by cell."""
        if self.derived.surface is not None:
            return self.derived.surface
        self._tell_of_states_without_waters(self.assumptions.policy.avoided_states)
        return keep_surface(self.valuer) if self._is_surface_kept else self.valuer.derive_surface()

    @property
    def _is_surface_kept(self) -> bool:
        """Whether the surface is kept on disk: a scenario's is, its variants in a sweep are too many."""
        return self.scenario is not None and self.derived.surface is None

    @property
    def _is_kept(self) -> bool:
        """Whether legs are kept too: they are found on the surface alone."""
        return self._is_surface_kept and self.fine_depths is None

    def _tell_of_states_without_waters(self, states: Sequence[str]) -> None:
        if states:
            waters, south_deg = self.seabed.layers.jurisdiction, self.bathymetry.south_deg
            tell_of_states_without_waters(states, waters, south_deg)

    @cached_property
    def cost_grid(self) -> CostGrid:
        """The cost surface as the solver takes it; the graph's cells."""
        coast = self.coast if self.fine_depths is None else None
        if not self._is_surface_kept:
            return closed_by_walls(self.surface, coast)
        walls = None if coast is None else coast.walls
        return keep_cost_grid("cost-grid", self.surface, walls, lambda: closed_by_walls(self.surface, coast))

    @cached_property
    def legs(self) -> LegFinder:
        """Finder of the legs of routes."""
        fine = self.fine_depths
        derive = keep_fine_grid if self._is_surface_kept else derive_fine_grid
        fine_grid = None if fine is None else derive(self.valuer, self.surface, fine)
        coastal = None
        if fine_grid is None and self.coast is not None:
            coastal = self._coastal_grid(self.coast)
        cost_grid = self.cost_grid
        if fine is not None:
            # A corridor of fine cells takes as much memory as all layers; from now on these are read at few cells.
            give_back_pages(self.surface, self.seabed, self.seabed.layers, self.sea_distances, fine)
        return LegFinder(cost_grid, self.surface, fine_grid, self.landfall_limit_km, coastal)

    def _coastal_grid(self, coast: CoastCells) -> CoastalGrid:
        if not self._is_kept:
            return coastal_grid(self.cost_grid, self.surface, coast)
        coarse = keep_cost_grid(
            "coastal-grid",
            self.surface,
            None,
            lambda: coastal_grid(self.cost_grid, self.surface, coast).coarse,
        )
        return CoastalGrid(coarse, coast.sea, coast.shore)

    @property
    def existing(self) -> tuple[tuple[CableSystem, Line], ...]:
        """Existing cables with their lines, see :attr:`routeplan.planning.sea_distance.SeaDistances.existing`."""
        return self.sea_distances.existing

    @cached_property
    def origin(self) -> RouteOrigin:
        """What routes keep of this planner, so that they can write their position lists."""
        return RouteOrigin(self.bathymetry, self.valuer, self.sea_distances, self.scenario, ref(self.surface))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The data sets behind a route."""
        return self.bathymetry.source, *derive_sources(self.scenario)

    def layer(self, name: LayerName | LayerKey | str) -> xr.DataArray:
        """Lay out one layer over the grid, as :func:`routeplan.cost.named_layers.derive_named_layer` does.

        Raises
        ------
        UsageError
            If there is no such layer.
        """
        layer = derive_named_layer(self.valuer, name)
        layer.attrs |= provenance_attrs(
            derive_layer_sources(self.scenario, self.bathymetry.source, LayerName(name))
        )
        return layer

    # ---- planners over the same data --------------------------------------------------------------------------

    def reweighted(self, weights: Weights, *, policy: Policy | None = None) -> Self:
        """Count the terms otherwise, over the same seabed, whose layers are not made again.

        Parameters
        ----------
        weights : Weights
        policy : Policy, optional
            What policy pays, where that changes too.

        Returns
        -------
        planner
            Without a scenario. Its surface is this one's with other weights, unless policy has changed or a term is to
            count that this one leaves out: it then derives its own.
        """
        mine = self.assumptions
        changed = mine.model_copy(update={"weights": weights, "policy": policy or mine.policy})
        other = self.reassumed(changed)
        before, after = mine.weights.model_dump(), weights.model_dump()
        if changed.policy == mine.policy and all(before[term] for term in after if after[term]):
            # A weighted term missing from the surface is zero everywhere.
            kept = {term: after.get(term, self.surface.weight(term)) for term in self.surface.terms}
            return replace(other, derived=replace(other.derived, surface=self.surface.reweighted(kept)))
        return other

    def surveyed(self) -> Self:
        """Plan as lines with all their alter courses are valued: no cable is added for what a survey finds."""
        return replace(
            self,
            assumptions=self.valuer.surveyed().assumptions,
            derived=Derived(self.depth_m, self.sea_distances, self.seabed),
        )

    def reassumed(
        self,
        assumptions: Assumptions | None = None,
        *,
        cable_types: tuple[CableType, ...] | None = None,
        ice: IceCalendar | None = None,
    ) -> Self:
        """Assume otherwise over the same seabed, whose layers are not made again where they may stay as they are.

        Parameters
        ----------
        assumptions : Assumptions, optional
        cable_types : tuple of CableType, optional
        ice : IceCalendar, optional
            What is not given stays as it is.

        Returns
        -------
        planner
            Without a scenario. It derives its own surface when it is first asked for a route.
        """
        mine = self.assumptions
        assumptions = assumptions or mine
        same_ice = ice is None and (
            assumptions.repair.open_water_below_share == mine.repair.open_water_below_share
        )
        same_parallel = (assumptions.policy.parallel_usd_per_km > 0) == (mine.policy.parallel_usd_per_km > 0)
        return replace(
            self,
            assumptions=assumptions,
            cable_types=cable_types or self.cable_types,
            ice=self.ice if ice is None else ice,
            scenario=None,
            derived=Derived(
                self.depth_m, self.sea_distances, self.seabed if same_ice and same_parallel else None
            ),
        )
