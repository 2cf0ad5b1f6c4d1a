"""What candidates add to a network: paths, hours, milliseconds, freedom from straits, and all that per dollar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from routeplan.errors import UsageError
from routeplan.network.answers import pair_name
from routeplan.network.availability import Availability, Survival
from routeplan.network.network import DEFAULT_SEED, DEFAULT_STATES, LUZON, PAIRS, RED_SEA, Network
from routeplan.network.path_separation import best_separation, derive_separation
from routeplan.network.regions import Region
from routeplan.network.risk_groups import GroupKind
from routeplan.network.score import Measures, Score, derive_score, worst_low
from routeplan.runtime.progress import follow, stages

_COLUMNS = (
    "candidate", "regions", "paths_added", "paths", "hours_saved", "hours_low", "hours_high", "mean_paths_added",
    "left_added", "worst_month", "worst_month_available", "lost_to_red_sea", "lost_to_luzon", "build_musd",
    "hours_per_100_musd",
)  # fmt: skip
# Of these a score takes the weakest; whole jurisdictions are told, not scored: both regions are full of them.
_SCORED_KINDS = (GroupKind.STRAIT, GroupKind.LANDING_CLUSTER, GroupKind.HAZARD_ZONE)


@dataclass(frozen=True, eq=False)
class Contribution:
    """What a set of candidates adds between two regions.

    Attributes
    ----------
    regions : str
    paths, landing_paths : int
        Link- and landing-disjoint paths with it.
    paths_added, landing_paths_added : int
    availability : Availability
        With it.
    hours_saved, hours_low, hours_high : float
        Hours a year fewer without enough paths, and the 95 % interval of that difference.
    mean_paths_added : float
        On average over the year, faults and events counted.
    left_added : float
        Paths more that are left, on average, by joint events which take several of today's: near the number of paths
        added where it lies apart from them, near 0 where it shares their corridor. NaN where there are no such events.
    worst_month_added : float
        Share by which the worst month is better.
    lost_to_red_sea, lost_to_luzon : float
        Share of the paths lost when the strait closes; NaN where there is no path.
    score, score_before : Score
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
    mean_paths_added: float
    left_added: float
    worst_month_added: float
    lost_to_red_sea: float
    lost_to_luzon: float
    score: Score
    score_before: Score


@dataclass(frozen=True, eq=False)
class Case:
    """Candidates that are built together.

    Attributes
    ----------
    names : tuple of str
    build_usd : float
    by_regions : tuple of Contribution
    latencies : DataFrame
        ``pair``, ``rtt_ms``, ``saved_ms``, ``cables``.
    """

    names: tuple[str, ...]
    build_usd: float
    by_regions: tuple[Contribution, ...]
    latencies: pd.DataFrame

    @property
    def name(self) -> str:
        """Label."""
        return " + ".join(self.names) or "today"

    @property
    def hours_saved(self) -> float:
        """Over the three pairs of regions."""
        return sum(each.hours_saved for each in self.by_regions)


@dataclass(frozen=True, eq=False, repr=False)
class Ranking:
    """Candidates, and sets of them, by what they add.

    Attributes
    ----------
    today : Case
        Without any.
    cases : tuple of Case
        The one that saves most hours without enough paths first.
    states, seed : int
        Of the simulation, a month.
    """

    today: Case
    cases: tuple[Case, ...]
    states: int
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """One row a case and pair of regions.

        Columns ``candidate``, ``regions``, ``paths_added``, ``paths``, ``hours_saved``, ``hours_low``, ``hours_high``,
        ``mean_paths_added``, ``left_added``, ``worst_month``, ``worst_month_available``, ``lost_to_red_sea``,
        ``lost_to_luzon``, ``build_musd``, ``hours_per_100_musd``.
        """
        rows = []
        for case in self.cases:
            for each in case.by_regions:
                rows.append(
                    {
                        "candidate": case.name,
                        "regions": each.regions,
                        "paths_added": each.paths_added,
                        "paths": each.paths,
                        "hours_saved": each.hours_saved,
                        "hours_low": each.hours_low,
                        "hours_high": each.hours_high,
                        "mean_paths_added": each.mean_paths_added,
                        "left_added": each.left_added,
                        "worst_month": each.availability.worst_month,
                        "worst_month_available": each.availability.worst,
                        "lost_to_red_sea": each.lost_to_red_sea,
                        "lost_to_luzon": each.lost_to_luzon,
                        "build_musd": case.build_usd / 1e6,
                        "hours_per_100_musd": each.hours_saved / case.build_usd * 1e8,
                    }
                )
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    @property
    def latency_table(self) -> pd.DataFrame:
        """One row a pair of cities and case: ``pair``, ``candidate``, ``rtt_ms``, ``saved_ms``, ``cables``."""
        parts = [
            case.latencies.assign(candidate=case.name)[["pair", "candidate", "rtt_ms", "saved_ms", "cables"]]
            for case in (self.today, *self.cases)
        ]
        return pd.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        best = f"; best: {self.cases[0].name}" if self.cases else ""
        return f"<Ranking of {len(self.cases)} candidates and sets{best}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, float_format="{:,.2f}".format))

    @property
    def score_table(self) -> pd.DataFrame:
        """Scores with their parts: ``candidate``, ``regions``, ``points`` (of 100), and the parts' columns."""
        parts = [
            each.score.table.assign(candidate=case.name, regions=each.regions, points=each.score.points)
            for case in (self.today, *self.cases)
            for each in case.by_regions
        ]
        table = pd.concat(parts, ignore_index=True)
        first = ["candidate", "regions", "points"]
        return table[[*first, *(column for column in table.columns if column not in first)]]


