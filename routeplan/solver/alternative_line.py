"""An alternative line on coarse cells: the cheapest path by steps between cell centres, in a band along a line.

A cost field shows a lane or a wall one cell wide only roughly: on cells that are coarse compared with the seabed, the
error may be a per cent. Steps between cell centres are exact there. They know 32 headings only; straightening adds
the headings between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.solver.cell_edges import CellEdges, Index
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import Landfall

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Line = tuple[FloatArray, FloatArray]


def find_alternative_line(
    cost_grid: CostGrid, line: Line, start: Landfall, end: Landfall, *, reach: int
) -> Line:
    """Find the cheapest path by steps within some cells of a line; the line itself if no steps lead along it.

    Parameters
    ----------
    cost_grid : CostGrid
    line : (row, col) arrays
        Vertices in the cost grid, fractional.
    start, end : Landfall
    reach : int
        Cells to either side of the line.

    Returns
    -------
    row, col : (n,) arrays
        From start to end.
    """
    row, col = line
    top, left = max(int(row.min()) - reach, 0), max(int(col.min()) - reach, 0)
    rows_read, cols_read = slice(top, int(row.max()) + reach + 2), slice(left, int(col.max()) + reach + 2)
    window = cost_grid.cell_cost[rows_read, cols_read]
    is_open = window > 0
    band = _band(window.shape, row - top, col - left, reach) & is_open
    cells = np.flatnonzero(band)
    first, last = (_nodes_of(landfall, cost_grid.width, top, left, band) for landfall in (start, end))
    across = None if cost_grid.across is None else cost_grid.across[rows_read, cols_read]
    edges = CellEdges(is_open, cells, 32).to_csr(window.astype(np.float64), across)
    nodes = _find_cheapest_path(edges, first, last)
    if not len(nodes):
        return line
    rows, cols = np.divmod(cells[nodes], window.shape[1])
    return (
        np.concatenate([[start.row], rows + float(top), [end.row]]),
        np.concatenate([[start.col], cols + float(left), [end.col]]),
    )


def _band(shape: tuple[int, ...], row: FloatArray, col: FloatArray, reach: int) -> BoolCells:
    """Cells within some rows and columns of a line, which is sampled at most two cells apart."""
    from scipy import ndimage

    pieces = np.maximum(1, np.hypot(np.diff(row), np.diff(col)).astype(np.int64))
    first = np.cumsum(pieces) - pieces
    share = (np.arange(pieces.sum()) - np.repeat(first, pieces)) / np.repeat(pieces, pieces)
    line = np.zeros(shape, dtype=np.uint8)
    rows, cols = (
        np.append(np.repeat(axis[:-1], pieces) + np.repeat(np.diff(axis), pieces) * share, axis[-1])
        for axis in (row, col)
    )
    line[(rows + 0.5).astype(np.int64), (cols + 0.5).astype(np.int64)] = 1
    return ndimage.maximum_filter(line, 2 * reach + 1, mode="constant").astype(np.bool_)


def _nodes_of(
    landfall: Landfall, width: int, top: int, left: int, band: BoolCells
) -> tuple[Index, FloatCells]:
    """Nodes of a band that a landfall reaches, and its legs to them."""
    rows, cols = np.divmod(landfall.cells, width)
    rows, cols = rows - top, cols - left
    inside = (rows >= 0) & (rows < band.shape[0]) & (cols >= 0) & (cols < band.shape[1])
    inside[inside] = band[rows[inside], cols[inside]]
    node = np.cumsum(band) - 1
    return node[rows[inside] * band.shape[1] + cols[inside]], landfall.leg_costs[inside]


def _find_cheapest_path(
    edges: csr_array, first: tuple[Index, FloatCells], last: tuple[Index, FloatCells]
) -> Index:
    """Nodes of the cheapest path from any first node to any last one, legs included; empty if there is none."""
    from scipy.sparse import csgraph, csr_array

    (start_nodes, start_legs), (end_nodes, end_legs) = first, last
    source = edges.shape[0]
    # One node more, with the legs of the start as its edges. Legs may cost zero: they are entries all the same.
    graph = csr_array(
        (
            np.concatenate([edges.data, start_legs]),
            np.concatenate([edges.indices, start_nodes.astype(edges.indices.dtype)]),
            np.append(edges.indptr, edges.indptr[-1] + len(start_nodes)).astype(edges.indptr.dtype),
        ),
        shape=(source + 1, source + 1),
    )
    costs, befores = csgraph.dijkstra(graph, indices=np.array([source]), return_predecessors=True)
    total, before = costs[0, end_nodes] + end_legs, befores[0]
    if not np.isfinite(total).any():
        return np.zeros(0, dtype=np.int64)
    nodes = [int(end_nodes[np.argmin(total)])]
    while before[nodes[-1]] != source:
        nodes.append(int(before[nodes[-1]]))
    return np.array(nodes[::-1], dtype=np.int64)
