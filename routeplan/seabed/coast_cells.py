"""The coastline on a grid: the sea in every cell as 64 points, its share, and cells that only seem to join two seas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.scanline import SIDE, BitCells
from routeplan.io.sources import embedded
from routeplan.runtime.disk_cache import keep
from routeplan.seabed.coastline import Coastline, read_coastline
from routeplan.seabed.parted_seas import find_open_parts, find_walls

BoolCells = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CoastCells:
    """Sea and land inside the cells of a grid.

    Attributes
    ----------
    grid : Grid
    coastline : Coastline
    sea : (rows, cols) uint64
        Bit ``8 * row + column`` of a cell is set where that one of its 8 x 8 parts can be used: it has sea in it, and
        does not only seem to join two seas, as an isthmus or a dam thinner than a part would make it seem.
    shore : (rows, cols) uint64
        The parts that the coastline passes through.
    walls : (rows, cols) bool
        Cells with sea on both sides of land that parts it: closed where whole cells are looked at. Neighbours whose
        seas do not touch, and have no way round nearby, are parted by an isthmus or a dam thinner than a cell. The
        one with less sea is closed; one that alone joins other cells stays open, as in a narrow strait. What is left
        open by that is found closed when the line is refined.
    """

    grid: Grid
    coastline: Coastline
    sea: BitCells
    shore: BitCells
    walls: BoolCells

    @classmethod
    def of(cls, coastline: Coastline, grid: Grid) -> CoastCells:
        """Draw a coastline on a grid."""
        sea, shore = ~coastline.land_bits(grid), coastline.shore_bits(grid)
        coastal = shore != 0
        find_open_parts(sea, coastal, ~coastline.land_rows(grid, coastal))
        walls = np.zeros(grid.shape, dtype=np.bool_)
        find_walls(sea, walls)
        return cls(grid, coastline, sea, shore, walls)

    @classmethod
    def embedded(cls, grid: Grid) -> CoastCells:
        """Draw the embedded coastline on a grid: seconds the first time, then read from the cache on disk."""
        coastline = read_coastline()

        def draw() -> dict[str, npt.NDArray[Any]]:
            drawn = cls.of(replace(coastline), grid)  # a copy: the sides of its polygons are not kept
            return {"sea": drawn.sea, "shore": drawn.shore, "walls": drawn.walls}

        return cls(grid, coastline, **keep("coast", (grid, embedded("coast").path), draw))

    @cached_property
    def sea_share(self) -> FloatCells:
        """(rows, cols) share of sea, 0 to 1."""
        return np.bitwise_count(self.sea).astype(np.float32) / np.float32(SIDE * SIDE)

    def open_parts(self, window: Grid) -> BoolCells:
        """Give the parts of the cells under a window of ``grid.refined(8)``: (rows, cols), true where at sea."""
        return self._parts(self.sea, window)

    def shore_parts(self, window: Grid) -> BoolCells:
        """Give the parts under a window as :meth:`open_parts` does: true where the coastline passes through."""
        return self._parts(self.shore, window)

    def _parts(self, bits: BitCells, window: Grid) -> BoolCells:
        top = round((self.grid.north_m - window.north_m) / window.spacing_m)
        left = round((window.west_m - self.grid.west_m) / window.spacing_m)
        row, col = top + np.arange(window.rows), left + np.arange(window.cols)
        words = bits[np.ix_(row // SIDE, col // SIDE)]
        part = (SIDE * (row % SIDE))[:, None] + col % SIDE
        return np.asarray((words >> part.astype(np.uint64)) & np.uint64(1), dtype=np.bool_)

    @property
    def any_sea(self) -> BoolCells:
        """(rows, cols) cells with sea in them."""
        return np.asarray(self.sea != 0)
