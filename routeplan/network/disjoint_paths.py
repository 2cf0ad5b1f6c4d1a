"""Disjoint paths between sets of places: how many, the cheapest of them, and what parts the places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray

Way: TypeAlias = tuple[str, str, float]  # two places and the length between them
# Going through a station costs a hair, so that the cheapest flow holds no circles that cost nothing.
_STATION = 1e-6
_SOURCE, _TARGET = ("region", "from"), ("region", "to")
_Vertex: TypeAlias = tuple[str, str]


class DisjointBy(StrEnum):
    """What disjoint paths may not share."""

    LINK = "link"
    LANDING = "landing"


@dataclass(frozen=True, slots=True)
class FoundPath:
    """One of several disjoint paths.

    Attributes
    ----------
    length : float
        In the unit of the ways.
    cables : tuple of int
        Positions among the cables, in order.
    places : tuple of str
        Where it comes ashore, in order.
    """

    length: float
    cables: tuple[int, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class _Arc:
    """A directed way of the flow problem; ``cable`` tells which cable it is, -1 for none."""

    tail: _Vertex
    head: _Vertex
    capacity: float
    cost: float
    cable: int = -1


@dataclass(frozen=True)
class Ways:
    """Cables between places, and ways over land that any number of paths may share.

    Attributes
    ----------
    cables : tuple of (str, str, float)
    land : tuple of (str, str, float)
    sources, targets : frozenset of str
        The two sets of places. None is in both.
    """

    cables: tuple[Way, ...]
    land: tuple[Way, ...]
    sources: frozenset[str]
    targets: frozenset[str]

    def __post_init__(self) -> None:
        both = self.sources & self.targets
        if both:
            raise UsageError(f"{sorted(both)[0]} is on both sides; give two sets of places apart")


def count_disjoint(ways: Ways, apart: DisjointBy = DisjointBy.LINK) -> tuple[int, tuple[int, ...]]:
    """Count paths that share no cable, or no landing, and find a smallest cut.

    Returns
    -------
    count : int
        By Menger's theorem also the fewest cables (or landings) whose loss parts the two sides.
    cut : tuple of int
        Cables of such a cut; with landings apart, the cables of the landings lost.

    Raises
    ------
    UsageError
        If a way over land joins the two sides: nothing at sea then parts them.
    """
    graph: nx.DiGraph[_Vertex] = nx.DiGraph()
    graph.add_nodes_from((_SOURCE, _TARGET))
    for arc in _arcs(ways, apart):
        if graph.has_edge(arc.tail, arc.head):
            graph[arc.tail][arc.head]["capacity"] += arc.capacity
        else:
            graph.add_edge(arc.tail, arc.head, capacity=arc.capacity)
    try:
        value, (near, _) = nx.minimum_cut(graph, _SOURCE, _TARGET)
    except nx.NetworkXUnbounded as error:
        raise UsageError("a way over land joins the two sides; mark it use = no") from error
    crossing = [
        number
        for number, (one, other, _) in enumerate(ways.cables)
        if _parted(one, other, near) or _parted(other, one, near)
    ]
    return int(value), tuple(crossing)


def find_disjoint(ways: Ways, count: int, apart: DisjointBy = DisjointBy.LINK) -> tuple[FoundPath, ...]:
    """Find so many disjoint paths whose lengths add up to the least.

    A flow of least cost through arcs of capacity 1. As a linear programme its corners are whole numbers, for
    the matrix of a network is totally unimodular; two paths are those that Suurballe's algorithm finds.

    Parameters
    ----------
    ways : Ways
    count : int
        No more than there are.
    apart : DisjointBy

    Returns
    -------
    tuple of FoundPath
        The shortest first.

    Raises
    ------
    UsageError
        If there are not so many.

    References
    ----------
    Suurballe (1974), Disjoint paths in a network, Networks 4. Ahuja, Magnanti and Orlin (1993), Network flows.
    """
    most, _ = count_disjoint(ways, apart)
    if not 1 <= count <= most:
        raise UsageError(f"{count} disjoint paths of {most}; give 1 to {most}")
    arcs = _arcs(ways, apart)
    vertices = {
        vertex: at for at, vertex in enumerate(dict.fromkeys(v for a in arcs for v in (a.tail, a.head)))
    }
    rows = [vertices[arc.tail] for arc in arcs] + [vertices[arc.head] for arc in arcs]
    columns = list(range(len(arcs))) * 2
    signs = [1.0] * len(arcs) + [-1.0] * len(arcs)
    leaving: FloatArray = np.zeros(len(vertices))
    leaving[vertices[_SOURCE]], leaving[vertices[_TARGET]] = count, -count
    conserved: Any = coo_array((signs, (rows, columns)), shape=(len(vertices), len(arcs))).tocsr()
    solved = linprog(
        [arc.cost for arc in arcs],
        A_eq=conserved,
        b_eq=leaving,
        bounds=[(0.0, min(arc.capacity, count)) for arc in arcs],
        method="highs-ds",
    )
    return _take_apart(
        [(arc, round(flow)) for arc, flow in zip(arcs, np.asarray(solved.x), strict=True) if flow > 0.5],
        count,
    )


def find_single_points(
    ways: Sequence[Way], cables: Collection[int]
) -> tuple[dict[str, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """Find landings and cables without which some landings are cut off from the most.

    Parameters
    ----------
    ways : sequence of (str, str, float)
        Cables and ways over land.
    cables : collection of int
        Which of them are cables; land never fails.

    Returns
    -------
    landings : dict of str to tuple of str
        Articulation points, each with what is cut off without it.
    links : dict of int to tuple of str
        Bridges, by position among the ways.
    """
    simple: nx.Graph[str] = nx.Graph()
    parallel: dict[frozenset[str], list[int]] = {}
    for number, (one, other, _) in enumerate(ways):
        simple.add_edge(one, other)
        parallel.setdefault(frozenset((one, other)), []).append(number)
    landings = {}
    for node in nx.articulation_points(simple):
        rest = simple.subgraph(nx.node_connected_component(simple, node) - {node})
        landings[node] = _all_but_the_largest(rest)
    links = {}
    bridges: list[tuple[str, str]] = list(nx.bridges(simple))  # type: ignore[arg-type]  # stubs: nodes are pairs
    for one, other in bridges:
        between = parallel[frozenset((one, other))]
        if len(between) == 1 and between[0] in cables:
            rest = nx.Graph(simple.subgraph(nx.node_connected_component(simple, one)))
            rest.remove_edge(one, other)
            links[between[0]] = _all_but_the_largest(rest)
    return landings, links


def _arcs(ways: Ways, apart: DisjointBy) -> list[_Arc]:
    """Lay out the flow: each place has a beach, where cables come in and go out, and a town, where land ways meet.

    A path that uses a station passes from ``in`` to ``out``; that arc holds one path where landings must differ.
    """
    station = 1.0 if apart is DisjointBy.LANDING else float("inf")
    places = dict.fromkeys(place for one, other, _ in (*ways.cables, *ways.land) for place in (one, other))
    places |= dict.fromkeys((*sorted(ways.sources), *sorted(ways.targets)))
    arcs = []
    for place in places:
        town, into, out = (place, "town"), (place, "in"), (place, "out")
        arcs += [
            _Arc(town, into, float("inf"), _STATION),
            _Arc(into, out, station, _STATION),
            _Arc(out, town, float("inf"), _STATION),
        ]
    for number, (one, other, length) in enumerate(ways.cables):
        for here, there in ((one, other), (other, one)):
            arcs.append(_Arc((here, "out"), (there, "in"), 1.0, length, number))
    for one, other, length in ways.land:
        for here, there in ((one, other), (other, one)):
            arcs.append(_Arc((here, "town"), (there, "town"), float("inf"), length))
    arcs += [_Arc(_SOURCE, (place, "town"), float("inf"), 0.0) for place in sorted(ways.sources)]
    arcs += [_Arc((place, "town"), _TARGET, float("inf"), 0.0) for place in sorted(ways.targets)]
    return arcs


def _take_apart(flowing: Sequence[tuple[_Arc, int]], count: int) -> tuple[FoundPath, ...]:
    """Take a flow apart into paths: at least cost no cable flows both ways."""
    left: nx.MultiDiGraph[_Vertex] = nx.MultiDiGraph()
    for arc, flow in flowing:
        for _ in range(flow):
            left.add_edge(arc.tail, arc.head, arc=arc)
    paths = []
    for _ in range(count):
        vertices = nx.shortest_path(left, _SOURCE, _TARGET)
        taken: list[_Arc] = []
        for tail, head in pairwise(vertices):
            key = next(iter(left[tail][head]))
            taken.append(left[tail][head][key]["arc"])
            left.remove_edge(tail, head, key)
        cables = tuple(arc.cable for arc in taken if arc.cable >= 0)
        ashore = [place for arc in taken if arc.cable >= 0 for place in (arc.tail[0], arc.head[0])]
        length = sum(arc.cost for arc in taken if arc.cost > _STATION)
        paths.append(FoundPath(length, cables, tuple(dict.fromkeys(ashore))))
    return tuple(sorted(paths, key=lambda path: path.length))


def _parted(one: str, other: str, near: Collection[_Vertex]) -> bool:
    """Whether a cable is cut: from the near side of its first place, nothing reaches its second."""
    return (one, "town") in near and (other, "town") not in near


def _all_but_the_largest(graph: nx.Graph[str]) -> tuple[str, ...]:
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    return tuple(sorted(node for part in parts[1:] for node in part))
