"""Leave what was pinned as files: routes, and the scenarios that make them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import shapely

from routeplan.corridors.outline import cut_outline
from routeplan.errors import OutputError
from routeplan.export import replacing, write_geojson
from routeplan.route import Route
from routeplan.scenario import LayerUse, Scenario, UserLayer, scenario_sha256, write_scenario
from routeplan.workbench.desk import Answer
from routeplan.workbench.question import Question
from routeplan.workbench.session import Pin

ROUTES = "routes.geojson"


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
        If the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make {folder}: {error.strerror or error}; give a folder that can be written"
        ) from error
    written: list[Path] = []
    routes: list[Route] = []
    for pin in pins:
        scenario = pin.answer.question.scenario
        if pin.answer.question.closed:
            areas = folder / f"closed-{pin.number}.geojson"
            write_areas(pin.answer.question, areas)
            written.append(areas)
            layer = UserLayer(path=areas, use=LayerUse.NO_GO)
            data = scenario.data.model_copy(update={"layers": (*scenario.data.layers, layer)})
            scenario = scenario.model_copy(update={"data": data})
        scenario = _labelled(scenario, pin.answer, f"scenario-{pin.number}.toml")
        written.append(folder / f"scenario-{pin.number}.toml")
        write_scenario(scenario, written[-1])
        routes.append(replace(pin.route, scenario_sha256=scenario_sha256(scenario)))
    write_geojson(routes, folder / ROUTES)
    return [*written, folder / ROUTES]


def write_areas(question: Question, path: Path) -> None:
    """Write the closed areas of a question in longitude and latitude, cut at 180."""
    cut = [cut_outline(_whole(area)) for area in question.areas]
    with replacing(path) as temporary:
        gpd.GeoDataFrame(geometry=cut, crs="EPSG:4326").to_file(temporary, driver="GeoJSON", engine="pyogrio")


def _whole(area: shapely.Geometry) -> shapely.MultiPolygon:
    """Keep of a repaired area what has an area."""
    parts = shapely.get_parts(shapely.get_parts(area))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def _labelled(scenario: Scenario, answer: Answer, file: str) -> Scenario:
    """Say in a scenario which cells and which command make the route again."""
    question = answer.question
    ends = [_quoted(each.id) for each in (question.start, question.end)]
    passing = [f"--via={each.id}" for each in question.via]
    command = " ".join(["routeplan plan", *ends, *passing, "--scenario", file])
    pair = f"{question.start.id}:{question.end.id}"
    grid = scenario.grid.model_copy(update={"spacing_km": answer.route.spacing_km})
    changes = {"description": f"made by the live planner; again by: {command}", "pairs": (pair,)}
    return scenario.model_copy(update={"grid": grid, **changes})


def _quoted(place: str) -> str:
    return f'"{place}"' if " " in place else place
