"""Options of the files that commands with routes write, and writing them: maps, figures, lists, other formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from routeplan.cli.reading import LegKind
from routeplan.cli.writing import check_outputs, output_option, say_written, write_scenario_beside
from routeplan.errors import UsageError
from routeplan.view.files import LINE_SUFFIXES, LIST_FORMATS, Detail, FileOptions, write_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from routeplan.engineering.crossings import Crossing
    from routeplan.engineering.list_options import ListOptions
    from routeplan.io.imported_line import ImportedLine
    from routeplan.planning.diverse import Diverse
    from routeplan.planning.planner import Planner
    from routeplan.planning.system import Valued

FIGURES = (".png", ".svg", ".pdf")
ROUTE_SUFFIXES = (*LINE_SUFFIXES, *LIST_FORMATS, ".html", *FIGURES)
"""What ``-o`` of a command with routes accepts."""


class FigureKind(StrEnum):
    """Content of a figure of routes."""

    ROUTES = "routes"
    MAP = "map"
    PROFILE = "profile"
    COSTS = "costs"
    RISK = "risk"
    STRAIGHT_LINE = "straight-line"


def _metres(text: str) -> float:
    return _number(text, "metres, such as 500")


def _per_cent(text: str) -> float:
    return _number(text, "per cent, such as 0.5")


def _number(text: str, unit: str) -> float:
    """Read a number; what is none is refused with the unit that is meant."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number; give {unit}") from None


Output = Annotated[
    list[Path] | None,
    output_option(f"{' '.join(LINE_SUFFIXES)} .html .png .svg .pdf; .csv .xlsx (position list)"),
]
DetailChoice = Annotated[
    Detail,
    typer.Option(
        "--detail",
        help="Whether a file with one layer (.geojson) also has the stretches of each route, with costs and risks.",
    ),
]
ListTolerance = Annotated[
    float,
    typer.Option(
        "--rpl-tolerance",
        metavar="M",
        parser=_metres,
        help="How far the legs of a position list (.csv, .xlsx) may be from the route, metres.",
    ),
]
ListCostTolerance = Annotated[
    float,
    typer.Option(
        "--rpl-cost-tolerance",
        metavar="PERCENT",
        parser=_per_cent,
        help="How much a leg of a position list may differ in cost from the route there.",
    ),
]
ListLegsChoice = Annotated[
    LegKind, typer.Option("--rpl-legs", help="Lines between the positions of a position list.")
]
MapCrs = Annotated[
    int | None,
    typer.Option(
        "--map-crs",
        metavar="EPSG",
        help="Projection of an .html map: 3995 (default), 3413, 3575, or 3395 (Mercator, south of 75N).",
    ),
]
MapLayers = Annotated[
    list[str] | None,
    typer.Option(
        "--map-layer",
        metavar="LAYER",
        help="Layer offered on an .html map, such as slope, instead of the default layers. Repeatable.",
    ),
]
FigureChoice = Annotated[
    FigureKind,
    typer.Option(
        "--figure",
        metavar="KIND",
        help="Content of a .png, .svg or .pdf figure: routes (map and depth profiles), map, profile (jurisdiction, "
        "ice, cable type, burial and slope along each route), costs (by term), risk (by month and cause), "
        "straight-line (repeaters and joints in order).",
    ),
]


@dataclass(frozen=True, slots=True)
class RouteFiles:
    """Options of files with routes. Each field is an option of every command that writes routes."""

    output: Output = None
    detail: DetailChoice = Detail.ROUTE
    rpl_tolerance: ListTolerance = 500.0
    rpl_cost_tolerance: ListCostTolerance = 0.5
    rpl_legs: ListLegsChoice = LegKind.GEODESIC
    figure: FigureChoice = FigureKind.ROUTES
    map_layer: MapLayers = None
    map_crs: MapCrs = None

    def checked(self, lines: Sequence[ImportedLine] = ()) -> RouteWriter:
        """Check all of them before anything is solved; what draws maps is imported for a choice only.

        Parameters
        ----------
        lines : sequence of ImportedLine
            The user's own lines, whose crossings position lists have.

        Raises
        ------
        UsageError
            If a file, a tolerance, a projection or a layer cannot be.
        """
        paths = check_outputs(self.output, ROUTE_SUFFIXES)
        if self.map_crs is not None:
            from routeplan.view.maps.projections import choose_projection

            choose_projection(self.map_crs)
        if self.map_layer:
            from routeplan.cost.layer_names import LayerName

            for name in self.map_layer:
                LayerName(name)
        return RouteWriter(tuple(paths), self, self._list_options(tuple(lines)))

    def _list_options(self, lines: tuple[ImportedLine, ...]) -> ListOptions:
        from routeplan.engineering.list_options import ListOptions

        legs: Literal["geodesic", "rhumb"] = self.rpl_legs.value
        chosen = ListOptions(legs=legs, lines=lines)
        with _named("--rpl-tolerance"):
            chosen = replace(chosen, lateral_tolerance_m=self.rpl_tolerance)
        with _named("--rpl-cost-tolerance"):
            chosen = replace(chosen, cost_tolerance_pct=self.rpl_cost_tolerance)
        return chosen


