"""Command ``data``: data sets of other publishers, and what the package keeps on disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from routeplan.cli.options import Json, Opening, Quiet, Spacing
from routeplan.cli.printing import print_json, print_table
from routeplan.cli.route_files import FIGURES
from routeplan.cli.writing import check_outputs, output_option, say_written
from routeplan.errors import DataError, NoRouteError, UsageError

if TYPE_CHECKING:
    from routeplan.io.data_sets import Reference
    from routeplan.seabed.file_look import FileLook

data_app = typer.Typer(
    no_args_is_help=True, help="List, fetch, look at, check and cite data; empty the cache."
)
# A short route along two coasts. It uses every kernel that a plan uses.
_SAMPLE = ("landeyjar", "nuuk")

_HELP = "Data set, by its name in routeplan data list."
Name = Annotated[str, typer.Argument(metavar="NAME", help=_HELP)]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help=_HELP)]
SomeNames = Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help=_HELP)]


@data_app.command(name="list")
def list_sets(as_json: Json = False) -> None:
    """List the data sets that can be fetched from their publishers."""
    from routeplan.io.data_sets import data_set_folder, read_registry, state_of
    from routeplan.io.sources import embedded_data

    published = [(data_set, state_of(data_set)) for data_set in read_registry().values()]
    if as_json:
        embedded = [
            {"id": data_set.id, "name": data_set.source.name, "licence": data_set.source.licence}
            for data_set in embedded_data().values()
        ]
        sets = [
            {**data_set.model_dump(mode="json"), "state": state, "folder": str(data_set_folder(data_set))}
            for data_set, state in published
        ]
        print_json({"embedded": embedded, "published": sets})
        return
    rows = []
    for data_set, state in published:
        fetched = "by hand only" if state.is_absent and not data_set.url else state
        rows.append([data_set.id, data_set.kind, data_set.title, data_set.resolution, fetched])
    print_table(rows, ["name", "kind", "data set", "resolution", "state"])
    typer.echo(f"{len(embedded_data())} more are embedded: routeplan doctor lists them")


@data_app.command()
def info(name: Name, as_json: Json = False) -> None:
    """Tell all about a data set: publisher, licence, where it is, how it is used."""
    from routeplan.io.data_sets import data_set_folder, find_set, find_set_file, reference_of, state_of

    data_set = find_set(name)
    facts = {
        "name": data_set.id,
        "title": data_set.title,
        "version": data_set.version,
        "newer": data_set.newer,
        "kind": data_set.kind,
        "resolution": data_set.resolution,
        "licence": data_set.licence,
        "page": data_set.page,
        "address": data_set.url or "none; the publisher gives the file by hand only",
        "by_hand": data_set.by_hand,
        "state": state_of(data_set),
        "file": str(find_set_file(data_set) or data_set_folder(data_set) / data_set.file),
        "use": data_set.usage,
        "cite": reference_of(data_set).sentence,
        "checked": data_set.how_checked,
    }
    if as_json:
        print_json(facts)
        return
    for key, value in facts.items():
        if value:
            typer.echo(f"{key.replace('_', ' '):10}  {value}")


@data_app.command()
def fetch(names: Names, as_json: Json = False, quiet: Quiet = False) -> None:
    """Fetch data sets from their publishers; an interrupted fetch goes on where it was."""
    from routeplan.io.data_sets import fetch_set, find_set

    chosen = [find_set(name) for name in names]  # a name that is unknown is told before the first is fetched
    files = {}
    for data_set in chosen:
        files[data_set.id] = fetch_set(data_set)
        if not as_json and not quiet:
            typer.echo(f"{data_set.id}: {files[data_set.id]}\n  use it: {data_set.usage}")
    if as_json:
        print_json({"fetched": [{"name": name, "file": str(file)} for name, file in files.items()]})


@data_app.command()
def check(names: SomeNames = None, as_json: Json = False) -> None:
    """Compare files with their checksums: those named, or all that are embedded or were fetched."""
    findings = []
    for name, compare in _comparisons(names).items():
        try:
            compare()
            findings.append((name, True, "as published or fetched"))
        except DataError as error:
            findings.append((name, False, str(error)))
    if as_json:
        print_json({"checks": [{"what": name, "ok": ok, "finding": found} for name, ok, found in findings]})
    else:
        print_table(
            [[name, "ok" if ok else "PROBLEM", found] for name, ok, found in findings],
            ["data set", "", "finding"],
        )
    if not all(ok for _, ok, _ in findings):
        raise typer.Exit(DataError.exit_code)


@data_app.command()
def look(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Raster, folder of tiles, or vector file; or the name of a data set."
        ),
    ],
    output: Annotated[list[Path] | None, output_option(f"{' '.join(FIGURES)} (map of the depths)")] = None,
    as_json: Json = False,
) -> None:
    """Look at a file before it is used: what it is taken for, coverage, range, holes, oddities."""
    from routeplan.io.data_sets import file_of_choice
    from routeplan.seabed.file_look import look_at_file

    paths = check_outputs(output, FIGURES)
    path = file_of_choice(file, None)
    if path.is_file() and not path.stat().st_size:
        raise DataError(f"{path} is empty: 0 bytes; give a raster, or polygons and lines")
    found = look_at_file(path)
    if paths:
        _draw_depths(found, paths)
    if as_json:
        print_json(
            {
                "file": str(found.path),
                "taken_for": found.taken_for,
                **found.facts,
                "remarks": list(found.remarks),
            }
        )
        return
    typer.echo(f"{found.path}\ntaken for      {found.taken_for}")
    for name, value in found.facts.items():
        typer.echo(f"{name:13}  {value}")
    unremarkable = (
        "no planner can use it; give a file with shapes"
        if found.taken_for.startswith("nothing")
        else "nothing odd was found"
    )
    for remark in found.remarks or (unremarkable,):
        typer.echo(f"{'remark':13}  {remark}")


@data_app.command()
def cite(
    names: SomeNames = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="PRESET|FILE", help="Cite all that plans of this scenario use."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Cite data sets, in a sentence and in BibTeX: those named, those of a scenario, or all on this machine."""
    cited = _references(names, scenario)
    if as_json:
        records = [
            {
                "key": reference.key,
                "title": reference.title,
                "sentence": reference.sentence,
                "bibtex": reference.bibtex,
            }
            for reference in cited
        ]
        print_json({"scenario": scenario, "cited": records})
        return
    for sentence in dict.fromkeys(reference.sentence for reference in cited):
        typer.echo(sentence)
    for reference in cited:
        typer.echo(f"\n{reference.bibtex}")


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
def clean(names: SomeNames = None, as_json: Json = False) -> None:
    """Empty the cache, which is made again when needed; with names, remove these fetched data sets instead."""
    from routeplan.io.data_sets import find_set, remove_set
    from routeplan.runtime.disk_cache import cache_folder, empty_cache

    if names:
        removed = {data_set.id: remove_set(data_set) for data_set in [find_set(name) for name in names]}
        if as_json:
            print_json({"removed": removed})
        else:
            for name, size in removed.items():
                typer.echo(f"{name}: {size / 1e6:,.0f} MB removed")
        return
    count, size = empty_cache()
    folder = cache_folder()
    if as_json:
        print_json({"folder": None if folder is None else str(folder), "entries": count, "bytes": size})
    else:
        typer.echo(f"{count} entries removed, {size / 1e6:,.0f} MB")


