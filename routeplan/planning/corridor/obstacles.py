"""Find the gaps between obstacles in a corridor, each with the excess cost of passing through it.

A threshold falls from the corridor's width to zero. Cells with an excess above the threshold are obstacles. As the
threshold falls, obstacles grow until two of them meet. The cell where they meet is the gap between them, and its excess
is the excess of the cheapest path between them: every path between the two obstacles crosses a cell with at least this
excess. So each meeting of two large obstacles is one distinct way through the corridor. The algorithm is the merge tree
of computational topology, built by union-find in order of cost.

References
----------
Edelsbrunner, Letscher and Zomorodian 2002, Topological persistence and simplification, doi:10.1007/s00454-002-2885-2
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled
from routeplan.solver.fast_marching import Index
from routeplan.solver.sparse_blocks import find_root

_EIGHT_NEIGHBOURS = np.ones((3, 3))


def find_gaps(excess_pct: FloatCells, cell_km2: FloatCells, smallest_km2: float) -> Index:
    """Find the cells where two obstacles meet as the threshold falls.

    Parameters
    ----------
    excess_pct : (rows, cols) float32
        Infinite outside the corridor and along the edge of the array.
    cell_km2 : (rows, cols) float32
        True area of each cell.
    smallest_km2 : float
        Smallest area of an obstacle, outside the corridor. Obstacles that have met count as one.

    Returns
    -------
    (gaps,) int64
        Flat indices of cells, the cheapest gap last.
    """
    from scipy import ndimage

    inside = np.isfinite(excess_pct)
    rows, cols = (_span(np.flatnonzero(inside.any(axis=axis))) for axis in (1, 0))
    window, window_km2 = excess_pct[rows, cols], cell_km2[rows, cols]
    # Corridor cells connect by their sides only, obstacle cells also by their corners.
    label, count = ndimage.label(np.isinf(window), structure=_EIGHT_NEIGHBOURS)
    area_km2 = np.bincount(label.ravel(), window_km2.ravel(), minlength=count + 1).astype(np.float64)
    area_km2[label[0, 0]] = np.inf  # the area outside the window has no limit
    corridor = np.flatnonzero(np.isfinite(window))
    costliest_first = corridor[np.argsort(-window.ravel()[corridor], kind="stable")]
    gaps = _find_meetings(
        label.ravel().astype(np.int64), label.shape[1], costliest_first, area_km2, smallest_km2
    )
    row, col = np.divmod(gaps, label.shape[1])
    return np.asarray((row + rows.start) * excess_pct.shape[1] + col + cols.start, dtype=np.int64)


def _span(at: npt.NDArray[np.intp]) -> slice:
    """Slice from one before the first index to one after the last."""
    return slice(int(at[0]) - 1, int(at[-1]) + 2)


@compiled
def _find_meetings(
    node: Index, width: int, costliest_first: Index, area_km2: FloatArray, smallest_km2: float
) -> Index:
    """Grow obstacles cell by cell and record the cells where two large ones meet.

    ``node`` has the number of each cell's obstacle, 0 for cells of the corridor; it is modified.
    """
    obstacles = len(area_km2)
    parent = np.arange(obstacles + len(costliest_first))
    area = np.zeros(obstacles + len(costliest_first))
    area[:obstacles] = area_km2
    gaps = []
    for i in range(len(costliest_first)):
        cell = costliest_first[i]
        here = obstacles + i
        node[cell] = here
        for d_row in (-1, 0, 1):
            for d_col in (-1, 0, 1):
                near = node[cell + d_row * width + d_col]
                if near == 0:
                    continue
                a, b = find_root(parent, here), find_root(parent, near)
                if a == b:
                    continue
                if min(area[a], area[b]) >= smallest_km2:
                    gaps.append(cell)
                parent[a] = b
                area[b] += area[a]
    return np.array(gaps, dtype=np.int64)
