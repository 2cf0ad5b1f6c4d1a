"""Notices: one line about an input that was understood, but may not be what the user meant.

They go to the logger ``routeplan`` as warnings. Python prints those on stderr unless the program says otherwise; the
commands print each line once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("routeplan")


def tell(line: str) -> None:
    """Tell the user one line.

    Parameters
    ----------
    line : str
        What was understood, and what to do if it was not meant.
    """
    _LOGGER.warning("%s", line)


class _OnceOnStderr(logging.Handler):
    """Prints each line once on the stderr of the moment."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if line not in self._told:
            self._told.add(line)
            sys.stderr.write(f"{line}\n")


@contextmanager
def notices_on_stderr() -> Iterator[None]:
    """Print each notice once on stderr, and nowhere else, while this is open."""
    handler, propagate = _OnceOnStderr(), _LOGGER.propagate
    _LOGGER.addHandler(handler)
    _LOGGER.propagate = False
    try:
        yield
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.propagate = propagate
