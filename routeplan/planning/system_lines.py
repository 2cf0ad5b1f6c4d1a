"""Value lines of files: those that are segments of one system together, with landings, branching units and joints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.geo.track import Line
from routeplan.io.imported_line import ImportedLine, on_sphere
from routeplan.io.line_meetings import AT_VERTEX
from routeplan.planning.stops import nearest_landing
from routeplan.planning.system import System, Valued
from routeplan.planning.system_groups import IsShore, as_marked, group_lines, points_of
from routeplan.planning.system_layout import NodeKind, SystemLayout, SystemNode
from routeplan.planning.system_valuation import SegmentLine, score_system

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner

_ON_SHORE_KM = 1.0


@dataclass(frozen=True, slots=True)
class ScoredLines:
    """Lines that were valued together, and what they were valued as.

    Attributes
    ----------
    lines : tuple of ImportedLine
        One, or the trunk and branches of a system.
    valued : Route or System
    """

    lines: tuple[ImportedLine, ...]
    valued: Valued


def score_lines(planner: Planner, lines: Sequence[ImportedLine]) -> list[ScoredLines]:
    """Value lines of files: those whose segments join as one system, each other line as a route.

    Raises
    ------
    UsageError
        If a line leaves the data.

    Examples
    --------
    A line drawn as one geodesic is shorter than the best route, and its life cost is higher:

    >>> import numpy as np
    >>> from routeplan.io.imported_line import ImportedLine
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> best = planner.route("galway", "halifax")
    >>> ends = best.lon[[0, -1]], best.lat[[0, -1]]
    >>> (scored,) = rp.score_lines(planner, [ImportedLine("straight", *ends, "geodesic", "an example")])
    >>> bool(scored.valued.length_km < best.length_km), scored.valued.life_cost_usd > best.life_cost_usd
    (True, True)
    """
    return [score_group(planner, group) for group in group_lines(lines, shore_of(planner))]


def score_group(planner: Planner, group: tuple[ImportedLine, ...]) -> ScoredLines:
    """Value lines that are one system, or a single line."""
    if len(group) == 1 and not group[0].segments:
        line = group[0]
        surveyed = line.events is not None
        return ScoredLines(group, planner.score(line.on_geodesics, name=line.name, surveyed=surveyed))
    layout, segments = lay_out(group, shore_of(planner))
    surveyed = all(line.events is not None for line in group)
    ends = _trunk_ends(group, layout)
    system = score_system(planner, layout, segments, name=group_name(group), ends=ends, surveyed=surveyed)
    return ScoredLines(group, system)


def lay_out(group: Sequence[ImportedLine], is_shore: IsShore) -> tuple[SystemLayout, list[SegmentLine]]:
    """Cut lines where others meet them, and find what is at the ends of the pieces."""
    is_shore = as_marked(group, is_shore)
    segments = [segment for line in group for segment in (line.segments or (line,))]
    ends = on_sphere(np.vstack([points_of(segment)[[0, -1]] for segment in segments]))
    pieces = [piece for segment in segments for piece in _pieces(segment, ends)]
    places: list[tuple[float, float]] = []
    joins = []
    for piece in pieces:
        lon, lat = piece.line.lon, piece.line.lat
        joins.append((_number(places, lon[0], lat[0]), _number(places, lon[-1], lat[-1])))
    names = [piece.name for piece in pieces]
    if len(set(names)) < len(names):
        pieces = [replace(piece, name=f"segment {number}") for number, piece in enumerate(pieces, start=1)]
    meeting = [sum(number in join for join in joins) for number in range(len(places))]
    kinds = [_kind(count, is_shore(*place)) for count, place in zip(meeting, places, strict=True)]
    if NodeKind.LANDING not in kinds:  # a ring at sea
        kinds[0] = NodeKind.LANDING
    units = 0
    nodes = []
    for kind, place in zip(kinds, places, strict=True):
        units += kind is NodeKind.UNIT
        nodes.append(SystemNode(_place(kind, *place, number=units), kind))
    return SystemLayout(tuple(nodes), tuple(joins)), pieces


def shore_of(planner: Planner) -> IsShore:
    """Say where a position is on a shore: within a kilometre of land, in a cell with sea."""

    def is_shore(lon: float, lat: float) -> bool:
        at = [float(number) for number in planner.grid.cell_of(lon, lat)]
        if not np.isfinite(at).all():  # the pole opposite
            return False
        row, col = map(round, at)
        if not planner.grid.contains(row, col):
            return False
        if planner.coast is None:
            return not planner.depth.to_numpy()[row, col] > 0
        away_km = planner.coast.coastline.away_km(np.array([lon]), np.array([lat]), reach_km=_ON_SHORE_KM)
        return bool(planner.coast.sea[row, col]) and bool(np.isfinite(away_km[0]))

    return is_shore


def tell_system(system: System) -> str:
    """Say what segments were read as."""
    landings = ", ".join(landing.name for landing in system.landings)
    units = "".join(
        f", {unit.name} at {format_position(unit.lon, unit.lat, decimals=4)}"
        for unit in system.branching_units
    )
    return (
        f"one system of {len(system.segments)} segments, landings paid once: {len(system.landings)} landings "
        f"({landings}){units}; give each line another value in a column `system` to keep them apart"
    )


def _pieces(segment: ImportedLine, ends: FloatArray) -> list[SegmentLine]:
    """Cut a segment at its positions where others begin or end."""
    points = points_of(segment)
    apart = np.linalg.norm(on_sphere(points)[1:-1, None] - ends[None], axis=2)
    cuts = (np.flatnonzero(apart.min(axis=1) <= AT_VERTEX) + 1).tolist() if len(points) > 2 else []
    edges = list(pairwise([0, *cuts, len(points) - 1]))
    pieces = []
    for number, (first, last) in enumerate(edges, start=1):
        part = replace(segment, lon=segment.lon[first : last + 1], lat=segment.lat[first : last + 1])
        own = segment.name.removeprefix(f"{Path(segment.notes.file).stem}, ")
        name = own if len(edges) == 1 else f"{own}, part {number}"
        pieces.append(SegmentLine(name, _on_geodesics(part)))
    return pieces


def _on_geodesics(part: ImportedLine) -> Line:
    line = part.on_geodesics
    return Line(np.asarray(line.lon), np.asarray(line.lat))


def _number(places: list[tuple[float, float]], lon: float, lat: float) -> int:
    """Give a place its number, the same for ends that meet."""
    here = (float(lon), float(lat))
    known = on_sphere(np.array([*places, here]))
    apart = np.linalg.norm(known[:-1] - known[-1], axis=1)
    if len(places) and apart.min() <= AT_VERTEX:
        return int(np.argmin(apart))
    places.append(here)
    return len(places) - 1


def _kind(meeting: int, on_shore: bool) -> NodeKind:
    if meeting == 1 or on_shore:
        return NodeKind.LANDING
    return NodeKind.JOINT if meeting == 2 else NodeKind.UNIT


def _trunk_ends(group: Sequence[ImportedLine], layout: SystemLayout) -> tuple[int, int] | None:
    """Find the nodes at the ends of the longest line, where both are landings."""
    trunk = max(group, key=lambda line: line.on_geodesics.length_km)
    nodes = on_sphere(np.array([(node.place.lon, node.place.lat) for node in layout.nodes]))
    ends = on_sphere(points_of(trunk)[[0, -1]])
    start, end = (int(np.argmin(np.linalg.norm(nodes - place, axis=1))) for place in ends)
    landed = all(layout.nodes[node].kind is NodeKind.LANDING for node in (start, end))
    return (start, end) if landed and start != end else None


def _place(kind: NodeKind, lon: float, lat: float, *, number: int) -> Landing:
    where = format_position(lon, lat, decimals=2)
    if kind is NodeKind.LANDING:
        return nearest_landing(lon, lat, f"landing at {where}")
    name = f"branching unit {number}" if kind is NodeKind.UNIT else f"joint {where}"
    return Landing(f"{lat:.4f},{lon:.4f}", name, "", lon, lat)


def group_name(group: Sequence[ImportedLine]) -> str:
    """Name a system as the file does, else by its only line, else by the file."""
    return group[0].system or (group[0].name if len(group) == 1 else Path(group[0].notes.file).stem)
