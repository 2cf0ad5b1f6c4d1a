"""The network itself: its links, what they share, and every question that can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.errors import UsageError
from routeplan.io.sources import Source
from routeplan.network.answers import DisjointPaths, JointLoss, pair_name
from routeplan.network.as_networkx import contract, find_latencies, lay_out, rtt_ms
from routeplan.network.availability import Availability, Survival, exact_availability, simulate
from routeplan.network.cuts import TerminalPair
from routeplan.network.disjoint_paths import (
    DisjointBy,
    Way,
    Ways,
    count_disjoint,
    find_disjoint,
    find_single_points,
)
from routeplan.network.failures import Failures
from routeplan.network.joint_events import EventClass
from routeplan.network.links import LandLink, Link, LinkKind, Node, derive_land_links
from routeplan.network.regions import Area, Backhaul, Region, find_region
from routeplan.network.risk_groups import GroupCut, GroupKind, RiskGroup, find_group_cut

if TYPE_CHECKING:
    from routeplan.network.ranking import Ranking

DEFAULT_STATES = 10_000
DEFAULT_SEED = 2026
SEVERAL = 2  # paths lost at once make an event a joint one
RED_SEA, LUZON = "red-sea-and-suez", "luzon-strait"
# The three questions: each pair of regions by ways that do not lead through the third.
PAIRS = (
    (Region.EUROPE, Region.NORTH_AMERICA),
    (Region.NORTH_AMERICA, Region.ASIA),
    (Region.EUROPE, Region.ASIA),
)


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Landings, cables and candidates, and what fails jointly among them.

    Candidates are part of it and count where a question says so: ``adding`` names those that are there, and without it
    none is. So every answer is about the same places, events and random states.

    Attributes
    ----------
    links : tuple of Link
        Existing cables first, candidates last.
    backhaul : tuple of Backhaul
    areas : tuple of Area
    groups : tuple of RiskGroup
    events : tuple of EventClass
    assumptions : NetworkAssumptions
    city_pairs : tuple of (Landing, Landing)
    left_out : tuple of str
        Parts of cables that could not be drawn.
    sources : tuple of Source
    """

    links: tuple[Link, ...]
    backhaul: tuple[Backhaul, ...]
    areas: tuple[Area, ...]
    groups: tuple[RiskGroup, ...]
    events: tuple[EventClass, ...]
    assumptions: NetworkAssumptions
    city_pairs: tuple[tuple[Landing, Landing], ...] = ()
    left_out: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def candidates(self) -> tuple[Link, ...]:
        """Links that are not there yet."""
        return tuple(link for link in self.links if link.kind is LinkKind.CANDIDATE)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every landing, in the order of the links."""
        found: dict[str, Node] = {}
        for link in self.links:
            for node in (link.start, link.end):
                found.setdefault(node.id, node)
        return tuple(found.values())

    @cached_property
    def land_links(self) -> tuple[LandLink, ...]:
        """Ways over land between landings."""
        return derive_land_links(self.nodes, self.backhaul)

    def graph(self, *, adding: Iterable[str] = ()) -> nx.MultiGraph[str]:
        """Lay the network out as a networkx graph, for figures and other programs.

        Nodes carry ``name``, ``country``, ``area``, ``region`` (or None), ``lon``, ``lat``. Edges carry ``kind``
        (existing, beyond the domain, candidate, land), ``name``, ``length_km``, ``rtt_ms`` and, cables only,
        ``faults_per_year``, ``repair_days`` (12, by the month of the fault), ``lon``, ``lat`` (points along the line).
        """
        links = [link for link, here in zip(self.links, self.present(adding), strict=True) if here]
        return lay_out(self.nodes, links, self.land_links)

    def present(self, adding: Iterable[str] = ()) -> npt.NDArray[np.bool_]:
        """(links,) which links are there with some candidates, named by name.

        Raises
        ------
        UsageError
            If there is no such candidate.
        """
        wanted = [adding] if isinstance(adding, str) else list(adding)
        known = {link.name for link in self.candidates}
        for name in wanted:
            if name not in known:
                raise UsageError(f'no candidate "{name}"; there are {", ".join(sorted(known)) or "none"}')
        return np.array([link.kind is not LinkKind.CANDIDATE or link.name in wanted for link in self.links])

    def disjoint_paths(
        self,
        start: str | Region,
        end: str | Region,
        *,
        apart: str | DisjointBy = DisjointBy.LINK,
        count: int | None = None,
        direct: bool = True,
        adding: Iterable[str] = (),
    ) -> DisjointPaths:
        """Find the disjoint paths between two regions whose lengths add up to the least.

        Parameters
        ----------
        start, end : str or Region
        apart : "link" or "landing"
            What no two of them share.
        count : int, optional
            How many; without it as many as there are. 2 is the cheapest pair.
        direct : bool
            Whether to leave out ways through the third region.
        adding : iterable of str
            Candidates that are there.

        Raises
        ------
        UsageError
            If there are not so many, or a region or candidate is unknown.
        """
        apart = _apart(apart)
        ways, numbers = self.ways(start, end, direct=direct, adding=adding)
        most, cut = count_disjoint(ways, apart)
        found = find_disjoint(ways, most if count is None else count, apart) if most or count else ()
        names = {node.id: node.landing.name for node in self.nodes}
        table = pd.DataFrame(
            {
                "path": range(1, len(found) + 1),
                "length_km": [path.length for path in found],
                "rtt_ms": [rtt_ms(path.length) for path in found],
                "cables": [" + ".join(self.links[numbers[at]].name for at in path.cables) for path in found],
                "ashore": [", ".join(names[place] for place in path.places) for path in found],
            }
        )
        name = pair_name(find_region(start), find_region(end), direct=direct)
        return DisjointPaths(name, apart, most, table, tuple(self.links[numbers[at]].name for at in cut))

    def count_paths(
        self,
        start: str | Region,
        end: str | Region,
        *,
        direct: bool = True,
        adding: Iterable[str] = (),
        closing: Iterable[str] = (),
    ) -> int:
        """Count link-disjoint paths; ``closing`` names groups (by id) whose links are taken away first.

        Raises
        ------
        UsageError
            If a region, candidate or group is unknown.
        """
        there = self.present(adding)
        for key in [closing] if isinstance(closing, str) else closing:
            there[self.group(key).members] = False
        return int(self.connection(start, end, direct=direct).count(there[None, :])[0])

    def count_landing_paths(
        self, start: str | Region, end: str | Region, *, direct: bool = True, adding: Iterable[str] = ()
    ) -> int:
        """Count paths that share no landing."""
        return count_disjoint(self.ways(start, end, direct=direct, adding=adding)[0], DisjointBy.LANDING)[0]

    def group(self, key: str) -> RiskGroup:
        """Find a shared-risk group by its id.

        Raises
        ------
        UsageError
            If no link is in such a group.
        """
        for group in self.groups:
            if group.id == key:
                return group
        raise UsageError(f'no shared risk "{key}"; see network.shared_risks()')

    def shared_risks(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """List the shared-risk groups: ``kind``, ``id``, ``name``, ``links`` (how many), ``cables`` (which)."""
        there = self.present(adding)
        rows = []
        for group in self.groups:
            inside = [self.links[at].name for at in group.members if there[at]]
            if len(inside) > 1:
                rows.append((group.kind.value, group.id, group.name, len(inside), ", ".join(inside)))
        table = pd.DataFrame(rows, columns=["kind", "id", "name", "links", "cables"])
        return table.sort_values(["kind", "links"], ascending=[True, False], ignore_index=True)

    def group_cut(
        self,
        start: str | Region,
        end: str | Region,
        kind: str | GroupKind,
        *,
        direct: bool = True,
        adding: Iterable[str] = (),
    ) -> GroupCut:
        """Find the fewest failures that part two regions, where each takes a whole group of a kind, or one link."""
        there = self.present(adding)
        connection = self.connection(start, end, direct=direct)
        ends = [
            pair if there[at] else (connection.terminals[0], connection.terminals[0])
            for at, pair in enumerate(connection.ends)
        ]
        return find_group_cut(
            ends, connection.terminals, self.groups, GroupKind(kind), lambda at: self.links[at].name
        )

    def single_points(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """List landings and cables whose loss alone cuts others off.

        Returns
        -------
        DataFrame
            ``kind`` (landing or cable), ``name``, ``landings`` (how many it cuts off), ``cuts_off`` (which).
        """
        there = np.flatnonzero(self.present(adding))
        cables: list[Way] = [
            (self.links[at].start.id, self.links[at].end.id, self.links[at].cable_km) for at in there
        ]
        landings, links = find_single_points([*cables, *self._land_ways], range(len(cables)))
        names = {node.id: node.landing.name for node in self.nodes}
        rows = [("landing", names[key], [names[each] for each in off]) for key, off in landings.items()]
        rows += [
            ("cable", self.links[there[at]].name, [names[each] for each in off]) for at, off in links.items()
        ]
        rows.sort(key=lambda row: -len(row[2]))
        table = pd.DataFrame(
            [(kind, name, len(off), ", ".join(off)) for kind, name, off in rows],
            columns=["kind", "name", "landings", "cuts_off"],
        )
        return table.sort_values(["kind", "landings"], ascending=[False, False], ignore_index=True)

    def availability(  # noqa: PLR0913 - one keyword for each choice
        self,
        start: str | Region,
        end: str | Region,
        *,
        needed: int | None = None,
        adding: Iterable[str] = (),
        states: int = DEFAULT_STATES,
        seed: int = DEFAULT_SEED,
        events: bool = True,
    ) -> Availability:
        """Find how much of the time enough disjoint paths join two regions directly.

        Parameters
        ----------
        start, end : str or Region
        needed : int, optional
            Paths that are enough; without it the scenario's share of today's.
        adding : iterable of str
            Candidates that are there.
        states, seed : int
            Of the simulation, a month.
        events : bool
            Whether anything fails jointly. Where nothing does and few links count, the answer is exact.
        """
        connection = self.connection(start, end)
        enough = self.needed(start, end) if needed is None else needed
        if enough < 1:
            raise UsageError(f"{enough} paths needed; give 1 or more")
        there = self.present(adding)
        name = pair_name(find_region(start), find_region(end), direct=True)
        failures = self.failures(events=events)
        if not events:
            unavailability = np.where(there[:, None], failures.unavailability(), 1.0)
            try:
                return exact_availability(connection, unavailability, enough, name)
            except UsageError:
                pass  # too many links: simulated below
        survival = simulate(failures, [connection], [there], states=states, seed=seed)
        return survival.availability(0, 0, enough, name)

    def left_by_joint_events(
        self, start: str | Region, end: str | Region, *, adding: Iterable[str] = ()
    ) -> JointLoss:
        """Say what is left by joint events that take two or more of today's paths at once.

        Not simulated: every event is looked at once and counts as often as it comes, however long it lasts.
        """
        connection = self.connection(start, end)
        if not self.events:
            return JointLoss(0.0, float("nan"), float("nan"))
        cuts = np.concatenate([event.cuts for event in self.events])
        per_year = np.concatenate([event.per_year * event.share for event in self.events])
        today = connection.count(self.present()[None, :])[0]
        left = connection.count(self.present() & ~cuts)
        several = today - left >= SEVERAL
        rate = float(per_year[several].sum())
        if rate == 0:
            return JointLoss(0.0, float("nan"), float("nan"))
        with_it = connection.count(self.present(adding) & ~cuts[several])
        mean = [float(per_year[several] @ each) / rate for each in (left[several], with_it)]
        return JointLoss(rate, mean[0], mean[1])

    def survive(
        self, cases: Sequence[Iterable[str]], *, states: int = DEFAULT_STATES, seed: int = DEFAULT_SEED
    ) -> Survival:
        """Simulate cases, each with its candidates, for the three pairs of regions; all meet the same states."""
        return simulate(
            self.failures(),
            [self.connection(*pair) for pair in PAIRS],
            [self.present(case) for case in cases],
            states=states,
            seed=seed,
        )

    def ranking(
        self, *, together: int = 1, states: int = DEFAULT_STATES, seed: int = DEFAULT_SEED
    ) -> Ranking:
        """Rank the candidates, as :func:`routeplan.network.ranking.rank` does."""
        from routeplan.network.ranking import rank

        return rank(self, together=together, states=states, seed=seed)

    def needed(self, start: str | Region, end: str | Region) -> int:
        """Paths that are enough: the scenario's share of those there are today, at least 1."""
        return max(1, int(np.ceil(self.assumptions.needed_share * self.count_paths(start, end))))

    def failures(self, *, events: bool = True) -> Failures:
        """How often links fail and for how long; without events, each by itself and with a ship at hand."""
        assumed = self.assumptions
        return Failures(
            np.array([link.faults_per_year for link in self.links]),
            np.array([link.repair_days for link in self.links]).reshape(len(self.links), 12),
            self.events if events else (),
            assumed.joint_repair_factor,
            assumed.no_ship_share if events else 0.0,
            assumed.no_ship_days,
        )

    def latencies(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """Find the fastest way between each pair of cities: ``pair``, ``rtt_ms``, ``cables``; NaN where none leads."""
        return find_latencies(
            self.graph(adding=adding), self.nodes, self.city_pairs, self.backhaul, self.areas
        )

    def connection(self, start: str | Region, end: str | Region, *, direct: bool = True) -> TerminalPair:
        """Contract what land joins, and each region, and find the links on a path between two of them.

        Raises
        ------
        UsageError
            If both are the same, or a way over land joins them.
        """
        one, other = find_region(start), find_region(end)
        key = (one, other, direct)
        if key not in self._connections:
            self._connections[key] = self._connect(one, other, direct=direct)
        return self._connections[key]

    def ways(
        self, start: str | Region, end: str | Region, *, direct: bool = True, adding: Iterable[str] = ()
    ) -> tuple[Ways, list[int]]:
        """Lay out cables and ways over land between two regions, and which link each cable is."""
        one, other = find_region(start), find_region(end)
        connection = self.connection(one, other, direct=direct)
        there = self.present(adding)
        numbers = [int(at) for at in connection.relevant if there[at]]
        cables = tuple(
            (self.links[at].start.id, self.links[at].end.id, self.links[at].cable_km) for at in numbers
        )
        used = {place for a, b, _ in cables for place in (a, b)}
        land = tuple(way for way in self._land_ways if {way[0], way[1]} <= used)
        in_region = {
            region: frozenset(
                node.id for node in self.nodes if node.area.region is region and node.id in used
            )
            for region in (one, other)
        }
        return Ways(cables, land, in_region[one], in_region[other]), numbers

    def __repr__(self) -> str:
        existing = len(self.links) - len(self.candidates)
        return f"<Network of {len(self.nodes)} landings, {existing} links, {len(self.candidates)} candidates>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>{self.summary().to_html(index=False)}"

    def summary(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """Set the three pairs of regions side by side.

        Returns
        -------
        DataFrame
            ``regions``; ``link_disjoint``, ``landing_disjoint`` paths; the fewest ``straits``, ``landing_clusters``,
            ``hazard_zones``, ``jurisdictions`` (or single cables) that part them; ``shortest_km``, ``second_km`` of the
            cheapest pair.
        """
        rows = []
        names = list(adding)
        for start, end in PAIRS:
            by_link = self.disjoint_paths(start, end, adding=names)
            most = self.count_landing_paths(start, end, adding=names)
            pair = (
                self.disjoint_paths(start, end, count=2, adding=names).table
                if by_link.most > 1
                else by_link.table
            )
            cuts = [self.group_cut(start, end, kind, adding=names).count for kind in GroupKind]
            lengths = [*pair["length_km"].to_list(), float("nan"), float("nan")][:2]
            rows.append((by_link.name, by_link.most, most, *cuts, *lengths))
        return pd.DataFrame(
            rows,
            columns=[
                "regions",
                "link_disjoint",
                "landing_disjoint",
                "straits",
                "landing_clusters",
                "hazard_zones",
                "jurisdictions",
                "shortest_km",
                "second_km",
            ],
        )

    @cached_property
    def _connections(self) -> dict[tuple[Region, Region, bool], TerminalPair]:
        return {}

    @cached_property
    def _land_ways(self) -> tuple[Way, ...]:
        return tuple((land.start.id, land.end.id, land.length_km) for land in self.land_links)

    def _connect(self, one: Region, other: Region, *, direct: bool) -> TerminalPair:
        if one is other:
            raise UsageError(f"{one} to {other}: both are the same; give two regions")
        number, third = contract(self.nodes, self.land_links, (one, other))
        ends = []
        for link in self.links:
            pair = (number[link.start.id], number[link.end.id])
            ends.append((0, 0) if direct and third & set(pair) else pair)
        return TerminalPair.of(ends, (0, 1))


def _apart(text: str | DisjointBy) -> DisjointBy:
    try:
        return DisjointBy(text)
    except ValueError:
        raise UsageError(f'paths apart by "{text}"; give link or landing') from None
