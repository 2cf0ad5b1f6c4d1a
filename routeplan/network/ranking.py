"""Rank candidates by what they add to a network: paths, availability, latency, independence of straits, score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from routeplan.errors import UsageError
from routeplan.network.availability import Availability, SimulatedPaths, simulate
from routeplan.network.build_options import TODAY, AddedRedundancy, BuildOption
from routeplan.network.disjoint_paths import DisjointBy
from routeplan.network.joint_events import derive_surviving_paths
from routeplan.network.latency import find_latencies
from routeplan.network.network import DEFAULT_SEED, DEFAULT_STATES, PAIRS, Network
from routeplan.network.path_separation import derive_separation, find_best_separation
from routeplan.network.regions import Region, pair_name
from routeplan.network.reported_straits import RED_SEA, REPORTED_STRAITS, ReportedStrait
from routeplan.network.risk_groups import GroupKind
from routeplan.network.score import Measures, Score, derive_score
from routeplan.runtime.progress import track_items, track_stages

ALL_OPEN = "all_open"
# The score takes the weakest of these. Jurisdictions are reported but not scored, because most of a region is one.
_SCORED_KINDS = (GroupKind.STRAIT, GroupKind.LANDING_CLUSTER, GroupKind.HAZARD_ZONE)


@dataclass(frozen=True, eq=False, repr=False)
class Ranking:
    """Build options, ranked by what they add.

    Attributes
    ----------
    today : BuildOption
        The option without candidates.
    options : tuple of BuildOption
        The option that saves most hours with too few paths comes first; :meth:`places` tells which ranks are claimed.
    states, seed : int
        Random states per month, and their seed.
    straits : tuple of ReportedStrait
    """

    today: BuildOption
    options: tuple[BuildOption, ...]
    states: int
    seed: int
    straits: tuple[ReportedStrait, ...] = REPORTED_STRAITS

    def places(self, option: BuildOption) -> tuple[int, int]:
        """Best and worst rank that an option can have: options whose intervals of hours saved overlap share ranks."""
        better = sum(other.hours_low > option.hours_high for other in self.options)
        worse = sum(other.hours_high < option.hours_low for other in self.options)
        return 1 + better, len(self.options) - worse

    @property
    def table(self) -> pd.DataFrame:
        """One row per option and pair of regions.

        Columns ``rank_low``, ``rank_high`` (:meth:`places`), ``candidate``, ``regions``, ``paths_added``, ``paths``,
        ``hours_saved``, ``hours_low``, ``hours_high``, ``mean_paths_added``, ``left_added``, ``worst_month``,
        ``worst_month_available``, the ``column`` of each reported strait, ``build_musd``, ``hours_per_100_musd``.
        """
        rows = [
            {"rank_low": low, "rank_high": high} | _table_row(option, added, self.straits)
            for option, (low, high) in ((option, self.places(option)) for option in self.options)
            for added in option.by_regions
        ]
        return pd.DataFrame(rows, columns=_columns(self.straits))

    @property
    def latency_table(self) -> pd.DataFrame:
        """One row per pair of cities and option: ``pair``, ``candidate``, ``rtt_ms``, ``saved_ms``, ``cables``."""
        parts = [
            option.latencies.assign(candidate=option.name)[
                ["pair", "candidate", "rtt_ms", "saved_ms", "cables"]
            ]
            for option in (self.today, *self.options)
        ]
        return pd.concat(parts, ignore_index=True)

    @property
    def score_table(self) -> pd.DataFrame:
        """Scores with their parts: ``candidate``, ``regions``, ``points`` (of 100), and the columns of the parts."""
        parts = [
            added.score.table.assign(candidate=option.name, regions=added.regions, points=added.score.points)
            for option in (self.today, *self.options)
            for added in option.by_regions
        ]
        table = pd.concat(parts, ignore_index=True)
        first = ["candidate", "regions", "points"]
        return table[[*first, *(column for column in table.columns if column not in first)]]

    def __repr__(self) -> str:
        first = [option.name for option in self.options if self.places(option)[0] == 1]
        best = f"; best: {' or '.join(first)}" if first else ""
        return f"<Ranking of {len(self.options)} build options{best}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, float_format="{:,.2f}".format))


def rank_candidates(
    network: Network, *, together: int = 1, states: int = DEFAULT_STATES, seed: int = DEFAULT_SEED
) -> Ranking:
    """Rank the candidates of a network by the reduction of the hours per year with too few paths.

    Parameters
    ----------
    network : Network
    together : int
        Largest number of candidates built together: 1 ranks single candidates, 2 also every pair of them.
    states, seed : int
        Random states per month, and their seed. All options have the same states.

    Raises
    ------
    UsageError
        If ``together`` is more than the number of candidates.

    Examples
    --------
    A cable across the North Atlantic adds a path from Europe to North America, none from Europe to Asia:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> network = rp.open_network(planner, [planner.route("galway", "halifax")])
    >>> added = rp.rank_candidates(network, states=100).table.set_index("regions")["paths_added"]
    >>> added[["Europe – North America", "Europe – Asia"]].tolist()
    [1, 0]
    """
    names = list(dict.fromkeys(link.name for link in network.candidates))
    if together < 1 or (names and together > len(names)) or (not names and together > 1):
        raise UsageError(f"{together} candidates together of {len(names)}; give 1 to {max(1, len(names))}")
    sets: list[tuple[str, ...]] = [()]
    for size in range(1, together + 1):
        sets += combinations(names, size)  # none if there are no candidates
    build_usd = dict.fromkeys(names, 0.0)
    for link in network.candidates:  # several of a system
        build_usd[link.name] += link.build_usd
    options = []
    with track_stages("ranking", total=2) as stage:
        stage("random states")
        simulated = simulate(
            network.failures(),
            [network.terminal_pair(*pair) for pair in PAIRS],
            [network.present_links(adding) for adding in sets],
            states=states,
            seed=seed,
        )
        stage("build options")
        before = find_latencies(network)
        comparison = _Comparison(network, simulated)
        with track_items(sets, "candidates and sets") as followed:
            for number, adding in enumerate(followed):
                latencies = find_latencies(network, adding=adding)
                _, low, high = simulated.saved_hours(number, 0, comparison.needed)
                options.append(
                    BuildOption(
                        adding,
                        sum(build_usd[name] for name in adding),
                        tuple(comparison.derive_added(number, adding, at) for at in range(len(PAIRS))),
                        latencies.assign(saved_ms=before["rtt_ms"] - latencies["rtt_ms"]),
                        low,
                        high,
                    )
                )
    today, *others = options
    others.sort(key=lambda option: -option.hours_saved)
    return Ranking(today, tuple(others), states, seed, network.straits)


def find_share_lost(
    network: Network, pair: tuple[Region, Region], strait: str, adding: Sequence[str] = ()
) -> float:
    """Find the share of the disjoint paths between two regions that is lost when a strait closes.

    NaN if there is no path; 0 if no link passes the strait.
    """
    paths = network.count_paths(*pair, adding=adding)
    if paths == 0:
        return float("nan")
    if all(group.id != strait for group in network.groups):
        return 0.0
    return 1.0 - network.count_paths(*pair, adding=adding, closing=[strait]) / paths


def derive_closures(
    network: Network, *, straits: int = 5, always: Sequence[ReportedStrait] = (RED_SEA,)
) -> pd.DataFrame:
    """Count the disjoint paths left between each two regions when one strait closes.

    Parameters
    ----------
    network : Network
    straits : int
        How many straits, those that most cables share.
    always : sequence of ReportedStrait
        Straits listed in any case.

    Returns
    -------
    DataFrame of int
        By ``regions`` and ``closed`` (name of the strait). Columns: ``all_open``, today's paths with all straits open;
        ``today``, those left; then ``with <candidate>`` for each candidate.

    Raises
    ------
    UsageError
        If ``straits`` is below 1.
    """
    if straits < 1:
        raise UsageError(f"{straits} straits to close; give 1 or more")
    risks = network.shared_risks()
    shared = risks[risks["kind"] == GroupKind.STRAIT.value]
    listed = shared[shared["id"].isin([strait.id for strait in always])]
    closed = pd.concat([shared.nlargest(straits, "links"), listed]).drop_duplicates("id")
    options = {TODAY: ()} | {f"with {link.name}": (link.name,) for link in network.candidates}
    rows = {
        (pair_name(*pair), name): [
            network.count_paths(*pair),
            *(network.count_paths(*pair, adding=adding, closing=[key]) for adding in options.values()),
        ]
        for pair in PAIRS
        for key, name in zip(closed["id"].astype(str), closed["name"].astype(str), strict=True)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[ALL_OPEN, *options])
    table.index = pd.MultiIndex.from_tuples(list(rows), names=["regions", "closed"])
    return table


def derive_monthly_availability(
    network: Network, start: str | Region, end: str | Region, *, adding: Sequence[str] = ()
) -> pd.DataFrame:
    """Derive the share of each month with enough paths between two regions, today and with each named candidate.

    Returns
    -------
    DataFrame of float
        By ``month`` (its name). Columns: ``today``, then ``with <candidate>`` for each of ``adding``.
    """
    options = {TODAY: ()} | {f"with {name}": (name,) for name in adding}
    months = {
        label: network.availability(start, end, adding=names).by_month.set_index("month")["available"]
        for label, names in options.items()
    }
    return pd.DataFrame(months)


class _Comparison:
    """Compares options with today's network; what all options share is derived once."""

    def __init__(self, network: Network, simulated: SimulatedPaths) -> None:
        self._network = network
        self._simulated = simulated
        self.needed = {at: network.paths_needed(*pair) for at, pair in enumerate(PAIRS)}
        self._separation = [
            derive_separation(network.links, network.groups, network.terminal_pair(*pair).relevant.tolist())
            for pair in PAIRS
        ]

    def derive_added(self, option: int, adding: Sequence[str], at: int) -> AddedRedundancy:
        """Derive what an option adds between a pair of regions."""
        network, pair = self._network, PAIRS[at]
        availability, before = self._availability(option, at), self._availability(0, at)
        needed = {at: self.needed[at]}
        _, *wider = self._simulated.saved_hours(option, 0, needed, level=0.95)
        saved, low, high = self._simulated.saved_hours(option, 0, needed)
        paths = network.count_paths(*pair, adding=adding)
        landing_paths = network.count_paths(*pair, disjoint_by=DisjointBy.LANDING, adding=adding)
        surviving = derive_surviving_paths(
            network.joint_losses,
            network.terminal_pair(*pair),
            network.present_links(),
            network.present_links(adding),
        )
        mean, mean_before = (found.by_month["mean_paths"].mean() for found in (availability, before))
        return AddedRedundancy(
            regions=pair_name(*pair),
            paths=paths,
            landing_paths=landing_paths,
            paths_added=paths - network.count_paths(*pair),
            landing_paths_added=landing_paths - network.count_paths(*pair, disjoint_by=DisjointBy.LANDING),
            availability=availability,
            hours_saved=saved,
            hours_low=low,
            hours_high=high,
            hours_95=(wider[0], wider[1]),
            mean_paths_added=float(mean - mean_before),
            left_added=surviving.with_candidates - surviving.today,
            worst_month_added=availability.worst - before.worst,
            lost_to={
                strait.id: find_share_lost(network, pair, strait.id, adding) for strait in network.straits
            },
            score=self._score(adding, at, availability),
        )

    def _availability(self, option: int, at: int) -> Availability:
        pair = PAIRS[at]
        return self._simulated.availability(option, at, self._network.paths_needed(*pair), pair_name(*pair))

    def _score(self, adding: Sequence[str], at: int, availability: Availability) -> Score:
        network, pair = self._network, PAIRS[at]
        cuts = {kind.value: network.group_cut(*pair, kind, adding=adding).count for kind in _SCORED_KINDS}
        paths = network.count_paths(*pair, adding=adding)
        left, strait = paths, ""
        for group in network.groups:
            if group.kind is GroupKind.STRAIT:
                without = network.count_paths(*pair, adding=adding, closing=[group.id])
                if without < left:
                    left, strait = without, group.name
        separation_km = find_best_separation(
            network.terminal_pair(*pair), self._separation[at], network.present_links(adding)
        )
        measures = Measures(paths, cuts, separation_km, availability.worst_low, left, strait)
        return derive_score(pair_name(*pair), measures, network.assumptions)


def _columns(straits: Sequence[ReportedStrait]) -> list[str]:
    return [
        "rank_low", "rank_high", "candidate", "regions", "paths_added", "paths", "hours_saved", "hours_low",
        "hours_high", "mean_paths_added", "left_added", "worst_month", "worst_month_available",
        *(strait.column for strait in straits), "build_musd", "hours_per_100_musd",
    ]  # fmt: skip


def _table_row(
    option: BuildOption, added: AddedRedundancy, straits: Sequence[ReportedStrait]
) -> dict[str, object]:
    same_names = ("regions", "paths_added", "paths", "hours_saved", "hours_low", "hours_high", "mean_paths_added",
                  "left_added")  # fmt: skip
    return {
        "candidate": option.name,
        **{name: getattr(added, name) for name in same_names},
        "worst_month": added.availability.worst_month,
        "worst_month_available": added.availability.worst,
        **{strait.column: added.lost_to[strait.id] for strait in straits},
        "build_musd": option.build_usd / 1e6,
        "hours_per_100_musd": option.hours_per_100_musd(added),
    }
