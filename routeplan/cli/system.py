"""Command ``system``: plan a trunk and branches whose landings and branching units are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import ENDS, Json, Month, Opening, Quiet
from routeplan.cli.printing import CAUTION, print_json
from routeplan.cli.route_files import RouteFiles
from routeplan.cli.segments import print_segments
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner
    from routeplan.planning.system import System
    from routeplan.planning.system_planning import Branch


@with_option_groups
def system(
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    stops: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STOP...]",
            help=f"Stops of the trunk, two or more: {ENDS}. Without any: the systems of the scenario.",
        ),
    ] = None,
    branch: Annotated[
        list[str] | None,
        typer.Option(
            "--branch",
            metavar="LANDING@PLACE",
            help="Branch to a landing, and where it leaves the trunk: LAT,LON of a branching unit, or a landing of the "
            "trunk. Repeatable.",
        ),
    ] = None,
    month: Month = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Plan a system of segments: a trunk through stops, with branches.

    Each segment is the best route between its ends. Landings, ships and studies are paid once. The best places of
    branching units are not sought.
    """
    from routeplan.planning.system_planning import plan_system

    crossed = crossing.read()
    writer = files.checked(crossed)
    branches = [_read_branch(text) for text in branch or ()]
    if branches and not stops:
        raise UsageError(f"--branch {(branch or [''])[0]} without a trunk; give two or more stops")
    planner = opening.open_planner()
    planned = [plan_system(planner, stops, branches=branches)] if stops else _of_scenario(planner)
    listed = crossing.find(planned, planner, crossed)
    writer.write(planned, planner, quiet=quiet, crossings=listed)
    if as_json:
        records = {"systems": [{"name": one.name, **one.record(month=month)} for one in planned]}
        print_json(records | crossing.record(listed))
    elif not quiet:
        for one in planned:
            _print_system(one, month)
        crossing.show(listed)


def _of_scenario(planner: Planner) -> list[System]:
    from routeplan.planning.system_planning import Branch, plan_system

    choices = planner.scenario.systems if planner.scenario else ()
    if not choices:
        raise UsageError("no stops, and no [[systems]] in the scenario; give two or more stops")
    return [
        plan_system(
            planner,
            choice.stops,
            branches=[Branch(branch.to, branch.unit) for branch in choice.branches],
            name=choice.name,
        )
        for choice in choices
    ]


def _read_branch(text: str) -> Branch:
    from routeplan.planning.system_planning import Branch

    to, _, unit = text.partition("@")
    if not to.strip() or not unit.strip():
        raise UsageError(
            f'--branch "{text[:80]}" does not say where it leaves the trunk; give LANDING@LAT,LON or LANDING@LANDING'
        )
    return Branch(to.strip(), unit.strip())


def _print_system(one: System, month: int | None) -> None:
    typer.echo(one.name)
    figures = dict(one.summary) | (one.derive_month_summary(month) if month else {})
    for name, figure in figures.items():
        typer.echo(f"  {name:<20}{figure}")
    typer.echo("")
    print_segments(one)
    typer.echo(f"{CAUTION}\n")
