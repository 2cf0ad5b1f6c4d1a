"""How a command stops: on Ctrl-C or SIGTERM it clears away and the process ends where the signal finds it.

Nothing is raised. An exception on its way out of compiled code, a destructor or a way round a failure may be lost or
break what it passes; the end of a process cannot.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

from routeplan.runtime.files import Noted

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Signals that wait for what is to be finished; None where nothing is.
_late: ContextVar[list[int] | None] = ContextVar("late", default=None)
_CLEAR_LINE = "\r\033[K"  # of the bar, and of the ^C that the terminal has put there


def stop_on_signals(noted: Noted) -> None:
    """End the process, from now on, when it is told to; signals that are ignored, as behind ``nohup``, still are."""

    def stop(number: int, _: FrameType | None) -> None:
        late = _late.get()
        if late is not None and not late:
            late.append(number)
            return
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        noted.clear()
        if sys.stderr.isatty():
            sys.stderr.write(_CLEAR_LINE)
        sys.stderr.write(f"routeplan: {tell_stopped(noted)}\n")
        sys.stderr.flush()
        os._exit(128 + number)  # as shells count

    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, stop)


def tell_stopped(noted: Noted) -> str:
    """Say what a command that was stopped has left: whole files or none."""
    names = ", ".join(map(str, dict.fromkeys(noted.written)))
    return f"stopped; {f'only {names} was written' if names else 'nothing was written'}"


@contextmanager
def finishing() -> Iterator[None]:
    """Let what takes a moment come to its end: one signal waits for it, a second does not."""
    late: list[int] = []
    token = _late.set(late)
    try:
        yield
    finally:
        _late.reset(token)
        for number in late[:1]:
            signal.raise_signal(number)
