"""Peers that solve the eikonal equation or accumulate cost into a field, and then trace a line in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.lines import descend, of_cells, step_back
from benchmarks.sea import Line, Sea
from routeplan.geo.geodesy import FloatArray

# Speed on closed cells, as a share of the fastest at sea, for peers that know no barriers: slow enough that no
# short cut pays, fast enough for their arithmetic.
_SLOW = 1e-2


def derive_speed(sea: Sea, closed: float) -> FloatArray:
    """(rows, cols) float64 cells a unit of time, 1 where crossing is cheapest, a given value on closed cells."""
    speed = np.full(sea.cell_cost.shape, closed)
    np.divide(sea.cheapest, sea.cell_cost, out=speed, where=sea.open)
    return speed


def build_scikit_fmm(sea: Sea) -> tuple[Any, FloatArray]:
    """Mask the closed cells; the front starts where the level set is zero, at the start cell's centre."""
    phi = np.ma.MaskedArray(np.ones(sea.cell_cost.shape), mask=~sea.open)
    phi[sea.start] = 0.0
    return phi, derive_speed(sea, 1.0)


def solve_scikit_fmm(sea: Sea, built: tuple[Any, FloatArray]) -> Line:
    """March at second order."""
    import skfmm

    times = skfmm.travel_time(*built, order=2)
    return descend(times.filled(np.inf), sea.start, sea.end)


def build_eikonalfm(sea: Sea) -> FloatArray:
    """Make closed cells slow: a speed of zero is not allowed."""
    return derive_speed(sea, _SLOW)


def solve_eikonalfm(sea: Sea, speed: FloatArray) -> Line:
    """March at second order."""
    import eikonalfm

    times = eikonalfm.fast_marching(speed, sea.start, (1.0, 1.0), 2)
    return descend(np.where(sea.open, times, np.inf), sea.start, sea.end)


def solve_eikonalfm_factored(sea: Sea, speed: FloatArray) -> Line:
    """March the factored equation, which is exact at the start, at second order."""
    import eikonalfm

    factor = eikonalfm.factored_fast_marching(speed, sea.start, (1.0, 1.0), 2)
    times = factor * eikonalfm.distance(speed.shape, (1.0, 1.0), sea.start, indexing="ij")
    return descend(np.where(sea.open, times, np.inf), sea.start, sea.end)


def build_pykonal(sea: Sea) -> Any:
    """Lay a layer one cell thick and put its start on trial; a speed of zero is a closed cell."""
    import pykonal

    solver = pykonal.EikonalSolver(coord_sys="cartesian")
    solver.velocity.min_coords = 0, 0, 0
    solver.velocity.node_intervals = 1, 1, 1
    solver.velocity.npts = (*sea.cell_cost.shape, 1)
    solver.velocity.values = derive_speed(sea, 0.0)[:, :, None]
    at = (*sea.start, 0)
    solver.traveltime.values[at] = 0.0
    solver.unknown[at] = False
    solver.trial.push(*at)
    return solver


def solve_pykonal(sea: Sea, solver: Any) -> Line:
    """March, at second order."""
    solver.solve()
    return descend(solver.traveltime.values[:, :, 0], sea.start, sea.end)


def build_fteikpy(sea: Sea) -> Any:
    """Make closed cells slow."""
    import fteikpy

    return fteikpy.Eikonal2D(derive_speed(sea, _SLOW), (1.0, 1.0))


def solve_fteikpy(sea: Sea, solver: Any) -> Line:
    """Sweep, and trace with its own tracer; its times stand on the cells' corners, half a cell from the centres."""
    times = solver.solve(np.array(sea.start) + 0.5, nsweep=2, return_gradient=True)
    most_steps = 16 * sum(sea.cell_cost.shape)
    ray = times.raytrace(np.array(sea.end) + 0.5, stepsize=0.5, max_step=most_steps)
    return ray[:, 0] - 0.5, ray[:, 1] - 0.5


def build_xarray_spatial(sea: Sea) -> tuple[Any, Any]:
    """Label the cells; closed ones are NaN."""
    import xarray as xr

    axes = {
        name: np.arange(size, dtype=np.float64) for name, size in zip("yx", sea.cell_cost.shape, strict=True)
    }
    friction = xr.DataArray(np.where(sea.open, sea.cell_cost, np.nan), axes, ("y", "x"))
    source = xr.zeros_like(friction)
    source[sea.start] = 1.0
    return source, friction


def solve_xarray_spatial(sea: Sea, built: tuple[Any, Any]) -> Line:
    """Accumulate cost over eight neighbours, and step back."""
    from xrspatial import cost_distance

    total = cost_distance(*built, connectivity=8).to_numpy()
    return step_back(total, sea.cell_cost, sea.start, sea.end)


def build_scikit_image(sea: Sea) -> FloatArray:
    """Make closed cells cost -1, which it takes for impassable."""
    return np.where(sea.open, sea.cell_cost, -1.0)


def solve_scikit_image(sea: Sea, costs: FloatArray) -> Line:
    """Search among eight neighbours until the end is reached; the path comes with it."""
    from skimage.graph import route_through_array

    path, _ = route_through_array(costs, sea.start, sea.end, fully_connected=True, geometric=True)
    return of_cells(*np.array(path).T)
