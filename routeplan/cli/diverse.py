"""Command ``diverse``: several routes that are kept physically apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import Json, Opening, Quiet
from routeplan.cli.printing import CAUTION, number, print_json, print_jurisdictions, print_table
from routeplan.cli.route_files import RouteFiles

if TYPE_CHECKING:
    from routeplan.planning.diverse import Diverse

_ENDS = (
    "landing id (bodo), name (Bodø) or LAT,LON (67.28,14.40); several separated by a slash (galway/dublin); "
    "or all landings of a country (IE)"
)
_SHOWN_RISKS = 12  # the longest shared risks; --json has all


@with_option_groups
def diverse(
    start: Annotated[str, typer.Argument(metavar="FROM", help=_ENDS)],
    end: Annotated[str, typer.Argument(metavar="TO", help=_ENDS)],
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    count: Annotated[int, typer.Option("--count", metavar="N", help="Number of routes, 2 to 6.")] = 2,
    separation_km: Annotated[
        float, typer.Option("--separation-km", metavar="KM", help="Least distance between any two routes.")
    ] = 100.0,
    landing_zone_km: Annotated[
        float,
        typer.Option(
            "--landing-zone-km",
            metavar="KM",
            help="Radius of the landing zones, in addition to the separation. Routes may be nearer inside them.",
        ),
    ] = 50.0,
    share_landings: Annotated[
        bool,
        typer.Option("--share-landings", help="Let two routes use the same landing where there are several."),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find several routes that are kept physically apart.

    The set has the lowest total cost that the search finds. The price of diversity is its
    cost minus as many times the cost of the best route.
    """
    from routeplan.catalog.landings import find_landings
    from routeplan.planning.diverse import check_numbers

    check_numbers(count, separation_km, landing_zone_km)
    crossed = crossing.read()
    writer = files.checked(crossed)
    starts, ends = find_landings(start), find_landings(end)
    planner = opening.open_planner()
    found = planner.diverse(
        starts,
        ends,
        count=count,
        separation_km=separation_km,
        landing_zone_km=landing_zone_km,
        shared_landings=share_landings,
    )
    listed = crossing.find(found.routes, planner, crossed)
    writer.write(found.routes, planner, quiet=quiet, crossings=listed, diverse=found)
    if as_json:
        from routeplan.planning.diverse.record import diverse_record

        print_json(diverse_record(found) | crossing.record(listed))
    elif not quiet:
        _print_diverse(found)
        crossing.show(listed)


def _print_diverse(found: Diverse) -> None:
    from routeplan.planning.diverse import describe_bottleneck

    bottlenecks = found.bottlenecks
    for name, figure in found.summary.items():
        if name != "bottlenecks" or not bottlenecks:
            typer.echo(f"{name:<27}{figure}")
    if bottlenecks:
        typer.echo("no routes with this separation were found; bottlenecks:")
        for bottleneck in bottlenecks:
            typer.echo(f"  {describe_bottleneck(bottleneck)}")
    typer.echo("")
    _print_routes(found)
    for pair in found.pairs:
        typer.echo(f"\n{pair.names[0]} and {pair.names[1]}: km of each route within a distance of the other")
        headings = [f"{km:g} km" for km in pair.shared_km]
        print_table(
            [[f"route {n + 1}", *(number(both[n], 0) for both in pair.shared_km.values())] for n in range(2)],
            ["", *headings],
            right=headings,
        )
    typer.echo("\nshared risks, km of each route")
    _print_shared_risks(found)
    typer.echo(f"solved in {found.solve_seconds:.1f} s; {CAUTION}")


def _print_routes(found: Diverse) -> None:
    columns = {
        "length_km": ("km", 0),
        "build_cost_musd": ("build M USD", 1),
        "life_cost_musd": ("life cost M USD", 1),
        "policy_musd": ("policy M USD", 1),
        "objective_musd": ("objective M USD", 1),
        "rtt_ms": ("RTT ms", 1),
        "extra_km": ("+ km", 0),
        "extra_life_musd": ("+ life cost M USD", 1),
        "extra_musd": ("+ objective M USD", 1),
        "extra_ms": ("+ ms", 1),
    }
    hidden = {"policy_musd"} - set(found.frame)
    if found.is_objective_life_cost:
        hidden |= {"objective_musd", "extra_musd"}
    columns = {column: words for column, words in columns.items() if column not in hidden}
    routes = found.frame.to_dict("records")
    rows = [
        [row["name"], *(_plain(row[column], digits) for column, (_, digits) in columns.items())]
        for row in routes
    ]
    headings = [heading for heading, _ in columns.values()]
    print_table(rows, ["route", *headings], right=headings)
    shown = (found.best, *found.routes)
    print_jurisdictions((row["name"], route.breakdown) for row, route in zip(routes, shown, strict=True))


def _plain(value: float, digits: int) -> str:
    """Format a number; zero has no sign."""
    return number(round(value, digits) + 0.0, digits)


def _print_shared_risks(found: Diverse) -> None:
    risks = [risk for pair in found.pairs for risk in pair.shared]
    longest = sorted(risks, key=lambda risk: -min(risk.km))[:_SHOWN_RISKS]
    rows = [
        [risk.kind.replace("_", " "), risk.name, *(number(km, 0) for km in risk.km)]
        for risk in risks
        if risk in longest
    ]
    print_table(rows, ["kind", "name", "first", "second"], right=["first", "second"])
    if len(risks) > len(rows):
        typer.echo(f"and {len(risks) - len(rows)} shorter ones; --json lists all")
