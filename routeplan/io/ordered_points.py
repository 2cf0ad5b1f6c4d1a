"""Points of a map as a line: alter courses or waypoints in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from routeplan.io.imported_line import ImportedLine, find_legs, make_line
from routeplan.io.map_features import MapFeature
from routeplan.io.position_list.checks import check_turns
from routeplan.io.position_list.positions import Position
from routeplan.io.position_list.tables import read_number
from routeplan.io.read_as import ReadNotes

_ORDER = ("seq", "sequence", "pos", "order", "number", "no", "nr", "kp", "kp_km", "cumulative_km", "id", "fid", "index", "track_seg_point_id")
_LINES = ("route", "system", "cable", "line", "segment")


def points_in_order(features: Sequence[MapFeature], path: Path) -> list[tuple[ImportedLine, MapFeature]]:
    """Make lines of the points of a file that has no line: one for each value of a property that names the line.

    The order is that of a property such as ``seq`` or ``kp``, else that of the file.
    """
    points = [
        feature for feature in features
        if feature.shape is not None and feature.shape.geom_type == "Point" and not feature.shape.is_empty
    ]  # fmt: skip
    points = [feature for feature in points if feature.layer == points[0].layer]
    key = next((key for key in _LINES if len({feature.facts.get(key) for feature in points} - {None, ""}) > 1), None)
    groups: dict[str, list[MapFeature]] = {}
    for feature in points:
        groups.setdefault(feature.facts.get(key, "") if key else "", []).append(feature)
    if min(map(len, groups.values()), default=0) < 2:
        groups = {"": points}
    return [(_line(name, group, path), group[0]) for name, group in groups.items() if len(group) > 1]


def _line(name: str, features: list[MapFeature], path: Path) -> ImportedLine:
    column = next((key for key in _ORDER if _orders([feature.facts.get(key, "") for feature in features])), None)
    if column is not None:
        features = sorted(features, key=lambda feature: read_number(feature.facts[column]))
    points = np.vstack([shapely.get_coordinates(feature.shape) for feature in features])
    how = f"in the order of `{column}`" if column else "in the order of the file"
    positions = [Position(f.number, float(lon), float(lat)) for f, (lon, lat) in zip(features, points, strict=True)]
    told = [f"{len(features)} points are read as one line, {how}", *features[0].warnings]
    legs = find_legs([features[0].facts.get("legs", "")])
    notes = ReadNotes(path.name, features[0].layer, {}, features[0].datum, (*told, *check_turns(positions, points)))
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
