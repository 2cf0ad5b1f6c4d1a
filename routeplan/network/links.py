"""The links of a network: existing cables and candidate routes, with their fault rates and repair times."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.catalog.place_cells import CityOrLandingCell
from routeplan.catalog.states import HIGH_SEAS, isos_of
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.cost.round_trip import rtt_ms
from routeplan.geo.geodesy import FloatArray, geodesic_km
from routeplan.geo.track import Line
from routeplan.io.csv_rows import CsvRow, OrNone, Several, Text, read_rows
from routeplan.io.sources import embedded
from routeplan.network.line_figures import (
    PER_KM,
    LineFigures,
    cells_at,
    figures_of_existing,
    figures_of_route,
)
from routeplan.network.regions import Area, find_area
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.planning.system_layout import NodeKind
from routeplan.planning.system_parts import failure_groups
from routeplan.runtime.progress import track_stages
from routeplan.seabed.months import MONTHS_PER_YEAR

# Cable length over geodesic of a part without line or published length; editable default.
_UNDRAWN_DETOUR = 1.3
# Of branching units: no terrestrial link leads there.
_AT_SEA: Final = Area("at-sea", "at sea", "", None, None)
_LEAST_JURISDICTION_KM = 1.0  # a jurisdiction that the line only touches does not count


class LinkKind(StrEnum):
    """Where a link comes from."""

    EXISTING = "existing"
    BEYOND = "beyond the domain"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Node:
    """A landing of the network, or a branching unit of a candidate.

    Attributes
    ----------
    landing : Landing
    area : Area
        Gives its terrestrial backhaul and its region.
    """

    landing: Landing
    area: Area

    @property
    def id(self) -> str:
        """Id of the landing."""
        return self.landing.id

    @property
    def is_unit(self) -> bool:
        """Whether it is a branching unit of a system, and no landing."""
        return self.area == _AT_SEA


@dataclass(frozen=True, eq=False)
class Link:
    """A cable between two landings or branching units. A cut anywhere takes the whole link out of service.

    Attributes
    ----------
    id, name : str
    kind : LinkKind
    start, end : Node
    length_km, cable_km : float
        Length of the route, and of the cable with slack. Equal where only a published length is known.
    faults_per_year : float
    repair_days : (12,) array
        Repair time by the month of the fault.
    jurisdictions : frozenset of str
        Jurisdictions that it passes.
    chokepoints : frozenset of str
        Straits that a table names. :mod:`routeplan.network.risk_groups` finds those that the line crosses.
    lon, lat, depth_m : (n,) arrays
        Points along the line at most ``POINT_EVERY_KM`` apart, and the depth there. Empty where the line is unknown.
    system : str
        Id of the cable system.
    build_usd : float
        Build cost of a candidate; 0 for an existing cable.
    jurisdiction_km : mapping of str to float
        Kilometres in each jurisdiction and on the high seas; empty where the line is unknown.
    stops_with : str
        Links with the same text are out of service together, as passive branching units make them; empty: alone.
    """

    id: str
    name: str
    kind: LinkKind
    start: Node
    end: Node
    length_km: float
    cable_km: float
    faults_per_year: float
    repair_days: FloatArray
    jurisdictions: frozenset[str] = frozenset()
    chokepoints: frozenset[str] = frozenset()
    lon: FloatArray = field(default_factory=lambda: np.zeros(0))
    lat: FloatArray = field(default_factory=lambda: np.zeros(0))
    depth_m: FloatArray = field(default_factory=lambda: np.zeros(0))
    system: str = ""
    build_usd: float = 0.0
    jurisdiction_km: Mapping[str, float] = field(default_factory=dict)
    stops_with: str = ""

    @property
    def rtt_ms(self) -> float:
        """Round-trip time, ms."""
        return rtt_ms(self.cable_km)

    def __repr__(self) -> str:
        return f"<Link {self.name}: {self.start.id} – {self.end.id}, {self.cable_km:,.0f} km>"


class BeyondDomainRow(CsvRow):
    """A row of the table of cables whose line lies beyond the domain."""

    id: Text
    name: Text
    from_place: CityOrLandingCell
    to_place: CityOrLandingCell
    length_km: Annotated[float, Field(gt=0.0)]
    ready_year: OrNone[int]
    status: CableStatus
    chokepoints: Several[str]
    source: Text


def derive_existing_links(
    planner: Planner,
    areas: Sequence[Area],
    statuses: Iterable[CableStatus] = (CableStatus.IN_SERVICE,),
    *,
    without: Container[str] = (),
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Value the cables of the embedded table. Each part between two stops is a link.

    Parameters
    ----------
    planner : Planner
        Draws the lines and values them.
    areas : sequence of Area
    statuses : iterable of CableStatus
        Cables to take.
    without : container of str
        Ids of cables to leave out.

    Returns
    -------
    links : tuple of Link
    not_drawn : tuple of str
        Parts that this planner cannot draw because a stop is off its grid or too far from its sea cells. They are links
        without a line, so that paths are counted on the table and not on what a grid can draw.
    """
    wanted = frozenset(statuses)
    links: list[Link] = []
    not_drawn: list[str] = []
    with track_stages("today's cables", total=2) as stage:
        stage("lines")
        drawn = planner.existing
        stage("faults and repairs")
        figures = figures_of_existing(planner)
    lines: dict[str, list[tuple[Line, LineFigures]]] = {}
    for (owner, line), of_line in zip(drawn, figures, strict=True):
        lines.setdefault(owner.id, []).append((line, of_line))
    for system in read_systems():
        if system.status in wanted and system.id not in without:
            valued, missing = _links_of(planner, areas, system, lines.get(system.id, []))
            links += valued
            not_drawn += missing
    return tuple(links), tuple(not_drawn)


