"""GPX 1.1: each line as a track along its geodesics, landings as way points."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import shapely

from routeplan.runtime.file_date import file_date
from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord, FileLayer, FileLayerName
from routeplan.view.files.layer_columns import COLUMNS
from routeplan.view.files.options import FileOptions
from routeplan.view.files.xml_document import add, to_bytes

_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 1
_ATTRIBUTES = {
    "xmlns": "http://www.topografix.com/GPX/1/1",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": "http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd",
    "version": "1.1",
}
_LINES = (FileLayerName.ROUTE, FileLayerName.PASSAGES, FileLayerName.CABLES)
_POINTS = (FileLayerName.LANDINGS, FileLayerName.CROSSINGS)


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write lines and places; the figures of a line are its description, and areas are left out."""
    root = ET.Element("gpx", {**_ATTRIBUTES, "creator": record.provenance.generator})
    metadata = add(root, "metadata")
    add(metadata, "name", record.title)
    add(metadata, "desc", record.provenance.text())
    add(metadata, "time", file_date().strftime("%Y-%m-%dT%H:%M:%SZ"))
    for layer in record.layers:
        if layer.name in _POINTS:
            _add_points(root, layer)
    for layer in record.layers:
        if layer.name in _LINES:
            _add_tracks(root, layer)
    with atomic_write(path) as temporary:
        temporary.write_bytes(to_bytes(root))


def _add_points(root: ET.Element, layer: FileLayer) -> None:
    for (_, row), point in zip(layer.frame.iterrows(), layer.frame.geometry, strict=True):
        place = add(
            root, "wpt", lat=_number(point.y, _DEGREE_DECIMALS), lon=_number(point.x, _DEGREE_DECIMALS)
        )
        add(place, "name", row.get("name", f"{layer.kind} {row.get('number', '')}".strip()))
        add(place, "desc", _facts(layer, row))
        add(place, "type", row["kind"])


def _add_tracks(root: ET.Element, layer: FileLayer) -> None:
    for (_, row), shape in zip(layer.frame.iterrows(), layer.frame.geometry, strict=True):
        track = add(root, "trk")
        add(track, "name", row["name"])
        add(track, "cmt", row["legs"])
        add(track, "desc", _facts(layer, row))
        add(track, "type", row["kind"])
        for part in shapely.get_parts(shape):
            segment = add(track, "trkseg")
            for position in shapely.get_coordinates(part, include_z=bool(shapely.has_z(part))):
                lon, lat, *height = position
                point = add(
                    segment, "trkpt", lat=_number(lat, _DEGREE_DECIMALS), lon=_number(lon, _DEGREE_DECIMALS)
                )
                if height:
                    add(point, "ele", _number(height[0], _METRE_DECIMALS))


def _number(value: float, decimals: int) -> str:
    return np.format_float_positional(round(float(value), decimals), trim="-")


def _facts(layer: FileLayer, row: pd.Series) -> str:
    """Write the figures of a feature as text, each with its unit."""
    named = [
        (COLUMNS[column], row[column])
        for column in layer.columns
        if column not in ("kind", "name", "legs") and not pd.isna(row[column])
    ]
    return "; ".join(f"{column.name}: {value} {column.unit}".rstrip() for column, value in named)
