"""Command ``system``: the trunk and branches that together cost least, found or given, and other topologies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import ENDS, Json, Month, Opening, Quiet
from routeplan.cli.printing import CAUTION, print_json
from routeplan.cli.route_files import RouteFiles
from routeplan.cli.segments import print_landings, print_parts, print_segments, print_topologies
from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner
    from routeplan.planning.system import System
    from routeplan.planning.system_planning import Branch


@dataclass(frozen=True)
class Layout:
    """Options of what joins what."""

    branch: Annotated[
        list[str] | None,
        typer.Option(
            "--branch",
            metavar="LANDING",
            help="Landing to join where that costs least. LANDING@PLACE gives the place where it leaves the trunk: "
            "LAT,LON of a branching unit, or a landing of the trunk. LANDING:pairs=N gives its fibre pairs. "
            "Repeatable.",
        ),
    ] = None
    through: Annotated[
        list[str] | None,
        typer.Option(
            "--through",
            metavar="PLACE",
            help="Place that the trunk passes before its last stop: a landing, or LAT,LON at sea. Repeatable, in "
            "order.",
        ),
    ] = None
    topology: Annotated[
        str | None,
        typer.Option(
            "--topology",
            metavar="NAME",
            help="tree (default): cheapest of all; star: every landing joined to one of them; festoon: the trunk lands "
            "everywhere; ring: the tree and a second way between the ends of its trunk.",
        ),
    ] = None
    compare: Annotated[
        bool, typer.Option("--compare", help="Plan every topology, and compare them in a table.")
    ] = False
    branching_unit: Annotated[
        str | None,
        typer.Option(
            "--branching-unit",
            metavar="KIND",
            help="switchable: the trunk works while a branch is cut; passive: it does not. Default: the scenario's.",
        ),
    ] = None

    trunk_pairs: Annotated[
        int | None,
        typer.Option(
            "--trunk-pairs",
            metavar="N",
            help="Fibre pairs of the trunk. Default: the scenario's, 8 if it has none.",
        ),
    ] = None
    branch_pairs: Annotated[
        int | None,
        typer.Option(
            "--branch-pairs",
            metavar="N",
            help="Fibre pairs of every branch without :pairs=N. Default: the scenario's, 2 if it has none.",
        ),
    ] = None

    @property
    def branches(self) -> list[Branch]:
        """Landings to join; all of them have a unit, or its place is to be found for all."""
        named = self.branch or []
        given = [text for text in named if "@" in text]
        if given and len(given) < len(named):
            raise UsageError(
                f'--branch "{given[0][:80]}" gives a unit and another branch gives none; give all of them, or none'
            )
        if self.compare and self.topology:
            raise UsageError("--compare plans every topology; leave out --topology")
        if given and (self.topology or self.compare):
            raise UsageError("--topology and --compare find the units; give every --branch without @")
        return [_read_branch(text, self.branch_pairs) for text in named]

    def check_unused(self) -> None:
        """Refuse what needs stops: the systems of a scenario have all of it in the scenario."""
        given = {
            "--branch": self.branch and self.branch[0],
            "--through": self.through and self.through[0],
            "--topology": self.topology,
            "--compare": self.compare and "was given",
            "--branching-unit": self.branching_unit,
            "--trunk-pairs": self.trunk_pairs,
            "--branch-pairs": self.branch_pairs,
        }
        for option, value in given.items():
            if value:
                raise UsageError(
                    f"{option} {value} without a trunk; give two or more stops, or say it in the scenario "
                    "([[systems]], [branching])"
                )

    def stops(self, stops: list[str]) -> list[str]:
        """Put the places that the trunk passes between its stops."""
        return [*stops[:-1], *(self.through or ()), *stops[-1:]]


@with_option_groups
def system(
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    layout: Layout,
    stops: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STOP...]",
            help=f"Stops of the trunk in their order, two or more: {ENDS}. Without any: the systems of the scenario.",
        ),
    ] = None,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove",
            help="Prove how much less any system of these landings can cost. Takes longer than the search.",
        ),
    ] = False,
    month: Month = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find the trunk, branching units and branches of least cost.

    Each segment is the best route between its ends. Landings, ships and studies are paid once. At most eight landings,
    or give the places of all branching units.
    """
    crossed = crossing.read()
    writer = files.checked(crossed)
    branches = layout.branches
    if not stops:
        layout.check_unused()
    planner = opening.open_planner()
    planned = (
        _of_arguments(planner, layout.stops(stops), branches, layout, prove=prove)
        if stops
        else _of_scenario(planner, prove=prove)
    )
    listed = crossing.find(planned, planner, crossed)
    writer.write(planned, planner, quiet=quiet, crossings=listed)
    if as_json:
        records = {"systems": [{"name": one.name, **one.record(month=month)} for one in planned]}
        print_json(records | crossing.record(listed))
    elif not quiet:
        for one in planned:
            _print_system(one, month)
        if len(planned) > 1:
            print_topologies(planned)
        crossing.show(listed)


