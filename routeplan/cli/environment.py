"""Variables of the environment that libraries read: refused where they are nonsense, set where only one value fits."""

from __future__ import annotations

import os

from routeplan.errors import UsageError

_THREADS = "NUMBA_NUM_THREADS"


def check_environment() -> None:
    """Refuse variables that would end a command in the middle of a library.

    Raises
    ------
    UsageError
        Names the variable, its value and what to give.
    """
    from routeplan.runtime.file_date import file_date

    file_date()
    threads = os.environ.get(_THREADS)
    if threads is not None and not (
        threads.isascii() and threads.isdigit() and 1 <= int(threads[:9]) <= 1024
    ):
        raise UsageError(f"{_THREADS} is {threads!r}: give a number of threads from 1, or unset it")


def draw_without_windows() -> None:
    """Have figures drawn without a display, whatever backend a notebook asked for."""
    os.environ["MPLBACKEND"] = "agg"
