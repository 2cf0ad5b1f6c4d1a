"""Command ``plan``: plan one route."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from routeplan.cli.crossings import (
    CrossedLines,
    ListCrossings,
    crossing_records,
    find_listed,
    improve_if_asked,
    print_crossings,
    read_crossed,
)
from routeplan.cli.options import (
    DetailChoice,
    End,
    FigureChoice,
    FigureKind,
    Json,
    ListTolerance,
    MapCrs,
    MapLayers,
    Month,
    Opening,
    Output,
    Quiet,
    Start,
    Via,
    with_opening,
)
from routeplan.cli.printing import print_json
from routeplan.cli.writing import ROUTE_SUFFIXES, OutputOptions, check_outputs, write_routes
from routeplan.view.files import Detail, FileOptions

if TYPE_CHECKING:
    from routeplan.planning.route import Route


@with_opening
def plan(
    start: Start,
    end: End,
    opening: Opening,
    via: Via = None,
    month: Month = None,
    crossings: ListCrossings = False,
    cross: CrossedLines = None,
    output: Output = None,
    detail: DetailChoice = Detail.ROUTE,
    rpl_tolerance: ListTolerance = 500.0,
    figure: FigureChoice = FigureKind.ROUTES,
    map_layer: MapLayers = None,
    map_crs: MapCrs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan the best route between two landings."""
    from routeplan.catalog.landings import find_landing

    outputs = check_outputs(output, ROUTE_SUFFIXES)
    options = OutputOptions(map_crs, map_layer, figure, FileOptions(detail, list_tolerance_m=rpl_tolerance))
    options.check()
    first, *passed, last = map(find_landing, (start, *(via or ()), end))
    crossed = read_crossed(cross)
    planner = opening.open_planner()
    planned = planner.route(first, last, via=passed)
    route = improve_if_asked(planned, planner, crossed, quiet=quiet or as_json)
    listed = find_listed([route], planner, crossed, wanted=crossings)
    options = replace(options, files=replace(options.files, crossings=listed, crossed_lines=crossed))
    write_routes(outputs, [route], planner, quiet=quiet, options=options)
    if as_json:
        also = {"crossings": crossing_records(listed)} if crossings or crossed else {}
        print_json(route.record(month=month) | also)
    elif not quiet:
        _print_route(route, month)
        if crossings or crossed:
            print_crossings(listed)


def _print_route(route: Route, month: int | None) -> None:
    typer.echo(route.name)
    figures = dict(route.summary) | (route.derive_month_summary(month) if month else {})
    for name, figure in figures.items():
        typer.echo(f"  {name:<20}{figure}")
    typer.echo(
        f"  {'solved on':<20}{route.cells:,} sea cells of {route.spacing_km:g} km in {route.solve_seconds:.2f} s"
    )
    typer.echo("  corridor-level route, not for navigation")
