"""Command ``data``: what the package keeps on disk."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from routeplan.cli.options import Json, Opening, Quiet, Spacing
from routeplan.cli.printing import print_json
from routeplan.errors import NoRouteError, UsageError

data_app = typer.Typer(no_args_is_help=True, help="Prepare what is kept on disk, and remove it.")
# A short route along two coasts. It uses every kernel that a plan uses.
_SAMPLE = ("landeyjar", "nuuk")


@data_app.command()
def prepare(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Preset or TOML file whose layers are made.")
    ] = "balanced",
    spacing_km: Spacing = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compile the kernels and make the layers of a scenario, so that its first plan does not wait for them.

    Takes about a minute after installation, seconds for each further scenario, and less than a second when all of it
    is there. `make` does it when it installs.
    """
    from routeplan.runtime.disk_cache import cache_folder, cache_size

    planner = Opening(scenario, spacing_km=spacing_km).open_planner()
    _ = planner.legs  # the surface, as the solver takes it
    # A scenario may close the waters of the sample: its layers are made all the same.
    with suppress(UsageError, NoRouteError):
        planner.route(*_SAMPLE)
    count, size = cache_size()
    folder = cache_folder()
    if as_json:
        print_json({"folder": None if folder is None else str(folder), "entries": count, "bytes": size})
    elif not quiet:
        kept = "nothing is kept" if folder is None else f"{count} entries, {size / 1e6:,.0f} MB in {folder}"
        typer.echo(f"{scenario} is prepared: {kept}")


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
