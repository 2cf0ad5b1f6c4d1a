"""Separation of the paths of a network: the best separated pair, outside the landing zones."""

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

# All cables are close to others near their landings: points within this distance of a landing do not count.
LANDING_ZONE_KM = 100.0
MOST_LINKS_A_PATH = 4
_MOST_PATHS = 4_000


def derive_separation(links: Sequence[Link], groups: Sequence[RiskGroup], which: Sequence[int]) -> FloatArray:
    """Measure the separation of every two links: their least distance outside their landing zones.

    Parameters
    ----------
    links : sequence of Link
    groups : sequence of RiskGroup
        A link without a line is 0 km from the links in the same strait, and infinitely far from all others.
    which : sequence of int
        Positions among the links.

    Returns
    -------
    (n, n) array, km
        Infinite where one of the two has no point outside the landing zones.
    """
    straits = [set(group.members.tolist()) for group in groups if group.kind is GroupKind.STRAIT]
    lines = [_outside(links[at]) for at in which]
    apart = np.full((len(which), len(which)), np.inf)
    np.fill_diagonal(apart, 0.0)
    for one, first in enumerate(which):
        for other in range(one):
            second = which[other]
            if not (len(lines[one]) and len(lines[other])):
                unknown = not (len(links[first].lon) and len(links[second].lon))
                shared = any({first, second} <= members for members in straits)
                km = 0.0 if unknown and shared else np.inf
            else:
                km = _least_km(links[first], links[second], lines[one], lines[other])
            apart[one, other] = apart[other, one] = km
    return apart


def find_best_separation(
    terminal_pair: TerminalPair, apart: FloatArray, present: npt.NDArray[np.bool_]
) -> float:
    """Find the separation of the best separated pair of paths.

    Parameters
    ----------
    terminal_pair : TerminalPair
    apart : (n, n) array
        Separation of the relevant links, from :func:`derive_separation`.
    present : (links,) array of bool
        Links that are built.

    Returns
    -------
    float
        km; 0 where every two paths share a link. Adding links never reduces it. Only paths of at most
        ``MOST_LINKS_A_PATH`` links count.

    References
    ----------
    Girao-Silva, Gomes, Jorge and Martins, D-geodiverse routing, in Rak and Hutchison (eds.) (2020), Guide to
    Disaster-Resilient Communication Networks.
    """
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(terminal_pair.terminals)
    for number, at in enumerate(terminal_pair.relevant):
        if present[at]:
            one, other = terminal_pair.ends[at]
            graph.add_edge(one, other, key=number)
    found: Any = nx.all_simple_edge_paths(graph, *terminal_pair.terminals, cutoff=MOST_LINKS_A_PATH)
    paths = [[int(edge[-1]) for edge in path] for path in islice(found, _MOST_PATHS)]
    if len(paths) < 2:
        return 0.0
    to_link = np.array([apart[path].min(axis=0) for path in paths])  # from each path to each link
    between = np.array([to_link[:, path].min(axis=1) for path in paths])
    return float(between.max())


def _outside(link: Link) -> FloatArray:
    """Points of a link outside the landing zones of its own ends, in geocentric coordinates."""
    points = in_space_km(link.lon, link.lat)
    for node in (link.start, link.end):
        points = points[_away_from(points, node.landing.lon, node.landing.lat)]
    return points


def _least_km(one: Link, other: Link, first: FloatArray, second: FloatArray) -> float:
    """Least distance between two lines, outside the landing zones of the other link too."""
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
