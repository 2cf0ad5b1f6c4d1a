"""Named points of a map: landings of routes, each with the directions in which its cables leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.geodesy import FloatArray, densify
from routeplan.geo.track import Line
from routeplan.planning.system import System, Valued
from routeplan.view.maps.projections import STEP_KM, MapProjection

_COURSE_KM = 400.0  # this much of a cable decides on which side of its landing the name is written


@dataclass(frozen=True, slots=True)
class Connection:
    """Two landings and the line between them.

    Attributes
    ----------
    start, end : Landing
    line : Line
    units : frozenset of str
        Ids of ends that are branching units.
    notes : mapping of str to str
        What a popup says besides, by the id of an end.
    """

    start: Landing
    end: Landing
    line: Line
    units: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)


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
    is_unit : bool
        Whether it is a branching unit at sea, and no landing.
    shows_name : bool
        Whether its name is written beside it; else a click tells it.
    """

    name: str
    note: str
    lon: float
    lat: float
    directions: tuple[tuple[float, float], ...] = ()
    is_unit: bool = False
    shows_name: bool = True

    @property
    def away(self) -> tuple[float, float]:
        """Direction opposite to its cables, (0, 0) without cables."""
        return -sum(x for x, _ in self.directions), -sum(y for _, y in self.directions)


def connections_of(valued: Valued) -> list[Connection]:
    """Give the ends of a route and its line; of a system, those of every way between landings and branching units."""
    if not isinstance(valued, System):
        return [Connection(valued.start, valued.end, valued.line)]
    nodes, units, notes = (
        valued.layout.nodes,
        frozenset(unit.id for unit in valued.branching_units),
        _notes(valued),
    )
    return [
        Connection(nodes[span.start].place, nodes[span.end].place, valued.along(span), units, notes)
        for span in valued.layout.spans
    ]


def _notes(system: System) -> dict[str, str]:
    """Say of each landing how often it is cut off, and what it pays."""
    ids = [landing.id for landing in system.landings]
    notes = {}
    # The table has a row a landing, in the same order, and the trunk's share last.
    for landing, row in zip(ids, system.landing_table.to_dict("records"), strict=False):
        note = f"cut off {row['down_hours_per_year']:,.0f} hours a year, most in {row['worst_month']}"
        pays = row["shapley_musd"]
        notes[landing] = note + ("" if np.isnan(pays) else f", share {pays:,.1f} M USD")
    return notes


def landing_places(
    connections: Iterable[Connection], projection: MapProjection, *, names_units: bool = True
) -> list[Place]:
    """List the landings of connections, each once: where the first line that ends there has it.

    A line that others drew ends near a landing, not in it. Without ``names_units`` the names of branching units are
    not written beside them.
    """
    directions: dict[str, list[tuple[float, float]]] = {}
    landings: dict[str, Landing] = {}
    notes: dict[str, str] = {}
    units: set[str] = set()
    for connection in connections:
        lon, lat = connection.line.lon, connection.line.lat
        units |= connection.units
        notes |= connection.notes
        for landing, course in (
            (connection.start, _direction(lon, lat, projection)),
            (connection.end, _direction(lon[::-1], lat[::-1], projection)),
        ):
            directions.setdefault(landing.id, []).append(course)
            landings.setdefault(landing.id, landing)
    return [
        Place(
            landing.name,
            " · ".join(filter(None, (landing.country, notes.get(key, "")))),
            landing.lon,
            landing.lat,
            tuple(directions[key]),
            is_unit=key in units,
            shows_name=names_units or key not in units,
        )
        for key, landing in landings.items()
    ]


def _direction(lon: FloatArray, lat: FloatArray, projection: MapProjection) -> tuple[float, float]:
    """Direction on the map in which a line leaves its first vertex."""
    count = int(_COURSE_KM / STEP_KM) + 1
    dense_lon, dense_lat = densify(lon, lat, every_km=STEP_KM)
    line = np.column_stack(projection.forward(dense_lon[:count], dense_lat[:count]))
    step = line[-1] - line[0]
    length = float(np.hypot(*step)) or 1.0
    return round(float(step[0]) / length, 3), round(float(step[1]) / length, 3)
