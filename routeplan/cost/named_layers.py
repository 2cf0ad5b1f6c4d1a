"""Single layers by name, labelled for maps: seabed data, and costs and faults derived from them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from routeplan.cost.faults import Cause, derive_fault_rates, derive_repair_days
from routeplan.cost.layer_names import LayerKey, LayerName
from routeplan.cost.valuation import CORES, Valuer, chunks_of
from routeplan.errors import UsageError
from routeplan.geo.grid import FloatCells
from routeplan.io.sources import embedded
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.jurisdiction import MaritimeZone
from routeplan.seabed.months import month_name
from routeplan.seabed.sea_ice import IceClass, derive_ice_concentration
from routeplan.seabed.seabed import Index, Seabed, Values
from routeplan.seabed.seismicity import M6, M7
from routeplan.seabed.terrain import derive_ruggedness

if TYPE_CHECKING:
    import xarray as xr

BETWEEN_SOURCES = "; "  # where a layer has several
_THOUSAND_KM = 1000.0

Reader = Callable[[Index, Index], Values]


class JurisdictionClass(IntEnum):
    """Jurisdiction by its effect on a plan."""

    TERRITORIAL_SEA = 1  # of partners
    EEZ = 2  # of partners
    HIGH_SEAS = 3
    NON_PARTNER = 4  # territorial sea and EEZ alike


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values of cells, derived when they are read, with title, units and source for a map."""

    read: Callable[[], FloatCells]
    title: str
    units: str
    source: str
    classes: type[IntEnum] | None = None


def derive_named_layer(valuer: Valuer, name: LayerName | LayerKey | str) -> xr.DataArray:
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
    labelled = _label(valuer, name)
    values = labelled.read()
    at_sea = np.where((seabed.depth_m > 0) & np.isfinite(values), values, np.nan).astype(
        np.float32, copy=False
    )
    layer = seabed.grid.array(at_sea, name=name.value, units=labelled.units, source=labelled.source)
    layer.attrs |= describe_named_layer(valuer, name)
    return layer


def describe_named_layer(valuer: Valuer, name: LayerName | LayerKey | str) -> dict[str, Any]:
    """Give the attrs of a layer, as :func:`derive_named_layer` does, without deriving its values."""
    labelled = _label(valuer, LayerName(name))
    attrs: dict[str, Any] = {"units": labelled.units, "source": labelled.source, "long_name": labelled.title}
    if labelled.classes:
        kinds = [kind for kind in labelled.classes if kind.value > 0]
        attrs["flag_values"] = [kind.value for kind in kinds]
        attrs["flag_meanings"] = " ".join(kind.name.lower() for kind in kinds)
    return attrs


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


def _label(valuer: Valuer, name: LayerName) -> _Layer:
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
        LayerName.MEASURED_SHARE: _measured_share,
        LayerName.DEPTH_FILE: _depth_file,
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
    return _Layer(lambda: seabed.depth_m, "Sea depth", "m", seabed.layers.bathymetry.source.name)


