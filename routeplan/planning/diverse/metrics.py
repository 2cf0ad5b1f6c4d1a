"""Separation of two routes: distances, bottlenecks, and the risks that both routes share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.catalog.models import Landing
from routeplan.catalog.states import HIGH_SEAS
from routeplan.geo.geodesy import (
    FloatArray,
    PolarStereographic,
    azimuths_deg,
    destination,
    geodesic_km,
    legs_km,
)
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import project_shapes, widen_line
from routeplan.geo.track import POINT_EVERY_KM, Track, pieces
from routeplan.planning.diverse.problem import landing_points
from routeplan.planning.route import Route

if TYPE_CHECKING:
    import geopandas as gpd

# Distances for the shared corridor: from ICPC practice to the reach of the Grand Banks event of 1929.
SHARED_WITHIN_KM = (5.0, 10.0, 50.0, 100.0, 200.0)
# Landings nearer to one another than this share power and backhaul; editable default.
LANDING_CLUSTER_KM = 25.0
_LOW_SHARE = 0.05  # the 5th percentile
_LEAST_KM = 1.0  # in a shared jurisdiction or zone; less only touches a corner of it


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A place where two routes do not keep the required separation.

    Attributes
    ----------
    lon, lat : float
        Midpoint between the two routes where they are nearest, degrees.
    separation_km : float
        Their distance there.
    missing_km : float
        Required separation minus this distance.
    stretch_km : (float, float)
        Length of the first and of the second route that is too near.
    """

    lon: float
    lat: float
    separation_km: float
    missing_km: float
    stretch_km: tuple[float, float]

    @property
    def position(self) -> str:
        """Position as charts print it: ``74.1N 95.3W``."""
        return format_position(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class SharedRisk:
    """A jurisdiction, landing or zone that both routes use, so that one event may affect both.

    Attributes
    ----------
    kind : str
        ``jurisdiction``, ``landing``, ``chokepoint``, or the kind of a zone: ``slide``, ``seismic``, …
    name : str
    km : (float, float)
        Length of the first and of the second route in it.
    """

    kind: str
    name: str
    km: tuple[float, float]


@dataclass(frozen=True)
class Separation:
    """Separation of two routes of a set.

    Attributes
    ----------
    names : (str, str)
    least_km : float
        Least distance between the part of either route outside the landing zones and the whole of the other; infinite
        if both routes are wholly inside.
    p5_km : float
        5th percentile of the distance, over the length outside the landing zones.
    shared_km : mapping of km to (float, float)
        Length of the first and of the second route within a distance of the other, landing zones included.
    bottlenecks : tuple of Bottleneck
        Narrowest first.
    shared : tuple of SharedRisk
    """

    names: tuple[str, str]
    least_km: float
    p5_km: float
    shared_km: dict[float, tuple[float, float]]
    bottlenecks: tuple[Bottleneck, ...]
    shared: tuple[SharedRisk, ...]


@dataclass(frozen=True)
class _Side:
    """One of two routes, with the distance of each of its points to the other."""

    track: Track
    step_km: FloatArray
    distance_km: FloatArray
    outside: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, track: Track, other: Track, landings: Track, zone_km: float) -> _Side:
        distance_km = other.distance_km(track.in_space_km)
        return cls(track, track.step_km, distance_km, track.outside(landings, zone_km))

    def within(self, km: float) -> float:
        """Length of the route within a distance of the other, km."""
        return float(self.step_km[self.distance_km < km].sum())


@dataclass(frozen=True, eq=False)
class _Stretch:
    """A stretch of one of two routes, as a slice of its points."""

    side: _Side
    part: slice

    @property
    def distance_km(self) -> FloatArray:
        """(n,) distance of each point to the other route."""
        return self.side.distance_km[self.part]

    @property
    def length_km(self) -> float:
        """Length of the stretch."""
        return float(self.side.step_km[self.part].sum())


def measure_separation(
    one: Route,
    other: Route,
    *,
    separation_km: float,
    zone_km: float,
    zones: gpd.GeoDataFrame,
    projection: PolarStereographic,
) -> Separation:
    """Measure the separation of two routes.

    Parameters
    ----------
    one, other : Route
    separation_km : float
        Required separation; a stretch that is nearer is a bottleneck.
    zone_km : float
        Radius of the landing zones, in which no separation is required.
    zones : GeoDataFrame
        Zones of hazards and chokepoints, as :func:`routeplan.seabed.hazard_zones.read_zones` returns them.
    projection : PolarStereographic
        Projection on which routes and zones are overlaid.

    Notes
    -----
    Each route is sampled every kilometre, and each distance is measured from a point to the line of the other route. It
    is the arc over a chord in space: within 1 m of the geodesic up to 370 km, within 10 m up to 1,000 km. Between
    two points the distance may be up to 0.5 km less if one route heads straight at the other; it is not less if the
    routes run parallel.
    """
    landings = landing_points(one.start, one.end, other.start, other.end)
    first, second = one.line.track, other.line.track
    sides = _Side.of(first, second, landings, zone_km), _Side.of(second, first, landings, zone_km)
    distance_km = np.concatenate([side.distance_km[side.outside] for side in sides])
    weights = np.concatenate([side.step_km[side.outside] for side in sides])
    p5_km = np.inf
    if len(distance_km):
        p5_km = np.quantile(distance_km, _LOW_SHARE, weights=weights, method="inverted_cdf")
    shared = [*_shared_jurisdictions(one, other), *_shared_landings(one, other, first, second)]
    shared += _shared_zones((first, second), zones, projection)
    return Separation(
        names=(one.name, other.name),
        least_km=float(distance_km.min(initial=np.inf)),
        p5_km=float(p5_km),
        shared_km={km: (sides[0].within(km), sides[1].within(km)) for km in SHARED_WITHIN_KM},
        bottlenecks=_find_bottlenecks(sides, separation_km),
        shared=tuple(shared),
    )


