"""The sea that every peer gets, and the judge of the lines they find in it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.estimate import Estimate
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices
from routeplan.cost.scenario import Scenario
from routeplan.cost.surface import CostSurface
from routeplan.errors import RouteplanError, UsageError
from routeplan.geo.geodesy import FloatArray, legs_km
from routeplan.geo.grid import FloatCells, Grid
from routeplan.planning.open import open_planner
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import Landfall, find_landfalls
from routeplan.solver.path import DEFAULT_LANDFALL_KM, GridPath
from routeplan.solver.straighten import straighten

Cell = tuple[int, int]
Line = tuple[FloatArray, FloatArray]  # rows and columns, fractional, in the padded array, from start to end

START, END = "bodo", "tomakomai"
# What depth alone makes of the seabed: cable types and burial.
BY_DEPTH = Scenario.preset("cheapest").model_copy(
    update={
        "laying": Laying(icebreakers=0.0, ice_waiting_share=0.0, least_progress_share=1.0),
        "prices": Prices(
            ice_class_share=Estimate.exactly(0.0), slope_usd_per_km_per_deg=Estimate.exactly(0.0)
        ),
    }
)
# A line may miss the centres of its two end cells by what rounding explains.
_END_TOLERANCE = 1e-3  # cells
_POINTS_PER_CELL = 4  # for lengths on the Earth; more changes them by less than a metre


@dataclass(frozen=True, eq=False)
class Sea:
    """A cost surface, and the two cells that a path has to join.

    Attributes
    ----------
    surface : CostSurface
        What our own solver and the graphs start from.
    cost_grid : CostGrid
        The judge's; our own solver is timed on one that it builds itself.
    start, end : (row, col)
        Cells of :attr:`cell_cost`, both sea.
    """

    surface: CostSurface
    cost_grid: CostGrid
    start: Cell
    end: Cell

    @property
    def cell_cost(self) -> FloatCells:
        """(rows + 4, cols + 4) float32, USD to cross a cell along a row or column; zero or negative is closed."""
        return self.cost_grid.cell_cost

    @cached_property
    def open(self) -> npt.NDArray[np.bool_]:
        """Where a path may run, same shape as :attr:`cell_cost`."""
        return np.asarray(self.cell_cost > 0)

    @property
    def cheapest(self) -> float:
        """Cheapest crossing of an open cell, USD."""
        return float(self.cell_cost[self.open].min())

    def place(self, cell: Cell) -> tuple[str, float, float]:
        """Name, longitude and latitude of a cell's centre."""
        lon, lat = self.surface.grid.lonlat_of(cell[0] - RIM, cell[1] - RIM)
        return f"cell {cell[0]},{cell[1]}", float(lon), float(lat)


@dataclass(frozen=True)
class Verdict:
    """What a line is worth, whoever found it.

    Attributes
    ----------
    cost_usd : float
        Exact line integral of cost along its straight legs on the plane.
    straightened_usd : float
        The same after our own straightening: what is left is the peer's choice of way, not its zigzag.
    length_km : float
        On the WGS 84 ellipsoid.
    barrier_km : float
        How much of it lies on closed cells.
    vertices : int
        Points of the line.
    """

    cost_usd: float
    straightened_usd: float
    length_km: float
    barrier_km: float
    vertices: int


def judge(sea: Sea, line: Line) -> Verdict:
    """Value a line.

    Raises
    ------
    UsageError
        If it does not lead from the start to the end, or leaves the data.
    """
    row, col = (np.asarray(axis, dtype=np.float64) for axis in line)
    for at, cell in ((0, sea.start), (-1, sea.end)):
        if not np.hypot(row[at] - cell[0], col[at] - cell[1]) <= _END_TOLERANCE:
            raise UsageError(f"line ends at cell {row[at]:.2f},{col[at]:.2f}; lead it to {cell[0]},{cell[1]}")
    cost = sea.cost_grid.cost_of(row, col)
    if not np.isfinite(cost):
        raise UsageError("line leaves the data; keep it on cells that cost something")
    lat = sea.cost_grid.lonlat_of(row, col)[1]
    return Verdict(
        cost_usd=cost,
        straightened_usd=_straightened_cost(sea, row, col),
        length_km=float(legs_km(*sea.cost_grid.lonlat_of(*_densify(row, col))).sum()),
        barrier_km=float(sea.cost_grid.barrier_km(row, col, lat).sum()),
        vertices=len(row),
    )


