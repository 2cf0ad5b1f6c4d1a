"""Find the grid cells within a distance of a track."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray, arc_km, chord_km
from routeplan.geo.grid import Grid
from routeplan.geo.track import Track
from routeplan.solver.sparse_blocks import BLOCK, Blocks

Index = npt.NDArray[np.intp]
_HALF_DIAGONAL = 0.70711
# Bounds of the projection's scale factor north of 30N: it is 0.9728 at the pole and 1.2970 at 30N.
_LEAST_SCALE, _MOST_SCALE = 0.97, 1.3


def find_cells_within(
    grid: Grid, track: Track, radius_km: float, *, among: Blocks | None = None
) -> tuple[Index, Index]:
    """Find the cells whose centres are within a distance of a track.

    The centre of a block of cells decides for the whole block where it can; the other blocks are tested cell by cell.

    Parameters
    ----------
    grid : Grid
    track : Track
    radius_km : float
    among : (block rows, block cols) bool, optional
        Blocks of the grid to look at, where the rest holds no data; by default all.

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
    top, left = (BLOCK * index.ravel() for index in np.meshgrid(tops, lefts, indexing="ij"))
    if among is not None:
        looked_at = among[top // BLOCK, left // BLOCK]
        top, left = top[looked_at], left[looked_at]
    centre = np.minimum(top + BLOCK // 2, grid.rows - 1), np.minimum(left + BLOCK // 2, grid.cols - 1)
    # Upper bound on the distance from the block's centre to the centre of any of its cells.
    half_km = (BLOCK // 2) * 2 * _HALF_DIAGONAL * grid.spacing_m / 1000.0 / _LEAST_SCALE
    block_km = _coarse_distance_km(track, grid.in_space_km(*centre), radius_km + half_km)
    inner = _cells_of(grid, top, left, block_km <= radius_km - half_km)
    rows, cols = _cells_of(grid, top, left, np.abs(block_km - radius_km) < half_km)
    near = track.roughly_km(grid.in_space_km(rows, cols)) <= radius_km
    return np.append(inner[0], rows[near]), np.append(inner[1], cols[near])


def half_diagonal_km(grid: Grid) -> float:
    """Largest distance of a point in a cell from the centre of the cell."""
    return _HALF_DIAGONAL * grid.spacing_m / 1000.0 / _LEAST_SCALE


def _coarse_distance_km(track: Track, positions: FloatArray, limit_km: float) -> FloatArray:
    """Distance from positions to the nearest point of a track; infinite beyond a limit."""
    nearest, _ = track.tree.query(positions, distance_upper_bound=chord_km(limit_km))
    chord = np.asarray(nearest, dtype=np.float64)
    distance_km = np.full(len(positions), np.inf)
    near = np.isfinite(chord)
    distance_km[near] = arc_km(chord[near])
    return distance_km


def _cells_of(grid: Grid, top: Index, left: Index, wanted: npt.NDArray[np.bool_]) -> tuple[Index, Index]:
    """Rows and columns of all cells in the wanted blocks."""
    inside = np.arange(BLOCK)
    rows, cols = np.broadcast_arrays(
        top[wanted, None, None] + inside[:, None], left[wanted, None, None] + inside[None, :]
    )
    rows, cols = rows.ravel(), cols.ravel()
    on_grid = (rows < grid.rows) & (cols < grid.cols)
    return rows[on_grid], cols[on_grid]
