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
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

_GLUE = "_numba_unpickle"  # numba.core.serialize
_AGAIN_S = 0.02
_waiting: ContextVar[list[int] | None] = ContextVar("waiting", default=None)


@contextmanager
def unbroken() -> Iterator[None]:
    """Let a call come to its end before a signal raises."""
    waiting: list[int] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        for number in waiting[:1]:
            signal.raise_signal(number)


def put_off(number: int, frame: FrameType | None) -> bool:
    """Put a signal off if it comes where it must not raise; say whether that is so.

    Parameters
    ----------
    number : int
    frame : frame, optional
        What the handler of a signal is given: where it found the program.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(number)
        return True
    while frame is not None and frame.f_code.co_name != _GLUE:
        frame = frame.f_back
    if frame is None or frame.f_back is None:
        return False
    _raise_back_in(frame.f_back, number)
    return True


def _send_again(number: int) -> None:
    """Send a signal to this program once more, a moment later."""
    again = threading.Timer(_AGAIN_S, signal.raise_signal, [number])
    again.daemon = True
    again.start()


def _raise_back_in(caller: FrameType, number: int) -> None:
    """Send a signal again once the function that called a kernel goes on.

    Time would not do: of kernels one after the other, the glue is where every signal is found.
    """
    if sys.gettrace() is not None:  # a debugger's or a measurement's, and not ours to take away
        _send_again(number)
        return

    def going_on(*_: object) -> None:
        sys.settrace(None)
        caller.f_trace = None
        signal.raise_signal(number)

    caller.f_trace = going_on
    sys.settrace(lambda *_: None)


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
    if not put_off(number, frame):
        raise KeyboardInterrupt
