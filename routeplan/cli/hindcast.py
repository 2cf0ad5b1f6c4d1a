"""Command ``hindcast``: plan cables of published length and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from routeplan.cli.options import BathymetryFile, Json, Quiet
from routeplan.cli.printing import print_json
from routeplan.cli.writing import check_outputs, say_written


def hindcast(
    table: Annotated[
        Path | None,
        typer.Option(
            "--table",
            metavar="FILE",
            help="CSV file of cables with both landings and length. Default: the embedded table.",
        ),
    ] = None,
    tier: Annotated[
        str, typer.Option("--tier", metavar="TIER", help="Tier of the rows to read from the table.")
    ] = "A",
    bathymetry: BathymetryFile = None,
    spacing_km: Annotated[
        float, typer.Option("--spacing-km", metavar="KM", help="Cell size of the grid, km.")
    ] = 5.0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Markdown file (.md) to write instead of printing the page.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare planned with published cable lengths."""
    from routeplan.planning.hindcast import hindcast as plan_again
    from routeplan.planning.hindcast import read_hindcast_table, summarise, to_markdown
    from routeplan.planning.open import open_planner
    from routeplan.runtime.files import atomic_write

    check_outputs([output] if output else None, (".md",))
    cables = read_hindcast_table(table, tier=tier)
    compared = plan_again(open_planner(bathymetry=bathymetry, spacing_km=spacing_km), cables)
    summary = summarise(compared)
    page = to_markdown(compared, summary)
    if output is not None:
        with atomic_write(output) as temporary:
            temporary.write_text(page, encoding="utf-8")
        say_written(output, quiet=quiet)
    if as_json:
        # pandas writes NaN as null, which is valid JSON.
        record = {
            "spacing_km": spacing_km,
            "cables": json.loads(compared.to_json(orient="records")),
            "summary": json.loads(summary.to_json(orient="index")),
        }
        print_json(record)
    elif output is None and not quiet:
        typer.echo(page, nl=False)