def rank(
    network: Network, *, together: int = 1, states: int = DEFAULT_STATES, seed: int = DEFAULT_SEED
) -> Ranking:
    """Rank the candidates of a network by the hours a year that they save its regions from having too few paths.

    Parameters
    ----------
    network : Network
    together : int
        1 ranks candidates one by one; 2 ranks every two of them as well, and so on.
    states, seed : int
        Of the simulation, a month. Every case meets the same states.

    Raises
    ------
    UsageError
        If there are fewer candidates than are to be built together.
    """
    names = [link.name for link in network.candidates]
    if together < 1 or (names and together > len(names)) or (not names and together > 1):
        raise UsageError(f"{together} candidates together of {len(names)}; give 1 to {max(1, len(names))}")
    sets: list[tuple[str, ...]] = [()]
    for size in range(1, together + 1):
        sets += combinations(names, size)  # of no candidates there are none
    usd = {link.name: link.build_usd for link in network.candidates}
    cases = []
    with stages("ranking", of=2) as stage:
        stage("bad days")
        survival = network.survive(sets, states=states, seed=seed)
        stage("what each adds")
        before = network.latencies()
        context = _Context(network, survival)
        with follow(sets, "candidates and sets") as followed:
            for number, each in enumerate(followed):
                table = network.latencies(adding=each)
                cases.append(
                    Case(
                        each,
                        sum(usd[name] for name in each),
                        tuple(context.contribution(number, each, at) for at in range(len(PAIRS))),
                        table.assign(saved_ms=before["rtt_ms"] - table["rtt_ms"]),
                    )
                )
    today, *others = cases
    others.sort(key=lambda case: -case.hours_saved)
    return Ranking(today, tuple(others), states, seed)


class _Context:
    """What is measured once for all cases."""

    def __init__(self, network: Network, survival: Survival) -> None:
        self._network = network
        self._survival = survival
        self._apart = [
            derive_separation(network.links, network.groups, network.connection(*pair).relevant.tolist())
            for pair in PAIRS
        ]
        self._today = [self._score((), pair, self._availability(0, at)) for at, pair in enumerate(PAIRS)]

    def contribution(self, case: int, names: Sequence[str], at: int) -> Contribution:
        """Say what one set of candidates adds between one pair of regions."""
        network, pair = self._network, PAIRS[at]
        availability, before = self._availability(case, at), self._availability(0, at)
        saved, low, high = self._survival.saved_hours(case, 0, at, network.needed(*pair))
        paths = network.count_paths(*pair, adding=names)
        landing = network.count_landing_paths(*pair, adding=names)
        loss = network.left_by_joint_events(*pair, adding=names)
        means = [each.by_month["mean_paths"].mean() for each in (availability, before)]
        return Contribution(
            regions=pair_name(*pair, direct=True),
            paths=paths,
            landing_paths=landing,
            paths_added=paths - network.count_paths(*pair),
            landing_paths_added=landing - network.count_landing_paths(*pair),
            availability=availability,
            hours_saved=saved,
            hours_low=low,
            hours_high=high,
            mean_paths_added=float(means[0] - means[1]),
            left_added=loss.left - loss.left_today,
            worst_month_added=availability.worst - before.worst,
            lost_to_red_sea=lost_share(network, pair, RED_SEA, names),
            lost_to_luzon=lost_share(network, pair, LUZON, names),
            score=self._score(names, pair, availability),
            score_before=self._today[at],
        )

    def _availability(self, case: int, at: int) -> Availability:
        pair = PAIRS[at]
        return self._survival.availability(
            case, at, self._network.needed(*pair), pair_name(*pair, direct=True)
        )

    def _score(self, names: Sequence[str], pair: tuple[Region, Region], availability: Availability) -> Score:
        network = self._network
        cuts = {kind.value: network.group_cut(*pair, kind, adding=names).count for kind in _SCORED_KINDS}
        paths = network.count_paths(*pair, adding=names)
        left, strait = paths, ""
        for group in network.groups:
            if group.kind is GroupKind.STRAIT:
                without = network.count_paths(*pair, adding=names, closing=[group.id])
                if without < left:
                    left, strait = without, group.name
        apart = best_separation(
            network.connection(*pair), self._apart[PAIRS.index(pair)], network.present(names)
        )
        measures = Measures(paths, cuts, apart, worst_low(availability.by_month), left, strait)
        return derive_score(pair_name(*pair, direct=True), measures, network.assumptions)


def lost_share(network: Network, pair: tuple[Region, Region], strait: str, names: Sequence[str]) -> float:
    """Share of the disjoint paths between two regions that is lost when a strait closes; NaN where there is none."""
    paths = network.count_paths(*pair, adding=names)
    if paths == 0:
        return float("nan")
    if all(group.id != strait for group in network.groups):
        return 0.0
    return 1.0 - network.count_paths(*pair, adding=names, closing=[strait]) / paths
