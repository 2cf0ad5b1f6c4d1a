"""Where a route crosses what lies across its way: existing cables, and the limits of states' waters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.models import CableStatus, CableSystem
from routeplan.geo.geodesy import FloatArray, PolarStereographic, geodesic_km
from routeplan.geo.track import Line
from routeplan.planning.route import Route

_POINT_EVERY_KM = 5.0
# Lines drawn on cells swing about each other near a shared beach: crossings of one cable so near are one.
_ONE_CROSSING_KM = 25.0
# A cable that comes ashore where the route does is left beside it, not crossed.
_SHARED_BEACH_KM, _LEAVES_IT_WITHIN_KM = 25.0, 60.0
_LEAST_WATERS_KM = 10.0  # shorter stretches of a state's waters are steps of the cells along a limit


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
        Between the two, 0 to 90; 90 is square.
    """

    system: CableSystem
    kp_km: float
    lon: float
    lat: float
    depth_m: float
    angle_deg: float


@dataclass(frozen=True, slots=True)
class LimitCrossing:
    """Where a route passes from the waters of one into those of another.

    Attributes
    ----------
    kp_km : float
    leaves, enters : str
        Labels of states, or ``high seas``.
    """

    kp_km: float
    leaves: str
    enters: str


def find_cable_crossings(
    route: Route, existing: Sequence[tuple[CableSystem, Line]]
) -> tuple[CableCrossing, ...]:
    """Find where a route crosses existing cables, in order along it.

    Parameters
    ----------
    route : Route
    existing : sequence of (CableSystem, Line)
        Cables with their lines, as ``planner.existing`` has them: drawn by the planner, so that a crossing is known no
        better than a cell. Retired cables are left out.

    Returns
    -------
    tuple of CableCrossing
        Several of one cable within 25 km are one; none within 60 km of a landing that the two share.
    """
    plane = PolarStereographic()
    line = route.line.densified(every_km=_POINT_EVERY_KM)
    kp_km = line.kp_km
    points = np.column_stack(plane.forward(line.lon, line.lat))
    legs = _legs(points)
    tree = shapely.STRtree(legs)
    found: list[CableCrossing] = []
    for system, its_line in existing:
        if system.status is CableStatus.RETIRED:
            continue
        begins, ends = _shared_ends(route, system)
        its_dense = its_line.densified(every_km=_POINT_EVERY_KM)
        its_points = np.column_stack(plane.forward(its_dense.lon, its_dense.lat))
        its_legs = _legs(its_points)
        its_leg, leg = tree.query(its_legs, predicate="crosses")
        for at, other in sorted(zip(leg.tolist(), its_leg.tolist(), strict=True)):
            point = shapely.get_coordinates(shapely.intersection(legs[at], its_legs[other]))[0]
            where_lon, where_lat = (float(each) for each in plane.inverse(*point))
            kp = float(kp_km[at]) + geodesic_km(line.lon[at], line.lat[at], where_lon, where_lat)
            if (begins and kp < _LEAVES_IT_WITHIN_KM) or (ends and kp > kp_km[-1] - _LEAVES_IT_WITHIN_KM):
                continue
            if any(each.system.id == system.id and abs(each.kp_km - kp) < _ONE_CROSSING_KM for each in found):
                continue
            angle = _angle_deg(points[at + 1] - points[at], its_points[other + 1] - its_points[other])
            found.append(CableCrossing(system, kp, where_lon, where_lat, _depth_at(route, kp), angle))
    return tuple(sorted(found, key=lambda each: each.kp_km))


def find_limit_crossings(route: Route) -> tuple[LimitCrossing, ...]:
    """Find where a route passes from the waters of one into those of another, in order; none without a breakdown."""
    if route.breakdown is None:
        return ()
    profile = route.profile
    waters = profile["waters"].to_numpy()
    first = np.flatnonzero(np.concatenate([[True], waters[1:] != waters[:-1]]))
    ends_km = np.append(profile["kp_km"].to_numpy()[first[1:]], route.length_km)
    found: list[LimitCrossing] = []
    now = waters[0]
    for at, end_km in zip(first.tolist(), ends_km.tolist(), strict=True):
        kp = float(profile["kp_km"].iloc[at])
        if waters[at] == now or end_km - kp < _LEAST_WATERS_KM:
            continue
        found.append(LimitCrossing(kp, str(now), str(waters[at])))
        now = waters[at]
    return tuple(found)


def _shared_ends(route: Route, system: CableSystem) -> tuple[bool, bool]:
    """Whether a cable comes ashore where the route begins, and where it ends."""
    begins, ends = (
        any(geodesic_km(end.lon, end.lat, stop.lon, stop.lat) < _SHARED_BEACH_KM for stop in system.stops)
        for end in (route.start, route.end)
    )
    return begins, ends


def _legs(points: FloatArray) -> npt.NDArray[np.object_]:
    """Put the legs of a line each by itself."""
    return np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)))


def _depth_at(route: Route, kp_km: float) -> float:
    at = int(np.searchsorted(route.profile["kp_km"].to_numpy(), kp_km, side="right")) - 1
    return float(route.profile["depth_m"].iloc[at])


def _angle_deg(one: FloatArray, other: FloatArray) -> float:
    """Angle between two directions on the plane, which is conformal: it is the angle on the seabed."""
    cosine = abs(float(one @ other)) / float(np.hypot(*one) * np.hypot(*other))
    return float(np.degrees(np.arccos(min(1.0, cosine))))
