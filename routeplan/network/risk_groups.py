"""Shared-risk groups: links that one cause takes away together, and how few causes part two regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from shapely.geometry.base import BaseGeometry

from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import project_shapes, widen_line
from routeplan.network.links import Link, Node
from routeplan.seabed.hazard_zones import ZoneKind

_HAZARDS = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN, ZoneKind.SEISMIC, ZoneKind.VOLCANIC, ZoneKind.ICEBERG)


class GroupKind(StrEnum):
    """What the links of a group share."""

    STRAIT = "strait"
    LANDING_CLUSTER = "landing cluster"
    HAZARD_ZONE = "hazard zone"
    JURISDICTION = "jurisdiction"


@dataclass(frozen=True, eq=False)
class RiskGroup:
    """Links that share a risk.

    Attributes
    ----------
    kind : GroupKind
    id, name : str
    members : (n,) int array
        Positions among the network's links.
    hazard : ZoneKind or None
        Of a hazard zone.
    """

    kind: GroupKind
    id: str
    name: str
    members: npt.NDArray[np.intp]
    hazard: ZoneKind | None = None

    def __repr__(self) -> str:
        return f"<RiskGroup {self.kind} {self.name}: {len(self.members)} links>"


def find_groups(
    links: Sequence[Link], zones: gpd.GeoDataFrame, projection: PolarStereographic, *, cluster_km: float
) -> tuple[RiskGroup, ...]:
    """Find which links share a strait, a landing cluster, a hazard zone or a state's waters.

    Parameters
    ----------
    links : sequence of Link
    zones : GeoDataFrame
        As :func:`routeplan.seabed.hazard_zones.read_zones` gives them.
    projection : PolarStereographic
        The plane on which lines and zones are laid.
    cluster_km : float
        Landings linked by steps no longer than this are one cluster.

    Returns
    -------
    tuple of RiskGroup
        Those with a link in them, by kind.

    References
    ----------
    Rak and Hutchison (eds.) (2020), Guide to Disaster-Resilient Communication Networks, chapter 4 (Vass and others).
    """
    lines = [_line(link, projection) for link in links]
    straits = zones[zones["kind"] == ZoneKind.CHOKEPOINT.value]
    hazards = zones[zones["kind"].isin([kind.value for kind in _HAZARDS])]
    members: dict[tuple[GroupKind, str, str], list[int]] = {}
    for kind, table in ((GroupKind.STRAIT, straits), (GroupKind.HAZARD_ZONE, hazards)):
        for key, name, shape in _shapes(table, projection, wide=kind is GroupKind.HAZARD_ZONE):
            inside = [at for at, line in enumerate(lines) if line is not None and shape.intersects(line)]
            members[kind, key, name] = inside
    for at, link in enumerate(links):
        for name in link.chokepoints:
            key = name.lower().replace(" ", "-")
            members.setdefault((GroupKind.STRAIT, key, name), []).append(at)
        for label in sorted(link.waters):
            members.setdefault((GroupKind.JURISDICTION, label, f"waters of {label}"), []).append(at)
    for cluster in cluster_nodes(links, cluster_km):
        ids = {node.id for node in cluster}
        name = cluster[0].landing.name + (f" and {len(cluster) - 1} near" if len(cluster) > 1 else "")
        members[GroupKind.LANDING_CLUSTER, cluster[0].id, name] = [
            at for at, link in enumerate(links) if {link.start.id, link.end.id} & ids
        ]
    hazard_of = {str(key): ZoneKind(kind) for key, kind in zip(hazards["id"], hazards["kind"], strict=True)}
    return tuple(
        RiskGroup(
            kind,
            key,
            name,
            np.unique(np.array(inside, dtype=np.intp)),
            _hazard(hazard_of, key) if kind is GroupKind.HAZARD_ZONE else None,
        )
        for (kind, key, name), inside in sorted(
            members.items(), key=lambda item: list(GroupKind).index(item[0][0])
        )
        if inside
    )


def cluster_nodes(links: Sequence[Link], cluster_km: float) -> tuple[tuple[Node, ...], ...]:
    """Gather landings that are linked by steps no longer than so many km, the busiest first."""
    nodes = {node.id: node for link in links for node in (link.start, link.end)}
    ends = [node for link in links for node in (link.start, link.end)]
    near: nx.Graph[str] = nx.Graph()
    near.add_nodes_from(nodes)
    listed = list(nodes.values())
    for at, one in enumerate(listed):
        for other in listed[at + 1 :]:
            here, there = one.landing, other.landing
            # A degree of latitude is 111 km: most pairs need no geodesic.
            if abs(here.lat - there.lat) <= cluster_km / 100.0 and (
                geodesic_km(here.lon, here.lat, there.lon, there.lat) <= cluster_km
            ):
                near.add_edge(one.id, other.id)
    busy = {key: sum(node.id == key for node in ends) for key in nodes}
    clusters = [
        tuple(nodes[key] for key in sorted(group, key=lambda key: (-busy[key], key)))
        for group in nx.connected_components(near)
    ]
    return tuple(sorted(clusters, key=lambda cluster: -sum(busy[node.id] for node in cluster)))


@dataclass(frozen=True)
class GroupCut:
    """The fewest failures that part two regions, where each takes a group of one kind, or a single link.

    Attributes
    ----------
    kind : GroupKind
    count : int
        How many; 0 where nothing joins the regions in the first place.
    groups, links : tuple of str
        Which, by name: one of the smallest sets, not the only one.
    """

    kind: GroupKind
    count: int
    groups: tuple[str, ...]
    links: tuple[str, ...]


def find_group_cut(
    ends: Sequence[tuple[int, int]],
    terminals: tuple[int, int],
    groups: Sequence[RiskGroup],
    kind: GroupKind,
    name_of: Callable[[int], str],
) -> GroupCut:
    """Find the fewest failures that part two nodes.

    An integer programme: each node stands on one side, a link between the sides must be taken by its own failure or
    by that of a group it is in. Exact, though the problem is NP-hard: networks of cables are small.

    Parameters
    ----------
    ends : sequence of (int, int)
        Nodes of each link, numbered from 0; ways that never fail are contracted beforehand.
    terminals : (int, int)
        The two regions.
    groups : sequence of RiskGroup
    kind : GroupKind
        Which groups count.
    name_of : callable
        Label of a link.

    References
    ----------
    Coudert, Datta, Perennes, Rivano and Voge (2007), Shared risk resource group: complexity and approximability issues.
    """
    counted = [group for group in groups if group.kind is kind and len(group.members) > 1]
    nodes = 1 + max((max(pair) for pair in ends), default=max(terminals))
    nodes = max(nodes, 1 + max(terminals))
    links = len(ends)
    total = nodes + links + len(counted)  # sides, failures of links, failures of groups
    covering: list[list[int]] = [[nodes + at] for at in range(links)]
    for number, group in enumerate(counted):
        for at in group.members:
            covering[int(at)].append(nodes + links + number)
    entries: list[tuple[int, int, float]] = []
    for at, (one, other) in enumerate(ends):
        for row, (here, there) in ((2 * at, (one, other)), (2 * at + 1, (other, one))):
            if one != other:
                entries += [(row, here, 1.0), (row, there, -1.0)]
            entries += [(row, column, 1.0) for column in covering[at]]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    cost = np.concatenate([np.zeros(nodes), np.ones(links + len(counted))])
    lower, upper = np.zeros(total), np.ones(total)
    lower[terminals[1]] = 1.0
    upper[terminals[0]] = 0.0
    solved = milp(
        cost,
        integrality=np.ones(total, dtype=np.int64),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(
            coo_array((values, (rows, columns)), shape=(2 * links, total)).tocsr(), lb=0.0
        ),
    )
    chosen = np.flatnonzero(np.rint(np.asarray(solved.x)[nodes:]))
    return GroupCut(
        kind,
        len(chosen),
        tuple(counted[at - links].name for at in chosen if at >= links),
        tuple(name_of(int(at)) for at in chosen if at < links),
    )


def _hazard(hazard_of: Mapping[str, ZoneKind], key: str) -> ZoneKind | None:
    """Kind of a zone, or of the zone that a piece belongs to."""
    return hazard_of.get(key) or hazard_of.get(key.rpartition("-")[0])


def _line(link: Link, projection: PolarStereographic) -> BaseGeometry | None:
    if len(link.lon) < 2:
        return None
    return shapely.LineString(np.column_stack(projection.forward(link.lon, link.lat)))


def _shapes(
    table: gpd.GeoDataFrame, projection: PolarStereographic, *, wide: bool
) -> list[tuple[str, str, BaseGeometry]]:
    """Key, name and shape of every zone; zones of several pieces are as many: what strikes one spares the others."""
    found = []
    for row, shape in zip(
        table.itertuples(index=False), project_shapes(table.geometry, projection), strict=True
    ):
        parts = shapely.get_parts(shape)
        for number, part in enumerate(parts, start=1):
            alone = len(parts) == 1
            widened = (
                widen_line(part, row.half_width_km, projection) if wide and row.half_width_km > 0 else part
            )
            found.append(
                (
                    str(row.id) if alone else f"{row.id}-{number}",
                    str(row.name) if alone else f"{row.name}: {_near(part, projection)}",
                    widened,
                )
            )
    return found


def _near(shape: BaseGeometry, projection: PolarStereographic) -> str:
    """Say where a piece lies, as charts do."""
    lon, lat = projection.inverse(shape.centroid.x, shape.centroid.y)
    return format_position(float(lon), float(lat), 0)
