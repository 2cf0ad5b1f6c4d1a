"""Sea distances at uniform cost: shortest sea paths, lines of existing cables, distances to cables and depots."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.catalog.cable_systems import read_depots, read_systems
from routeplan.catalog.models import CableSystem, Landing
from routeplan.cost.surface import CostSurface, derive_uniform_cost
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import derive_distance_km
from routeplan.geo.track import Line
from routeplan.io.sources import embedded
from routeplan.planning.coast import closed_by_walls, coastal_grid
from routeplan.planning.legs import LegFinder
from routeplan.runtime.disk_cache import keep, keep_array
from routeplan.runtime.progress import track_items
from routeplan.seabed.coast_cells import CoastCells
from routeplan.solver.cost_fields import find_field
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import find_every_landfall

# Some depots are up a river: Portland in Oregon is 110 km from the sea.
_DEPOT_LIMIT_KM = 150.0


@dataclass(frozen=True)
class SeaDistances:
    """Distances by sea that depend on depth alone, each derived on first use.

    Attributes
    ----------
    grid : Grid
    depth_m : (rows, cols) float32
        Positive down; land negative, no data NaN.
    landfall_limit_km : float
        How far a landing may be from the sea.
    coast : CoastCells, optional
        The coastline inside the cells.
    """

    grid: Grid
    depth_m: FloatCells
    landfall_limit_km: float
    coast: CoastCells | None = None

    @cached_property
    def surface(self) -> CostSurface:
        """Uniform cost surface: 1 per km everywhere."""
        return derive_uniform_cost(self.grid, self.depth_m)

    @cached_property
    def cost_grid(self) -> CostGrid:
        """The uniform cost surface as the solver takes it."""
        return closed_by_walls(self.surface, self.coast)

    @cached_property
    def legs(self) -> LegFinder:
        """Finder of shortest sea paths."""
        coastal = None if self.coast is None else coastal_grid(self.cost_grid, self.surface, self.coast)
        return LegFinder(self.cost_grid, self.surface, None, self.landfall_limit_km, coastal)

    def find_shortest(self, start: Landing, end: Landing) -> Line:
        """Find the shortest sea path.

        Raises
        ------
        UsageError
            If a landing is outside the data or too far inland.
        NoRouteError
            If no sea path joins the two.
        """
        ends = [(place.lon, place.lat) for place in (start, end)]
        kept = keep("sea-path", (self._made_from(), ends), lambda: _as_arrays(self._find(start, end)))
        return Line(kept["lon"], kept["lat"])

    def _find(self, start: Landing, end: Landing) -> Line:
        return self.legs.find(start, end).line

    def shortest_km(self, start: Landing, end: Landing) -> float:
        """Length of the shortest sea path; raises as :meth:`find_shortest` does."""
        return self.find_shortest(start, end).length_km

    @cached_property
    def existing(self) -> tuple[tuple[CableSystem, Line], ...]:
        """Existing cables with their lines: shortest sea paths between published stops, no surveyed geometry."""
        kept = keep("existing-cables", self._made_from("cable-systems", "landings"), self._draw_existing)
        systems, ends = read_systems(), np.cumsum(kept["vertices"])
        return tuple(
            (systems[number], Line(kept["lon"][end - count : end], kept["lat"][end - count : end]))
            for number, count, end in zip(
                kept["system"].tolist(), kept["vertices"].tolist(), ends.tolist(), strict=True
            )
        )

    def _draw_existing(self) -> dict[str, npt.NDArray[Any]]:
        """Draw all existing cables: system and number of vertices of every line, and all vertices."""
        numbers, lines = [], []
        with track_items(read_systems(), "drawing existing cables") as systems:
            for number, system in enumerate(systems):
                for stops in pairwise(system.stops):
                    with suppress(NoRouteError, UsageError):  # a stop outside the grid
                        lines.append(self._find(*stops))  # kept all in one
                        numbers.append(number)
        return {
            "system": np.array(numbers, dtype=np.int64),
            "vertices": np.array([len(line.lon) for line in lines], dtype=np.int64),
            "lon": np.concatenate([np.zeros(0), *(line.lon for line in lines)]),
            "lat": np.concatenate([np.zeros(0), *(line.lat for line in lines)]),
        }

    def _made_from(self, *data_sets: str) -> tuple[object, ...]:
        """Say what a distance depends on: the sea, its coast, and some embedded data sets."""
        coast = None if self.coast is None else (self.coast.sea, self.coast.shore, self.coast.walls)
        files = [embedded(key).path for key in data_sets]
        return self.grid, self.depth_m, coast, self.landfall_limit_km, files

    @cached_property
    def existing_km(self) -> FloatCells:
        """(rows, cols) distance to the nearest existing cable, km."""
        made_from = self._made_from("cable-systems", "landings")
        return keep_array("existing-distance", made_from, self._derive_existing_km)

    def _derive_existing_km(self) -> FloatCells:
        with_cable = np.zeros(self.grid.shape, dtype=np.bool_)
        for _, line in self.existing:
            samples = self.surface.along(line)
            with_cable[samples.rows, samples.cols] = True
        return derive_distance_km(with_cable, self.grid)

    @cached_property
    def depot_km(self) -> FloatCells:
        """(rows, cols) distance by sea from the nearest repair depot, km; infinite where there is no sea path."""
        return keep_array("depot-distance", self._made_from("cable-depots"), self._derive_depot_km)

    def _derive_depot_km(self) -> FloatCells:
        ports = []
        for depot in read_depots():
            place = (depot.name, depot.lon, depot.lat)
            with suppress(UsageError):  # outside the grid, or too far up a river
                find_every_landfall(self.cost_grid, place, limit_km=_DEPOT_LIMIT_KM)
                ports.append(place)
        if not ports:
            return np.full(self.grid.shape, np.inf, dtype=np.float32)
        return find_field(self.cost_grid, *ports, landfall_limit_km=_DEPOT_LIMIT_KM)


def _as_arrays(line: Line) -> dict[str, FloatArray]:
    return {"lon": line.lon, "lat": line.lat}
