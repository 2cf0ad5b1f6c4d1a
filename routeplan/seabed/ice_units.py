"""Units of ice concentration: shares of values, flags above full cover, and units that cannot be what a file says."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray

_PERCENT = 100.0
_SHARE_UNITS = ("1", "", "fraction", "share", "0-1", "1.0")
_ROUNDING = 1e-6
# Flags are a few numbers: land, coast, pole, missing, outside. More different values above full cover are ice.
_MOST_FLAGS = 12


def full_cover_of(units: str) -> float:
    """Say which value is full cover in a unit: 1 of shares, else 100.

    Examples
    --------
    >>> full_cover_of("%"), full_cover_of("1")
    (100.0, 1.0)
    """
    return 1.0 if units.strip().casefold() in _SHARE_UNITS else _PERCENT


def shares_of(values: FloatArray, full_cover: float, path: Path) -> FloatArray:
    """Convert values to shares; NaN for flags above full cover, and for what is below 0.

    Raises
    ------
    DataError
        If more different values are above full cover than there are flags: the values are in another unit.
    """
    above = np.unique(values[np.isfinite(values) & (values > full_cover * (1 + _ROUNDING))])
    if len(above) > _MOST_FLAGS:
        raise DataError(
            f"{path}: ice of up to {above[-1]:g}, {len(above):,} different values above full cover, {full_cover:g}; "
            f"set its units to what they are, such as {'%' if full_cover == 1.0 else '1'}"
        )
    shares = values / full_cover
    shares[~((shares >= 0) & (shares <= 1.0 + _ROUNDING))] = np.nan
    return shares


def check_not_shares(shares: FloatArray, full_cover: float, path: Path) -> None:
    """Refuse per cent that are shares: no month of the north has less than 1 per cent of ice everywhere.

    Raises
    ------
    DataError
        If no value is above 1 per cent, and there are some.
    """
    known = shares[np.isfinite(shares)]
    if full_cover == _PERCENT and known.size and 0.0 < known.max() <= 1.0 / _PERCENT:
        raise DataError(
            f"{path}: ice of at most {known.max() * _PERCENT:.2g} per cent; these are shares, set their units to 1"
        )
