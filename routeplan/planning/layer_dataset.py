"""All layers of a planner as one xarray Dataset with its coordinate system; values are derived when they are read."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import derive_named_layer, describe_named_layer
from routeplan.cost.valuation import Valuer
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import transform_of

_DIMS = ("northing", "easting")
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


def lay_out_layers(valuer: Valuer) -> xr.Dataset:
    """Lay out all layers over the grid, without deriving any.

    Parameters
    ----------
    valuer : Valuer
        Of a planner.

    Returns
    -------
    Dataset, (northing, easting)
        A float32 variable for each name of `LayerName`, as :func:`derive_named_layer` gives it, ``sediment_m`` only
        where its thickness is known. The coordinate ``spatial_ref`` has the coordinate system after the CF conventions,
        as rioxarray and GDAL read it.
    """
    grid = valuer.seabed.grid
    known = [name for name in LayerName if name is not LayerName.SEDIMENT_M or valuer.seabed.layers.sediment]
    variables = {}
    for name in known:
        on_demand = indexing.LazilyIndexedArray(_LazyLayer(valuer, name))
        lazy = indexing.MemoryCachedArray(on_demand)  # type: ignore[no-untyped-call]
        encoding = {"grid_mapping": _GRID_MAPPING}
        variables[name.value] = xr.Variable(_DIMS, lazy, describe_named_layer(valuer, name), encoding)
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


def _axis(letter: str) -> dict[str, str]:
    standard_name = f"projection_{letter.lower()}_coordinate"
    return {"axis": letter, "standard_name": standard_name, "units": "m"}


def _grid_mapping(grid: Grid) -> dict[str, Any]:
    """Attributes of the grid mapping: CF parameters, WKT, and GDAL's transform."""
    transform = " ".join(f"{number:.15g}" for number in transform_of(grid).to_gdal())
    return {**grid.projection.cf_attributes, "GeoTransform": transform}
