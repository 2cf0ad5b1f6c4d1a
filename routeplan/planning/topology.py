"""Topologies of a system: which landings its segments join, before any segment is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise, permutations

import numpy as np

from routeplan.geo.geodesy import FloatArray

Joins = tuple[tuple[int, int], ...]


class Topology(StrEnum):
    """How the landings of a system are joined."""

    TREE = "tree"
    STAR = "star"
    FESTOON = "festoon"
    RING = "ring"

    @property
    def meaning(self) -> str:
        """What it is, in a few words."""
        return _MEANINGS[self]


_MEANINGS = {
    Topology.TREE: "trunk, branching units and branches that together cost least",
    Topology.STAR: "every landing joined to one of them",
    Topology.FESTOON: "the trunk lands at every landing, in the order that costs least",
    Topology.RING: "the tree, and a second way between the ends of its trunk, kept apart from the first",
}


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Segments between landings alone.

    Attributes
    ----------
    joins : tuple of (int, int)
        Numbers of the landings at both ends of each segment.
    cost : float
        Sum of the costs between them.
    """

    joins: Joins
    cost: float


def lay_out_star(apart: FloatArray) -> LaidOut:
    """Join all landings to the one from which that costs least.

    Parameters
    ----------
    apart : (n, n)
        What the cheapest line between two landings costs.
    """
    hub = int(np.argmin(apart.sum(axis=1)))
    joins = tuple((hub, end) if hub < end else (end, hub) for end in range(len(apart)) if end != hub)
    return LaidOut(joins, float(apart[hub].sum()))


def lay_out_festoon(apart: FloatArray, stops: int) -> LaidOut:
    """Pass all landings on one line, in the order that costs least.

    Parameters
    ----------
    apart : (n, n)
        As for :func:`lay_out_star`: at most eight landings, because every order is tried.
    stops : int
        The first so many landings are passed in their order; the line begins at the first and ends at the last.
    """
    ways = ((0, *order, stops - 1) for order in _orders(len(apart), stops))
    costs = {way: sum(float(apart[ends]) for ends in pairwise(way)) for way in ways}
    best = min(costs, key=lambda way: costs[way])
    return LaidOut(tuple(pairwise(best)), costs[best])


def _orders(landings: int, stops: int) -> Iterator[tuple[int, ...]]:
    middle = [*range(1, stops - 1), *range(stops, landings)]
    for order in permutations(middle):
        passed = [number for number in order if number < stops]
        if passed == sorted(passed):
            yield order


def derive_apart(landings: int, cost: Callable[[int, int], float]) -> FloatArray:
    """(n, n) symmetric costs between landings, of a function of two of them."""
    apart = np.zeros((landings, landings))
    for start, end in combinations(range(landings), 2):
        apart[start, end] = apart[end, start] = cost(start, end)
    return apart


def order_joins(joins: Sequence[tuple[int, int]], start: int, end: int) -> Joins:
    """Put the segments of the trunk first, from start to end; then every branch, away from the trunk.

    Parameters
    ----------
    joins : sequence of (int, int)
        Of a tree.
    start, end : int
        Nodes at the ends of the trunk.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph(list(joins))
    trunk = nx.shortest_path(graph, start, end)
    ordered = list(pairwise(trunk))
    graph.remove_edges_from(ordered)
    for node in trunk:
        ordered += nx.dfs_edges(graph, node)
    return tuple(ordered)
