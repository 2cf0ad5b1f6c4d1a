"""Layers over the cells of a grid: depth, slope, ice, hazards, ships, jurisdiction, depots, user layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.catalog.countries import read_countries
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.sources import embedded, embedded_data
from routeplan.runtime.content_digest import digest
from routeplan.runtime.disk_cache import keep, keep_array
from routeplan.seabed.bathymetry import Bathymetry
from routeplan.seabed.depth_origin import DepthOrigin
from routeplan.seabed.hazard_zones import ZoneKind, derive_zone_draft, derive_zone_intensity, read_zones
from routeplan.seabed.jurisdiction import Jurisdiction, derive_jurisdiction, derive_jurisdiction_from_eez
from routeplan.seabed.months import DAYS_PER_YEAR, MONTHS_PER_YEAR
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.sea_ice import IceCalendar, IceClass, derive_ice_summary, read_ice_calendar
from routeplan.seabed.sediment import Sediment
from routeplan.seabed.seismicity import M6, Seismicity, read_seismicity
from routeplan.seabed.shipping_lanes import derive_lane_km
from routeplan.seabed.terrain import derive_slope, derive_slope_tensor

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

Index: TypeAlias = npt.NDArray[np.integer]
Values: TypeAlias = npt.NDArray[np.floating]  # as precise as their layer
_WATERS_FILES = ("boundaries", "treaty-lines", "zone-rules")  # what decides whose waters a cell is in
_FULL_INTENSITY = 255.0  # the byte for an intensity of 1


@dataclass(frozen=True)
class Conditions:
    """Values of all layers at some cells; `Seabed.at` reads them with `_READERS`.

    Attributes
    ----------
    rows, cols : (n,) of int
        The cells.
    depth_m : (n,)
        Positive down; land negative.
    slope_deg : (n,)
    ice_class : (n,) of IceClass
    open_share : (n,)
        Share of the year with open water.
    zone : mapping of ZoneKind to (n,)
        Intensity of hazard zones by kind, 0 to 1.
    m6_per_million_km2_year : (n,)
        Earthquakes of M 6 and more, shallow and independent.
    berg_draft_m : (n,)
        Draft of the largest icebergs, 0 where there are none.
    lane_km : (n,)
        Distance to the nearest shipping lane.
    depot_km : (n,)
        Distance by sea from the nearest repair depot.
    user_usd_per_km, user_faults_per_km_year : (n,)
        From user layers.
    """

    rows: Index
    cols: Index
    depth_m: Values
    slope_deg: Values
    ice_class: npt.NDArray[np.uint8]
    open_share: Values
    zone: Mapping[ZoneKind, Values]
    m6_per_million_km2_year: Values
    berg_draft_m: Values
    lane_km: Values
    depot_km: Values
    user_usd_per_km: Values
    user_faults_per_km_year: Values

    @property
    def ice_months(self) -> Values:
        """(n,) length of the ice season: months of the year without open water."""
        return MONTHS_PER_YEAR * (1.0 - self.open_share)


@dataclass(frozen=True)
class UserLayers:
    """Layers that a user adds, over the cells of a grid.

    Attributes
    ----------
    usd_per_km : (rows, cols) float32
    faults_per_km_year : (rows, cols) float32
    closed : (rows, cols) bool
    """

    usd_per_km: FloatCells
    faults_per_km_year: FloatCells
    closed: npt.NDArray[np.bool_]

    @classmethod
    def none(cls, shape: tuple[int, int]) -> UserLayers:
        """Add nothing and close nothing."""
        return cls(*(np.zeros(shape, dtype=kind) for kind in ("f4", "f4", "?")))


@dataclass(frozen=True)
class SeabedLayers:
    """Layers that follow from data alone: no plan changes them. Each is derived on first use and kept.

    Attributes
    ----------
    grid : Grid
    bathymetry : Bathymetry
        Source of the depths; slope is measured at its resolution.
    depth_m : (rows, cols) float32
        Positive down; land negative, no data NaN.
    open_water_below_share : float
        Ice concentration below which water is open.
    own_ice : IceCalendar, optional
        Instead of the embedded one.
    own_zones : GeoDataFrame, optional
        Zones of hazards and activity, instead of the embedded ones.
    eez : GeoDataFrame, optional
        Maritime zones as ``read_marine_regions`` gives them. Default: each cell belongs to the nearest coast.
    own_seismicity : Seismicity, optional
        Rates of earthquakes, instead of the embedded ones.
    sediment : Sediment, optional
        Thickness of the sediment. None is embedded.
    depth_origin : DepthOrigin, optional
        What the depths rest on.
    """

    grid: Grid
    bathymetry: Bathymetry
    depth_m: FloatCells
    open_water_below_share: float
    own_ice: IceCalendar | None = None
    own_zones: gpd.GeoDataFrame | None = None
    eez: gpd.GeoDataFrame | None = None
    own_seismicity: Seismicity | None = None
    sediment: Sediment | None = None
    depth_origin: DepthOrigin | None = None

    @cached_property
    def ice(self) -> IceCalendar:
        """Sea ice by month."""
        return read_ice_calendar() if self.own_ice is None else self.own_ice

    @cached_property
    def zones(self) -> gpd.GeoDataFrame:
        """Zones of hazards and activity."""
        return read_zones() if self.own_zones is None else self.own_zones

    @cached_property
    def seismicity(self) -> Seismicity:
        """Rates of earthquakes."""
        return read_seismicity() if self.own_seismicity is None else self.own_seismicity

    @property
    def made_from(self) -> tuple[object, ...]:
        """What the layers follow from, for the cache on disk; nothing that is embedded is read for it."""
        embedded_files = [embedded(key).path for key in ("shipping-lanes", *_WATERS_FILES)]
        own = self._ice_from, self._zones_from, self._seismicity_from
        return (
            self.grid,
            self.bathymetry,
            self.depth_m,
            self.open_water_below_share,
            own,
            self.eez,
            self.sediment,
            self.depth_origin,
            embedded_files,
        )

    @property
    def _ice_from(self) -> object:
        return self.own_ice or embedded("ice-calendar").path

    @property
    def _zones_from(self) -> object:
        if self.own_zones is None:
            return embedded("hazard-zones").path
        return self.own_zones, str(self.own_zones.attrs.get("source"))

    @property
    def _seismicity_from(self) -> object:
        return self.own_seismicity or embedded("seismicity").path

    @cached_property
    def slope_deg(self) -> FloatCells:
        """(rows, cols), at the resolution of the data."""
        return keep_array(
            "slope", (self.bathymetry, self.grid), lambda: derive_slope(self.bathymetry, self.grid).to_numpy()
        )

    @cached_property
    def slope_tensor(self) -> FloatCells:
        """(rows, cols, 3) slope in every direction, see :func:`routeplan.seabed.terrain.derive_slope_tensor`."""
        return keep_array(
            "slope-tensor",
            (self.bathymetry, self.grid),
            lambda: derive_slope_tensor(self.bathymetry, self.grid),
        )

    def derive_ice_summary(self) -> xr.Dataset:
        """Sum up the year's ice, as :func:`routeplan.seabed.sea_ice.derive_ice_summary` does."""
        return derive_ice_summary(
            self.grid, self.depth_m, ice=self.ice, threshold=self.open_water_below_share
        )

    @property
    def ice_class(self) -> npt.NDArray[np.uint8]:
        """(rows, cols) of IceClass."""
        return self._ice[0]

    @property
    def open_days(self) -> FloatCells:
        """(rows, cols) days of open water a year; NaN on land."""
        return self._ice[1]

    @cached_property
    def _ice(self) -> tuple[npt.NDArray[np.uint8], FloatCells]:
        """Class and open days: the summary holds six times as much and is not kept."""
        made_from = (self.grid, self.depth_m, self._ice_from, self.open_water_below_share)
        kept = keep("ice", made_from, self._derive_ice)
        return kept["ice_class"], kept["open_days"]

    def _derive_ice(self) -> dict[str, npt.NDArray[Any]]:
        summary = self.derive_ice_summary()
        return {name: summary[name].to_numpy() for name in ("ice_class", "open_days")}

    def zone(self, kind: ZoneKind) -> FloatCells:
        """(rows, cols) intensity of the zones of a kind, 0 to 1."""
        return _intensity(self.zone_bytes[kind])

    @cached_property
    def zone_bytes(self) -> dict[ZoneKind, npt.NDArray[np.uint8]]:
        """Intensity of every kind in 255ths: known to a tenth at best, and there are nine kinds."""
        kept = keep(
            "zones", (self._zones_from, self.grid), lambda: {k.value: self._derive_zone(k) for k in ZoneKind}
        )
        return {kind: kept[kind.value] for kind in ZoneKind}

    def _derive_zone(self, kind: ZoneKind) -> npt.NDArray[np.uint8]:
        intensity = derive_zone_intensity(self.zones[self.zones["kind"] == kind.value], self.grid).to_numpy()
        return np.rint(intensity * np.float32(_FULL_INTENSITY)).astype(np.uint8)

    @cached_property
    def berg_draft_m(self) -> FloatCells:
        """(rows, cols) draft of the largest icebergs."""
        return keep_array("iceberg-draft", (self._zones_from, self.grid), self._derive_berg_draft)

    def _derive_berg_draft(self) -> FloatCells:
        bergs = self.zones[self.zones["kind"] == ZoneKind.ICEBERG.value]
        return derive_zone_draft(bergs, self.grid).to_numpy()

    @cached_property
    def m6_per_million_km2_year(self) -> FloatCells:
        """(rows, cols) earthquakes of M 6 and more, shallow and independent."""
        made_from = (self._seismicity_from, self.grid)
        return keep_array("earthquakes", made_from, lambda: self.seismicity.over(self.grid, M6))

    @cached_property
    def lane_km(self) -> FloatCells:
        """(rows, cols) distance to the nearest shipping lane."""
        made_from = (embedded("shipping-lanes").path, self.grid)
        return keep_array("shipping-lanes", made_from, lambda: derive_lane_km(self.grid))

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        """Jurisdiction of every cell; takes seconds the first time."""
        files = [embedded(key).path for key in _WATERS_FILES]
        made_from = (self.grid, self.depth_m, self.eez, files)
        kept = keep("jurisdiction", made_from, lambda: self._derive_jurisdiction().as_arrays())
        return Jurisdiction.from_arrays(kept)

    def jurisdiction_of(self, rows: Index, cols: Index) -> npt.NDArray[np.str_]:
        """(n,) jurisdiction of some cells: the label of a state, or ``high seas``."""
        return self.jurisdiction.at(rows, cols)[0]

    def _derive_jurisdiction(self) -> Jurisdiction:
        sea = self.depth_m > 0
        if self.eez is None:
            return derive_jurisdiction(self.grid, read_countries(), sea)
        return derive_jurisdiction_from_eez(self.grid, self.eez, read_countries(), sea)


