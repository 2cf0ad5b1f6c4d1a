"""Share of the year with enough paths: exact for few links, simulated with an interval otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.network.cuts import TerminalPair, stop_together
from routeplan.network.failures import Failures, count_worlds, draw_states
from routeplan.runtime.progress import track_count
from routeplan.seabed.months import (
    DAYS_PER_YEAR,
    HOURS_PER_YEAR,
    MONTH_DAYS,
    MONTH_NAMES,
    MONTHS_PER_YEAR,
)

MOST_ENUMERATED = 18  # links and events: 262,144 states
_Z95 = 1.959964  # 97.5 % quantile of the normal distribution: two-sided 95 % interval
_LEVEL = 0.90  # of the intervals over worlds and sampling
_WIDER = 0.95
_RULE_OF_THREE = 3.0  # upper end of a rate of which nothing was seen


@dataclass(frozen=True, eq=False)
class Availability:
    """Share of the time in which two regions have at least the needed number of disjoint paths.

    Attributes
    ----------
    name : str
        The regions.
    needed : int
        Number of paths needed.
    by_month : DataFrame
        ``month``, ``available`` (share of the month), ``low``, ``high`` (95 % interval of sampling alone),
        ``mean_paths``.
    short_hours, short_low, short_high : float
        Hours per year with fewer paths, and their 90 % interval over uncertain rates and sampling; all equal if exact.
    short_95 : (float, float)
        The 95 % interval of the same.
    method : str
        ``exact`` or ``Monte Carlo, <n> states per month``.
    """

    name: str
    needed: int
    by_month: pd.DataFrame
    short_hours: float
    short_low: float
    short_high: float
    method: str
    short_95: tuple[float, float]

    @property
    def worst_month(self) -> str:
        """Name of the month with the lowest availability."""
        return str(self.by_month["month"].iloc[int(self.by_month["available"].argmin())])

    @property
    def worst(self) -> float:
        """Availability in the worst month."""
        return float(self.by_month["available"].min())

    @property
    def worst_low(self) -> float:
        """Lowest lower end of the intervals of the months."""
        return float(self.by_month["low"].min())

    def __repr__(self) -> str:
        return (
            f"<Availability {self.name}, {self.needed} or more paths: fewer {self.short_hours:,.1f} h per year "
            f"({self.short_low:,.1f}-{self.short_high:,.1f}), worst in {self.worst_month}; {self.method}>"
        )

    def _repr_html_(self) -> str:
        caption = repr(self)[1:-1]
        return f"<p>{caption}</p>{self.by_month.to_html(index=False, float_format='{:.5f}'.format)}"


@dataclass(frozen=True, eq=False)
class SimulatedPaths:
    """Numbers of disjoint paths in simulated states.

    Attributes
    ----------
    paths : (options, terminal pairs, 12, states) int array
        All options and terminal pairs have the same random states.
    worlds : int
        Number of worlds with rates of their own; the states of a month are divided among them, in order.
    """

    paths: npt.NDArray[np.int16]
    worlds: int = 1

    def availability(self, option: int, pair: int, needed: int, name: str) -> Availability:
        """Derive the availability of one option and terminal pair."""
        paths = self.paths[option, pair]
        enough = paths >= needed
        states = paths.shape[1]
        low, high = _wilson(enough.sum(axis=1), states, _Z95)
        short_low, short_high = self._short_interval(enough, _LEVEL)
        table = pd.DataFrame(
            {
                "month": MONTH_NAMES,
                "available": enough.mean(axis=1),
                "low": low,
                "high": high,
                "mean_paths": paths.mean(axis=1),
            }
        )
        short = HOURS_PER_YEAR * float(MONTH_DAYS @ (1.0 - enough.mean(axis=1))) / DAYS_PER_YEAR
        return Availability(
            name,
            needed,
            table,
            short,
            short_low,
            short_high,
            f"Monte Carlo, {states:,} states per month"
            + (f" in {self.worlds} worlds" if self.worlds > 1 else ""),
            self._short_interval(enough, _WIDER),
        )

    def saved_hours(
        self, option: int, base: int, needed: Mapping[int, int], *, level: float = _LEVEL
    ) -> tuple[float, float, float]:
        """Hours per year with enough paths in one option beyond those in another, with an interval.

        Both options have the same random states (common random numbers). The interval is that of the difference.

        Parameters
        ----------
        option, base : int
        needed : mapping of int to int
            Paths needed, by terminal pair. The hours of several pairs are added.
        level : float
            Probability of the interval, over uncertain rates and sampling together.
        """
        gain: npt.NDArray[np.int8] = np.zeros(self.paths.shape[2:], dtype=np.int8)
        for pair, least in needed.items():
            gain += (self.paths[option, pair] >= least).astype(np.int8) - (self.paths[base, pair] >= least)
        weight = MONTH_DAYS / DAYS_PER_YEAR
        mean = float(weight @ gain.mean(axis=1))
        variance = float(weight**2 @ (gain.var(axis=1) / gain.shape[1]))
        # If no state differs, the upper end of the interval is 3 of all states (rule of three).
        half = _quantile(level) * math.sqrt(variance) if variance > 0 else _RULE_OF_THREE / gain.size
        low, high = self._over_worlds(gain, (mean - half, mean + half), level)
        return mean * HOURS_PER_YEAR, low * HOURS_PER_YEAR, high * HOURS_PER_YEAR

    def _short_interval(self, enough: npt.NDArray[np.bool_], level: float) -> tuple[float, float]:
        low, high = _wilson(np.array([(~enough).sum()]), enough.size, _quantile(level))
        ends = self._over_worlds(~enough, (float(low[0]), float(high[0])), level)
        return HOURS_PER_YEAR * ends[0], HOURS_PER_YEAR * ends[1]

    def _over_worlds(
        self, values: npt.NDArray[np.generic], sampling: tuple[float, float], level: float
    ) -> tuple[float, float]:
        """Widen an interval of sampling to that over the worlds: the quantiles of their means.

        The mean of a world has its own sampling in it, so that the interval is rather too wide than too narrow.
        """
        if self.worlds == 1:
            return sampling
        weight = MONTH_DAYS / DAYS_PER_YEAR
        means = [weight @ part.mean(axis=1) for part in np.array_split(values, self.worlds, axis=1)]
        low, high = np.quantile(means, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        return min(sampling[0], float(low)), max(sampling[1], float(high))


def check_states(states: int) -> None:
    """Refuse a number of random states per month that tells nothing, or takes hours.

    Raises
    ------
    UsageError
        If it is not from 100 to 1,000,000.
    """
    if not 100 <= states <= 1_000_000:
        raise UsageError(f"{states:,} states per month; give 100 to 1,000,000")


def simulate(
    failures: Failures,
    pairs: Sequence[TerminalPair],
    options: Sequence[npt.NDArray[np.bool_]],
    *,
    states: int,
    seed: int,
) -> SimulatedPaths:
    """Count the disjoint paths in random states, month by month.

    Parameters
    ----------
    failures : Failures
    pairs : sequence of TerminalPair
    options : sequence of (links,) bool arrays
        Links that are present. All options have the same random states.
    states : int
        Random states per month.
    seed : int
    """
    check_states(states)
    paths = np.empty((len(options), len(pairs), MONTHS_PER_YEAR, states), dtype=np.int16)
    with track_count("joint failures", total=paths.size, unit="states") as work:
        for month, up in enumerate(draw_states(failures, states=states, seed=seed)):
            for option, present in enumerate(options):
                working = up & present
                for number, pair in enumerate(pairs):
                    paths[option, number, month] = pair.count(working)
                    work.advance(states)
    return SimulatedPaths(paths, count_worlds(failures, states))


def exact_distribution(
    pair: TerminalPair,
    unavailability: FloatArray,
    *,
    cuts: npt.NDArray[np.bool_] | None = None,
    active: FloatArray | None = None,
    together: Sequence[Sequence[int]] = (),
) -> FloatArray:
    """Find the probability of each number of disjoint paths, over all states of the relevant links.

    Parameters
    ----------
    pair : TerminalPair
    unavailability : (links,) array
        Probability that each link is down through its own faults.
    cuts : (events, links) array of bool, optional
        Links that joint events cut.
    active : (events,) array, optional
        Probability that each event is in progress.
    together : sequence of sequence of int
        Links that are out of service together.

    Returns
    -------
    (most paths + 1,) array
        The sum is 1.

    Raises
    ------
    UsageError
        If there are more than ``MOST_ENUMERATED`` links and events.
    """
    relevant = set(pair.relevant.tolist())
    with_them = [link for group in together if relevant & set(group) for link in group]
    counted = np.array(sorted(relevant.union(with_them)), dtype=np.intp)
    links = counted[unavailability[counted] > 0]
    cuts = np.zeros((0, len(unavailability)), dtype=np.bool_) if cuts is None else cuts
    probability = np.concatenate([unavailability[links], np.zeros(0) if active is None else active])
    if len(probability) > MOST_ENUMERATED:
        raise UsageError(
            f"{len(probability)} links and events that may fail; give at most {MOST_ENUMERATED}, or simulate"
        )
    numbers = np.arange(1 << len(probability))
    fails = ((numbers[:, None] >> np.arange(len(probability))) & 1).astype(np.bool_)
    weight = np.where(fails, probability, 1.0 - probability).prod(axis=1)
    down = np.zeros((len(numbers), len(unavailability)), dtype=np.bool_)
    down[:, links] = fails[:, : len(links)]
    for at, cut in enumerate(cuts):
        down |= fails[:, [len(links) + at]] & cut
    down = stop_together(down, together)
    return np.asarray(np.bincount(pair.count(~down), weight), dtype=np.float64)


def exact_availability(
    pair: TerminalPair,
    unavailability: FloatArray,
    needed: int,
    name: str,
    *,
    together: Sequence[Sequence[int]] = (),
) -> Availability:
    """Find the exact availability under independent faults.

    Parameters
    ----------
    pair : TerminalPair
    unavailability : (links, 12) array
    needed : int
    name : str
    together : sequence of sequence of int
        Links that are out of service together.

    Raises
    ------
    UsageError
        If there are too many relevant links.
    """
    by_month = [
        exact_distribution(pair, unavailability[:, month], together=together)
        for month in range(MONTHS_PER_YEAR)
    ]
    available = np.array([float(probability[needed:].sum()) for probability in by_month])
    mean = [float(np.arange(len(probability)) @ probability) for probability in by_month]
    table = pd.DataFrame(
        {
            "month": MONTH_NAMES,
            "available": available,
            "low": available,
            "high": available,
            "mean_paths": mean,
        }
    )
    short = HOURS_PER_YEAR * float(MONTH_DAYS @ (1.0 - available)) / DAYS_PER_YEAR
    return Availability(name, needed, table, short, short, short, "exact", (short, short))


def _quantile(level: float) -> float:
    """Half width of a two-sided interval of the normal distribution, in standard deviations."""
    return NormalDist().inv_cdf((1.0 + level) / 2.0)


def _wilson(hits: npt.NDArray[np.integer], of: int, z: float) -> tuple[FloatArray, FloatArray]:
    """Interval of a share (Wilson 1927), valid also where hardly anything failed."""
    share = hits / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z / (1 + z**2 / of) * np.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
