"""Small seabeds drawn as text, the whole Arctic with and without land, and NetCDF files as GEBCO lays them out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
from cost_kit import surface_by_depth
from hypothesis import settings
from numpy.typing import NDArray

from routeplan.catalog.cable_types import read_cable_types
from routeplan.cost.surface import CostSurface, derive_uniform_cost
from routeplan.geo.grid import Grid
from routeplan.seabed.bathymetry import derive_depth, read_bathymetry
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.graph import SeabedGraph
from routeplan.solver.path import GridPath, find_path
from routeplan.solver.straighten import straighten
from routeplan.view.maps import PolarMap, write_map

# All processes of a run share what they prepare, and leave the user's cache alone.
os.environ.setdefault("ROUTEPLAN_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "routeplan"))

# A busy machine is slow: no example fails because of its time.
settings.register_profile("routeplan", deadline=None)
settings.register_profile("fuzz", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("ROUTEPLAN_TEST_PROFILE", "routeplan"))

# Half a cell: a landing drawn in the sea starts where it is drawn.
_NO_LANDFALL_KM = 0.01


def polar_grid(rows: int, cols: int, spacing_km: float = 5.0) -> Grid:
    """A small grid round the pole, where the scale factor changes least."""
    spacing_m = spacing_km * 1000.0
    return Grid(spacing_m, -cols / 2 * spacing_m, rows / 2 * spacing_m, rows, cols)


@dataclass(frozen=True)
class Seabed:
    """A seabed drawn as text, and where its letters are."""

    surface: CostSurface
    letters: dict[str, tuple[int, int]]

    @cached_property
    def cost_grid(self) -> CostGrid:
        return CostGrid.from_surface(self.surface)

    def place(self, letter: str) -> tuple[str, float, float]:
        lon, lat = self.surface.grid.lonlat_of(*self.letters[letter])
        return letter, float(lon), float(lat)

    def trace(self, start: str = "A", end: str = "B") -> GridPath:
        return find_path(
            self.cost_grid, self.place(start), self.place(end), landfall_limit_km=_NO_LANDFALL_KM
        )

    def route(self, start: str = "A", end: str = "B") -> GridPath:
        return straighten(self.cost_grid, self.trace(start, end))

    def cost(self, path: GridPath) -> float:
        return self.cost_grid.cost_of(path.row, path.col)

    def crossed_cells(self, path: GridPath) -> list[tuple[int, int]]:
        """Grid cells under a path, by points far closer than a cell."""
        rows, cols = points_along(path)
        return sorted({(int(r), int(c)) for r, c in zip(np.rint(rows), np.rint(cols), strict=True)})


def points_along(path: GridPath, per_leg: int = 2001) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points on the straight legs of a path, in rows and columns of the grid."""
    share = np.linspace(0.0, 1.0, per_leg)[:, None]
    rows = (path.row[:-1] * (1 - share) + path.row[1:] * share).T.ravel() - RIM
    cols = (path.col[:-1] * (1 - share) + path.col[1:] * share).T.ravel() - RIM
    return rows, cols


def seabed_from(
    sea: NDArray[np.bool_], letters: dict[str, tuple[int, int]], spacing_km: float = 5.0
) -> Seabed:
    depth = np.where(sea, np.float32(1000), np.float32(-100))
    return Seabed(derive_uniform_cost(polar_grid(*sea.shape), depth), letters)


