"""What the front moves through: the cost of crossing each cell of the plane, and which cells hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numba as nb
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from routeplan.cost import CostSurface
from routeplan.geodesy import FloatArray
from routeplan.grid import FloatCells, Grid

# Second-order differences look two cells away: a rim of that width spares the kernel every bounds check.
RIM = 2
_CORNER = 1e-9  # of a segment: nearer than this to a corner is through it
NO_DATA = np.float32(0.0)


@dataclass(frozen=True)
class Medium:
    """A cost surface as the solver sees it: on the plane, in cells, with a rim of impassable cells.

    Attributes
    ----------
    grid : Grid
        The cells, without the rim.
    crossing : (rows + 4, cols + 4) float32
        USD to cross the cell along a row or a column. Negative: a barrier, crossed at that cost by landfall
        legs only. Zero: no data, never crossed.
    """

    grid: Grid
    crossing: FloatCells

    @classmethod
    def from_surface(cls, surface: CostSurface) -> Medium:
        """Bring cost per true kilometre onto the plane by the scale factor of every cell."""
        spacing_km = surface.grid.spacing_m / 1000.0
        per_cell = surface.usd_per_km * (spacing_km / surface.grid.derive_scale_factor())
        per_cell[surface.barrier] *= -1.0
        per_cell[np.isnan(surface.depth_m)] = NO_DATA
        return cls(surface.grid, np.pad(per_cell, RIM, constant_values=NO_DATA))

    @property
    def width(self) -> int:
        """Cells from one row to the next in the flattened array."""
        return int(self.crossing.shape[1])

    @cached_property
    def basins(self) -> npt.NDArray[np.int32]:
        """Number of the basin of each cell, same shape as ``crossing``; 0 on barriers.

        Cells are joined across their sides, as the front is.
        """
        labels = np.empty(self.crossing.shape, dtype=np.int32)
        ndimage.label(self.crossing > 0, output=labels)
        return labels

    def lonlat_of(self, row: FloatArray, col: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude of fractional rows and columns of the medium, degrees."""
        return self.grid.lonlat_of(row - RIM, col - RIM)

    def barrier_km(self, row: FloatArray, col: FloatArray, lat: FloatArray) -> FloatArray:
        """(n - 1,) km that each straight leg of a line lies on barriers, lat being the vertices' latitudes."""
        cells = np.array([segment_cost(self.crossing, *leg)[1] for leg in _legs(row, col)], dtype=np.float64)
        return cells * self.grid.true_spacing_km(lat[:-1])

    def cost_of(self, row: FloatArray, col: FloatArray) -> float:
        """Cost of a line of straight legs on the plane, USD."""
        return float(sum(segment_cost(self.crossing, *leg)[0] for leg in _legs(row, col)))


def _legs(row: FloatArray, col: FloatArray) -> Iterator[tuple[float, float, float, float]]:
    return zip(row[:-1], col[:-1], row[1:], col[1:], strict=True)


@nb.njit(cache=True)
def segment_cost(
    crossing: FloatCells, row_a: float, col_a: float, row_b: float, col_b: float
) -> tuple[float, float]:
    """Cost of a straight segment on the plane, and how many cell widths of it lie on barriers.

    Positions are fractional rows and columns of ``crossing``. The cost is infinite where data ends. Each
    piece of the segment between two cell sides is charged at that cell's rate: exact for the cells as they are.
    """
    rows, cols = crossing.shape
    d_row, d_col = row_b - row_a, col_b - col_a
    length = np.sqrt(d_row * d_row + d_col * d_col)
    row, col = int(np.floor(row_a + 0.5)), int(np.floor(col_a + 0.5))
    step_row, step_col = (1 if d_row > 0 else -1), (1 if d_col > 0 else -1)
    # Shares of the segment at which the next side of a row and of a column is crossed, and between two.
    per_row = 1.0 / abs(d_row) if d_row != 0 else np.inf
    per_col = 1.0 / abs(d_col) if d_col != 0 else np.inf
    next_row = abs(row + 0.5 * step_row - row_a) * per_row if d_row != 0 else np.inf
    next_col = abs(col + 0.5 * step_col - col_a) * per_col if d_col != 0 else np.inf
    cost = on_barrier = done = 0.0
    while True:
        if not (0 <= row < rows and 0 <= col < cols):
            return np.inf, on_barrier
        rate = crossing[row, col]
        if rate == 0.0:
            return np.inf, on_barrier
        reach = min(next_row, next_col, 1.0)
        piece = (reach - done) * length
        if rate < 0.0:
            on_barrier += piece
        cost += abs(rate) * piece
        if reach >= 1.0:
            return cost, on_barrier
        done = reach
        # Through the point where four cells meet there is a way only if one of the two beside it is open.
        if (
            abs(next_row - next_col) < _CORNER
            and crossing[row + step_row, col] <= 0.0
            and crossing[row, col + step_col] <= 0.0
        ):
            on_barrier += _CORNER
        if next_row < next_col:
            row += step_row
            next_row += per_row
        else:
            col += step_col
            next_col += per_col
