"""The network of landings, existing cables and candidates, and the questions about its paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.errors import UsageError
from routeplan.io.sources import Source
from routeplan.network.as_networkx import to_networkx
from routeplan.network.availability import Availability, exact_availability, simulate
from routeplan.network.cuts import TerminalPair
from routeplan.network.disjoint_paths import (
    DisjointBy,
    DisjointPaths,
    Edge,
    PathProblem,
    count_disjoint,
    list_disjoint_paths,
    read_disjoint_by,
)
from routeplan.network.failures import Failures
from routeplan.network.joint_events import EventClass, JointLosses, sample_losses
from routeplan.network.links import Link, LinkKind, Node, find_stopping_together
from routeplan.network.regions import Area, Backhaul, Region, find_region, pair_name
from routeplan.network.reported_straits import REPORTED_STRAITS, ReportedStrait
from routeplan.network.risk_groups import GroupCut, GroupKind, RiskGroup, find_group_cut, list_shared_risks
from routeplan.network.single_points import list_single_points
from routeplan.network.terrestrial import LandLink, derive_land_links, number_joined_landings
from routeplan.planning.result_methods import CableMethods

DEFAULT_STATES = 10_000
DEFAULT_SEED = 2026
# The pairs of regions that every ranking compares, each by paths that avoid the third region.
PAIRS = (
    (Region.EUROPE, Region.NORTH_AMERICA),
    (Region.NORTH_AMERICA, Region.ASIA),
    (Region.EUROPE, Region.ASIA),
)


@dataclass(frozen=True, eq=False, repr=False)
class Network(CableMethods):
    """Landings, existing cables and candidates, their shared risks and joint events.

    They hold all candidates, which count only where ``adding`` names them: all answers have the same random states.

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
        Parts of cables that this grid cannot draw. They are links without a line, in no zone and no disc.
    own_cables : tuple of str
        Which cables of the table those that the user brought replace, or may repeat.
    sources : tuple of Source
    straits : tuple of ReportedStrait
        Straits whose closure a ranking reports.

    Examples
    --------
    Cables share landings, so that fewer paths share no landing than share no cable:

    >>> import routeplan as rp
    >>> network = rp.open_network(rp.open_planner(spacing_km=100))
    >>> network.count_paths("Europe", "Asia") > network.count_paths("Europe", "Asia", disjoint_by="landing")
    True
    """

    links: tuple[Link, ...]
    backhaul: tuple[Backhaul, ...]
    areas: tuple[Area, ...]
    groups: tuple[RiskGroup, ...]
    events: tuple[EventClass, ...]
    assumptions: NetworkAssumptions
    city_pairs: tuple[tuple[Landing, Landing], ...] = ()
    left_out: tuple[str, ...] = ()
    own_cables: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    straits: tuple[ReportedStrait, ...] = REPORTED_STRAITS

    @property
    def candidates(self) -> tuple[Link, ...]:
        """Links that are not built yet."""
        return tuple(link for link in self.links if link.kind is LinkKind.CANDIDATE)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All landings, in the order of the links."""
        found: dict[str, Node] = {}
        for link in self.links:
            for node in (link.start, link.end):
                found.setdefault(node.id, node)
        return tuple(found.values())

    @cached_property
    def land_links(self) -> tuple[LandLink, ...]:
        """Terrestrial links between landings."""
        return derive_land_links(self.nodes, self.backhaul)

    def graph(self, *, adding: Iterable[str] = ()) -> nx.MultiGraph[str]:
        """Make a networkx graph, for figures and other programs.

        Nodes: ``name``, ``kind`` (landing or branching unit), ``country``, ``area``, ``region``, ``lon``, ``lat``.
        Edges: ``kind`` (existing, beyond the domain, candidate, land), ``name``, ``length_km``, ``rtt_ms``; cables also
        ``faults_per_year``, ``repair_days`` (12, by the month of the fault), ``lon``, ``lat`` (points along the line).
        """
        links = [link for link, built in zip(self.links, self.present_links(adding), strict=True) if built]
        return to_networkx(self.nodes, links, self.land_links)

    def present_links(self, adding: Iterable[str] = ()) -> npt.NDArray[np.bool_]:
        """(links,) tell which links exist if the named candidates are built.

        Raises
        ------
        UsageError
            If a candidate is unknown.
        """
        wanted = [adding] if isinstance(adding, str) else list(adding)
        known = {link.name for link in self.candidates}
        for name in wanted:
            if name not in known:
                raise UsageError(f'no candidate "{name}"; there are {", ".join(sorted(known)) or "none"}')
        return np.array([link.kind is not LinkKind.CANDIDATE or link.name in wanted for link in self.links])

    def terminal_pair(self, start: str | Region, end: str | Region, *, direct: bool = True) -> TerminalPair:
        """Merge landings that are joined over land, and find the links on paths between two regions.

        Raises
        ------
        UsageError
            If both regions are the same, or connect overland.
        """
        one, other = find_region(start), find_region(end)
        key = (one, other, direct)
        if key not in self._terminal_pairs:
            self._terminal_pairs[key] = self._derive_terminal_pair(one, other, direct=direct)
        return self._terminal_pairs[key]

    def disjoint_paths(
        self,
        start: str | Region,
        end: str | Region,
        *,
        disjoint_by: str | DisjointBy = DisjointBy.LINK,
        count: int | None = None,
        direct: bool = True,
        adding: Iterable[str] = (),
    ) -> DisjointPaths:
        """Find the disjoint paths between two regions with the least total length.

        Parameters
        ----------
        start, end : str or Region
        disjoint_by : "link" or "landing"
            What the paths do not share.
        count : int, optional
            Number of paths; the maximum if not given. 2 gives the shortest pair.
        direct : bool
            Whether paths avoid the third region.
        adding : iterable of str
            Candidates that are built.

        Raises
        ------
        UsageError
            If there are fewer paths, or a region or candidate is unknown.
        """
        by = read_disjoint_by(disjoint_by)
        present = self.present_links(adding)
        problem, numbers = self._path_problem(start, end, direct=direct, present=present)
        return list_disjoint_paths(
            problem,
            name=pair_name(find_region(start), find_region(end), direct=direct),
            disjoint_by=by,
            count=count,
            cable_names=[self.links[at].name for at in numbers],
            landing_names=self._landing_names,
        )

    def count_paths(
        self,
        start: str | Region,
        end: str | Region,
        *,
        disjoint_by: str | DisjointBy = DisjointBy.LINK,
        direct: bool = True,
        adding: Iterable[str] = (),
        closing: Iterable[str] = (),
    ) -> int:
        """Count disjoint paths. ``closing`` gives ids of shared risks whose links are removed first.

        Raises
        ------
        UsageError
            If a region, candidate or shared risk is unknown.
        """
        present = self.present_links(adding)
        for key in [closing] if isinstance(closing, str) else closing:
            present[self.group(key).members] = False
        if read_disjoint_by(disjoint_by) is DisjointBy.LANDING:
            problem, _ = self._path_problem(start, end, direct=direct, present=present)
            return count_disjoint(problem, DisjointBy.LANDING)[0]
        return int(self.terminal_pair(start, end, direct=direct).count(present[None, :])[0])

    def group(self, key: str) -> RiskGroup:
        """Find a shared risk by its id.

        Raises
        ------
        UsageError
            If no link has this risk.
        """
        for group in self.groups:
            if group.id == key:
                return group
        raise UsageError(f'no shared risk "{key}"; see network.shared_risks()')

    def shared_risks(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """List the shared-risk groups: ``kind``, ``id``, ``name``, ``links`` (how many), ``cables`` (which)."""
        return list_shared_risks(self.groups, self.links, self.present_links(adding))

    def group_cut(
        self,
        start: str | Region,
        end: str | Region,
        kind: str | GroupKind,
        *,
        direct: bool = True,
        adding: Iterable[str] = (),
    ) -> GroupCut:
        """Find the fewest failures that separate two regions. Each takes a whole group of a kind, or one link."""
        present = self.present_links(adding)
        pair = self.terminal_pair(start, end, direct=direct)
        nowhere = (pair.terminals[0], pair.terminals[0])
        ends = [nodes if built else nowhere for nodes, built in zip(pair.ends, present, strict=True)]
        return find_group_cut(
            ends, pair.terminals, self.groups, GroupKind(kind), lambda at: self.links[at].name
        )

    def single_points(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """List landings and cables whose loss alone disconnects others.

        Columns as in :func:`routeplan.network.single_points.list_single_points`.
        """
        present = np.flatnonzero(self.present_links(adding))
        return list_single_points(
            [self._edge(self.links[at]) for at in present],
            self._land_edges,
            cable_names=[self.links[at].name for at in present],
            landing_names=self._landing_names,
            units={node.id for node in self.nodes if node.is_unit},
        )

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
        """Find the share of the time in which enough disjoint direct paths join two regions.

        Parameters
        ----------
        start, end : str or Region
        needed : int, optional
            Number of paths needed; if not given, the scenario's share of today's paths.
        adding : iterable of str
            Candidates that are built.
        states, seed : int
            Random states per month, and their seed.
        events : bool
            Whether joint events occur. Without them the answer is exact if there are few links.
        """
        pair = self.terminal_pair(start, end)
        enough = self.paths_needed(start, end) if needed is None else needed
        if enough < 1:
            raise UsageError(f"{enough} paths needed; give 1 or more")
        present = self.present_links(adding)
        name = pair_name(find_region(start), find_region(end))
        failures = self.failures(events=events)
        if not events:
            unavailability = np.where(present[:, None], failures.unavailability(), 1.0)
            try:
                return exact_availability(pair, unavailability, enough, name, together=failures.together)
            except UsageError:
                pass  # too many links for an exact answer
        simulated = simulate(failures, [pair], [present], states=states, seed=seed)
        return simulated.availability(0, 0, enough, name)

    def paths_needed(self, start: str | Region, end: str | Region) -> int:
        """Derive the number of paths needed: the scenario's share of today's paths, at least 1."""
        return max(1, int(np.ceil(self.assumptions.needed_share * self.count_paths(start, end))))

    def failures(self, *, events: bool = True) -> Failures:
        """Collect fault rates and repair times. Without events links fail independently, and a ship is available."""
        assumed = self.assumptions
        return Failures(
            np.array([link.faults_per_year for link in self.links]),
            np.array([link.repair_days for link in self.links]).reshape(len(self.links), 12),
            self.events if events else (),
            assumed.joint_repair_factor,
            assumed.no_ship_share if events else 0.0,
            assumed.no_ship_days,
            assumed.rate_factor if events else 1.0,
            find_stopping_together(self.links),
        )

    def summary(self, *, adding: Iterable[str] = ()) -> pd.DataFrame:
        """Compare the three pairs of regions.

        Returns
        -------
        DataFrame
            ``regions``; number of ``link_disjoint`` and ``landing_disjoint`` paths; fewest ``straits``,
            ``landing_clusters``, ``hazard_zones``, ``jurisdictions`` (or single cables) whose loss separates the
            regions; ``shortest_km``, ``second_km`` of the shortest pair of disjoint paths.
        """
        names = list(adding)
        rows = []
        for start, end in PAIRS:
            by_link = self.disjoint_paths(start, end, adding=names)
            landing_disjoint = self.count_paths(start, end, disjoint_by=DisjointBy.LANDING, adding=names)
            pair = self.disjoint_paths(start, end, count=2, adding=names) if by_link.most > 1 else by_link
            cuts = [self.group_cut(start, end, kind, adding=names).count for kind in GroupKind]
            lengths = [*pair.table["length_km"].to_list(), float("nan"), float("nan")][:2]
            rows.append((by_link.name, by_link.most, landing_disjoint, *cuts, *lengths))
        kinds = ["straits", "landing_clusters", "hazard_zones", "jurisdictions"]
        columns = ["regions", "link_disjoint", "landing_disjoint", *kinds, "shortest_km", "second_km"]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        existing, candidates = len(self.links) - len(self.candidates), len({c.name for c in self.candidates})
        return f"<Network of {len(self.nodes)} landings, {existing} links, {candidates} candidates>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>{self.summary().to_html(index=False)}"

    @cached_property
    def joint_losses(self) -> JointLosses:
        """What single joint events take of the links, with those that passive units stop."""
        return sample_losses(self.events, len(self.links), together=find_stopping_together(self.links))

    @cached_property
    def _terminal_pairs(self) -> dict[tuple[Region, Region, bool], TerminalPair]:
        return {}

    @cached_property
    def _land_edges(self) -> tuple[Edge, ...]:
        return tuple((land.start.id, land.end.id, land.length_km) for land in self.land_links)

    @cached_property
    def _landing_names(self) -> dict[str, str]:
        return {node.id: node.landing.name for node in self.nodes}

    @staticmethod
    def _edge(link: Link) -> Edge:
        return (link.start.id, link.end.id, link.cable_km)

    def _derive_terminal_pair(self, one: Region, other: Region, *, direct: bool) -> TerminalPair:
        if one is other:
            raise UsageError(f"{one} to {other}: both are the same; give two regions")
        number, third = number_joined_landings(self.nodes, self.land_links, (one, other))
        pairs = [(number[link.start.id], number[link.end.id]) for link in self.links]
        ends = [(0, 0) if direct and third & set(pair) else pair for pair in pairs]
        return TerminalPair.of(ends, (0, 1))

    def _path_problem(
        self, start: str | Region, end: str | Region, *, direct: bool, present: npt.NDArray[np.bool_]
    ) -> tuple[PathProblem, list[int]]:
        """Collect the cables and terrestrial links between two regions, and the position of each cable's link."""
        relevant = self.terminal_pair(start, end, direct=direct).relevant
        numbers = [int(at) for at in relevant if present[at]]
        cables = tuple(self._edge(self.links[at]) for at in numbers)
        used = {landing for one, other, _ in cables for landing in (one, other)}
        land = tuple(edge for edge in self._land_edges if {edge[0], edge[1]} <= used)
        sources, targets = (
            frozenset(node.id for node in self.nodes if node.area.region is region and node.id in used)
            for region in (find_region(start), find_region(end))
        )
        return PathProblem(cables, land, sources, targets), numbers
