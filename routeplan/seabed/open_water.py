"""Open water by monthly ice concentration: days a year, and days to wait until the water opens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.runtime.compiled import compiled
from routeplan.seabed.months import DAYS_PER_YEAR, MONTH_DAYS, MONTHS_PER_YEAR

# The conventional ice edge: NSIDC counts 15 % or more as ice-covered (Fetterer et al. 2017). An editable default for
# repair ships.
OPEN_WATER_BELOW_SHARE = 0.15
# From the middle of each month to the middle of the next, the last one from December to January.
_GAP_DAYS = (MONTH_DAYS + np.roll(MONTH_DAYS, -1)) / 2


@dataclass(frozen=True, slots=True)
class OpenWater:
    """When water is open at some places.

    Concentration changes linearly between the middles of months, December's joined to January's: a little more ice
    means a little longer wait, not a month.

    Attributes
    ----------
    count : int
        Number of places, n.
    icy : (k,) of int
        Which of them have ice at some time; the others are always open.
    concentration : (12, k) share
        January to December, at the icy places: means of many years. In a year of heavy ice the wait is longer.
    threshold : float, share
        Water is open below it.
    """

    count: int
    icy: npt.NDArray[np.integer]
    concentration: FloatArray
    threshold: float

    def wait_days(self, after_days: npt.NDArray[np.floating]) -> FloatArray:
        """Count the days from arrival until the water is open.

        Parameters
        ----------
        after_days : (12, n)
            Arrival, days after the middle of each month.

        Returns
        -------
        (12, n) days
            0 where the water is open on arrival, infinite where it never is, NaN where a concentration is.

        Examples
        --------
        Ice falls from 90 % in mid-June to 0 in mid-July and passes 15 % after 25.4 of 30.5 days:

        >>> ice = np.array([[0.9]] * 6 + [[0.0]] * 6)
        >>> OpenWater(1, np.array([0]), ice, 0.15).wait_days(np.zeros((12, 1)))[5:7, 0].round(1).tolist()
        [25.4, 0.0]
        """
        out = np.zeros((MONTHS_PER_YEAR, self.count))
        # One order in memory: each other one would need a kernel of its own.
        by_place = np.ascontiguousarray(self.concentration.T)
        _wait_at_places(by_place, self.icy, self.threshold, after_days, out)
        return out

    def opened(self, places: npt.NDArray[np.bool_]) -> OpenWater:
        """Take some of the places, (n,) of bool, as open all year."""
        still = ~np.asarray(places)[self.icy]
        return OpenWater(self.count, self.icy[still], self.concentration[:, still], self.threshold)

    def at(self, places: npt.NDArray[np.integer]) -> OpenWater:
        """Take some of the places, (m,) of int."""
        number = np.full(self.count, -1)
        number[self.icy] = np.arange(len(self.icy))
        icy = np.flatnonzero(number[places] >= 0)
        return OpenWater(len(places), icy, self.concentration[:, number[places[icy]]], self.threshold)


def check_threshold(threshold: float) -> None:
    """Check that a threshold is a share.

    Raises
    ------
    UsageError
        If it does not lie between 0 and 1.
    """
    if not 0.0 < threshold <= 1.0:
        raise UsageError(f"open water below a concentration of {threshold:g}; give a share above 0, up to 1")


@compiled
def total_of(months: FloatArray) -> float:
    """Add up the months of a place."""
    total = 0.0
    for month in range(MONTHS_PER_YEAR):
        total += months[month]
    return total


@compiled
def write_wait_days(months: FloatArray, threshold: float, wait: FloatArray) -> None:
    """Days from the middle of each month until water opens at one place; NaN if a month has no value."""
    ahead = np.inf
    # Backward through two years: the first year starts from the result of the second.
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
    unknown = 0.0 * total_of(months)  # NaN if a month has no value
    for month in range(MONTHS_PER_YEAR):
        wait[month] += unknown


@compiled
def _wait_at_places(
    by_place: FloatArray,
    places: npt.NDArray[np.integer],
    threshold: float,
    after_days: npt.NDArray[np.floating],
    out: FloatArray,
) -> None:
    """Days from arrival until water opens, at some places."""
    wait = np.empty(MONTHS_PER_YEAR)
    for number in range(len(places)):
        place = places[number]
        months = by_place[number]
        write_wait_days(months, threshold, wait)
        unknown = 0.0 * total_of(months)  # NaN if a month has no value
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
            out[month, place] += unknown


@compiled
def open_days(months: FloatArray, threshold: float) -> float:
    """Days a year on which the concentration is below a threshold, at one place; NaN if a month has no value."""
    days = 0.0
    for month in range(MONTHS_PER_YEAR):
        here, then = months[month], months[(month + 1) % MONTHS_PER_YEAR]
        least, most = min(here, then), max(here, then)
        if most < threshold:
            days += _GAP_DAYS[month]
        elif least < threshold:
            days += _GAP_DAYS[month] * (threshold - least) / (most - least)
    total: float = days + 0.0 * total_of(months)
    return total
