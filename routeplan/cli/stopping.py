"""Stop a command on Ctrl-C or SIGTERM: temporary files are removed, and the process ends at once.

No exception is raised, because an exception can get lost in compiled code, destructors or error handlers. The end of
the process cannot.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import FrameType

from routeplan.runtime.files import FileLog

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Signals that wait until a protected block ends; None outside of one.
_waiting: ContextVar[list[int] | None] = ContextVar("waiting", default=None)
_CLEAR_LINE = "\r\033[K"  # removes the progress bar and the ^C of the terminal


def stop_on_signals(log: FileLog) -> None:
    """End the process on SIGINT or SIGTERM from now on. Signals that are ignored, as under ``nohup``, stay ignored."""

    def stop(number: int, _: FrameType | None) -> None:
        waiting = _waiting.get()
        if waiting is not None and not waiting:
            waiting.append(number)
            return
        for stop_signal in _SIGNALS:
            signal.signal(stop_signal, signal.SIG_IGN)
        log.remove_unfinished()
        if sys.stderr.isatty():
            sys.stderr.write(_CLEAR_LINE)
        sys.stderr.write(f"routeplan: {describe_stop(log)}\n")
        sys.stderr.flush()
        os._exit(128 + number)  # the exit code that shells use

    for stop_signal in _SIGNALS:
        if signal.getsignal(stop_signal) is not signal.SIG_IGN:
            signal.signal(stop_signal, stop)


def discard_output() -> None:
    """Send what is still to be written to stdout nowhere, so that the end of the process does not fail on it again."""
    with suppress(OSError, ValueError, AttributeError):  # no stdout, or none with a file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def describe_stop(log: FileLog) -> str:
    """Describe which files a stopped command has written completely."""
    names = ", ".join(map(str, dict.fromkeys(log.written)))
    return f"stopped; {f'only {names} was written' if names else 'nothing was written'}"


@contextmanager
def finishing() -> Iterator[None]:
    """Protect a short block: the first signal waits until it ends, a second one does not."""
    waiting: list[int] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        for number in waiting[:1]:
            signal.raise_signal(number)
