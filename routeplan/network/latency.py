"""Latency between cities: the shortest paths through cables and terrestrial links."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import networkx as nx
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.network.as_networkx import add_land_edge
from routeplan.network.network import Network
from routeplan.network.regions import find_area
from routeplan.network.terrestrial import derive_factors


def find_latencies(network: Network, *, adding: Iterable[str] = ()) -> pd.DataFrame:
    """Find the path of least latency between each pair of cities of a network.

    Parameters
    ----------
    network : Network
    adding : iterable of str
        Candidates that are built.

    Returns
    -------
    DataFrame
        ``pair``, ``rtt_ms`` (NaN where there is no path), ``cables``.
    """
    graph = network.graph(adding=adding)
    rows = []
    for pair in network.city_pairs:
        for city in pair:
            _add_city(graph, network, city)
        start, end = (_key(city) for city in pair)
        label = " – ".join(city.name for city in pair)
        try:
            path = nx.shortest_path(graph, start, end, weight="rtt_ms")
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            rows.append((label, float("nan"), ""))
            continue
        edges = [
            min(graph[one][other].values(), key=lambda edge: float(edge["rtt_ms"]))
            for one, other in pairwise(path)
        ]
        cables = " + ".join(edge["name"] for edge in edges if edge["kind"] != "land")
        rows.append((label, sum(edge["rtt_ms"] for edge in edges), cables))
    return pd.DataFrame(rows, columns=["pair", "rtt_ms", "cables"])


def _add_city(graph: nx.MultiGraph[str], network: Network, city: Landing) -> None:
    """Join a city to the landings of its area and of the areas that backhaul joins to it."""
    if _key(city) in graph:
        return
    area = find_area(network.areas, city.country, city.lon, city.lat)
    factors = derive_factors(network.backhaul, area.id)
    for node in network.nodes:
        factor = factors.get(node.area.id)
        if factor is not None:
            add_land_edge(graph, _key(city), node.id, city.away_km(node.landing) * factor)


def _key(city: Landing) -> str:
    return f"city {city.id}"
