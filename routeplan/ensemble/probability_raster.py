"""Probability that the best route passes a cell: the share of lines that do."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from scipy.ndimage import binary_dilation
from shapely.geometry.base import BaseGeometry

from routeplan.geo.geodesy import densify
from routeplan.geo.grid import FloatCells, Grid

_SAMPLES_PER_CELL = 4


def derive_probability(lines: Iterable[BaseGeometry], grid: Grid, *, within_km: float = 0.0) -> FloatCells:
    """Count the lines that pass through, or near, each cell.

    Parameters
    ----------
    lines : iterable of LineString or MultiLineString
        Longitude and latitude.
    grid : Grid
    within_km : float
        A line counts for cells as near as this; 0: for those that it crosses.

    Returns
    -------
    (rows, cols) float32
        Share of the lines, 0 to 1.
    """
    counts = np.zeros(grid.shape, dtype=np.int32)
    reach = round(within_km * 1000.0 / grid.spacing_m)
    near = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1]) <= reach
    total = 0
    for line in lines:
        rows, cols = _cells_of(line, grid)
        if reach:
            top, left = rows.min() - reach, cols.min() - reach
            window = np.zeros((rows.max() + reach + 1 - top, cols.max() + reach + 1 - left), dtype=np.bool_)
            window[rows - top, cols - left] = True
            rows, cols = (
                at + edge
                for at, edge in zip(np.nonzero(binary_dilation(window, near)), (top, left), strict=True)
            )
            inside = (rows >= 0) & (rows < grid.rows) & (cols >= 0) & (cols < grid.cols)
            rows, cols = rows[inside], cols[inside]
        counts[rows, cols] += 1
        total += 1
    return (counts / max(total, 1)).astype(np.float32)


def _cells_of(line: BaseGeometry, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Cells that a line crosses, each once."""
    every_km = grid.spacing_m / 1000.0 / _SAMPLES_PER_CELL
    parts = [shapely.get_coordinates(part).T for part in getattr(line, "geoms", [line])]
    dense = np.hstack([np.array(densify(lon, lat, every_km=every_km)) for lon, lat in parts])
    row, col = (np.rint(at).astype(np.intp) for at in grid.cell_of(*dense))
    cells = np.unique(row.clip(0, grid.rows - 1) * grid.cols + col.clip(0, grid.cols - 1))
    rows, cols = np.divmod(cells, grid.cols)
    return rows, cols
