"""Files of heights: open one, then read windows, a summary, or everything."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.raster_files import check_together
from routeplan.io.sources import JoinedSource, Source, embedded
from routeplan.runtime.progress import track_count
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.block_statistics import mean_blocks, reduce_blocks
from routeplan.seabed.bathymetry.depth_check import HeightTally
from routeplan.seabed.bathymetry.depth_range import DepthSummary
from routeplan.seabed.bathymetry.height_file import HeightFile, Values
from routeplan.seabed.bathymetry.height_files import (
    lay_surveys_over,
    open_heights,
    source_of_heights,
    tiles_of,
)
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid, split_columns, square_block, window_block
from routeplan.seabed.bathymetry.merged import MergedHeights

_ROUNDING = 1e-6  # of a row
_STRIP_VALUES = 1 << 22  # read at once: 8 MB of 16-bit integers fit a processor cache


@dataclass(frozen=True, slots=True)
class BathymetryFile:
    """An open file of heights, read on demand; close it, or use it in a ``with``.

    Attributes
    ----------
    path : Path
        The file.
    source : Source
        Name, licence and checksum.
    parts : tuple of Path
        All files that heights are read from, surveys and tiles too: the best first.
    """

    path: Path
    source: Source
    parts: tuple[Path, ...]
    _heights: HeightFile

    def __enter__(self) -> BathymetryFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._heights.close()

    @property
    def layers(self) -> MergedHeights | None:
        """The files that heights are taken from value by value; None where there is one only."""
        return self._heights if isinstance(self._heights, MergedHeights) else None

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Positions of the values, rows from the south."""
        return self._heights.latlon_grid

    def window(self, grid: Grid) -> Bathymetry:
        """Read only the depths around the cells of a grid.

        Values finer than half a cell are averaged over whole blocks (see ``window_block``): in longitude near the
        pole, in both directions elsewhere. Blocks are counted from the first column and the northern row of the
        file, so windows that share blocks agree to the last bit.

        Examples
        --------
        >>> grid = Grid.arctic(spacing_km=5)
        >>> row, col = (int(at) for at in grid.cell_of(-27.0, 66.2))
        >>> strait = grid.window(row - 5, row + 5, col - 5, col + 5)
        >>> with open_bathymetry() as file:
        ...     file.window(strait).depth_m.shape
        (10, 19)
        """
        west, south, east, north = grid.lonlat_bounds()
        block = window_block(self.latlon_grid, grid.spacing_m / 1000.0, south)
        blocks = self.latlon_grid.in_blocks(*block)
        first_row = min(max(int(np.floor(blocks.row_of(south))) - 1, 0), blocks.rows - 2)
        last_row = max(min(int(np.floor(blocks.row_of(north))) + 3, blocks.rows), first_row + 2)
        first_col, count = _columns(blocks, west, east)
        depth = np.concatenate(
            [
                self._window_depth((first_row, last_row), cols, block)
                for cols in split_columns(first_col, count, blocks.cols)
            ],
            axis=1,
        )
        return Bathymetry(depth, self.source, blocks, first_row, first_col)

    def read_summary(self, *, south_deg: float, spacing_km: float, of_sea: bool = False) -> DepthSummary:
        """Read the file once; keep mean, shallowest and deepest value of blocks of half a cell size.

        Parameters
        ----------
        south_deg : float
            Rows south of this are not read.
        spacing_km : float
            Cell size at which the means are used.
        of_sea : bool
            Whether the mean of a block with sea in it is that of its sea; of all its values otherwise.

        Raises
        ------
        DataError
            If the file ends south of that parallel.
        """
        block = square_block(self.latlon_grid, spacing_km)
        blocks = self.latlon_grid.in_blocks(block, block)
        first_row = self._first_row(blocks, south_deg)
        shape = (blocks.rows - first_row, blocks.cols)
        check_together(math.prod(shape), self.path)
        mean = np.empty(shape, dtype=np.float32)
        shallowest, deepest = np.empty(shape, dtype=np.int16), np.empty(shape, dtype=np.int16)
        with track_count(f"reading {self.path.name}", total=len(mean), unit="rows") as work:
            for rows, values in self._go_through(first_row, block):
                mean[rows], shallowest[rows], deepest[rows] = reduce_blocks(
                    values, block, block, self._heights.missing, of_sea=of_sea
                )
                work.advance(rows.stop - rows.start)
        return DepthSummary(Bathymetry(mean, self.source, blocks, first_row), shallowest, deepest, block)

    def read(self, *, south_deg: float, spacing_km: float | None = None) -> Bathymetry:
        """Read everything north of a parallel, as ``read_bathymetry`` does."""
        block = square_block(self.latlon_grid, spacing_km)
        blocks = self.latlon_grid.in_blocks(block, block)
        first_row = self._first_row(blocks, south_deg)
        check_together((blocks.rows - first_row) * blocks.cols, self.path)
        mean = np.empty((blocks.rows - first_row, blocks.cols), dtype=np.float32)
        with track_count(f"reading {self.path.name}", total=len(mean), unit="rows") as work:
            for rows, values in self._go_through(first_row, block):
                mean[rows] = mean_blocks(values, block, block, self._heights.missing)
                work.advance(rows.stop - rows.start)
        return Bathymetry(mean, self.source, blocks, first_row)

    def _first_row(self, blocks: LatLonGrid, south_deg: float) -> int:
        """First row of blocks with all values north of a parallel."""
        block = round(blocks.lat_step_deg / self.latlon_grid.lat_step_deg)
        values = self.latlon_grid.rows - max(0, int(np.ceil(self.latlon_grid.row_of(south_deg) - _ROUNDING)))
        if values // block < 2:
            north_deg = self.latlon_grid.lat[-1]
            raise DataError(f"{self.path} ends at {north_deg:g}N; give data north of {south_deg:g}N")
        return blocks.rows - values // block

    def _go_through(self, first_row: int, block: int) -> Iterator[tuple[slice, Values]]:
        """Read rows of blocks to the end of the file in strips: their slice and their heights.

        Raises
        ------
        DataError
            If the file is damaged, or values are no heights in metres.
        """
        south = self.latlon_grid.rows % block + first_row * block
        check_together(self.latlon_grid.cols * block, self.path)
        tally = HeightTally(self._heights.missing)
        for start, values in read_ahead(self._heights, south, self.latlon_grid.rows, block):
            first = (start - south) // block
            tally.add(values)
            yield slice(first, first + len(values) // block), values
        tally.conclude(self.path)

    def _window_depth(
        self, rows: tuple[int, int], cols: tuple[int, int], block: tuple[int, int]
    ) -> FloatCells:
        """Read rows and columns of blocks, both ends half open."""
        south = self.latlon_grid.rows % block[0]
        values = self._heights.read(
            south + rows[0] * block[0], south + rows[1] * block[0], cols[0] * block[1], cols[1] * block[1]
        )
        mean: FloatCells = mean_blocks(values, *block, self._heights.missing)
        return mean


def open_bathymetry(path: Path | None = None, *, surveys: Sequence[Path] = ()) -> BathymetryFile:
    """Open the embedded ETOPO1, or a file of heights such as GEBCO's, without reading its values.

    Conversions of heights (feet, depths positive down) are told in a notice.

    Parameters
    ----------
    path : Path, optional
        NetCDF, GeoTIFF, BAG or ESRI ASCII grid of heights (GEBCO, IBCAO, ETOPO, EMODnet, SRTM15+, surveys), by
        latitude and longitude or in any coordinate system that it names; or a folder of such tiles. Without it: the
        embedded ETOPO1.
    surveys : sequence of Path
        Files laid over it, the best first. They fade into what is below over 2 km.

    Raises
    ------
    DataError
        If the file is missing, is of no known format, has no regular grid of heights, or is too large.

    Examples
    --------
    >>> with open_bathymetry() as file:
    ...     file.latlon_grid.rows, file.latlon_grid.cols
    (601, 3600)
    """
    if path is None:
        data_set = embedded("etopo1-north")
        path, source = data_set.path, data_set.source
    else:
        source = source_of_heights(path)
    if surveys:
        sources = [*map(source_of_heights, surveys), source]
        source = JoinedSource(" over ".join(part.name for part in sources), sources)
    parts = tuple(tile for part in (*surveys, path) for tile in tiles_of(part))
    return BathymetryFile(path, source, parts, lay_surveys_over(open_heights(path), surveys))


def read_bathymetry(
    path: Path | None = None,
    *,
    surveys: Sequence[Path] = (),
    south_deg: float = 30.0,
    spacing_km: float | None = None,
) -> Bathymetry:
    """Read the embedded ETOPO1, or a file of heights such as GEBCO's.

    Values that are no heights of this Earth are no data, and told in a notice.

    Parameters
    ----------
    path : Path, optional
    surveys : sequence of Path
        As for ``open_bathymetry``.
    south_deg : float
        Rows south of this are not read.
    spacing_km : float, optional
        Cell size at which the depths are used. A finer file is averaged over whole blocks of about half of it.

    Raises
    ------
    DataError
        If the file is missing, is not a file of heights, or ends south of that parallel.
    """
    with open_bathymetry(path, surveys=surveys) as file:
        return file.read(south_deg=south_deg, spacing_km=spacing_km)


def read_ahead(
    heights: HeightFile, first_row: int, last_row: int, block_rows: int
) -> Iterator[tuple[int, Values]]:
    """Read rows of a file in strips of whole blocks; the next strip is read while the caller works on one.

    Yields
    ------
    first_row : int
        Row of the file where the strip begins.
    values : (rows, cols) array
    """
    cols = heights.latlon_grid.cols
    step = max(1, _STRIP_VALUES // (cols * block_rows)) * block_rows
    starts = range(first_row, last_row, step)
    with ThreadPoolExecutor(1) as reader:

        def begin(start: int) -> Future[Values]:
            return reader.submit(heights.read, start, min(start + step, last_row), 0, cols)

        ahead = begin(first_row)
        for start in starts:
            values = ahead.result()
            if start != starts[-1]:
                ahead = begin(start + step)
            yield start, values


def _columns(blocks: LatLonGrid, west_deg: float, east_deg: float) -> tuple[int, int]:
    """First column and number of columns around positions between two meridians."""
    width_deg = east_deg - west_deg
    if blocks.closed:
        first = int(np.floor((west_deg - blocks.west_deg) % 360.0 / blocks.lon_step_deg)) - 1
        count = int(np.ceil(width_deg / blocks.lon_step_deg)) + 4
        return (first % blocks.cols, count) if count < blocks.cols else (0, blocks.cols)
    reach = 2 * blocks.lon_step_deg
    inside = np.flatnonzero((blocks.lon - west_deg + reach) % 360.0 <= width_deg + 2 * reach)
    return (int(inside[0]), int(np.ptp(inside)) + 1) if len(inside) else (0, 1)
