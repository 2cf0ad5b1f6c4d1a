"""The command that values lines drawn elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.options import Json, Month, Opening, Output, Quiet, with_opening
from routeplan.cli.printing import number, print_json, print_table
from routeplan.cli.writing import check_outputs, route_writers, write_routes
from routeplan.runtime.progress import follow
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    from routeplan.planning.route import Route

# What is set side by side: keys of a route's summary.
_SCORED = (
    "length",
    "cable",
    "build cost",
    "minimised",
    "faults",
    "down",
    "ice",
    "round trip",
    "deepest, mean",
)
_LEAST_SHARE = 0.01  # of a route: shorter stretches are not told


@with_opening
def score(
    file: Annotated[
        Path,
        typer.Argument(help="GeoJSON, GeoPackage, KML, Shapefile, GPX, or a position list as CSV or XLSX."),
    ],
    opening: Opening,
    month: Month = None,
    output: Output = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value lines drawn elsewhere, stretch by stretch, against the best route between the same ends."""
    from routeplan.io.lines import read_lines
    from routeplan.planning.route import score_record

    outputs = check_outputs(output, route_writers())
    lines = read_lines(file)
    planner = opening.open_planner()
    with follow(lines, "valuing lines") as each:
        scored = [
            planner.score(line.on_geodesics, name=line.name, surveyed=line.events is not None)
            for line in each
        ]
    with follow(scored, "planning the best beside each") as each:
        best = [planner.route(line.start, line.end, name=f"best for {line.name}") for line in each]
    pairs = list(zip(scored, best, strict=True))
    write_routes(outputs, [route for pair in pairs for route in pair], planner, quiet=quiet)
    if as_json:
        print_json({"lines": [score_record(*pair, month=month) for pair in pairs]})
    elif not quiet:
        for pair in pairs:
            _print_score(*pair, month)


def _print_score(route: Route, best: Route, month: int | None) -> None:
    typer.echo(f"{route.name}: {route.start.name} – {route.end.name}")
    print_table(
        _side_by_side(route, best, month), ["", "this line", "best route"], right=["this line", "best route"]
    )
    typer.echo("")
    headings = ["from km", "km", "kUSD/km", "faults/1,000 km", "repair days"]
    rows = [
        [
            number(each["from_km"], 0),
            number(each["km"], 0),
            each["waters"],
            each["ice"],
            each["depth_band"],
            number(each["build_kusd_per_km"], 0),
            number(each["faults_per_1000_km_year"], 2),
            number(each["repair_days"], 0),
            each["top_risk"].replace("_", " "),
        ]
        for each in _told_stretches(route)
    ]
    order = [
        "from km",
        "km",
        "waters",
        "ice",
        "depth",
        "kUSD/km",
        "faults/1,000 km",
        "repair days",
        "top risk",
    ]
    print_table(rows, order, right=headings)
    for sentence in _worst_of(route):
        typer.echo(sentence)
    typer.echo("corridor-level figures, not for navigation\n")


def _side_by_side(route: Route, best: Route, month: int | None) -> list[list[str]]:
    """Set the figures of a line beside those of the best route."""
    figures = [
        dict(each.summary) | (each.derive_month_summary(month) if month else {}) for each in (route, best)
    ]
    keys = [*_SCORED, *(key for key in figures[0] if month and key.endswith(month_name(month)))]
    return [[key, *(each.get(key, "") for each in figures)] for key in keys]


def _told_stretches(route: Route) -> list[dict[str, Any]]:
    """Stretches long enough to be told: a hundredth of the route or more."""
    return [
        {str(key): value for key, value in each.items()}
        for each in route.stretches.to_dict("records")
        if each["km"] >= _LEAST_SHARE * route.length_km
    ]


def _worst_of(route: Route) -> list[str]:
    """Say where a line is expensive, risky and exposed."""
    from routeplan.planning.compare import non_partner_km

    stretches = _told_stretches(route)
    dear = max(stretches, key=lambda each: float(each["build_kusd_per_km"]))
    risky = max(stretches, key=lambda each: float(each["down_days_per_year"]))
    return [
        f"dearest: km {dear['from_km']:,.0f}-{dear['to_km']:,.0f}, {dear['build_kusd_per_km']:,.0f} kUSD/km "
        f"({dear['waters']}, {dear['ice']} water, {dear['depth_band']})",
        f"riskiest: km {risky['from_km']:,.0f}-{risky['to_km']:,.0f}, down {risky['down_days_per_year']:.1f} days a "
        f"year, mostly for {risky['top_risk'].replace('_', ' ')} ({risky['waters']})",
        f"exposed: {non_partner_km(route):,.0f} km in waters of non-partners",
    ]
