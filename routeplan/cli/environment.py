"""What libraries find around them: variables and limits that would end them are refused, others are set."""

from __future__ import annotations

import os

from routeplan.errors import UsageError

_THREADS = "NUMBA_NUM_THREADS"
_LEAST_ADDRESS_SPACE = 1_000_000_000  # bytes; with less, OpenBLAS asks for memory for ever when it is loaded


def check_environment() -> None:
    """Refuse variables and limits that would end a command in the middle of a library.

    Raises
    ------
    UsageError
        Names the variable or limit, its value and what to give.
    """
    from routeplan.runtime.file_date import file_date

    file_date()
    threads = os.environ.get(_THREADS)
    if threads is not None and not (
        threads.isascii() and threads.isdigit() and 1 <= int(threads[:9]) <= 1024
    ):
        raise UsageError(f"{_THREADS} is {threads!r}: give a number of threads from 1, or unset it")
    _check_address_space()


def _check_address_space() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < _LEAST_ADDRESS_SPACE:
        raise UsageError(
            f"address space is limited to {limit / 1e9:.1f} GB: libraries need 1 GB to start, a plan at 10 km 3 GB; "
            "raise the limit (ulimit -v)"
        )


def draw_without_windows() -> None:
    """Have figures drawn without a display, whatever backend a notebook asked for."""
    os.environ["MPLBACKEND"] = "agg"
