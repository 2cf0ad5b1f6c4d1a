"""Build options: candidates that are built together, and what they add between each two regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from routeplan.network.availability import Availability
from routeplan.network.score import Score

TODAY = "today"


@dataclass(frozen=True, eq=False)
class AddedRedundancy:
    """Redundancy between two regions with an option built, and what the option adds.

    Attributes
    ----------
    regions : str
    paths, landing_paths : int
        Link-disjoint and landing-disjoint paths.
    paths_added, landing_paths_added : int
    availability : Availability
    hours_saved, hours_low, hours_high : float
        Reduction of the hours per year with too few paths, and its 90 % interval over
        uncertain rates and sampling.
    hours_95 : (float, float)
        The 95 % interval of the same.
    mean_paths_added : float
        Mean over the year, with faults and joint events.
    left_added : float
        Mean paths added among those that joint events leave, of the events that cut two or more of today's paths. Near
        the number of added paths for a candidate far from today's cables, near 0 for one in the same corridor. NaN if
        there are no such events.
    worst_month_added : float
        Increase of the availability in the worst month.
    lost_to : mapping of str to float
        Share of the paths lost when a reported strait closes, by the id of the strait; NaN if there is no path.
    score : Score
    """

    regions: str
    paths: int
    landing_paths: int
    paths_added: int
    landing_paths_added: int
    availability: Availability
    hours_saved: float
    hours_low: float
    hours_high: float
    hours_95: tuple[float, float]
    mean_paths_added: float
    left_added: float
    worst_month_added: float
    lost_to: Mapping[str, float]
    score: Score


@dataclass(frozen=True, eq=False)
class BuildOption:
    """A set of candidates that are built together, and what it adds.

    Attributes
    ----------
    names : tuple of str
        Candidates; empty for today's network.
    build_usd : float
    by_regions : tuple of AddedRedundancy
    latencies : DataFrame
        ``pair``, ``rtt_ms``, ``saved_ms``, ``cables``.
    hours_low, hours_high : float
        90 % interval of the hours saved, sum over the three pairs of regions.
    """

    names: tuple[str, ...]
    build_usd: float
    by_regions: tuple[AddedRedundancy, ...]
    latencies: pd.DataFrame
    hours_low: float = 0.0
    hours_high: float = 0.0

    @property
    def name(self) -> str:
        """Label."""
        return " + ".join(self.names) or TODAY

    @property
    def hours_saved(self) -> float:
        """Hours saved per year, sum over the three pairs of regions."""
        return sum(added.hours_saved for added in self.by_regions)

    def hours_per_100_musd(self, added: AddedRedundancy) -> float:
        """Hours saved per year between two regions for 100 million USD of build cost; NaN where nothing is built."""
        return added.hours_saved / self.build_usd * 1e8 if self.build_usd else float("nan")
