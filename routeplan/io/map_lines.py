"""Read lines of maps: GeoJSON, GeoPackage, KML and whatever else GDAL reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path

import numpy as np
import shapely

from routeplan.errors import DataError
from routeplan.geo.drawn_line import recover_vertices
from routeplan.geo.geodesy import FloatArray, geodesic_km, legs_km
from routeplan.io.imported_line import ImportedLine, LineReader, NodeMark, find_legs, make_line, with_segments
from routeplan.io.joined_lines import LONGEST_GAP, join_parts, join_segments
from routeplan.io.map_features import MapFeature, is_map, read_features
from routeplan.io.ordered_points import points_in_order
from routeplan.io.position_list.checks import check_turns
from routeplan.io.position_list.datum import find_datum, shifted_to_wgs84
from routeplan.io.read_as import ReadNotes

_NODES = {"landing": True, "branching unit": False}  # kinds of points, and whether they are on a shore
_DATUMS = ("datum", "geodetic_datum", "crs", "srs")


def _read(path: Path) -> list[ImportedLine]:
    declared = _declared_legs(path)
    features = list(read_features(path))
    drawn = [feature for feature in features if feature.is_drawn_line]
    marks = tuple(_marks(features)) if drawn else ()
    # What else a file of our own has, such as stretches, are parts of these lines.
    features = drawn or features
    is_drawing = path.suffix.lower() == ".dxf"
    if drawn and is_drawing:
        features = _parts_of_a_layer_joined(features)
    found: list[tuple[ImportedLine, MapFeature]] = []
    for feature in features:
        found += [(line, feature) for line in _feature_lines(feature, declared, feature.number)]
    if not found:
        found = points_in_order(features, path)
    if not found:
        raise DataError(
            f"{path} has no line; give a file with at least one (areas are layers: [[data.layers]])"
        )
    nameless = count(1)
    titled = [
        (line if line.name else replace(line, name=_title(path, next(nameless))), feature)
        for line, feature in found
    ]
    lines = _kept_apart(titled, ours=bool(declared or drawn) and not is_drawing)  # which has no kinds
    return [replace(line, marks=marks) for line in lines] if marks else lines


def _marks(features: list[MapFeature]) -> Iterator[NodeMark]:
    """Give the landings and branching units among the points of a file of our own."""
    for feature in features:
        kind = feature.facts.get("kind") or feature.facts.get("type", "")
        if kind in _NODES and feature.shape is not None and feature.shape.geom_type == "Point":
            (lon, lat), *_ = shapely.get_coordinates(feature.shape).tolist()
            yield NodeMark(lon, lat, is_landing=_NODES[kind])


def _parts_of_a_layer_joined(features: list[MapFeature]) -> list[MapFeature]:
    """Put the parts of a line, cut at 180 degrees, into one shape: a drawing of ours has a layer for each line."""
    layers: dict[str, list[MapFeature]] = {}
    for feature in features:
        layers.setdefault(feature.facts.get("layer", ""), []).append(feature)
    return [
        replace(
            parts[0],
            shape=shapely.GeometryCollection([part.shape for part in parts if part.shape is not None]),
        )
        for parts in layers.values()
    ]


def _title(path: Path, number: int) -> str:
    return path.stem if number == 1 else f"{path.stem} {number}"


def _declared_legs(path: Path) -> str:
    """Read what a GeoJSON that this package wrote says of its legs."""
    try:
        about = json.loads(path.read_text(encoding="utf-8-sig"))["routeplan"]["legs"]
    except (ValueError, KeyError, TypeError, RecursionError):  # another format, or not ours
        return ""
    return str(about)


def _feature_lines(feature: MapFeature, about: str, number: int) -> list[ImportedLine]:
    """Make lines of a feature: one, unless its parts do not meet."""
    parts = [
        shapely.get_coordinates(part)
        for collection in shapely.get_parts(feature.shape)
        for part in shapely.get_parts(collection)
        if part.geom_type == "LineString" and not part.is_empty
    ]
    joined = [points for points, _ in join_parts(parts)]
    if feature.is_drawn_line:
        joined = [recover_vertices(points) for points in joined]
    told: list[str] = []
    starts: list[tuple[int, str]] = []
    if feature.layer == "tracks" and len(joined) > 1 and _one_after_the_other(joined):
        gaps = [geodesic_km(*one[-1], *other[0]) for one, other in pairwise(joined)]
        told = [
            f"{len(joined)} track segments are read as one line, in the order of the file, with a straight leg over "
            f"each gap (longest {max(gaps):,.1f} km); give each a track of its own to keep them apart"
        ]
        lengths = np.cumsum([0, *(len(points) for points in joined[:-1])]).tolist()
        starts = [(at, f"track segment {number}") for number, at in enumerate(lengths, start=1)]
        joined = [np.vstack(joined)]
    elif len(joined) > 1:
        told = [
            f"{len(joined)} parts that do not meet are read as {len(joined)} lines, each with its landings"
        ]
    legs = find_legs([feature.facts.get("legs") or about])
    named = find_datum([f"Datum: {text}" for key in _DATUMS if (text := feature.facts.get(key, ""))])
    lines = []
    for part, points in enumerate(joined, start=1):
        title = feature.name if len(joined) == 1 or not feature.name else f"{feature.name}, part {part}"
        table = f"{feature.layer}, feature {number}" if feature.layer else f"feature {number}"
        places, shifted, datum = shifted_to_wgs84(points, named)
        turns = (
            [] if about or feature.is_drawn_line else check_turns(range(1, len(places) + 1), places, "vertex")
        )
        datum = datum if shifted else feature.datum
        notes = ReadNotes(feature.file, table, {}, datum, (*feature.warnings, *told, *shifted, *turns))
        line = make_line(title, places, legs, where=feature.where, notes=notes)
        lines.append(with_segments(line, places, starts))
    return lines


def _one_after_the_other(parts: list[FloatArray]) -> bool:
    """Say whether the gaps between parts are no longer than half as much again as the longest leg."""
    longest = max(float(legs_km(*part.T).max(initial=0.0)) for part in parts)
    gaps = [geodesic_km(*one[-1], *other[0]) for one, other in pairwise(parts)]
    return max(gaps) <= LONGEST_GAP * longest


def _kept_apart(lines: list[tuple[ImportedLine, MapFeature]], *, ours: bool) -> list[ImportedLine]:
    """Join lines of the same system; of a file that routeplan wrote, only the segments of systems."""
    whole = [line for line, feature in lines if ours and feature.kind != "segment"]
    parts = [
        replace(line, system=feature.system)
        for line, feature in lines
        if not any(line is other for other in whole)
    ]
    return [*whole, *join_segments(parts)]


MAPS = LineReader(
    "GeoJSON, GeoPackage, KML, KMZ, Shapefile, GPX, DXF, GeoParquet, OpenStreetMap", is_map, _read
)
