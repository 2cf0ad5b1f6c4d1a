"""A network as a networkx graph, for figures and other programs."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

from routeplan.cost.round_trip import rtt_ms
from routeplan.network.links import Link, Node
from routeplan.network.terrestrial import LandLink
from routeplan.planning.system_layout import NodeKind


def to_networkx(
    nodes: Sequence[Node], links: Sequence[Link], land_links: Sequence[LandLink]
) -> nx.MultiGraph[str]:
    """Make the graph that :meth:`routeplan.network.network.Network.graph` describes."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node in nodes:
        graph.add_node(
            node.id,
            name=node.landing.name,
            kind=(NodeKind.UNIT if node.is_unit else NodeKind.LANDING).value,
            country=node.area.country,
            area=node.area.id,
            region=node.area.region.value if node.area.region else None,
            lon=node.landing.lon,
            lat=node.landing.lat,
        )
    for link in links:
        graph.add_edge(
            link.start.id,
            link.end.id,
            key=link.id,
            kind=link.kind.value,
            name=link.name,
            length_km=link.cable_km,
            rtt_ms=link.rtt_ms,
            faults_per_year=link.faults_per_year,
            repair_days=link.repair_days,
            lon=link.lon,
            lat=link.lat,
        )
    for land in land_links:
        add_land_edge(graph, land.start.id, land.end.id, land.length_km)
    return graph


def add_land_edge(graph: nx.MultiGraph[str], start: str, end: str, length_km: float) -> None:
    """Add a terrestrial link to a graph."""
    graph.add_edge(start, end, kind="land", name="over land", length_km=length_km, rtt_ms=rtt_ms(length_km))
