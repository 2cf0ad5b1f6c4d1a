"""Open a network: existing cables as a planner draws them, and candidates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from routeplan.catalog.models import CableStatus
from routeplan.cost.faults import Cause
from routeplan.errors import UsageError
from routeplan.io.imported_line import ImportedLine
from routeplan.io.lines import read_lines
from routeplan.io.sources import embedded
from routeplan.network.event_centres import BALTIC, sample_centres
from routeplan.network.joint_events import derive_events
from routeplan.network.links import (
    LinkKind,
    derive_existing_links,
    derive_links,
    read_links_beyond_domain,
)
from routeplan.network.network import Network
from routeplan.network.own_cables import find_replaced, tell_own
from routeplan.network.regions import read_areas, read_backhaul, read_city_pairs
from routeplan.network.risk_groups import find_risk_groups
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.planning.system_lines import score_lines
from routeplan.runtime.notices import tell
from routeplan.runtime.progress import track_stages


def open_network(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    candidates: Sequence[Valued | ImportedLine | str | Path] = (),
    *,
    existing: Sequence[Valued | ImportedLine | str | Path] = (),
    statuses: Sequence[CableStatus] = (CableStatus.IN_SERVICE,),
    every_backhaul: bool = False,
    backhaul: str | Path | None = None,
    areas: str | Path | None = None,
    city_pairs: str | Path | None = None,
    beyond: str | Path | None = None,
) -> Network:
    """Open the network of existing cables and candidates.

    Parameters
    ----------
    planner : Planner
        Draws the existing cables and values every link. A cell size of 10 or 25 km is fine enough.
    candidates : sequence of Route, System, ImportedLine, str or Path
        Routes, systems, lines, or files for :func:`routeplan.io.lines.read_lines`. Lines that join are one system; a
        system and every other line is a candidate.
    existing : sequence of Route, System, ImportedLine, str or Path
        Your cables that are in service. One with the name of a cable of the embedded table takes its place.
    statuses : sequence of CableStatus
        Existing cables to take: in service, planned, retired.
    every_backhaul : bool
        Whether to include terrestrial links marked ``use = no``.
    backhaul, areas, city_pairs, beyond : str or Path, optional
        Your tables instead of the embedded ones.

    Raises
    ------
    UsageError
        If two lines have the same name, or one leaves the grid.
    DataError
        If a file cannot be read.

    Examples
    --------
    A candidate counts only where it is added; this one adds a path:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> network = rp.open_network(planner, [planner.route("galway", "halifax")])
    >>> now = network.count_paths("Europe", "North America")
    >>> network.count_paths("Europe", "North America", adding=["Galway – Halifax"]) - now
    1
    """
    assumed = planner.assumptions.network
    known = read_areas(_path(areas))
    with track_stages("opening the network", total=4) as stage:
        stage("today's cables")
        brought, routes = _valued(planner, existing), _valued(planner, candidates)
        _check_names([valued.name for valued in (*brought, *routes)])
        replaced = find_replaced([valued.name for valued in brought])
        drawn, not_drawn = derive_existing_links(planner, known, statuses, without=replaced)
        own = tuple(
            link for valued in brought for link in derive_links(planner, known, valued, LinkKind.EXISTING)
        )
        stage("candidates")
        links = (
            *drawn,
            *own,
            *read_links_beyond_domain(known, assumed, statuses, _path(beyond)),
            *(link for route in routes for link in derive_links(planner, known, route)),
        )
        stage("shared risks")
        zones = planner.seabed.layers.zones
        groups = find_risk_groups(links, zones, planner.grid.projection, cluster_km=assumed.cluster_km)
        stage("joint events")
        events = derive_events(
            links,
            groups,
            assumed,
            earthquakes=sample_centres(planner, Cause.SEISMIC),
            drags=sample_centres(
                planner,
                Cause.ANCHORING,
                to_depth_m=assumed.drag_to_depth_m,
                waters=BALTIC,
                share=assumed.drag_baltic_share,
            ),
            partners=frozenset(planner.assumptions.policy.partners),
        )
    said = tell_own(own, drawn, replaced)
    for sentence in said:
        tell(sentence)
    tables = ("cable-systems", "cable-areas", "terrestrial-links", "corridors-beyond", "city-pairs")
    return Network(
        links=links,
        backhaul=read_backhaul(_path(backhaul), every=every_backhaul),
        areas=known,
        groups=groups,
        events=events,
        assumptions=assumed,
        city_pairs=read_city_pairs(_path(city_pairs)),
        left_out=not_drawn,
        own_cables=said,
        sources=(*planner.sources, *(embedded(key).source for key in tables)),
    )


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f'two lines are called "{name}"; give each another name')


def _valued(planner: Planner, candidates: Sequence[Valued | ImportedLine | str | Path]) -> list[Valued]:
    """Value what is not valued yet: the lines of all files together, because several may be one system."""
    valued: list[Valued] = []
    lines: list[ImportedLine] = []
    for candidate in candidates:
        if isinstance(candidate, Route | System):
            valued.append(candidate)
        elif isinstance(candidate, ImportedLine):
            lines.append(candidate)
        else:
            lines += read_lines(candidate)
    return [*valued, *(scored.valued for scored in score_lines(planner, lines))]
