"""Crossings of existing cables and of the user's lines: position, angle, depth and repeaters against rules."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from routeplan.cost.crossing_rules import CrossingRules
from routeplan.engineering.repeaters import RepeaterGround, derive_repeaters
from routeplan.engineering.schedule import derive_laid_steps, laid_cable_types
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.line_crossings import find_line_crossings
from routeplan.geo.track import Line
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.crossings import depth_at, find_cable_crossings
from routeplan.planning.route import Route
from routeplan.planning.route_origin import RouteOrigin
from routeplan.planning.system import System, Valued, segments_of

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.planning.planner import Planner

CROSSING_COLUMNS = (
    "number", "line", "cable", "cable_is", "kp_km", "cable_kp_km", "lat", "lon", "angle_deg", "depth_m", "repeater_km",
    "verdict", "remarks",
)  # fmt: skip
_DRAWN = "cable drawn by routeplan"
_AT_END_KM = 0.1  # lines that meet where both begin or end share a landing


class Verdict(StrEnum):
    """How a crossing stands against the rules."""

    GOOD = "good"
    ACCEPTABLE = "acceptable"
    BAD = "bad"


class CrossedKind(StrEnum):
    """Where the line of a crossed cable comes from."""

    EXISTING = "drawn by routeplan"
    OWN = "given"


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a route crosses another cable.

    Attributes
    ----------
    line : str
        Name of the route, or of the segment of a system.
    cable : str
        What is crossed.
    kind : CrossedKind
        The planner draws existing cables between their landings: where they are crossed, and at which angle, is only
        approximate. Given lines are taken as they are.
    kp_km, cable_kp_km : float
        Kilometre points of the route, and of the crossed line.
    lon, lat : float
        Degrees.
    angle_deg : float
        0 to 90; 90 is perpendicular.
    depth_m : float
        Of the water; land negative.
    repeater_km : float
        Distance along the route to the nearest repeater; infinite where there is none.
    remarks : tuple of str
        What speaks against it, and what is not known.
    verdict : Verdict
    """

    line: str
    cable: str
    kind: CrossedKind
    kp_km: float
    cable_kp_km: float
    lon: float
    lat: float
    angle_deg: float
    depth_m: float
    repeater_km: float = math.inf
    remarks: tuple[str, ...] = ()
    verdict: Verdict = Verdict.GOOD

    @property
    def reasons(self) -> tuple[str, ...]:
        """Remarks that speak against it."""
        return tuple(remark for remark in self.remarks if not remark.startswith(_DRAWN))


def find_crossings(
    valued: Valued,
    planner: Planner | RouteOrigin,
    *,
    lines: Iterable[ImportedLine] = (),
    repeaters_km: Sequence[float] | None = None,
) -> tuple[Crossing, ...]:
    """Find where a route or a system crosses existing cables and other lines, and hold it against rules.

    Parameters
    ----------
    valued : Route or System
    planner : Planner or RouteOrigin
        Has the existing cables, and the rules of its scenario; `route.origin` is that of a planned route.
    lines : iterable of ImportedLine
        The user's own lines, as :func:`routeplan.io.lines.read_lines` reads them.
    repeaters_km : sequence of float, optional
        Kilometre points of repeaters of a route. Default: where a position list has them, moved away from all these
        crossings.

    Returns
    -------
    tuple of Crossing
        By segment, in order along each.

    Raises
    ------
    UsageError
        If repeaters are not given and the route has no breakdown.

    Examples
    --------
    A route across the North Atlantic crosses more than ten existing cables, some at less than 45°:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> crossings = rp.find_crossings(planner.route("galway", "halifax"), planner)
    >>> len(crossings) > 10, any(crossing.angle_deg < 45 for crossing in crossings)
    (True, True)
    """
    origin = planner if isinstance(planner, RouteOrigin) else planner.origin
    rules = origin.crossing_rules
    others = [(line.name, line.on_geodesics) for line in lines]
    found: list[Crossing] = []
    for part in segments_of(valued):
        crossed = sorted(
            [*_of_existing(part, origin), *_of_lines(part, others)], key=lambda crossing: crossing.kp_km
        )
        repeaters = repeaters_km
        if repeaters is None:
            ground = _repeater_ground(part, crossed, origin, longest_span_km(valued))
            placed = derive_repeaters(ground, origin.assumptions.build, origin.engineering_rules)
            repeaters = placed["kp_km"].tolist()
        cell_km = origin.grid.spacing_m / 1000.0
        found += [judge(crossing, rules, repeaters, cell_km) for crossing in crossed]
    return tuple(found)