def _references(names: list[str] | None, scenario: str | None) -> tuple[Reference, ...]:
    """Find what is to be cited: of names, of a scenario, or all embedded and fetched sets."""
    from routeplan.io.data_sets import find_set, read_registry, reference_of, reference_of_embedded, state_of
    from routeplan.io.sources import embedded_data

    if names and scenario:
        raise UsageError("names and --scenario were both given; give one of them")
    if scenario:
        from routeplan.cost.scenario import read_scenario
        from routeplan.planning.data_sources import derive_references

        return derive_references(read_scenario(scenario))
    embedded = embedded_data()
    if names:
        return tuple(
            reference_of_embedded(embedded[name]) if name in embedded else reference_of(find_set(name))
            for name in names
        )
    here = (data_set for data_set in read_registry().values() if not state_of(data_set).is_absent)
    return (*map(reference_of_embedded, embedded.values()), *map(reference_of, here))


def _comparisons(names: list[str] | None) -> dict[str, Callable[[], None]]:
    """Find what compares each data set with its checksum, by name."""
    from functools import partial

    from routeplan.io.data_sets import check_set, find_set, read_record, read_registry, state_of
    from routeplan.io.sources import embedded_data

    embedded = {key: data_set.check for key, data_set in embedded_data().items()}
    if names:
        return {
            name: embedded[name] if name in embedded else partial(check_set, find_set(name)) for name in names
        }
    known = [
        data_set
        for data_set in read_registry().values()
        if not state_of(data_set).is_absent or read_record(data_set)
    ]
    return {**embedded, **{data_set.id: partial(check_set, data_set) for data_set in known}}


def _draw_depths(found: FileLook, paths: list[Path]) -> None:
    from routeplan.geo.grid import Grid
    from routeplan.seabed.bathymetry import derive_depth
    from routeplan.view.figures import figure_layers, write_figure

    if found.depths is None:
        raise UsageError(f"{found.path} has no depths to draw; leave out -o")
    figure = figure_layers([derive_depth(found.depths, Grid.arctic(spacing_km=20))], columns=1)
    for path in paths:
        write_figure(figure, path)
        say_written(path, quiet=False)
