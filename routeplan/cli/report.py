"""Command ``report``: write a briefing, one file about some candidate routes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.ensembles import find_ensembles
from routeplan.cli.options import SCENARIO, BathymetryFile, Json, MemoryLimit, Opening, Quiet, Spacing
from routeplan.cli.printing import print_json
from routeplan.cli.reading import read_files, tell_allowance, tell_reading, with_doubts
from routeplan.cli.writing import check_outputs, output_option, say_written, write_scenario_beside

if TYPE_CHECKING:
    from routeplan.briefing.briefing import Briefing
    from routeplan.briefing.language import Language

_SUFFIXES = (".html", ".pdf")


def report(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help=SCENARIO,
        ),
    ] = "balanced",
    pair: Annotated[
        list[str] | None,
        typer.Option(
            "--pair",
            metavar="FROM:TO",
            help="Candidate route. Default without --line: the pairs and systems of the scenario, or the demo "
            "routes. Repeatable.",
        ),
    ] = None,
    line: Annotated[
        list[Path] | None,
        typer.Option(
            "--line",
            metavar="FILE",
            help="Lines of your own, in any format that `score` reads, each beside a planned route. Repeatable.",
        ),
    ] = None,
    short: Annotated[
        bool, typer.Option("--short", help="One page of A4 instead of the whole briefing.")
    ] = False,
    title: Annotated[
        str, typer.Option("--title", help="Title. Default: the question.", show_default=False)
    ] = "",
    author: Annotated[str, typer.Option("--author", help="Author.", show_default=False)] = "",
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Date. Default: today."),
    ] = None,
    ensemble: Annotated[
        Path | None,
        typer.Option(
            "--ensemble", metavar="FOLDER", help="Show the ranges of an ensemble, of routeplan sweep -o."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="en|fr", help="Language of the briefing.")
    ] = "en",
    bathymetry: BathymetryFile = None,
    spacing_km: Spacing = None,
    memory_gb: MemoryLimit = 8.0,
    output: Annotated[list[Path] | None, output_option(".html, or .pdf, which needs Chromium")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a briefing on candidate routes as one file.

    It has the answer in five sentences at most, a map, a comparison, whose waters each route passes, the risks, what
    the candidates add to existing cables, what would change the answer, the assumptions and a glossary.
    """
    from routeplan.briefing.briefing import report as brief
    from routeplan.briefing.briefing import write_report
    from routeplan.briefing.candidates import find_lines, find_pairs
    from routeplan.briefing.language import read_language
    from routeplan.briefing.pdf import check_browser

    outputs = check_outputs(output, _SUFFIXES)
    for path in outputs:
        if path.suffix.lower() == ".pdf":
            check_browser(path)
    # Unknown languages, landings and files are refused before anything is opened.
    told_in = read_language(language)
    ends = find_pairs(pair or ())
    lines = read_files(line or (), columns=None, legs=None)
    find_lines(lines, len(ends))
    outcomes = find_ensembles(ensemble, None)
    opening = Opening(scenario, bathymetry=bathymetry, spacing_km=spacing_km, memory_gb=memory_gb)
    planner = opening.open_planner()
    lines = with_doubts(lines, planner)
    tell_reading(lines, aloud=not (as_json or quiet))
    for sentence in tell_allowance(lines, planner) if lines and not (as_json or quiet) else []:
        typer.echo(sentence)
    briefing = brief(
        planner,
        pair or (),
        lines=lines,
        on=on.date() if on else None,
        language=language,
        title=title,
        author=author,
        ensembles=outcomes,
    )
    for path in outputs:
        write_report(briefing, path, short=short)
        say_written(path, quiet=quiet)
    write_scenario_beside(outputs, planner, quiet=quiet)
    if as_json:
        print_json(briefing.record)
    elif not quiet:
        _print_answer(briefing, told_in)


def _print_answer(briefing: Briefing, language: Language) -> None:
    typer.echo(briefing.record["title"])
    for sentence in briefing.answer:
        typer.echo(language.text("answer.sentence", subject=sentence.subject, sentence=sentence.text))
    typer.echo(language.text("page.footer"))