@dataclass(frozen=True)
class Seabed:
    """Layers of the data, and what a plan adds to them.

    Attributes
    ----------
    layers : SeabedLayers
        Shared by plans over the same data.
    depot_km : (rows, cols) float32
        Distance by sea from the nearest repair depot.
    existing_km : (rows, cols) float32, optional
        Distance to the nearest existing cable, if the plan needs it.
    user_layers : UserLayers, optional
    """

    layers: SeabedLayers
    depot_km: FloatCells
    existing_km: FloatCells | None = None
    user_layers: UserLayers | None = None

    @property
    def grid(self) -> Grid:
        """The cells."""
        return self.layers.grid

    @property
    def depth_m(self) -> FloatCells:
        """(rows, cols), positive down; land negative, no data NaN."""
        return self.layers.depth_m

    @property
    def slope_deg(self) -> FloatCells:
        """(rows, cols), at the resolution of the data."""
        return self.layers.slope_deg

    @property
    def ice_class(self) -> npt.NDArray[np.uint8]:
        """(rows, cols) of IceClass."""
        return self.layers.ice_class

    @cached_property
    def made_from(self) -> str:
        """Digest of all that decides a layer: the name of what is kept on disk."""
        sources = {key: data_set.source for key, data_set in embedded_data().items()}
        return digest((self.layers.made_from, self.depot_km, self.existing_km, self.user_layers, sources))

    def closing(self, closed: npt.NDArray[np.bool_]) -> Seabed:
        """Close (rows, cols) cells in addition to those already closed."""
        added = self.user_layers or UserLayers.none(self.grid.shape)
        return replace(self, user_layers=replace(added, closed=added.closed | closed))

    def charging(self, usd_per_km: FloatCells) -> Seabed:
        """Charge (rows, cols) USD per km in addition to what is already charged."""
        added = self.user_layers or UserLayers.none(self.grid.shape)
        return replace(self, user_layers=replace(added, usd_per_km=added.usd_per_km + usd_per_km))

    def at(self, rows: Index, cols: Index) -> Conditions:
        """Read all layers at some cells."""
        values = {name: read(self, (rows, cols)) for name, read in _READERS.items()}
        return Conditions(rows=rows, cols=cols, **values)

    def with_own_ice(self, conditions: Conditions) -> Conditions:
        """Replace the ice of conditions that were read from this seabed with other ice."""
        at = conditions.rows, conditions.cols
        return replace(conditions, **{name: _READERS[name](self, at) for name in ("ice_class", "open_share")})

    def open_water(self, conditions: Conditions) -> OpenWater:
        """Say when the water of some cells is open."""
        icy = np.flatnonzero(np.isin(conditions.ice_class, (IceClass.SEASONAL, IceClass.PERENNIAL)))
        lon, lat = self.grid.lonlat_of(conditions.rows[icy], conditions.cols[icy])
        months = self.layers.ice.at(lon, lat) if len(icy) else np.empty((MONTHS_PER_YEAR, 0))
        return OpenWater(
            len(conditions.rows), icy, np.asarray(months, np.float64), self.layers.open_water_below_share
        )


