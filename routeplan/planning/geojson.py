"""GeoJSON features of lines and landings after RFC 7946, cut at 180 degrees, and the file that holds them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import antimeridian
import numpy as np
from shapely import LineString, MultiLineString, Point
from shapely.geometry import mapping

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.records import DEGREE_DECIMALS, NOT_FOR_NAVIGATION, landing_record, provenance_record
from routeplan.runtime.files import atomic_write

# GeoJSON's lines are straight in longitude and latitude: points this near keep them on the geodesic.
_POINT_EVERY_KM = 10.0
_SUFFIXES = (".geojson", ".json")


def check_geojson_suffix(path: Path, what: str) -> None:
    """Refuse a path whose suffix names no format.

    Raises
    ------
    UsageError
        If it does not end in .geojson or .json.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"cannot write {what} as {path.name}: no format {path.suffix!r}; use .geojson")


def line_feature(line: Line, properties: dict[str, Any], *, id_: str) -> dict[str, Any]:
    """Make the feature of a line: its geodesics as points, cut at 180 degrees, with its bounds."""
    return {
        "type": "Feature",
        "id": id_,
        "bbox": _bounds(line),
        "properties": properties,
        "geometry": rounded_geometry(mapping(cut_line(line))),
    }


def landing_feature(landing: Landing) -> dict[str, Any]:
    """Make the feature of a landing."""
    return {
        "type": "Feature",
        "id": landing.id,
        "properties": {"kind": "landing", **landing_record(landing)},
        "geometry": rounded_geometry(mapping(Point(landing.lon, landing.lat))),
    }


def write_collection(features: list[dict[str, Any]], sources: Sequence[Source], path: Path) -> None:
    """Write features with their provenance, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    collection = {
        "type": "FeatureCollection",
        "routeplan": provenance_record(sources) | {"note": NOT_FOR_NAVIGATION, "legs": "geodesic, WGS 84"},
        "features": features,
    }
    with atomic_write(path) as temporary:
        temporary.write_text(json.dumps(collection, ensure_ascii=False, indent=1), encoding="utf-8")


def cut_line(line: Line) -> LineString | MultiLineString:
    """Line of a route in longitude and latitude, following its geodesics, cut where it crosses 180 degrees."""
    dense = line.densified(every_km=_POINT_EVERY_KM)
    points = LineString(np.column_stack([dense.lon, dense.lat]))
    cut = antimeridian.fix_line_string(points, great_circle=True)
    # A route that begins or ends on 180 is cut there too, and leaves a part without length.
    parts = [part for part in getattr(cut, "geoms", [cut]) if part.length > 0]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def rounded_geometry(geometry: dict[str, Any]) -> dict[str, Any]:
    """Round the coordinates of a geometry to what a position is known to."""

    def shorten(value: Any) -> Any:
        return (
            round(value, DEGREE_DECIMALS) if isinstance(value, float) else [shorten(each) for each in value]
        )

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def _bounds(line: Line) -> list[float]:
    """West, south, east, north; west is greater than east where the route crosses 180 degrees (RFC 7946, 5.2)."""
    dense = line.densified(every_km=_POINT_EVERY_KM)
    unwrapped = np.unwrap(dense.lon, period=360.0)
    west, east = unwrapped.min(), unwrapped.max()
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    else:
        west, east = ((each + 180.0) % 360.0 - 180.0 for each in (west, east))
    return [round(float(each), DEGREE_DECIMALS) for each in (west, dense.lat.min(), east, dense.lat.max())]