def derive_links(
    planner: Planner, areas: Sequence[Area], valued: Valued, kind: LinkKind = LinkKind.CANDIDATE
) -> tuple[Link, ...]:
    """Make a link of a route, or one of every way between landings and branching units of a system.

    All links of a system have its name: they are built together. The first of a candidate has its build cost. Links
    that passive branching units join stop together. The planner values a route without a breakdown.
    """
    if isinstance(valued, System):
        links = _links_of_system(planner, areas, valued, kind)
    else:
        links = [_link_of_route(planner, areas, valued, kind)]
    if kind is LinkKind.EXISTING:
        links = [replace(link, build_usd=0.0) for link in links]
    return tuple(links)


def _links_of_system(planner: Planner, areas: Sequence[Area], system: System, kind: LinkKind) -> list[Link]:
    links = []
    groups = failure_groups(system.layout, system.branching_unit)
    for number, span in enumerate(system.layout.spans):
        ends = [system.layout.nodes[node] for node in (span.start, span.end)]
        route = planner.score(system.along(span), name=system.name, ends=(ends[0].place, ends[1].place))
        start, end = (
            Node(replace(node.place, name=f"{system.name}, {node.place.name}"), _AT_SEA)
            if node.kind is NodeKind.UNIT
            else node_of(planner, areas, node.place)
            for node in ends
        )
        id_ = f"{kind}-{system.name}"
        link = _link_of_line(
            figures_of_route(planner, route),
            (start, end),
            id_=f"{id_}-{number + 1}",
            name=system.name,
            kind=kind,
            system=id_,
        )
        group = next(at for at, segments in enumerate(groups) if span.segments[0][0] in segments)
        links.append(
            replace(
                link,
                build_usd=system.build_cost_usd if number == 0 else 0.0,
                stops_with=f"{id_}, group {group + 1}",
            )
        )
    return links


def _link_of_route(planner: Planner, areas: Sequence[Area], route: Route, kind: LinkKind) -> Link:
    nodes = (node_of(planner, areas, route.start), node_of(planner, areas, route.end))
    figures = figures_of_route(planner, route)
    link = _link_of_line(figures, nodes, id_=f"{kind}-{route.name}", name=route.name, kind=kind)
    return replace(link, build_usd=figures.build_usd)


def find_stopping_together(links: Sequence[Link]) -> tuple[tuple[int, ...], ...]:
    """Find the links that are out of service together, two or more of each group."""
    groups: dict[str, list[int]] = {}
    for at, link in enumerate(links):
        if link.stops_with:
            groups.setdefault(link.stops_with, []).append(at)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def read_links_beyond_domain(
    areas: Sequence[Area],
    assumed: NetworkAssumptions,
    statuses: Iterable[CableStatus] = (CableStatus.IN_SERVICE,),
    path: Path | None = None,
) -> tuple[Link, ...]:
    """Read cables whose line lies beyond the domain: published lengths, and the straits they pass.

    Raises
    ------
    DataError
        If the file cannot be read or has an invalid value.
    """
    rows = read_rows(path or embedded("corridors-beyond").path, BeyondDomainRow)
    wanted = frozenset(statuses)
    return tuple(_link_of_row(row, areas, assumed) for row in rows if row.status in wanted)