def _slope(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed
    return _Layer(
        lambda: seabed.layers.slope_deg,
        "Slope of the seabed",
        "degrees",
        seabed.layers.bathymetry.source.name,
    )


def _ruggedness(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed

    def read() -> FloatCells:
        return derive_ruggedness(seabed.layers.bathymetry, seabed.grid).to_numpy()

    return _Layer(read, "Ruggedness of the seabed", "m", seabed.layers.bathymetry.source.name)


def _ice_mean(valuer: Valuer) -> _Layer:
    return _ice(valuer.seabed, "mean", "Sea ice, mean of the year", "share")


def _open_days(valuer: Valuer) -> _Layer:
    return _ice(valuer.seabed, "open_days", "Open water", "days a year")


def _ice_class(valuer: Valuer) -> _Layer:
    return replace(_ice(valuer.seabed, "ice_class", "Sea ice", "class"), classes=IceClass)


def _ice(seabed: Seabed, figure: str, title: str, units: str) -> _Layer:
    return _Layer(partial(_read_ice, seabed, figure), title, units, seabed.layers.ice.source)


def _read_ice(seabed: Seabed, figure: str) -> FloatCells:
    return np.asarray(seabed.layers.derive_ice_summary()[figure].to_numpy(), dtype=np.float32)


def _ice_month(seabed: Seabed, month: int) -> _Layer:
    ice = seabed.layers.ice

    def read() -> FloatCells:
        layer = derive_ice_concentration(seabed.grid, seabed.depth_m, ice=ice, months=[month])
        return np.asarray(layer.to_numpy()[0], dtype=np.float32)

    return _Layer(read, f"Sea ice in {month_name(month)}", "share", ice.source)


def _zone(seabed: Seabed, kind: ZoneKind) -> _Layer:
    return _Layer(
        lambda: seabed.layers.zone(kind), f"{_words(kind)} zones", "share of the worst", _zones_source(seabed)
    )


def _earthquakes_m6(valuer: Valuer) -> _Layer:
    return _earthquakes(valuer.seabed, M6)


def _earthquakes_m7(valuer: Valuer) -> _Layer:
    return _earthquakes(valuer.seabed, M7)


def _earthquakes(seabed: Seabed, least: float) -> _Layer:
    seismicity = seabed.layers.seismicity
    title = f"Earthquakes of M {least:g} and more"
    return _Layer(
        lambda: seismicity.over(seabed.grid, least), title, "per million km² and year", seismicity.source
    )


def _lanes(valuer: Valuer) -> _Layer:
    layers = valuer.seabed.layers
    return _Layer(lambda: layers.lane_km, "Distance to the nearest shipping lane", "km", _lanes_source())


def _sediment(valuer: Valuer) -> _Layer:
    sediment = valuer.seabed.layers.sediment
    if sediment is None:
        raise UsageError(
            "no sediment thickness; give sediment in [data] of the scenario, such as GlobSed-v3.nc "
            "(none is embedded: GlobSed states no licence)"
        )
    return _Layer(
        lambda: sediment.over(valuer.seabed.grid), "Thickness of the sediment", "m", sediment.source
    )


def _measured_share(valuer: Valuer) -> _Layer:
    origin = valuer.seabed.layers.depth_origin
    if origin is None or origin.types is None:
        raise UsageError("no type identifiers; give type_identifier in [data], such as gebco_2026_tid.nc")
    source = origin.types.source
    return _Layer(lambda: np.asarray(origin.measured_share), "Depths that are measured", "share", source)


def _depth_file(valuer: Valuer) -> _Layer:
    origin = valuer.seabed.layers.depth_origin
    if origin is None or origin.files is None:
        raise UsageError("depths come from one file; give surveys, or a folder of tiles")
    sources, kinds = BETWEEN_SOURCES.join(origin.files.names), origin.files.kinds
    return _Layer(lambda: np.asarray(origin.file_number), "File of the depth", "class", sources, kinds)


def _depot(valuer: Valuer) -> _Layer:
    return _Layer(
        lambda: valuer.seabed.depot_km, "Distance by sea from a repair depot", "km", _depots_source()
    )


def _jurisdiction(valuer: Valuer) -> _Layer:
    """Jurisdictions of non-partners are one class: a plan pays for them or avoids them."""
    waters = valuer.seabed.layers.jurisdiction

    def read() -> FloatCells:
        classes = np.zeros(waters.zone.shape, dtype=np.float32)
        classes[waters.zone == MaritimeZone.TERRITORIAL_SEA] = JurisdictionClass.TERRITORIAL_SEA
        classes[waters.zone == MaritimeZone.EEZ] = JurisdictionClass.EEZ
        classes[waters.zone == MaritimeZone.HIGH_SEAS] = JurisdictionClass.HIGH_SEAS
        closed = waters.derive_non_partner(frozenset(valuer.assumptions.policy.partners))
        classes[closed & (classes > 0)] = JurisdictionClass.NON_PARTNER
        return classes

    return _Layer(read, "Jurisdiction", "class", waters.source, JurisdictionClass)


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
    return _Layer(partial(_lay, seabed, read), title, "per 1,000 km and year", BETWEEN_SOURCES.join(sources))


def _repair_days(valuer: Valuer) -> _Layer:
    seabed, repair = valuer.seabed, valuer.assumptions.repair

    def read(rows: Index, cols: Index) -> Values:
        conditions = seabed.at(rows, cols)
        return np.asarray(derive_repair_days(conditions, seabed.open_water(conditions), repair).mean(axis=0))

    sources = seabed.layers.ice.source, _zones_source(seabed), _depots_source()
    return _Layer(
        partial(_lay, seabed, read), "Repair time, mean of the months", "days", BETWEEN_SOURCES.join(sources)
    )


def _build(valuer: Valuer) -> _Layer:
    seabed = valuer.seabed

    def read(rows: Index, cols: Index) -> Values:
        conditions = seabed.at(rows, cols)
        terms = valuer.build_terms(conditions, seabed.open_water(conditions))
        return np.asarray(np.add.reduce(list(terms.values())))

    return _Layer(partial(_lay, seabed, read), "Build cost", "USD per km", _ground_sources(seabed))


def _objective(valuer: Valuer) -> _Layer:
    seabed, weights = valuer.seabed, valuer.assumptions.weights.model_dump()

    def read(rows: Index, cols: Index) -> Values:
        terms = valuer.at(rows, cols).terms_usd_per_km
        return np.asarray(np.add.reduce([weights[term] * usd for term, usd in terms.items()]))

    def read_open() -> FloatCells:
        values = _lay(seabed, read)
        values[valuer.derive_closed()] = np.nan
        return values

    sources = (
        _ground_sources(seabed),
        _zones_source(seabed),
        seabed.layers.seismicity.source,
        _lanes_source(),
        _depots_source(),
    )
    return _Layer(read_open, "Objective", "USD per km", BETWEEN_SOURCES.join(sources))


def _lay(seabed: Seabed, read: Reader) -> FloatCells:
    """Read every sea cell, in chunks."""
    cells = np.full(seabed.grid.shape, np.nan, dtype=np.float32)
    sea = np.flatnonzero(seabed.depth_m > 0)
    read(*np.zeros((2, 1), dtype=np.intp))  # derives the layers once, before threads use them
    with ThreadPoolExecutor(CORES) as cores:
        for _ in cores.map(partial(_lay_chunk, cells, read), chunks_of(sea)):
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
