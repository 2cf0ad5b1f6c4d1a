"""Bring a path from the plane to the Earth, where legs are geodesics, and keep it off barriers on the way."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Line
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.path import GridPath

_MOST_LINES = (
    8  # looked at; each halves the legs that are astray in the one before, from 150 km to little over 1 km
)
_CLEARANCE = 0.01  # of a cell: what straightening keeps from corners
_ON_A_SIDE = 1e-9  # of a cell
_SAMPLES_PER_CELL = 4


def line_on_earth(path: GridPath, cost_grid: CostGrid) -> Line:
    """Bring a path from the plane to the Earth.

    A leg that is straight on the plane and the geodesic between its ends part by up to 0.2 km. Where that alone
    would put a leg on a barrier, the leg is halved until it does not. A leg that runs along the sides of barrier
    cells, which on the plane are as good as sea, is first moved off them.
    """
    row, col = _off_the_sides(path.row, path.col, cost_grid)
    for _ in range(_MOST_LINES):
        line = Line(*cost_grid.lonlat_of(row, col))
        astray = _legs_astray(cost_grid, row, col, line)
        if not astray.any():
            break
        after = np.flatnonzero(astray) + 1
        row = np.insert(row, after, (row[after - 1] + row[after]) / 2)
        col = np.insert(col, after, (col[after - 1] + col[after]) / 2)
    return line


def _legs_astray(cost_grid: CostGrid, row: FloatArray, col: FloatArray, line: Line) -> npt.NDArray[np.bool_]:
    """Legs whose geodesic lies on barriers for longer than their straight line on the plane does."""
    dense = line.densified(every_km=cost_grid.grid.spacing_m / 1000.0 / _SAMPLES_PER_CELL)
    middles = dense.kp_km[1:] - dense.legs_km / 2
    leg = np.searchsorted(line.kp_km[1:-1], middles)
    ends = cost_grid.grid.cell_of(dense.lon, dense.lat)
    middle_row, middle_col = (np.rint((at[:-1] + at[1:]) / 2).astype(np.intp) + RIM for at in ends)
    barrier = cost_grid.cell_cost[middle_row, middle_col] < 0
    on_land = np.bincount(leg, np.where(barrier, dense.legs_km, 0.0), minlength=len(line.legs_km))
    planned = cost_grid.barrier_km(row, col, line.lat)
    # Sampled lengths are exact to about one sample: only legs without land are compared exactly.
    return on_land > planned * 1.5


def _off_the_sides(row: FloatArray, col: FloatArray, cost_grid: CostGrid) -> tuple[FloatArray, FloatArray]:
    """Move legs that run along sides between sea and barrier a little into the sea."""
    row, col = row.copy(), col.copy()
    for across, along, cell_cost in ((row, col, cost_grid.cell_cost), (col, row, cost_grid.cell_cost.T)):
        on_side = np.abs(across - np.floor(across) - 0.5) < _ON_A_SIDE
        for leg in np.flatnonzero(on_side[:-1] & (np.abs(np.diff(across)) < _ON_A_SIDE)):
            first, last = sorted((along[leg], along[leg + 1]))
            cells = slice(int(np.floor(first + 0.5)), int(np.ceil(last - 0.5)) + 1)
            side = int(np.floor(across[leg]))
            behind, beyond = (bool((cell_cost[at, cells] < 0).any()) for at in (side, side + 1))
            if behind != beyond:
                across[leg : leg + 2] += _CLEARANCE if behind else -_CLEARANCE
    return row, col
