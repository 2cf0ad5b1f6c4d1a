"""The seabed cells as a weighted graph: neighbours, CSR, networkx view of any corridor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import numpy.typing as npt

from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.cost.terms import DIRECTIONAL_SLOPE
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.position_text import format_latlon
from routeplan.solver.cell_edges import CellEdges, Index, Neighbours

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

NETWORKX_LIMIT = 400_000  # cells; so many cost networkx 6.8 s and 1.1 GB


@dataclass(frozen=True, eq=False, repr=False)
class SeabedGraph:
    """Open cells as nodes, straight segments between their centres as edges.

    Two cells are joined if the segment between them crosses open cells only. Where it passes through a corner, one
    of the two cells beside it must be open: two closed cells that touch there leave no way between them. So nodes
    hang together as cells do across their sides, which is how the solver joins them. Closed are barriers and what
    lies outside the corridor.

    Attributes
    ----------
    surface : CostSurface
        What the edges cost.
    cells : (n,) int64
        Flat index of every node's cell in the grid, rising: node 0 is the northernmost.
    neighbours : 4, 8, 16 or 32
        Most edges of a node. At uniform cost, paths are longer than straight lines by up to 41, 8.2, 2.7, 1.3 %.

    Examples
    --------
    Every cable from the Arctic to the Pacific passes the Bering Strait. On cells of 20 km it is four cells wide:

    >>> import networkx as nx
    >>> from routeplan.seabed.bathymetry import derive_depth, read_bathymetry
    >>> from routeplan.cost.surface import derive_uniform_cost
    >>> grid = Grid.arctic(spacing_km=20, south_deg=60)
    >>> sea = derive_uniform_cost(grid, derive_depth(read_bathymetry(), grid).to_numpy())
    >>> strait = cells_in_box(grid, west=180, south=62, east=-160, north=70)
    >>> graph = SeabedGraph.from_surface(sea, within=strait, neighbours=4)
    >>> pacific, arctic = graph.node_of(-172.0, 62.5), graph.node_of(-170.0, 69.0)
    >>> len(nx.minimum_node_cut(graph.to_networkx(), pacific, arctic))
    4
    """

    surface: CostSurface
    cells: Index
    neighbours: Neighbours

    @classmethod
    def from_surface(
        cls, surface: CostSurface, *, within: BoolCells | None = None, neighbours: Neighbours = 8
    ) -> SeabedGraph:
        """Make the graph of a whole surface or of a corridor.

        Parameters
        ----------
        surface : CostSurface
        within : (rows, cols) bool, optional
            Cells to take, such as :func:`cells_in_box`; without it, all.
        neighbours : 4, 8, 16 or 32
            King's moves are 8, knight's moves make it 16, steps of (1, 3) and (2, 3) make it 32.

        Raises
        ------
        UsageError
            If the mask is not of the grid's shape or holds no sea, or the number of neighbours is another.
        """
        if neighbours not in get_args(Neighbours):
            raise UsageError(f"graph with {neighbours} neighbours a cell; give 4, 8, 16 or 32")
        if within is not None and within.shape != surface.grid.shape:
            raise UsageError(f"corridor of {within.shape} cells; give the grid's {surface.grid.shape}")
        cells = np.flatnonzero(~surface.barrier if within is None else within & ~surface.barrier)
        if not len(cells):
            raise UsageError("no sea cell in the corridor; give one that holds some sea")
        return cls(surface, cells, neighbours)

    def __repr__(self) -> str:
        spacing = f"{self.surface.grid.spacing_m / 1000:g} km"
        return f"<SeabedGraph: {len(self):,} cells of {spacing}, {self.neighbours} neighbours>"

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def rows(self) -> Index:
        """(n,) row of every node in the grid."""
        return self.cells // self.surface.grid.cols

    @property
    def cols(self) -> Index:
        """(n,) column of every node in the grid."""
        return self.cells % self.surface.grid.cols

    @cached_property
    def lonlat(self) -> tuple[FloatArray, FloatArray]:
        """(n,) longitudes and (n,) latitudes of the nodes, degrees."""
        return self.surface.grid.lonlat_of(self.rows, self.cols)

    def node_of(self, lon: float, lat: float) -> int:
        """Find the node of the cell that a position lies in.

        Raises
        ------
        UsageError
            If the position lies off the grid, on a barrier or outside the corridor.
        """
        grid = self.surface.grid
        row, col = (float(at) for at in grid.cell_of(lon, lat))
        if grid.contains(row, col):
            cell = int(np.floor(row + 0.5)) * grid.cols + int(np.floor(col + 0.5))
            node = int(np.searchsorted(self.cells, cell))
            if node < len(self) and self.cells[node] == cell:
                return node
        raise UsageError(f"{format_latlon(lon, lat)} is on no cell of {self!r}; give a position in its sea")

    @cached_property
    def csr(self) -> csr_array:
        """(n, n) float64 symmetric weights: the line integral of cost along every edge, USD."""
        return self._edges.to_csr(self.surface.cheapest_usd_per_km * self._km_per_cell, self._across)

    def to_networkx(self, *, limit: int = NETWORKX_LIMIT) -> nx.Graph[int]:
        """Show the graph to networkx, with all that is known of its nodes and edges.

        Parameters
        ----------
        limit : int
            Most nodes to build; each costs some 3 kB and 40 us.

        Returns
        -------
        networkx.Graph
            Nodes 0..n-1 with ``lon``, ``lat``, ``depth_m``, ``row``, ``col``; edges with ``cost_usd``,
            ``length_km`` and one ``<term>_usd`` for each term of the surface, times its multiplier: they add up to
            ``cost_usd``.

        Raises
        ------
        UsageError
            If there are more nodes than the limit.
        """
        import networkx as nx
        from scipy import sparse

        if len(self) > limit:
            raise UsageError(
                f"{len(self):,} cells for networkx, at most {limit:,}; narrow the corridor or use csr"
            )
        graph: nx.Graph[int] = nx.Graph()
        km, surface, (lon, lat) = self._km_per_cell, self.surface, self.lonlat
        depth_m = surface.depth_m.ravel()[self.cells]
        facts: dict[str, npt.NDArray[Any]] = {"lon": lon, "lat": lat, "depth_m": depth_m}
        facts |= {"row": self.rows, "col": self.cols}
        graph.add_nodes_from(enumerate(_item_by_item(facts)))
        rates = {"length_km": km} | {
            f"{term}_usd": values * (surface.weight(term) * km) for term, values in surface.terms.items()
        }
        weights = {"cost_usd": self.csr} | {name: self._edges.to_csr(rate) for name, rate in rates.items()}
        if surface.headings is not None:
            weights[f"{DIRECTIONAL_SLOPE}_usd"] = self.csr - self._edges.to_csr(surface.usd_per_km * km)
        weighed = {name: sparse.triu(matrix, format="coo") for name, matrix in weights.items()}
        edges = weighed["cost_usd"]  # of every weight alike: zeros are edges too
        integrals = _item_by_item({name: matrix.data for name, matrix in weighed.items()})
        graph.add_edges_from(zip(edges.row.tolist(), edges.col.tolist(), integrals, strict=True))
        return graph

    @cached_property
    def _km_per_cell(self) -> FloatArray:
        """(rows, cols) true length of a cell's side."""
        grid = self.surface.grid
        return grid.spacing_m / 1000.0 / grid.derive_scale_factor().astype(np.float64)

    @property
    def _across(self) -> FloatCells | None:
        headings = self.surface.headings
        return None if headings is None else headings.across

    @cached_property
    def _edges(self) -> CellEdges:
        is_open = np.zeros(self.surface.grid.shape, dtype=np.bool_)
        is_open.ravel()[self.cells] = True
        return CellEdges(is_open, self.cells, self.neighbours)


def cells_in_box(grid: Grid, *, west: float, south: float, east: float, north: float) -> BoolCells:
    """Find the cells between two meridians and two parallels, degrees; a box with west > east crosses 180.

    Returns
    -------
    (rows, cols) bool

    Raises
    ------
    UsageError
        If the box is empty.
    """
    if south >= north or west == east:
        raise UsageError(f"empty box {west:g},{south:g},{east:g},{north:g}; give west, south, east, north")
    easting, northing = grid.easting_m[None, :], grid.northing_m[:, None]
    radius = np.hypot(easting, northing)  # falls with latitude: parallels are two comparisons
    lon = grid.projection.central_lon + np.degrees(np.arctan2(easting, -northing))
    turn = east - west if east - west >= 360.0 else (east - west) % 360.0
    outer_m, inner_m = (grid.projection.radius_m(lat) for lat in (south, north))
    inside: BoolCells = (radius <= outer_m) & (radius >= inner_m) & ((lon - west) % 360.0 <= turn)
    return inside


def _item_by_item(columns: Mapping[str, npt.NDArray[Any]]) -> Iterator[dict[str, float]]:
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        yield dict(zip(columns, values, strict=True))
