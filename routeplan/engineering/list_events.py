"""Events of a position list: what is at which kilometre point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.catalog.states import HIGH_SEAS
from routeplan.engineering.alter_courses import AlterCourses
from routeplan.engineering.crossings import Crossing
from routeplan.geo.charted_line import ChartedLine
from routeplan.geo.geodesy import in_space_km
from routeplan.planning.crossings import JurisdictionChange
from routeplan.planning.gave_way import GaveWay
from routeplan.planning.route import Route
from routeplan.planning.system_layout import NodeKind
from routeplan.seabed.coast_distance import TERRITORIAL_SEA_KM
from routeplan.seabed.coastline import read_coastline

_ONE_POSITION_KM = 0.001  # events nearer than this share a row
_LEAST_LANDFALL_KM = 0.05
_LIMIT_EVERY_KM = 1.0
_LEAST_OUTSIDE_KM = 5.0  # shorter ways out of the territorial sea are not worth two rows


class Kind(IntEnum):
    """Kind of an event, in the order in which those of one row are named."""

    LANDING = 0
    SHORE = 1
    VIA = 2
    BRANCHING_UNIT = 3
    REPEATER = 4
    CROSSING = 5
    CABLE_TYPE = 6
    BURIAL = 7
    TERRITORIAL_SEA = 8
    JURISDICTION = 9
    GAVE_WAY = 10
    ALTER_COURSE = 11


@dataclass(frozen=True, slots=True)
class Event:
    """Something at a kilometre point of the list.

    Attributes
    ----------
    kp_km : float
    kind : Kind
    text : str
        As the list says it.
    remark : str
    """

    kp_km: float
    kind: Kind
    text: str
    remark: str = ""


def ends_of(route: Route, kinds: tuple[NodeKind, NodeKind], courses: AlterCourses) -> list[Event]:
    """Landings with the shore of their landfalls, or branching units and joints; and via points."""
    length_km = courses.line.length_km
    events = [
        _end(kp, landing, kind)
        for kp, landing, kind in ((0.0, route.start, kinds[0]), (length_km, route.end, kinds[1]))
    ]
    start_km, end_km = route.landfall_km
    shores = ((start_km, route.start), (route.length_km - end_km, route.end))
    events += [
        Event(kp, Kind.SHORE, f"LP {landing.name}", "shore of the landfall by the coastline")
        for (kp, landing), over_land_km in zip(shores, route.landfall_km, strict=True)
        if over_land_km >= _LEAST_LANDFALL_KM
        for kp in (float(courses.carry(np.array([kp]))[0]),)
    ]
    return events + [Event(_nearest_km(courses.line, via), Kind.VIA, f"via {via.name}") for via in route.via]


def alter_courses_of(line: ChartedLine) -> list[Event]:
    """Alter courses, with the change of bearing."""
    turns = (line.bearings_deg[1:] - line.arrivals_deg[:-1] + 180.0) % 360.0 - 180.0
    return [
        Event(
            float(kp), Kind.ALTER_COURSE, "A/C", f"{abs(turn):.1f}° to {'starboard' if turn > 0 else 'port'}"
        )
        for kp, turn in zip(line.kp_km[1:-1], turns, strict=True)
    ]


def schedule_changes(schedule: pd.DataFrame) -> list[Event]:
    """Transitions of cable type, and where burial starts and stops; at the ends of the line too."""
    events: list[Event] = []
    before: tuple[str, bool] | None = None
    columns = schedule[["from_km", "cable_type", "buried", "burial_m"]]
    for kp, cable_type, buried, target_m in columns.itertuples(index=False):
        now = (str(cable_type), bool(buried))
        if before is not None and now[0] != before[0]:
            events.append(Event(kp, Kind.CABLE_TYPE, f"Cable type {before[0]} to {now[0]}"))
        if now[1] and not (before and before[1]):
            events.append(Event(kp, Kind.BURIAL, "Burial start", f"target {target_m:g} m"))
        if before is not None and before[1] and not now[1]:
            events.append(Event(kp, Kind.BURIAL, "Burial stop"))
        before = now
    if before is not None and before[1]:
        events.append(Event(float(schedule["to_km"].iloc[-1]), Kind.BURIAL, "Burial stop"))
    return events


def crossings_of(crossings: Iterable[Crossing]) -> list[Event]:
    """Crossings of other cables."""
    return [
        Event(
            crossing.kp_km,
            Kind.CROSSING,
            f"X-ing {crossing.cable}",
            "; ".join(
                [f"{crossing.cable} at {crossing.angle_deg:.0f}°: {crossing.verdict}", *crossing.remarks]
            ),
        )
        for crossing in crossings
    ]


def repeaters_of(repeaters: pd.DataFrame) -> list[Event]:
    """Repeaters, with what speaks against their place."""
    return [
        Event(float(kp_km), Kind.REPEATER, f"Repeater {name}", str(remarks))
        for name, kp_km, remarks in repeaters[["name", "kp_km", "remarks"]].itertuples(index=False)
    ]


def jurisdiction_limits(changes: Iterable[JurisdictionChange]) -> list[Event]:
    """Limits between jurisdictions: of an exclusive economic zone with the high seas or another state."""
    return [
        Event(
            change.kp_km,
            Kind.JURISDICTION,
            f"EEZ limit {change.leaves} to {change.enters}",
            "" if HIGH_SEAS in (change.leaves, change.enters) else "boundary between states",
        )
        for change in changes
    ]


def given_way(gave_way: GaveWay, courses: AlterCourses) -> list[Event]:
    """Where the line enters and leaves closed areas that gave way to it."""
    return [
        Event(
            float(courses.carry(np.array([kp_km]))[0]),
            Kind.GAVE_WAY,
            f"{'Into' if enters else 'Out of'} {area.name}",
            f"{area.title}: closed area that gave way to this route",
        )
        for area in gave_way.areas
        for span in area.spans_km
        for kp_km, enters in zip(span, (True, False), strict=True)
    ]


def territorial_limits(line: ChartedLine) -> list[Event]:
    """Limits of territorial seas: 12 nautical miles from the coastline, because baselines are not known.

    Ways of less than 5 km through such a sea, or out of it, are left out.
    """
    kp = np.linspace(0.0, line.length_km, int(np.ceil(line.length_km / _LIMIT_EVERY_KM)) + 2)
    reach_km = TERRITORIAL_SEA_KM + 3.0 * _LIMIT_EVERY_KM
    away = np.minimum(read_coastline().away_km(*line.at(kp), reach_km=reach_km), reach_km)
    beyond = away - TERRITORIAL_SEA_KM
    changes = np.flatnonzero((beyond[1:] > 0) != (beyond[:-1] > 0))
    share = beyond[changes] / (beyond[changes] - beyond[changes + 1])
    limits = list(zip(kp[changes] + share * np.diff(kp)[changes], beyond[changes] <= 0, strict=True))
    at = 0
    while at < len(limits) - 1:
        if limits[at + 1][0] - limits[at][0] < _LEAST_OUTSIDE_KM:
            del limits[at : at + 2]
            at = max(at - 1, 0)
        else:
            at += 1
    return [
        Event(
            float(limit_km), Kind.TERRITORIAL_SEA, f"Territorial sea, {'out' if leaves else 'in'}",
            "12 nm from the coastline; baselines are not known",
        )
        for limit_km, leaves in limits
    ]  # fmt: skip


def in_rows(events: Iterable[Event]) -> list[tuple[float, list[Event]]]:
    """Group events of one position, in order along the line; an alter course keeps its place."""
    rows: list[tuple[float, list[Event]]] = []
    for event in sorted(events, key=lambda one: (one.kp_km, one.kind)):
        if rows and event.kp_km - rows[-1][0] < _ONE_POSITION_KM:
            rows[-1][1].append(event)
        else:
            rows.append((event.kp_km, [event]))
    return [(kp, sorted(group, key=lambda one: one.kind)) for kp, group in rows]


def _end(kp_km: float, place: Landing, kind: NodeKind) -> Event:
    match kind:
        case NodeKind.LANDING:
            return Event(kp_km, Kind.LANDING, f"BMH {place.name}", _accuracy(place))
        case NodeKind.UNIT:
            return Event(kp_km, Kind.BRANCHING_UNIT, f"BU {place.name}")
        case NodeKind.JOINT:
            return Event(kp_km, Kind.BRANCHING_UNIT, f"Joint {place.name}")


def _accuracy(landing: Landing) -> str:
    if landing.accuracy_km:
        return f"position known to {landing.accuracy_km:g} km; beach manhole by survey"
    return "beach manhole by survey"


def _nearest_km(line: ChartedLine, place: Landing) -> float:
    """Kilometre point of the position of a line that is nearest to a place."""
    track = line.on_geodesics.track
    _, nearest = track.tree.query(in_space_km(np.array([place.lon]), np.array([place.lat])))
    at = int(np.asarray(nearest)[0])
    return float(track.kp_km[at]) * line.length_km / track.length_km
