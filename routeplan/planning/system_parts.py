"""The trunk and the branches of a system: which segments each has, and what a cut in one of them stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import UnitKind
from routeplan.planning.system_layout import NodeKind, Span, SystemLayout

TRUNK, SECOND_WAY = "trunk", "second way"


@dataclass(frozen=True, slots=True)
class SystemPart:
    """The trunk, a branch with all that hangs on it, or the second way of a ring.

    Attributes
    ----------
    name : str
        ``trunk``, ``branch`` with the names of its landings, or ``second way``.
    landings : tuple of Landing
        Of a branch: those that are not on the trunk.
    segments : tuple of int
        Their numbers; every segment of a system is in one part.
    """

    name: str
    landings: tuple[Landing, ...]
    segments: tuple[int, ...]


def find_parts(layout: SystemLayout, trunk: Span) -> tuple[SystemPart, ...]:
    """Divide a system into its trunk and its branches: what is left joined when the trunk is taken away."""
    import networkx as nx

    own, on_trunk = trunk_segments(trunk), trunk_nodes(layout, trunk)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(segment for segment in range(len(layout.joins)) if segment not in own)
    for node in range(len(layout.nodes)):
        if node not in on_trunk:
            nx.add_path(graph, [segment for segment in graph if node in layout.joins[segment]])
    branches = sorted(sorted(part) for part in nx.connected_components(graph))
    first = SystemPart(TRUNK, _landings(layout, on_trunk), tuple(segment for segment, _ in trunk.segments))
    return (first, *(_branch(layout, segments, on_trunk) for segments in branches))


def failure_groups(layout: SystemLayout, unit: UnitKind) -> tuple[tuple[int, ...], ...]:
    """Group segments that a cut in one of them stops together."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(layout.joins)))
    for at, node in enumerate(layout.nodes):
        if node.kind is NodeKind.JOINT or (node.kind is NodeKind.UNIT and unit is UnitKind.PASSIVE):
            meeting = [segment for segment, ends in enumerate(layout.joins) if at in ends]
            nx.add_path(graph, meeting)
    return tuple(tuple(sorted(group)) for group in nx.connected_components(graph))


def stopping_trunk(groups: Sequence[tuple[int, ...]], trunk: Span) -> set[int]:
    """Find the segments whose cut stops a segment of the trunk."""
    own = trunk_segments(trunk)
    return {segment for group in groups if own & set(group) for segment in group}


def trunk_segments(trunk: Span) -> set[int]:
    """Numbers of the segments of the trunk."""
    return {segment for segment, _ in trunk.segments}


def trunk_nodes(layout: SystemLayout, trunk: Span) -> set[int]:
    """Nodes that the trunk passes, its ends among them."""
    return {node for segment in trunk_segments(trunk) for node in layout.joins[segment]}


def way_to_trunk(layout: SystemLayout, trunk: Span, node: int) -> set[int]:
    """Find the segments on the way from a node to the trunk; none of one that is on it."""
    import networkx as nx

    on_trunk = trunk_nodes(layout, trunk)
    if node in on_trunk:
        return set()
    own = trunk_segments(trunk)
    graph: nx.Graph[int] = nx.Graph()
    for segment, (start, end) in enumerate(layout.joins):
        if segment not in own:
            graph.add_edge(start, end, segment=segment)
    ways = nx.single_source_shortest_path(graph, node)
    way = min((ways[end] for end in on_trunk if end in ways), key=len)
    return {graph.edges[ends]["segment"] for ends in pairwise(way)}


def _branch(layout: SystemLayout, segments: Sequence[int], on_trunk: set[int]) -> SystemPart:
    nodes = {node for segment in segments for node in layout.joins[segment]} - on_trunk
    landings = _landings(layout, nodes)
    name = f"branch {', '.join(landing.name for landing in landings)}" if landings else SECOND_WAY
    return SystemPart(name, landings, tuple(segments))


def _landings(layout: SystemLayout, nodes: set[int]) -> tuple[Landing, ...]:
    named = (layout.nodes[node] for node in sorted(nodes))
    return tuple(node.place for node in named if node.kind is NodeKind.LANDING)
