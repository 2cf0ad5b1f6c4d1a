"""A route at the full resolution of a file laid out like GEBCO's, and the same on all cells of a part of it.

python -m benchmarks.fine HEIGHTS.nc JSON_FILE by-depth|balanced

The file is made by benchmarks/gebco_like.py if it is not there, which is not counted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

import routeplan as rp
from benchmarks.measure import KB_PER_UNIT
from benchmarks.sea import BY_DEPTH
from routeplan.catalog.models import Landing
from routeplan.geo.grid import Grid
from routeplan.planning.full_resolution import FineCosts
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.multiresolution import COARSE_FACTOR
from routeplan.solver.straighten import find_line

SPACING_KM = 0.45
LONG, SHORT = ("bodo", "tomakomai"), ("landeyjar", "nuuk")
# Routes of the short pair run round Cape Farewell: with this much round the three, all of their sea is there.
CAPE_FAREWELL = (-43.9, 59.8)
_MARGIN_KM = 150.0


@dataclass(frozen=True)
class FineRoute:
    """A route at full resolution.

    Attributes
    ----------
    scenario : str
        ``by-depth`` (as for the peers) or a preset.
    file_gb : float
        Size of the file of heights.
    open_s, route_s, again_s : float
        Opening and surveying it; the first route, proof included; the same once more.
    peak_mb : float
        Most memory of the process up to there.
    cells : int
        Fine cells laid out for the route.
    length_km, cost_usd, gap_pct : float
        The route, and its proven optimality gap.
    short_usd, single_usd : float
        A short route, coarse to fine and on all cells of its part of the sea at once.
    single_cells : int
        How many these are.
    """

    scenario: str
    file_gb: float
    open_s: float
    route_s: float
    again_s: float
    peak_mb: float
    cells: int
    length_km: float
    cost_usd: float
    gap_pct: float
    short_usd: float
    single_usd: float
    single_cells: int

    def to_rows(self) -> list[tuple[str, str]]:
        """Lines of a table: what was measured, and the figure with its unit."""
        more_pct = 100.0 * (self.short_usd / self.single_usd - 1.0)
        return [
            ("file of heights, 86400 x 43200", f"{self.file_gb:.1f} GB"),
            ("opened and gone through once", f"{self.open_s:.1f} s"),
            ("first route Bodø – Tomakomai on 450 m cells, proof included", f"{self.route_s:.1f} s"),
            ("most memory up to there", f"{self.peak_mb / 1000:.2f} GB"),
            ("the same route once more", f"{self.again_s:.1f} s"),
            ("fine cells laid out for it", f"{self.cells:,}"),
            ("its length", f"{self.length_km:,.0f} km"),
            ("optimality gap, proven", f"{self.gap_pct:.2f} %"),
            (
                f"Landeyjar – Nuuk against all {self.single_cells:,} cells of its part of the sea",
                f"{more_pct:+.3f} %",
            ),
        ]


def measure_apart(heights: Path, scenario: str) -> FineRoute:
    """Measure in a process of its own, whose memory counts from nothing."""
    heights.parent.mkdir(parents=True, exist_ok=True)
    if not heights.exists():
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("gebco_like.py")), str(heights)], check=True
        )
    figures = heights.with_suffix(".json")
    subprocess.run(
        [sys.executable, "-m", "benchmarks.fine", str(heights), str(figures), scenario], check=True
    )
    return FineRoute(**json.loads(figures.read_text(encoding="utf-8")))


def measure(heights: Path, scenario: str) -> FineRoute:
    """Plan at full resolution, and compare with a solve of all fine cells where they are few enough."""
    began = perf_counter()
    assumed = BY_DEPTH if scenario == "by-depth" else scenario
    planner = rp.open_planner(assumed, bathymetry=heights, spacing_km=SPACING_KM)
    opened = perf_counter()
    route = planner.route(*LONG)
    done = perf_counter()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KB_PER_UNIT / 1024
    planner.route(*LONG)
    again = perf_counter()
    single_usd, single_cells = _solve_all_cells(planner, *map(rp.find_landing, SHORT))
    return FineRoute(
        scenario=scenario,
        file_gb=heights.stat().st_size / 1e9,
        open_s=opened - began,
        route_s=done - opened,
        again_s=again - done,
        peak_mb=peak_mb,
        cells=route.cells,
        length_km=route.length_km,
        cost_usd=_line_usd(route),
        gap_pct=route.optimality_gap_pct or float("nan"),
        short_usd=_line_usd(planner.route(*SHORT, prove=False)),
        single_usd=single_usd,
        single_cells=single_cells,
    )


def _line_usd(route: Route) -> float:
    """Tell what was minimised, landings apart."""
    return route.breakdown.objective_usd_per_line if route.breakdown else route.build_cost_usd


def _solve_all_cells(planner: Planner, start: Landing, end: Landing) -> tuple[float, int]:
    """Cost of the route on every fine cell of the part of the sea round it, and how many cells it has."""
    if planner.fine_depths is None:
        raise SystemExit(
            f"planner at {planner.grid.spacing_m:g} m; give a spacing that is solved in corridors"
        )
    window = _window(planner.grid.refined(COARSE_FACTOR), start, end)
    costs = FineCosts.of(planner.valuer, planner.surface)
    surface = costs.cost_on(window, planner.fine_depths.depth_on(window))
    cost_grid = CostGrid.from_surface(surface)
    places = [(each.name, each.lon, each.lat) for each in (start, end)]
    path = find_line(cost_grid, places[0], places[1])
    return surface.along(line_on_earth(path, cost_grid)).cost_usd, cost_grid.open_cells


def _window(grid: Grid, start: Landing, end: Landing) -> Grid:
    lon, lat = np.array([(start.lon, start.lat), (end.lon, end.lat), CAPE_FAREWELL]).T
    row, col = grid.cell_of(lon, lat)
    margin = _MARGIN_KM * 1000.0 / grid.spacing_m
    rows, cols = ((int(at.min() - margin), int(at.max() + margin)) for at in (row, col))
    return grid.window(*rows, *cols)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(
        json.dumps(asdict(measure(Path(sys.argv[1]), sys.argv[3]))), encoding="utf-8"
    )
