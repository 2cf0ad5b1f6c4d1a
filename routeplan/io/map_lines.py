"""Read lines of maps: GeoJSON, GeoPackage, KML and whatever else GDAL reads."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import count
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.io.imported_line import ImportedLine, Legs, LineReader, find_legs, make_line, on_sphere
from routeplan.io.position_lists import plain_text

_SUFFIXES = (".geojson", ".json", ".gpkg", ".kml", ".kmz", ".shp", ".gpx", ".fgb")
_STARTS = (b"{", b"<", b"SQLite format 3", b"fgb", b"PK\x03\x04")
_WGS84_EPSG = 4326
_SEAM = 1e-6  # on a sphere of radius 1: parts cut at 180 meet there within 6 m
_NAMES = ("name", "title", "label", "cable", "system")


def _recognises(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in _SUFFIXES or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_STARTS)


def _read(path: Path) -> list[ImportedLine]:
    lines: list[ImportedLine] = []
    declared = _declared_legs(path)
    try:
        for layer, (_, kind) in enumerate(pyogrio.list_layers(path)):
            if kind is None or "Point" in kind or "Polygon" in kind:
                continue
            about, _, shapes, values = pyogrio.raw.read(path, layer=layer, force_2d=True)
            columns = {name.casefold(): column for name, column in zip(about["fields"], values, strict=True)}
            for row, shape in enumerate(shapes):
                facts = {name: plain_text(column[row]) for name, column in columns.items()}
                where = f"{path.name}, feature {row + 1}"
                name = next((facts[key] for key in _NAMES if facts.get(key)), "")
                legs = find_legs([facts.get("legs") or declared])
                lines += _feature_lines(_shape(shape, about["crs"], where), name, legs, where)
    except (RuntimeError, OSError, ValueError) as error:
        why = str(error).split(";", maxsplit=1)[0].strip(". \n")  # what follows is advice to programmers
        raise DataError(f"cannot read {path}: {why}; save it again, as GeoJSON or GeoPackage") from error
    if not lines:
        raise DataError(f"{path} has no line; give a file with at least one")
    nameless = count(1)
    return [line if line.name else replace(line, name=_title(path, next(nameless))) for line in lines]


def _title(path: Path, number: int) -> str:
    return path.stem if number == 1 else f"{path.stem} {number}"


def _declared_legs(path: Path) -> str:
    """Read what a GeoJSON that this package wrote says of its legs."""
    try:
        about = json.loads(path.read_text(encoding="utf-8-sig"))["routeplan"]["legs"]
    except (ValueError, KeyError, TypeError):  # another format, or not ours
        return ""
    return str(about)


def _shape(wkb: bytes | None, crs: str | None, where: str) -> BaseGeometry | None:
    if wkb is None:
        return None
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        why = " ".join(str(error).split())
        raise DataError(f"{where}: not a line ({why}); give two or more positions") from error
    if crs is None:
        raise DataError(f"{where}: no coordinate system; save it with one, such as EPSG:{_WGS84_EPSG}")
    if crs == f"EPSG:{_WGS84_EPSG}":
        return shape
    projected: BaseGeometry = gpd.GeoSeries([shape], crs=crs).to_crs(_WGS84_EPSG).iloc[0]
    return projected


def _feature_lines(shape: BaseGeometry | None, name: str, legs: Legs, where: str) -> list[ImportedLine]:
    """Make lines of a feature: one, unless its parts do not meet."""
    parts = [
        shapely.get_coordinates(part)
        for collection in shapely.get_parts(shape)
        for part in shapely.get_parts(collection)
        if part.geom_type == "LineString" and not part.is_empty
    ]
    joined = _joined(parts)
    if len(joined) == 1 or not name:
        return [make_line(name, points, legs, where=where) for points in joined]
    return [
        make_line(f"{name}, part {number}", points, legs, where=where)
        for number, points in enumerate(joined, start=1)
    ]


def _joined(parts: list[FloatArray]) -> list[FloatArray]:
    """Join parts that meet in pairs; the one that comes first keeps its direction."""
    parts = list(parts)
    while (seam := _seam(parts)) is not None:
        (one, at_end), (other, at_others_end) = seam
        after = parts.pop(other)
        if at_end == at_others_end:
            after = after[::-1]
        first, second = (parts[one], after) if at_end else (after, parts[one])
        parts[one] = np.vstack([first, second[1:]])
    return parts


def _seam(parts: list[FloatArray]) -> tuple[tuple[int, bool], tuple[int, bool]] | None:
    """Find two parts that meet and no third: which, and whether with their last position."""
    if len(parts) < 2:
        return None
    ends = np.vstack([part[[0, -1]] for part in parts])
    pairs = sorted(KDTree(on_sphere(ends)).query_pairs(_SEAM))
    meetings = Counter(end for pair in pairs for end in pair)
    for one, other in pairs:
        if one // 2 != other // 2 and meetings[one] == meetings[other] == 1:
            return (one // 2, one % 2 == 1), (other // 2, other % 2 == 1)
    return None


MAPS = LineReader("GeoJSON, GeoPackage, KML, KMZ, Shapefile, GPX", _recognises, _read)
