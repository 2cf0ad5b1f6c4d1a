"""Command ``landings``: search the landing points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json, print_table
from routeplan.cli.writing import check_outputs, output_option, say_written
from routeplan.view.files import LINE_SUFFIXES, TABLE_SUFFIXES, write_result

if TYPE_CHECKING:
    import pandas as pd

_SUFFIXES = (*LINE_SUFFIXES, *TABLE_SUFFIXES)
_DIGITS = {"lat": "{:.4f}", "lon": "{:.4f}", "accuracy_km": "{:g}", "distance_km": "{:.1f}"}


def landings(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="Part of an id or a name; or a town.")
    ] = None,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="LAT,LON", help="Sort by distance from this position, nearest first."),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(
            "--country",
            metavar="COUNTRY",
            help="Only landings of this country: English name or ISO 3166-1 code.",
        ),
    ] = None,
    output: Annotated[list[Path] | None, output_option(" ".join(_SUFFIXES))] = None,
    as_json: Json = False,
) -> None:
    """Search the landing points by name, position or country.

    A coastal town that is no known landing is found by its name, and told as a town.
    """
    from routeplan.catalog.landings import search_landings
    from routeplan.geo.position_text import parse_position

    outputs = check_outputs(output, _SUFFIXES)
    found = search_landings(text, near=None if near is None else parse_position(near), country=country)
    for path in outputs:
        _write(path, found)
        say_written(path, quiet=False)
    if as_json:
        print_json({"landings": found.to_dict(orient="records")})
        return
    columns = ["id", "name", "country", "lat", "lon", "status", "accuracy_km"]
    columns += [] if near is None else ["distance_km"]
    rows = [
        [
            _DIGITS[column].format(value) if column in _DIGITS else str(value)
            for column, value in zip(columns, row, strict=True)
        ]
        for row in found[columns].itertuples(index=False)
    ]
    if rows:
        print_table(rows, columns, right=tuple(_DIGITS))
    towns = int((found["status"] == "town").sum())
    counts = {"landing point": len(found) - towns, "town": towns}
    said = [_counted(count, noun) for noun, count in counts.items() if count or noun == "landing point"]
    typer.echo(", ".join(said), err=True)


def _write(path: Path, found: pd.DataFrame) -> None:
    """Write landings to one file."""
    from routeplan.view.files.formula_text import write_table
    from routeplan.view.files.landing_layers import derive_landing_features

    if path.suffix.lower() == ".csv":
        write_table(found, path)
    else:
        write_result(derive_landing_features(found), path)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
