"""Where a signal may raise: not in the few calls into compiled code that an exception would break.

Python handles a signal between two steps of its own. Two libraries make steps in which nobody looks for an exception:

- What comes first after a kernel of numba's is often a function that its glue calls to unpickle a constant. The glue
  takes any answer for a good one (seen with numba 0.68): an exception raised there ends in a ``SystemError``, or in a
  tuple with a hole and a crash.
- A search of scipy's trees in threads waits for them in Python; interrupted, it leaves them behind, and they write
  into arrays that are gone (seen with scipy 1.17). Such a search stands in :func:`unbroken`.

A signal that comes there is put off until it is over, which takes tenths of a second at most.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

_GLUE = "_numba_unpickle"  # numba.core.serialize
_AGAIN_S = 0.02
_is_unbroken: ContextVar[bool] = ContextVar("is_unbroken", default=False)


@contextmanager
def unbroken() -> Iterator[None]:
    """Let a call come to its end before a signal raises."""
    token = _is_unbroken.set(True)
    try:
        yield
    finally:
        _is_unbroken.reset(token)


def may_raise(frame: FrameType | None) -> bool:
    """Say whether an exception raised in a frame does no more than to stop the work."""
    if _is_unbroken.get():
        return False
    while frame is not None:
        if frame.f_code.co_name == _GLUE:
            return False
        frame = frame.f_back
    return True


def send_again(number: int) -> None:
    """Send a signal to this program once more, a moment later."""
    again = threading.Timer(_AGAIN_S, signal.raise_signal, [number])
    again.daemon = True
    again.start()


@contextmanager
def gentle_interrupts() -> Iterator[None]:
    """Let Ctrl-C raise its ``KeyboardInterrupt`` only where that is safe.

    Nothing is changed in other threads than the main one, nor where a program handles Ctrl-C in a way of its own.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if may_raise(frame):
        raise KeyboardInterrupt
    send_again(number)
