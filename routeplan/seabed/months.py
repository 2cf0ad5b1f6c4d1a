"""Months of the year: numbers, English names, lengths in days."""

from __future__ import annotations

from typing import Final

import numpy as np

MONTHS_PER_YEAR: Final = 12
ALL_MONTHS: Final = tuple(range(1, MONTHS_PER_YEAR + 1))
# English in every locale: the names are also keys and words of tables.
MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS_PER_YEAR: Final = 365.25
HOURS_PER_DAY: Final = 24.0
HOURS_PER_YEAR: Final = DAYS_PER_YEAR * HOURS_PER_DAY
MONTH_DAYS: Final = np.array([31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0])


def month_name(month: int) -> str:
    """Name a month, 1 to 12.

    Examples
    --------
    >>> month_name(3)
    'March'
    """
    return MONTH_NAMES[month - 1]
