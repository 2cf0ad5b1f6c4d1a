"""Shared-risk groups: links that one cause cuts together, and the fewest causes that separate two regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from shapely.geometry.base import BaseGeometry

from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import project_shapes, widen_line
from routeplan.network.links import Link, Node
from routeplan.network.reported_straits import REPORTED_STRAITS, ReportedStrait
from routeplan.seabed.hazard_zones import ZoneKind

_HAZARDS = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN, ZoneKind.SEISMIC, ZoneKind.VOLCANIC, ZoneKind.ICEBERG)


class GroupKind(StrEnum):
    """What the links of a group have in common."""

    STRAIT = "strait"
    LANDING_CLUSTER = "landing cluster"
    HAZARD_ZONE = "hazard zone"
    JURISDICTION = "jurisdiction"


@dataclass(frozen=True, eq=False)
class RiskGroup:
    """Links that share a risk (shared-risk link group, SRLG).

    Attributes
    ----------
    kind : GroupKind
    id, name : str
    members : (n,) int array
        Positions among the links of the network.
    hazard : ZoneKind or None
        Kind of the hazard zone.
    relative_rate : float
        How often a strait is cut, relative to the rate of the scenario.
    """

    kind: GroupKind
    id: str
    name: str
    members: npt.NDArray[np.intp]
    hazard: ZoneKind | None = None
    relative_rate: float = 1.0

    def __repr__(self) -> str:
        return f"<RiskGroup {self.kind} {self.name}: {len(self.members)} links>"


def find_risk_groups(
    links: Sequence[Link],
    zones: gpd.GeoDataFrame,
    projection: PolarStereographic,
    *,
    cluster_km: float,
    straits: Sequence[ReportedStrait] = REPORTED_STRAITS,
) -> tuple[RiskGroup, ...]:
    """Find the links that share a strait, a landing cluster, a hazard zone or a jurisdiction.

    Parameters
    ----------
    links : sequence of Link
    zones : GeoDataFrame
        From :func:`routeplan.seabed.hazard_zones.read_zones`.
    projection : PolarStereographic
        Lines and zones are intersected on it.
    cluster_km : float
        Landings joined by steps of at most this length are one cluster.
    straits : sequence of ReportedStrait
        Straits given by a box, beside the zones.

    Returns
    -------
    tuple of RiskGroup
        Groups that have links, by kind.

    References
    ----------
    Rak and Hutchison (eds.) (2020), Guide to Disaster-Resilient Communication Networks, chapter 4 (Vass and others).
    """
    members = _zone_members(links, zones, projection)
    for at, link in enumerate(links):
        for strait in straits:
            if strait.contains(link.lon, link.lat).any():
                members.setdefault((GroupKind.STRAIT, strait.id, strait.name), []).append(at)
        for name in sorted(link.chokepoints):
            key = name.lower().replace(" ", "-")
            members.setdefault((GroupKind.STRAIT, key, name), []).append(at)
        for label in sorted(link.jurisdictions):
            members.setdefault((GroupKind.JURISDICTION, label, f"waters of {label}"), []).append(at)
    for cluster in cluster_landings(links, cluster_km):
        ids = {node.id for node in cluster}
        name = cluster[0].landing.name + (f" and {len(cluster) - 1} near" if len(cluster) > 1 else "")
        members[GroupKind.LANDING_CLUSTER, cluster[0].id, name] = [
            at for at, link in enumerate(links) if {link.start.id, link.end.id} & ids
        ]
    relative_rate = {strait.id: strait.relative_rate for strait in straits}
    hazard_of = {str(key): ZoneKind(kind) for key, kind in zip(zones["id"], zones["kind"], strict=True)}
    return tuple(
        RiskGroup(
            kind,
            key,
            name,
            np.unique(np.array(inside, dtype=np.intp)),
            _hazard(hazard_of, key) if kind is GroupKind.HAZARD_ZONE else None,
            relative_rate.get(key, 1.0) if kind is GroupKind.STRAIT else 1.0,
        )
        for (kind, key, name), inside in sorted(
            members.items(), key=lambda item: list(GroupKind).index(item[0][0])
        )
        if inside
    )


def cluster_landings(links: Sequence[Link], cluster_km: float) -> tuple[tuple[Node, ...], ...]:
    """Cluster landings that steps of at most ``cluster_km`` join; the cluster with most links comes first."""
    nodes = {node.id: node for link in links for node in (link.start, link.end)}
    ends = [node for link in links for node in (link.start, link.end)]
    near: nx.Graph[str] = nx.Graph()
    near.add_nodes_from(nodes)
    listed = list(nodes.values())
    for at, one in enumerate(listed):
        for other in listed[at + 1 :]:
            # A degree of latitude is 111 km, so that most pairs need no geodesic.
            is_level = abs(one.landing.lat - other.landing.lat) <= cluster_km / 100.0
            if is_level and one.landing.away_km(other.landing) <= cluster_km:
                near.add_edge(one.id, other.id)
    link_ends = {key: sum(node.id == key for node in ends) for key in nodes}
    clusters = [
        tuple(nodes[key] for key in sorted(group, key=lambda key: (-link_ends[key], key)))
        for group in nx.connected_components(near)
    ]
    return tuple(sorted(clusters, key=lambda cluster: -sum(link_ends[node.id] for node in cluster)))


def list_shared_risks(
    groups: Sequence[RiskGroup], links: Sequence[Link], present: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """List the groups of two or more links that are present.

    Returns
    -------
    DataFrame
        ``kind``, ``id``, ``name``, ``links`` (how many), ``cables`` (which).
    """
    rows = []
    for group in groups:
        inside = [links[at].name for at in group.members if present[at]]
        if len(inside) > 1:
            rows.append((group.kind.value, group.id, group.name, len(inside), ", ".join(inside)))
    table = pd.DataFrame(rows, columns=["kind", "id", "name", "links", "cables"])
    return table.sort_values(["kind", "links"], ascending=[True, False], ignore_index=True)


@dataclass(frozen=True)
class GroupCut:
    """The fewest failures that separate two regions. Each takes a whole group of one kind, or a single link.

    Attributes
    ----------
    kind : GroupKind
    count : int
        Number of failures; 0 if no path joins the regions.
    groups, links : tuple of str
        Names of one such set. There may be others of the same size.
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
    """Find the fewest failures that separate two nodes.

    An integer programme: each node is on one side of the cut, and a link across the cut must fail, alone or with a
    group. The problem is NP-hard, but networks of cables are small enough for an exact solution.

    Parameters
    ----------
    ends : sequence of (int, int)
        Nodes of each link, numbered from 0. Nodes that terrestrial links join are one.
    terminals : (int, int)
        The two regions.
    groups : sequence of RiskGroup
    kind : GroupKind
        Kind of the groups that can fail.
    name_of : callable
        Name of a link.

    References
    ----------
    Coudert, Datta, Perennes, Rivano and Voge (2007), Shared risk resource group: complexity and approximability issues.
    """
    counted = [group for group in groups if group.kind is kind and len(group.members) > 1]
    nodes = 1 + max((max(pair) for pair in ends), default=max(terminals))
    nodes = max(nodes, 1 + max(terminals))
    links = len(ends)
    total = nodes + links + len(counted)  # side of each node, failure of each link, failure of each group
    covering: list[list[int]] = [[nodes + at] for at in range(links)]
    for number, group in enumerate(counted):
        for at in group.members:
            covering[int(at)].append(nodes + links + number)
    entries: list[tuple[int, int, float]] = []
    for at, (one, other) in enumerate(ends):
        for row, (tail, head) in ((2 * at, (one, other)), (2 * at + 1, (other, one))):
            if one != other:
                entries += [(row, tail, 1.0), (row, head, -1.0)]
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


