"""Command ``compare``: routes in one table, or the Pareto front of one pair of landings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import (
    ENDS,
    DetailChoice,
    FigureChoice,
    FigureKind,
    Json,
    MapCrs,
    MapLayers,
    Opening,
    Output,
    Quiet,
    with_opening,
)
from routeplan.cli.printing import number, print_json, print_jurisdictions, print_table
from routeplan.cli.writing import (
    FIGURES,
    ROUTE_SUFFIXES,
    OutputOptions,
    check_outputs,
    say_written,
    write_routes,
)
from routeplan.errors import UsageError
from routeplan.runtime.progress import track_items
from routeplan.view.files import Detail, FileOptions

if TYPE_CHECKING:
    from routeplan.catalog.models import Landing
    from routeplan.planning.other_ways import OtherWay
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route


@with_opening
def compare(
    pairs: Annotated[
        list[str], typer.Argument(metavar="FROM:TO...", help=f"Pairs of landings. Each end is a {ENDS}.")
    ],
    opening: Opening,
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
    output: Output = None,
    detail: DetailChoice = Detail.ROUTE,
    figure: FigureChoice = FigureKind.ROUTES,
    map_layer: MapLayers = None,
    map_crs: MapCrs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare routes and their baselines in one table.

    The baselines of each pair of landings are the geodesic and the shortest sea path.
    """
    from routeplan.catalog.landings import find_landing, split_pair
    from routeplan.planning.other_ways import find_other_ways

    outputs = check_outputs(output, ROUTE_SUFFIXES)
    options = OutputOptions(map_crs, map_layer, figure, FileOptions(detail))
    options.check()
    named = [split_pair(pair) for pair in pairs]
    if pareto and len(named) != 1:
        raise UsageError(f"--pareto with {len(named)} pairs: give one FROM:TO")
    if pareto and passages:
        raise UsageError("--pareto and --passages cannot be combined: give one of them")
    if pareto and figure is not FigureKind.ROUTES:
        raise UsageError(
            f"--pareto and --figure {figure.value} cannot be combined: --pareto has a figure of its own"
        )
    ends = [(find_landing(start), find_landing(end)) for start, end in named]
    planner = opening.open_planner()
    if pareto:
        _compare_weights(ends[0], outputs, planner, options, as_json=as_json, quiet=quiet)
        return
    if passages:
        routes = [route for pair_ends in ends for route in planner.passages(*pair_ends, within_pct=within)]
    else:
        with track_items(ends, "planning", unit="routes") as followed:
            routes = [planner.route(*pair_ends) for pair_ends in followed]
    write_routes(outputs, routes, planner, quiet=quiet, options=options)
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
        )
        return
    _print_comparison(routes)
    _print_other_ways(routes, others)


def _compare_weights(
    ends: tuple[Landing, Landing],
    outputs: list[Path],
    planner: Planner,
    options: OutputOptions,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find routes of one pair under other weights, and show their Pareto front."""
    from routeplan.planning.pareto import pareto_table, sweep

    routes = list(sweep(planner, *ends))
    table = pareto_table(routes)
    figures = [path for path in outputs if path.suffix.lower() in FIGURES]
    for path in figures:
        from routeplan.view.figures import figure_pareto, write_figure

        write_figure(figure_pareto(table, title=f"{routes[0].start.name} – {routes[0].end.name}"), path)
        say_written(path, quiet=quiet)
    others = [path for path in outputs if path not in figures]
    write_routes(others, list(routes), planner, quiet=quiet, options=options)
    if as_json:
        front = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
        print_json({"routes": [route.record() for route in routes], "pareto": front})
    elif not quiet:
        rows = [
            [
                row["name"],
                number(row["build_cost_musd"], 0),
                number(row["down_hours_per_year"], 0),
                number(row["rtt_ms"], 1),
                number(row["exposure_km"], 0),
                row["dominated_by"] or "",
            ]
            for row in table.to_dict("records")
        ]
        right = ["M USD", "downtime h/yr", "RTT ms", "non-partner km"]
        print_table(rows, ["weights", *right, "dominated by"], right=right)
        print_jurisdictions((route.name, route.breakdown) for route in routes)
        typer.echo(
            "each route is the best for its weights, which steer the line; the money shown is build cost, unweighted\n"
            "corridor-level routes, not for navigation"
        )


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
    print_jurisdictions((route.name, route.breakdown) for route in routes)


def _print_other_ways(routes: Sequence[Route], others: Sequence[Sequence[OtherWay]]) -> None:
    """Print ways that neither the cells nor the prices tell from the routes by their cost."""
    if not any(others):
        return
    typer.echo("other ways of nearly the same life cost: finer cells or one price may prefer them")
    for route, ways in zip(routes, others, strict=True):
        for way in ways:
            typer.echo(f"  {route.name}, by {way.text}")
