"""How far apart the paths of a network lie: the best separated pair, landing zones left aside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from routeplan.geo.geodesy import FloatArray, arc_km, chord_km, in_space_km
from routeplan.network.cuts import TerminalPair
from routeplan.network.links import Link
from routeplan.network.risk_groups import GroupKind, RiskGroup

# Near their landings all cables are close to others: what lies nearer than this to a landing of either is left aside.
LANDING_ZONE_KM = 100.0
MOST_LINKS_A_PATH = 4
_MOST_PATHS = 4_000


def derive_separation(links: Sequence[Link], groups: Sequence[RiskGroup], which: Sequence[int]) -> FloatArray:
    """Measure the least distance between each two of some links, outside the zones round their landings.

    Parameters
    ----------
    links : sequence of Link
    groups : sequence of RiskGroup
        Of a link without a line it is known only which straits it passes: it is 0 km from others in the same strait,
        and infinitely far from the rest.
    which : sequence of int
        Positions among the links.

    Returns
    -------
    (n, n) array, km
        Infinite where nothing of one of them lies outside the zones.
    """
    straits = [set(group.members.tolist()) for group in groups if group.kind is GroupKind.STRAIT]
    lines = [_outside(links[at]) for at in which]
    trees = [cKDTree(line) if len(line) else None for line in lines]
    apart = np.full((len(which), len(which)), np.inf)
    np.fill_diagonal(apart, 0.0)
    for one, first in enumerate(which):
        for other in range(one):
            second = which[other]
            if trees[one] is None or trees[other] is None:
                unknown = not (len(links[first].lon) and len(links[second].lon))
                shared = any({first, second} <= members for members in straits)
                km = 0.0 if unknown and shared else np.inf
            else:
                km = _least_km(links[first], links[second], lines[one], lines[other])
            apart[one, other] = apart[other, one] = km
    return apart


def best_separation(connection: TerminalPair, apart: FloatArray, there: npt.NDArray[np.bool_]) -> float:
    """Find the best separated pair of paths: the least distance between the two is the greatest.

    Parameters
    ----------
    connection : TerminalPair
    apart : (n, n) array
        Of the connection's relevant links, as :func:`derive_separation` measures it.
    there : (links,) array of bool
        Which links there are.

    Returns
    -------
    float
        km; 0 where no two paths share no link. Never less with more links. Paths of more than
        ``MOST_LINKS_A_PATH`` links are not looked at.

    References
    ----------
    Girao-Silva, Gomes, Jorge and Martins, D-geodiverse routing, in Rak and Hutchison (eds.) (2020), Guide to
    Disaster-Resilient Communication Networks.
    """
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(connection.terminals)
    for number, at in enumerate(connection.relevant):
        if there[at]:
            one, other = connection.ends[at]
            graph.add_edge(one, other, key=number)
    found: Any = nx.all_simple_edge_paths(graph, *connection.terminals, cutoff=MOST_LINKS_A_PATH)
    paths = [[int(edge[-1]) for edge in path] for path in islice(found, _MOST_PATHS)]
    if len(paths) < 2:
        return 0.0
    to_link = np.array([apart[path].min(axis=0) for path in paths])  # from each path to each link
    between = np.array([to_link[:, path].min(axis=1) for path in paths])
    return float(between.max())


def _outside(link: Link) -> FloatArray:
    """Points of a link outside the zones of its own landings, in space."""
    points = in_space_km(link.lon, link.lat)
    for node in (link.start, link.end):
        points = points[_away_from(points, node.landing.lon, node.landing.lat)]
    return points


def _least_km(one: Link, other: Link, first: FloatArray, second: FloatArray) -> float:
    """Least distance, the zones of the other's landings left aside too."""
    for node in (other.start, other.end):
        first = first[_away_from(first, node.landing.lon, node.landing.lat)]
    for node in (one.start, one.end):
        second = second[_away_from(second, node.landing.lon, node.landing.lat)]
    if not (len(first) and len(second)):
        return float("inf")
    return float(arc_km(np.asarray(cKDTree(first).query(second)[0])).min())


def _away_from(points: FloatArray, lon: float, lat: float) -> npt.NDArray[np.bool_]:
    centre = in_space_km(np.array([lon]), np.array([lat]))
    return np.asarray(np.linalg.norm(points - centre, axis=1) > float(chord_km(LANDING_ZONE_KM)))
