"""The options that commands share, and how a planner is opened with them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from routeplan.runtime.progress import progress

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


class FigureKind(StrEnum):
    """What a figure of routes shows."""

    ROUTES = "routes"
    MAP = "map"
    PROFILE = "profile"
    COSTS = "costs"
    RISK = "risk"


ENDS = "landing id (bodo), name (Bodø) or LAT,LON (67.28,14.40)"

Start = Annotated[str, typer.Argument(metavar="FROM", help=ENDS)]
End = Annotated[str, typer.Argument(metavar="TO", help=ENDS)]
Via = Annotated[
    list[str] | None,
    typer.Option(
        "--via", metavar="LAT,LON", help="Point at sea that the route must pass. Repeatable, in order."
    ),
]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", help="File to write; the suffix chooses: .geojson .html .png .svg .pdf. Repeatable."
    ),
]
MapCrs = Annotated[
    int | None,
    typer.Option(
        "--map-crs",
        metavar="EPSG",
        help="Plane of an .html map: 3995 (the default), 3413, 3575, or 3395 for Mercator below 75N.",
    ),
]
MapLayers = Annotated[
    list[str] | None,
    typer.Option(
        "--map-layer",
        metavar="LAYER",
        help="Layer to choose from on an .html map, such as slope, instead of the usual ones. Repeatable.",
    ),
]
FigureChoice = Annotated[
    FigureKind,
    typer.Option(
        "--figure",
        help="What a .png, .svg or .pdf shows: routes (map and depths), map, profile (waters, ice, cable, burial and "
        "slope along each), costs (by term), risk (by month and cause).",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout.")]


def _hush(context: typer.Context, quiet: bool) -> bool:
    """Draw no bars until the command ends."""
    if quiet:
        context.with_resource(progress(False))
    return quiet


Quiet = Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.", callback=_hush)]
Month = Annotated[
    int | None,
    typer.Option("--month", min=1, max=12, help="Tell ice and repairs of this month too, 1 to 12."),
]
ScenarioChoice = Annotated[
    str,
    typer.Option(
        "--scenario",
        help="What is assumed: balanced, cheapest, resilient, trusted, low-latency, or a TOML file.",
    ),
]
BathymetryFile = Annotated[
    Path | None,
    typer.Option("--bathymetry", help="NetCDF or GeoTIFF of heights, such as GEBCO's, instead of ETOPO5."),
]
CableTypes = Annotated[
    Path | None,
    typer.Option("--cable-types", help="CSV of cable types, with your own costs, slack and depths."),
]
Spacing = Annotated[
    float | None,
    typer.Option(
        "--spacing-km",
        help="Cell size of the grid, km; below 2, fine cells are read only where routes can pass.",
    ),
]
LandfallLimit = Annotated[
    float | None,
    typer.Option(
        "--landfall-km",
        help="How far a landing may lie from the sea of the bathymetry, instead of the scenario's.",
    ),
]
MemoryLimit = Annotated[
    float, typer.Option("--memory-gb", help="What would need more memory is refused before it is laid out.")
]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a planner is opened with: a field is an option of every command that takes one."""

    scenario: ScenarioChoice = "balanced"
    bathymetry: BathymetryFile = None
    cable_types: CableTypes = None
    spacing_km: Spacing = None
    landfall_km: LandfallLimit = None
    memory_gb: MemoryLimit = 8.0

    def open_planner(self) -> Planner:
        """Open it."""
        from routeplan.cost.scenario import read_scenario
        from routeplan.planning.open import open_planner

        assumed = read_scenario(self.scenario)
        if self.cable_types:
            data = assumed.data.model_copy(update={"cable_types": self.cable_types})
            assumed = assumed.model_copy(update={"data": data})
        return open_planner(
            assumed,
            bathymetry=self.bathymetry,
            spacing_km=self.spacing_km,
            landfall_limit_km=self.landfall_km,
            memory_limit_gb=self.memory_gb,
        )


def with_opening(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command, in the place of its parameter ``opening``, an option for each field of an :class:`Opening`.

    typer reads options off a function's signature and knows no groups of them.
    """
    hints = get_type_hints(Opening, include_extras=True)
    options = [
        inspect.Parameter(
            each.name, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=hints[each.name]
        )
        for each in fields(Opening)
    ]
    names = [option.name for option in options]

    @functools.wraps(command)
    def opened(**given: Any) -> None:
        opening = Opening(**{name: given.pop(name) for name in names})
        command(opening=opening, **given)

    own = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for each in inspect.signature(command).parameters.values():
        if each.name == "opening":
            parameters += options
        else:
            parameters.append(each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=own[each.name]))
    vars(opened)["__signature__"] = inspect.Signature(parameters)
    opened.__annotations__ = {each.name: each.annotation for each in parameters}
    return opened
