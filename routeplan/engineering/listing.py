"""The position list of a route: alter courses, events, distances, cable, depth and jurisdiction, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.cost.assumptions import Build
from routeplan.cost.crossing_rules import CrossingRules
from routeplan.engineering import list_events
from routeplan.engineering.alter_courses import (
    COST_TOLERANCE_PCT,
    LATERAL_TOLERANCE_M,
    AlterCourses,
    Tolerance,
    find_alter_courses,
)
from routeplan.engineering.crossings import Crossing, find_crossings, judge, longest_span_km
from routeplan.engineering.list_events import Event
from routeplan.engineering.repeaters import RepeaterGround, derive_repeaters
from routeplan.engineering.rules import DEFAULT_RULES, EngineeringRules
from routeplan.engineering.schedule import (
    derive_laid_steps,
    derive_schedule,
    laid_cable_types,
    mean_slack_pct,
)
from routeplan.engineering.seabed_profile import derive_seabed_profile, steepest
from routeplan.errors import UsageError
from routeplan.geo.charted_line import ChartedLine, Legs
from routeplan.geo.degrees_minutes import round_to_minutes
from routeplan.geo.geodesy import FloatArray
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.crossings import find_jurisdiction_changes
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.planning.system_layout import NodeKind

LIST_COLUMNS = (
    "number", "event", "lat", "lon", "bearing_start_deg", "bearing_end_deg", "leg_km", "route_km", "slack_pct",
    "leg_cable_km", "cable_km", "cable_type", "burial_m", "depth_m", "slope_along_deg", "slope_across_deg",
    "jurisdiction", "remarks",
)  # fmt: skip
_KM_DECIMALS = 6  # a millimetre: sums of printed legs are the printed totals
_DECIMALS = {
    "bearing_start_deg": 3, "bearing_end_deg": 3, "depth_m": 1, "slope_along_deg": 2, "slope_across_deg": 2,
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class RoutePositionList:
    """A route position list (RPL) with the tables that go with it.

    Attributes
    ----------
    route : Route
        The valued route that the list is of.
    legs : "geodesic" or "rhumb"
        Kind of all legs.
    table : DataFrame
        One row a position, in order; what describes a leg is in the row where the leg begins, and missing in the last
        row. ``number`` (from 1), ``event`` (several are parted by semicolons), ``lat``, ``lon`` (degrees on WGS 84,
        rounded to 0.0001 minutes; all distances are those of the rounded positions, to a millimetre),
        ``bearing_start_deg``, ``bearing_end_deg`` (true, at both ends of the leg), ``leg_km``, ``route_km``
        (cumulative, to this position), ``slack_pct``, ``leg_cable_km``, ``cable_km`` (cumulative), ``cable_type``,
        ``burial_m`` (target below the seabed; missing where not buried), ``depth_m`` (of the water at the position;
        land negative), ``slope_along_deg`` (steepest of the leg, positive where the seabed falls away ahead),
        ``slope_across_deg`` (positive where it falls to starboard), ``jurisdiction``, ``remarks``.
    steps : DataFrame
        How each step of the line is laid: :func:`routeplan.engineering.schedule.derive_laid_steps`.
    repeaters : DataFrame
        :func:`routeplan.engineering.repeaters.derive_repeaters`.
    crossings : tuple of Crossing
        Crossings of existing cables and of given lines, by the kilometre points of the list, held against the rules of
        the scenario.
    seabed : DataFrame or None
        Profile at the resolution of the depths; None without a planner.
    build : Build
        Spacing of repeaters, and the cable that a survey adds.
    tolerance : Tolerance
    rules : EngineeringRules
    whole : Route or System
        What the route is a segment of; a route by itself is whole.
    """

    route: Route
    legs: Legs
    table: pd.DataFrame
    steps: pd.DataFrame
    repeaters: pd.DataFrame
    crossings: tuple[Crossing, ...]
    seabed: pd.DataFrame | None
    build: Build
    tolerance: Tolerance
    rules: EngineeringRules
    whole: Valued

    @property
    def name(self) -> str:
        """Name of the route."""
        return self.route.name

    @cached_property
    def line(self) -> ChartedLine:
        """All positions of the list."""
        return ChartedLine(self.table["lon"].to_numpy(), self.table["lat"].to_numpy(), self.legs)

    @cached_property
    def schedule(self) -> pd.DataFrame:
        """Stretches of one cable type and burial: :func:`routeplan.engineering.schedule.derive_schedule`."""
        return derive_schedule(self.steps)

    @property
    def length_km(self) -> float:
        """Length of the route by this list: the sum of its legs."""
        return float(self.table["route_km"].iloc[-1])

    @property
    def cable_km(self) -> float:
        """Length of cable: the sum of legs with their slack."""
        return float(self.table["cable_km"].iloc[-1])

    def __repr__(self) -> str:
        return (
            f"<RoutePositionList {self.name}: {len(self.table)} positions, {self.length_km:,.1f} km, "
            f"{self.cable_km:,.1f} km of cable, {len(self.repeaters)} repeaters>"
        )

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, na_rep="", float_format="{:,.3f}".format))


def derive_position_list(  # noqa: PLR0913 - one keyword for each choice
    route: Route,
    planner: Planner | None = None,
    *,
    lateral_tolerance_m: float = LATERAL_TOLERANCE_M,
    cost_tolerance_pct: float = COST_TOLERANCE_PCT,
    legs: Legs = "geodesic",
    rules: EngineeringRules = DEFAULT_RULES,
    lines: Iterable[ImportedLine] = (),
) -> RoutePositionList:
    """Derive the position list of a route.

    Parameters
    ----------
    route : Route
        With a breakdown.
    planner : Planner, optional
        That planned or valued the route. It holds the cost within its tolerance, and knows existing cables, slopes at
        the resolution of the depths and the spacing of repeaters. Without it the list has no crossings and no slopes.
    lateral_tolerance_m, cost_tolerance_pct, legs
        As :func:`routeplan.engineering.alter_courses.find_alter_courses` takes them.
    rules : EngineeringRules
    lines : iterable of ImportedLine
        The user's own lines, whose crossings are listed as those of existing cables are.

    Raises
    ------
    UsageError
        If the route has no breakdown, or a tolerance is not positive.
    """
    choices = _ListChoices(lateral_tolerance_m, cost_tolerance_pct, legs, rules, tuple(lines))
    return _derive(route, planner, choices, _Segment.alone(route))


def derive_position_lists(  # noqa: PLR0913 - one keyword for each choice
    valued: Valued,
    planner: Planner | None = None,
    *,
    lateral_tolerance_m: float = LATERAL_TOLERANCE_M,
    cost_tolerance_pct: float = COST_TOLERANCE_PCT,
    legs: Legs = "geodesic",
    rules: EngineeringRules = DEFAULT_RULES,
    lines: Iterable[ImportedLine] = (),
) -> tuple[RoutePositionList, ...]:
    """Derive the position lists of a route, which is one, or of a system, one for each segment.

    Parameters and errors are those of :func:`derive_position_list`. Segments begin and end at landings, branching units
    and joints.
    """
    choices = _ListChoices(lateral_tolerance_m, cost_tolerance_pct, legs, rules, tuple(lines))
    return tuple(_derive(segment.route, planner, choices, segment) for segment in _segments(valued))


@dataclass(frozen=True, slots=True)
class _ListChoices:
    """What the user chooses for a list."""

    lateral_tolerance_m: float
    cost_tolerance_pct: float
    legs: Legs
    rules: EngineeringRules
    lines: tuple[ImportedLine, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A route and its place in a system."""

    route: Route
    ends: tuple[NodeKind, NodeKind]
    whole: Valued

    @classmethod
    def alone(cls, route: Route) -> _Segment:
        return cls(route, (NodeKind.LANDING, NodeKind.LANDING), route)


