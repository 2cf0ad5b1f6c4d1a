"""The data sets behind a plan: embedded ones, and the user's files that replace them or are laid over them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from routeplan.cost.layer_names import LayerName
from routeplan.cost.scenario import Scenario
from routeplan.io.data_sets import (
    Reference,
    reference_of,
    reference_of_embedded,
    reference_of_file,
    set_of_file,
    source_of,
)
from routeplan.io.sources import Source, embedded


class DataRole(StrEnum):
    """What a data set is used for."""

    BATHYMETRY = "bathymetry"
    LANDINGS = "landings"
    LANES = "lanes"
    DEPOTS = "depots"
    LAND = "land"
    COAST = "coast"
    CABLE_TYPES = "cable_types"
    ICE = "ice"
    ZONES = "zones"
    EARTHQUAKES = "earthquakes"
    EEZ = "eez"
    SEDIMENT = "sediment"
    TYPE_IDENTIFIER = "type_identifier"
    LAYERS = "layers"


# The embedded sets of each role, in the order in which results list them. A file under [data] that has the name of a
# role replaces them. Zones of an EEZ file end where its owner drew them.
_EMBEDDED = {
    DataRole.LANDINGS: ("landings",),
    DataRole.LANES: ("shipping-lanes",),
    DataRole.DEPOTS: ("cable-depots",),
    DataRole.LAND: ("boundaries",),
    DataRole.COAST: ("coast",),
    DataRole.CABLE_TYPES: ("cable-types",),
    DataRole.ICE: ("ice-calendar",),
    DataRole.ZONES: ("hazard-zones",),
    DataRole.EARTHQUAKES: ("seismicity",),
    DataRole.EEZ: ("treaty-lines", "zone-rules"),
    DataRole.SEDIMENT: (),
    DataRole.TYPE_IDENTIFIER: (),
    DataRole.LAYERS: (),
}
_REPLACED = (
    DataRole.CABLE_TYPES, DataRole.ICE, DataRole.ZONES, DataRole.EARTHQUAKES, DataRole.EEZ, DataRole.SEDIMENT,
    DataRole.TYPE_IDENTIFIER,
)  # fmt: skip
_DEPTH = (DataRole.BATHYMETRY, DataRole.COAST)
_WATERS = (DataRole.LAND, DataRole.EEZ)
_CAUSES = (*_DEPTH, DataRole.ICE, DataRole.ZONES, DataRole.EARTHQUAKES, DataRole.LANES)
_ROLES = {
    LayerName.DEPTH: _DEPTH,
    LayerName.SLOPE: (DataRole.BATHYMETRY,),
    LayerName.RUGGEDNESS: (DataRole.BATHYMETRY,),
    LayerName.ICE_MEAN: (DataRole.ICE,),
    LayerName.ICE_CLASS: (DataRole.ICE,),
    LayerName.OPEN_DAYS: (DataRole.ICE,),
    LayerName.EARTHQUAKES_M6: (DataRole.EARTHQUAKES,),
    LayerName.EARTHQUAKES_M7: (DataRole.EARTHQUAKES,),
    LayerName.LANE_KM: (DataRole.LANES,),
    LayerName.SEDIMENT_M: (DataRole.SEDIMENT,),
    LayerName.MEASURED_SHARE: (DataRole.TYPE_IDENTIFIER,),
    LayerName.DEPTH_FILE: (DataRole.BATHYMETRY,),
    LayerName.JURISDICTION: _WATERS,
    LayerName.DEPOT_KM: (DataRole.DEPOTS, *_DEPTH),
    LayerName.FAULT_RATE: (*_CAUSES, DataRole.LAYERS),
    LayerName.FAULT_RATE_USER: (DataRole.LAYERS,),
    LayerName.REPAIR_DAYS: (DataRole.ICE, DataRole.ZONES, DataRole.DEPOTS, *_DEPTH),
    LayerName.BUILD_USD_PER_KM: (*_DEPTH, DataRole.ICE, DataRole.CABLE_TYPES),
    LayerName.OBJECTIVE_USD_PER_KM: (
        *_CAUSES,
        DataRole.CABLE_TYPES,
        DataRole.DEPOTS,
        *_WATERS,
        DataRole.LAYERS,
    ),
}


def derive_sources(scenario: Scenario | None) -> tuple[Source, ...]:
    """List the data sets behind a plan, apart from its bathymetry.

    Parameters
    ----------
    scenario : Scenario, optional
        Without one all data are the embedded ones.
    """
    own = _own_files(scenario)
    kept = [name for role, names in _EMBEDDED.items() if role not in own for name in names]
    files = dict.fromkeys(path for paths in own.values() for path in paths)
    return (*(embedded(name).source for name in kept), *map(source_of, files))


def derive_layer_sources(
    scenario: Scenario | None, bathymetry: Source, name: LayerName
) -> tuple[Source, ...]:
    """List the data sets behind one layer.

    Parameters
    ----------
    scenario : Scenario, optional
    bathymetry : Source
        Of the planner.
    name : LayerName
    """
    if name.month:
        roles: tuple[DataRole, ...] = (DataRole.ICE,)
    elif name.zone:
        roles = (DataRole.ZONES,)
    elif name.cause and name is not LayerName.FAULT_RATE_USER:
        roles = _CAUSES
    else:
        roles = _ROLES[name]
    return tuple(
        source for role in dict.fromkeys(roles) for source in derive_role_sources(scenario, bathymetry, role)
    )


def derive_role_sources(scenario: Scenario | None, bathymetry: Source, role: DataRole) -> tuple[Source, ...]:
    """List the data sets that have one role: the user's files, or the embedded ones."""
    if role is DataRole.BATHYMETRY:
        return (bathymetry,)
    own = _own_files(scenario).get(role)
    if own is not None:
        return tuple(map(source_of, own))
    return tuple(embedded(name).source for name in _EMBEDDED[role])


