"""Command ``corridor``: all cells through which a route costs little more than the best."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.crossings import CrossingChoice
from routeplan.cli.option_groups import with_option_groups
from routeplan.cli.options import End, Json, Opening, Quiet, Start
from routeplan.cli.printing import CAUTION, number, print_json, print_jurisdictions, print_table
from routeplan.cli.writing import check_outputs, output_option, say_written, write_scenario_beside
from routeplan.view.files import GRID_SUFFIXES, TABLE_SUFFIXES, FileOptions, write_result

if TYPE_CHECKING:
    from routeplan.planning.corridor import Corridor
    from routeplan.planning.planner import Planner

_SUFFIXES = (*GRID_SUFFIXES, *TABLE_SUFFIXES)
CorridorOutput = Annotated[list[Path] | None, output_option(f"{' '.join(_SUFFIXES)} .html")]


@with_option_groups
def corridor(
    start: Start,
    end: End,
    opening: Opening,
    crossing: CrossingChoice,
    within: Annotated[
        float,
        typer.Option(
            "--within",
            metavar="PERCENT",
            help="Width of the corridor: how much more than the best a route may cost.",
        ),
    ] = 5.0,
    output: CorridorOutput = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find where a route costs little more than the best.

    The result is all cells within a percentage of the best route, and the distinct passages through them.
    """
    from routeplan.catalog.landings import find_landing
    from routeplan.planning.corridor import check_within
    from routeplan.planning.corridor.record import corridor_record

    check_within(within)
    outputs = check_outputs(output, (*_SUFFIXES, ".html"))
    crossed = crossing.read()
    ends = find_landing(start), find_landing(end)
    planner = opening.open_planner()
    found = planner.corridor(*ends, within_pct=within)
    passages = planner.value_passages(found) if crossing.wanted else ()
    listed = crossing.find(passages, planner, crossed)
    for path in outputs:
        _write_corridor(path, found, planner, FileOptions(crossings=listed))
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        print_json(corridor_record(found) | crossing.record(listed))
    elif not quiet:
        _print_corridor(found)
        crossing.show(listed)


def _write_corridor(path: Path, found: Corridor, planner: Planner, options: FileOptions) -> None:
    """Write a corridor to one file: a map, or a format for other programs."""
    if path.suffix.lower() == ".html":
        from routeplan.view.maps import map_corridor, write_map

        write_map(map_corridor(found, over=planner), path)
    else:
        write_result(found, path, options=options)


def _print_corridor(found: Corridor) -> None:
    typer.echo(f"{found.name} within {found.within_pct:g} %")
    typer.echo(
        f"  {'area':<20}{found.area_km2:,.0f} km2, {found.cells:,} cells of {found.spacing_km:g} km\n"
        f"  {'best route':<20}{found.best_usd / 1e6:,.1f} M USD, objective without landings\n"
    )
    headings = ["km", "life cost M USD", "excess %"]
    rows = [
        [
            passage.position,
            ", ".join(passage.straits),
            number(passage.length_km, 0),
            number(passage.breakdown.life_cost_usd / 1e6, 1) if passage.breakdown else "",
            number(passage.excess_pct, 1),
        ]
        for passage in found.passages
    ]
    print_table(rows, ["passage", "straits", *headings], right=headings)
    breakdowns = [passage.breakdown for passage in found.passages if passage.breakdown]
    for words in dict.fromkeys(
        breakdown.objective_words for breakdown in breakdowns if breakdown.objective_words
    ):
        typer.echo(f"excess is that of the objective: {words}")
    print_jurisdictions((passage.name, passage.breakdown) for passage in found.passages)
    typer.echo(f"solved in {found.solve_seconds:.2f} s; {CAUTION}")
