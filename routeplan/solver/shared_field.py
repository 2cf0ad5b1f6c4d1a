"""Paths from one position to many: one cost field serves all of them."""

from __future__ import annotations

from collections.abc import Iterable

from routeplan.errors import RouteplanError
from routeplan.geo.grid import FloatCells
from routeplan.solver.backtrace import trace
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.cost_march import march_over
from routeplan.solver.landfall import Place, find_landfalls
from routeplan.solver.path import GridPath
from routeplan.solver.straighten import choose_line


def find_lines_from(
    cost_grid: CostGrid, start: Place, ends: Iterable[Place], *, landfall_limit_km: float
) -> list[GridPath | RouteplanError]:
    """Find the cheapest path to each of some positions and straighten it.

    A field over all cells takes about as long as the corridor of one path; each path then takes a few milliseconds.
    A path differs from that of :func:`routeplan.solver.straighten.find_line` by what fields from either end differ.

    Parameters
    ----------
    cost_grid : CostGrid
    start : (name, lon, lat)
    ends : iterable of (name, lon, lat)
    landfall_limit_km : float
        How far each may lie from the sea.

    Returns
    -------
    list of GridPath, or of the error that says why there is none, in the order of the ends
    """
    fields: dict[bytes, FloatCells] = {}
    found: list[GridPath | RouteplanError] = []
    for end in ends:
        try:
            first, last = find_landfalls(cost_grid, start, end, limit_km=landfall_limit_km)
            basin = first.cells.tobytes()
            if basin not in fields:
                fields[basin] = march_over(cost_grid, first.cells, first.leg_costs)
            row, col = trace(cost_grid, fields[basin], first, last)
        except RouteplanError as error:
            found.append(error)
            continue
        found.append(choose_line(cost_grid, GridPath(row, col, first, last, 0.0)))
    return found
