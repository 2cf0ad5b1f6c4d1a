"""Points of a map as a line: alter courses or waypoints in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from routeplan.io.imported_line import ImportedLine, find_legs, make_line
from routeplan.io.map_features import MapFeature
from routeplan.io.position_list.checks import check_distances, check_turns
from routeplan.io.position_list.positions import Position
from routeplan.io.position_list.tables import read_number
from routeplan.io.position_list.vocabulary import EVENTS, POSITIONS, words_of
from routeplan.io.read_as import ReadNotes

_ORDER = (
    "seq",
    "sequence",
    "pos",
    "order",
    "number",
    "no",
    "nr",
    "kp",
    "kp_km",
    "cumulative_km",
    "id",
    "fid",
    "index",
    "track_seg_point_id",
)
_DISTANCES = ("kp", "kp_km", "cumulative_km")
_LINES = ("route", "system", "cable", "line", "segment")


def points_in_order(features: Sequence[MapFeature], path: Path) -> list[tuple[ImportedLine, MapFeature]]:
    """Make lines of the points of a file that has no line: one for each value of a property that names the line.

    The order is that of a property such as ``seq`` or ``kp``, else that of the file.
    """
    points = [
        replace(feature, shape=point)
        for feature in features
        if feature.shape is not None and feature.shape.geom_type in ("Point", "MultiPoint")
        for point in shapely.get_parts(feature.shape)
    ]
    elsewhere = dict.fromkeys(feature.layer for feature in points if feature.layer != points[0].layer)
    points = [feature for feature in points if feature.layer == points[0].layer]
    if elsewhere:
        told = f"points of other layers are not read: {', '.join(elsewhere)}"[:200]
        points[0] = replace(points[0], warnings=(*points[0].warnings, told))
    key = next(
        (key for key in _LINES if len({feature.facts.get(key) for feature in points} - {None, ""}) > 1), None
    )
    groups: dict[str, list[MapFeature]] = {}
    for feature in points:
        groups.setdefault(feature.facts.get(key, "") if key else "", []).append(feature)
    if min(map(len, groups.values()), default=0) < 2:
        groups = {"": points}
    return [(_line(name, group, path), group[0]) for name, group in groups.items() if len(group) > 1]


def _line(name: str, features: list[MapFeature], path: Path) -> ImportedLine:
    keys = [
        *_ORDER,
        *(key for key in features[0].facts if words_of(key) and words_of(key) <= POSITIONS | EVENTS),
    ]
    column = next(
        (key for key in keys if _orders([feature.facts.get(key, "") for feature in features])), None
    )
    if column is not None:
        features = sorted(features, key=lambda feature: read_number(feature.facts[column]))
    points = np.vstack([shapely.get_coordinates(feature.shape) for feature in features])
    warned = next((one.warnings for one in features if one.warnings), ())
    how = f"in the order of `{column}`" if column else "in the order of the file"
    distances = {"cumulative_km": column} if column in _DISTANCES else {}
    positions = [
        Position(
            one.number, float(lon), float(lat), {fact: one.facts[key] for fact, key in distances.items()}
        )
        for one, (lon, lat) in zip(features, points, strict=True)
    ]
    told = [f"{len(features)} points are read as one line, {how}", *warned]
    legs = find_legs([features[0].facts.get("legs", "")])
    told += check_distances(positions, points, legs)
    told += check_turns([position.row for position in positions], points, "feature")
    notes = ReadNotes(path.name, features[0].layer, {}, features[0].datum, tuple(told))
    events = pd.DataFrame(
        {
            "row": [feature.number for feature in features],
            "lon": points[:, 0],
            "lat": points[:, 1],
            "event": [feature.facts.get("event") or feature.name for feature in features],
            "cumulative_km": math.nan,
            "cumulative_cable_km": math.nan,
            "slack_pct": math.nan,
            "cable_type": "",
        }
    )
    return make_line(name or path.stem, points, legs, where=path.name, events=events, notes=notes)


def _orders(values: list[str]) -> bool:
    numbers = [read_number(value) for value in values]
    return not any(map(math.isnan, numbers)) and len(set(numbers)) == len(numbers)