def _find_bottlenecks(sides: tuple[_Side, _Side], separation_km: float) -> tuple[Bottleneck, ...]:
    """Find the stretches that are too near; stretches of the two routes that face one another are one bottleneck."""
    stretches = [
        _Stretch(side, part)
        for side in sides
        for part in pieces(side.track, side.outside & (side.distance_km < separation_km))
    ]
    groups: list[list[_Stretch]] = []
    for stretch in stretches:
        facing = [group for group in groups if any(_face(stretch, other, separation_km) for other in group)]
        groups = [group for group in groups if group not in facing]
        groups.append([other for group in facing for other in group] + [stretch])
    bottlenecks = [_bottleneck(sides, group, separation_km) for group in groups]
    return tuple(sorted(bottlenecks, key=lambda bottleneck: bottleneck.separation_km))


def _bottleneck(sides: tuple[_Side, _Side], group: Sequence[_Stretch], separation_km: float) -> Bottleneck:
    """Measure a bottleneck made of stretches of both routes."""
    one, other = sides
    nearest = min(group, key=lambda stretch: float(stretch.distance_km.min()))
    at = nearest.part.start + int(np.argmin(nearest.distance_km))
    lon, lat = _midpoint(nearest.side.track, at, (other if nearest.side is one else one).track)
    least_km = float(nearest.side.distance_km[at])
    first_km, second_km = (
        sum(stretch.length_km for stretch in group if stretch.side is side) for side in sides
    )
    return Bottleneck(lon, lat, least_km, separation_km - least_km, (first_km, second_km))


def _face(one: _Stretch, other: _Stretch, separation_km: float) -> bool:
    """Whether two stretches of different routes come within the separation of one another."""
    if one.side is other.side:
        return False
    distance_km = other.side.track.part(other.part).roughly_km(one.side.track.in_space_km[one.part])
    return bool((distance_km < separation_km + POINT_EVERY_KM).any())


def _midpoint(track: Track, at: int, other: Track) -> tuple[float, float]:
    """Midpoint of the geodesic between a point of a track and the nearest point of another."""
    _, nearest = other.tree.query(track.in_space_km[at])
    lon, lat = np.array([track.lon[at], other.lon[nearest]]), np.array([track.lat[at], other.lat[nearest]])
    azimuth_deg, km = azimuths_deg(lon, lat)[0], legs_km(lon, lat)[0]
    return destination(float(lon[0]), float(lat[0]), float(azimuth_deg), float(km) / 2.0)


def _shared_jurisdictions(one: Route, other: Route) -> Iterator[SharedRisk]:
    """Find the jurisdictions that both routes enter, high seas excepted."""
    if one.breakdown is None or other.breakdown is None:
        return
    for name, km in one.breakdown.jurisdiction_km.items():
        other_km = other.breakdown.jurisdiction_km.get(name, 0.0)
        if name != HIGH_SEAS and min(km, other_km) >= _LEAST_KM:
            yield SharedRisk("jurisdiction", name, (km, other_km))


def _shared_landings(one: Route, other: Route, first: Track, second: Track) -> Iterator[SharedRisk]:
    """Find landings of the two routes that are the same or near one another."""
    for landing in (one.start, one.end):
        for near in (other.start, other.end):
            if geodesic_km(landing.lon, landing.lat, near.lon, near.lat) <= LANDING_CLUSTER_KM:
                name = landing.name if landing.id == near.id else f"{landing.name} / {near.name}"
                yield SharedRisk("landing", name, (_km_near(first, landing), _km_near(second, near)))


def _km_near(track: Track, landing: Landing) -> float:
    """Length of a track near a landing, km."""
    near = ~track.outside(landing_points(landing), LANDING_CLUSTER_KM)
    return float(track.step_km[near].sum())


def _shared_zones(
    tracks: Sequence[Track], zones: gpd.GeoDataFrame, projection: PolarStereographic
) -> list[SharedRisk]:
    """Find the zones that both of two tracks enter."""
    projected = [projection.forward(track.lon, track.lat) for track in tracks]
    shared = []
    shapes = project_shapes(zones.geometry, projection)
    for shape, zone in zip(shapes, zones.to_dict("records"), strict=True):
        width_km = float(zone["half_width_km"])
        area = widen_line(shape, width_km, projection) if width_km > 0 else shape
        shapely.prepare(area)
        km = [
            float(track.step_km[shapely.contains_xy(area, *points)].sum())
            for track, points in zip(tracks, projected, strict=True)
        ]
        if min(km) >= _LEAST_KM:
            shared.append(SharedRisk(str(zone["kind"]), str(zone["name"]), (km[0], km[1])))
    return sorted(shared, key=lambda risk: (risk.kind, risk.name))
