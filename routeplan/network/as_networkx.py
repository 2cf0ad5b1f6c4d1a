"""A network as a networkx graph: for figures, for ways between cities, and with what land joins as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.network.links import LandLink, Link, Node
from routeplan.network.regions import Area, Backhaul, Region, find_area
from routeplan.planning.route import LATENCY_US_PER_KM


def lay_out(
    nodes: Sequence[Node], links: Sequence[Link], land_links: Sequence[LandLink]
) -> nx.MultiGraph[str]:
    """Lay a network out, as :meth:`routeplan.network.network.Network.graph` describes it."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node in nodes:
        graph.add_node(
            node.id,
            name=node.landing.name,
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
        graph.add_edge(
            land.start.id,
            land.end.id,
            kind="land",
            name="over land",
            length_km=land.length_km,
            rtt_ms=rtt_ms(land.length_km),
        )
    return graph


def find_latencies(
    graph: nx.MultiGraph[str],
    nodes: Sequence[Node],
    city_pairs: Sequence[tuple[Landing, Landing]],
    backhaul: Sequence[Backhaul],
    areas: Sequence[Area],
) -> pd.DataFrame:
    """Find the fastest way between each pair of cities: ``pair``, ``rtt_ms``, ``cables``; NaN where none leads.

    Cities are added to the graph, each joined to the landings of its area and of those that land joins it to.
    """
    rows = []
    for pair in city_pairs:
        for city in pair:
            _join_city(
                graph,
                nodes,
                city,
                factors_of(backhaul, find_area(areas, city.country, city.lon, city.lat).id),
            )
        start, end = (f"city {city.id}" for city in pair)
        label = " – ".join(city.name for city in pair)
        try:
            way = nx.shortest_path(graph, start, end, weight="rtt_ms")
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            rows.append((label, float("nan"), ""))
            continue
        steps = [
            min(graph[one][other].values(), key=lambda edge: float(edge["rtt_ms"]))
            for one, other in pairwise(way)
        ]
        cables = " + ".join(step["name"] for step in steps if step["kind"] != "land")
        rows.append((label, sum(step["rtt_ms"] for step in steps), cables))
    return pd.DataFrame(rows, columns=["pair", "rtt_ms", "cables"])


def contract(
    nodes: Sequence[Node], land_links: Sequence[LandLink], pair: tuple[Region, Region]
) -> tuple[dict[str, int], set[int]]:
    """Give landings numbers, one to all that land joins and one to each of two regions: 0 and 1.

    Returns
    -------
    number : dict of str to int
    third : set of int
        Those of the third region.

    Raises
    ------
    UsageError
        If a way over land joins the two.
    """
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(node.id for node in nodes)
    joined.add_edges_from((land.start.id, land.end.id) for land in land_links)
    region_of = {node.id: node.area.region for node in nodes}
    number: dict[str, int] = {}
    third: set[int] = set()
    for at, part in enumerate(nx.connected_components(joined), start=2):
        regions = {region_of[id_] for id_ in part}
        if set(pair) <= regions:
            raise UsageError(
                f"a way over land joins {pair[0]} and {pair[1]}, and no cable parts them; "
                "mark it use = no in terrestrial_links.csv"
            )
        here = 0 if pair[0] in regions else 1 if pair[1] in regions else at
        number |= dict.fromkeys(part, here)
        if here > 1 and regions - {None}:
            third.add(here)
    return number, third


def rtt_ms(length_km: float) -> float:
    """Round trip through so much fibre, milliseconds."""
    return 2.0 * length_km * LATENCY_US_PER_KM / 1000.0


def factors_of(backhaul: Sequence[Backhaul], area: str) -> dict[str, float]:
    """Areas that land joins an area to, itself among them, each with its factor."""
    factors = {}
    for each in backhaul:
        if area in (each.from_area, each.to_area):
            factors[each.to_area if each.from_area == area else each.from_area] = each.factor
    return factors


def _join_city(
    graph: nx.MultiGraph[str], nodes: Sequence[Node], city: Landing, factors: Mapping[str, float]
) -> None:
    """Join a city to the landings of some areas."""
    key = f"city {city.id}"
    if key in graph:
        return
    for node in nodes:
        factor = factors.get(node.area.id)
        if factor is not None:
            straight_km = geodesic_km(city.lon, city.lat, node.landing.lon, node.landing.lat)
            length_km = straight_km * factor
            graph.add_edge(
                key, node.id, kind="land", name="over land", length_km=length_km, rtt_ms=rtt_ms(length_km)
            )
