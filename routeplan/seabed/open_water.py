"""When the sea opens: days of open water in a year, and days to wait for it, from concentrations by month."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.months import DAYS_PER_YEAR, MONTH_DAYS, MONTHS_PER_YEAR

# The ice edge by convention: NSIDC counts as ice-covered what holds 15 % or more (Fetterer et al. 2017). Whether a
# repair ship can work there is another question: an editable default.
OPEN_WATER_BELOW_SHARE = 0.15
# From the middle of each month to the middle of the next, December's to January's; 365.25 days in all.
_GAP_DAYS = (MONTH_DAYS + np.roll(MONTH_DAYS, -1)) / 2


def wait_days_for_open_water(
    concentration: npt.ArrayLike, *, threshold: float = OPEN_WATER_BELOW_SHARE
) -> FloatArray:
    """Count the days from the middle of each month until the concentration falls below a threshold.

    Concentration is taken to change evenly between the middles of months, December's joined to January's, so that a
    little more ice means a little longer to wait, never a month.

    Parameters
    ----------
    concentration : (12, n) array, share
        January to December. Means of many years: in a year of heavy ice the wait is longer.
    threshold : float, share

    Returns
    -------
    (12, n) array, days
        0 where the water is open, infinite where no month is (perennial ice), NaN where a month is.

    Raises
    ------
    UsageError
        If there are not twelve months, or the threshold is no share.

    Examples
    --------
    Ice that goes from 90 % in mid-June to none in mid-July passes 15 % five sixths of the way, after 25 of 30.5 days:

    >>> sea = [[0.9]] * 6 + [[0.0]] * 6
    >>> wait_days_for_open_water(sea)[5:7, 0].round(1).tolist()
    [25.4, 0.0]
    """
    values = _by_month(concentration, threshold)
    out = np.zeros(values.shape)
    _wait_at_places(values, np.arange(values.shape[1]), threshold, np.zeros(values.shape), out)
    return out


@dataclass(frozen=True, slots=True)
class OpenWater:
    """When water is open at some places.

    Attributes
    ----------
    count : int
        Number of places, n.
    icy : (k,) of int
        Which of them have ice at some time; the others are always open.
    concentration : (12, k) share
        January to December, at the icy ones.
    threshold : float, share
        Water is open below it.
    """

    count: int
    icy: npt.NDArray[np.integer]
    concentration: FloatArray
    threshold: float

    def wait_days(self, after_days: npt.NDArray[np.floating]) -> FloatArray:
        """Count the days that who arrives has still to wait.

        Parameters
        ----------
        after_days : (12, n)
            Arrival, days after the middle of each month.

        Returns
        -------
        (12, n) days
            0 where the water is open then; infinite where it never is.
        """
        out = np.zeros((MONTHS_PER_YEAR, self.count))
        _wait_at_places(self.concentration, self.icy, self.threshold, after_days, out)
        return out

    def at(self, places: npt.NDArray[np.integer]) -> OpenWater:
        """Take some of the places, (m,) of int."""
        number = np.full(self.count, -1)
        number[self.icy] = np.arange(len(self.icy))
        icy = np.flatnonzero(number[places] >= 0)
        return OpenWater(len(places), icy, self.concentration[:, number[places[icy]]], self.threshold)


def open_water_days(concentration: npt.ArrayLike, *, threshold: float = OPEN_WATER_BELOW_SHARE) -> FloatArray:
    """Count the days of a year on which the concentration lies below a threshold.

    Parameters
    ----------
    concentration : (12, n) array, share
        January to December; even change between the middles of months, as for the wait.
    threshold : float, share

    Returns
    -------
    (n,) array, days
        From 0 to 365.25; NaN where a month is.

    Raises
    ------
    UsageError
        If there are not twelve months, or the threshold is no share.

    Examples
    --------
    >>> open_water_days([[0.0, 0.95]] * 12).tolist()
    [365.25, 0.0]
    """
    values = _by_month(concentration, threshold)
    return np.array([open_days(values[:, place], threshold) for place in range(values.shape[1])])


def check_threshold(threshold: float) -> None:
    """Refuse a threshold that is no share.

    Raises
    ------
    UsageError
        If it does not lie between 0 and 1.
    """
    if not 0.0 < threshold <= 1.0:
        raise UsageError(f"open water below a concentration of {threshold:g}; give a share above 0, up to 1")


@nb.njit(cache=True)
def wait_days(months: FloatArray, threshold: float) -> FloatArray:
    """Days to wait from each of twelve months at one place."""
    wait = np.empty(MONTHS_PER_YEAR)
    ahead = np.inf
    # Backward through two years: what the second one ends with is what the first begins with.
    for step in range(2 * MONTHS_PER_YEAR - 1, -1, -1):
        month = step % MONTHS_PER_YEAR
        here, then = months[month], months[(month + 1) % MONTHS_PER_YEAR]
        if here < threshold:
            ahead = 0.0
        elif then < threshold:
            ahead = _GAP_DAYS[month] * (here - threshold) / (here - then)
        else:
            ahead += _GAP_DAYS[month]
        wait[month] = ahead
    wait += 0.0 * months.sum()  # a month without a value leaves none
    return wait


@nb.njit(cache=True, nogil=True)
def _wait_at_places(
    concentration: FloatArray,
    places: npt.NDArray[np.integer],
    threshold: float,
    after_days: npt.NDArray[np.floating],
    out: FloatArray,
) -> None:
    """Days still to wait at some places for who arrives so many days after the middle of each month."""
    for number in range(len(places)):
        place = places[number]
        months = concentration[:, number].copy()
        wait = wait_days(months, threshold)
        for month in range(MONTHS_PER_YEAR):
            at, part = month, after_days[month, place] % DAYS_PER_YEAR
            while part >= _GAP_DAYS[at]:
                part -= _GAP_DAYS[at]
                at = (at + 1) % MONTHS_PER_YEAR
            here, then = months[at], months[(at + 1) % MONTHS_PER_YEAR]
            share = part / _GAP_DAYS[at]
            if here + share * (then - here) < threshold:
                out[month, place] = 0.0
            elif then < threshold:
                out[month, place] = _GAP_DAYS[at] * ((here - threshold) / (here - then) - share)
            else:
                out[month, place] = _GAP_DAYS[at] - part + wait[(at + 1) % MONTHS_PER_YEAR]
            out[month, place] += 0.0 * months.sum()  # a month without a value leaves none


@nb.njit(cache=True)
def open_days(months: FloatArray, threshold: float) -> float:
    """Days of open water at one place."""
    days = 0.0
    for month in range(MONTHS_PER_YEAR):
        here, then = months[month], months[(month + 1) % MONTHS_PER_YEAR]
        least, most = min(here, then), max(here, then)
        if most < threshold:
            days += _GAP_DAYS[month]
        elif least < threshold:
            days += _GAP_DAYS[month] * (threshold - least) / (most - least)
    total: float = days + 0.0 * months.sum()
    return total


def _by_month(concentration: npt.ArrayLike, threshold: float) -> FloatArray:
    check_threshold(threshold)
    values = np.asarray(concentration, dtype=np.float64)
    if values.ndim != 2 or len(values) != MONTHS_PER_YEAR:
        raise UsageError(f"concentration of shape {values.shape}; give twelve months by places, (12, n)")
    return values
