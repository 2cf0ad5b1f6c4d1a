"""Where two obstacles stand face to face across a corridor, and what the gap between them costs to go through.

Lower a threshold from the corridor's rim to the best route. Whatever is dearer than the threshold is an obstacle;
as the threshold falls the obstacles grow, until two of them meet. The cell where they meet is the pass of the
cheapest way between the two, and its excess is that way's: every way between them has to pass such a cell, and the
cheapest has none dearer. Each meeting of two large obstacles is therefore a way of its own through the corridor.
This is the merge tree of computational topology, made by union-find in the order of cost.

References
----------
Edelsbrunner, Letscher and Zomorodian 2002, Topological persistence and simplification, doi:10.1007/s00454-002-2885-2
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.fast_marching import Index

_AROUND = np.ones((3, 3))


def find_gaps(excess_pct: FloatCells, cell_km2: FloatCells, smallest_km2: float) -> Index:
    """Find the cells where two obstacles meet as the corridor is narrowed to its best route.

    Parameters
    ----------
    excess_pct : (rows, cols) float32
        Infinite outside the corridor, and along the rim of the array.
    cell_km2 : (rows, cols) float32
        True area of each cell.
    smallest_km2 : float
        Obstacles with less than this outside the corridor do not count. The parts that have met count as one.

    Returns
    -------
    (gaps,) int64
        Flat indices, the cheapest gap last.
    """
    inside = np.isfinite(excess_pct)
    rows, cols = (_span(np.flatnonzero(inside.any(axis=axis))) for axis in (1, 0))
    window, window_km2 = excess_pct[rows, cols], cell_km2[rows, cols]
    # A corridor's cells hang together by their sides, what stands between them also by its corners.
    label, count = ndimage.label(np.isinf(window), structure=_AROUND)
    area_km2 = np.bincount(label.ravel(), window_km2.ravel(), minlength=count + 1).astype(np.float64)
    area_km2[label[0, 0]] = np.inf  # what lies outside is no island, however near the window's edge comes
    corridor = np.flatnonzero(np.isfinite(window))
    dearest_first = corridor[np.argsort(-window.ravel()[corridor], kind="stable")]
    found = _meet(label.ravel().astype(np.int64), label.shape[1], dearest_first, area_km2, smallest_km2)
    row, col = np.divmod(found, label.shape[1])
    return np.asarray((row + rows.start) * excess_pct.shape[1] + col + cols.start, dtype=np.int64)


def _span(at: npt.NDArray[np.intp]) -> slice:
    """From one before the first to one beyond the last."""
    return slice(int(at[0]) - 1, int(at[-1]) + 2)


@nb.njit(cache=True)
def _root(parent: Index, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@nb.njit(cache=True)
def _meet(node: Index, width: int, dearest_first: Index, area_km2: FloatArray, smallest_km2: float) -> Index:
    """Let obstacles grow cell by cell, and note where two large ones meet.

    ``node`` holds the number of each cell's obstacle, 0 for cells of the corridor, and is written to.
    """
    obstacles = len(area_km2)
    parent = np.arange(obstacles + len(dearest_first))
    area = np.zeros(obstacles + len(dearest_first))
    area[:obstacles] = area_km2
    gaps = []
    for i in range(len(dearest_first)):
        cell = dearest_first[i]
        here = obstacles + i
        node[cell] = here
        for d_row in (-1, 0, 1):
            for d_col in (-1, 0, 1):
                near = node[cell + d_row * width + d_col]
                if near == 0:
                    continue
                a, b = _root(parent, here), _root(parent, near)
                if a == b:
                    continue
                if min(area[a], area[b]) >= smallest_km2:
                    gaps.append(cell)
                parent[a] = b
                area[b] += area[a]
    return np.array(gaps, dtype=np.int64)