def provenance_attrs(sources: Sequence[Source]) -> dict[str, str]:
    """Give attributes that say where values come from, as texts: NetCDF has those and numbers only."""
    doi = dict.fromkeys(f"doi:{source.doi}" for source in sources if source.doi)
    return {
        "provenance": json.dumps([source.record for source in sources], ensure_ascii=False),
        "licence": "; ".join(dict.fromkeys(source.licence for source in sources)),
        "references": "; ".join(doi),
    }


def derive_references(scenario: Scenario) -> tuple[Reference, ...]:
    """List what a plan under a scenario has to cite: published sets, embedded data, files of the user.

    Raises
    ------
    DataError
        If a file is missing.
    """
    own = _own_files(scenario)
    heights = [scenario.data.bathymetry] if scenario.data.bathymetry else []
    files = [*scenario.data.surveys, *heights, *(path for paths in own.values() for path in paths)]
    names = [] if heights else ["etopo1-north"]
    names += [name for role, sets in _EMBEDDED.items() if role not in own for name in sets]
    found = [_reference_of_own(path) for path in dict.fromkeys(files)]
    return tuple(dict.fromkeys([*found, *(reference_of_embedded(embedded(name)) for name in names)]))


def _reference_of_own(path: Path) -> Reference:
    data_set = set_of_file(path)
    return reference_of_file(source_of(path)) if data_set is None else reference_of(data_set)


def _own_files(scenario: Scenario | None) -> dict[DataRole, tuple[Path, ...]]:
    """Files of a scenario by what they are used for; a role that has none is not in it."""
    if scenario is None:
        return {}
    own = {role: (path,) for role in _REPLACED if (path := getattr(scenario.data, role.value)) is not None}
    layers = tuple(dict.fromkeys(layer.path for layer in scenario.data.layers))
    return {**own, **({DataRole.LAYERS: layers} if layers else {})}