@pytest.fixture(scope="session")
def draw() -> Callable[..., Seabed]:
    """Make a seabed of a drawing: '~' sea, '#' barrier, any letter an end in the sea.

    ``times`` (odd) makes each character so many cells high and wide, with letters in the middle.
    """

    def drawn(text: str, *, times: int = 1) -> Seabed:
        lines = text.split()
        letters = {
            char: (row * times + times // 2, col * times + times // 2)
            for row, line in enumerate(lines)
            for col, char in enumerate(line)
            if char.isalpha()
        }
        sea = np.array([[char != "#" for char in line] for line in lines])
        return seabed_from(np.kron(sea, np.ones((times, times), dtype=bool)), letters)

    return drawn


@pytest.fixture(scope="session")
def make_seabed() -> Callable[..., Seabed]:
    """Make a seabed of a boolean array: sea where true."""
    return seabed_from


@pytest.fixture(scope="session")
def make_grid() -> Callable[..., Grid]:
    """Make a small grid round the pole."""
    return polar_grid


@pytest.fixture(scope="session")
def sample_legs() -> Callable[..., tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Put points on the legs of a path."""
    return points_along


@pytest.fixture(scope="session")
def sea_10km() -> CostSurface:
    """The real sea north of 30N, costed by depth, cells of 10 km."""
    grid = Grid.arctic(spacing_km=10)
    depth = derive_depth(read_bathymetry(spacing_km=10), grid).to_numpy()
    return surface_by_depth(grid, depth, read_cable_types())


@pytest.fixture(scope="session")
def medium_10km(sea_10km: CostSurface) -> CostGrid:
    return CostGrid.from_surface(sea_10km)


@pytest.fixture(scope="session")
def flat_5km() -> CostGrid:
    """All of the default grid as one sea of uniform cost, without land."""
    grid = Grid.arctic()
    return CostGrid.from_surface(derive_uniform_cost(grid, np.full(grid.shape, 4000.0, dtype=np.float32)))


@pytest.fixture(scope="session")
def graph_of() -> Callable[..., SeabedGraph]:
    def graph(seabed: Seabed, **options: object) -> SeabedGraph:
        return SeabedGraph.from_surface(seabed.surface, **options)

    return graph


@pytest.fixture
def write_gebco(tmp_path: Path) -> Callable[..., Path]:
    """Write heights the way GEBCO's files hold them: int16, cell centres, south to north, from 180 W."""

    def write(
        height: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
        *,
        step_deg: float = 1.0,
        south_deg: float = -90.0,
        west_deg: float = -180.0,
        east_deg: float = 180.0,
        variable: str = "elevation",
        falling: bool = False,
        name: str = "GEBCO_test.nc",
    ) -> Path:
        lat = np.arange(south_deg + step_deg / 2, 90.0, step_deg)
        lon = np.arange(west_deg + step_deg / 2, east_deg, step_deg)
        lat = lat[::-1] if falling else lat
        with netCDF4.Dataset(tmp_path / name, "w", format="NETCDF4") as file:
            file.Conventions = "CF-1.6"
            file.title = "The GEBCO_2026 Grid - a continuous terrain model for oceans and land"
            file.createDimension("lat", len(lat))
            file.createDimension("lon", len(lon))
            for axis, values, units in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
                coordinate = file.createVariable(axis, "f8", (axis,))
                coordinate.units, coordinate.axis = units, "Y" if axis == "lat" else "X"
                coordinate[:] = values
            elevation = file.createVariable(variable, "i2", ("lat", "lon"), zlib=True)
            elevation.standard_name, elevation.units = "height_above_mean_sea_level", "m"
            elevation.sdn_parameter_urn = "SDN:P01::BATHHGHT"
            elevation[:] = np.rint(height(*np.meshgrid(lon, lat))).astype(np.int16)
        return tmp_path / name

    return write


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started once."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a map, or a page as text, with the network cut; at the end, nothing may have failed or complained."""
    complaints: list[str] = []
    contexts = []

    def opened(drawn: PolarMap | str, width: int = 1280, height: int = 900) -> Any:
        path = tmp_path / f"{len(contexts)}.html"
        if isinstance(drawn, str):
            path.write_text(drawn, encoding="utf-8")
        else:
            write_map(drawn, path)
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(300_000)  # a busy machine is slow
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url[:100]}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:", "about:"))
                or complaints.append(f"asked: {request.url}")
            ),
        )
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