def _zone_members(
    links: Sequence[Link], zones: gpd.GeoDataFrame, projection: PolarStereographic
) -> dict[tuple[GroupKind, str, str], list[int]]:
    """Find the links whose line crosses each strait and each hazard zone."""
    lines = [_line(link, projection) for link in links]
    kinds = ((GroupKind.STRAIT, (ZoneKind.CHOKEPOINT,)), (GroupKind.HAZARD_ZONE, _HAZARDS))
    members = {}
    for kind, zone_kinds in kinds:
        table = zones[zones["kind"].isin([zone_kind.value for zone_kind in zone_kinds])]
        for key, name, shape in _zone_shapes(table, projection, widen=kind is GroupKind.HAZARD_ZONE):
            inside = [at for at, line in enumerate(lines) if line is not None and shape.intersects(line)]
            members[kind, key, name] = inside
    return members


def _hazard(hazard_of: Mapping[str, ZoneKind], key: str) -> ZoneKind | None:
    """Find the kind of a zone, or of the zone that a numbered part belongs to."""
    return hazard_of.get(key) or hazard_of.get(key.rpartition("-")[0])


def _line(link: Link, projection: PolarStereographic) -> BaseGeometry | None:
    if len(link.lon) < 2:
        return None
    return shapely.LineString(np.column_stack(projection.forward(link.lon, link.lat)))


def _zone_shapes(
    table: gpd.GeoDataFrame, projection: PolarStereographic, *, widen: bool
) -> list[tuple[str, str, BaseGeometry]]:
    """Id, name and shape of every zone. Each part of a zone counts by itself: an event in one spares the others."""
    found = []
    for row, shape in zip(
        table.itertuples(index=False), project_shapes(table.geometry, projection), strict=True
    ):
        parts = shapely.get_parts(shape)
        for number, part in enumerate(parts, start=1):
            alone = len(parts) == 1
            widened = (
                widen_line(part, row.half_width_km, projection) if widen and row.half_width_km > 0 else part
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
    """Give the position of the centre of a shape, as charts print it."""
    lon, lat = projection.inverse(shape.centroid.x, shape.centroid.y)
    return format_position(float(lon), float(lat), 0)
