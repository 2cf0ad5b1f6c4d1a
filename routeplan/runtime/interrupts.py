"""Where Ctrl-C may raise: not inside the few calls into compiled code that an exception would break.

Python handles a signal between two of its own instructions. Two libraries run Python code that does not expect an
exception there:

- A kernel of numba that returns arrays calls a Python function to unpickle a constant. The code around it does not
  check for an exception (seen with numba 0.68): one raised there ends in a ``SystemError``, or in a tuple with a
  missing item and a crash.
- scipy's tree search in several threads waits for them in Python. An exception there leaves the threads running, and
  they write into arrays that have been freed (seen with scipy 1.17). :func:`uninterrupted` protects such a search.

An interrupt that comes there waits. It is raised at the first of these: the end of :func:`uninterrupted`, a step of
progress, the end of :func:`safe_interrupts`, or a retry every 20 ms that finds Python outside such a call. In a route
that takes tenths of a second at most; a loop that does nothing but call kernels that return arrays may run to its end.
No trace function is involved: debuggers and coverage keep theirs.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

_UNPICKLE = "_numba_unpickle"  # numba.core.serialize
_RETRY_S = 0.02

# Interrupts that wait for the end of a call, and for the next point where it is safe to raise; None outside.
_until_end_of_call: ContextVar[list[int] | None] = ContextVar("until_end_of_call", default=None)
_until_safe: ContextVar[list[int] | None] = ContextVar("until_safe", default=None)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a call end before an interrupt raises."""
    waiting: list[int] = []
    token = _until_end_of_call.set(waiting)
    try:
        yield
    finally:
        _until_end_of_call.reset(token)
        if waiting:
            signal.raise_signal(waiting[0])


@contextmanager
def safe_interrupts() -> Iterator[None]:
    """Let Ctrl-C raise its ``KeyboardInterrupt`` only where that is safe.

    Nothing changes in other threads than the main one, nor where a program has its own handler of Ctrl-C.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    waiting: list[int] = []
    token = _until_safe.set(waiting)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _until_safe.reset(token)
        if waiting:
            signal.raise_signal(waiting.pop())


def raise_waiting_interrupt() -> None:
    """Raise an interrupt that waits, if there is one; to be called where an exception does no harm."""
    waiting = _until_safe.get()
    if waiting and threading.current_thread() is threading.main_thread():
        waiting.clear()
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Handle Ctrl-C: raise, or note it where it must not raise."""
    until_end_of_call, until_safe = _until_end_of_call.get(), _until_safe.get()
    if until_end_of_call is not None:
        until_end_of_call.append(number)
    elif until_safe is not None and _is_unpickling(frame):
        until_safe[:] = [number]
        _retry_soon(until_safe)
    else:
        if until_safe is not None:
            until_safe.clear()
        raise KeyboardInterrupt


def _is_unpickling(frame: FrameType | None) -> bool:
    while frame is not None and frame.f_code.co_name != _UNPICKLE:
        frame = frame.f_back
    return frame is not None


def _retry_soon(waiting: list[int]) -> None:
    """Send an interrupt again a moment later, unless it has been raised by then."""

    def retry() -> None:
        if not waiting:
            return
        main = threading.main_thread().ident
        if hasattr(signal, "pthread_kill") and main is not None:
            signal.pthread_kill(main, waiting[0])  # wakes the main thread if it sleeps
        else:
            signal.raise_signal(waiting[0])

    timer = threading.Timer(_RETRY_S, retry)
    timer.daemon = True
    timer.start()
