"""All layers of a planner as one xarray Dataset with its coordinate system; values are derived when they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import BETWEEN_SOURCES, derive_named_layer, describe_named_layer
from routeplan.cost.scenario import Scenario
from routeplan.cost.valuation import Valuer
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import transform_of
from routeplan.io.sources import Source
from routeplan.planning.data_sources import (
    DataRole,
    derive_layer_sources,
    derive_role_sources,
    provenance_attrs,
)

_DIMS = ("northing", "easting")
# Sums of the user's layers: name, title, unit.
_USER_LAYERS = (
    ("usd_per_km", "Cost of user layers", "USD per km"),
    ("faults_per_km_year", "Faults of user layers", "per km and year"),
    ("closed", "Closed by user layers and areas", "1"),
)
_GRID_MAPPING = "spatial_ref"  # the name that rioxarray looks for


class _LazyLayer(BackendArray):
    """A layer that xarray derives when its values are read."""

    def __init__(self, valuer: Valuer, name: LayerName) -> None:
        self.valuer, self.name = valuer, name
        self.shape, self.dtype = valuer.seabed.grid.shape, np.dtype(np.float32)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> npt.NDArray[np.float32]:
        support = indexing.IndexingSupport.BASIC
        return np.asarray(indexing.explicit_indexing_adapter(key, self.shape, support, self._read))

    def _read(self, key: Any) -> npt.NDArray[np.float32]:
        return np.asarray(derive_named_layer(self.valuer, self.name).to_numpy()[key], dtype=np.float32)


def lay_out_layers(valuer: Valuer, *, scenario: Scenario | None, bathymetry: Source) -> xr.Dataset:
    """Lay out all layers over the grid, without deriving any.

    Parameters
    ----------
    valuer : Valuer
        Of a planner.
    scenario : Scenario, optional
        Of the planner: names the files behind the layers.
    bathymetry : Source
        Of the planner.

    Returns
    -------
    Dataset, (northing, easting)
        A float32 variable for each name of `LayerName`, as :func:`derive_named_layer` gives it, ``sediment_m``,
        ``measured_share`` and ``depth_file`` only where a scenario has data for them; ``user_usd_per_km``,
        ``user_faults_per_km_year`` and ``user_closed`` where the scenario or the planner adds layers. The attr
        ``provenance`` of each is JSON: name, version, DOI, licence and checksum of all data sets behind it; ``licence``
        and ``references`` have its licences and DOIs as text. The coordinate ``spatial_ref`` has the coordinate system
        after the CF conventions, as rioxarray and GDAL read it.
    """
    grid = valuer.seabed.grid
    layers, origin = valuer.seabed.layers, valuer.seabed.layers.depth_origin
    of_own_data: dict[LayerName, object] = {
        LayerName.SEDIMENT_M: layers.sediment,
        LayerName.MEASURED_SHARE: origin and origin.types,
        LayerName.DEPTH_FILE: origin and origin.files,
    }
    known = [name for name in LayerName if name not in of_own_data or of_own_data[name]]
    variables = {}
    for name in known:
        on_demand = indexing.LazilyIndexedArray(_LazyLayer(valuer, name))
        lazy = indexing.MemoryCachedArray(on_demand)  # type: ignore[no-untyped-call]
        encoding = {"grid_mapping": _GRID_MAPPING}
        sources = derive_layer_sources(scenario, bathymetry, name)
        attrs = describe_named_layer(valuer, name) | provenance_attrs(sources)
        variables[name.value] = xr.Variable(_DIMS, lazy, attrs, encoding)
    if valuer.seabed.user_layers is not None:
        sources = derive_role_sources(scenario, bathymetry, DataRole.LAYERS)
        for key, title, unit in _USER_LAYERS:
            values = np.asarray(getattr(valuer.seabed.user_layers, key), dtype=np.float32)
            attrs = {"units": unit, "source": _names(sources), "long_name": title} | provenance_attrs(sources)
            variables[f"user_{key}"] = xr.Variable(_DIMS, values, attrs, {"grid_mapping": _GRID_MAPPING})
    return xr.Dataset(
        variables,
        coords={
            "northing": ("northing", grid.northing_m, _axis("Y")),
            "easting": ("easting", grid.easting_m, _axis("X")),
            _GRID_MAPPING: ((), np.int32(0), _grid_mapping(grid)),
        },
        attrs={
            "Conventions": "CF-1.8",
            "title": f"Layers of routeplan, cells of {grid.spacing_m / 1000:g} km",
        },
    )


def _names(sources: Sequence[Source]) -> str:
    return BETWEEN_SOURCES.join(source.name for source in sources) or "areas given in this session"


def _axis(letter: str) -> dict[str, str]:
    standard_name = f"projection_{letter.lower()}_coordinate"
    return {"axis": letter, "standard_name": standard_name, "units": "m"}


def _grid_mapping(grid: Grid) -> dict[str, Any]:
    """Attributes of the grid mapping: CF parameters, WKT, and GDAL's transform."""
    transform = " ".join(f"{number:.15g}" for number in transform_of(grid).to_gdal())
    return {**grid.projection.cf_attributes, "GeoTransform": transform}
