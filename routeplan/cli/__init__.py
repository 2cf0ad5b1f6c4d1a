"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from routeplan.cli.stopping import stop_on_signals, tell_stopped
from routeplan.runtime.files import noting_files


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure on purpose, and Ctrl-C, ends in one line and its exit code."""
    with noting_files() as noted:
        if arguments is None:  # a process of its own, which may end at once
            stop_on_signals(noted)
        try:
            # Inside, for it takes a third of a second: whoever stops it then is to be told the same.
            from routeplan.cli.app import run

            code, message = run(arguments)
        except KeyboardInterrupt:
            code, message = 128 + signal.SIGINT, tell_stopped(noted)
    if message:
        sys.stderr.write(f"routeplan: {' '.join(message.split())}\n")
    sys.exit(code)
