"""Command ``report``: write a briefing, one file about some candidate routes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import BathymetryFile, Json, MemoryLimit, Opening, Quiet, Spacing
from routeplan.cli.printing import CAUTION, print_json
from routeplan.cli.writing import check_outputs, say_written, write_scenario_beside

if TYPE_CHECKING:
    from routeplan.briefing.briefing import Briefing

_SUFFIXES = (".html", ".pdf")


def report(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario: balanced, cheapest, resilient, trusted, low-latency, or a TOML file.",
        ),
    ] = "balanced",
    pair: Annotated[
        list[str] | None,
        typer.Option(
            "--pair",
            metavar="FROM:TO",
            help="Candidate route. Default: the pairs of the scenario, or the demo routes. Repeatable.",
        ),
    ] = None,
    bathymetry: BathymetryFile = None,
    spacing_km: Spacing = None,
    memory_gb: MemoryLimit = 8.0,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="File to write: .html, or .pdf, which needs Chromium. Repeatable.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a briefing on candidate routes as one file.

    It has the answer in a few sentences, a map, a comparison, the risks, and what would change the answer.
    """
    from routeplan.briefing.briefing import report as brief
    from routeplan.briefing.briefing import write_report
    from routeplan.briefing.candidates import find_pairs
    from routeplan.briefing.pdf import check_browser

    outputs = check_outputs(output, _SUFFIXES)
    for path in outputs:
        if path.suffix.lower() == ".pdf":
            check_browser(path)
    find_pairs(pair or ())  # refuses unknown landings before anything is opened
    opening = Opening(scenario, bathymetry=bathymetry, spacing_km=spacing_km, memory_gb=memory_gb)
    planner = opening.open_planner()
    briefing = brief(planner, pair or ())
    for path in outputs:
        write_report(briefing, path)
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        print_json(briefing.record)
    elif not quiet:
        _print_answer(briefing)


def _print_answer(briefing: Briefing) -> None:
    typer.echo(briefing.record["question"]["text"])
    for sentence in briefing.answer:
        typer.echo(f"{sentence.subject}: {sentence.text}")
    typer.echo(CAUTION)
