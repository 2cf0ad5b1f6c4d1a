"""The application: all commands by name, and the exit code and message of a failure."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from routeplan.cli.compare import compare
from routeplan.cli.corridor import corridor
from routeplan.cli.data import data_app
from routeplan.cli.diverse import diverse
from routeplan.cli.doctor import doctor
from routeplan.cli.environment import check_environment
from routeplan.cli.hindcast import hindcast
from routeplan.cli.landings import landings
from routeplan.cli.network import network
from routeplan.cli.plan import plan
from routeplan.cli.report import report
from routeplan.cli.scenario import scenario_app
from routeplan.cli.score import score
from routeplan.cli.serve import serve
from routeplan.cli.stopping import discard_output
from routeplan.cli.sweep import sweep
from routeplan.cli.system import system
from routeplan.cli.usage import describe_usage
from routeplan.errors import RouteplanError

# typer has its own copy of click; this is the base class of its usage errors.
_UsageError: Any = typer.BadParameter.__base__
_NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)  # of a stream without a name: stdout
_NOT_MAPPED = "failed to map segment from shared object"  # a library that is loaded when memory is gone
_INTERRUPTED = 130  # typer's exit code for a KeyboardInterrupt


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"routeplan {version('routeplan')}")
        raise typer.Exit


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Plan submarine cable routes across the Arctic, the North Atlantic and the North Pacific. "
    "Corridor-level routes, not for navigation.",
)


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Plan submarine cable routes; `routeplan COMMAND --help` explains a command."""
    check_environment()


for command in (
    plan, compare, diverse, corridor, system, score, network, sweep, serve, report, hindcast, landings, doctor,
):  # fmt: skip
    app.command()(command)
app.add_typer(scenario_app, name="scenario")
app.add_typer(data_app, name="data")


def run(arguments: Sequence[str] | None) -> tuple[int, str]:
    """Run a command.

    Returns
    -------
    code : int
    message : str
        One line about a deliberate failure; empty otherwise.

    Raises
    ------
    KeyboardInterrupt
        If the command was interrupted.
    """
    try:
        code = app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except RouteplanError as error:
        return error.exit_code, str(error)
    except _UsageError as error:
        return 2, describe_usage(error)
    except BrokenPipeError:
        return 1, ""
    except OSError as error:
        if error.filename is not None or error.errno not in _NOT_WRITTEN:
            raise
        discard_output()
        return 1, f"cannot write to stdout: {error.strerror}; free space there, or write a file with -o"
    except (MemoryError, ImportError) as error:
        if isinstance(error, ImportError) and _NOT_MAPPED not in str(error):
            raise
        return 1, f"out of memory: {error}; give wider cells (--spacing-km), or free memory"
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return (code if isinstance(code, int) else 0), ""
