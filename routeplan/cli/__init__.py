"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer

from routeplan.cli.compare import compare
from routeplan.cli.corridor import corridor
from routeplan.cli.diverse import diverse
from routeplan.cli.doctor import doctor
from routeplan.cli.hindcast import hindcast
from routeplan.cli.landings import landings
from routeplan.cli.network import network
from routeplan.cli.plan import plan
from routeplan.cli.report import report
from routeplan.cli.scenario import scenario_app
from routeplan.cli.score import score
from routeplan.errors import RouteplanError

# typer carries a click of its own: the base of its public usage error is what it raises for every bad word.
_INTERRUPTED = 130  # what typer returns when a person presses Ctrl-C
_UsageError: Any = typer.BadParameter.__base__

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Plan submarine cable routes across the Arctic, the North Atlantic and the North Pacific. "
    "Corridor-level routes, not for navigation.",
)
for command in (plan, compare, diverse, corridor, score, network, report, hindcast, landings, doctor):
    app.command()(command)
app.add_typer(scenario_app, name="scenario")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure on purpose ends in one line and its exit code."""
    try:
        code = app(args=None if arguments is None else list(arguments), standalone_mode=False)
    except RouteplanError as error:
        _fail(str(error), error.exit_code)
    except _UsageError as error:
        _fail(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped; nothing was left half-written", 1)
    except BrokenPipeError:
        sys.exit(1)
    else:
        if code == _INTERRUPTED:
            _fail("stopped; nothing was left half-written", 1)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    line = " ".join(message.split())
    typer.echo(f"routeplan: {line}", err=True)
    sys.exit(code)
