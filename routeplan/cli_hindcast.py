"""The command that plans cables whose length is published: parse, call, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from routeplan.errors import UsageError


def hindcast_command(  # noqa: PLR0913 - a parameter for each option
    table: Annotated[
        Path | None,
        typer.Option("--table", help="CSV of cables with both ends and length; the embedded ones without."),
    ] = None,
    tier: Annotated[str, typer.Option("--tier", help="Rows of the table to take.")] = "A",
    bathymetry: Annotated[
        Path | None,
        typer.Option("--bathymetry", help="NetCDF of heights, such as GEBCO's, instead of ETOPO5."),
    ] = None,
    spacing_km: Annotated[float, typer.Option("--spacing-km", help="Cell size of the grid, km.")] = 5.0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Page to write instead of printing it: .md.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Plan cables whose length is published, and compare planned with published."""
    from routeplan.export import check_writable, replacing
    from routeplan.hindcast import hindcast, read_hindcast_table, summarise, to_markdown
    from routeplan.opening import open_planner

    if output is not None:
        if output.suffix.lower() != ".md":
            raise UsageError(f"cannot write {output}: no format {output.suffix!r}; use .md")
        check_writable(output)
    cables = read_hindcast_table(table, tier=tier)
    compared = hindcast(open_planner(bathymetry=bathymetry, spacing_km=spacing_km), cables)
    summary = summarise(compared)
    page = to_markdown(compared, summary)
    if output is not None:
        with replacing(output) as temporary:
            temporary.write_text(page, encoding="utf-8")
        if not quiet:
            typer.echo(f"wrote {output}", err=True)
    if as_json:
        # pandas' own writer turns NaN into null, which JSON knows.
        record = {
            "spacing_km": spacing_km,
            "cables": json.loads(compared.to_json(orient="records")),
            "summary": json.loads(summary.to_json(orient="index")),
        }
        sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    elif output is None and not quiet:
        typer.echo(page, nl=False)
