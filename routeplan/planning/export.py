"""Write routes and corridors for other programs: GeoJSON, NetCDF, records for JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import antimeridian
import numpy as np
import xarray as xr
from shapely import LineString, MultiLineString, Point
from shapely.geometry import mapping

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic, densify
from routeplan.io.sources import Source
from routeplan.planning.corridor import Corridor
from routeplan.planning.corridor.record import corridor_record, passage_record
from routeplan.planning.records import (
    DEGREE_DECIMALS,
    NOT_FOR_NAVIGATION,
    landing_record,
    provenance_record,
    route_record,
)
from routeplan.planning.route import Route
from routeplan.runtime.files import replacing

# GeoJSON's lines are straight in longitude and latitude: points this near keep them on the geodesic.
_POINT_EVERY_KM = 10.0


class Line(Protocol):
    """Whatever has vertices in longitude and latitude, with geodesics between them."""

    @property
    def lon(self) -> FloatArray:
        """Longitudes of the vertices, degrees."""

    @property
    def lat(self) -> FloatArray:
        """Latitudes of the vertices, degrees."""


def write_geojson(routes: Sequence[Route], path: Path) -> None:
    """Write routes and their landings as RFC 7946, cut at 180 degrees.

    Parameters
    ----------
    routes : sequence of Route
        At least one.
    path : Path
        Ends in .geojson or .json.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    landings = {each.id: each for route in routes for each in (route.start, route.end)}
    features = [_route_feature(route, number) for number, route in enumerate(routes, start=1)]
    features += [_landing_feature(landing) for landing in landings.values()]
    _write_collection(features, routes[0].sources, path)


def write_corridor(corridor: Corridor, path: Path) -> None:
    """Write a corridor in the format that the suffix names.

    GeoJSON holds its outline, a line for each passage and both landings; NetCDF its cells with their excess,
    on the plane of the grid after the CF conventions.

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
        features += [_landing_feature(landing) for landing in (corridor.start, corridor.end)]
        _write_collection(features, corridor.sources, path)
    elif suffix == ".nc":
        _write_cells(corridor, path)
    else:
        raise UsageError(
            f"cannot write a corridor as {path.name}: no format {path.suffix!r}; use .geojson or .nc"
        )


def write_routes(routes: Sequence[Route], path: Path) -> None:
    """Write routes in the format that the suffix names.

    Raises
    ------
    UsageError
        If no format has the suffix.
    OutputError
        If the file cannot be written.
    """
    if path.suffix.lower() not in (".geojson", ".json"):
        raise UsageError(f"cannot write routes as {path.name}: no format {path.suffix!r}; use .geojson")
    write_geojson(routes, path)


def _write_collection(features: list[dict[str, Any]], sources: Sequence[Source], path: Path) -> None:
    collection = {
        "type": "FeatureCollection",
        "routeplan": provenance_record(sources) | {"note": NOT_FOR_NAVIGATION, "legs": "geodesic, WGS 84"},
        "features": features,
    }
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_cells(corridor: Corridor, path: Path) -> None:
    """Write the cells after the CF conventions, with the plane they lie on."""
    projection = PolarStereographic(corridor.excess_pct.attrs["epsg"])
    definition = dict(part.partition("=")[::2] for part in projection.proj4.split())
    plane = {
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
        {"excess_pct": excess, "crs": xr.DataArray(np.int32(0), attrs=plane)},
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
    with replacing(path) as temporary:
        cells.to_netcdf(temporary, engine="netcdf4", encoding=packing)


def _route_feature(route: Route, number: int) -> dict[str, Any]:
    line = cut_line(route)
    record = route_record(route)
    scalars = {key: value for key, value in record.items() if isinstance(value, str | int | float)}
    properties = {"kind": "route", "name": route.name, "from": route.start.id, "to": route.end.id} | scalars
    properties |= {f"{term}_usd": usd for term, usd in route.build_terms_usd.items()}
    if route.via:
        properties["via"] = "; ".join(each.id for each in route.via)
    return {
        "type": "Feature",
        "id": f"{number}--{route.start.id}--{route.end.id}",
        "bbox": _bounds(route),
        "properties": properties,
        "geometry": _rounded(mapping(line)),
    }


def _outline_feature(corridor: Corridor) -> dict[str, Any]:
    facts = corridor_record(corridor)
    scalars = {key: value for key, value in facts.items() if isinstance(value, str | int | float)}
    ends = {"kind": "corridor", "name": corridor.name, "from": corridor.start.id, "to": corridor.end.id}
    return {
        "type": "Feature",
        "id": f"corridor--{corridor.start.id}--{corridor.end.id}",
        "properties": ends | scalars,
        "geometry": _rounded(mapping(corridor.frame.geometry.iloc[0])),
    }


def _passage_feature(corridor: Corridor, number: int) -> dict[str, Any]:
    passage = corridor.passages[number]
    facts = passage_record(passage)
    facts["cell_lon"], facts["cell_lat"] = facts.pop("lon"), facts.pop("lat")
    return {
        "type": "Feature",
        "id": f"{number + 1}--{corridor.start.id}--{corridor.end.id}",
        "bbox": _bounds(passage),
        "properties": {"kind": "passage", "from": corridor.start.id, "to": corridor.end.id} | facts,
        "geometry": _rounded(mapping(cut_line(passage))),
    }


def _bounds(route: Line) -> list[float]:
    """West, south, east, north; west is greater than east where the route crosses 180 degrees (RFC 7946, 5.2)."""
    lon, lat = densify(route.lon, route.lat, every_km=_POINT_EVERY_KM)
    unwrapped = np.unwrap(lon, period=360.0)
    west, east = unwrapped.min(), unwrapped.max()
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    else:
        west, east = ((each + 180.0) % 360.0 - 180.0 for each in (west, east))
    return [round(float(each), DEGREE_DECIMALS) for each in (west, lat.min(), east, lat.max())]


def cut_line(route: Line) -> LineString | MultiLineString:
    """Line of a route in longitude and latitude, following its geodesics, cut where it crosses 180 degrees."""
    lon, lat = densify(route.lon, route.lat, every_km=_POINT_EVERY_KM)
    cut = antimeridian.fix_line_string(LineString(np.column_stack([lon, lat])), great_circle=True)
    # A route that begins or ends on 180 is cut there too, and leaves a part without length.
    parts = [part for part in getattr(cut, "geoms", [cut]) if part.length > 0]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def _landing_feature(landing: Landing) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": landing.id,
        "properties": {"kind": "landing", **landing_record(landing), "status": str(landing.status)},
        "geometry": _rounded(mapping(Point(landing.lon, landing.lat))),
    }


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(value: Any) -> Any:
        return (
            round(value, DEGREE_DECIMALS) if isinstance(value, float) else [shorten(each) for each in value]
        )

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}
