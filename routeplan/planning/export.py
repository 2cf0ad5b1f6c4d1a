"""Write routes and corridors for other programs: GeoJSON and NetCDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from shapely.geometry import mapping

from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.planning.corridor import Corridor
from routeplan.planning.corridor.record import corridor_record, passage_record
from routeplan.planning.geojson import (
    check_geojson_suffix,
    landing_feature,
    line_feature,
    rounded_geometry,
    write_collection,
)
from routeplan.planning.records import (
    NOT_FOR_NAVIGATION,
    finite_or_none,
    provenance_record,
)
from routeplan.planning.route import Route, route_features
from routeplan.planning.system import System, Valued
from routeplan.planning.system_record import system_features
from routeplan.runtime.files import atomic_write


def score_record(route: Valued, best: Valued, *, month: int | None = None) -> dict[str, Any]:
    """Describe a line drawn elsewhere, its stretches, and the best route between its ends."""
    stretches = [
        {key: value if isinstance(value, str) else finite_or_none(value) for key, value in row.items()}
        for row in route.stretches.to_dict("records")
    ]
    return {
        "name": route.name,
        "line": route.record(month=month),
        "best": best.record(month=month),
        "stretches": stretches,
    }


def write_geojson(routes: Sequence[Valued], path: Path) -> None:
    """Write routes, systems and their landings as RFC 7946, cut at 180 degrees.

    Parameters
    ----------
    routes : sequence of Route or System
        At least one. A system is a feature a segment.
    path : Path
        Ends in .geojson or .json.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    features = route_features([route for route in routes if isinstance(route, Route)])
    for system in routes:
        features += system_features(system) if isinstance(system, System) else []
    unique = {feature["id"]: feature for feature in features}
    write_collection(list(unique.values()), routes[0].sources, path)


def write_corridor(corridor: Corridor, path: Path) -> None:
    """Write a corridor in the format that the suffix names.

    GeoJSON has its outline, a line for each passage and both landings. NetCDF has its cells with their excess cost,
    on the projection of the grid after the CF conventions.

    Raises
    ------
    UsageError
        If no format has the suffix.
    OutputError
        If the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix in (".geojson", ".json"):
        features = [_outline_feature(corridor)]
        features += [_passage_feature(corridor, number) for number in range(len(corridor.passages))]
        features += [landing_feature(landing) for landing in (corridor.start, corridor.end)]
        write_collection(features, corridor.sources, path)
    elif suffix == ".nc":
        _write_cells(corridor, path)
    else:
        raise UsageError(
            f"cannot write a corridor as {path.name}: no format {path.suffix!r}; use .geojson or .nc"
        )


def write_routes(routes: Sequence[Valued], path: Path) -> None:
    """Write routes in the format that the suffix names.

    Raises
    ------
    UsageError
        If no format has the suffix.
    OutputError
        If the file cannot be written.
    """
    check_geojson_suffix(path, "routes")
    write_geojson(routes, path)


def _write_cells(corridor: Corridor, path: Path) -> None:
    """Write the cells after the CF conventions, with their projection."""
    projection = PolarStereographic(corridor.excess_pct.attrs["epsg"])
    definition = dict(part.partition("=")[::2] for part in projection.proj4.split())
    grid_mapping = {
        "grid_mapping_name": "polar_stereographic",
        "latitude_of_projection_origin": float(definition["lat_0"]),
        "standard_parallel": float(definition["lat_ts"]),
        "straight_vertical_longitude_from_pole": float(definition["lon_0"]),
        "false_easting": 0.0,
        "false_northing": 0.0,
        "semi_major_axis": 6378137.0,
        "inverse_flattening": 298.257223563,
        "epsg_code": f"EPSG:{projection.epsg}",
    }
    excess = corridor.excess_pct.rename("excess_pct").copy()
    excess.attrs |= {"long_name": "excess over the best route", "grid_mapping": "crs"}
    for axis in ("easting", "northing"):
        letter = "x" if axis == "easting" else "y"
        excess[axis].attrs |= {"standard_name": f"projection_{letter}_coordinate", "units": "m"}
    provenance = json.dumps(provenance_record(corridor.sources), ensure_ascii=False)
    cells = xr.Dataset(
        {"excess_pct": excess, "crs": xr.DataArray(np.int32(0), attrs=grid_mapping)},
        attrs={
            "Conventions": "CF-1.8",
            "title": f"{corridor.name} within {corridor.within_pct:g} %",
            "comment": NOT_FOR_NAVIGATION,
            "routeplan": provenance,
        },
    )
    packing = {
        "excess_pct": {"zlib": True, "complevel": 4, "dtype": "float32", "_FillValue": np.float32(np.nan)}
    }
    with atomic_write(path) as temporary:
        cells.to_netcdf(temporary, engine="netcdf4", encoding=packing)


def _outline_feature(corridor: Corridor) -> dict[str, Any]:
    facts = corridor_record(corridor)
    scalars = {key: value for key, value in facts.items() if isinstance(value, str | int | float)}
    ends = {"kind": "corridor", "name": corridor.name, "from": corridor.start.id, "to": corridor.end.id}
    return {
        "type": "Feature",
        "id": f"corridor--{corridor.start.id}--{corridor.end.id}",
        "properties": ends | scalars,
        "geometry": rounded_geometry(mapping(corridor.frame.geometry.iloc[0])),
    }


def _passage_feature(corridor: Corridor, number: int) -> dict[str, Any]:
    passage = corridor.passages[number]
    scalars = (str, int, float)
    facts = {key: value for key, value in passage_record(passage).items() if isinstance(value, scalars)}
    if passage.breakdown is not None:
        facts["jurisdictions"] = passage.breakdown.jurisdictions_text
    facts["cell_lon"], facts["cell_lat"] = facts.pop("lon"), facts.pop("lat")
    return line_feature(
        passage.line,
        {"kind": "passage", "from": corridor.start.id, "to": corridor.end.id} | facts,
        id_=f"{number + 1}--{corridor.start.id}--{corridor.end.id}",
    )
