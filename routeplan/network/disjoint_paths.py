"""Disjoint paths between two sets of landings: how many, the shortest set of them, and a smallest cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array

from routeplan.cost.round_trip import rtt_ms
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray

Edge: TypeAlias = tuple[str, str, float]  # two landings and the length between them, km
# A small cost per landing station, so that the flow of least cost has no cycles of cost 0.
_STATION_COST = 1e-6
_SOURCE, _TARGET = ("region", "from"), ("region", "to")
_Vertex: TypeAlias = tuple[str, str]


class DisjointBy(StrEnum):
    """What disjoint paths do not share."""

    LINK = "link"
    LANDING = "landing"


@dataclass(frozen=True, slots=True)
class FoundPath:
    """One of several disjoint paths.

    Attributes
    ----------
    length_km : float
        Cable and terrestrial links.
    cables : tuple of int
        Positions among the cables, in order.
    landings : tuple of str
        Where it comes ashore, in order.
    """

    length_km: float
    cables: tuple[int, ...]
    landings: tuple[str, ...]


@dataclass(frozen=True)
class PathProblem:
    """Cables and terrestrial links between two sets of landings.

    Attributes
    ----------
    cables : tuple of (str, str, float)
        Each carries one path.
    land : tuple of (str, str, float)
        Terrestrial links. Each carries any number of paths.
    sources, targets : frozenset of str
        The two sets of landings. They have no landing in common.
    """

    cables: tuple[Edge, ...]
    land: tuple[Edge, ...]
    sources: frozenset[str]
    targets: frozenset[str]

    def __post_init__(self) -> None:
        both = self.sources & self.targets
        if both:
            raise UsageError(
                f"landing {sorted(both)[0]} is on both sides; give two sets without common landings"
            )


@dataclass(frozen=True, repr=False)
class DisjointPaths:
    """Disjoint paths between two regions.

    Attributes
    ----------
    name : str
        The regions.
    disjoint_by : DisjointBy
        What the paths do not share.
    most : int
        Maximum number of disjoint paths.
    table : DataFrame
        One row per path, shortest first: ``path`` (number), ``length_km`` (cables and terrestrial links), ``rtt_ms``,
        ``cables``, ``ashore``.
    cut : tuple of str
        A smallest set of cables whose loss separates the regions.
    """

    name: str
    disjoint_by: DisjointBy
    most: int
    table: pd.DataFrame
    cut: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<DisjointPaths {self.name}: {self.most} that share no {self.disjoint_by}>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>{self.table.to_html(index=False, float_format='{:,.1f}'.format)}"


@dataclass(frozen=True, slots=True)
class _Arc:
    """A directed arc of the flow problem; ``cable`` is the position of its cable, or -1."""

    tail: _Vertex
    head: _Vertex
    capacity: float
    cost: float
    cable: int = -1


def read_disjoint_by(text: str | DisjointBy) -> DisjointBy:
    """Read what paths may not share.

    Raises
    ------
    UsageError
        If it is neither link nor landing.
    """
    try:
        return DisjointBy(text)
    except ValueError:
        raise UsageError(f'paths disjoint by "{text}"; give link or landing') from None


def count_disjoint(
    problem: PathProblem, disjoint_by: DisjointBy = DisjointBy.LINK
) -> tuple[int, tuple[int, ...]]:
    """Count the paths that share no cable, or no landing, and find a smallest cut.

    Returns
    -------
    count : int
        By Menger's theorem also the smallest number of cables (or landings) whose loss separates the two sides.
    cut : tuple of int
        Cables of such a cut; by landing, the cables of the lost landings.

    Raises
    ------
    UsageError
        If terrestrial links join the two sides: no cable failure can separate them.
    """
    graph: nx.DiGraph[_Vertex] = nx.DiGraph()
    graph.add_nodes_from((_SOURCE, _TARGET))
    for arc in _derive_arcs(problem, disjoint_by):
        if graph.has_edge(arc.tail, arc.head):
            graph[arc.tail][arc.head]["capacity"] += arc.capacity
        else:
            graph.add_edge(arc.tail, arc.head, capacity=arc.capacity)
    try:
        value, (source_side, _) = nx.minimum_cut(graph, _SOURCE, _TARGET)
    except nx.NetworkXUnbounded as error:
        raise UsageError(
            "the two sides connect overland; no cable failure can separate them: "
            "mark the terrestrial link use = no"
        ) from error
    cut = [
        number
        for number, (one, other, _) in enumerate(problem.cables)
        if _leaves(one, other, source_side) or _leaves(other, one, source_side)
    ]
    return int(value), tuple(cut)


def find_disjoint(
    problem: PathProblem, count: int, disjoint_by: DisjointBy = DisjointBy.LINK
) -> tuple[FoundPath, ...]:
    """Find a given number of disjoint paths with the least total length.

    A flow of least cost through arcs of capacity 1, as a linear programme. Its corners are integers because
    the matrix of a network is totally unimodular. Two paths are those that Suurballe's algorithm finds.

    Parameters
    ----------
    problem : PathProblem
    count : int
        At most the number of disjoint paths.
    disjoint_by : DisjointBy

    Returns
    -------
    tuple of FoundPath
        Shortest first.

    Raises
    ------
    UsageError
        If there are fewer disjoint paths.

    References
    ----------
    Suurballe (1974), Disjoint paths in a network, Networks 4. Ahuja, Magnanti and Orlin (1993), Network flows.
    """
    most, _ = count_disjoint(problem, disjoint_by)
    if not 1 <= count <= most:
        raise UsageError(f"{count} disjoint paths of {most}; give 1 to {most}")
    arcs = _derive_arcs(problem, disjoint_by)
    vertices = {
        vertex: at for at, vertex in enumerate(dict.fromkeys(v for a in arcs for v in (a.tail, a.head)))
    }
    rows = [vertices[arc.tail] for arc in arcs] + [vertices[arc.head] for arc in arcs]
    columns = list(range(len(arcs))) * 2
    signs = [1.0] * len(arcs) + [-1.0] * len(arcs)
    outflow: FloatArray = np.zeros(len(vertices))
    outflow[vertices[_SOURCE]], outflow[vertices[_TARGET]] = count, -count
    conservation: Any = coo_array((signs, (rows, columns)), shape=(len(vertices), len(arcs))).tocsr()
    solved = linprog(
        [arc.cost for arc in arcs],
        A_eq=conservation,
        b_eq=outflow,
        bounds=[(0.0, min(arc.capacity, count)) for arc in arcs],
        method="highs-ds",
    )
    return _decompose_flow(
        [(arc, round(flow)) for arc, flow in zip(arcs, np.asarray(solved.x), strict=True) if flow > 0.5],
        count,
    )


def list_disjoint_paths(
    problem: PathProblem,
    *,
    name: str,
    disjoint_by: DisjointBy,
    count: int | None,
    cable_names: Sequence[str],
    landing_names: Mapping[str, str],
) -> DisjointPaths:
    """List disjoint paths in a table, and name the cables of a smallest cut.

    Parameters
    ----------
    problem : PathProblem
    name : str
        The regions.
    disjoint_by : DisjointBy
    count : int or None
        How many; None for the maximum.
    cable_names : sequence of str
        In the order of the cables.
    landing_names : mapping of str to str
        By landing id.

    Raises
    ------
    UsageError
        If there are fewer disjoint paths.
    """
    most, cut = count_disjoint(problem, disjoint_by)
    found = find_disjoint(problem, most if count is None else count, disjoint_by) if most or count else ()
    table = pd.DataFrame(
        {
            "path": range(1, len(found) + 1),
            "length_km": [path.length_km for path in found],
            "rtt_ms": [rtt_ms(path.length_km) for path in found],
            "cables": [" + ".join(cable_names[at] for at in path.cables) for path in found],
            "ashore": [", ".join(landing_names[landing] for landing in path.landings) for path in found],
        }
    )
    return DisjointPaths(name, disjoint_by, most, table, tuple(cable_names[at] for at in cut))


def _derive_arcs(problem: PathProblem, disjoint_by: DisjointBy) -> list[_Arc]:
    """Derive the arcs of the flow problem.

    A landing is three vertices: cables enter at ``in`` and leave at ``out``, terrestrial links meet at ``town``. A path
    that uses the landing station passes from ``in`` to ``out``. By landing, that arc holds one path.
    """
    station = 1.0 if disjoint_by is DisjointBy.LANDING else float("inf")
    edges = (*problem.cables, *problem.land)
    landings = dict.fromkeys(landing for one, other, _ in edges for landing in (one, other))
    landings |= dict.fromkeys((*sorted(problem.sources), *sorted(problem.targets)))
    arcs = []
    for landing in landings:
        town, enter, leave = (landing, "town"), (landing, "in"), (landing, "out")
        arcs += [
            _Arc(town, enter, float("inf"), _STATION_COST),
            _Arc(enter, leave, station, _STATION_COST),
            _Arc(leave, town, float("inf"), _STATION_COST),
        ]
    for number, (one, other, length) in enumerate(problem.cables):
        for tail, head in ((one, other), (other, one)):
            arcs.append(_Arc((tail, "out"), (head, "in"), 1.0, length, number))
    for one, other, length in problem.land:
        for tail, head in ((one, other), (other, one)):
            arcs.append(_Arc((tail, "town"), (head, "town"), float("inf"), length))
    arcs += [_Arc(_SOURCE, (landing, "town"), float("inf"), 0.0) for landing in sorted(problem.sources)]
    arcs += [_Arc((landing, "town"), _TARGET, float("inf"), 0.0) for landing in sorted(problem.targets)]
    return arcs


def _decompose_flow(flows: Sequence[tuple[_Arc, int]], count: int) -> tuple[FoundPath, ...]:
    """Decompose a flow into paths. At least cost no cable carries flow both ways."""
    left: nx.MultiDiGraph[_Vertex] = nx.MultiDiGraph()
    for arc, flow in flows:
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
        landings = [landing for arc in taken if arc.cable >= 0 for landing in (arc.tail[0], arc.head[0])]
        length_km = sum(arc.cost for arc in taken if arc.cost > _STATION_COST)
        paths.append(FoundPath(length_km, cables, tuple(dict.fromkeys(landings))))
    return tuple(sorted(paths, key=lambda path: path.length_km))


def _leaves(one: str, other: str, source_side: Collection[_Vertex]) -> bool:
    """Tell whether a cable leads out of the source side of a cut."""
    return (one, "town") in source_side and (other, "town") not in source_side
