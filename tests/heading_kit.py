"""Planes whose cost depends on the heading, for tests of the solver."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routeplan.cost.heading_cost import HeadingCost
from routeplan.geo.grid import Grid
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.path import GridPath
from routeplan.solver.straighten import find_line

Array = NDArray[np.float64]
Point = tuple[float, float]
TAN_OF_A_DEGREE = float(np.tan(np.radians(1.0)))


def tensor_of(down: Array, right: Array) -> NDArray[np.float32]:
    """Products of a gradient's components, as the seabed gives them."""
    return np.stack([down * down, down * right, right * right], axis=-1).astype(np.float32)


def plane_of(rates: Array, headings: HeadingCost) -> CostGrid:
    """Cells of 5 km round the pole that cost what is given, on the plane: no scale factor."""
    rows, cols = rates.shape
    grid = Grid(5000.0, -cols / 2 * 5000.0, rows / 2 * 5000.0, rows, cols)
    across = np.pad(headings.across, ((RIM, RIM), (RIM, RIM), (0, 0)))
    return CostGrid(grid, np.pad((rates * headings.cheapest).astype(np.float32), RIM), across=across)


def slope_plane(
    rates: Array, down: Array, right: Array, *, side_per_deg: float, along_per_deg: float
) -> CostGrid:
    """A seabed of given gradient, with a cost of slope across and along the line."""
    headings = HeadingCost.of_slopes(
        tensor_of(down, right),
        side_per_deg=side_per_deg,
        along_per_deg=along_per_deg,
        closed=np.zeros(rates.shape, dtype=np.bool_),
    )
    return plane_of(rates, headings)


def line_between(plane: CostGrid, start: Point, end: Point) -> GridPath:
    """Find the cheapest line between two rows and columns of the grid."""
    places = []
    for name, point in (("A", start), ("B", end)):
        lon, lat = plane.grid.lonlat_of(np.array([point[0]]), np.array([point[1]]))
        places.append((name, float(lon[0]), float(lat[0])))
    return find_line(plane, places[0], places[1], landfall_limit_km=0.01)


def cost_of(plane: CostGrid, path: GridPath) -> float:
    return plane.cost_of(path.row, path.col)
