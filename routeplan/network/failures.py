"""How often links fail and for how long, alone and together, and random states of a network that follow from it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.network.cuts import BoolStates
from routeplan.network.joint_events import EventClass
from routeplan.seabed.months import DAYS_PER_YEAR, MONTH_DAYS, MONTHS_PER_YEAR

_FIRSTS = np.concatenate([[0.0], np.cumsum(MONTH_DAYS)])


@dataclass(frozen=True, eq=False)
class Failures:
    """How often links fail and how long they stay so, alone and together.

    Attributes
    ----------
    faults_per_year : (links,) array
    repair_days : (links, 12) array
        By the month of the fault.
    events : tuple of EventClass
    joint_repair_factor : float
        How much longer repairs take after a joint event.
    no_ship_share : float
        Of all time that no repair ship is free for a season.
    no_ship_days : float
        That a repair then takes longer.
    """

    faults_per_year: FloatArray
    repair_days: FloatArray
    events: tuple[EventClass, ...] = ()
    joint_repair_factor: float = 1.0
    no_ship_share: float = 0.0
    no_ship_days: float = 0.0

    def unavailability(self, *, no_ship: bool = False) -> FloatArray:
        """(links, 12) share of each month that a link is down by its own faults."""
        longer = self.no_ship_days if no_ship else 0.0
        open_repairs = derive_open_repairs(self.faults_per_year, self.repair_days + longer)
        return np.asarray(open_repairs / (1.0 + open_repairs))


def derive_open_repairs(faults_per_year: FloatArray, repair_days: FloatArray) -> FloatArray:
    """Count the repairs that are under way or waited for, on average, in each month.

    Faults come all year at one rate; how long a repair takes goes by the month of the fault. A fault of November
    whose repair waits for the ice to go is open all winter: the months that suffer are not those that break.

    Parameters
    ----------
    faults_per_year : (links,) array
    repair_days : (links, 12) array
        By the month of the fault.

    Returns
    -------
    (links, 12) array
        By the month of the outage. With one repair time all year it is rate times time in each month, and
        n / (1 + n) is MTTR / (MTBF + MTTR).
    """
    longest = float(repair_days.max(initial=0.0))
    years = math.ceil(longest / DAYS_PER_YEAR) + 1
    first, last = _FIRSTS[:-1], _FIRSTS[1:]
    days = repair_days[:, :, None]  # link, month of the fault, month of the outage
    together = np.zeros((*repair_days.shape, MONTHS_PER_YEAR))
    for year in range(years + 1):
        begin, end = first[None, :] + year * DAYS_PER_YEAR, last[None, :] + year * DAYS_PER_YEAR
        to_end, to_begin = end - first[:, None], begin - first[:, None]
        from_end, from_begin = end - last[:, None], begin - last[:, None]
        for sign, limit in ((1.0, days), (-1.0, np.zeros_like(days))):
            together += sign * (
                _square(limit - from_begin)
                - _square(limit - from_end)
                - _square(limit - to_begin)
                + _square(limit - to_end)
            )
    per_day = faults_per_year / DAYS_PER_YEAR
    return np.asarray(per_day[:, None] * together.sum(axis=1) / MONTH_DAYS)


def draw_states(failures: Failures, *, states: int, seed: int) -> Iterator[BoolStates]:
    """Draw which links are up at random times, one month after the other.

    A link is down by its own fault as often as its open repairs say, and by a joint event if one struck it not longer
    ago than its repair takes.

    Yields
    ------
    (states, links) array of bool
    """
    generator = np.random.default_rng(seed)
    usual, without_ship = failures.unavailability(), failures.unavailability(no_ship=True)
    for month in range(MONTHS_PER_YEAR):
        no_ship = generator.random(states) < failures.no_ship_share
        down = generator.random((states, len(usual))) < np.where(
            no_ship[:, None], without_ship[:, month], usual[:, month]
        )
        for event in failures.events:
            _strike(down, event, failures, month, no_ship, generator)
        yield ~down


def _strike(
    down: BoolStates,
    event: EventClass,
    failures: Failures,
    month: int,
    no_ship: npt.NDArray[np.bool_],
    generator: np.random.Generator,
) -> None:
    """Take out what an event cut that is not mended yet."""
    usual = failures.repair_days * failures.joint_repair_factor
    longest = event.days if event.days is not None else float(usual.max(initial=0.0)) + failures.no_ship_days
    struck = generator.poisson(event.per_year * longest / DAYS_PER_YEAR, len(down))
    state = np.repeat(np.arange(len(down)), struck)
    which = generator.choice(len(event.cuts), len(state), p=event.share)
    age = generator.random(len(state)) * longest
    now = _FIRSTS[month] + generator.random(len(state)) * MONTH_DAYS[month]
    if len(state) == 0:
        return
    cut = event.cuts[which]
    if event.days is None:
        then = (
            np.searchsorted(_FIRSTS, (now - age) % DAYS_PER_YEAR, side="right").clip(1, MONTHS_PER_YEAR) - 1
        )
        lasts = usual.T[then] + (no_ship[state] * failures.no_ship_days)[:, None]
        cut = cut & (age[:, None] < lasts)
    first = np.flatnonzero(np.diff(state, prepend=-1))
    down[state[first]] |= np.logical_or.reduceat(cut, first, axis=0)


def _square(values: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(values, 0.0) ** 2 / 2.0)
