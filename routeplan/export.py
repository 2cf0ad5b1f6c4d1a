"""Write routes and corridors for other programs: GeoJSON, NetCDF, records for JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import antimeridian
import numpy as np
import xarray as xr
from shapely import LineString, MultiLineString, Point
from shapely.geometry import mapping

from routeplan.account import Account
from routeplan.corridors import Corridor, Passage
from routeplan.diversity import Diverse, Price, Separation
from routeplan.domain import Landing, Source
from routeplan.errors import UsageError
from routeplan.files import replacing
from routeplan.geodesy import FloatArray, PolarStereographic, densify
from routeplan.route import Route

NOT_FOR_NAVIGATION = "corridor-level route, not for navigation"
_DECIMALS = 6  # of a degree: 0.1 m
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


def route_record(route: Route, *, month: int | None = None) -> dict[str, Any]:
    """Every figure of a route as the object that ``routeplan plan --json`` prints; of a month, 1 to 12, too."""
    return {
        "from": _landing_record(route.start),
        "to": _landing_record(route.end),
        **({"via": [_landing_record(each) for each in route.via]} if route.via else {}),
        "length_km": route.length_km,
        "cable_km": round(route.cable_km, 3),
        "geodesic_km": round(route.geodesic_km, 3),
        "sea_km": round(route.sea_km, 3),
        "landfall_km": {"from": round(route.landfall_km[0], 3), "to": round(route.landfall_km[1], 3)},
        "build_cost_usd": route.build_cost_usd,
        "build_terms_usd": dict(route.build_terms_usd),
        "objective_usd": route.objective_usd,
        "objective_terms_usd": dict(route.objective_terms_usd),
        "rtt_ms": round(route.rtt_ms, 3),
        "max_depth_m": round(route.max_depth_m, 1),
        "mean_depth_m": round(route.mean_depth_m, 1),
        **(_account_record(route.account) if route.account else {}),
        **({"month": _month_record(route.account, month)} if route.account and month else {}),
        "optimality_gap_pct": _rounded_up(route.optimality_gap_pct),
        "spacing_km": route.spacing_km,
        "cells": route.cells,
        "solve_seconds": round(route.solve_seconds, 3),
        "scenario_sha256": route.scenario_sha256,
        **_provenance(route.sources),
    }


def _account_record(account: Account) -> dict[str, Any]:
    """Faults, repairs and waters; sums of what is listed are the totals, so nothing is rounded."""
    exposure = account.exposure
    return {
        "faults_per_year": exposure.total_per_year,
        "faults_by_cause": {cause.value: rate for cause, rate in exposure.faults_per_year.items()},
        "repair_days_mean": round(exposure.repair_days_mean, 2),
        "repair_days_by_month": [round(float(days), 2) for days in exposure.repair_days_by_month],
        "worst_month": exposure.worst_month,
        "repair_usd_per_year": round(account.repair_usd_per_year, 2),
        "unavailability_hours_per_year": round(exposure.unavailability_hours_per_year, 2),
        "ice_km": round(account.ice_km, 3),
        "ice_km_by_month": [round(float(km), 3) for km in account.ice_km_by_month],
        "jurisdictions": dict(account.waters_km),
    }


def _month_record(account: Account, month: int) -> dict[str, Any]:
    return {
        "month": month,
        "ice_km": round(float(account.ice_km_by_month[month - 1]), 3),
        "repair_days": round(float(account.exposure.repair_days_by_month[month - 1]), 2),
    }


def score_record(route: Route, best: Route, *, month: int | None = None) -> dict[str, Any]:
    """Every figure of a line drawn elsewhere, of its stretches, and of the best route between its ends."""
    stretches = [
        {key: value if isinstance(value, str) else _finite(value) for key, value in row.items()}
        for row in route.stretches.to_dict("records")
    ]
    return {
        "name": route.name,
        "line": route_record(route, month=month),
        "best": route_record(best, month=month),
        "stretches": stretches,
    }


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _rounded_up(gap_pct: float | None) -> float | None:
    """Round a bound so that it stays one."""
    return None if gap_pct is None else math.ceil(gap_pct * 1000) / 1000


def corridor_record(corridor: Corridor) -> dict[str, Any]:
    """Every figure of a corridor as the object that ``routeplan corridor --json`` prints."""
    return {
        "from": _landing_record(corridor.start),
        "to": _landing_record(corridor.end),
        "within_pct": corridor.within_pct,
        "best_usd": corridor.best_usd,
        "area_km2": round(corridor.area_km2, 1),
        "cells": corridor.cells,
        "spacing_km": corridor.spacing_km,
        "solve_seconds": round(corridor.solve_seconds, 3),
        "passages": [_passage_record(passage) for passage in corridor.passages],
        **_provenance(corridor.sources),
    }


def _passage_record(passage: Passage) -> dict[str, Any]:
    return {
        "name": passage.name,
        "lon": round(passage.cell_lon, _DECIMALS),
        "lat": round(passage.cell_lat, _DECIMALS),
        "excess_pct": round(passage.excess_pct, 3),
        "length_km": round(passage.length_km, 3),
        "cost_usd": passage.cost_usd,
    }


def diverse_record(found: Diverse) -> dict[str, Any]:
    """Every figure of routes kept apart as the object that ``routeplan diverse --json`` prints."""
    return {
        "separation_km": found.separation_km,
        "zone_km": found.zone_km,
        "least_km": _finite(found.least_km),
        "p5_km": _finite(found.p5_km),
        "line_usd": found.line_usd,
        "greedy_usd": found.greedy_usd,
        "bound_usd": found.bound_usd,
        "optimality_gap_pct": _rounded_up(found.gap_pct),
        "price": _price_record(found.price),
        "best": route_record(found.best),
        "routes": [
            {"name": route.name, **route_record(route), "extra": _price_record(price)}
            for route, price in zip(found.routes, found.prices, strict=True)
        ],
        "pairs": [_separation_record(pair) for pair in found.pairs],
        "solve_seconds": round(found.solve_seconds, 3),
    }


def _price_record(price: Price) -> dict[str, float]:
    return {"km": price.km, "usd": price.usd, "build_usd": price.build_usd, "rtt_ms": price.ms}


def _separation_record(pair: Separation) -> dict[str, Any]:
    return {
        "routes": list(pair.names),
        "least_km": _finite(pair.least_km),
        "p5_km": _finite(pair.p5_km),
        "shared_km": [
            {"within_km": km, "first_km": first, "second_km": second}
            for km, (first, second) in pair.shared_km.items()
        ],
        "pinches": [
            {
                "lon": round(each.lon, _DECIMALS),
                "lat": round(each.lat, _DECIMALS),
                "separation_km": each.separation_km,
                "missing_km": each.missing_km,
                "first_km": each.stretch_km[0],
                "second_km": each.stretch_km[1],
            }
            for each in pair.pinches
        ],
        "shared": [
            {"kind": each.kind, "name": each.name, "first_km": each.km[0], "second_km": each.km[1]}
            for each in pair.shared
        ],
    }


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
        "routeplan": _provenance(sources) | {"note": NOT_FOR_NAVIGATION, "legs": "geodesic, WGS 84"},
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
    provenance = json.dumps(_provenance(corridor.sources), ensure_ascii=False)
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


def _provenance(sources: Sequence[Source]) -> dict[str, Any]:
    return {
        "sources": [{"name": each.name, "licence": each.licence, "sha256": each.sha256} for each in sources],
        "version": version("routeplan"),
    }


def _landing_record(landing: Landing) -> dict[str, str | float]:
    return {
        "id": landing.id,
        "name": landing.name,
        "country": landing.country,
        "lon": landing.lon,
        "lat": landing.lat,
    }


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
    facts = _passage_record(passage)
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
    return [round(float(each), _DECIMALS) for each in (west, lat.min(), east, lat.max())]


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
        "properties": {"kind": "landing", **_landing_record(landing), "status": str(landing.status)},
        "geometry": _rounded(mapping(Point(landing.lon, landing.lat))),
    }


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(value: Any) -> Any:
        return round(value, _DECIMALS) if isinstance(value, float) else [shorten(each) for each in value]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}
