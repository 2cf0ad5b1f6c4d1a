"""Named points of a map: landings of routes, each with the directions in which its cables leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.geodesy import FloatArray, densify
from routeplan.geo.track import Line
from routeplan.planning.system import System, Valued
from routeplan.view.maps.projections import MapProjection

_STEP_KM = 40.0
_COURSE_KM = 400.0  # this much of a cable decides on which side of its landing the name is written


@dataclass(frozen=True, slots=True)
class Connection:
    """Two landings and the line between them.

    Attributes
    ----------
    start, end : Landing
    line : Line
    """

    start: Landing
    end: Landing
    line: Line


@dataclass(frozen=True, slots=True)
class Place:
    """A point with a name.

    Attributes
    ----------
    name : str
    note : str
        Second line of its popup.
    lon, lat : float
        Degrees.
    directions : tuple of (float, float)
        Directions on the map in which cables leave it, unit vectors.
    shows_name : bool
        Whether its name is written beside it; else a click tells it.
    """

    name: str
    note: str
    lon: float
    lat: float
    directions: tuple[tuple[float, float], ...] = ()
    shows_name: bool = True

    @property
    def away(self) -> tuple[float, float]:
        """Direction opposite to its cables, (0, 0) without cables."""
        return -sum(x for x, _ in self.directions), -sum(y for _, y in self.directions)


def connections_of(valued: Valued) -> list[Connection]:
    """Give the ends of a route and its line; of a system, those of every way between landings and branching units."""
    if not isinstance(valued, System):
        return [Connection(valued.start, valued.end, valued.line)]
    nodes = valued.layout.nodes
    return [
        Connection(nodes[span.start].place, nodes[span.end].place, valued.along(span))
        for span in valued.layout.spans
    ]


def units_of(routes: Iterable[Valued]) -> frozenset[str]:
    """Give the ids of the branching units of systems."""
    return frozenset(
        unit.id for route in routes if isinstance(route, System) for unit in route.branching_units
    )


def landing_places(
    connections: Iterable[Connection], projection: MapProjection, *, nameless: frozenset[str] = frozenset()
) -> list[Place]:
    """List the landings of connections, each once: where the first line that ends there has it.

    A line that others drew ends near a landing, not in it. The names of those with an id in ``nameless`` are not
    written beside them.
    """
    directions: dict[str, list[tuple[float, float]]] = {}
    landings: dict[str, Landing] = {}
    for connection in connections:
        lon, lat = connection.line.lon, connection.line.lat
        for landing, course in (
            (connection.start, _direction(lon, lat, projection)),
            (connection.end, _direction(lon[::-1], lat[::-1], projection)),
        ):
            directions.setdefault(landing.id, []).append(course)
            landings.setdefault(landing.id, landing)
    return [
        Place(
            landing.name,
            landing.country,
            landing.lon,
            landing.lat,
            tuple(directions[key]),
            key not in nameless,
        )
        for key, landing in landings.items()
    ]


def _direction(lon: FloatArray, lat: FloatArray, projection: MapProjection) -> tuple[float, float]:
    """Direction on the map in which a line leaves its first vertex."""
    count = int(_COURSE_KM / _STEP_KM) + 1
    dense_lon, dense_lat = densify(lon, lat, every_km=_STEP_KM)
    line = np.column_stack(projection.forward(dense_lon[:count], dense_lat[:count]))
    step = line[-1] - line[0]
    length = float(np.hypot(*step)) or 1.0
    return round(float(step[0]) / length, 3), round(float(step[1]) / length, 3)
