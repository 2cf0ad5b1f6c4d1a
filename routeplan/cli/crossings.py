"""Crossings of other cables, as commands find and print them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.printing import number, print_table

if TYPE_CHECKING:
    from routeplan.engineering.crossings import Crossing
    from routeplan.io.imported_line import ImportedLine
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route
    from routeplan.planning.system import Valued

ListCrossings = Annotated[
    bool,
    typer.Option("--crossings", help="List crossings of existing cables; -o FILE then has them as a layer."),
]
CrossedLines = Annotated[
    list[Path] | None,
    typer.Option(
        "--cross",
        metavar="FILE",
        help="Lines of your own, in any format that score reads, whose crossings are listed too. Repeatable.",
    ),
]


@dataclass(frozen=True, slots=True)
class CrossingChoice:
    """Options of crossings. Each field is an option of every command that lists them."""

    crossings: ListCrossings = False
    cross: CrossedLines = None

    @property
    def wanted(self) -> bool:
        """Whether crossings are asked for."""
        return self.crossings or bool(self.cross)

    def read(self) -> tuple[ImportedLine, ...]:
        """Read the lines of one's own."""
        if not self.cross:
            return ()
        from routeplan.cli.reading import read_files

        return tuple(read_files(self.cross, columns=None, legs=None))

    def find(
        self, routes: Sequence[Valued], planner: Planner, lines: Sequence[ImportedLine]
    ) -> tuple[Crossing, ...]:
        """Find the crossings of routes, if they are asked for."""
        if not self.wanted:
            return ()
        from routeplan.engineering.crossings import find_crossings

        return tuple(crossing for route in routes for crossing in find_crossings(route, planner, lines=lines))

    def record(self, found: Sequence[Crossing]) -> dict[str, Any]:
        """Describe crossings for JSON, if they are asked for."""
        if not self.wanted:
            return {}
        from routeplan.engineering.crossings import crossing_record

        return {"crossings": [crossing_record(crossing, at) for at, crossing in enumerate(found, start=1)]}

    def show(self, found: Sequence[Crossing]) -> None:
        """Print crossings, if they are asked for."""
        if self.wanted:
            print_crossings(found)


def improve_if_asked(route: Route, planner: Planner, lines: Sequence[ImportedLine], *, quiet: bool) -> Route:
    """Lead a route across other cables near 90 degrees, if the scenario asks for it, and say what changed."""
    if planner.scenario is None or not planner.scenario.crossings.improve:
        return route
    from routeplan.engineering.crossing_improvement import improve_crossings

    found = improve_crossings(route, planner, lines=lines)
    if not quiet:
        for crossing, angle_deg in found.improved:
            typer.echo(
                f"crossing of {crossing.cable} at km {crossing.kp_km:,.0f}: {angle_deg:.0f} degrees instead of "
                f"{crossing.angle_deg:.0f}"
            )
        for crossing in found.left:
            typer.echo(
                f"crossing of {crossing.cable} at km {crossing.kp_km:,.0f}: left at {crossing.angle_deg:.0f} degrees; "
                "no local change makes it better"
            )
    return found.route


def print_crossings(crossings: Sequence[Crossing]) -> None:
    """Print a table of crossings, and what is not known of them."""
    from routeplan.engineering.crossings import CrossedKind, Verdict
    from routeplan.geo.position_text import format_position

    if not crossings:
        typer.echo("crosses no other cable")
        return
    several = len({crossing.line for crossing in crossings}) > 1
    rows = [
        [
            *([crossing.line] if several else []),
            number(crossing.kp_km, 1),
            crossing.cable,
            number(crossing.cable_kp_km, 1),
            format_position(crossing.lon, crossing.lat, decimals=4),
            f"{crossing.angle_deg:.0f}°",
            number(crossing.depth_m, 0),
            number(crossing.repeater_km, 1) if crossing.repeater_km < float("inf") else "none",
            str(crossing.verdict),
            "; ".join(crossing.reasons),
        ]
        for crossing in crossings
    ]
    headings = [
        *(["line"] if several else []),
        "km",
        "crosses",
        "its km",
        "at",
        "angle",
        "depth m",
        "to repeater km",
        "verdict",
        "why",
    ]
    print_table(rows, headings, right=["km", "its km", "angle", "depth m", "to repeater km"])
    bad = sum(crossing.verdict is Verdict.BAD for crossing in crossings)
    typer.echo(f"{len(crossings)} crossings, {bad} bad; repeaters as in a position list")
    if any(crossing.kind is CrossedKind.EXISTING for crossing in crossings):
        typer.echo(
            "lines of existing cables are drawn by routeplan, not surveyed: their crossings are known to about a cell"
        )
