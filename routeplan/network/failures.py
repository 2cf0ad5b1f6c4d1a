"""Failures of links, alone and in joint events, and random states of a network drawn from them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.network.cuts import BoolStates, stop_together
from routeplan.network.joint_events import EventClass
from routeplan.seabed.months import DAYS_PER_YEAR, MONTH_DAYS, MONTHS_PER_YEAR

_WORLDS = 40
_LEAST_STATES = 25  # of each world and month
_FIRSTS = np.concatenate([[0.0], np.cumsum(MONTH_DAYS)])


@dataclass(frozen=True, eq=False)
class Failures:
    """Fault rates and repair times of links, and joint events.

    Attributes
    ----------
    faults_per_year : (links,) array
    repair_days : (links, 12) array
        Repair time by the month of the fault.
    events : tuple of EventClass
    joint_repair_factor : float
        Multiplier of the repair time after a joint event.
    no_ship_share : float
        Share of all time in which no repair ship is available.
    no_ship_days : float
        Days added to a repair in that time.
    rate_factor : float
        Standard deviation of a lognormal factor of each rate, as a factor; 1 if rates are known.
    together : tuple of tuple of int
        Links that are out of service together, whichever of them is down.
    """

    faults_per_year: FloatArray
    repair_days: FloatArray
    events: tuple[EventClass, ...] = ()
    joint_repair_factor: float = 1.0
    no_ship_share: float = 0.0
    no_ship_days: float = 0.0
    rate_factor: float = 1.0
    together: tuple[tuple[int, ...], ...] = ()

    def unavailability(self, *, no_ship: bool = False) -> FloatArray:
        """(links, 12) share of each month in which a link is out of service through its own faults."""
        longer = self.no_ship_days if no_ship else 0.0
        open_repairs = derive_open_repairs(self.faults_per_year, self.repair_days + longer)
        return np.asarray(open_repairs / (1.0 + open_repairs))


def count_worlds(failures: Failures, states: int) -> int:
    """Give the number of worlds that random states are divided among: 1 if rates are known."""
    return 1 if failures.rate_factor <= 1.0 else min(_WORLDS, states // _LEAST_STATES)


def draw_worlds(failures: Failures, worlds: int, *, seed: int) -> tuple[Failures, ...]:
    """Draw worlds that differ in their rates: one factor for the faults of all links, one for each class of events.

    The factors are lognormal with mean 1, so that the mean over the worlds is that of the rates as given.
    """
    if worlds == 1:
        return (failures,)
    spread = math.log(failures.rate_factor)
    generator = np.random.default_rng([seed, _WORLDS])
    normal = generator.standard_normal((worlds, 1 + len(failures.events)))
    factors = np.exp(spread * normal - spread**2 / 2.0)
    return tuple(
        replace(
            failures,
            faults_per_year=failures.faults_per_year * factor[0],
            events=tuple(
                replace(event, per_year=event.per_year * by)
                for event, by in zip(failures.events, factor[1:], strict=True)
            ),
        )
        for factor in factors
    )


def derive_open_repairs(faults_per_year: FloatArray, repair_days: FloatArray) -> FloatArray:
    """Derive the mean number of open repairs in each month.

    The fault rate is the same all year, the repair time depends on the month of the fault. A fault in November that
    waits for open water stays open all winter: outages occur in other months than the faults.

    Parameters
    ----------
    faults_per_year : (links,) array
    repair_days : (links, 12) array
        By the month of the fault.

    Returns
    -------
    (links, 12) array
        By the month of the outage. With the same repair time all year, n is rate times repair time in each month,
        and n / (1 + n) is MTTR / (MTBF + MTTR).
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
                _half_square(limit - from_begin)
                - _half_square(limit - from_end)
                - _half_square(limit - to_begin)
                + _half_square(limit - to_end)
            )
    per_day = faults_per_year / DAYS_PER_YEAR
    return np.asarray(per_day[:, None] * together.sum(axis=1) / MONTH_DAYS)


def draw_states(failures: Failures, *, states: int, seed: int) -> Iterator[BoolStates]:
    """Draw the links that are up at random times, month by month.

    A link is down through its own faults with its unavailability, and through a joint event if the event cut it more
    recently than its repair takes. If rates are uncertain, the states are divided among worlds (:func:`draw_worlds`),
    in order and in parts of nearly the same size.

    Yields
    ------
    (states, links) array of bool
    """
    generator = np.random.default_rng(seed)
    worlds = draw_worlds(failures, count_worlds(failures, states), seed=seed)
    usual = [world.unavailability() for world in worlds]
    without_ship = [world.unavailability(no_ship=True) for world in worlds]
    parts = [len(part) for part in np.array_split(np.arange(states), len(worlds))]
    for month in range(MONTHS_PER_YEAR):
        drawn = []
        for at, (world, number) in enumerate(zip(worlds, parts, strict=True)):
            no_ship = generator.random(number) < world.no_ship_share
            down = generator.random((number, len(usual[at]))) < np.where(
                no_ship[:, None], without_ship[at][:, month], usual[at][:, month]
            )
            for event in world.events:
                _apply_event(down, event, world, month, no_ship, generator)
            drawn.append(~stop_together(down, world.together))
        yield np.concatenate(drawn)


def _apply_event(
    down: BoolStates,
    event: EventClass,
    failures: Failures,
    month: int,
    no_ship: npt.NDArray[np.bool_],
    generator: np.random.Generator,
) -> None:
    """Mark the links that joint events cut and that are not repaired yet."""
    usual = failures.repair_days * failures.joint_repair_factor
    longest = event.days if event.days is not None else float(usual.max(initial=0.0)) + failures.no_ship_days
    count = generator.poisson(event.per_year * longest / DAYS_PER_YEAR, len(down))
    state = np.repeat(np.arange(len(down)), count)
    which = generator.choice(len(event.cuts), len(state), p=event.probability)
    age = generator.random(len(state)) * longest
    now = _FIRSTS[month] + generator.random(len(state)) * MONTH_DAYS[month]
    if len(state) == 0:
        return
    cut = event.lose(which, generator)
    if event.days is None:
        month_of_event = (
            np.searchsorted(_FIRSTS, (now - age) % DAYS_PER_YEAR, side="right").clip(1, MONTHS_PER_YEAR) - 1
        )
        repair = usual.T[month_of_event] + (no_ship[state] * failures.no_ship_days)[:, None]
        cut = cut & (age[:, None] < repair)
    first = np.flatnonzero(np.diff(state, prepend=-1))
    down[state[first]] |= np.logical_or.reduceat(cut, first, axis=0)


def _half_square(values: FloatArray) -> FloatArray:
    return np.asarray(np.maximum(values, 0.0) ** 2 / 2.0)
