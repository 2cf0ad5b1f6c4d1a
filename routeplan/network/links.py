"""The links of a network: cables of the tables, candidate routes, ways over land, with their faults and repairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.catalog.place_cells import CityOrLandingCell
from routeplan.catalog.states import HIGH_SEAS, isos_of
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.geo.geodesy import FloatArray, densify, geodesic_km
from routeplan.io.csv_rows import CsvRow, OrNone, Several, Text, read_rows
from routeplan.io.sources import embedded
from routeplan.network.regions import Area, Backhaul, find_area
from routeplan.planning.planner import Planner
from routeplan.planning.route import LATENCY_US_PER_KM, Route
from routeplan.runtime.progress import follow, stages
from routeplan.seabed.months import MONTHS_PER_YEAR

# Points on a line stand for what lies between them: a disc of 100 km is missed by 30 m at most.
POINT_EVERY_KM = 5.0
_PER_KM = 1e-3
_PASSING_KM = 1.0  # waters that a line only touches do not count


class LinkKind(StrEnum):
    """What a link is."""

    EXISTING = "existing"
    BEYOND = "beyond the domain"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Node:
    """A place of the network.

    Attributes
    ----------
    landing : Landing
        Where it is.
    area : Area
        Whose backhaul it is on, and in which region.
    """

    landing: Landing
    area: Area

    @property
    def id(self) -> str:
        """Key."""
        return self.landing.id


@dataclass(frozen=True, eq=False)
class Link:
    """A cable between two landings: what fails as one when it is cut anywhere.

    Attributes
    ----------
    id, name : str
        Key and label.
    kind : LinkKind
    start, end : Node
    length_km, cable_km : float
        On the seabed, and of cable; the same where only a published length is known.
    faults_per_year : float
    repair_days : (12,) array
        By the month of the fault.
    waters : frozenset of str
        States whose waters it passes.
    chokepoints : frozenset of str
        Straits named for it in a table; those that its line crosses are found by :mod:`routeplan.network.risk_groups`.
    lon, lat, depth_m : (n,) arrays
        Points along the line at most ``POINT_EVERY_KM`` apart, and the depth there; empty where no line is known.
    system : str
        Key of the system it belongs to.
    build_usd : float
        Of a candidate; 0 for what exists.
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
    waters: frozenset[str] = frozenset()
    chokepoints: frozenset[str] = frozenset()
    lon: FloatArray = field(default_factory=lambda: np.zeros(0))
    lat: FloatArray = field(default_factory=lambda: np.zeros(0))
    depth_m: FloatArray = field(default_factory=lambda: np.zeros(0))
    system: str = ""
    build_usd: float = 0.0

    @property
    def rtt_ms(self) -> float:
        """Round trip, milliseconds."""
        return 2.0 * self.cable_km * LATENCY_US_PER_KM / 1000.0

    def __repr__(self) -> str:
        return f"<Link {self.name}: {self.start.id} – {self.end.id}, {self.cable_km:,.0f} km>"


@dataclass(frozen=True, slots=True)
class LandLink:
    """A way over land between two landings; it is taken never to fail.

    Attributes
    ----------
    start, end : Node
    length_km : float
        Straight distance times a factor.
    """

    start: Node
    end: Node
    length_km: float


class BeyondRow(CsvRow):
    """A row of the table of cables whose way lies beyond the domain."""

    id: Text
    name: Text
    from_place: CityOrLandingCell
    to_place: CityOrLandingCell
    length_km: Annotated[float, Field(gt=0.0)]
    ready_year: OrNone[int]
    status: CableStatus
    chokepoints: Several[str]
    source: Text


