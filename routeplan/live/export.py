"""Leave what was pinned as files: routes, and the scenarios that make them again."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np

from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import Landing
from routeplan.cost.scenario import LayerUse, Scenario, UserLayer, scenario_sha256, write_scenario
from routeplan.errors import OutputError
from routeplan.geo.outline import cut_outline
from routeplan.live.session import Pin
from routeplan.live.solver import Answer
from routeplan.live.state import PlanRequest
from routeplan.planning.export import write_geojson
from routeplan.planning.route import Route
from routeplan.runtime.files import check_writable, replacing

ROUTES = "routes.geojson"
_DECIMALS = 7  # of a degree: 1 cm


def write_pins(pins: Sequence[Pin], folder: Path) -> list[Path]:
    """Write all pins as one GeoJSON file of routes and, for each, the scenario that makes it again.

    Areas that were closed lie beside their scenario as polygons, which it names as a layer of one's own. The routes'
    checksums are those of the scenarios that are written.

    Parameters
    ----------
    pins : sequence of Pin
        At least one.
    folder : Path
        Made where there is none.

    Returns
    -------
    list of Path
        What was written, the routes last.

    Raises
    ------
    OutputError
        If the folder or a file cannot be written; then none is.
    """
    files = [
        (folder / f"closed-{pin.number}.geojson", folder / f"scenario-{pin.number}.toml") for pin in pins
    ]
    _make_room(folder, [*(file for both in files for file in both), folder / ROUTES])
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
        scenario = _labelled(scenario, pin.answer, scenario_file.name)
        write_scenario(scenario, scenario_file)
        written.append(scenario_file)
        routes.append(replace(pin.route, scenario_sha256=scenario_sha256(scenario)))
    write_geojson(routes, folder / ROUTES)
    return [*written, folder / ROUTES]


def write_areas(request: PlanRequest, path: Path) -> None:
    """Write the closed areas of a request in longitude and latitude, cut at 180."""
    cut = [cut_outline(area) for area in request.areas if not area.is_empty]
    with replacing(path) as temporary:
        # Without a name of its own the layer takes the temporary file's, and its checksum another value each time.
        gpd.GeoDataFrame(geometry=cut, crs="EPSG:4326").to_file(
            temporary, driver="GeoJSON", engine="pyogrio", layer="closed"
        )


def _make_room(folder: Path, files: Sequence[Path]) -> None:
    """Make a folder and see that files can be written there, before one is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make {folder}: {error.strerror or error}; give a folder that can be written"
        ) from error
    for file in files:
        check_writable(file)


def _labelled(scenario: Scenario, answer: Answer, file: str) -> Scenario:
    """Say in a scenario which cells and which command make the route again."""
    request = answer.request
    start, end = (_asked(each) for each in (request.start, request.end))
    passing = [f"--via={_asked(each)}" for each in request.via]
    command = shlex.join(["routeplan", "plan", start, end, *passing, "--scenario", file])
    pair = f"{start}:{end}"
    grid = scenario.grid.model_copy(update={"spacing_km": answer.route.spacing_km})
    changes = {"description": f"made by the live planner; again by: {command}", "pairs": (pair,)}
    return scenario.model_copy(update={"grid": grid, **changes})


def _asked(place: Landing) -> str:
    """Name a place so that a command finds it again: by its id in the table, else exactly where it is."""
    if place in read_landings():
        return place.id
    lat, lon = (np.format_float_positional(at, _DECIMALS, trim="-") for at in (place.lat, place.lon))
    return f"{lat},{lon}"
