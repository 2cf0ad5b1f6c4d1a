"""DXF of AutoCAD release 12: lines and places in degrees, a layer for each route, the provenance as comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from routeplan.io.name_search import slug_of
from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord, FileLayer, FileLayerName
from routeplan.view.files.options import FileOptions

_LINES = (FileLayerName.CORRIDOR, FileLayerName.ROUTE, FileLayerName.PASSAGES, FileLayerName.CABLES)
_POINTS = (FileLayerName.LANDINGS, FileLayerName.CROSSINGS)
_COLOURS = (1, 3, 6, 30, 5, 4)  # of AutoCAD's index: red, green, magenta, orange, blue, cyan
_WHITE_OR_BLACK = 7
_DEGREE_DECIMALS = 9
_TEXT_HEIGHT_DEG = 0.3
_LONGEST_LAYER, _LONGEST_TEXT = 31, 250
_IS_CLOSED = 1

Tags = Iterator[tuple[int, object]]


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write lines, outlines and places as longitude and latitude; a drawing names no coordinate system."""
    drawn = [layer for layer in record.layers if layer.name in (*_LINES, *_POINTS)]
    tags = [
        *_head(record, drawn),
        *(tag for layer in drawn for tag in _entities(layer)),
        (0, "ENDSEC"),
        (0, "EOF"),
    ]
    text = "".join(f"{code:>3}\r\n{value}\r\n" for code, value in tags)
    with atomic_write(path) as temporary:
        temporary.write_bytes(text.encode("ascii"))


def _head(record: FeatureRecord, drawn: list[FileLayer]) -> Tags:
    yield from ((999, part) for subject, text in record.provenance.rows() for part in _comment(subject, text))
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"), (0, "ENDSEC"))
    names = list(dict.fromkeys(_layer_name(layer, row) for layer in drawn for row in range(len(layer.frame))))
    yield from ((0, "SECTION"), (2, "TABLES"), (0, "TABLE"), (2, "LAYER"), (70, len(names)))
    for number, name in enumerate(names):
        colour = _COLOURS[number % len(_COLOURS)] if name.startswith("ROUTE") else _WHITE_OR_BLACK
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield from ((0, "ENDTAB"), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES"))


def _entities(layer: FileLayer) -> Tags:
    frame = layer.flat
    for row, shape in enumerate(frame.geometry):
        name = _layer_name(layer, row)
        for part in shapely.get_parts(shape):
            if part.geom_type == "Point":
                yield from _place(part, name, str(frame["name"].iloc[row]) if "name" in frame else "")
            elif part.geom_type == "LineString":
                yield from _polyline(part, name)
            else:
                for ring in (part.exterior, *part.interiors):
                    yield from _polyline(ring, name, flags=_IS_CLOSED)


def _place(point: shapely.Point, layer: str, text: str) -> Tags:
    yield from ((0, "POINT"), (8, layer), *_position(point.x, point.y))
    if text:
        yield from (
            (0, "TEXT"),
            (8, layer),
            *_position(point.x, point.y),
            (40, _TEXT_HEIGHT_DEG),
            (1, _escaped(text)),
        )


def _polyline(line: shapely.LineString, layer: str, *, flags: int = 0) -> Tags:
    yield from ((0, "POLYLINE"), (8, layer), (66, 1), (70, flags))
    points = shapely.get_coordinates(line)
    for lon, lat in points[:-1] if flags & _IS_CLOSED else points:
        yield from ((0, "VERTEX"), (8, layer), *_position(lon, lat))
    yield from ((0, "SEQEND"), (8, layer))


def _position(lon: float, lat: float) -> Tags:
    for code, value in ((10, lon), (20, lat), (30, 0.0)):
        yield code, np.format_float_positional(round(float(value), _DEGREE_DECIMALS), trim="0")


def _layer_name(layer: FileLayer, row: int) -> str:
    """Name the layer of a feature: its kind; for a line its number and name too, in the letters of release 12."""
    if layer.name in _POINTS:
        return layer.name.value.upper()
    name = f"{layer.kind}-{row + 1}-{slug_of(str(layer.frame['name'].iloc[row]))}"
    return name[:_LONGEST_LAYER].rstrip("-").upper()


def _comment(subject: str, text: str) -> list[str]:
    whole = _escaped(f"{subject}: {text}")
    return [whole[at : at + _LONGEST_TEXT] for at in range(0, len(whole), _LONGEST_TEXT)]


def _escaped(text: str) -> str:
    r"""Write letters beyond ASCII as AutoCAD does.

    Examples
    --------
    >>> _escaped("Bodø")
    'Bod\\U+00F8'
    """
    return "".join(letter if " " <= letter <= "~" else f"\\U+{ord(letter):04X}" for letter in text)
