"""Read lines that others drew, and tell what was understood before anything is valued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from routeplan.errors import UsageError

if TYPE_CHECKING:
    from routeplan.io.imported_line import ImportedLine
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route


class LegKind(StrEnum):
    """What runs between the positions of a line."""

    RHUMB = "rhumb"
    GEODESIC = "geodesic"


Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="lat=NAME,lon=NAME",
        help="Columns of the position in a table, by heading or number; A+B joins degrees, minutes, hemisphere.",
    ),
]
Legs = Annotated[
    LegKind | None,
    typer.Option("--legs", help="Lines between positions. Default: what the file says, else geodesic."),
]


def read_files(files: Iterable[Path], *, columns: str | None, legs: LegKind | None) -> list[ImportedLine]:
    """Read the lines of files."""
    from routeplan.io.lines import read_lines

    kind: Literal["geodesic", "rhumb"] | None = None if legs is None else legs.value
    return [line for file in files for line in read_lines(file, legs=kind, columns=columns)]


def score_line(planner: Planner, line: ImportedLine) -> Route:
    """Value a line; a refusal says how it was read, because nothing has been printed yet."""
    try:
        return planner.score(line.on_geodesics, name=line.name, surveyed=line.events is not None)
    except UsageError as error:
        raise UsageError(f"{error} ({line.read_as.describe()[0]})") from error


def tell_reading(lines: Iterable[ImportedLine], *, aloud: bool) -> None:
    """Tell how lines were understood: all of it on stdout, or the warnings alone on stderr."""
    for line in lines:
        for sentence in line.read_as.describe():
            if aloud:
                typer.echo(sentence)
            elif sentence.startswith("warning"):
                typer.echo(f"{line.read_as.notes.file}: {sentence}", err=True)


def read_as_records(
    lines: Sequence[ImportedLine], routes: Sequence[Route], planner: Planner
) -> list[dict[str, Any]]:
    """Describe what was understood, with the kilometres over land and the cable added for what a map does not show."""
    records = []
    for line, route in zip(lines, routes, strict=True):
        record = line.read_as.record()
        record["land_km"] = route.land_km
        record["survey_allowance_pct"] = _allowance_pct(line, planner)
        if is_over_land(route):
            record["warnings"].append(over_land(route))
        records.append(record)
    return records


def tell_valued(line: ImportedLine, route: Route, planner: Planner) -> list[str]:
    """Say how much of a line runs over land, and which cable is added for alter courses that a map does not show."""
    said = [over_land(route)] if is_over_land(route) else []
    if (allowance := _allowance_pct(line, planner)) > 0:
        said.append(
            f"cable: {allowance:g} % added for alter courses, because a line of a map does not show them "
            "(build.route_development_share); none is added to a position list"
        )
    return said


def is_over_land(route: Route) -> bool:
    """Whether a line runs over land beyond its landfalls."""
    return round(route.land_km or 0.0, 1) > 0.0


def over_land(route: Route) -> str:
    """Say how much of a line runs over land beyond its landfalls: whoever drew it wants to know that first."""
    if not is_over_land(route):
        return "over land: 0 km besides its landfalls"
    first, last = route.landfall_km
    return (
        f"over land: {route.summary['other land']}, besides landfalls of {first:,.1f} and {last:,.1f} km; "
        "no figure for these kilometres is that of a cable at sea"
    )


def _allowance_pct(line: ImportedLine, planner: Planner) -> float:
    return 0.0 if line.events is not None else 100.0 * planner.assumptions.build.route_development_share