def derive_existing(
    planner: Planner, areas: Sequence[Area], statuses: Iterable[CableStatus] = (CableStatus.IN_SERVICE,)
) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Value the cables of the embedded table, each part between two stops a link.

    Parameters
    ----------
    planner : Planner
        Draws their lines and values them.
    areas : sequence of Area
    statuses : iterable of CableStatus

    Returns
    -------
    links : tuple of Link
    left_out : tuple of str
        Parts that this planner cannot draw, for a stop lies off its grid or too far from its sea.
    """
    wanted = frozenset(statuses)
    links: list[Link] = []
    left_out: list[str] = []
    systems = [each for each in read_systems() if each.status in wanted]
    with stages("today's cables", of=2) as stage:
        stage("lines")
        drawn = planner.existing
        stage("faults and repairs")
        with follow(systems, "valuing existing cables") as followed:
            for system in followed:
                lines = [(lon, lat) for each, lon, lat in drawn if each.id == system.id]
                valued, missing = _links_of(planner, areas, system, lines)
                links += valued
                left_out += missing
    return tuple(links), tuple(left_out)


def _links_of(
    planner: Planner, areas: Sequence[Area], system: CableSystem, lines: list[tuple[FloatArray, FloatArray]]
) -> tuple[list[Link], list[str]]:
    """Value the parts of a system, and name those of which there is no line."""
    links: list[Link] = []
    left_out: list[str] = []
    for number, (start, end) in enumerate(pairwise(system.stops), start=1):
        part = f"{system.name}: {start.name} – {end.name}"
        if not lines or not _joins(*lines[0], start, end):
            left_out.append(part)
            continue
        links.append(
            _link(
                planner,
                planner.score(*lines.pop(0), name=system.name),
                (node_of(planner, areas, start), node_of(planner, areas, end)),
                id_=f"{system.id}-{number}",
                name=system.name if len(system.stops) == 2 else part,
                kind=LinkKind.EXISTING,
                system=system.group,
            )
        )
    return links, left_out


def derive_candidate(planner: Planner, areas: Sequence[Area], route: Route) -> Link:
    """Make a link of a route; one without a breakdown is valued by the planner."""
    if route.breakdown is None:
        route = planner.score(route.lon, route.lat, name=route.name)
    nodes = (node_of(planner, areas, route.start), node_of(planner, areas, route.end))
    return _link(
        planner, route, nodes, id_=f"candidate-{route.name}", name=route.name, kind=LinkKind.CANDIDATE
    )


def read_beyond(
    areas: Sequence[Area],
    assumed: NetworkAssumptions,
    statuses: Iterable[CableStatus] = (CableStatus.IN_SERVICE,),
    path: Path | None = None,
) -> tuple[Link, ...]:
    """Read cables whose way lies beyond the domain: published lengths, and the straits they pass.

    Raises
    ------
    DataError
        If the file cannot be read or holds a value that is none.
    """
    rows = read_rows(path or embedded("corridors-beyond").path, BeyondRow)
    wanted = frozenset(statuses)
    return tuple(_beyond(row, areas, assumed) for row in rows if row.status in wanted)


def derive_land_links(nodes: Sequence[Node], backhaul: Sequence[Backhaul]) -> tuple[LandLink, ...]:
    """Join landings over land: all of an area with one another, and with all of an area that it is joined to."""
    by_area: dict[str, list[Node]] = {}
    for node in nodes:
        by_area.setdefault(node.area.id, []).append(node)
    joined = []
    for each in _through_areas(backhaul, by_area.keys()):
        for start in by_area.get(each.from_area, ()):
            for end in by_area.get(each.to_area, ()):
                if start.id < end.id or (each.from_area != each.to_area and start.id != end.id):
                    here, there = start.landing, end.landing
                    straight_km = geodesic_km(here.lon, here.lat, there.lon, there.lat)
                    joined.append(LandLink(start, end, straight_km * each.factor))
    return tuple(joined)


def _through_areas(backhaul: Sequence[Backhaul], landed: Collection[str]) -> list[Backhaul]:
    """Join areas that only an area without landings joins: a country is crossed whether or not cables land there."""
    factors = {frozenset((each.from_area, each.to_area)): each.factor for each in backhaul}
    for area in sorted({area for pair in factors for area in pair} - set(landed)):
        here = {pair: factor for pair, factor in factors.items() if area in pair}
        for pair in here:
            del factors[pair]
        for one, other in combinations([pair for pair in here if len(pair) > 1], 2):
            factors.setdefault((one | other) - {area}, max(here[one], here[other]))
    return [Backhaul(min(pair), max(pair), factor) for pair, factor in factors.items()]


def node_of(planner: Planner, areas: Sequence[Area], landing: Landing) -> Node:
    """Place a landing; of a bare position the country is that of the nearest coast."""
    country = landing.country or _country_at(planner, landing.lon, landing.lat)
    return Node(landing, find_area(areas, country, landing.lon, landing.lat))


def _country_at(planner: Planner, lon: float, lat: float) -> str:
    row, col = planner.grid.cell_of(np.array([lon]), np.array([lat]))
    last = np.array(planner.grid.shape) - 1
    rows = np.rint(row).astype(np.intp).clip(0, last[0])
    cols = np.rint(col).astype(np.intp).clip(0, last[1])
    label = str(planner.seabed.jurisdiction.at(rows, cols)[0][0])
    return next(iter(isos_of(label)), "")


def _joins(lon: FloatArray, lat: FloatArray, start: Landing, end: Landing) -> bool:
    """Whether a line drawn by the planner is that between two stops: it begins and ends at them."""
    ends = ((lon[0], lat[0], start), (lon[-1], lat[-1], end))
    return all(geodesic_km(float(x), float(y), stop.lon, stop.lat) < 1.0 for x, y, stop in ends)


def _link(  # noqa: PLR0913 - one keyword for each fact it is given
    planner: Planner,
    route: Route,
    nodes: tuple[Node, Node],
    *,
    id_: str,
    name: str,
    kind: LinkKind,
    system: str = "",
) -> Link:
    """Make a link of a route that has a breakdown."""
    lon, lat = densify(route.lon, route.lat, every_km=POINT_EVERY_KM)
    waters, faults, days = _exposure(route, planner.assumptions.network)
    return Link(
        id=id_,
        name=name,
        kind=kind,
        start=nodes[0],
        end=nodes[1],
        length_km=route.length_km,
        cable_km=route.cable_km,
        faults_per_year=faults,
        repair_days=days,
        waters=frozenset(label for label, km in waters.items() if label != HIGH_SEAS and km > _PASSING_KM),
        lon=lon,
        lat=lat,
        depth_m=_depth_at(planner, lon, lat),
        system=system or id_,
        build_usd=route.build_cost_usd if kind is LinkKind.CANDIDATE else 0.0,
    )


def _exposure(route: Route, assumed: NetworkAssumptions) -> tuple[Mapping[str, float], float, FloatArray]:
    """Kilometres by waters, faults a year and days of repair by month.

    A short cable in a fjord that a coarse grid takes for land has no faults there: it then fails as cables beyond the
    domain do, for none is without.
    """
    breakdown = route.breakdown
    if breakdown is None or breakdown.exposure.total_per_year == 0:
        days = np.full(MONTHS_PER_YEAR, assumed.beyond_repair_days)
        waters = {} if breakdown is None else breakdown.jurisdiction_km
        return waters, assumed.beyond_faults * _PER_KM * route.length_km, days
    exposure = breakdown.exposure
    return (
        breakdown.jurisdiction_km,
        exposure.total_per_year,
        np.asarray(exposure.repair_days_by_month, dtype=np.float64),
    )


def _depth_at(planner: Planner, lon: FloatArray, lat: FloatArray) -> FloatArray:
    row, col = planner.grid.cell_of(lon, lat)
    depth: npt.NDArray[np.float32] = planner.depth.to_numpy()
    rows = np.rint(row).astype(np.intp).clip(0, depth.shape[0] - 1)
    cols = np.rint(col).astype(np.intp).clip(0, depth.shape[1] - 1)
    return np.asarray(np.nan_to_num(depth[rows, cols]), dtype=np.float64)


def _beyond(row: BeyondRow, areas: Sequence[Area], assumed: NetworkAssumptions) -> Link:
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
        faults_per_year=assumed.beyond_faults * _PER_KM * row.length_km,
        repair_days=np.full(MONTHS_PER_YEAR, assumed.beyond_repair_days),
        chokepoints=frozenset(row.chokepoints),
        system=row.id,
    )
