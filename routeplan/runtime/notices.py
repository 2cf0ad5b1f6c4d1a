"""Notices: one line about an input that was understood, but may not be what the user meant.

They go to the logger ``routeplan`` as warnings. Python prints those on stderr unless the program says otherwise; the
commands print each line once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from routeplan.errors import on_one_line

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
            sys.stderr.write(f"{on_one_line(line)}\n")


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


class _Collector(logging.Handler):
    """Adds each line once to a list."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if line not in self._lines:
            self._lines.append(line)


@contextmanager
def collected_notices() -> Iterator[list[str]]:
    """Collect notices in a list, and print them nowhere, while this is open.

    Yields
    ------
    list of str
        Grows with every notice.
    """
    lines: list[str] = []
    handler, propagate, others = _Collector(lines), _LOGGER.propagate, _LOGGER.handlers
    _LOGGER.handlers, _LOGGER.propagate = [handler], False
    try:
        yield lines
    finally:
        _LOGGER.handlers, _LOGGER.propagate = others, propagate