def _segments(valued: Valued) -> list[_Segment]:
    if not isinstance(valued, System):
        return [_Segment.alone(valued)]
    nodes = valued.layout.nodes
    return [
        _Segment(route, (nodes[start].kind, nodes[end].kind), valued)
        for route, (start, end) in zip(valued.segments, valued.layout.joins, strict=True)
    ]


def _derive(
    route: Route, planner: Planner | None, choices: _ListChoices, segment: _Segment
) -> RoutePositionList:
    if route.breakdown is None:
        raise UsageError(
            f"position list of a route without breakdown: {route.name}; plan or score it with a planner"
        )
    rules = choices.rules
    courses = find_alter_courses(
        route.line,
        lateral_tolerance_m=choices.lateral_tolerance_m,
        cost_tolerance_pct=choices.cost_tolerance_pct,
        legs=choices.legs,
        cost_usd_of=None if planner is None else lambda line: planner.surface.along(line).cost_usd,
    )
    listed = _carried(route, courses)
    steps = derive_laid_steps(
        listed.profile, laid_cable_types(route), rules,
        joints_km=courses.line.kp_km, joint_within_km=choices.lateral_tolerance_m / 1000.0,
    )  # fmt: skip
    build = Build() if planner is None else planner.assumptions.build
    crossing_rules = planner.scenario.crossings if planner and planner.scenario else CrossingRules()
    crossings = () if planner is None else _carried_crossings(route, planner, courses, choices.lines)
    ground = RepeaterGround.of(
        steps, listed.profile, [crossing.kp_km for crossing in crossings],
        crossing_depths=crossing_rules.repeater_depths, longest_span_km=longest_span_km(segment.whole),
    )  # fmt: skip
    repeaters = derive_repeaters(ground, build, rules.repeaters)
    judged = tuple(
        judge(crossing, crossing_rules, repeaters["kp_km"].tolist(), route.spacing_km)
        for crossing in crossings
    )
    seabed = None if planner is None else derive_seabed_profile(courses.line, planner.bathymetry)
    events = [
        *list_events.ends_of(route, segment.ends, courses),
        *list_events.alter_courses_of(courses.line),
        *list_events.schedule_changes(derive_schedule(steps)),
        *list_events.crossings_of(judged),
        *list_events.repeaters_of(repeaters),
        *list_events.jurisdiction_limits(find_jurisdiction_changes(listed)),
        *list_events.territorial_limits(courses.line),
    ]
    return RoutePositionList(
        route=route,
        legs=choices.legs,
        table=_rows(courses.line, events, steps, listed.profile, seabed),
        steps=steps,
        repeaters=repeaters,
        crossings=judged,
        seabed=seabed,
        build=build,
        tolerance=courses.tolerance,
        rules=rules,
        whole=segment.whole,
    )


