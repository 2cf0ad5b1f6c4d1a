"""Command ``score``: value existing lines and compare each with the best route."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.options import DetailChoice, Json, Month, Opening, Output, Quiet, with_opening
from routeplan.cli.printing import number, print_json, print_table
from routeplan.cli.reading import (
    Columns,
    Legs,
    over_land,
    read_as_records,
    read_files,
    score_line,
    tell_reading,
    tell_valued,
)
from routeplan.cli.writing import ROUTE_SUFFIXES, OutputOptions, check_outputs, write_routes
from routeplan.runtime.progress import track_items
from routeplan.seabed.months import month_name
from routeplan.view.files import Detail, FileOptions

if TYPE_CHECKING:
    from routeplan.planning.route import Route

# Rows of the comparison: keys of a route's summary.
_COMPARED = (
    "length",
    "cable",
    "build cost",
    "life cost",
    "policy",
    "objective",
    "faults",
    "downtime",
    "ice",
    "round trip",
    "deepest, mean",
)
_ON_LAND = "land"  # ice class of a stretch on land
_LEAST_SHARE = 0.01  # of a route's length; shorter stretches are not shown


@with_opening
def score(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Lines as GeoJSON, GeoPackage, KML, Shapefile, GPX, DXF, GeoParquet, "
            "or a position list (RPL) as CSV, XLSX or ODS.",
        ),
    ],
    opening: Opening,
    columns: Columns = None,
    legs: Legs = None,
    month: Month = None,
    output: Output = None,
    detail: DetailChoice = Detail.ROUTE,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value existing lines, and compare with the best route.

    What was understood of the file is told first.

    Each line is valued stretch by stretch. The best route is planned between the ends of the line.
    """
    from routeplan.planning.score_record import score_record

    outputs = check_outputs(output, ROUTE_SUFFIXES)
    aloud = not (as_json or quiet)
    lines = read_files([file], columns=columns, legs=legs)
    planner = opening.open_planner()
    with track_items(lines, "valuing lines") as followed:
        scored = [score_line(planner, line) for line in followed]
    tell_reading(lines, aloud=aloud)
    for line, route in zip(lines, scored, strict=True):
        for sentence in tell_valued(line, route, planner) if aloud else []:
            typer.echo(f"{route.name}: {sentence}")
    with track_items(scored, "planning best routes") as followed:
        best = [planner.route(line.start, line.end, name=f"best for {line.name}") for line in followed]
    pairs = list(zip(scored, best, strict=True))
    both = [route for pair in pairs for route in pair]
    write_routes(outputs, both, planner, quiet=quiet, options=OutputOptions(files=FileOptions(detail)))
    if as_json:
        read_as = read_as_records(lines, scored, planner)
        records = [score_record(*pair, month=month) for pair in pairs]
        print_json(
            {"lines": [{**record, "read_as": read} for record, read in zip(records, read_as, strict=True)]}
        )
    elif not quiet:
        for pair in pairs:
            _print_score(*pair, month)


def _print_score(route: Route, best: Route, month: int | None) -> None:
    typer.echo(f"{route.name}: {route.start.name} – {route.end.name}")
    typer.echo(over_land(route))
    print_table(
        _comparison_rows(route, best, month),
        ["", "this line", "best route"],
        right=["this line", "best route"],
    )
    typer.echo("")
    numeric = ["from km", "km", "kUSD/km", "faults/1,000 km", "repair days"]
    rows = [
        [
            number(stretch["from_km"], 0),
            number(stretch["km"], 0),
            stretch["waters"],
            stretch["ice"],
            "" if stretch["ice"] == _ON_LAND else stretch["depth_band"],
            number(stretch["build_kusd_per_km"], 0),
            number(stretch["faults_per_1000_km_year"], 2),
            number(stretch["repair_days"], 1),
            stretch["top_risk"].replace("_", " "),
        ]
        for stretch in _shown_stretches(route)
    ]
    headings = [
        "from km",
        "km",
        "jurisdiction",
        "ice",
        "depth",
        "kUSD/km",
        "faults/1,000 km",
        "repair days",
        "top risk",
    ]
    print_table(rows, headings, right=numeric)
    for sentence in _describe_extremes(route):
        typer.echo(sentence)
    typer.echo("corridor-level figures, not for navigation\n")


def _comparison_rows(route: Route, best: Route, month: int | None) -> list[list[str]]:
    """Rows that compare a line with the best route."""
    figures = [
        dict(line.summary) | (line.derive_month_summary(month) if month else {}) for line in (route, best)
    ]
    keys = [*_COMPARED, *(key for key in figures[0] if month and key.endswith(month_name(month)))]
    rows = [[key, *(summary.get(key, "") for summary in figures)] for key in keys]
    return [row for row in rows if any(row[1:])]


def _shown_stretches(route: Route) -> list[dict[str, Any]]:
    """Stretches of at least a hundredth of the route."""
    return [
        {str(key): value for key, value in stretch.items()}
        for stretch in route.stretches.to_dict("records")
        if stretch["km"] >= _LEAST_SHARE * route.length_km
    ]


def _describe_extremes(route: Route) -> list[str]:
    """Describe the most expensive and the riskiest stretch, and the exposure to non-partners."""
    from routeplan.planning.compare import non_partner_km

    stretches = _shown_stretches(route)
    costliest = max(stretches, key=lambda stretch: float(stretch["build_kusd_per_km"]))
    riskiest = max(stretches, key=lambda stretch: float(stretch["down_days_per_year"]))
    return [
        f"most expensive: km {costliest['from_km']:,.0f}-{costliest['to_km']:,.0f}, "
        f"{costliest['build_kusd_per_km']:,.0f} kUSD/km "
        f"({costliest['waters']}, {_describe_place(costliest)})",
        f"riskiest: km {riskiest['from_km']:,.0f}-{riskiest['to_km']:,.0f}, downtime "
        f"{riskiest['down_days_per_year']:.1f} days a year, mostly from {riskiest['top_risk'].replace('_', ' ')} "
        f"({riskiest['waters']})",
        f"exposed: {non_partner_km(route):,.0f} km in jurisdictions of non-partners",
    ]


def _describe_place(stretch: dict[str, Any]) -> str:
    """Describe ice and depth of a stretch; neither is known on land."""
    return "on land" if stretch["ice"] == _ON_LAND else f"{stretch['ice']} water, {stretch['depth_band']}"
