"""The layout of a system: landings, branching units and joints, and the segments that join them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

_PORTS = 3  # of a branching unit; a fourth segment needs another unit


class NodeKind(StrEnum):
    """What joins the segments of a system, or ends them."""

    LANDING = "landing"
    UNIT = "branching unit"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class SystemNode:
    """An end of segments.

    Attributes
    ----------
    place : Landing
        Its position, with a name; of a unit or joint without a country.
    kind : NodeKind
    """

    place: Landing
    kind: NodeKind


@dataclass(frozen=True, slots=True)
class Span:
    """A way along segments.

    Attributes
    ----------
    start, end : int
        Nodes.
    segments : tuple of (int, bool)
        Each segment, and whether it is passed in its own direction.
    """

    start: int
    end: int
    segments: tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class SystemLayout:
    """Which nodes the segments of a system join.

    Attributes
    ----------
    nodes : tuple of SystemNode
    joins : tuple of (int, int)
        Nodes at the start and the end of each segment.
    """

    nodes: tuple[SystemNode, ...]
    joins: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        import networkx as nx

        if not self.joins:
            raise UsageError("system without a segment; give at least one")
        if not nx.is_connected(self._graph):
            raise UsageError("segments of a system that do not meet; give each part as a system of its own")

    @cached_property
    def landings(self) -> tuple[Landing, ...]:
        """Landings, each once."""
        return tuple(node.place for node in self.nodes if node.kind is NodeKind.LANDING)

    @cached_property
    def units(self) -> tuple[Landing, ...]:
        """Places of branching units."""
        return tuple(node.place for node in self.nodes if node.kind is NodeKind.UNIT)

    @property
    def unit_count(self) -> int:
        """Branching units to buy: one for each segment beyond the second at its place."""
        meeting = Counter(node for ends in self.joins for node in ends)
        return sum(
            max(1, meeting[at] - _PORTS + 1)
            for at, node in enumerate(self.nodes)
            if node.kind is NodeKind.UNIT
        )

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Ways between landings and units, past joints: what is a single line of cable."""
        spans: list[Span] = []
        known: set[int] = set()
        for start, node in enumerate(self.nodes):
            if node.kind is NodeKind.JOINT:
                continue
            for segment in self._at(start):
                if segment not in known:
                    span = self._followed(start, segment)
                    known |= {passed for passed, _ in span.segments}
                    spans.append(span)
        return tuple(spans)

    def longest_span_km(self, cable_km: Sequence[float]) -> float:
        """Find the longest cable between two landings without a third between them: it decides about repeaters."""
        import networkx as nx

        cut: nx.MultiGraph[tuple[int, int, int]] = nx.MultiGraph()
        for segment, ends in enumerate(self.joins):
            start, end = (
                (node, segment, side) if self.nodes[node].kind is NodeKind.LANDING else (node, -1, 0)
                for side, node in enumerate(ends)
            )
            cut.add_edge(start, end, km=cable_km[segment])
        stations = [node for node in cut if node[1] >= 0]
        return max(
            km
            for station in stations
            for other, km in nx.single_source_dijkstra_path_length(cut, station, weight="km").items()
            if other[1] >= 0 and other != station
        )

    def find_trunk(self, km: Sequence[float], ends: tuple[int, int] | None = None) -> Span:
        """Find the way between two landings: those given, or the two that are farthest apart along the system."""
        import networkx as nx

        at = [number for number, node in enumerate(self.nodes) if node.kind is NodeKind.LANDING]
        if ends is None and len(at) < 2:  # a ring
            return Span(self.joins[0][0], self.joins[-1][1], tuple((s, True) for s in range(len(self.joins))))
        graph = self._weighted(km)
        if ends is None:
            apart = {start: nx.single_source_dijkstra_path_length(graph, start, weight="km") for start in at}
            start, end = max(combinations(at, 2), key=lambda pair: apart[pair[0]][pair[1]])
        else:
            start, end = ends
        path = nx.dijkstra_path(graph, start, end, weight="km")
        steps = [self._nearest(graph, *nodes) for nodes in pairwise(path)]
        return Span(
            start, end, tuple((s, self.joins[s][0] == node) for s, node in zip(steps, path, strict=False))
        )

    @cached_property
    def _graph(self) -> nx.MultiGraph[int]:
        import networkx as nx

        graph: nx.MultiGraph[int] = nx.MultiGraph()
        graph.add_nodes_from(range(len(self.nodes)))
        graph.add_edges_from(self.joins)
        return graph

    def _weighted(self, km: Sequence[float]) -> nx.MultiGraph[int]:
        import networkx as nx

        graph: nx.MultiGraph[int] = nx.MultiGraph()
        for segment, ends in enumerate(self.joins):
            graph.add_edge(*ends, key=segment, km=km[segment])
        return graph

    @staticmethod
    def _nearest(graph: nx.MultiGraph[int], start: int, end: int) -> int:
        """Give the shortest of the segments between two nodes."""
        between = graph[start][end]
        return int(min(between, key=lambda segment: float(between[segment]["km"])))

    def _at(self, node: int) -> list[int]:
        return [segment for segment, ends in enumerate(self.joins) if node in ends]

    def _followed(self, start: int, segment: int) -> Span:
        """Follow a segment past joints to the next landing or unit."""
        passed: list[tuple[int, bool]] = []
        node = start
        while True:
            is_forward = self.joins[segment][0] == node
            passed.append((segment, is_forward))
            node = self.joins[segment][1 if is_forward else 0]
            if self.nodes[node].kind is not NodeKind.JOINT:
                return Span(start, node, tuple(passed))
            segment = next(other for other in self._at(node) if other != segment)
