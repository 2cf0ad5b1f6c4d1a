"""The command that sets routes side by side, or weighs one pair in many ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import (
    ENDS,
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
from routeplan.cli.printing import number, print_json, print_table
from routeplan.cli.writing import FIGURES, MapLook, check_outputs, route_writers, say_written, write_routes
from routeplan.errors import UsageError
from routeplan.runtime.progress import follow

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.planning.planner import Planner


@with_opening
def compare(
    pairs: Annotated[
        list[str], typer.Argument(metavar="FROM:TO...", help=f"Pairs of landings, each a {ENDS}")
    ],
    opening: Opening,
    pareto: Annotated[
        bool,
        typer.Option("--pareto", help="Weigh one pair otherwise: cost against outage, latency and exposure."),
    ] = False,
    passages: Annotated[
        bool,
        typer.Option("--passages", help="The best route through each distinct passage between the two."),
    ] = False,
    within: Annotated[
        float,
        typer.Option("--within", metavar="PERCENT", help="How much dearer than the best a passage may be."),
    ] = 25.0,
    output: Output = None,
    figure: FigureChoice = FigureKind.ROUTES,
    map_layer: MapLayers = None,
    map_crs: MapCrs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Set routes side by side, each with its geodesic and its shortest sea path."""
    from routeplan.catalog.landings import split_pair
    from routeplan.planning.compare import compare as compare_routes

    outputs = check_outputs(output, route_writers())
    look = MapLook(map_crs, map_layer)
    look.check()
    ends = [split_pair(pair) for pair in pairs]
    if pareto and len(ends) != 1:
        raise UsageError(f"--pareto of {len(ends)} pairs; give one FROM:TO")
    if pareto and passages:
        raise UsageError("--pareto and --passages together; give one of them")
    if pareto and figure is not FigureKind.ROUTES:
        raise UsageError(f"--pareto and --figure {figure.value} together; --pareto has a figure of its own")
    planner = opening.open_planner()
    if pareto:
        _show_front(ends[0], outputs, planner, look, as_json=as_json, quiet=quiet)
        return
    if passages:
        routes = [route for each in ends for route in planner.passages(*each, within_pct=within)]
    else:
        with follow(ends, "planning", unit="routes") as pairs_left:
            routes = [planner.route(*each) for each in pairs_left]
    write_routes(outputs, routes, planner, quiet=quiet, look=look, kind=figure)
    if as_json:
        print_json({"routes": [route.record() for route in routes]})
    elif not quiet:
        _print_comparison(compare_routes(routes))


def _show_front(
    ends: tuple[str, str],
    outputs: list[Path],
    planner: Planner,
    look: MapLook,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Weigh one pair in many ways, and tell what may be had for what."""
    from routeplan.planning.pareto import pareto_table, sweep

    routes = list(sweep(planner, *ends))
    table = pareto_table(routes)
    figures = [path for path in outputs if path.suffix.lower() in FIGURES]
    for path in figures:
        from routeplan.view.figures import figure_pareto, write_figure

        write_figure(figure_pareto(table, title=f"{routes[0].start.name} – {routes[0].end.name}"), path)
        say_written(path, quiet=quiet)
    others = [path for path in outputs if path not in figures]
    write_routes(others, list(routes), planner, quiet=quiet, look=look)
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
        right = ["M USD", "down h/year", "ms", "non-partner km"]
        print_table(rows, ["weighed for", *right, "worse in all than"], right=right)
        typer.echo("each is the best for some weights; corridor-level routes, not for navigation")


def _print_comparison(table: pd.DataFrame) -> None:
    columns = {
        "length_km": ("km", 0),
        "detour": ("x geodesic", 3),
        "cable_km": ("cable km", 0),
        "build_cost_musd": ("M USD", 1),
        "faults_per_year": ("faults/yr", 2),
        "down_hours_per_year": ("down h/yr", 0),
        "non_partner_km": ("non-partner km", 0),
        "ice_km": ("ice km", 0),
        "rtt_ms": ("RTT ms", 1),
        "max_depth_m": ("deepest m", 0),
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
