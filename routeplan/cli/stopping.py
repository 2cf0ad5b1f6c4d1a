"""How a command stops: Ctrl-C and a request to terminate are raised as what nothing on the way catches."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

from routeplan.interrupts import put_off, send_again

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Who stops a group of processes may hit one twice, and an impatient finger does; what is being cleared away by then
# is not to be stopped in turn.
_ONCE_IN_S = 1.0


class Stopped(BaseException):
    """A command was told to stop.

    No ``KeyboardInterrupt``, which typer turns into an exit of its own, and no ``Exception``, which a way round a
    failure may catch.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.exit_code = 128 + number  # as shells count


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise :class:`Stopped` where a signal finds the program, at most once a second."""

    def stop(number: int) -> None:
        raise Stopped(number)

    with _handling(stop):
        yield


@contextmanager
def finishing() -> Iterator[None]:
    """Let what takes a moment come to its end: one signal waits for it, a second does not.

    Raises
    ------
    Stopped
        At the end, if there was a signal.
    """
    late: list[int] = []

    def wait(number: int) -> None:
        late.append(number)
        if len(late) > 1:
            raise Stopped(number)

    with _handling(wait):
        yield
    if late:
        raise Stopped(late[0])


def ignore_signals() -> None:
    """Hear no more of them."""
    for each in _heard():
        signal.signal(each, signal.SIG_IGN)


@contextmanager
def _handling(handler: Callable[[int], None]) -> Iterator[None]:
    """Hand signals to a function, and then to what handled them before."""
    last = -_ONCE_IN_S

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal last
        if put_off(number, frame):
            return
        now = monotonic()
        if now - last >= _ONCE_IN_S:
            last = now
            handler(number)

    def handle_again(unraisable: Any) -> None:
        """Raise once more what was lost where Python cannot raise: in a destructor, or a callback of the compiler's."""
        nonlocal last
        if not isinstance(unraisable.exc_value, Stopped):
            hook(unraisable)
            return
        last = -_ONCE_IN_S
        send_again(unraisable.exc_value.number)

    hook, sys.unraisablehook = sys.unraisablehook, handle_again
    before = {each: signal.getsignal(each) for each in _heard()}
    try:
        for each in before:
            signal.signal(each, handle)
        yield
    finally:
        for each, handled in before.items():
            signal.signal(each, handled)
        sys.unraisablehook = hook


def _heard() -> list[signal.Signals]:
    """Signals that can be handled: in the main thread, and those that are not ignored, as behind ``nohup``."""
    if threading.current_thread() is not threading.main_thread():
        return []
    return [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
