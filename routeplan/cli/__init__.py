"""The command line: parse a command, call one function, print."""

from __future__ import annotations

import io
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress

from routeplan.cli.environment import draw_without_windows
from routeplan.cli.stopping import describe_stop, stop_on_signals
from routeplan.errors import on_one_line
from routeplan.runtime.files import log_files
from routeplan.runtime.notices import notices_on_stderr


def _print_everywhere() -> None:
    """Print what the encoding of a terminal lacks as an escape: a name such as Bodø is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command. A deliberate failure or Ctrl-C prints one line and sets the exit code."""
    with notices_on_stderr(), log_files() as log:
        if arguments is None:  # run as a process of its own
            stop_on_signals(log)
            _print_everywhere()
            draw_without_windows()
            if not sys.warnoptions:  # of libraries, for programmers; ours are notices
                warnings.simplefilter("ignore")
        try:
            # Imported here because it takes 0.3 s, and an interrupt in that time must be handled too.
            from routeplan.cli.app import run

            code, message = run(arguments)
        except KeyboardInterrupt:
            code, message = 128 + signal.SIGINT, describe_stop(log)
    if message and sys.stderr is not None:
        with suppress(OSError):  # a full or closed stderr must not change the exit code
            sys.stderr.write(f"routeplan: {on_one_line(message)}\n")
    sys.exit(code)
