"""How far lines lie apart on the Earth, and which cells lie too near to one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray, arc_km, chord_km
from routeplan.geo.grid import Grid
from routeplan.geo.track import Track
from routeplan.solver.sparse_blocks import BLOCK

Index = npt.NDArray[np.intp]
_HALF_DIAGONAL = 0.70711
# The plane's scale is between these north of 30N: 0.9728 at the pole, 1.2970 at 30N.
_LEAST_SCALE, _MOST_SCALE = 0.97, 1.3


def find_cells_within(grid: Grid, track: Track, radius_km: float) -> tuple[Index, Index]:
    """Find the cells whose centres lie within a distance of a line.

    Whole blocks are judged by their middles first, and only those that the limit crosses cell by cell.

    Returns
    -------
    rows, cols : (n,) of int
    """
    track = track.thinned(radius_km)
    row, col = grid.cell_of(track.lon, track.lat)
    reach = radius_km * 1000.0 * _MOST_SCALE / grid.spacing_m + BLOCK
    tops, lefts = (
        np.arange(max(0, int(at.min() - reach)) // BLOCK, min(count - 1, int(at.max() + reach)) // BLOCK + 1)
        for at, count in ((row, grid.rows), (col, grid.cols))
    )
    top, left = (BLOCK * each.ravel() for each in np.meshgrid(tops, lefts, indexing="ij"))
    middle = np.minimum(top + BLOCK // 2, grid.rows - 1), np.minimum(left + BLOCK // 2, grid.cols - 1)
    # From the cell in a block's middle to its furthest centre: half a block there and a cell more.
    half_km = (BLOCK // 2) * 2 * _HALF_DIAGONAL * grid.spacing_m / 1000.0 / _LEAST_SCALE
    away_km = _coarse_distance_km(track, grid.in_space_km(*middle), radius_km + half_km)
    inner = _cells_of(grid, top, left, away_km <= radius_km - half_km)
    rows, cols = _cells_of(grid, top, left, np.abs(away_km - radius_km) < half_km)
    near = track.roughly_km(grid.in_space_km(rows, cols)) <= radius_km
    return np.append(inner[0], rows[near]), np.append(inner[1], cols[near])


def half_diagonal_km(grid: Grid) -> float:
    """How far a point of a cell may lie from its centre, on the Earth."""
    return _HALF_DIAGONAL * grid.spacing_m / 1000.0 / _LEAST_SCALE


def _coarse_distance_km(track: Track, positions: FloatArray, most_km: float) -> FloatArray:
    """Distance to the nearest point; infinite beyond a limit."""
    found, _ = track.tree.query(positions, distance_upper_bound=chord_km(most_km))
    chord = np.asarray(found, dtype=np.float64)
    away_km = np.full(len(positions), np.inf)
    near = np.isfinite(chord)
    away_km[near] = arc_km(chord[near])
    return away_km


def _cells_of(grid: Grid, top: Index, left: Index, wanted: npt.NDArray[np.bool_]) -> tuple[Index, Index]:
    """Cells of the wanted blocks."""
    inside = np.arange(BLOCK)
    rows, cols = np.broadcast_arrays(
        top[wanted, None, None] + inside[:, None], left[wanted, None, None] + inside[None, :]
    )
    rows, cols = rows.ravel(), cols.ravel()
    on_grid = (rows < grid.rows) & (cols < grid.cols)
    return rows[on_grid], cols[on_grid]
