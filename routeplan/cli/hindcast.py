"""Command ``hindcast``: plan cables of published length and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import BathymetryFile, Json, Quiet
from routeplan.cli.printing import print_json
from routeplan.cli.writing import check_outputs, output_option, say_written
from routeplan.runtime.notices import tell
from routeplan.view.files import LINE_SUFFIXES, TABLE_SUFFIXES, write_result

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.planning.hindcast import PlannedCable

_SLOW_BELOW_KM = 2.0  # smaller cells are read again for each cable
_LINES = (*LINE_SUFFIXES, *(suffix for suffix in TABLE_SUFFIXES if suffix != ".csv"))
_SUFFIXES = (".md", ".csv", *_LINES)


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
        str | None,
        typer.Option("--tier", metavar="TIER", help="Tier of the rows to read from --table. Default: A."),
    ] = None,
    bathymetry: BathymetryFile = None,
    spacing_km: Annotated[
        float, typer.Option("--spacing-km", metavar="KM", help="Cell size of the grid, km.")
    ] = 5.0,
    output: Annotated[
        list[Path] | None,
        output_option(f".md (the page), .csv (its table); the planned lines: {' '.join(_LINES)}"),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare planned with published cable lengths."""
    from routeplan.planning.hindcast import (
        compare_cables,
        plan_cables,
        read_hindcast_table,
        summarise,
        to_markdown,
    )
    from routeplan.planning.open import open_planner

    outputs = check_outputs(output, _SUFFIXES)
    cables = read_hindcast_table(table, tier=tier)
    if spacing_km < _SLOW_BELOW_KM and not quiet:
        tell(
            f"planning {len(cables)} cables on cells of {spacing_km:g} km can take hours; the default of 5 km takes "
            "minutes"
        )
    planned = plan_cables(open_planner(bathymetry=bathymetry, spacing_km=spacing_km), cables)
    compared = compare_cables(planned)
    summary = summarise(compared)
    page = to_markdown(compared, summary)
    for path in outputs:
        _write(path, planned, compared, page)
        say_written(path, quiet=quiet)
    if as_json:
        # pandas writes NaN as null, which is valid JSON.
        record = {
            "spacing_km": spacing_km,
            "cables": json.loads(compared.to_json(orient="records")),
            "summary": json.loads(summary.to_json(orient="index")),
        }
        print_json(record)
    elif not outputs and not quiet:
        typer.echo(page, nl=False)


def _write(path: Path, planned: tuple[PlannedCable, ...], compared: pd.DataFrame, page: str) -> None:
    """Write one file: the page, its table, or the planned lines."""
    from routeplan.runtime.files import atomic_write
    from routeplan.view.files.formula_text import write_table
    from routeplan.view.files.hindcast_layers import derive_hindcast_features

    match path.suffix.lower():
        case ".md":
            with atomic_write(path) as temporary:
                temporary.write_text(page, encoding="utf-8")
        case ".csv":
            write_table(compared, path)
        case _:
            write_result(derive_hindcast_features(planned), path)