def _of_arguments(
    planner: Planner, stops: list[str], branches: list[Branch], layout: Layout, *, prove: bool
) -> list[System]:
    from routeplan.planning.system_comparison import plan_topologies
    from routeplan.planning.system_planning import plan_system

    kind, pairs = layout.branching_unit, layout.trunk_pairs
    are_given = any(branch.unit is not None for branch in branches)
    if are_given or not (branches or layout.topology or layout.compare):
        return [
            plan_system(
                planner, stops, branches=branches, branching_unit=kind, trunk_pairs=pairs, prove=prove
            )
        ]
    if layout.compare:
        return list(
            plan_topologies(
                planner, stops, branches=branches, branching_unit=kind, trunk_pairs=pairs, prove=prove
            )
        )
    topology = layout.topology or "tree"
    return [
        planner.system(
            stops, branches=branches, topology=topology, branching_unit=kind, trunk_pairs=pairs, prove=prove
        )
    ]


def _of_scenario(planner: Planner, *, prove: bool) -> list[System]:
    from routeplan.planning.system_choices import plan_choice

    choices = planner.scenario.systems if planner.scenario else ()
    if not choices:
        raise UsageError("no stops, and no [[systems]] in the scenario; give two or more stops")
    return [plan_choice(planner, choice, prove=prove) for choice in choices]


def _read_branch(text: str, default_pairs: int | None) -> Branch:
    from routeplan.planning.system_planning import Branch

    place, marked, option = text.partition(":")
    key, _, number = option.partition("=")
    if marked and key.strip() != "pairs":
        raise UsageError(f'--branch "{text[:80]}": no option {key[:20]!r}; give LANDING:pairs=N')
    if marked and not number.strip().isdecimal():
        raise UsageError(
            f'--branch "{text[:80]}": fibre pairs {number[:20]!r}; give a whole number from 1, last of all: '
            "LANDING@PLACE:pairs=N"
        )
    pairs = int(number) if marked else default_pairs
    to, has_unit, unit = place.partition("@")
    if not to.strip():
        raise UsageError(
            f'--branch "{text[:80]}" names no landing; give LANDING, LANDING@LAT,LON or LANDING@LANDING'
        )
    if has_unit and not unit.strip():
        raise UsageError(
            f'--branch "{text[:80]}" does not say where it leaves the trunk; give LANDING, LANDING@LAT,LON or '
            "LANDING@LANDING"
        )
    return Branch(to.strip(), unit.strip() or None, pairs)


def _print_system(one: System, month: int | None) -> None:
    typer.echo(one.name)
    figures = dict(one.summary) | (one.derive_month_summary(month) if month else {})
    for name, figure in figures.items():
        typer.echo(f"  {name:<20}{figure}")
    typer.echo("")
    print_segments(one)
    if one.has_branches:
        typer.echo("")
        print_parts(one)
    typer.echo("")
    print_landings(one)
    typer.echo(f"{CAUTION}\n")
