"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from routeplan.cli.stopping import describe_stop, stop_on_signals
from routeplan.runtime.files import log_files
from routeplan.runtime.notices import notices_on_stderr


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command. A deliberate failure or Ctrl-C prints one line and sets the exit code."""
    with notices_on_stderr(), log_files() as log:
        if arguments is None:  # run as a process of its own
            stop_on_signals(log)
        try:
            # Imported here because it takes 0.3 s, and an interrupt in that time must be handled too.
            from routeplan.cli.app import run

            code, message = run(arguments)
        except KeyboardInterrupt:
            code, message = 128 + signal.SIGINT, describe_stop(log)
    if message and sys.stderr is not None:
        with suppress(OSError):  # a full or closed stderr must not change the exit code
            sys.stderr.write(f"routeplan: {' '.join(message.split())}\n")
    sys.exit(code)
