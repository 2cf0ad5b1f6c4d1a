"""Terrestrial links: which landings are joined over land. Terrestrial links never fail here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from routeplan.errors import UsageError
from routeplan.network.links import Node
from routeplan.network.regions import Backhaul, Region


@dataclass(frozen=True, slots=True)
class LandLink:
    """A terrestrial link between two landings. It never fails and any number of paths may use it.

    Attributes
    ----------
    start, end : Node
    length_km : float
        Geodesic distance times the factor of the backhaul.
    """

    start: Node
    end: Node
    length_km: float


def derive_land_links(nodes: Sequence[Node], backhaul: Sequence[Backhaul]) -> tuple[LandLink, ...]:
    """Join all landings of an area to one another, and to all landings of each area that backhaul joins it to."""
    by_area: dict[str, list[Node]] = {}
    for node in nodes:
        by_area.setdefault(node.area.id, []).append(node)
    joined = []
    for areas in _bypass_areas_without_landings(backhaul, by_area.keys()):
        for start in by_area.get(areas.from_area, ()):
            for end in by_area.get(areas.to_area, ()):
                if start.id < end.id or (areas.from_area != areas.to_area and start.id != end.id):
                    length_km = start.landing.away_km(end.landing) * areas.factor
                    joined.append(LandLink(start, end, length_km))
    return tuple(joined)


def derive_factors(backhaul: Sequence[Backhaul], area: str) -> dict[str, float]:
    """Find the areas that backhaul joins to an area, each with the factor of its length."""
    factors = {}
    for areas in backhaul:
        if area in (areas.from_area, areas.to_area):
            factors[areas.to_area if areas.from_area == area else areas.from_area] = areas.factor
    return factors


def number_joined_landings(
    nodes: Sequence[Node], land_links: Sequence[LandLink], pair: tuple[Region, Region]
) -> tuple[dict[str, int], set[int]]:
    """Give landings numbers: one number to all that are joined over land, 0 and 1 to two regions.

    Returns
    -------
    number : dict of str to int
        By landing id.
    third : set of int
        Numbers of the third region.

    Raises
    ------
    UsageError
        If terrestrial links join the two regions.
    """
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(node.id for node in nodes)
    joined.add_edges_from((land.start.id, land.end.id) for land in land_links)
    region_of = {node.id: node.area.region for node in nodes}
    number: dict[str, int] = {}
    third: set[int] = set()
    for next_number, part in enumerate(nx.connected_components(joined), start=2):
        regions = {region_of[landing_id] for landing_id in part}
        if set(pair) <= regions:
            raise UsageError(
                f"{pair[0]} and {pair[1]} connect overland; no cable failure can separate them: "
                "mark the terrestrial link use = no in terrestrial_links.csv"
            )
        shared = 0 if pair[0] in regions else 1 if pair[1] in regions else next_number
        number |= dict.fromkeys(part, shared)
        if shared > 1 and regions - {None}:
            third.add(shared)
    return number, third


def _bypass_areas_without_landings(backhaul: Sequence[Backhaul], landed: Collection[str]) -> list[Backhaul]:
    """Join areas that are joined only through an area without landings, such as a landlocked country."""
    factors = {frozenset((areas.from_area, areas.to_area)): areas.factor for areas in backhaul}
    for area in sorted({area for pair in factors for area in pair} - set(landed)):
        passing = {pair: factor for pair, factor in factors.items() if area in pair}
        for pair in passing:
            del factors[pair]
        for one, other in combinations([pair for pair in passing if len(pair) > 1], 2):
            factors.setdefault((one | other) - {area}, max(passing[one], passing[other]))
    return [Backhaul(min(pair), max(pair), factor) for pair, factor in factors.items()]
