"""The command that finds several routes kept physically apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import Json, Opening, Output, Quiet, with_opening
from routeplan.cli.printing import CAUTION, number, print_json, print_table
from routeplan.cli.writing import check_outputs, route_writers, write_routes

if TYPE_CHECKING:
    from routeplan.planning.diverse import Diverse

_ENDS = (
    "landing id (bodo), name (Bodø) or LAT,LON (67.28,14.40); several with a stroke between them "
    "(galway/dublin); or all of a country (IE)"
)
_SHOWN_SHARED = 12  # of what two routes have in common: the rest is in --json


@with_opening
def diverse(
    start: Annotated[str, typer.Argument(metavar="FROM", help=_ENDS)],
    end: Annotated[str, typer.Argument(metavar="TO", help=_ENDS)],
    opening: Opening,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many routes, 2 to 6.")] = 2,
    separation_km: Annotated[
        float, typer.Option("--separation-km", metavar="KM", help="Least distance between any two.")
    ] = 100.0,
    landing_zone_km: Annotated[
        float,
        typer.Option(
            "--landing-zone-km",
            metavar="KM",
            help="Routes may be nearer within so much beyond the separation of their landings.",
        ),
    ] = 50.0,
    share_landings: Annotated[
        bool,
        typer.Option("--share-landings", help="Let two routes come ashore at one of several landings."),
    ] = False,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find several routes kept physically apart that together cost least, and what keeping apart costs."""
    from routeplan.planning.diverse import check_numbers

    check_numbers(count, separation_km, landing_zone_km)
    outputs = check_outputs(output, route_writers())
    planner = opening.open_planner()
    found = planner.diverse(
        start,
        end,
        count=count,
        separation_km=separation_km,
        landing_zone_km=landing_zone_km,
        shared_landings=share_landings,
    )
    write_routes(outputs, list(found.routes), planner, quiet=quiet)
    if as_json:
        from routeplan.planning.diverse.record import diverse_record

        print_json(diverse_record(found))
    elif not quiet:
        _print_diverse(found)


def _print_diverse(found: Diverse) -> None:
    from routeplan.planning.diverse import describe_bottleneck

    facts = found.summary
    bottlenecks = found.bottlenecks
    for what, figure in facts.items():
        if what != "bottlenecks" or not bottlenecks:
            typer.echo(f"{what:<24}{figure}")
    if bottlenecks:
        typer.echo("no routes so far apart were found; they are nearer at")
        for bottleneck in bottlenecks:
            typer.echo(f"  {describe_bottleneck(bottleneck)}")
    typer.echo("")
    _print_routes(found)
    for pair in found.pairs:
        typer.echo(f"\n{pair.names[0]} and {pair.names[1]}: km of either within so far of the other")
        headings = [f"{km:g} km" for km in pair.shared_km]
        print_table(
            [[f"route {n + 1}", *(number(both[n], 0) for both in pair.shared_km.values())] for n in range(2)],
            ["", *headings],
            right=headings,
        )
    typer.echo("\nshared, km of either")
    _print_shared(found)
    typer.echo(f"solved in {found.solve_seconds:.1f} s; {CAUTION}")


def _print_routes(found: Diverse) -> None:
    columns = {
        "length_km": ("km", 0),
        "build_cost_musd": ("M USD", 1),
        "objective_musd": ("minimised", 1),
        "rtt_ms": ("ms", 1),
        "extra_km": ("+ km", 0),
        "extra_musd": ("+ M USD", 1),
        "extra_ms": ("+ ms", 1),
    }
    rows = [
        [row["name"], *(_plain(row[column], digits) for column, (_, digits) in columns.items())]
        for row in found.frame.to_dict("records")
    ]
    headings = [heading for heading, _ in columns.values()]
    print_table(rows, ["route", *headings], right=headings)


def _plain(value: float, digits: int) -> str:
    """Write a number out, nought without a sign."""
    return number(round(value, digits) + 0.0, digits)


def _print_shared(found: Diverse) -> None:
    shared = [each for pair in found.pairs for each in pair.shared]
    longest = sorted(shared, key=lambda each: -min(each.km))[:_SHOWN_SHARED]
    rows = [
        [each.kind.replace("_", " "), each.name, *(number(km, 0) for km in each.km)]
        for each in shared
        if each in longest
    ]
    print_table(rows, ["kind", "name", "first", "second"], right=["first", "second"])
    if len(shared) > len(rows):
        typer.echo(f"and {len(shared) - len(rows)} more, shorter: --json lists all")
