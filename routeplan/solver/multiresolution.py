"""Solve on more cells than memory holds: the optimistic cost of coarse cells says which fine ones to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.cost.heading_cost import HeadingCost
from routeplan.cost.surface import BoolCells, CostSurface
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.runtime.progress import track_items
from routeplan.solver.coastal_refinement import SHORE_WEIGHT
from routeplan.solver.corridor_search import find_cost_through
from routeplan.solver.cost_grid import RIM, CostGrid, derive_cell_cost
from routeplan.solver.fast_marching import Index
from routeplan.solver.landfall import Landfall, Place, find_landfalls
from routeplan.solver.path import GridPath
from routeplan.solver.sparse_blocks import BLOCK, Blocks, blocks_shape, dilate_blocks, sparse_zeros
from routeplan.solver.straighten import find_line

# A fine level cuts a coarse cell into so many, to a side: a coarse cell is a block of the fine plane.
COARSE_FACTOR = BLOCK
_TILE_BLOCKS = 64  # read at once, to a side
# On a cell: crossing with and without the weight of the shore, basin, settled and waiting field, lower bound; twice
# that for pages that are half used.
_BYTES_PER_CELL = 48
_BYTES_BY_HEADING = 32  # more, where cost depends on the heading: vectors and stencils, twice as above
# A path at full resolution costs about this share more than one on averaged depths.
_FIRST_MARGIN = 0.01
_COARSE_ERROR = 0.002  # of the coarse fields, see docs/solver.md
_WIDENING = 0.2
_LANDFALL_MARGIN = 3.0  # coarse cells read round each end beyond the landfall limit


@dataclass(frozen=True)
class FineGrid:
    """Seabed at full resolution, read where a path can run.

    Attributes
    ----------
    grid : Grid
        The fine cells.
    optimistic : CostGrid
        The same sea in cells ``COARSE_FACTOR`` times larger, each as cheap as the cheapest point in it.
    depth_on : callable
        Reads the depth of a window of the grid: (rows, cols) float32, metres.
    cost_on : callable
        Costs a window from its depth.
    memory_limit_gb : float
        A corridor that needs more is refused.
    shore_on : callable, optional
        Marks the cells of a window that a coastline passes through.
    """

    grid: Grid
    optimistic: CostGrid
    depth_on: Callable[[Grid], FloatCells]
    cost_on: Callable[[Grid, FloatCells], CostSurface]
    memory_limit_gb: float
    shore_on: Callable[[Grid], BoolCells] | None = None

    def read_corridor(self, blocks: Blocks) -> CostGrid:
        """Read the fine cells of some blocks; the rest of the plane takes no memory.

        Raises
        ------
        UsageError
            If they need more memory than the limit.
        """
        cells = np.count_nonzero(blocks) * BLOCK**2
        by_heading = self.optimistic.across is not None
        needed_gb = cells * (_BYTES_PER_CELL + by_heading * _BYTES_BY_HEADING) / 1e9
        if needed_gb > self.memory_limit_gb:
            raise UsageError(
                f"memory for a corridor of {cells / 1e6:,.0f} million cells of {self.grid.spacing_m:g} m: "
                f"{needed_gb:.1f} GB, over the limit of {self.memory_limit_gb:g} GB; "
                "give larger cells (--spacing-km) or a higher limit (--memory-gb)"
            )
        shape = (self.grid.rows + 2 * RIM, self.grid.cols + 2 * RIM)
        cell_cost = sparse_zeros(shape, np.float32)
        across = sparse_zeros((*shape, 2), np.float32) if by_heading else None
        with track_items(list(self._tiles(blocks)), "reading where routes can pass", unit="windows") as tiles:
            for tile in tiles:
                surface = self._cost(tile)
                tile.write_to(derive_cell_cost(surface), cell_cost[RIM:-RIM, RIM:-RIM])
                if across is not None and surface.headings is not None:
                    tile.write_to(surface.headings.across, across[RIM:-RIM, RIM:-RIM])
        return CostGrid(self.grid, cell_cost, blocks, across)

    def keep_off_shore(self, corridor: CostGrid) -> CostGrid:
        """Weight the cells that the shore passes through, for the choice of the line: they are partly land."""
        if self.shore_on is None:
            return corridor
        cell_cost = sparse_zeros((self.grid.rows + 2 * RIM, self.grid.cols + 2 * RIM), np.float32)
        for tile in self._tiles(corridor.blocks):
            cost = tile.cut_from(corridor.cell_cost[RIM:-RIM, RIM:-RIM])
            shore = self.shore_on(tile.window)
            tile.write_to(np.where(shore, SHORE_WEIGHT * cost, cost), cell_cost[RIM:-RIM, RIM:-RIM])
        return CostGrid(self.grid, cell_cost, corridor.blocks, corridor.across)

    def surface_along(self, row: FloatArray, col: FloatArray) -> CostSurface:
        """Cost the cells along a line on the fine plane and at least a block to either side, term by term.

        Cells further away hold no valid values.
        """
        blocks = np.zeros(blocks_shape((self.grid.rows + 2 * RIM, self.grid.cols + 2 * RIM)), dtype=np.bool_)
        blocks[_cells_along((row - (BLOCK - 1) / 2) / BLOCK, (col - (BLOCK - 1) / 2) / BLOCK)] = True
        depth_m, barrier = sparse_zeros(self.grid.shape, np.float32), sparse_zeros(self.grid.shape, np.bool_)
        terms: dict[str, FloatCells] = {}
        headings = self._no_headings()
        for tile in self._tiles(dilate_blocks(blocks)):
            part = self._cost(tile)
            tile.write_to(part.depth_m, depth_m)
            tile.write_to(part.barrier, barrier)
            for term, usd_per_km in part.terms.items():
                tile.write_to(usd_per_km, terms.setdefault(term, sparse_zeros(self.grid.shape, np.float32)))
            if headings is not None and part.headings is not None:
                tile.write_to(part.headings.cheapest, headings.cheapest)
                tile.write_to(part.headings.across, headings.across)
        return CostSurface(self.grid, depth_m, terms, barrier, headings=headings)

    def _no_headings(self) -> HeadingCost | None:
        """Lay out memory for headings, where cost depends on them."""
        if self.optimistic.across is None:
            return None
        shape = self.grid.shape
        return HeadingCost(sparse_zeros(shape, np.float32), sparse_zeros((*shape, 2), np.float32))

    def _cost(self, tile: _Tile) -> CostSurface:
        return self.cost_on(tile.window, self.depth_on(tile.window))

    def _tiles(self, blocks: Blocks) -> Iterator[_Tile]:
        """Cut the wanted blocks into tiles small enough to be read at once."""
        rim = RIM // BLOCK
        inner = blocks[rim:-rim, rim:-rim]
        for top in range(0, inner.shape[0], _TILE_BLOCKS):
            for left in range(0, inner.shape[1], _TILE_BLOCKS):
                wanted = inner[top : top + _TILE_BLOCKS, left : left + _TILE_BLOCKS]
                if wanted.any():
                    rows, cols = (np.flatnonzero(wanted.any(axis=axis)) for axis in (1, 0))
                    wanted = wanted[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
                    yield _Tile.cut(
                        self.grid, wanted, (top + int(rows[0])) * BLOCK, (left + int(cols[0])) * BLOCK
                    )


@dataclass(frozen=True)
class _Tile:
    """A window of the fine grid, where it begins, and which of its cells are wanted."""

    window: Grid
    row: int
    col: int
    wanted: BoolCells

    @classmethod
    def cut(cls, grid: Grid, blocks: Blocks, row: int, col: int) -> _Tile:
        wanted = blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
        # A grid need not end with a whole block.
        wanted = wanted[: grid.rows - row, : grid.cols - col]
        window = grid.window(row, row + wanted.shape[0], col, col + wanted.shape[1])
        return cls(window, row, col, wanted)

    def cut_from(self, plane: FloatCells) -> FloatCells:
        """Read the window from a plane of the whole grid."""
        rows, cols = self.wanted.shape
        return plane[self.row : self.row + rows, self.col : self.col + cols]

    def write_to(self, values: npt.NDArray[np.generic], plane: npt.NDArray[np.generic]) -> None:
        """Write the wanted values of the window onto a plane of the whole grid."""
        rows, cols = self.wanted.shape
        plane[self.row : self.row + rows, self.col : self.col + cols][self.wanted] = values[self.wanted]


@dataclass(frozen=True)
class FinePath:
    """A path at full resolution, with the part of the sea that was read to find it.

    Attributes
    ----------
    path : GridPath
        Straightened, on the plane of ``cost_grid``.
    cost_grid : CostGrid
        The corridor, at what its cells cost. The path is the cheapest with the weight of the shore.
    """

    path: GridPath
    cost_grid: CostGrid


def find_fine_path(
    sea: FineGrid, start: Place, end: Place, *, expected_usd: float, landfall_limit_km: float
) -> FinePath:
    """Find the cheapest path at full resolution.

    The optimistic cells bound the cost of passing through each block from below. Blocks where that is less than a
    route probably costs are read and solved; if the path found costs more, the blocks up to its cost are read too.

    Parameters
    ----------
    sea : FineGrid
    start, end : (name, lon, lat)
        Degrees; names are used in messages.
    expected_usd : float
        What a path costs on averaged depths: says how much to read at first.
    landfall_limit_km : float
        How far each end may lie from the sea.

    Raises
    ------
    UsageError
        If a position is outside the data or too far inland, or the corridor exceeds the memory limit.
    NoRouteError
        If no sea path joins the two.
    """
    ends = find_landfalls(sea.optimistic, start, end, limit_km=landfall_limit_km)
    limit = expected_usd * (1.0 + _FIRST_MARGIN)
    while True:
        blocks = _blocks_within(sea, ends, limit, landfall_limit_km)
        cost_grid = sea.read_corridor(blocks)
        try:
            path = find_line(sea.keep_off_shore(cost_grid), start, end, landfall_limit_km=landfall_limit_km)
        except NoRouteError:
            # An optimistic cell may be open where all fine cells are closed: widen as long as that adds blocks.
            limit *= 1.0 + _WIDENING
            if not (_blocks_within(sea, ends, limit, landfall_limit_km) > blocks).any():
                raise
            continue
        needed = cost_grid.cost_of(path.row, path.col) * (1.0 + _COARSE_ERROR)
        if needed <= limit:
            # Laid out anew: what the search derived from the corridor takes as much memory as the corridor.
            return FinePath(
                path, CostGrid(cost_grid.grid, cost_grid.cell_cost, cost_grid.filled_blocks, cost_grid.across)
            )
        limit = needed


def _blocks_within(
    sea: FineGrid, ends: tuple[Landfall, Landfall], limit_usd: float, landfall_limit_km: float
) -> Blocks:
    """Blocks of the fine plane that a path of at most this cost may pass, and all blocks round its ends."""
    through = find_cost_through(sea.optimistic, *ends, at_most=limit_usd)
    # The coarse plane has a rim of RIM cells, the fine one of RIM // BLOCK blocks.
    surplus = RIM - RIM // BLOCK
    blocks = through[surplus:-surplus, surplus:-surplus] <= limit_usd
    rows, cols = np.ogrid[: blocks.shape[0], : blocks.shape[1]]
    for end in ends:
        lat = sea.optimistic.lonlat_of(np.array([end.row]), np.array([end.col]))[1]
        reach = landfall_limit_km / float(sea.optimistic.grid.true_spacing_km(lat)[0]) + _LANDFALL_MARGIN
        blocks |= (rows + surplus - end.row) ** 2 + (cols + surplus - end.col) ** 2 <= reach**2
    return np.asarray(blocks)


def _cells_along(row: FloatArray, col: FloatArray) -> tuple[Index, Index]:
    """Cells that lie along a line, sampled twice a cell."""
    counts = 1 + (2 * np.hypot(np.diff(row), np.diff(col))).astype(int)
    at = np.concatenate(
        [leg + np.arange(count) / count for leg, count in enumerate(counts)] + [[len(row) - 1.0]]
    )
    vertices = np.arange(len(row))
    rows, cols = (np.floor(np.interp(at, vertices, axis) + 0.5).astype(np.int64) for axis in (row, col))
    return rows, cols
