"""Styles of layers in QGIS's own XML, as it keeps them in the table `layer_styles` of a GeoPackage."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from routeplan.view.files.feature_record import FileLayer
from routeplan.view.files.layer_styles import LayerStyle, style_of

# Version of the XML: QGIS 3.22 and later read it as it is.
_VERSION = "3.22.0"
_AREA_ALPHA, _SOLID = 60, 255


def qgis_style(layer: FileLayer) -> str:
    """Write the style of a layer as a QML document: one symbol, or one for each value of its column."""
    style = style_of(layer)
    kind = _symbol_type(layer)
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology")
    if style.by and style.colours:
        values = [str(value) for value in dict.fromkeys(layer.frame[style.by])]
        renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr=style.by)
        categories = ET.SubElement(renderer, "categories")
        for number, value in enumerate(values):
            ET.SubElement(categories, "category", value=value, label=value, symbol=str(number), render="true")
    else:
        values = [""]
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbols = ET.SubElement(renderer, "symbols")
    for number, value in enumerate(values):
        symbol = ET.SubElement(symbols, "symbol", type=kind, name=str(number), alpha="1")
        _add_symbol_layer(symbol, kind, style, style.colour_of(value))
    return ET.tostring(root, encoding="unicode")


def _symbol_type(layer: FileLayer) -> str:
    shape = layer.frame.geometry.iloc[0].geom_type
    return "marker" if "Point" in shape else "line" if "Line" in shape else "fill"


def _add_symbol_layer(symbol: ET.Element, kind: str, style: LayerStyle, colour: str) -> None:
    size = f"{style.width_mm:g}"
    match kind:
        case "marker":
            layer = ET.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1"})
            options = {
                "name": "circle",
                "color": _rgba(colour),
                "outline_color": _rgba("#ffffff"),
                "size": size,
            }
        case "line":
            layer = ET.SubElement(symbol, "layer", {"class": "SimpleLine", "enabled": "1"})
            options = {"line_color": _rgba(colour), "line_width": size, "line_width_unit": "MM"}
        case _:
            layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1"})
            options = {
                "color": _rgba(colour, _AREA_ALPHA),
                "outline_color": _rgba(colour),
                "outline_width": size,
            }
    listed = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(listed, "Option", name=name, value=value, type="QString")
        ET.SubElement(layer, "prop", k=name, v=value)  # as QGIS before 3.26 reads it


def _rgba(colour: str, alpha: int = _SOLID) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
