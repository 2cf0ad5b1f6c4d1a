"""What is known of every cell of the seabed: depth, slope, ice, zones of hazards, depots, whose waters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import xarray as xr

from routeplan.catalog.countries import read_countries
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry import Bathymetry
from routeplan.seabed.hazard_zones import ZoneKind, derive_zone_draft, derive_zone_intensity, read_zones
from routeplan.seabed.jurisdiction import Jurisdiction, derive_jurisdiction, derive_jurisdiction_from_eez
from routeplan.seabed.months import DAYS_PER_YEAR, MONTHS_PER_YEAR
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.sea_ice import IceCalendar, IceClass, derive_ice_summary, read_ice_calendar
from routeplan.seabed.terrain import derive_slope

Index = npt.NDArray[np.integer]
Values = npt.NDArray[np.floating]  # as precise as their layer
_WORST = 255.0  # what an intensity of 1 is kept as


@dataclass(frozen=True)
class Conditions:
    """What is known of some positions, one value each.

    Attributes
    ----------
    rows, cols : (n,) of int
        Their cells.
    depth_m : (n,)
        Positive down; land negative.
    slope_deg : (n,)
    ice_class : (n,) of IceClass
    open_share : (n,)
        Of the year that water is open.
    zone : mapping of ZoneKind to (n,)
        Intensity of the zones there, 0 to 1.
    berg_draft_m : (n,)
        Keels of the largest icebergs, 0 where there are none.
    depot_km : (n,)
        Way by sea from the nearest repair depot.
    user_usd_per_km, user_faults_per_km_year : (n,)
        Of the user's own layers.
    """

    rows: Index
    cols: Index
    depth_m: Values
    slope_deg: Values
    ice_class: npt.NDArray[np.uint8]
    open_share: Values
    zone: Mapping[ZoneKind, Values]
    berg_draft_m: Values
    depot_km: Values
    user_usd_per_km: Values
    user_faults_per_km_year: Values


@dataclass(frozen=True)
class UserLayers:
    """Layers of a user's own, over the cells of a grid.

    Attributes
    ----------
    usd_per_km : (rows, cols) float32
    faults_per_km_year : (rows, cols) float32
    closed : (rows, cols) bool
    """

    usd_per_km: FloatCells
    faults_per_km_year: FloatCells
    closed: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Seabed:
    """Layers over the cells of a grid, each made when it is first asked for.

    Attributes
    ----------
    grid : Grid
    bathymetry : Bathymetry
        Where depth comes from; slope is measured at its own resolution.
    depth_m : (rows, cols) float32
        Positive down; land negative, no data NaN.
    depot_km : (rows, cols) float32
        Way by sea from the nearest repair depot.
    open_water_below_share : float
        Ice concentration below which water is open.
    ice : IceCalendar
        Without it, the embedded one.
    zones : GeoDataFrame
        Of hazards and activity; without them, the embedded ones.
    existing_km : (rows, cols) float32, optional
        Distance to the nearest existing cable, where a plan asks for it.
    user_layers : UserLayers, optional
        Layers of the user's own.
    eez : GeoDataFrame, optional
        Whose waters, as ``read_marine_regions`` gives them; without it the nearest coast says.
    """

    grid: Grid
    bathymetry: Bathymetry
    depth_m: FloatCells
    depot_km: FloatCells
    open_water_below_share: float
    ice: IceCalendar = field(default_factory=read_ice_calendar)
    zones: gpd.GeoDataFrame = field(default_factory=read_zones)
    existing_km: FloatCells | None = None
    user_layers: UserLayers | None = None
    eez: gpd.GeoDataFrame | None = None

    @cached_property
    def slope_deg(self) -> FloatCells:
        """(rows, cols), at the resolution of the data."""
        return derive_slope(self.bathymetry, self.grid).to_numpy()

    def derive_ice_summary(self) -> xr.Dataset:
        """Sum up the year's ice, as :func:`routeplan.seabed.sea_ice.derive_ice_summary` does."""
        return derive_ice_summary(
            self.grid, self.depth_m, ice=self.ice, threshold=self.open_water_below_share
        )

    @property
    def ice_class(self) -> npt.NDArray[np.uint8]:
        """(rows, cols) of IceClass."""
        return self._ice[0]

    @cached_property
    def _ice(self) -> tuple[npt.NDArray[np.uint8], FloatCells]:
        """What plans need of the ice summary, which holds six times as much: class, and open days a year."""
        summary = self.derive_ice_summary()
        return summary["ice_class"].to_numpy(), summary["open_days"].to_numpy()

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        """Whose waters, everywhere; takes seconds."""
        return self._derive_jurisdiction(self.depth_m > 0)

    def _derive_jurisdiction(self, sea: npt.NDArray[np.bool_]) -> Jurisdiction:
        if self.eez is None:
            return derive_jurisdiction(self.grid, read_countries(), sea)
        return derive_jurisdiction_from_eez(self.grid, self.eez, read_countries(), sea)

    def closing(self, closed: npt.NDArray[np.bool_]) -> Seabed:
        """Close (rows, cols) cells besides those that are; layers that were made are kept."""
        user_layers = self.user_layers or UserLayers(
            *(np.zeros(self.grid.shape, dtype=kind) for kind in ("f4", "f4", "?"))
        )
        other = replace(self, user_layers=replace(user_layers, closed=user_layers.closed | closed))
        given = {each.name for each in fields(self)}
        vars(other).update({name: made for name, made in vars(self).items() if name not in given})
        return other

    def zone(self, kind: ZoneKind) -> FloatCells:
        """(rows, cols) intensity of the zones of a kind, 0 to 1."""
        return self._zones[kind].astype(np.float32) / np.float32(_WORST)

    @cached_property
    def _zones(self) -> dict[ZoneKind, npt.NDArray[np.uint8]]:
        """Intensity of every kind in 255ths: they are known to a tenth at best, and there are nine of them."""
        return {kind: self._derive_zone(kind) for kind in ZoneKind}

    def _derive_zone(self, kind: ZoneKind) -> npt.NDArray[np.uint8]:
        intensity = derive_zone_intensity(self.zones[self.zones["kind"] == kind.value], self.grid).to_numpy()
        return np.rint(intensity * np.float32(_WORST)).astype(np.uint8)

    @cached_property
    def _berg_draft_m(self) -> FloatCells:
        bergs = self.zones[self.zones["kind"] == ZoneKind.ICEBERG.value]
        return derive_zone_draft(bergs, self.grid).to_numpy()

    def at(self, rows: Index, cols: Index) -> Conditions:
        """Read the conditions of cells."""
        ice_class, open_days = self._ice
        return Conditions(
            rows=rows,
            cols=cols,
            depth_m=self.depth_m[rows, cols],
            slope_deg=np.nan_to_num(self.slope_deg[rows, cols]),
            ice_class=ice_class[rows, cols],
            open_share=np.nan_to_num(open_days[rows, cols] / DAYS_PER_YEAR, nan=1.0),
            zone={kind: values[rows, cols] / np.float32(_WORST) for kind, values in self._zones.items()},
            berg_draft_m=self._berg_draft_m[rows, cols],
            depot_km=self.depot_km[rows, cols],
            user_usd_per_km=self.user_layers.usd_per_km[rows, cols]
            if self.user_layers
            else np.zeros(len(rows)),
            user_faults_per_km_year=(
                self.user_layers.faults_per_km_year[rows, cols] if self.user_layers else np.zeros(len(rows))
            ),
        )

    def open_water(self, conditions: Conditions) -> OpenWater:
        """When the water of some positions is open."""
        icy = np.flatnonzero(np.isin(conditions.ice_class, (IceClass.SEASONAL, IceClass.PERENNIAL)))
        lon, lat = self.grid.lonlat_of(conditions.rows[icy], conditions.cols[icy])
        months = self.ice.at(lon, lat) if len(icy) else np.empty((MONTHS_PER_YEAR, 0))
        return OpenWater(
            len(conditions.rows), icy, np.asarray(months, np.float64), self.open_water_below_share
        )

    def waters_of(self, rows: Index, cols: Index) -> npt.NDArray[np.str_]:
        """(n,) whose waters some cells lie in: a state's label, or ``high seas``."""
        wanted = np.zeros(self.grid.shape, dtype=np.bool_)
        wanted[rows, cols] = True
        known = "jurisdiction" in self.__dict__
        waters = self.jurisdiction if known else self._derive_jurisdiction(wanted & (self.depth_m > 0))
        return waters.at(rows, cols)[0]

    def is_foreign(self, rows: Index, cols: Index, partners: frozenset[str]) -> npt.NDArray[np.bool_]:
        """(n,) whether cells lie in waters of others than some partners."""
        others = np.array([not state.is_among(partners) for state in self.jurisdiction.states])
        return np.asarray(others[self.jurisdiction.state[rows, cols]])

    def is_closed_to(self, partners: frozenset[str]) -> npt.NDArray[np.bool_]:
        """(rows, cols) whether a cell lies in waters of others than some partners."""
        return np.asarray(~self.jurisdiction.derive_open_to(partners))
