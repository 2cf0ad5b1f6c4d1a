"""Command ``landings``: search the landing points."""

from __future__ import annotations

from typing import Annotated

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json, print_table


def landings(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="Part of an id or a name.")] = None,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="LAT,LON", help="Sort by distance from this position, nearest first."),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(
            "--country", metavar="XX", help="Only landings of this country, ISO 3166-1 alpha-2 code."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Search the landing points by name, position or country."""
    from routeplan.catalog.landings import search_landings
    from routeplan.geo.position_text import parse_position

    found = search_landings(text, near=None if near is None else parse_position(near), country=country)
    if as_json:
        print_json({"landings": found.to_dict(orient="records")})
        return
    columns = ["id", "name", "country", "lat", "lon", "status", "accuracy_km"]
    columns += [] if near is None else ["distance_km"]
    rows = [
        [f"{value:.4f}" if isinstance(value, float) else str(value) for value in row]
        for row in found[columns].itertuples(index=False)
    ]
    print_table(rows, columns, right=("lat", "lon", "accuracy_km", "distance_km"))
    typer.echo(f"{len(found)} landing points", err=True)
