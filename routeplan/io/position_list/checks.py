"""Checks of a list against itself: its own distances, the order of its rows, positions that zigzag."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from routeplan.geo.charted_line import Legs
from routeplan.geo.geodesy import FloatArray, azimuths_deg, densify_rhumb, legs_km
from routeplan.io.position_list.positions import Position
from routeplan.io.position_list.tables import read_number

TOLERANCE = 0.005  # of a distance; more than this between the file's own and that of the legs is told
_ROUNDING_KM = 0.6  # of distances in whole kilometres
_UNITS_KM = {"km": 1.0, "nm": 1.852, "m": 0.001}
_TURN_DEG = 120.0  # a cable that turns further goes back
_MOST_SLACK = 0.15
_RHUMB_KM = 20.0
_FEWEST_DECIMALS = 12


def check_order(positions: list[Position]) -> tuple[list[Position], list[str]]:
    """Sort positions by number or cumulative distance where that makes a shorter line: the rows are out of order."""
    for key in ("number", "cumulative_km"):
        numbers = [read_number(position.facts.get(key, "")) for position in positions]
        if len(positions) < 3 or any(map(math.isnan, numbers)) or len(set(numbers)) < len(numbers):
            continue
        steps = np.diff(numbers)
        if (steps > 0).all() or (steps < 0).all():
            return positions, []
        in_order = [positions[at] for at in np.argsort(numbers)]
        if _length_km(in_order) < _length_km(positions):
            what = "number" if key == "number" else "cumulative distance"
            return in_order, [f"rows are not in the order of their {what}: sorted by it"]
    return positions, []


def check_total(total_km: float, points: FloatArray, legs: Legs) -> list[str]:
    """Compare the total that a file gives with the length of the line."""
    length_km = float(_legs_km(points, legs).sum())
    if math.isnan(total_km) or abs(total_km - length_km) <= max(TOLERANCE * length_km, _ROUNDING_KM):
        return []
    return [
        f"the file's own total, {total_km:,.1f} km, disagrees with {length_km:,.1f} km by the positions; "
        "check notation, datum and kind of legs"
    ]


def _length_km(positions: Sequence[Position]) -> float:
    points = np.array([(position.lon, position.lat) for position in positions])
    return float(legs_km(*points.T).sum())


def check_distances(positions: Sequence[Position], points: FloatArray, legs: Legs) -> list[str]:
    """Compare the distances that the file gives with those of the legs."""
    if len(positions) < 2:
        return []
    ours = _legs_km(points, legs)
    for key in sorted({key for position in positions for key in position.facts}):
        kind, _, unit = key.rpartition("_")
        if kind not in ("cumulative", "distance", "cumulative_cable") or unit not in _UNITS_KM:
            continue
        theirs = [read_number(position.facts.get(key, "")) for position in positions]
        differs = _differs(kind, np.array(theirs), ours, unit)
        if differs:
            return [f"{differs}{_hint(kind, np.array(theirs), points, legs, unit)}"]
    return []


def check_turns(numbers: Sequence[int], points: FloatArray, what: str = "row") -> list[str]:
    """Warn of positions that go back and forth; each has a number of its row, feature or vertex."""
    apart = np.concatenate([[True], np.abs(np.diff(points, axis=0)).max(axis=1) > 1e-9])
    lon, lat = points[apart].T
    rows = [number for number, kept in zip(numbers, apart, strict=True) if kept]
    if len(lon) < 3:
        return []
    km = legs_km(lon, lat)
    leaving, back = azimuths_deg(lon, lat)[1:], azimuths_deg(lon[::-1], lat[::-1])[::-1][:-1]
    turn = 180.0 - np.abs((leaving - back + 180.0) % 360.0 - 180.0)
    least = 0.02 * km.sum()
    sharp = np.flatnonzero((turn > _TURN_DEG) & (km[:-1] > least) & (km[1:] > least))
    if len(sharp) == 0 or (len(sharp) == 1 and turn[sharp[0]] < 150.0):
        return []
    shown = ", ".join(str(rows[at + 1]) for at in sharp[:5])
    return [
        f"the line goes back on itself at {len(sharp)} positions ({what} {shown}): "
        "check the order of the rows, hemispheres, and minutes against decimals"
    ]


def check_decimals(texts: Sequence[str]) -> list[str]:
    """Warn of decimal degrees whose decimals are all below .60, as those of minutes are: 53.16 for 53 16'.

    Of a dozen angles in degrees, one of some 500 lists has none above by chance.
    """
    decimals = [re.fullmatch(r"[+-]?\d+[.,](\d{2,})", text.strip()) for text in texts]
    filled = [float(f"0.{found[1]}") for found in decimals if found is not None and found[1].strip("0")]
    if None in decimals or len(filled) < _FEWEST_DECIMALS or len(set(filled)) < _FEWEST_DECIMALS - 4:
        return []
    if max(filled) >= 0.6:
        return []
    return [
        f"the decimals of all {len(filled)} angles are below .60, as minutes are: if 53.16 means 53 degrees and "
        "16 minutes, write them with a blank between"
    ]


def agrees(positions: Sequence[Position], points: FloatArray, legs: Legs) -> bool:
    """Say whether the file has a cumulative distance and every leg agrees with it."""
    keys = {
        key
        for position in positions
        for key in position.facts
        if key.startswith("cumulative_") and "cable" not in key
    }
    ours = _legs_km(points, legs)
    for key in keys:
        theirs = np.array([read_number(position.facts.get(key, "")) for position in positions])
        if np.isfinite(theirs).sum() > 2 and not _differs("cumulative", theirs, ours, key.rpartition("_")[2]):
            return True
    return False


def _legs_km(points: FloatArray, legs: Legs) -> FloatArray:
    lon, lat = points.T
    if legs == "geodesic":
        return legs_km(lon, lat)
    out = []
    for at in range(len(lon) - 1):
        pair = slice(at, at + 2)
        out.append(float(legs_km(*densify_rhumb(lon[pair], lat[pair], every_km=_RHUMB_KM)).sum()))
    return np.array(out)


def _differs(kind: str, theirs: FloatArray, ours: FloatArray, unit: str) -> str:
    """Say how far the file's own distances are from those of the legs; empty if they agree."""
    given = np.flatnonzero(np.isfinite(theirs))
    if len(given) < 2:
        return ""
    kp = np.concatenate([[0.0], np.cumsum(ours)])
    values = theirs * _UNITS_KM[unit]
    going_up = bool((np.diff(values[given]) >= 0).all())
    if kind == "distance" and not (going_up and values[given][0] == 0.0):
        return _legs_differ(values, ours, unit)
    if not going_up:
        values = values[given[0]] - values
        if not (np.diff(values[given]) >= 0).all():
            return "the file's own cumulative distance goes up and down: check the order of the rows"
    own, from_legs = np.diff(values[given]), np.diff(kp[given])
    if kind == "cumulative_cable":
        total, route = float(own.sum()), float(from_legs.sum())
        if (1 - TOLERANCE) * route - 1 <= total <= (1 + _MOST_SLACK) * route + 1:
            return ""
        return f"the file's own cable length, {total:,.1f} km, is not that of a route of {route:,.1f} km"
    return _pieces_differ(own, from_legs, f"the file's own cumulative distance, {values[given[-1]]:,.1f} km")


