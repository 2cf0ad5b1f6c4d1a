"""GeoJSON after RFC 7946: cut at 180 degrees, 7 decimals, one collection with its provenance."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord, FileLayer, FileLayerName
from routeplan.view.files.options import FileOptions

DEGREE_DECIMALS = 7  # 1 cm


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the main layers as one collection; its member ``routeplan`` is the provenance.

    ``options.detail`` adds the stretches.
    """
    collection = {
        "type": "FeatureCollection",
        "routeplan": record.provenance.record(),
        "features": [feature for layer in record.main_layers(options.detail) for feature in _features(layer)],
    }
    with atomic_write(path) as temporary:
        text = json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def _features(layer: FileLayer) -> list[dict[str, Any]]:
    """Make the features of a layer; empty values are left out."""
    frame = layer.flat
    rows = frame[layer.columns].to_dict("records")
    features = []
    for number, (row, shape) in enumerate(zip(rows, frame.geometry, strict=True), start=1):
        feature: dict[str, Any] = {"type": "Feature", "id": _id(layer, row, number)}
        if shape.geom_type != "Point":
            feature["bbox"] = [round(value, DEGREE_DECIMALS) for value in _bounds(shape)]
        feature["properties"] = {str(key): _plain(value) for key, value in row.items() if not pd.isna(value)}
        feature["geometry"] = _rounded(mapping(shape))
        features.append(feature)
    return features


def _id(layer: FileLayer, row: dict[Any, Any], number: int) -> str:
    """Make an id that no other feature of the file has."""
    if layer.name is FileLayerName.LANDINGS:
        return str(row["id"])
    ends = [str(row[end]) for end in ("from", "to") if row.get(end)]
    return "--".join([layer.kind, str(number), *ends])


def _bounds(shape: BaseGeometry) -> tuple[float, float, float, float]:
    """West, south, east, north; west is greater than east where the shape was cut at 180 degrees (RFC 7946, 5.2)."""
    west, south, east, north = shape.bounds
    parts = [part.bounds for part in shapely.get_parts(shape)]
    starts = sorted((part[0], part[2]) for part in parts)
    touches = west == -180.0 and east == 180.0
    # The widest gap between parts that no part covers: the bounds run round the other side of the Earth.
    gap, reach = (0.0, 0.0, 0.0), starts[0][1]
    for start, end in starts[1:]:
        gap = max(gap, (start - reach, reach, start))
        reach = max(reach, end)
    if touches and gap[0] > 0.0:
        return gap[2], south, gap[1], north
    return west, south, east, north


def _rounded(geometry: Any) -> dict[str, Any]:
    def shorten(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, DEGREE_DECIMALS)
        return [shorten(inner) for inner in value]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def _plain(value: Any) -> Any:
    """Make a value that JSON knows; a whole number without its fraction."""
    if isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number.is_integer() and math.isfinite(number) else number
