"""How much of the year enough paths are up: exact where few links count, simulated with an interval elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray
from routeplan.network.cuts import TerminalPair
from routeplan.network.failures import Failures, draw_states
from routeplan.runtime.progress import counting
from routeplan.seabed.months import (
    DAYS_PER_YEAR,
    HOURS_PER_YEAR,
    MONTH_DAYS,
    MONTH_NAMES,
    MONTHS_PER_YEAR,
)

MOST_ENUMERATED = 18  # links and events: 262,144 states
_Z95 = 1.959964  # of the normal distribution, both sides


@dataclass(frozen=True, eq=False)
class Availability:
    """How much of the time at least so many disjoint paths join two regions.

    Attributes
    ----------
    name : str
        Which regions.
    needed : int
        Paths that are enough.
    by_month : DataFrame
        ``month``, ``available`` (share of the month), ``low``, ``high`` (95 % interval), ``mean_paths``.
    short_hours, short_low, short_high : float
        Hours a year with fewer paths, and their 95 % interval; no interval where exact.
    method : str
        ``exact`` or ``Monte Carlo, <n> states a month``.
    """

    name: str
    needed: int
    by_month: pd.DataFrame
    short_hours: float
    short_low: float
    short_high: float
    method: str

    @property
    def worst_month(self) -> str:
        """The month with the least."""
        return str(self.by_month["month"].iloc[int(self.by_month["available"].argmin())])

    @property
    def worst(self) -> float:
        """Share of the worst month."""
        return float(self.by_month["available"].min())

    def __repr__(self) -> str:
        return (
            f"<Availability {self.name}, {self.needed} or more paths: short of them {self.short_hours:,.1f} h a year "
            f"({self.short_low:,.1f}-{self.short_high:,.1f}), worst in {self.worst_month}; {self.method}>"
        )

    def _repr_html_(self) -> str:
        caption = repr(self)[1:-1]
        return f"<p>{caption}</p>{self.by_month.to_html(index=False, float_format='{:.5f}'.format)}"


@dataclass(frozen=True, eq=False)
class Survival:
    """Disjoint paths left in simulated states.

    Attributes
    ----------
    paths : (cases, connections, 12, states) int array
        Every case and connection met the same states.
    """

    paths: npt.NDArray[np.int16]

    def availability(self, case: int, connection: int, needed: int, name: str) -> Availability:
        """Sum one case up."""
        paths = self.paths[case, connection]
        enough = paths >= needed
        states = paths.shape[1]
        low, high = _wilson(enough.sum(axis=1), states)
        year_low, year_high = _wilson(np.array([enough.sum()]), enough.size)
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
            HOURS_PER_YEAR * float(1.0 - year_high[0]),
            HOURS_PER_YEAR * float(1.0 - year_low[0]),
            f"Monte Carlo, {states:,} states a month",
        )

    def saved_hours(self, case: int, base: int, connection: int, needed: int) -> tuple[float, float, float]:
        """Hours a year that one case has enough paths and another has not, with the 95 % interval.

        Both met the same states: what they share cancels out, and the interval is that of the difference alone.
        """
        gain = (self.paths[case, connection] >= needed).astype(np.int8) - (
            self.paths[base, connection] >= needed
        )
        weight = MONTH_DAYS / DAYS_PER_YEAR
        mean = float(weight @ gain.mean(axis=1))
        variance = float(weight**2 @ (gain.var(axis=1) / gain.shape[1]))
        # Where no state differed, three in all states could have (the rule of three).
        half = _Z95 * math.sqrt(variance) if variance > 0 else 3.0 / gain.size
        return mean * HOURS_PER_YEAR, (mean - half) * HOURS_PER_YEAR, (mean + half) * HOURS_PER_YEAR


def simulate(
    failures: Failures,
    connections: Sequence[TerminalPair],
    cases: Sequence[npt.NDArray[np.bool_]],
    *,
    states: int,
    seed: int,
) -> Survival:
    """Count the disjoint paths left in states drawn at random, month by month.

    Parameters
    ----------
    failures : Failures
    connections : sequence of TerminalPair
    cases : sequence of (links,) bool arrays
        Which links there are; each case meets the same states.
    states : int
        A month.
    seed : int
    """
    if not 100 <= states <= 1_000_000:
        raise UsageError(f"{states:,} states a month; give 100 to 1,000,000")
    paths = np.empty((len(cases), len(connections), MONTHS_PER_YEAR, states), dtype=np.int16)
    with counting("joint failures", of=paths.size, unit="states") as work:
        for month, up in enumerate(draw_states(failures, states=states, seed=seed)):
            for case, there in enumerate(cases):
                present = up & there
                for number, connection in enumerate(connections):
                    paths[case, number, month] = connection.count(present)
                    work.advance(states)
    return Survival(paths)


def exact_distribution(
    connection: TerminalPair,
    unavailability: FloatArray,
    *,
    cuts: npt.NDArray[np.bool_] | None = None,
    active: FloatArray | None = None,
) -> FloatArray:
    """Find how likely each number of disjoint paths is, over all states of the links that matter.

    Parameters
    ----------
    connection : TerminalPair
    unavailability : (links,) array
        How likely each link is down by itself.
    cuts : (events, links) array of bool, optional
        What joint events cut.
    active : (events,) array, optional
        How likely each event is under way.

    Returns
    -------
    (most paths + 1,) array
        Adds up to 1.

    Raises
    ------
    UsageError
        If there are more than ``MOST_ENUMERATED`` links and events.
    """
    links = connection.relevant[unavailability[connection.relevant] > 0]
    cuts = np.zeros((0, len(unavailability)), dtype=np.bool_) if cuts is None else cuts
    probability = np.concatenate([unavailability[links], np.zeros(0) if active is None else active])
    if len(probability) > MOST_ENUMERATED:
        raise UsageError(
            f"{len(probability)} links and events that may fail; give {MOST_ENUMERATED} at most, or simulate"
        )
    numbers = np.arange(1 << len(probability))
    fails = ((numbers[:, None] >> np.arange(len(probability))) & 1).astype(np.bool_)
    weight = np.where(fails, probability, 1.0 - probability).prod(axis=1)
    down = np.zeros((len(numbers), len(unavailability)), dtype=np.bool_)
    down[:, links] = fails[:, : len(links)]
    for at, cut in enumerate(cuts):
        down |= fails[:, [len(links) + at]] & cut
    return np.asarray(np.bincount(connection.count(~down), weight), dtype=np.float64)


def exact_availability(
    connection: TerminalPair, unavailability: FloatArray, needed: int, name: str
) -> Availability:
    """Find the availability under independent faults, exactly.

    Parameters
    ----------
    connection : TerminalPair
    unavailability : (links, 12) array
    needed : int
    name : str

    Raises
    ------
    UsageError
        If too many links matter.
    """
    by_month = [exact_distribution(connection, unavailability[:, month]) for month in range(MONTHS_PER_YEAR)]
    available = np.array([float(each[needed:].sum()) for each in by_month])
    mean = [float(np.arange(len(each)) @ each) for each in by_month]
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
    return Availability(name, needed, table, short, short, short, "exact")


def _wilson(hits: npt.NDArray[np.integer], of: int) -> tuple[FloatArray, FloatArray]:
    """95 % interval of a share (Wilson 1927): sound where next to nothing failed."""
    share = hits / of
    middle = (share + _Z95**2 / (2 * of)) / (1 + _Z95**2 / of)
    half = _Z95 / (1 + _Z95**2 / of) * np.sqrt(share * (1 - share) / of + _Z95**2 / (4 * of**2))
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
