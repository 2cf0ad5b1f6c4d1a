"""Cost that depends on the heading: slope across the line counts otherwise than slope along it.

At unit heading v a kilometre of a cell counts sqrt(1 + (a * across)^2 + (b * along)^2) times, where across and along
are the slope at right angles to v and towards v, and a and b are what a scenario gives by degree. That is the square
root of a quadratic form in v, a Riemannian metric, so the cheapest line is a geodesic of it. Each cell keeps the form
as two facts: how often a kilometre counts at the cheapest heading, and a vector w such that at heading v it counts
sqrt(1 + (w . v)^2) times that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled, inlined

# The costliest heading of a cell counts at most so many times its cheapest: the stencils of the solver then reach three
# cells. A seabed that would count more is cut to it, in the search and in the value of a line alike.
MOST_TIMES_CHEAPEST = 6.0
_TAN_OF_A_DEGREE = float(np.tan(np.radians(1.0)))
_LEAST_SQUARE = 1e-6  # |w|^2: below it every heading costs the same


@dataclass(frozen=True, eq=False)
class HeadingCost:
    """How often a kilometre of each cell counts, by heading.

    Attributes
    ----------
    cheapest : (rows, cols) float32
        Times that a kilometre counts at the cheapest heading of the cell, at least 1.
    across : (rows, cols, 2) float32
        Vector w, components down the rows and along the columns: heading v counts sqrt(1 + (w . v)^2) times the
        cheapest. Zero where every heading counts the same.
    """

    cheapest: FloatCells
    across: FloatCells

    @classmethod
    def of_slopes(
        cls, tensor: FloatCells, *, side_per_deg: float, along_per_deg: float, closed: npt.NDArray[np.bool_]
    ) -> HeadingCost:
        """Derive it from the slope in every direction.

        Parameters
        ----------
        tensor : (rows, cols, 3) float32
            From :func:`routeplan.seabed.terrain.derive_slope_tensor`.
        side_per_deg, along_per_deg : float
            With a slope of s degrees across the line alone, a kilometre counts sqrt(1 + (side_per_deg * s)^2) times; a
            slope is taken as its tangent over that of one degree.
        closed : (rows, cols) bool
            Cells in which every heading counts once.
        """
        down, both, right = np.moveaxis(np.where(closed[..., None], 0.0, np.nan_to_num(tensor)), -1, 0)
        middle, half = (down + right) / 2.0, np.hypot((down - right) / 2.0, both)
        steepest, flattest = middle + half, np.maximum(middle - half, 0.0)
        side, along = (np.float32((per / _TAN_OF_A_DEGREE) ** 2) for per in (side_per_deg, along_per_deg))
        up = 1.0 + side * flattest + along * steepest  # heading up or down the slope
        level = 1.0 + side * steepest + along * flattest  # heading along its contours
        cheapest = np.minimum(up, level)
        square = np.minimum(np.maximum(up, level) / cheapest, MOST_TIMES_CHEAPEST**2) - 1.0
        # Angle of the steepest direction from the rows' axis.
        uphill = 0.5 * np.arctan2(2.0 * both, down - right)
        angle = np.where(up > level, uphill, uphill + np.pi / 2.0)
        size = np.sqrt(np.where(square > _LEAST_SQUARE, square, 0.0))
        across = np.stack([size * np.cos(angle), size * np.sin(angle)], axis=-1)
        return cls(np.sqrt(cheapest).astype(np.float32), across.astype(np.float32))

    def on_finer_cells(self, rows: npt.NDArray[np.intp], cols: npt.NDArray[np.intp]) -> HeadingCost:
        """Give finer cells what their cells have.

        Parameters
        ----------
        rows, cols : (r,) and (c,) arrays of int
            Row of each fine row, and column of each fine column.
        """
        cells = np.ix_(rows, cols)
        return HeadingCost(self.cheapest[cells], self.across[cells])

    def times(
        self, rows: npt.NDArray[np.intp], cols: npt.NDArray[np.intp], towards: FloatArray
    ) -> FloatArray:
        """Say how often a kilometre counts in some cells at some headings.

        Parameters
        ----------
        rows, cols : (m,) arrays of int
        towards : (m, 2) array
            Unit vectors, down the rows and along the columns.

        Returns
        -------
        (m,) float64
        """
        out = np.empty(len(rows), dtype=np.float64)
        _write_times(self.across, rows, cols, towards, out)
        return out * self.cheapest[rows, cols]


@inlined
def heading_times(across: FloatCells, row: int, col: int, down: float, right: float) -> float:
    """Say how often a cell counts at a unit heading, its cheapest heading being 1: the one home of the rule."""
    share = across[row, col, 0] * down + across[row, col, 1] * right
    return float(np.sqrt(1.0 + share * share))


@compiled
def _write_times(
    across: FloatCells,
    rows: npt.NDArray[np.intp],
    cols: npt.NDArray[np.intp],
    towards: FloatArray,
    out: FloatArray,
) -> None:
    for at in range(len(rows)):
        out[at] = heading_times(across, rows[at], cols[at], towards[at, 0], towards[at, 1])