def _intensity(zone_bytes: npt.NDArray[np.uint8]) -> FloatCells:
    return np.asarray(zone_bytes, dtype=np.float32) / np.float32(_FULL_INTENSITY)


def _of_user(name: str) -> Callable[[Seabed, tuple[Index, Index]], Values]:
    """Read a user layer, zero where there is none."""

    def read(seabed: Seabed, at: tuple[Index, Index]) -> Values:
        if seabed.user_layers is None:
            return np.zeros(len(at[0]))
        values: FloatCells = getattr(seabed.user_layers, name)[at]
        return values

    return read


# How each value of `Conditions` is read at cells (rows, cols). A new layer is a line here and a field there.
_READERS: dict[str, Callable[[Seabed, tuple[Index, Index]], Any]] = {
    "depth_m": lambda seabed, at: seabed.layers.depth_m[at],
    "slope_deg": lambda seabed, at: np.nan_to_num(seabed.layers.slope_deg[at]),
    "ice_class": lambda seabed, at: seabed.layers.ice_class[at],
    "open_share": lambda seabed, at: np.nan_to_num(seabed.layers.open_days[at] / DAYS_PER_YEAR, nan=1.0),
    "zone": lambda seabed, at: {
        kind: _intensity(cells[at]) for kind, cells in seabed.layers.zone_bytes.items()
    },
    "m6_per_million_km2_year": lambda seabed, at: seabed.layers.m6_per_million_km2_year[at],
    "berg_draft_m": lambda seabed, at: seabed.layers.berg_draft_m[at],
    "lane_km": lambda seabed, at: seabed.layers.lane_km[at],
    "depot_km": lambda seabed, at: seabed.depot_km[at],
    "user_usd_per_km": _of_user("usd_per_km"),
    "user_faults_per_km_year": _of_user("faults_per_km_year"),
}
