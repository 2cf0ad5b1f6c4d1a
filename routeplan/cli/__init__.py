"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from routeplan.cli.stopping import Stopped, ignore_signals, stoppable
from routeplan.files import noting_files

_CLEAR_LINE = "\r\033[K"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure on purpose, and Ctrl-C, ends in one line and its exit code."""
    with noting_files() as written:
        try:
            with stoppable():
                # Inside, for it takes a third of a second: whoever stops it then is to be told the same.
                from routeplan.cli.app import run

                code, message = run(arguments)
        except Stopped as stopped:
            code, message = stopped.exit_code, _tell(written)
        except KeyboardInterrupt:
            code, message = 128 + signal.SIGINT, _tell(written)
        if arguments is None:
            ignore_signals()  # the process ends here: nothing is left to stop
    if code > 128 and sys.stderr.isatty():
        sys.stderr.write(_CLEAR_LINE)  # of the ^C that the terminal has put there
    if message:
        sys.stderr.write(f"routeplan: {' '.join(message.split())}\n")
    sys.exit(code)


def _tell(written: Sequence[Path]) -> str:
    """Say what an interrupt has left: whole files or none."""
    names = ", ".join(map(str, dict.fromkeys(written)))
    return f"interrupted; {f'only {names} was written' if names else 'nothing was written'}"
