"""The cost surface: cost per kilometre of every cell, term by term, and barriers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from routeplan.cost.heading_cost import HeadingCost
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.track import Line

BoolCells = npt.NDArray[np.bool_]
# A line is valued at points this share of a cell apart: finer changes totals by less than 0.01 %.
_SAMPLES_PER_CELL = 4
_ROWS_AT_A_TIME = 64


@dataclass(frozen=True)
class CostSurface:
    """Cost of every cell by term, and barriers. The solver gets the weighted sum of the terms.

    Attributes
    ----------
    grid : Grid
        The cells.
    depth_m : (rows, cols) float32
        Depth, positive down; land negative, no data NaN.
    terms : mapping of Term to (rows, cols) float32
        USD per true kilometre. Barrier cells have values too, because landfall legs cross them.
    barrier : (rows, cols) bool
        Cells that a cable must avoid, except in landfall legs.
    weights : mapping of Term to float
        Objective multiplier per term; 1 where it is not named.
    nowhere : frozenset of Term
        All-zero terms; not stored, may be re-weighted.
    headings : HeadingCost, optional
        How often a kilometre counts by its heading; without it, once at every heading.
    """

    grid: Grid
    depth_m: FloatCells
    terms: Mapping[str, FloatCells]
    barrier: BoolCells
    weights: Mapping[str, float] = field(default_factory=dict)
    nowhere: frozenset[str] = frozenset()
    headings: HeadingCost | None = None

    @cached_property
    def usd_per_km(self) -> FloatCells:
        """(rows, cols) weighted sum of the terms, USD per true kilometre, whatever the heading."""
        total = np.zeros(self.grid.shape, dtype=np.float32)
        for term, values in self.terms.items():
            _add_weighted(total, values, self.weight(term))
        return total

    @property
    def cheapest_usd_per_km(self) -> FloatCells:
        """(rows, cols) the same at the cheapest heading of each cell."""
        return self.usd_per_km if self.headings is None else self.usd_per_km * self.headings.cheapest

    def weight(self, term: str) -> float:
        """Objective multiplier of a term."""
        return self.weights.get(term, 1.0)

    def reweighted(self, weights: Mapping[str, float]) -> CostSurface:
        """Change the multipliers of the same terms; takes milliseconds, because no term is derived again.

        Raises
        ------
        UsageError
            If a term with a multiplier above 0 is not on the surface.
        """
        known = self.terms.keys() | self.nowhere
        missing = [term for term, weight in weights.items() if weight and term not in known]
        if missing:
            raise UsageError(f"cost surface without {', '.join(missing)}; derive it with these terms")
        return replace(self, weights=dict(weights))

    def with_barrier(self, barrier: BoolCells) -> CostSurface:
        """Close other cells of the same surface; the weighted sum is not added up again."""
        other = replace(self, barrier=barrier)
        vars(other)["usd_per_km"] = self.usd_per_km  # where a cached property keeps its value
        return other

    @property
    def sea_cells(self) -> int:
        """Number of cells that are no barrier."""
        return int(self.barrier.size - np.count_nonzero(self.barrier))

    def along(self, line: Line) -> LineSamples:
        """Sample the surface along a line."""
        points = line.densified(every_km=self.grid.spacing_m / 1000.0 / _SAMPLES_PER_CELL)
        row, col = self.grid.cell_of(points.lon, points.lat)
        # The cell of a short leg is the cell of its middle.
        rows = np.rint((row[:-1] + row[1:]) / 2).astype(np.intp).clip(0, self.grid.rows - 1)
        cols = np.rint((col[:-1] + col[1:]) / 2).astype(np.intp).clip(0, self.grid.cols - 1)
        return LineSamples(self, points, rows, cols, _unit_vectors(np.diff(row), np.diff(col)))


@dataclass(frozen=True)
class LineSamples:
    """A line cut into legs much shorter than a cell, each with its cell.

    Attributes
    ----------
    surface : CostSurface
        The sampled surface.
    points : Line
        The line with m + 1 points.
    rows, cols : (m,) arrays of int
        Cell of each leg.
    towards : (m, 2) array
        Heading of each leg on the plane: unit vector, down the rows and along the columns.
    """

    surface: CostSurface
    points: Line
    rows: npt.NDArray[np.intp]
    cols: npt.NDArray[np.intp]
    towards: FloatArray

    @property
    def lengths_km(self) -> FloatArray:
        """(m,) geodesic length of each leg."""
        return self.points.legs_km

    @property
    def barrier(self) -> BoolCells:
        """(m,) whether the leg is on a barrier."""
        return self.surface.barrier[self.rows, self.cols]

    @property
    def depth_m(self) -> FloatCells:
        """(m,) depth of the cell of each leg."""
        return self.surface.depth_m[self.rows, self.cols]

    @property
    def usd_per_km(self) -> FloatCells:
        """(m,) weighted cost, USD per km, whatever the heading."""
        surface = self.surface
        return reduce(
            np.add,
            (
                np.float32(surface.weight(term)) * values[self.rows, self.cols]
                for term, values in surface.terms.items()
            ),
        )

    @property
    def heading_times(self) -> FloatArray:
        """(m,) how often each kilometre counts by its heading; 1 where the surface has no headings."""
        headings = self.surface.headings
        if headings is None:
            return np.ones(len(self.rows))
        return headings.times(self.rows, self.cols, self.towards)

    @property
    def cost_usd(self) -> float:
        """Line integral of the weighted cost, by heading."""
        usd_per_km = self.usd_per_km.astype(np.float64)
        if self.surface.headings is not None:
            usd_per_km = usd_per_km * self.heading_times
        return float(np.dot(usd_per_km, self.lengths_km))

    @property
    def terms_usd(self) -> dict[str, float]:
        """Line integral of each term, without weights."""
        return {
            term: float(np.dot(values[self.rows, self.cols].astype(np.float64), self.lengths_km))
            for term, values in self.surface.terms.items()
        }


def derive_uniform_cost(grid: Grid, depth_m: FloatCells) -> CostSurface:
    """Cost every kilometre of sea at 1 USD, so that the cheapest route is the shortest sea path."""
    terms = {"length": np.ones(grid.shape, dtype=np.float32)}
    return CostSurface(grid, depth_m, terms, ~(depth_m > 0))


def _unit_vectors(down: FloatArray, right: FloatArray) -> FloatArray:
    """(m, 2) directions of some steps; zero where a step has no length."""
    length = np.hypot(down, right)
    return np.stack([down, right], axis=-1) / np.where(length > 0.0, length, 1.0)[:, None]


def _add_weighted(total: FloatCells, values: FloatCells, weight: float) -> None:
    """Add weighted values in place, some rows at a time: what is added stays in the processor's cache."""
    for first in range(0, len(total), _ROWS_AT_A_TIME):
        rows = slice(first, first + _ROWS_AT_A_TIME)
        total[rows] += np.float32(weight) * values[rows]