def _carried(route: Route, courses: AlterCourses) -> Route:
    """Give a route whose profile has the kilometre points of the list."""
    kp = route.profile["kp_km"].to_numpy()
    edges = courses.carry(np.append(kp, kp[-1] + route.profile["step_km"].iloc[-1]))
    profile = route.profile.assign(kp_km=edges[:-1], step_km=np.diff(edges))
    return replace(route, line=courses.line.on_geodesics, profile=profile)


def _carried_crossings(
    route: Route, planner: Planner, courses: AlterCourses, lines: Sequence[ImportedLine]
) -> tuple[Crossing, ...]:
    """Find crossings, and give them kilometre points and positions on the legs of the list."""
    found = find_crossings(route, planner, lines=lines, repeaters_km=())
    carried = courses.carry(np.array([crossing.kp_km for crossing in found]))
    places = zip(*courses.line.at(carried), strict=True) if found else ()
    return tuple(
        replace(crossing, kp_km=float(kp), lon=float(lon), lat=float(lat))
        for crossing, kp, (lon, lat) in zip(found, carried, places, strict=True)
    )


def _rows(
    line: ChartedLine,
    events: Sequence[Event],
    steps: pd.DataFrame,
    profile: pd.DataFrame,
    seabed: pd.DataFrame | None,
) -> pd.DataFrame:
    """Put the events on their positions, and measure the legs between these."""
    rows = list_events.in_rows(events)
    kp = np.array([at for at, _ in rows])
    lon, lat = line.at(kp)
    charted = ChartedLine(round_to_minutes(lon, "longitude"), round_to_minutes(lat, "latitude"), line.legs)
    middle = (kp[:-1] + kp[1:]) / 2.0
    of_leg = steps.iloc[_step_of(steps["from_km"], middle)]
    legs = pd.DataFrame(
        {
            "bearing_start_deg": charted.bearings_deg,
            "bearing_end_deg": charted.arrivals_deg,
            "leg_km": charted.legs_km.round(_KM_DECIMALS),
            "slack_pct": [mean_slack_pct(steps, *ends) for ends in pairwise(kp)],
            "cable_type": of_leg["cable_type"].to_numpy(),
            "burial_m": of_leg["burial_m"].to_numpy(),
            "jurisdiction": profile["waters"].to_numpy()[_step_of(profile["kp_km"], middle)],
            **{
                column: [
                    float("nan") if seabed is None else steepest(seabed, column, *ends)
                    for ends in pairwise(kp)
                ]
                for column in ("slope_along_deg", "slope_across_deg")
            },
        }
    )
    legs["leg_cable_km"] = (legs["leg_km"] * (1.0 + legs["slack_pct"] / 100.0)).round(_KM_DECIMALS)
    table = pd.DataFrame(
        {
            "number": np.arange(1, len(rows) + 1),
            "event": ["; ".join(event.text for event in group) for _, group in rows],
            "lat": charted.lat,
            "lon": charted.lon,
            "depth_m": profile["depth_m"].to_numpy()[_step_of(profile["kp_km"], kp)],
            "remarks": ["; ".join(dict.fromkeys(e.remark for e in group if e.remark)) for _, group in rows],
        }
    ).join(legs)
    for total, leg in (("route_km", "leg_km"), ("cable_km", "leg_cable_km")):
        table[total] = np.append(0.0, legs[leg].cumsum()).round(_KM_DECIMALS)
    table[["cable_type", "jurisdiction"]] = table[["cable_type", "jurisdiction"]].fillna("")
    rounded = table[list(LIST_COLUMNS)].round(_DECIMALS)
    rounded[list(_DECIMALS)] += 0.0  # no -0.0
    return rounded


def _step_of(starts_km: pd.Series[float], kp_km: FloatArray) -> npt.NDArray[np.intp]:
    """Row of the step at each kilometre point."""
    return np.clip(np.searchsorted(starts_km.to_numpy(), kp_km, side="right") - 1, 0, len(starts_km) - 1)
