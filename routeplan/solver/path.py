"""Cheapest path over a CostSurface: fast marching from exact positions, and the line traced back. Knows no cables."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from routeplan.geo.geodesy import FloatArray
from routeplan.solver.corridor_search import search_corridor
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import Landfall, Place, find_landfalls

DEFAULT_LANDFALL_KM = 30.0


@dataclass(frozen=True)
class GridPath:
    """A path on the plane of a cost_grid.

    Attributes
    ----------
    row, col : (n,) arrays
        Vertices in the cost grid, fractional, from start to end; legs between them are straight on the plane.
    start, end : Landfall
        How the two ends meet the sea.
    seconds : float
        Time it took to find, straightening included once that is done.
    """

    row: FloatArray
    col: FloatArray
    start: Landfall
    end: Landfall
    seconds: float

    def reversed(self) -> GridPath:
        """Give the same path from end to start."""
        return GridPath(self.row[::-1].copy(), self.col[::-1].copy(), self.end, self.start, self.seconds)


def find_path(
    cost_grid: CostGrid, start: Place, end: Place, *, landfall_limit_km: float = DEFAULT_LANDFALL_KM
) -> GridPath:
    """Find the cheapest path between two positions.

    Parameters
    ----------
    cost_grid : CostGrid
    start, end : (name, lon, lat)
        Degrees; names are used in messages.
    landfall_limit_km : float
        How far each end may lie from the sea.

    Raises
    ------
    UsageError
        If a position is outside the data or too far inland.
    NoRouteError
        If no sea path joins the two.
    """
    began = perf_counter()
    first, last = find_landfalls(cost_grid, start, end, limit_km=landfall_limit_km)
    row, col = search_corridor(cost_grid, first, last)
    return GridPath(row, col, first, last, perf_counter() - began)
