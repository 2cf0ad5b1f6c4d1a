"""Single layers by name, labelled for maps: seabed data, and costs and faults derived from them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import partial

import numpy as np
import xarray as xr

from routeplan.cost.faults import Cause, derive_fault_rates, derive_repair_days
from routeplan.cost.valuation import Valuer
from routeplan.errors import UsageError
from routeplan.geo.grid import FloatCells
from routeplan.io.sources import embedded
from routeplan.io.validation_messages import name_nearest
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.jurisdiction import MaritimeZone
from routeplan.seabed.months import month_name
from routeplan.seabed.sea_ice import IceClass, derive_ice_concentration
from routeplan.seabed.seabed import Index, Seabed, Values
from routeplan.seabed.seismicity import M6, M7
from routeplan.seabed.terrain import derive_ruggedness

BETWEEN_SOURCES = "; "  # where a layer has several
_CHUNK = 1 << 17  # cells valued at a time: their values fit into the cache of the processor
_CORES = 2
_THOUSAND_KM = 1000.0
_ZONE, _CAUSE, _MONTH = "zone_", "fault_rate_", "ice_month_"

Reader = Callable[[Index, Index], Values]


class LayerName(StrEnum):
    """Names of the layers."""

    DEPTH = "depth"
    SLOPE = "slope"
    RUGGEDNESS = "ruggedness"
    ICE_MEAN = "ice_mean"
    ICE_CLASS = "ice_class"
    OPEN_DAYS = "open_days"
    ICE_MONTH_01 = "ice_month_01"
    ICE_MONTH_02 = "ice_month_02"
    ICE_MONTH_03 = "ice_month_03"
    ICE_MONTH_04 = "ice_month_04"
    ICE_MONTH_05 = "ice_month_05"
    ICE_MONTH_06 = "ice_month_06"
    ICE_MONTH_07 = "ice_month_07"
    ICE_MONTH_08 = "ice_month_08"
    ICE_MONTH_09 = "ice_month_09"
    ICE_MONTH_10 = "ice_month_10"
    ICE_MONTH_11 = "ice_month_11"
    ICE_MONTH_12 = "ice_month_12"
    ZONE_SLIDE = "zone_slide"
    ZONE_TURBIDITY_FAN = "zone_turbidity_fan"
    ZONE_SEISMIC = "zone_seismic"
    ZONE_VOLCANIC = "zone_volcanic"
    ZONE_ICEBERG = "zone_iceberg"
    ZONE_TRAWL = "zone_trawl"
    ZONE_ANCHORING = "zone_anchoring"
    ZONE_SHIPPING = "zone_shipping"
    ZONE_CHOKEPOINT = "zone_chokepoint"
    EARTHQUAKES_M6 = "earthquakes_m6"
    EARTHQUAKES_M7 = "earthquakes_m7"
    LANE_KM = "lane_km"
    SEDIMENT_M = "sediment_m"
    JURISDICTION = "jurisdiction"
    DEPOT_KM = "depot_km"
    FAULT_RATE = "fault_rate"
    FAULT_RATE_FISHING = "fault_rate_fishing"
    FAULT_RATE_ANCHORING = "fault_rate_anchoring"
    FAULT_RATE_ABRASION = "fault_rate_abrasion"
    FAULT_RATE_SEISMIC = "fault_rate_seismic"
    FAULT_RATE_ICE_SCOUR = "fault_rate_ice_scour"
    FAULT_RATE_ICEBERG = "fault_rate_iceberg"
    FAULT_RATE_COMPONENT = "fault_rate_component"
    FAULT_RATE_OTHER = "fault_rate_other"
    FAULT_RATE_USER = "fault_rate_user"
    REPAIR_DAYS = "repair_days"
    BUILD_USD_PER_KM = "build_usd_per_km"
    OBJECTIVE_USD_PER_KM = "objective_usd_per_km"

    @classmethod
    def _missing_(cls, value: object) -> LayerName:
        raise UsageError(f"no layer {value}; {name_nearest(str(value), tuple(cls))}")

    @property
    def zone(self) -> ZoneKind | None:
        """Kind of hazard zone of a ``zone_`` layer."""
        return ZoneKind(self.removeprefix(_ZONE)) if self.startswith(_ZONE) else None

    @property
    def cause(self) -> Cause | None:
        """Cause of a ``fault_rate_`` layer."""
        return Cause(self.removeprefix(_CAUSE)) if self.startswith(_CAUSE) else None

    @property
    def month(self) -> int | None:
        """Month, 1 to 12, of an ``ice_month_`` layer."""
        return int(self.removeprefix(_MONTH)) if self.startswith(_MONTH) else None


class JurisdictionClass(IntEnum):
    """Jurisdiction by its effect on a plan."""

    TERRITORIAL_SEA = 1  # of partners
    EEZ = 2  # of partners
    HIGH_SEAS = 3
    NON_PARTNER = 4  # territorial sea and EEZ alike


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values of cells, with title, units and source for a map."""

    values: FloatCells
    title: str
    units: str
    source: str
    classes: type[IceClass | JurisdictionClass] | None = None


