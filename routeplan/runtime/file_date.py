"""The date that files carry inside: fixed, so that the same input gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from routeplan.errors import UsageError

# What a ZIP can hold begins here.
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
_LAST = datetime(2107, 12, 31, tzinfo=UTC)


def file_date() -> datetime:
    """Return the date to write inside a file: that of SOURCE_DATE_EPOCH, else 1980-01-01.

    Raises
    ------
    UsageError
        If SOURCE_DATE_EPOCH is no number of seconds between 1980 and 2107.

    References
    ----------
    reproducible-builds.org, specification of SOURCE_DATE_EPOCH.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return _FIRST
    try:
        date = datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        date = None
    if date is None or not _FIRST <= date <= _LAST:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {given!r}: give seconds since 1970, from {int(_FIRST.timestamp())} "
            f"to {int(_LAST.timestamp())}, or unset it"
        )
    return date
