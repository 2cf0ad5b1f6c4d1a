"""Write the files of ``-o``: checked before anything is solved, the scenario beside them, told when written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from routeplan.errors import UsageError
from routeplan.view.files import check_suffix

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


def output_option(formats: str) -> Any:
    """Make the option ``-o`` of a command; what it writes is told by its formats."""
    return typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help=f"File to write; its suffix sets the format: {formats}. Repeatable.",
    )


def check_outputs(output: list[Path] | None, suffixes: tuple[str, ...]) -> list[Path]:
    """Check that all output files can be written, before anything is solved."""
    from routeplan.runtime.files import check_writable

    for path in output or []:
        if path == Path():
            raise UsageError(
                '-o "" names no file; give a name whose suffix sets the format, such as route.geojson'
            )
        check_suffix(path, suffixes)
    for path in output or []:
        check_writable(path)
        check_writable(_scenario_beside(path))
    return output or []


def write_scenario_beside(outputs: Sequence[Path], planner: Planner, *, quiet: bool) -> None:
    """Write the scenario beside the output files, once per file name without suffix."""
    from routeplan.cost.scenario import write_scenario

    for path in dict.fromkeys(map(_scenario_beside, outputs)):
        if planner.scenario is not None:
            write_scenario(planner.scenario, path)
            say_written(path, quiet=quiet)


def _scenario_beside(path: Path) -> Path:
    return path.with_suffix(".scenario.toml")


def say_written(path: Path, *, quiet: bool) -> None:
    """Report a written file on stderr."""
    if not quiet:
        typer.echo(f"wrote {path}", err=True)
