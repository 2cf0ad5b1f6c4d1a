"""NetCDF after the CF conventions: the cells of a corridor with their excess cost, on their projection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord
from routeplan.view.files.options import FileOptions

_FILL = np.float32(9.96921e36)  # NC_FILL_FLOAT of the NetCDF library


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the cells of a corridor; nothing of it depends on the options."""
    if record.grid is None:
        raise UsageError(
            f"cannot write {record.title} as {path.name}: only a corridor has cells; use .geojson"
        )
    projection = PolarStereographic(record.grid.attrs["epsg"])
    excess = record.grid.rename("excess_pct").astype(np.float32)
    excess.attrs = {
        "long_name": "excess over the best route",
        "units": "percent",
        "grid_mapping": "crs",
        "comment": "how much more than the best the cheapest route through the cell costs",
    }
    for axis, letter in (("easting", "x"), ("northing", "y")):
        excess[axis].attrs = {
            "standard_name": f"projection_{letter}_coordinate",
            "long_name": axis,
            "units": "m",
            "axis": letter.upper(),
        }
    about = record.provenance
    cells = xr.Dataset(
        {"excess_pct": excess, "crs": xr.DataArray(np.int32(0), attrs=projection.cf_attributes)},
        attrs={
            "Conventions": "CF-1.8",
            "title": record.title,
            "institution": "routeplan",
            "source": about.generator,
            "history": f"written by {about.generator}; no time, so that the same input gives the same bytes",
            "references": "docs/corridors.md of routeplan",
            "comment": about.note,
            "routeplan": about.to_json(),
        },
    )
    packing: dict[str, Any] = {
        "excess_pct": {"zlib": True, "complevel": 4, "dtype": "float32", "_FillValue": _FILL},
        # Coordinates have no missing values, which the conventions want told by no fill value.
        **{axis: {"dtype": "float64", "_FillValue": None} for axis in ("easting", "northing")},
    }
    with atomic_write(path) as temporary:
        cells.to_netcdf(temporary, engine="netcdf4", encoding=packing)