def _legs_differ(values: FloatArray, ours: FloatArray, unit: str) -> str:
    """Compare lengths of legs, whether they stand at their start or their end."""
    filled = [own for own in (values[1:], values[:-1]) if np.isfinite(own).all()]
    if not filled or unit == "m":  # metres are those of other things, such as the length of a burial
        return ""
    own = min(filled, key=lambda side: float(np.abs(side - ours).sum()))
    return _pieces_differ(own, ours, f"the sum of the file's own legs, {own.sum():,.1f} km")


def _pieces_differ(own: FloatArray, ours: FloatArray, what: str) -> str:
    off = np.abs(own - ours)
    wrong = off > np.maximum(TOLERANCE * np.maximum(own, ours), _ROUNDING_KM)
    total = abs(own.sum() - ours.sum())
    if not wrong.any() and total <= max(TOLERANCE * ours.sum(), _ROUNDING_KM):
        return ""
    at = int(np.argmax(off))
    return (
        f"{what}, disagrees with {ours.sum():,.1f} km by the positions (most in leg {at + 1}: "
        f"{own[at]:,.1f} against {ours[at]:,.1f} km); check notation, datum and kind of legs"
    )


def _hint(kind: str, theirs: FloatArray, points: FloatArray, legs: Legs, unit: str) -> str:
    """Say what would agree: the other kind of legs, or another unit."""
    other: Legs = "geodesic" if legs == "rhumb" else "rhumb"
    ours = _legs_km(points, legs)
    if np.abs(points[:, 1]).max() < 90 and not _differs(kind, theirs, _legs_km(points, other), unit):
        return f"; it agrees with {other} legs: --legs {other}"
    for name in _UNITS_KM:
        if (
            name != unit
            and not (kind == "distance" and name == "m")
            and not _differs(kind, theirs, ours, name)
        ):
            return f"; it agrees in {name}"
    return ""