def derive_named_layer(valuer: Valuer, name: LayerName | str) -> xr.DataArray:
    """Derive one layer, and only what it needs.

    Parameters
    ----------
    valuer : Valuer
        Of a planner.
    name : LayerName or its text

    Returns
    -------
    (northing, easting) float32 DataArray
        NaN on land and where there are no data; ``depot_km`` also where there is no sea path,
        ``objective_usd_per_km`` also in closed waters. attrs: ``long_name`` (for legends),
        ``units``, ``source`` (several separated by semicolons), ``epsg``; of classes ``flag_values`` and
        ``flag_meanings``, as the CF conventions have them.

    Raises
    ------
    UsageError
        If there is no such layer.

    Examples
    --------
    >>> derive_named_layer(None, "slop")
    Traceback (most recent call last):
    ...
    routeplan.errors.UsageError: no layer slop; did you mean slope?
    """
    name = LayerName(name)
    seabed = valuer.seabed
    derived = _derive(valuer, name)
    values = np.where((seabed.depth_m > 0) & np.isfinite(derived.values), derived.values, np.nan)
    layer = seabed.grid.array(
        values.astype(np.float32, copy=False), name=name.value, units=derived.units, source=derived.source
    )
    layer.attrs["long_name"] = derived.title
    if derived.classes:
        kinds = [kind for kind in derived.classes if kind.value > 0]
        layer.attrs["flag_values"] = [kind.value for kind in kinds]
        layer.attrs["flag_meanings"] = " ".join(kind.name.lower() for kind in kinds)
    return layer


def layer_made_from(valuer: Valuer, name: LayerName | str) -> tuple[object, ...]:
    """Give all that a layer depends on, as :func:`routeplan.runtime.disk_cache.keep` takes it.

    Raises
    ------
    UsageError
        If there is no such layer.
    """
    name, assumed = LayerName(name), valuer.assumptions
    if name in (LayerName.BUILD_USD_PER_KM, LayerName.OBJECTIVE_USD_PER_KM):
        return name.value, valuer.made_from
    if name is LayerName.FAULT_RATE or name.cause:
        assumptions = [assumed.faults.model_dump_json(), assumed.build.model_dump_json()]
    elif name is LayerName.REPAIR_DAYS:
        assumptions = [assumed.repair.model_dump_json()]
    elif name is LayerName.JURISDICTION:
        assumptions = sorted(assumed.policy.partners)
    else:
        assumptions = []
    return name.value, valuer.seabed.made_from, assumptions


def _derive(valuer: Valuer, name: LayerName) -> _Layer:
    if name.zone:
        return _zone(valuer.seabed, name.zone)
    if name.month:
        return _ice_month(valuer.seabed, name.month)
    if name is LayerName.FAULT_RATE or name.cause:
        return _fault_rate(valuer, name.cause)
    plain: dict[LayerName, Callable[[Valuer], _Layer]] = {
        LayerName.DEPTH: _depth,
        LayerName.SLOPE: _slope,
        LayerName.RUGGEDNESS: _ruggedness,
        LayerName.ICE_MEAN: _ice_mean,
        LayerName.ICE_CLASS: _ice_class,
        LayerName.OPEN_DAYS: _open_days,
        LayerName.EARTHQUAKES_M6: _earthquakes_m6,
        LayerName.EARTHQUAKES_M7: _earthquakes_m7,
        LayerName.LANE_KM: _lanes,
        LayerName.SEDIMENT_M: _sediment,
        LayerName.JURISDICTION: _jurisdiction,
        LayerName.DEPOT_KM: _depot,
        LayerName.REPAIR_DAYS: _repair_days,
        LayerName.BUILD_USD_PER_KM: _build,
        LayerName.OBJECTIVE_USD_PER_KM: _objective,
    }
    return plain[name](valuer)


