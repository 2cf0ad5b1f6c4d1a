"""Command ``score``: value existing lines and compare each with the best route."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import Json, Month, Opening, Quiet
from routeplan.cli.printing import number, print_json, print_table
from routeplan.cli.reading import (
    Columns,
    Legs,
    over_land,
    read_as_record,
    read_files,
    score_files,
    tell_apart_lines,
    tell_reading,
    tell_valued,
    with_doubts,
)
from routeplan.cli.route_files import RouteFiles
from routeplan.cli.segments import print_segments
from routeplan.runtime.notices import tell
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    from routeplan.planning.system import Valued

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
    "GAVE WAY",
)
_MANY_LINES = 50  # more are told before they are valued, which takes minutes
_ON_LAND = "land"  # ice class of a stretch on land
_LEAST_SHARE = 0.01  # of a route's length; shorter stretches are not shown


@with_option_groups
def score(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Lines as GeoJSON, GeoPackage, KML, Shapefile, GPX, DXF, GeoParquet, OSM, "
            "or a position list (RPL) as CSV, XLSX or ODS.",
        ),
    ],
    opening: Opening,
    crossing: CrossingChoice,
    files: RouteFiles,
    columns: Columns = None,
    legs: Legs = None,
    month: Month = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Value existing lines, and compare with the best route.

    What was understood of the file is told first.

    Each line is valued stretch by stretch. The best route is planned between the ends of the line.
    """
    from routeplan.planning.score_record import score_record
    from routeplan.planning.system_planning import plan_each_beside

    crossed = crossing.read()
    writer = files.checked(crossed)
    aloud = not (as_json or quiet)
    lines = read_files([file], columns=columns, legs=legs)
    if len(lines) > _MANY_LINES and not quiet:
        tell(
            f"{len(lines)} lines: each is valued and its best route planned; larger cells (--spacing-km) or fewer "
            "lines take less time"
        )
    planner = opening.open_planner()
    lines = with_doubts(lines, planner)
    scored = score_files(planner, lines)
    tell_reading(lines, aloud=aloud)
    tell_apart_lines(lines, scored, aloud=aloud)
    for one in scored:
        for sentence in tell_valued(one, planner) if aloud else []:
            typer.echo(f"{one.valued.name}: {sentence}")
    best = plan_each_beside(planner, [one.valued for one in scored])
    pairs = [(one.valued, planned) for one, planned in zip(scored, best, strict=True)]
    both = [valued for pair in pairs for valued in pair]
    listed = [crossing.find([one.valued], planner, crossed) for one in scored]
    writer.write(both, planner, quiet=quiet, crossings=[one for found in listed for one in found])
    if as_json:
        records = [score_record(*pair, month=month) for pair in pairs]
        for record, one, found in zip(records, scored, listed, strict=True):
            record.update({"read_as": read_as_record(one, planner)} | crossing.record(found))
        print_json({"lines": records})
    elif not quiet:
        for pair, found in zip(pairs, listed, strict=True):
            _print_score(*pair, month)
            crossing.show(found)


def _print_score(valued: Valued, best: Valued, month: int | None) -> None:
    from routeplan.planning.system import System

    typer.echo(f"{valued.name}: {valued.start.name} – {valued.end.name}")
    typer.echo(over_land(valued))
    heading = "this system" if isinstance(valued, System) else "this line"
    print_table(
        _comparison_rows(valued, best, month),
        ["", heading, "best route"],
        right=[heading, "best route"],
    )
    typer.echo("")
    if isinstance(valued, System):
        print_segments(valued)
        typer.echo("")
    _print_stretches(valued)
    for sentence in _describe_extremes(valued):
        typer.echo(sentence)
    typer.echo("corridor-level figures, not for navigation\n")


def _print_stretches(valued: Valued) -> None:
    by_segment = "segment" in valued.stretches.columns
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
    shown = _shown_stretches(valued)
    rows = [
        [
            *([str(stretch["segment"])] if by_segment else []),
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
        for stretch in shown
    ]
    numeric = ["from km", "km", "kUSD/km", "faults/1,000 km", "repair days"]
    print_table(rows, [*(["segment"] if by_segment else []), *headings], right=numeric)
    if left_out := len(valued.stretches) - len(shown):
        which = f"stretches shorter than {_LEAST_SHARE * 100:g} % of the length"
        typer.echo(f"{which}, not shown: {left_out}; --json has all")


def _comparison_rows(route: Valued, best: Valued, month: int | None) -> list[list[str]]:
    """Rows that compare a line with the best route."""
    figures = [
        dict(line.summary) | (line.derive_month_summary(month) if month else {}) for line in (route, best)
    ]
    keys = [*_COMPARED, *(key for key in figures[0] if month and key.endswith(month_name(month)))]
    rows = [[key, *(summary.get(key, "") for summary in figures)] for key in keys]
    return [row for row in rows if any(row[1:])]


def _shown_stretches(route: Valued) -> list[dict[str, Any]]:
    """Stretches of at least a hundredth of the route; all where each is shorter."""
    stretches = [
        {str(key): value for key, value in stretch.items()} for stretch in route.stretches.to_dict("records")
    ]
    return [stretch for stretch in stretches if stretch["km"] >= _LEAST_SHARE * route.length_km] or stretches


def _describe_extremes(route: Valued) -> list[str]:
    """Describe the most expensive and the riskiest stretch, and the exposure to non-partners."""
    from routeplan.planning.compare import non_partner_km

    stretches = _shown_stretches(route)
    costliest = max(stretches, key=lambda stretch: float(stretch["build_kusd_per_km"]))
    riskiest = max(stretches, key=lambda stretch: float(stretch["down_days_per_year"]))
    return [
        f"most expensive: {_segment_of(costliest)}km {costliest['from_km']:,.0f}-{costliest['to_km']:,.0f}, "
        f"{costliest['build_kusd_per_km']:,.0f} kUSD/km "
        f"({costliest['waters']}, {_describe_place(costliest)})",
        f"riskiest: {_segment_of(riskiest)}km {riskiest['from_km']:,.0f}-{riskiest['to_km']:,.0f}, downtime "
        f"{riskiest['down_days_per_year']:.1f} days a year, mostly from {riskiest['top_risk'].replace('_', ' ')} "
        f"({riskiest['waters']})",
        f"exposed: {non_partner_km(route):,.0f} km in jurisdictions of non-partners",
    ]


def _segment_of(stretch: dict[str, Any]) -> str:
    """Name the segment of a stretch of a system; kilometres begin at 0 in each."""
    return f"{stretch['segment']}, " if "segment" in stretch else ""


def _describe_place(stretch: dict[str, Any]) -> str:
    """Describe ice and depth of a stretch; neither is known on land."""
    return "on land" if stretch["ice"] == _ON_LAND else f"{stretch['ice']} water, {stretch['depth_band']}"
