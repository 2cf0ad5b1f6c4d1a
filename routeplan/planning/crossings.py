"""Where a route crosses existing cables, and where it enters another jurisdiction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routeplan.catalog.models import CableStatus, CableSystem
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.line_crossings import find_line_crossings
from routeplan.geo.track import Line
from routeplan.planning.route import Route

# Lines drawn on cells can cross several times near a shared beach: crossings of one cable nearer than this are one.
_ONE_CROSSING_KM = 25.0
# A cable that lands at the same beach as the route is not crossed near that beach.
_SHARED_BEACH_KM, _BEACH_STRETCH_KM = 25.0, 60.0
_LEAST_JURISDICTION_KM = 10.0  # shorter stretches come from cells along a boundary


@dataclass(frozen=True, slots=True)
class CableCrossing:
    """Where a route crosses an existing cable.

    Attributes
    ----------
    system : CableSystem
    kp_km : float
        Kilometre point of the route.
    lon, lat : float
        Degrees.
    depth_m : float
    angle_deg : float
        Angle between route and cable, 0 to 90; 90 is perpendicular.
    cable_kp_km : float
        Kilometre point of the cable, along the part between two of its landings as the planner drew it.
    """

    system: CableSystem
    kp_km: float
    lon: float
    lat: float
    depth_m: float
    angle_deg: float
    cable_kp_km: float = math.nan


@dataclass(frozen=True, slots=True)
class JurisdictionChange:
    """Where a route leaves one jurisdiction and enters another.

    Attributes
    ----------
    kp_km : float
        Kilometre point of the route.
    leaves, enters : str
        Labels of states, or ``high seas``.
    """

    kp_km: float
    leaves: str
    enters: str


def find_cable_crossings(
    route: Route, existing: Sequence[tuple[CableSystem, Line]]
) -> tuple[CableCrossing, ...]:
    """Find where a route crosses existing cables.

    Parameters
    ----------
    route : Route
    existing : sequence of (CableSystem, Line)
        Cables with their lines, as ``planner.existing`` has them. The planner drew these lines, so the position of a
        crossing is only known to about one cell. Retired cables are left out.

    Returns
    -------
    tuple of CableCrossing
        In order along the route. Crossings of one cable within 25 km are reported as one. There is no crossing within
        60 km of a landing that route and cable share.
    """
    length_km = route.length_km
    found: list[CableCrossing] = []
    for system, cable in existing:
        if system.status is CableStatus.RETIRED:
            continue
        at_start, at_end = _shared_ends(route, system)
        for at in find_line_crossings(route.line, cable):
            near_start, near_end = at.kp_km < _BEACH_STRETCH_KM, at.kp_km > length_km - _BEACH_STRETCH_KM
            if (at_start and near_start) or (at_end and near_end) or _is_known(found, system, at.kp_km):
                continue
            depth_m = depth_at(route, at.kp_km)
            found.append(
                CableCrossing(system, at.kp_km, at.lon, at.lat, depth_m, at.angle_deg, at.other_kp_km)
            )
    return tuple(sorted(found, key=lambda crossing: crossing.kp_km))


def find_jurisdiction_changes(route: Route) -> tuple[JurisdictionChange, ...]:
    """Find where a route enters another jurisdiction, in order along it; empty for a route without a breakdown."""
    if route.breakdown is None:
        return ()
    profile = route.profile
    labels = profile["waters"].to_numpy()
    first = np.flatnonzero(np.concatenate([[True], labels[1:] != labels[:-1]]))
    ends_km = np.append(profile["kp_km"].to_numpy()[first[1:]], route.length_km)
    found: list[JurisdictionChange] = []
    current = labels[0]
    for at, end_km in zip(first.tolist(), ends_km.tolist(), strict=True):
        kp = float(profile["kp_km"].iloc[at])
        if labels[at] == current or end_km - kp < _LEAST_JURISDICTION_KM:
            continue
        found.append(JurisdictionChange(kp, str(current), str(labels[at])))
        current = labels[at]
    return tuple(found)


def _shared_ends(route: Route, system: CableSystem) -> tuple[bool, bool]:
    """Whether a cable lands at the start of the route, and whether at its end."""
    at_start, at_end = (
        any(geodesic_km(end.lon, end.lat, stop.lon, stop.lat) < _SHARED_BEACH_KM for stop in system.stops)
        for end in (route.start, route.end)
    )
    return at_start, at_end


def _is_known(found: Sequence[CableCrossing], system: CableSystem, kp_km: float) -> bool:
    """Whether a crossing of the same cable is already found nearby."""
    return any(
        crossing.system.id == system.id and abs(crossing.kp_km - kp_km) < _ONE_CROSSING_KM
        for crossing in found
    )


def depth_at(route: Route, kp_km: float) -> float:
    """Depth of the profile step at a kilometre point."""
    at = int(np.searchsorted(route.profile["kp_km"].to_numpy(), kp_km, side="right")) - 1
    return float(route.profile["depth_m"].iloc[at])
