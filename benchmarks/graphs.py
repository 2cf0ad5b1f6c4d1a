"""Peers that search the steps of a grid: libraries of graphs and of rasters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.lines import of_cells
from benchmarks.sea import Cell, Line, Sea
from routeplan.errors import NoRouteError
from routeplan.solver.cell_edges import Neighbours
from routeplan.solver.cost_grid import RIM
from routeplan.solver.graph import SeabedGraph

_EDGES_AT_A_TIME = 1 << 20
_IMPASSABLE, _HIGHEST = 65_535, 65_534  # PYORPS holds cost in 16 bits, the highest for closed cells


@dataclass(frozen=True)
class BuiltGraph:
    """A graph and what leads from it back to cells.

    Attributes
    ----------
    seabed : SeabedGraph
        Which node is which cell.
    edges : object
        The library's own graph.
    """

    seabed: SeabedGraph
    edges: Any

    def node(self, cell: Cell) -> int:
        """Node of a cell of the padded array."""
        flat = (cell[0] - RIM) * self.seabed.surface.grid.cols + cell[1] - RIM
        return int(np.searchsorted(self.seabed.cells, flat))

    def line(self, nodes: Any) -> Line:
        """Line through some nodes."""
        at = np.asarray(nodes, dtype=np.int64)
        return of_cells(self.seabed.rows[at] + RIM, self.seabed.cols[at] + RIM)


def csr_builder(neighbours: Neighbours) -> Callable[[Sea], BuiltGraph]:
    """Make what builds the sparse matrix of a neighbourhood, by our own graph builder."""

    def build(sea: Sea) -> BuiltGraph:
        seabed = SeabedGraph.from_surface(sea.surface, neighbours=neighbours)
        return BuiltGraph(seabed, seabed.csr)

    return build


def solve_scipy(sea: Sea, graph: BuiltGraph) -> Line:
    """Run Dijkstra over everything: scipy knows no end."""
    from scipy.sparse.csgraph import dijkstra

    start, node = graph.node(sea.start), graph.node(sea.end)
    starts = np.array([start])
    before = dijkstra(graph.edges, directed=True, indices=starts, return_predecessors=True)[1][0]
    nodes = [node]
    while node != start:
        node = int(before[node])
        if node < 0:
            raise NoRouteError("scipy: no path between the two cells; look at the graph")
        nodes.append(node)
    return graph.line(nodes[::-1])


def build_rustworkx(sea: Sea) -> BuiltGraph:
    """Hand the edges over a million at a time, each once."""
    import rustworkx as rx
    from scipy.sparse import triu

    seabed = SeabedGraph.from_surface(sea.surface, neighbours=8)
    edges = triu(seabed.csr, format="coo")
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(seabed)))
    for first in range(0, edges.nnz, _EDGES_AT_A_TIME):
        part = slice(first, first + _EDGES_AT_A_TIME)
        columns = (axis[part].tolist() for axis in (edges.row, edges.col, edges.data))
        graph.add_edges_from(list(zip(*columns, strict=True)))
    return BuiltGraph(seabed, graph)


def solve_rustworkx(sea: Sea, graph: BuiltGraph) -> Line:
    """Run A* with the straight way over the cheapest sea as its estimate; no path is cheaper than that."""
    import rustworkx as rx

    start, end = graph.node(sea.start), graph.node(sea.end)
    rows, cols = graph.line(range(len(graph.seabed)))
    ahead = (np.hypot(rows - sea.end[0], cols - sea.end[1]) * sea.cheapest).tolist()
    nodes = rx.astar_shortest_path(graph.edges, start, end.__eq__, float, ahead.__getitem__)
    return graph.line(nodes)


def build_networkx(sea: Sea) -> BuiltGraph:
    """Make the graph with all its attributes, whatever its size."""
    seabed = SeabedGraph.from_surface(sea.surface, neighbours=8)
    return BuiltGraph(seabed, seabed.to_networkx(limit=len(seabed)))


def solve_networkx(sea: Sea, graph: BuiltGraph) -> Line:
    """Run Dijkstra from both ends."""
    import networkx as nx

    start, end = graph.node(sea.start), graph.node(sea.end)
    return graph.line(nx.bidirectional_dijkstra(graph.edges, start, end, weight="cost_usd")[1])


def build_pyorps(sea: Sea) -> Any:
    """Hand over a raster of 16-bit costs and a search window as wide as the raster; its corridor is a guess."""
    from pyorps import PathFinder
    from rasterio.transform import from_origin

    rows, cols = sea.cell_cost.shape
    scale = _HIGHEST / float(sea.cell_cost[sea.open].max())
    costs = np.where(sea.open, np.rint(sea.cell_cost * scale), _IMPASSABLE).astype(np.uint16)
    start, end = ((col + 0.5, rows - row - 0.5) for row, col in (sea.start, sea.end))
    finder = PathFinder(
        costs,
        start,
        end,
        search_space_buffer_m=float(np.hypot(rows, cols)),
        neighborhood_str="r3",
        transform=from_origin(0, rows, 1, 1),
        crs="EPSG:3995",
        graph_api="cython",
    )
    finder.create_raster_handler()
    return finder


def solve_pyorps(sea: Sea, finder: Any) -> Line:
    """Run its Dijkstra on 32 neighbours."""
    path = finder.find_route(algorithm="dijkstra", calculate_metrics=False)
    return _line_of_pyorps(sea, path)


def solve_pyorps_stepping(sea: Sea, finder: Any) -> Line:
    """Run its delta-stepping on 32 neighbours, a bucket as wide as the cheapest crossing."""
    delta = _HIGHEST * sea.cheapest / float(sea.cell_cost[sea.open].max())
    path = finder.find_route(algorithm="delta-stepping", calculate_metrics=False, delta=delta)
    return _line_of_pyorps(sea, path)


def _line_of_pyorps(sea: Sea, path: Any) -> Line:
    """Its polyline: coordinates of cell centres, northing falling with rows."""
    at = np.asarray(path.path_geometry.coords)
    return of_cells(sea.cell_cost.shape[0] - at[:, 1] - 0.5, at[:, 0] - 0.5)
