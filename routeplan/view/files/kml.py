"""KML for Google Earth: a folder for each layer, lines on the seabed with their depths, styles, typed figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord, FileLayer
from routeplan.view.files.layer_columns import COLUMNS
from routeplan.view.files.layer_styles import LayerStyle, style_of
from routeplan.view.files.options import FileOptions
from routeplan.view.files.xml_document import add, to_bytes

_DEGREE_DECIMALS, _METRE_DECIMALS = 7, 1
_NAMESPACES = {
    "xmlns": "http://www.opengis.net/kml/2.2",
    "xmlns:gx": "http://www.google.com/kml/ext/2.2",
}
_PIXELS_PER_MM = 4.0
_AREA_OPACITY, _SOLID = "50", "ff"


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write all layers, whatever the detail."""
    with atomic_write(path) as temporary:
        temporary.write_bytes(kml_document(record))


def kml_document(record: FeatureRecord, *, typed: bool = True) -> bytes:
    """Make the document.

    Parameters
    ----------
    record : FeatureRecord
    typed : bool
        Whether figures have types, by a schema for each layer. GDAL, and so QGIS, finds no schema in a KMZ.
    """
    root = ET.Element("kml", _NAMESPACES)
    document = add(root, "Document", id="routeplan")
    add(document, "name", record.title)
    add(document, "description", record.provenance.text())
    data = add(add(document, "ExtendedData"), "Data", name="routeplan")
    add(data, "value", record.provenance.to_json())
    for layer in record.layers if typed else ():
        _add_schema(document, layer)
    for layer in record.layers:
        _add_styles(document, layer)
    for layer in record.layers:
        _add_folder(document, layer, typed=typed)
    return to_bytes(root)


def _add_schema(document: ET.Element, layer: FileLayer) -> None:
    """Name the columns of a layer and their types; the name of a feature is an element of its own."""
    schema = add(document, "Schema", name=layer.name.value, id=f"columns-{layer.name.value}")
    for column in layer.columns:
        if column != "name":
            field = add(schema, "SimpleField", type=_type_of(layer.frame[column]), name=column)
            meaning, unit = COLUMNS[column].meaning, COLUMNS[column].unit
            add(field, "displayName", f"{meaning}, {unit}" if unit else meaning)


def _type_of(values: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(values):
        return "int" if values.abs().max() < 2**31 else "double"
    return "double" if pd.api.types.is_float_dtype(values) else "string"


def _add_styles(document: ET.Element, layer: FileLayer) -> None:
    style = style_of(layer)
    for number, colour in enumerate(_colours(style)):
        element = add(document, "Style", id=f"{layer.name.value}-{number}")
        width = f"{style.width_mm * _PIXELS_PER_MM:g}"
        icon = add(element, "IconStyle")
        add(icon, "color", _abgr(colour, _SOLID))
        add(icon, "scale", "0.6")
        add(add(icon, "Icon"), "href", "https://maps.google.com/mapfiles/kml/shapes/placemark_circle.png")
        line = add(element, "LineStyle")
        add(line, "color", _abgr(colour, _SOLID))
        add(line, "width", width)
        add(add(element, "PolyStyle"), "color", _abgr(colour, _AREA_OPACITY))


def _colours(style: LayerStyle) -> list[str]:
    return list(dict.fromkeys([style.colour, *(style.colours or {}).values()]))


def _abgr(colour: str, alpha: str) -> str:
    """Write a colour as KML does: alpha, blue, green, red."""
    return f"{alpha}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


def _add_folder(document: ET.Element, layer: FileLayer, *, typed: bool) -> None:
    style = style_of(layer)
    folder = add(document, "Folder", id=f"layer-{layer.name.value}")
    add(folder, "name", layer.name.value)
    colours = _colours(style)
    rows = layer.frame[layer.columns].to_dict("records")
    for row, shape in zip(rows, layer.frame.geometry, strict=True):
        placemark = add(folder, "Placemark")
        add(placemark, "name", _title(layer, row))
        add(placemark, "visibility", int(style.is_shown))
        add(placemark, "styleUrl", f"#{layer.name.value}-{colours.index(style.colour_of(row.get(style.by)))}")
        facts = {str(key): _text(value) for key, value in row.items() if key != "name" and not pd.isna(value)}
        data = add(placemark, "ExtendedData")
        if typed:
            data = add(data, "SchemaData", schemaUrl=f"#columns-{layer.name.value}")
        for column, text in facts.items():
            if typed:
                add(data, "SimpleData", text, name=column)
            else:
                add(add(data, "Data", name=column), "value", text)
        _add_shape(placemark, shape)


def _title(layer: FileLayer, row: dict[Any, Any]) -> str:
    return str(row["name"]) if "name" in row else f"{layer.kind} {row.get('number', '')}".strip()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


def _add_shape(parent: ET.Element, shape: BaseGeometry) -> None:
    parts = shapely.get_parts(shape)
    home = parent if len(parts) == 1 else add(parent, "MultiGeometry")
    for part in parts:
        match part.geom_type:
            case "Point":
                add(add(home, "Point"), "coordinates", _coordinates(part))
            case "LineString":
                line = add(home, "LineString")
                add(line, "tessellate", 1)
                # Google Earth has its own seabed: a line at our depth would be below it or above it.
                add(line, "gx:altitudeMode", "clampToSeaFloor")
                add(line, "coordinates", _coordinates(part))
            case _:
                polygon = add(home, "Polygon")
                add(polygon, "tessellate", 1)
                rings = [("outerBoundaryIs", part.exterior)]
                rings += [("innerBoundaryIs", ring) for ring in part.interiors]
                for boundary, ring in rings:
                    add(add(add(polygon, boundary), "LinearRing"), "coordinates", _coordinates(ring))


def _coordinates(shape: BaseGeometry) -> str:
    """Write longitude, latitude and, where it is known, height in metres: negative below the sea."""
    positions = shapely.get_coordinates(shape, include_z=bool(shapely.has_z(shape)))
    return " ".join(
        ",".join(
            np.format_float_positional(round(float(value), decimals), trim="-")
            for value, decimals in zip(
                position, (_DEGREE_DECIMALS, _DEGREE_DECIMALS, _METRE_DECIMALS), strict=False
            )
        )
        for position in positions
    )