@contextmanager
def _named(option: str) -> Iterator[None]:
    """Name the option in a refusal of its value."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from None


@dataclass(frozen=True, slots=True)
class RouteWriter:
    """Writes routes to the files of a command.

    Attributes
    ----------
    paths : tuple of Path
        Of ``-o``, all of which can be written.
    choice : RouteFiles
    lists : ListOptions
        Of position lists and straight-line diagrams.
    """

    paths: tuple[Path, ...]
    choice: RouteFiles
    lists: ListOptions

    def write(
        self,
        routes: Sequence[Valued],
        planner: Planner,
        *,
        quiet: bool,
        crossings: Sequence[Crossing] = (),
        diverse: Diverse | None = None,
    ) -> None:
        """Write routes to all files, and the scenario beside them; a diverse set has layers of its own."""
        options = FileOptions(self.choice.detail, tuple(crossings), self.lists)
        for path in self.paths:
            suffix = path.suffix.lower()
            if suffix == ".html":
                self._write_map(path, routes, planner)
            elif suffix in FIGURES:
                self._write_figure(path, routes, planner)
            else:
                write_result(diverse or routes, path, options=options)
            say_written(path, quiet=quiet)
        write_scenario_beside(self.paths, planner, quiet=quiet)

    def without_figures(self) -> RouteWriter:
        """Leave out figures, which the command draws itself."""
        return replace(self, paths=tuple(path for path in self.paths if path not in self.figures))

    @property
    def figures(self) -> tuple[Path, ...]:
        """The files that are figures."""
        return tuple(path for path in self.paths if path.suffix.lower() in FIGURES)

    def _write_map(self, path: Path, routes: Sequence[Valued], planner: Planner) -> None:
        from routeplan.view.maps import map_routes, write_map

        layers, crs = self.choice.map_layer, self.choice.map_crs
        write_map(map_routes(list(routes), over=planner, layers=layers, crs=crs), path)

    def _write_figure(self, path: Path, routes: Sequence[Valued], planner: Planner) -> None:
        from routeplan.view.figures import write_figure
        from routeplan.view.files.provenance import provenance_of

        sources = [source for route in routes for source in route.sources]
        about = provenance_of(sources, *(route.scenario_sha256 for route in routes))
        write_figure(self._draw_figure(list(routes), planner), path, provenance=about)

    def _draw_figure(self, routes: list[Valued], planner: Planner) -> Figure:
        """Draw the chosen kind of figure."""
        from routeplan.engineering.listing import derive_position_lists
        from routeplan.planning.crossings import find_cable_crossings
        from routeplan.planning.system import segments_of
        from routeplan.view import figures

        match self.choice.figure:
            case FigureKind.ROUTES:
                return figures.figure_routes(routes, over=planner.depth)
            case FigureKind.MAP:
                return figures.figure_map(routes, over=planner.depth)
            case FigureKind.COSTS:
                return figures.figure_costs(routes)
            case FigureKind.RISK:
                return figures.figure_risk(routes)
            case FigureKind.PROFILE:
                parts = [part for route in routes for part in segments_of(route)]
                crossings = {part.name: find_cable_crossings(part, planner.existing) for part in parts}
                return figures.figure_profile(routes, crossings=crossings)
            case FigureKind.STRAIGHT_LINE:
                lists = [listed for route in routes for listed in derive_position_lists(route, self.lists)]
                return figures.figure_straight_line(lists)
