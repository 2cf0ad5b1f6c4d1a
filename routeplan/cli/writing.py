"""Write the files of ``-o``: the suffix sets the format, and the scenario is written beside the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from routeplan.cli.options import FigureKind
from routeplan.view.files import LINE_SUFFIXES, LIST_FORMATS, FileOptions, check_suffix, write_result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from routeplan.planning.planner import Planner
    from routeplan.planning.system import Valued

FIGURES = (".png", ".svg", ".pdf")
ROUTE_SUFFIXES = (*LINE_SUFFIXES, *LIST_FORMATS, ".html", *FIGURES)
"""What ``-o`` of a command with routes accepts."""


def check_outputs(output: list[Path] | None, suffixes: tuple[str, ...]) -> list[Path]:
    """Check that all output files can be written, before anything is solved."""
    from routeplan.runtime.files import check_writable

    for path in output or []:
        check_suffix(path, suffixes)
    for path in output or []:
        check_writable(path)
    return output or []


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Options of the files of a command.

    Attributes
    ----------
    crs : int, optional
        EPSG code of the projection of an .html map.
    layers : list of str, optional
        Layers offered on the map.
    figure : FigureKind
        Content of a .png, .svg or .pdf.
    files : FileOptions
        How much files for other programs hold.
    """

    crs: int | None = None
    layers: list[str] | None = None
    figure: FigureKind = FigureKind.ROUTES
    files: FileOptions = field(default_factory=FileOptions)

    def check(self) -> None:
        """Check projection and layers, before anything is solved; what draws maps is imported for a choice only."""
        if self.crs is not None:
            from routeplan.view.maps.projections import choose_projection

            choose_projection(self.crs)
        if self.layers:
            from routeplan.cost.layer_names import LayerName

            for name in self.layers:
                LayerName(name)


DEFAULT_OUTPUT = OutputOptions()


def _write_route_file(path: Path, routes: list[Valued], planner: Planner, options: OutputOptions) -> None:
    """Write routes to one file: a map, a figure, or a format for other programs."""
    suffix = path.suffix.lower()
    if suffix == ".html":
        from routeplan.view.maps import map_routes, write_map

        write_map(map_routes(routes, over=planner, layers=options.layers, crs=options.crs), path)
    elif suffix in FIGURES:
        from routeplan.view.figures import write_figure

        write_figure(_draw_figure(options.figure, routes, planner), path)
    else:
        write_result(routes, path, options=replace(options.files, planner=planner))


def _draw_figure(kind: FigureKind, routes: list[Valued], planner: Planner) -> Figure:
    """Draw the chosen kind of figure."""
    from routeplan.engineering.listing import derive_position_lists
    from routeplan.planning.crossings import find_cable_crossings
    from routeplan.planning.system import segments_of
    from routeplan.view import figures

    match kind:
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
            lists = [listed for route in routes for listed in derive_position_lists(route, planner)]
            return figures.figure_straight_line(lists)


def write_routes(
    outputs: list[Path],
    routes: Sequence[Valued],
    planner: Planner,
    *,
    quiet: bool,
    options: OutputOptions = DEFAULT_OUTPUT,
) -> None:
    """Write routes to all output files, and the scenario beside them."""
    for path in outputs:
        _write_route_file(path, list(routes), planner, options)
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)


def write_scenario_beside(outputs: list[Path], planner: Planner, *, quiet: bool) -> None:
    """Write the scenario beside the output files, once per file name without suffix."""
    from routeplan.cost.scenario import write_scenario

    for path in dict.fromkeys(path.with_suffix(".scenario.toml") for path in outputs):
        if planner.scenario is not None:
            write_scenario(planner.scenario, path)
            say_written(path, quiet=quiet)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV; its first bytes tell spreadsheets that it is UTF-8."""
    from routeplan.runtime.files import atomic_write

    with atomic_write(path) as temporary:
        table.to_csv(temporary, index=False, encoding="utf-8-sig")


def say_written(path: Path, *, quiet: bool) -> None:
    """Report a written file on stderr."""
    if not quiet:
        typer.echo(f"wrote {path}", err=True)
