"""Stops of a route: landings and via points, read and checked before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from numbers import Real
from typing import Any, TypeAlias, TypeGuard, TypeVar

import numpy as np
import numpy.typing as npt

from routeplan.catalog.landings import find_landing, landing_at, read_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.grid import Grid
from routeplan.solver.landfall import Place

PlaceT = TypeVar("PlaceT")
LandingLike: TypeAlias = str | tuple[float, float] | Landing

_AT_A_LANDING_KM = 15.0
# Two stops nearer than this are one place: positions of beach manholes are not known better.
_SAME_PLACE_KM = 1.0


def landing_of(named: LandingLike) -> Landing:
    """Find a landing by id, name, ``"LAT,LON"`` or a pair (lat, lon); pass a landing through.

    Raises
    ------
    UsageError
        If there is none of that name, a position is out of range, or it is something else.
    """
    if isinstance(named, Landing):
        return named
    if isinstance(named, str):
        return find_landing(named)
    if is_position_pair(named):
        lat, lon = named
        return landing_at(float(lon), float(lat))
    raise UsageError(
        f"landing {named!r} is a {type(named).__name__}; give an id or a name such as 'bodo', 'LAT,LON', "
        "a pair (lat, lon), or a Landing"
    )


def list_places(places: Sequence[PlaceT]) -> tuple[PlaceT, ...]:
    """Give places as a tuple; one place that is given alone is a list of one.

    Examples
    --------
    >>> list_places("75,-5"), list_places((75.0, -5.0)), list_places(["nuuk", "bodo"])
    (('75,-5',), ((75.0, -5.0),), ('nuuk', 'bodo'))
    """
    given: Any = places
    is_one = isinstance(given, str) or not isinstance(given, Iterable) or is_position_pair(given)
    return (given,) if is_one else tuple(given)


def is_position_pair(named: object) -> TypeGuard[tuple[float, float]]:
    """Whether something is two numbers in a tuple or list."""
    return (
        isinstance(named, tuple | list)
        and len(named) == 2
        and all(isinstance(angle, Real) for angle in named)
    )


def place_of(landing: Landing) -> Place:
    """Describe a landing as the solver takes it: name, longitude, latitude."""
    return landing.name, landing.lon, landing.lat


def check_apart(start: Landing, end: Landing) -> None:
    """Refuse two consecutive stops at the same place.

    Raises
    ------
    UsageError
        If they are nearer than 1 km.
    """
    if geodesic_km(start.lon, start.lat, end.lon, end.lat) < _SAME_PLACE_KM:
        raise UsageError(
            f"two consecutive stops are the same place: {start.name}, {end.name}; give two different places"
        )


def check_named_once(landings: Sequence[Landing]) -> None:
    """Refuse a landing that a system has twice, as stops or as branches.

    Raises
    ------
    UsageError
        If two landings, consecutive or not, are nearer than 1 km.
    """
    for one, other in combinations(landings, 2):
        if geodesic_km(one.lon, one.lat, other.lon, other.lat) < _SAME_PLACE_KM:
            raise UsageError(
                f"two landings of a system are the same place: {one.name}, {other.name}; give each once, as a stop "
                "or as a branch"
            )


def check_not_closed(landings: Sequence[Landing], grid: Grid, closed: npt.NDArray[np.bool_]) -> None:
    """Refuse landings in closed areas: a landfall would cross them as if they were land.

    Raises
    ------
    UsageError
        If a landing lies in a closed cell.
    """
    for landing in landings:
        row, col = (float(at) for at in grid.cell_of(landing.lon, landing.lat))
        if grid.contains(row, col) and closed[round(row), round(col)]:
            raise UsageError(
                f"{landing.name} is in a closed area; open the area there, or choose another landing"
            )


def check_via_point(point: Landing, grid: Grid, barrier: npt.NDArray[np.bool_]) -> None:
    """Refuse a via point where no cable may lie.

    Raises
    ------
    UsageError
        If it lies outside the data, on land or in a closed area.
    """
    row, col = (float(at) for at in grid.cell_of(point.lon, point.lat))
    if not grid.contains(row, col):
        raise UsageError(f"via point {point.name} is outside the data; give a point at sea")
    if barrier[round(row), round(col)]:
        raise UsageError(f"via point {point.name} is on land or in a closed area; give a point at sea")


def nearest_landing(lon: float, lat: float, otherwise: str) -> Landing:
    """Name an end of a line by the landing within 15 km, at the line's own position, or by that position."""
    nearest = min(read_landings(), key=lambda landing: geodesic_km(lon, lat, landing.lon, landing.lat))
    if geodesic_km(lon, lat, nearest.lon, nearest.lat) <= _AT_A_LANDING_KM:
        return replace(nearest, lon=float(lon), lat=float(lat))
    return Landing(f"{lat:.4f},{lon:.4f}", otherwise, "", float(lon), float(lat))
