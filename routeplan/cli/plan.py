"""Command ``plan``: plan one route."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from routeplan.cli.crossings import CrossingChoice, improve_if_asked
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import End, Json, Month, Opening, Quiet, Start, Via
from routeplan.cli.printing import print_json
from routeplan.cli.route_files import RouteFiles

if TYPE_CHECKING:
    from routeplan.planning.route import Route


@with_option_groups
def plan(
    start: Start,
    end: End,
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    via: Via = None,
    month: Month = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan the best route between two landings."""
    from routeplan.catalog.landings import find_landing

    crossed = crossing.read()
    writer = files.checked(crossed)
    first, *passed, last = map(find_landing, (start, *(via or ()), end))
    planner = opening.open_planner()
    planned = planner.route(first, last, via=passed)
    route = improve_if_asked(planned, planner, crossed, quiet=quiet or as_json)
    listed = crossing.find([route], planner, crossed)
    writer.write([route], planner, quiet=quiet, crossings=listed)
    if as_json:
        print_json(route.record(month=month) | crossing.record(listed))
    elif not quiet:
        _print_route(route, month)
        crossing.show(listed)


def _print_route(route: Route, month: int | None) -> None:
    typer.echo(route.name)
    figures = dict(route.summary) | (route.derive_month_summary(month) if month else {})
    for name, figure in figures.items():
        typer.echo(f"  {name:<20}{figure}")
    typer.echo(
        f"  {'solved on':<20}{route.cells:,} sea cells of {route.spacing_km:g} km in {route.solve_seconds:.2f} s"
    )
    typer.echo("  corridor-level route, not for navigation")