def crossing_table(crossings: Sequence[Crossing]) -> pd.DataFrame:
    """Make a table of crossings.

    Returns
    -------
    DataFrame
        ``number`` (from 1), ``line``, ``cable``, ``cable_is`` (drawn by routeplan, given), ``kp_km``, ``cable_kp_km``,
        ``lat``, ``lon``, ``angle_deg``, ``depth_m``, ``repeater_km`` (missing where there is no repeater),
        ``verdict``, ``remarks``.

    Examples
    --------
    Crossings are numbered in order along the route:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> table = rp.crossing_table(rp.find_crossings(planner.route("galway", "halifax"), planner))
    >>> table["number"].is_monotonic_increasing, table["kp_km"].is_monotonic_increasing
    (True, True)
    """
    import pandas as pd

    rows = [
        list(crossing_record(crossing, number).values()) for number, crossing in enumerate(crossings, start=1)
    ]
    return pd.DataFrame(rows, columns=list(CROSSING_COLUMNS))


def crossing_record(crossing: Crossing, number: int) -> dict[str, Any]:
    """Describe a crossing with the columns of its table."""
    return {
        "number": number,
        "line": crossing.line,
        "cable": crossing.cable,
        "cable_is": crossing.kind.value,
        "kp_km": round(crossing.kp_km, 3),
        "cable_kp_km": round(crossing.cable_kp_km, 3),
        "lat": round(crossing.lat, 6),
        "lon": round(crossing.lon, 6),
        "angle_deg": round(crossing.angle_deg, 1),
        "depth_m": round(crossing.depth_m, 1),
        "repeater_km": round(crossing.repeater_km, 3) if math.isfinite(crossing.repeater_km) else None,
        "verdict": crossing.verdict.value,
        "remarks": "; ".join(crossing.remarks),
    }


def judge(
    crossing: Crossing, rules: CrossingRules, repeaters_km: Sequence[float], cell_km: float
) -> Crossing:
    """Hold a crossing against rules.

    Parameters
    ----------
    crossing : Crossing
    rules : CrossingRules
    repeaters_km : sequence of float
        Kilometre points of repeaters.
    cell_km : float
        How well lines are known that the planner drew.
    """
    away_km = min((abs(crossing.kp_km - repeater) for repeater in repeaters_km), default=math.inf)
    clear_km = rules.repeater_depths * max(crossing.depth_m, 0.0) / 1000.0
    remarks = []
    is_bad = crossing.angle_deg < rules.least_angle_deg
    if is_bad:
        remarks.append(f"angle under {rules.least_angle_deg:g}°")
    if away_km < clear_km:
        remarks.append(
            f"repeater nearer than {rules.repeater_depths:g} x depth ({clear_km:.1f} km): move the repeater"
        )
    if crossing.kind is CrossedKind.EXISTING:
        remarks.append(f"{_DRAWN}, not surveyed: position known to about {cell_km:g} km")
    verdict = Verdict.BAD if is_bad or away_km < clear_km else Verdict.GOOD
    if verdict is Verdict.GOOD and crossing.angle_deg < rules.good_angle_deg:
        verdict = Verdict.ACCEPTABLE
    return replace(crossing, repeater_km=away_km, remarks=tuple(remarks), verdict=verdict)


def longest_span_km(valued: Valued) -> float:
    """Give the longest cable between two landings of a system; 0 for a route, which is one span itself."""
    laid = valued.breakdown.laid_line if isinstance(valued, System) else None
    return 0.0 if laid is None else laid.longest_span_km


def _repeater_ground(
    part: Route, crossings: Sequence[Crossing], origin: RouteOrigin, span_km: float
) -> RepeaterGround:
    if part.breakdown is None:
        raise UsageError(
            f"repeaters of a route without breakdown: {part.name}; plan or score it with a planner"
        )
    crossings_km = [crossing.kp_km for crossing in crossings]
    steps = derive_laid_steps(
        part.profile, laid_cable_types(part), origin.engineering_rules, crossings_km=crossings_km
    )
    return RepeaterGround.of(
        steps, part.profile, crossings_km,
        crossing_depths=origin.crossing_rules.repeater_depths, longest_span_km=span_km,
    )  # fmt: skip


def _of_existing(part: Route, origin: RouteOrigin) -> list[Crossing]:
    return [
        Crossing(
            part.name,
            crossing.system.name,
            CrossedKind.EXISTING,
            crossing.kp_km,
            crossing.cable_kp_km,
            crossing.lon,
            crossing.lat,
            crossing.angle_deg,
            crossing.depth_m,
        )
        for crossing in find_cable_crossings(part, origin.existing)
    ]


def _of_lines(part: Route, others: Sequence[tuple[str, Line]]) -> list[Crossing]:
    found = []
    for name, line in others:
        for at in find_line_crossings(part.line, line):
            if _is_shared_end(part.line, at.lon, at.lat) and _is_shared_end(line, at.lon, at.lat):
                continue
            depth_m = depth_at(part, at.kp_km)
            found.append(
                Crossing(
                    part.name,
                    name,
                    CrossedKind.OWN,
                    at.kp_km,
                    at.other_kp_km,
                    at.lon,
                    at.lat,
                    at.angle_deg,
                    depth_m,
                )
            )
    return found


def _is_shared_end(line: Line, lon: float, lat: float) -> bool:
    return any(geodesic_km(line.lon[at], line.lat[at], lon, lat) < _AT_END_KM for at in (0, -1))