# ---- data of the seabed ------------------------------------------------------------------------------------


def _depth(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed
    return _Layer(seabed.depth_m, "Sea depth", "m", seabed.layers.bathymetry.source.name)


def _slope(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed
    return _Layer(
        seabed.layers.slope_deg, "Slope of the seabed", "degrees", seabed.layers.bathymetry.source.name
    )


def _ruggedness(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed
    layer = derive_ruggedness(seabed.layers.bathymetry, seabed.grid)
    title = f"Ruggedness of the seabed within {layer.attrs['window_km']:.0f} km"
    return _Layer(layer.to_numpy(), title, "m", seabed.layers.bathymetry.source.name)


def _ice_mean(valuer: Valuer) -> _Layer:
    return _ice(valuer.seabed, "mean", "Sea ice, mean of the year", "share")


def _open_days(valuer: Valuer) -> _Layer:
    return _ice(valuer.seabed, "open_days", "Open water", "days a year")


def _ice_class(valuer: Valuer) -> _Layer:
    return replace(_ice(valuer.seabed, "ice_class", "Sea ice", "class"), classes=IceClass)


def _ice(seabed: Seabed, figure: str, title: str, units: str) -> _Layer:
    return _Layer(
        seabed.layers.derive_ice_summary()[figure].to_numpy(), title, units, seabed.layers.ice.source
    )


def _ice_month(seabed: Seabed, month: int) -> _Layer:
    layer = derive_ice_concentration(seabed.grid, seabed.depth_m, ice=seabed.layers.ice, months=[month])
    return _Layer(layer.to_numpy()[0], f"Sea ice in {month_name(month)}", "share", seabed.layers.ice.source)


def _zone(seabed: Seabed, kind: ZoneKind) -> _Layer:
    return _Layer(
        seabed.layers.zone(kind), f"{_words(kind)} zones", "share of the worst", _zones_source(seabed)
    )


def _earthquakes_m6(valuer: Valuer) -> _Layer:
    return _earthquakes(valuer.seabed, M6)


def _earthquakes_m7(valuer: Valuer) -> _Layer:
    return _earthquakes(valuer.seabed, M7)


def _earthquakes(seabed: Seabed, least: float) -> _Layer:
    seismicity = seabed.layers.seismicity
    title = f"Earthquakes of M {least:g} and more"
    return _Layer(seismicity.over(seabed.grid, least), title, "per million km² and year", seismicity.source)


def _lanes(valuer: Valuer) -> _Layer:
    lane_km = valuer.seabed.layers.lane_km
    return _Layer(lane_km, "Distance to the nearest shipping lane", "km", _lanes_source())


def _sediment(valuer: Valuer) -> _Layer:
    sediment = valuer.seabed.layers.sediment
    if sediment is None:
        raise UsageError(
            "no sediment thickness; give sediment in [data] of the scenario, such as GlobSed-v3.nc "
            "(none is embedded: GlobSed states no licence)"
        )
    return _Layer(sediment.over(valuer.seabed.grid), "Thickness of the sediment", "m", sediment.source)


def _depot(valuer: Valuer) -> _Layer:
    return _Layer(valuer.seabed.depot_km, "Distance by sea from a repair depot", "km", _depots_source())


def _jurisdiction(valuer: Valuer) -> _Layer:
    """Jurisdictions of non-partners are one class: a plan pays for them or avoids them."""
    waters = valuer.seabed.layers.jurisdiction
    classes = np.zeros(waters.zone.shape, dtype=np.float32)
    classes[waters.zone == MaritimeZone.TERRITORIAL_SEA] = JurisdictionClass.TERRITORIAL_SEA
    classes[waters.zone == MaritimeZone.EEZ] = JurisdictionClass.EEZ
    classes[waters.zone == MaritimeZone.HIGH_SEAS] = JurisdictionClass.HIGH_SEAS
    closed = waters.derive_non_partner(frozenset(valuer.assumptions.policy.partners))
    classes[closed & (classes > 0)] = JurisdictionClass.NON_PARTNER
    return _Layer(classes, "Jurisdiction", "class", waters.source, JurisdictionClass)


# ---- derived from assumptions ------------------------------------------------------------------------------


def _fault_rate(valuer: Valuer, cause: Cause | None) -> _Layer:
    seabed, faults, build = valuer.seabed, valuer.assumptions.faults, valuer.assumptions.build

    def read(rows: Index, cols: Index) -> Values:
        rates = derive_fault_rates(seabed.at(rows, cols), faults, build)
        counted = [rates[cause]] if cause else list(rates.values())
        return np.asarray(_THOUSAND_KM * np.add.reduce(counted))

    sources = (
        _ground_sources(seabed),
        _zones_source(seabed),
        seabed.layers.seismicity.source,
        _lanes_source(),
    )
    title = f"Faults, {_words(cause).lower()}" if cause else "Faults, all causes"
    return _Layer(_lay(seabed, read), title, "per 1,000 km and year", BETWEEN_SOURCES.join(sources))


def _repair_days(valuer: Valuer) -> _Layer:
    seabed, repair = valuer.seabed, valuer.assumptions.repair

    def read(rows: Index, cols: Index) -> Values:
        conditions = seabed.at(rows, cols)
        return np.asarray(derive_repair_days(conditions, seabed.open_water(conditions), repair).mean(axis=0))

    sources = seabed.layers.ice.source, _zones_source(seabed), _depots_source()
    return _Layer(
        _lay(seabed, read), "Repair time, mean of the months", "days", BETWEEN_SOURCES.join(sources)
    )


def _build(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed

    def read(rows: Index, cols: Index) -> Values:
        conditions = seabed.at(rows, cols)
        terms = valuer.build_terms(conditions, seabed.open_water(conditions))
        return np.asarray(np.add.reduce(list(terms.values())))

    return _Layer(_lay(seabed, read), "Build cost", "USD per km", _ground_sources(seabed))


def _objective(valuer: Valuer) -> _Layer:
    seabed, weights = valuer.seabed, valuer.assumptions.weights.model_dump()

    def read(rows: Index, cols: Index) -> Values:
        terms = valuer.at(rows, cols).terms_usd_per_km
        return np.asarray(np.add.reduce([weights[term] * usd for term, usd in terms.items()]))

    values = _lay(seabed, read)
    values[valuer.derive_closed()] = np.nan
    sources = (
        _ground_sources(seabed),
        _zones_source(seabed),
        seabed.layers.seismicity.source,
        _lanes_source(),
        _depots_source(),
    )
    return _Layer(values, "Objective", "USD per km", BETWEEN_SOURCES.join(sources))


def _lay(seabed: Seabed, read: Reader) -> FloatCells:
    """Read every sea cell, in chunks."""
    cells = np.full(seabed.grid.shape, np.nan, dtype=np.float32)
    sea = np.flatnonzero(seabed.depth_m > 0)
    read(*np.zeros((2, 1), dtype=np.intp))  # derives the layers once, before threads use them
    chunks = [sea[first : first + _CHUNK] for first in range(0, len(sea), _CHUNK)]
    with ThreadPoolExecutor(_CORES) as cores:
        for _ in cores.map(partial(_lay_chunk, cells, read), chunks):
            pass
    return cells


def _lay_chunk(cells: FloatCells, read: Reader, chunk: Index) -> None:
    cells.ravel()[chunk] = read(*np.divmod(chunk, cells.shape[1]))


def _ground_sources(seabed: Seabed) -> str:
    """Name the sources of depth and ice."""
    return BETWEEN_SOURCES.join((seabed.layers.bathymetry.source.name, seabed.layers.ice.source))


def _zones_source(seabed: Seabed) -> str:
    return str(seabed.layers.zones.attrs.get("source", "hazard zones as given by the user"))


def _lanes_source() -> str:
    return embedded("shipping-lanes").source.name


def _depots_source() -> str:
    return embedded("cable-depots").source.name


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
