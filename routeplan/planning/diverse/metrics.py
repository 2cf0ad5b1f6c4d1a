"""How far two routes are apart, where they are not, and what they have in common that one event may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
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
from routeplan.planning.diverse.problem import places_of
from routeplan.planning.route import Route

# Distances within which kilometres count as shared: from ICPC practice to the reach of the Grand Banks event of 1929.
SHARED_WITHIN_KM = (5.0, 10.0, 50.0, 100.0, 200.0)
# Landings nearer than this share a coast, its power and its backhaul; editable default.
LANDING_CLUSTER_KM = 25.0
_LOW_SHARE = 0.05
_LEAST_KM = 1.0  # in common waters: less is a corner


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Where two routes are nearer than they were to be.

    Attributes
    ----------
    lon, lat : float
        Middle between the two where they are nearest, degrees.
    separation_km : float
        How far apart they are there.
    missing_km : float
        By how much that is less than asked for.
    stretch_km : (float, float)
        How far the first and the second route run like this.
    """

    lon: float
    lat: float
    separation_km: float
    missing_km: float
    stretch_km: tuple[float, float]

    @property
    def position(self) -> str:
        """As charts print it: ``74.1N 95.3W``."""
        return format_position(self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class SharedRisk:
    """What two routes have in common that one event may take from both.

    Attributes
    ----------
    kind : str
        ``jurisdiction``, ``landing``, ``chokepoint``, or the kind of a zone: ``slide``, ``seismic``, …
    name : str
    km : (float, float)
        Kilometres of the first and of the second route in it.
    """

    kind: str
    name: str
    km: tuple[float, float]


@dataclass(frozen=True)
class Separation:
    """Two routes of a set, side by side.

    Attributes
    ----------
    names : (str, str)
    least_km : float
        Least distance between what of either lies outside the zones and the whole of the other; infinite where
        nothing lies outside.
    p5_km : float
        Distance that a twentieth of what lies outside falls below.
    shared_km : mapping of km to (float, float)
        Kilometres of the first and of the second within a distance of the other, zones included.
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
    """One of two routes, measured against the other."""

    track: Track
    step_km: FloatArray
    away_km: FloatArray
    outside: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, track: Track, other: Track, places: Track, zone_km: float) -> _Side:
        away_km = other.distance_km(track.in_space_km)
        return cls(track, track.step_km, away_km, track.outside(places, zone_km))

    def within(self, km: float) -> float:
        return float(self.step_km[self.away_km < km].sum())


def measure_separation(
    one: Route,
    other: Route,
    *,
    separation_km: float,
    zone_km: float,
    zones: gpd.GeoDataFrame,
    projection: PolarStereographic,
) -> Separation:
    """Measure how far two routes are apart.

    Parameters
    ----------
    one, other : Route
    separation_km : float
        What was asked for: what is nearer is a bottleneck.
    zone_km : float
        Radius round the four landings within which nothing is asked.
    zones : GeoDataFrame
        Of hazards and chokepoints, as :func:`routeplan.seabed.hazard_zones.read_zones` gives them.
    projection : PolarStereographic
        Where lines and zones are laid on one another.

    Notes
    -----
    Either route is taken every kilometre, and from each point the distance to the other's line is measured in space:
    the arc over the chord is the geodesic to 1 m as far as 370 km and to 10 m as far as 1,000. Between two points it
    may be half a kilometre less where one route runs straight at the other, and is not where both run along.
    """
    places = places_of(one.start, one.end, other.start, other.end)
    first, second = Track.along(one.lon, one.lat), Track.along(other.lon, other.lat)
    sides = _Side.of(first, second, places, zone_km), _Side.of(second, first, places, zone_km)
    away_km = np.concatenate([side.away_km[side.outside] for side in sides])
    weights = np.concatenate([side.step_km[side.outside] for side in sides])
    found = len(away_km) > 0
    low = np.quantile(away_km, _LOW_SHARE, weights=weights, method="inverted_cdf") if found else np.inf
    shared = [*_shared_waters(one, other), *_shared_landings(one, other, first, second)]
    shared += _shared_zones((first, second), zones, projection)
    return Separation(
        names=(one.name, other.name),
        least_km=float(away_km.min(initial=np.inf)),
        p5_km=float(low),
        shared_km={km: (sides[0].within(km), sides[1].within(km)) for km in SHARED_WITHIN_KM},
        bottlenecks=_find_bottlenecks(sides, separation_km),
        shared=tuple(shared),
    )


def _find_bottlenecks(sides: tuple[_Side, _Side], separation_km: float) -> tuple[Bottleneck, ...]:
    """Find the stretches of either that are too near to the other, those that face one another as one."""
    one, other = sides
    too_near = [side.outside & (side.away_km < separation_km) for side in sides]
    stretches = [
        (side, each)
        for side, which in zip(sides, too_near, strict=True)
        for each in pieces(side.track, which)
    ]
    groups: list[list[tuple[_Side, slice]]] = []
    for side, stretch in stretches:
        facing = [
            group for group in groups if any(_face(side, stretch, *each, separation_km) for each in group)
        ]
        groups = [group for group in groups if group not in facing]
        groups.append([each for group in facing for each in group] + [(side, stretch)])
    found = []
    for group in groups:
        side, stretch = min(group, key=lambda each: float(each[0].away_km[each[1]].min()))
        at = stretch.start + int(np.argmin(side.away_km[stretch]))
        lon, lat = _middle(side.track, at, (other if side is one else one).track)
        least_km = float(side.away_km[at])
        km = [
            sum(float(each.step_km[part].sum()) for each, part in group if each is which) for which in sides
        ]
        found.append(Bottleneck(lon, lat, least_km, separation_km - least_km, (km[0], km[1])))
    return tuple(sorted(found, key=lambda bottleneck: bottleneck.separation_km))


def _face(one: _Side, part: slice, other: _Side, its_part: slice, separation_km: float) -> bool:
    """Whether two stretches come within the separation of one another."""
    if one is other:
        return False
    away_km = other.track.part(its_part).roughly_km(one.track.in_space_km[part])
    return bool((away_km < separation_km + POINT_EVERY_KM).any())


def _middle(track: Track, at: int, other: Track) -> tuple[float, float]:
    """Middle of the geodesic between a point of a track and the nearest of another."""
    _, nearest = other.tree.query(track.in_space_km[at])
    lon, lat = np.array([track.lon[at], other.lon[nearest]]), np.array([track.lat[at], other.lat[nearest]])
    azimuth_deg, km = azimuths_deg(lon, lat)[0], legs_km(lon, lat)[0]
    return destination(float(lon[0]), float(lat[0]), float(azimuth_deg), float(km) / 2.0)


def _shared_waters(one: Route, other: Route) -> Iterator[SharedRisk]:
    if one.breakdown is None or other.breakdown is None:
        return
    for name, km in one.breakdown.jurisdiction_km.items():
        others_km = other.breakdown.jurisdiction_km.get(name, 0.0)
        if name != HIGH_SEAS and min(km, others_km) >= _LEAST_KM:
            yield SharedRisk("jurisdiction", name, (km, others_km))


def _shared_landings(one: Route, other: Route, first: Track, second: Track) -> Iterator[SharedRisk]:
    for mine in (one.start, one.end):
        for its in (other.start, other.end):
            if geodesic_km(mine.lon, mine.lat, its.lon, its.lat) <= LANDING_CLUSTER_KM:
                name = mine.name if mine.id == its.id else f"{mine.name} / {its.name}"
                yield SharedRisk("landing", name, (_near_km(first, mine), _near_km(second, its)))


def _near_km(track: Track, landing: Landing) -> float:
    near = ~track.outside(places_of(landing), LANDING_CLUSTER_KM)
    return float(track.step_km[near].sum())


def _shared_zones(
    tracks: Sequence[Track], zones: gpd.GeoDataFrame, projection: PolarStereographic
) -> list[SharedRisk]:
    """Find the zones that both of two lines pass."""
    on_plane = [projection.forward(track.lon, track.lat) for track in tracks]
    shared = []
    shapes = project_shapes(zones.geometry, projection)
    for shape, zone in zip(shapes, zones.to_dict("records"), strict=True):
        width_km = float(zone["half_width_km"])
        wide = widen_line(shape, width_km, projection) if width_km > 0 else shape
        shapely.prepare(wide)
        km = [
            float(track.step_km[shapely.contains_xy(wide, *plane)].sum())
            for track, plane in zip(tracks, on_plane, strict=True)
        ]
        if min(km) >= _LEAST_KM:
            shared.append(SharedRisk(str(zone["kind"]), str(zone["name"]), (km[0], km[1])))
    return sorted(shared, key=lambda each: (each.kind, each.name))
