"""Export of pinned routes: GeoJSON, and the scenarios that reproduce them."""

from __future__ import annotations

import io
import os
import shlex
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np

from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import Landing
from routeplan.cost.data_choice import LayerUse, UserLayer
from routeplan.cost.scenario import Scenario, write_scenario
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.errors import OutputError
from routeplan.geo.outline import cut_outline
from routeplan.live.route_solver import Answer
from routeplan.live.session import Pin
from routeplan.live.state import PlanRequest
from routeplan.planning.route import Route
from routeplan.runtime.files import atomic_write, check_writable
from routeplan.view.files import write_result

ROUTES = "routes.geojson"
_DECIMALS = 7  # of a degree: 1 cm


def write_pins(pins: Sequence[Pin], folder: Path) -> list[Path]:
    """Write the routes of all pins to one GeoJSON file, and for each pin the scenario that reproduces it.

    Closed areas are written as polygons beside the scenario, which names them as a user layer. The checksums in the
    GeoJSON are those of the written scenarios.

    Parameters
    ----------
    pins : sequence of Pin
        At least one.
    folder : Path
        Created if it does not exist.

    Returns
    -------
    list of Path
        The files written, the routes last.

    Raises
    ------
    OutputError
        If the folder or a file cannot be written; then no file is written.
    """
    files = [
        (folder / f"closed-{pin.number}.geojson", folder / f"scenario-{pin.number}.toml") for pin in pins
    ]
    _check_folder(folder, [*(file for pair in files for file in pair), folder / ROUTES])
    written: list[Path] = []
    routes: list[Route] = []
    for pin, (areas_file, scenario_file) in zip(pins, files, strict=True):
        scenario = pin.answer.request.scenario
        if any(not area.is_empty for area in pin.answer.request.areas):
            write_areas(pin.answer.request, areas_file)
            written.append(areas_file)
            layer = UserLayer(path=areas_file, use=LayerUse.NO_GO)
            data = scenario.data.model_copy(update={"layers": (*scenario.data.layers, layer)})
            scenario = scenario.model_copy(update={"data": data})
        scenario = _with_command(scenario, pin.answer, scenario_file.name)
        write_scenario(scenario, scenario_file)
        written.append(scenario_file)
        routes.append(replace(pin.route, scenario_sha256=scenario_sha256(scenario)))
    write_result(routes, folder / ROUTES)
    return [*written, folder / ROUTES]


def zip_pins(pins: Sequence[Pin]) -> bytes:
    """Write what `write_pins` writes as one ZIP file; scenarios name the closed areas beside them."""
    packed = io.BytesIO()
    with TemporaryDirectory() as temporary, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = Path(temporary).resolve()
        for file in write_pins(pins, folder):
            archive.writestr(file.name, file.read_text(encoding="utf-8").replace(f"{folder}{os.sep}", ""))
    return packed.getvalue()


def write_areas(request: PlanRequest, path: Path) -> None:
    """Write the closed areas of a request in longitude and latitude, cut at the 180° meridian."""
    cut = [cut_outline(area) for area in request.areas if not area.is_empty]
    with atomic_write(path) as temporary:
        # Without a layer name GDAL takes that of the temporary file, and the file's checksum changes each time.
        gpd.GeoDataFrame(geometry=cut, crs="EPSG:4326").to_file(
            temporary, driver="GeoJSON", engine="pyogrio", layer="closed"
        )


def _check_folder(folder: Path, files: Sequence[Path]) -> None:
    """Create a folder and check that all files can be written, before the first is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot create folder {folder}: {error.strerror or error}; choose a writable folder"
        ) from error
    for file in files:
        check_writable(file)


def _with_command(scenario: Scenario, answer: Answer, scenario_name: str) -> Scenario:
    """Set cell size, pair and description of a scenario; the description is the command that reproduces the route."""
    request = answer.request
    start, end = (_argument(landing) for landing in (request.start, request.end))
    via = [f"--via={_argument(point)}" for point in request.via]
    command = shlex.join(["routeplan", "plan", start, end, *via, "--scenario", scenario_name])
    grid = scenario.grid.model_copy(update={"spacing_km": answer.route.spacing_km})
    changes = {
        "description": f"made by the live planner; reproduce with: {command}",
        "pairs": (f"{start}:{end}",),
    }
    return scenario.model_copy(update={"grid": grid, **changes})


def _argument(place: Landing) -> str:
    """Write a place as a command-line argument: its id if it is in the table, else its exact position."""
    if place in read_landings():
        return place.id
    lat, lon = (
        np.format_float_positional(degrees, _DECIMALS, trim="-") for degrees in (place.lat, place.lon)
    )
    return f"{lat},{lon}"
