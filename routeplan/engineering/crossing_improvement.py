"""Lead a route locally so that it crosses other cables near 90 degrees; off by default (`crossings.improve`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routeplan.cost.crossing_rules import CrossingRules
from routeplan.engineering.crossings import CrossedKind, Crossing, Verdict, find_crossings
from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.geo.line_crossings import find_line_crossings
from routeplan.geo.track import Line
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.route import Route

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner

# Shares of the greatest reach that are tried: how far before and after a crossing the route is changed.
_REACHES = (0.1, 0.2, 0.4, 0.7, 1.0)
_SQUARE_SHARE = 0.35  # of the reach: length of the perpendicular leg on each side of the cable
# Kilometre points move when the route is changed before a crossing; its place does not.
_SAME_CROSSING_KM = 1.0
_MORE_LAND_KM = 0.05  # a change that crosses more land than this is not taken


@dataclass(frozen=True, slots=True)
class ImprovedCrossings:
    """A route with better crossings.

    Attributes
    ----------
    route : Route
        Its bound and sea distance are those of the route before.
    improved : tuple of (Crossing, float)
        Each crossing that was bad, as it was, and its new angle, degrees.
    left : tuple of Crossing
        Bad ones that no local change makes better.
    """

    route: Route
    improved: tuple[tuple[Crossing, float], ...]
    left: tuple[Crossing, ...]


def improve_crossings(
    route: Route, planner: Planner, *, lines: Iterable[ImportedLine] = ()
) -> ImprovedCrossings:
    """Lead a route across cables near 90 degrees where its angle is under the least.

    Round each bad crossing a piece of the route is replaced by one that passes the cable on a perpendicular. The
    cheapest such piece counts that crosses no more land and no closed area, and leaves fewer bad crossings.

    Parameters
    ----------
    route : Route
    planner : Planner
        Values the route; its scenario has the rules.
    lines : iterable of ImportedLine
        The user's own lines.
    """
    rules = planner.scenario.crossings if planner.scenario else CrossingRules()
    own = tuple(lines)
    before = _oblique(find_crossings(route, planner, lines=own), rules)
    for bad in before:
        found = _best(route, planner, bad, rules, own)
        route = route if found is None else found
    after = find_crossings(route, planner, lines=own)
    pairs = [(bad, _same_crossing(bad, after, rules)) for bad in before]
    return ImprovedCrossings(
        route,
        tuple((bad, now.angle_deg) for bad, now in pairs if now and now.angle_deg >= rules.least_angle_deg),
        tuple(bad for bad, now in pairs if now and now.angle_deg < rules.least_angle_deg),
    )


def _same_crossing(bad: Crossing, after: Sequence[Crossing], rules: CrossingRules) -> Crossing | None:
    """Find the crossing of the same cable nearest to where it was; None if it is gone."""
    away = {
        geodesic_km(found.lon, found.lat, bad.lon, bad.lat): found
        for found in after
        if found.cable == bad.cable
    }
    nearest_km = min(away, default=float("inf"))
    return away[nearest_km] if nearest_km <= rules.reach_km else None


def _best(
    route: Route, planner: Planner, bad: Crossing, rules: CrossingRules, own: Sequence[ImportedLine]
) -> Route | None:
    """Find the cheapest change that makes a crossing good; None for one that a change before made good, too."""
    others = [
        *(line.on_geodesics for line in own if bad.kind is CrossedKind.OWN and line.name == bad.cable),
        *(line for system, line in planner.existing if system.name == bad.cable),
    ]
    before = len(_oblique(find_crossings(route, planner, lines=own, repeaters_km=()), rules))
    best: Route | None = None
    for line in _changes(route.line, others, bad, rules):
        try:
            changed = _valued(route, line, planner)
        except UsageError:  # leaves the data
            continue
        if not _is_allowed(route, changed) or (best and changed.objective_usd >= best.objective_usd):
            continue
        if len(_oblique(find_crossings(changed, planner, lines=own, repeaters_km=()), rules)) < before:
            best = changed
    return best


def _changes(line: Line, others: Sequence[Line], bad: Crossing, rules: CrossingRules) -> Iterator[Line]:
    """Make lines that pass the cable at a crossing on a perpendicular."""
    at = [
        (other, found)
        for other in others
        for found in find_line_crossings(line, other)
        if geodesic_km(found.lon, found.lat, bad.lon, bad.lat) < _SAME_CROSSING_KM
    ]
    if not at:
        return
    other, crossing = at[0]
    projection = PolarStereographic()
    middle = np.array(projection.forward(crossing.lon, crossing.lat), dtype=np.float64)
    scale = float(projection.scale_factor(crossing.lat))
    azimuth = np.radians(crossing.azimuth_deg)
    across = np.array([np.cos(azimuth), -np.sin(azimuth)])  # perpendicular to the cable
    for share in _REACHES:
        reach_km = share * rules.reach_km
        begin, end = crossing.kp_km - reach_km, crossing.kp_km + reach_km
        if begin <= 0.0 or end >= line.length_km:
            return
        first, last = (_point_at(line, kp) for kp in (begin, end))
        towards = np.array(projection.forward(*last)) - np.array(projection.forward(*first))
        step = (
            across
            * (1.0 if float(across @ towards) >= 0.0 else -1.0)
            * _SQUARE_SHARE
            * reach_km
            * 1000.0
            * scale
        )
        square = [projection.inverse(*(middle + side * step)) for side in (-1.0, 1.0)]
        changed = _with_piece(line, begin, end, [first, *((float(x), float(y)) for x, y in square), last])
        passed = [
            found for found in find_line_crossings(changed, other) if begin <= found.kp_km <= end + reach_km
        ]
        if len(passed) == 1 and passed[0].angle_deg >= rules.good_angle_deg:
            yield changed


def _with_piece(line: Line, begin_km: float, end_km: float, points: Sequence[tuple[float, float]]) -> Line:
    """Replace the piece of a line between two kilometre points."""
    before, after = line.kp_km < begin_km, line.kp_km > end_km
    lon, lat = np.array(points).T
    return Line(
        np.concatenate([line.lon[before], lon, line.lon[after]]),
        np.concatenate([line.lat[before], lat, line.lat[after]]),
    )


def _point_at(line: Line, kp_km: float) -> tuple[float, float]:
    """Find the position at a kilometre point; to the vertex of a line with one every hundred metres."""
    leg = int(np.searchsorted(line.kp_km, kp_km, side="right")) - 1
    piece = Line(line.lon[leg : leg + 2], line.lat[leg : leg + 2]).densified(every_km=0.1)
    at = int(np.argmin(np.abs(piece.kp_km - (kp_km - line.kp_km[leg]))))
    return float(piece.lon[at]), float(piece.lat[at])


def _valued(route: Route, line: Line, planner: Planner) -> Route:
    valued = planner.score(line, name=route.name, drawn_at_sea=True, ends=(route.start, route.end))
    return replace(
        valued,
        sea_km=route.sea_km,
        bound_usd=route.bound_usd,
        solve_seconds=route.solve_seconds,
        via=route.via,
        cells=route.cells,
        spacing_km=route.spacing_km,
    )


def _is_allowed(route: Route, changed: Route) -> bool:
    """Say whether a change crosses no more land, and no more of what is closed."""
    more_land = (changed.land_km or 0.0) - (route.land_km or 0.0)
    closed_km = [float((one.profile["step_km"] * one.profile["on_land"]).sum()) for one in (route, changed)]
    return more_land <= _MORE_LAND_KM and closed_km[1] <= closed_km[0] + _MORE_LAND_KM


def _oblique(crossings: Sequence[Crossing], rules: CrossingRules) -> list[Crossing]:
    return [
        crossing
        for crossing in crossings
        if crossing.verdict is Verdict.BAD and crossing.angle_deg < rules.least_angle_deg
    ]
