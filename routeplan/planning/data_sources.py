"""The data sets behind a plan: embedded ones, and the user's files that replace them or are laid over them."""

from __future__ import annotations

from pathlib import Path

from routeplan.cost.scenario import Scenario
from routeplan.io.data_sets import source_of
from routeplan.io.sources import Source, embedded

_ALWAYS = ("landings", "shipping-lanes", "cable-depots", "boundaries", "coast")
# Key of [data] and the embedded sets that its file replaces. Zones of an EEZ file end where its owner drew them.
_REPLACED = {
    "cable_types": ("cable-types",),
    "ice": ("ice-calendar",),
    "zones": ("hazard-zones",),
    "earthquakes": ("seismicity",),
    "eez": ("treaty-lines", "zone-rules"),
    "sediment": (),
}


def derive_sources(scenario: Scenario | None) -> tuple[Source, ...]:
    """List the data sets behind a plan, apart from its bathymetry.

    Parameters
    ----------
    scenario : Scenario, optional
        Without one all data are the embedded ones.
    """
    own = {} if scenario is None else _own_files(scenario)
    kept = [*_ALWAYS, *(name for key, names in _REPLACED.items() if key not in own for name in names)]
    layers = () if scenario is None else [layer.path for layer in scenario.data.layers]
    return (
        *(embedded(name).source for name in kept),
        *map(source_of, dict.fromkeys([*own.values(), *layers])),
    )


def _own_files(scenario: Scenario) -> dict[str, Path]:
    chosen = {key: getattr(scenario.data, key) for key in _REPLACED}
    return {key: path for key, path in chosen.items() if path is not None}
