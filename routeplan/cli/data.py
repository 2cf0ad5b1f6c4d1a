"""Command ``data``: what the package keeps on disk."""

from __future__ import annotations

import typer

from routeplan.cli.options import Json
from routeplan.cli.printing import print_json

data_app = typer.Typer(no_args_is_help=True, help="Say what is kept on disk, and remove it.")


@data_app.callback()
def _data() -> None:
    """Keep the name of the only command: typer would drop it."""


@data_app.command()
def clean(as_json: Json = False) -> None:
    """Empty the cache; what was in it is made again when it is needed."""
    from routeplan.runtime.disk_cache import cache_folder, empty_cache

    count, size = empty_cache()
    folder = cache_folder()
    if as_json:
        print_json({"folder": None if folder is None else str(folder), "entries": count, "bytes": size})
    else:
        typer.echo(f"{count} entries removed, {size / 1e6:,.0f} MB")