def open_sea(spacing_km: float) -> Sea:
    """Open the sea north of 30N between the two landings that the benchmark joins."""
    planner = open_planner(BY_DEPTH, spacing_km=spacing_km)
    places = [_place_of(find_landing(name)) for name in (START, END)]
    ends = find_landfalls(planner.cost_grid, *places, limit_km=DEFAULT_LANDFALL_KM)
    start, end = (_nearest_cell(planner.cost_grid, landfall) for landfall in ends)
    return Sea(planner.surface, planner.cost_grid, start, end)


def make_small_sea() -> Sea:
    """Make a sea of 40 x 40 cells with a wall across it, open at one end: for warming up."""
    side = 40
    grid = Grid(5000.0, -side / 2 * 5000.0, side / 2 * 5000.0, side, side)
    depth = np.full(grid.shape, 3000.0, dtype=np.float32)
    depth[side // 2, : side - 5] = -10.0
    terms = {"cost": np.full(grid.shape, 20_000.0, dtype=np.float32)}
    terms["cost"][:, side // 2 :] *= np.float32(1.5)
    surface = CostSurface(grid, depth, terms, ~(depth > 0))
    return Sea(surface, CostGrid.from_surface(surface), (RIM + 5, RIM + 5), (RIM + side - 5, RIM + 8))


def write_sea(sea: Sea, folder: Path) -> None:
    """Leave a sea in a folder, for other processes."""
    folder.mkdir(parents=True, exist_ok=True)
    grid, surface = sea.surface.grid, sea.surface
    np.save(folder / "depth_m.npy", surface.depth_m)
    np.save(folder / "usd_per_km.npy", surface.usd_per_km)
    np.save(folder / "cell_cost.npy", sea.cell_cost)
    facts = {"spacing_m": grid.spacing_m, "west_m": grid.west_m, "north_m": grid.north_m}
    cells = {"start": sea.start, "end": sea.end}
    (folder / "sea.json").write_text(json.dumps(facts | cells), encoding="utf-8")


def read_sea(folder: Path) -> Sea:
    """Read a sea back."""
    facts = json.loads((folder / "sea.json").read_text(encoding="utf-8"))
    depth = np.load(folder / "depth_m.npy")
    grid = Grid(facts["spacing_m"], facts["west_m"], facts["north_m"], *depth.shape)
    surface = CostSurface(grid, depth, {"cost": np.load(folder / "usd_per_km.npy")}, ~(depth > 0))
    cost_grid = CostGrid(grid, np.load(folder / "cell_cost.npy"))
    return Sea(surface, cost_grid, tuple(facts["start"]), tuple(facts["end"]))


def _place_of(landing: Landing) -> tuple[str, float, float]:
    return landing.name, landing.lon, landing.lat


def _nearest_cell(cost_grid: CostGrid, landfall: Landfall) -> Cell:
    rows, cols = np.divmod(landfall.cells, cost_grid.width)
    nearest = int(np.argmin(np.hypot(rows - landfall.row, cols - landfall.col)))
    return int(rows[nearest]), int(cols[nearest])


def _straightened_cost(sea: Sea, row: FloatArray, col: FloatArray) -> float:
    """Cost after straightening; of the line itself where it crosses barriers, which straightening does not mend."""
    try:
        ends = find_landfalls(sea.cost_grid, sea.place(sea.start), sea.place(sea.end), limit_km=0.01)
    except RouteplanError:
        return float("nan")
    path = straighten(sea.cost_grid, GridPath(row, col, *ends, 0.0))
    return sea.cost_grid.cost_of(path.row, path.col)


def _densify(row: FloatArray, col: FloatArray) -> Line:
    """Put points on the legs, so that geodesics between them follow the straight legs of the plane."""
    cells = np.hypot(np.diff(row), np.diff(col))
    pieces = np.maximum(1, np.ceil(cells * _POINTS_PER_CELL)).astype(np.intp)
    ends = np.concatenate([[0], np.cumsum(pieces)]).astype(np.float64)
    at = np.arange(ends[-1] + 1.0)
    return np.interp(at, ends, row), np.interp(at, ends, col)


if __name__ == "__main__":
    write_sea(open_sea(float(sys.argv[1])), Path(sys.argv[2]))
