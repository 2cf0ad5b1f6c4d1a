"""Command ``compare``: routes in one table, or the Pareto front of one pair of landings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.ensembles import ensemble_record, find_ensembles, print_ensemble
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import ENDS, Json, Opening, Quiet
from routeplan.cli.printing import CAUTION, number, print_json, print_jurisdictions, print_table
from routeplan.cli.route_files import FigureKind, RouteFiles, RouteWriter
from routeplan.cli.writing import say_written
from routeplan.errors import UsageError
from routeplan.runtime.progress import track_items

if TYPE_CHECKING:
    from routeplan.engineering.crossings import Crossing
    from routeplan.planning.other_ways import OtherWay
    from routeplan.planning.pareto import Alternative
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route


@with_option_groups
def compare(
    pairs: Annotated[
        list[str], typer.Argument(metavar="FROM:TO...", help=f"Pairs of landings. Each end is a {ENDS}.")
    ],
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    pareto: Annotated[
        bool,
        typer.Option(
            "--pareto",
            help="Pareto front of one pair: routes under other weights, by cost, downtime, latency and exposure.",
        ),
    ] = False,
    passages: Annotated[
        bool,
        typer.Option("--passages", help="Compare the best route through each distinct passage."),
    ] = False,
    within: Annotated[
        float,
        typer.Option(
            "--within",
            metavar="PERCENT",
            help="With --passages: how much more than the best a passage may cost.",
        ),
    ] = 25.0,
    ensemble: Annotated[
        Path | None,
        typer.Option(
            "--ensemble",
            metavar="FOLDER",
            help="Also print the ranges of an ensemble, from the folder of routeplan sweep -o.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare routes and their baselines in one table.

    The baselines of each pair of landings are the geodesic and the shortest sea path.
    """
    from routeplan.catalog.landings import find_landing, split_pair
    from routeplan.planning.other_ways import find_other_ways
    from routeplan.planning.pareto import sweep

    crossed = crossing.read()
    writer = files.checked(crossed)
    named = [split_pair(pair) for pair in pairs]
    if pareto and len(named) != 1:
        raise UsageError(f"--pareto with {len(named)} pairs: give one FROM:TO")
    if pareto and passages:
        raise UsageError("--pareto and --passages cannot be combined: give one of them")
    if pareto and files.figure is not FigureKind.ROUTES:
        raise UsageError(
            f"--pareto and --figure {files.figure.value} cannot be combined: --pareto has a figure of its own"
        )
    if pareto and ensemble:
        raise UsageError(f"--pareto and --ensemble {ensemble} cannot be combined: give one of them")
    ends = [(find_landing(start), find_landing(end)) for start, end in named]
    outcomes = find_ensembles(ensemble, ends)
    planner = opening.open_planner()
    if pareto:
        front = list(sweep(planner, *ends[0]))
        listed = crossing.find(front, planner, crossed)
        _write_front(front, writer, planner, listed, quiet=quiet)
        if as_json:
            print_json(_front_record(front) | crossing.record(listed))
        elif not quiet:
            _print_front(front)
            crossing.show(listed)
        return
    if passages:
        routes = [route for pair_ends in ends for route in planner.passages(*pair_ends, within_pct=within)]
    else:
        with track_items(ends, "planning", unit="routes") as followed:
            routes = [planner.route(*pair_ends) for pair_ends in followed]
    listed = crossing.find(routes, planner, crossed)
    writer.write(routes, planner, quiet=quiet, crossings=listed)
    if quiet and not as_json:
        return
    others = [() if passages else find_other_ways(planner, route) for route in routes]
    if as_json:
        print_json(
            {
                "routes": [
                    route.record() | ({} if passages else {"other_ways": [way.record for way in ways]})
                    for route, ways in zip(routes, others, strict=True)
                ]
            }
            | crossing.record(listed)
            | ({"ensembles": [ensemble_record(outcome) for outcome in outcomes]} if outcomes else {})
        )
        return
    _print_comparison(routes)
    _print_other_ways(routes, others)
    for outcome in outcomes:
        print_ensemble(outcome)
    crossing.show(listed)


