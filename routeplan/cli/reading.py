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
    from routeplan.planning.system import Valued
    from routeplan.planning.system_lines import ScoredLines


class LegKind(StrEnum):
    """What runs between the positions of a line."""

    GEODESIC = "geodesic"
    RHUMB = "rhumb"


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
    from routeplan.io.data_sets import SetKind, file_of_choice
    from routeplan.io.lines import read_lines

    kind: Literal["geodesic", "rhumb"] | None = None if legs is None else legs.value
    chosen = [file_of_choice(file, SetKind.LINES) for file in files]
    return [line for file in chosen for line in read_lines(file, legs=kind, columns=columns)]


def with_doubts(lines: Sequence[ImportedLine], planner: Planner) -> list[ImportedLine]:
    """Add warnings to lines that only make sense with axes exchanged or another sign, by the coast."""
    from routeplan.planning.doubtful_positions import warn_of_doubtful
    from routeplan.planning.system_lines import shore_of

    is_shore = shore_of(planner)
    return [warn_of_doubtful(line, is_shore) for line in lines]


def score_files(planner: Planner, lines: Sequence[ImportedLine]) -> list[ScoredLines]:
    """Value lines, segments that join as one system; a refusal says how they were read: nothing is printed yet."""
    from routeplan.planning.system_groups import group_lines
    from routeplan.planning.system_lines import score_group, shore_of
    from routeplan.runtime.progress import track_items

    scored = []
    with track_items(group_lines(lines, shore_of(planner)), "valuing lines") as followed:
        for group in followed:
            try:
                scored.append(score_group(planner, group))
            except UsageError as error:
                read, *further = (sentence for line in group for sentence in line.read_as.describe())
                doubts = [sentence for sentence in further if sentence.startswith("warning: the ")]
                raise UsageError(f"{error} ({'; '.join([read, *doubts[:1]])})") from error
    return scored


def tell_reading(lines: Sequence[ImportedLine], *, aloud: bool) -> None:
    """Tell how lines were understood: all of it on stdout, or the warnings alone on stderr.

    What holds for all lines of a file, such as its columns, is told once.
    """
    for line, sentences in zip(lines, _told_once(lines), strict=True):
        for sentence in sentences:
            if aloud:
                typer.echo(sentence)
            elif sentence.startswith("warning"):
                typer.echo(f"{line.read_as.notes.file}: {sentence}", err=True)


def _told_once(lines: Sequence[ImportedLine]) -> list[list[str]]:
    """Give the sentences of each line, those that all lines of its file have in the first of them only."""
    described = [line.read_as.describe() for line in lines]
    by_file: dict[str, list[list[str]]] = {}
    for line, sentences in zip(lines, described, strict=True):
        by_file.setdefault(line.read_as.notes.file, []).append(sentences)
    told = []
    for line, sentences in zip(lines, described, strict=True):
        of_file = by_file[line.read_as.notes.file]
        shared = set.intersection(*map(set, of_file)) if sentences is not of_file[0] else set()
        told.append([sentence for sentence in sentences if sentence not in shared])
    return told


def tell_apart_lines(lines: Sequence[ImportedLine], scored: Sequence[ScoredLines], *, aloud: bool) -> None:
    """Tell which lines meet at a landing and are valued as cables of their own."""
    from routeplan.planning.system_groups import tell_apart

    for sentence in tell_apart(lines, [one.lines for one in scored]):
        typer.echo(f"warning: {sentence}", err=not aloud)


def read_as_record(scored: ScoredLines, planner: Planner) -> dict[str, Any]:
    """Describe what was understood, with the kilometres over land and the cable added for what a map does not show.

    Where several lines are one system, the others are in ``joined_with``.
    """
    first, *others = scored.lines
    record = first.read_as.record()
    if others:
        record["joined_with"] = [line.read_as.record() for line in others]
    record["land_km"] = scored.valued.land_km
    record["survey_allowance_pct"] = _allowance_pct(scored.lines, planner)
    if is_over_land(scored.valued):
        record["warnings"].append(over_land(scored.valued))
    return record


def tell_valued(scored: ScoredLines, planner: Planner) -> list[str]:
    """Say how much of a line runs over land, what its segments are, and which cable is added for alter courses."""
    from routeplan.planning.system import System
    from routeplan.planning.system_lines import tell_system

    valued = scored.valued
    said = [over_land(valued)] if is_over_land(valued) else []
    if isinstance(valued, System):
        said.append(tell_system(valued))
    told = tell_allowance(scored.lines, planner)
    if not told and (allowance := _development_pct(planner)):
        told = [
            "cable: none added to a position list, which shows its alter courses, nor to the best route beside it; a "
            f"plan by itself has {allowance:g} % added (build.route_development_share)"
        ]
    return [*said, *told]


def tell_allowance(lines: Sequence[ImportedLine], planner: Planner) -> list[str]:
    """Say which cable is added for alter courses that a line of a map does not show."""
    if not (allowance := _allowance_pct(lines, planner)):
        return []
    return [
        f"cable: {allowance:g} % added for alter courses, because a line of a map does not show them "
        "(build.route_development_share), and to a planned route beside it; none is added to a position list"
    ]


def is_over_land(route: Valued) -> bool:
    """Whether a line runs over land beyond its landfalls."""
    return round(route.land_km or 0.0, 1) > 0.0


def over_land(route: Valued) -> str:
    """Say how much of a line runs over land beyond its landfalls: whoever drew it wants to know that first."""
    if not is_over_land(route):
        return "over land: 0 km besides its landfalls"
    first, last = route.landfall_km
    return (
        f"over land: {route.summary['other land']}, besides landfalls of {first:,.1f} and {last:,.1f} km; "
        "no figure for these kilometres is that of a cable at sea"
    )


def _allowance_pct(lines: Sequence[ImportedLine], planner: Planner) -> float:
    if all(line.events is not None for line in lines):
        return 0.0
    return _development_pct(planner)


def _development_pct(planner: Planner) -> float:
    return round(100.0 * planner.assumptions.build.route_development_share, 6)