def node_of(planner: Planner, areas: Sequence[Area], landing: Landing) -> Node:
    """Find the area of a landing. A landing without a country has that of the nearest coast."""
    country = landing.country or _country_at(planner, landing.lon, landing.lat)
    return Node(landing, find_area(areas, country, landing.lon, landing.lat))


def _links_of(
    planner: Planner, areas: Sequence[Area], system: CableSystem, lines: list[tuple[Line, LineFigures]]
) -> tuple[list[Link], list[str]]:
    """Value the parts of a system, and list the parts that have no line."""
    links: list[Link] = []
    not_drawn: list[str] = []
    for number, (start, end) in enumerate(pairwise(system.stops), start=1):
        part = f"{system.name}: {start.name} – {end.name}"
        nodes = (node_of(planner, areas, start), node_of(planner, areas, end))
        id_ = f"{system.id}-{number}"
        name = system.name if len(system.stops) == 2 else part
        if not lines or not _joins(lines[0][0], start, end):
            not_drawn.append(part)
            links.append(_link_without_line(system, nodes, planner.assumptions.network, id_=id_, name=name))
            continue
        _, figures = lines.pop(0)
        links.append(
            _link_of_line(figures, nodes, id_=id_, name=name, kind=LinkKind.EXISTING, system=system.group)
        )
    return links, not_drawn


def _link_without_line(
    system: CableSystem, nodes: tuple[Node, Node], assumed: NetworkAssumptions, *, id_: str, name: str
) -> Link:
    """Make a link of a part that the grid cannot draw: published length, or geodesic times a usual detour.

    It has the fault rate and repair time of cables beyond the domain, and the jurisdictions of its two landings.
    """
    length_km = _UNDRAWN_DETOUR * nodes[0].landing.away_km(nodes[1].landing)
    if len(system.stops) == 2 and system.length_km is not None:
        length_km = system.length_km
    return Link(
        id=id_,
        name=name,
        kind=LinkKind.EXISTING,
        start=nodes[0],
        end=nodes[1],
        length_km=length_km,
        cable_km=length_km,
        faults_per_year=assumed.beyond_faults * PER_KM * length_km,
        repair_days=np.full(MONTHS_PER_YEAR, assumed.beyond_repair_days),
        jurisdictions=frozenset(node.area.country for node in nodes),
        system=system.group,
    )


def _country_at(planner: Planner, lon: float, lat: float) -> str:
    rows, cols = cells_at(planner, np.array([lon]), np.array([lat]))
    label = str(planner.seabed.layers.jurisdiction.at(rows, cols)[0][0])
    return next(iter(isos_of(label)), "")


def _joins(line: Line, start: Landing, end: Landing) -> bool:
    """Tell whether a line begins and ends at two stops."""
    ends = ((line.lon[0], line.lat[0], start), (line.lon[-1], line.lat[-1], end))
    return all(geodesic_km(float(x), float(y), stop.lon, stop.lat) < 1.0 for x, y, stop in ends)


def _link_of_line(
    figures: LineFigures,
    nodes: tuple[Node, Node],
    *,
    id_: str,
    name: str,
    kind: LinkKind,
    system: str = "",
) -> Link:
    """Make a link of the figures of its line."""
    return Link(
        id=id_,
        name=name,
        kind=kind,
        start=nodes[0],
        end=nodes[1],
        length_km=figures.length_km,
        cable_km=figures.cable_km,
        faults_per_year=figures.faults_per_year,
        repair_days=figures.repair_days,
        jurisdictions=frozenset(
            label
            for label, km in figures.jurisdiction_km.items()
            if label != HIGH_SEAS and km > _LEAST_JURISDICTION_KM
        ),
        jurisdiction_km=figures.jurisdiction_km,
        lon=figures.lon,
        lat=figures.lat,
        depth_m=figures.depth_m,
        system=system or id_,
    )


def _link_of_row(row: BeyondDomainRow, areas: Sequence[Area], assumed: NetworkAssumptions) -> Link:
    def node(landing: Landing) -> Node:
        return Node(landing, find_area(areas, landing.country, landing.lon, landing.lat))

    return Link(
        id=row.id,
        name=row.name,
        kind=LinkKind.BEYOND,
        start=node(row.from_place),
        end=node(row.to_place),
        length_km=row.length_km,
        cable_km=row.length_km,
        faults_per_year=assumed.beyond_faults * PER_KM * row.length_km,
        repair_days=np.full(MONTHS_PER_YEAR, assumed.beyond_repair_days),
        chokepoints=frozenset(row.chokepoints),
        system=row.id,
    )