def _write_front(
    routes: Sequence[Alternative],
    writer: RouteWriter,
    planner: Planner,
    crossings: Sequence[Crossing],
    *,
    quiet: bool,
) -> None:
    """Write routes of one pair under other weights; figures are of their Pareto front."""
    from routeplan.planning.pareto import pareto_table

    for path in writer.figures:
        from routeplan.view.figures import figure_pareto, write_figure

        title = f"{routes[0].start.name} – {routes[0].end.name}"
        write_figure(figure_pareto(pareto_table(routes), title=title), path)
        say_written(path, quiet=quiet)
    writer.without_figures().write(routes, planner, quiet=quiet, crossings=crossings)


def _front_record(routes: Sequence[Alternative]) -> dict[str, Any]:
    from routeplan.planning.pareto import pareto_table

    front = [
        {str(key): value for key, value in row.items()} for row in pareto_table(routes).to_dict("records")
    ]
    return {"routes": [route.record() for route in routes], "pareto": front}


def _print_front(routes: Sequence[Alternative]) -> None:
    from routeplan.planning.pareto import pareto_table

    rows = [
        [
            row["name"],
            number(row["build_cost_musd"], 0),
            number(row["down_hours_per_year"], 0),
            number(row["rtt_ms"], 1),
            number(row["exposure_km"], 0),
            row["dominated_by"] or "",
        ]
        for row in pareto_table(routes).to_dict("records")
    ]
    right = ["M USD", "downtime h/yr", "RTT ms", "non-partner km"]
    print_table(rows, ["weights", *right, "dominated by"], right=right)
    _print_gave_way(routes)
    print_jurisdictions((route.name, route.breakdown) for route in routes)
    typer.echo(
        "each route is the best for its weights, which steer the line; the money shown is build cost, unweighted"
    )
    typer.echo(CAUTION)


def _print_comparison(routes: list[Route]) -> None:
    from routeplan.planning.compare import compare as compare_routes

    table = compare_routes(routes)
    extra: dict[str, tuple[str, int]] = {}
    if "policy_musd" in table:
        extra["policy_musd"] = ("policy M USD", 1)
    words = dict.fromkeys(route.objective_words for route in routes if route.objective_words)
    if words:
        extra["objective_musd"] = ("objective M USD", 1)
    columns = {
        "length_km": ("km", 0),
        "detour": ("x geodesic", 3),
        "cable_km": ("cable km", 0),
        "build_cost_musd": ("build M USD", 1),
        "life_cost_musd": ("life cost M USD", 1),
        **extra,
        "faults_per_year": ("faults/yr", 2),
        "down_hours_per_year": ("downtime h/yr", 0),
        "non_partner_km": ("non-partner km", 0),
        "ice_km": ("ice km", 0),
        "rtt_ms": ("RTT ms", 1),
        "max_depth_m": ("max depth m", 0),
        "landfall_km": ("landfall km", 1),
    }
    rows: list[list[str]] = []
    for ends, group in table.groupby("ends", sort=False):
        rows.append([str(ends), *[""] * len(columns)])
        for row in group.to_dict(orient="records"):
            name = "route" if row["name"] == ends else row["name"]
            figures = [number(row[column], digits) for column, (_, digits) in columns.items()]
            rows.append([f"  {name}", *figures])
    headings = [heading for heading, _ in columns.values()]
    print_table(rows, ["", *headings], right=headings)
    typer.echo("life cost: build, repairs and outages over the design life")
    for line in words:
        typer.echo(f"objective: {line}")
    _print_gave_way(routes)
    print_jurisdictions((route.name, route.breakdown) for route in routes)


def _print_gave_way(routes: Sequence[Route]) -> None:
    """Print the closed areas that gave way to routes."""
    for route in routes:
        for area in route.gave_way.areas:
            typer.echo(f"GAVE WAY to {route.name}: {area.text} of the objective")


def _print_other_ways(routes: Sequence[Route], others: Sequence[Sequence[OtherWay]]) -> None:
    """Print ways that neither the cells nor the prices tell from the routes by their cost."""
    if not any(others):
        return
    typer.echo("other ways of nearly the same life cost: finer cells or one price may prefer them")
    for route, ways in zip(routes, others, strict=True):
        for way in ways:
            typer.echo(f"  {route.name}, by {way.text}")
