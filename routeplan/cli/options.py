"""Options that commands share, and opening a planner with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.runtime.progress import progress

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


SCENARIO = "Scenario: balanced, cheapest, resilient, trusted, low-latency, or a TOML file."
ENDS = "landing id (bodo), name (Bodø), coastal town (Cork) or LAT,LON (67.28,14.40 or 67 16.8N 14 24E)"

Start = Annotated[str, typer.Argument(metavar="FROM", help=ENDS)]
End = Annotated[str, typer.Argument(metavar="TO", help=ENDS)]
Via = Annotated[
    list[str] | None,
    typer.Option(
        "--via",
        metavar="LAT,LON",
        help="Via point at sea, through which the route goes. Repeatable, in order.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout.")]


def _hide_progress(context: typer.Context, quiet: bool) -> bool:
    """Show no progress bars until the command ends."""
    if quiet:
        context.with_resource(progress(False))
    return quiet


Quiet = Annotated[bool, typer.Option("--quiet", help="Print only errors.", callback=_hide_progress)]
Month = Annotated[
    int | None,
    typer.Option(
        "--month",
        metavar="MONTH",
        min=1,
        max=12,
        help="Also report ice and repair time in this month, 1 to 12.",
    ),
]
ScenarioChoice = Annotated[
    str,
    typer.Option(
        "--scenario",
        metavar="PRESET|FILE",
        help=SCENARIO,
    ),
]
BathymetryFile = Annotated[
    Path | None,
    typer.Option(
        "--bathymetry",
        metavar="FILE|NAME",
        help="NetCDF or GeoTIFF file of heights instead of ETOPO1, or a fetched data set, such as gebco.",
    ),
]
Surveys = Annotated[
    list[Path] | None,
    typer.Option(
        "--survey",
        metavar="FILE",
        help="File of heights laid over the bathymetry where it has values. Repeatable, the best first.",
    ),
]
TypeIdentifier = Annotated[
    Path | None,
    typer.Option(
        "--tid",
        metavar="FILE|NAME",
        help="Type identifier grid of GEBCO, or gebco-types: which depths are measured, which predicted.",
    ),
]
CableTypes = Annotated[
    Path | None,
    typer.Option(
        "--cable-types", metavar="FILE", help="CSV file of cable types with your own costs, slack and depths."
    ),
]
Spacing = Annotated[
    float | None,
    typer.Option(
        "--spacing-km",
        metavar="KM",
        help="Cell size of the grid, km. Below 2, small cells are read only where routes can pass.",
    ),
]
LandfallLimit = Annotated[
    float | None,
    typer.Option(
        "--landfall-km",
        metavar="KM",
        help="Largest distance from a landing to the sea of the bathymetry, km. Default: that of the scenario.",
    ),
]
MemoryLimit = Annotated[
    float,
    typer.Option(
        "--memory-gb",
        metavar="GB",
        help="Memory limit, GB. A grid that needs more is refused before it is computed.",
    ),
]


Avoid = Annotated[
    list[str] | None,
    typer.Option(
        "--avoid",
        metavar="STATE|FILE[:soft=N]",
        help="Keep out of the waters of a state (RU, Russia), or out of the polygons in a file. With :soft=N "
        "(RU:soft=3) it gives way where closed areas leave no way, the highest N first. Repeatable.",
    ),
]


@dataclass(frozen=True, slots=True)
class Opening:
    """Options for opening a planner. Each field is an option of every command that opens one."""

    scenario: ScenarioChoice = "balanced"
    bathymetry: BathymetryFile = None
    survey: Surveys = None
    tid: TypeIdentifier = None
    cable_types: CableTypes = None
    spacing_km: Spacing = None
    landfall_km: LandfallLimit = None
    memory_gb: MemoryLimit = 8.0
    avoid: Avoid = None

    def open_planner(self) -> Planner:
        """Open a planner with these options."""
        from routeplan.cost.scenario import read_scenario
        from routeplan.planning.open import open_planner

        scenario = read_scenario(self.scenario)
        if self.cable_types:
            data = scenario.data.model_copy(update={"cable_types": self.cable_types})
            scenario = scenario.model_copy(update={"data": data})
        if self.avoid:
            from routeplan.planning.areas import read_areas

            scenario = read_areas(self.avoid).avoided_by(scenario)
        return open_planner(
            scenario,
            bathymetry=self.bathymetry,
            surveys=self.survey or (),
            type_identifier=self.tid,
            spacing_km=self.spacing_km,
            landfall_limit_km=self.landfall_km,
            memory_limit_gb=self.memory_gb,
        )
