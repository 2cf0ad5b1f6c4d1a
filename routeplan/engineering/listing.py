"""The position list of a route: alter courses, events, distances, cable, depth and jurisdiction, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from routeplan.cost.assumptions import Build
from routeplan.cost.crossing_rules import CrossingRules
from routeplan.cost.engineering_rules import EngineeringRules
from routeplan.engineering import list_events
from routeplan.engineering.alter_courses import AlterCourses, Tolerance, find_alter_courses
from routeplan.engineering.crossings import Crossing, find_crossings, judge, longest_span_km
from routeplan.engineering.list_options import DEFAULT_LIST_OPTIONS, ListOptions
from routeplan.engineering.list_table import derive_list_table
from routeplan.engineering.repeaters import RepeaterGround, derive_repeaters
from routeplan.engineering.schedule import (
    derive_laid_steps,
    derive_schedule,
    laid_cable_types,
)
from routeplan.engineering.seabed_profile import derive_seabed_profile
from routeplan.errors import UsageError
from routeplan.geo.charted_line import ChartedLine, Legs
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.crossings import find_jurisdiction_changes
from routeplan.planning.route import Route
from routeplan.planning.route_origin import RouteOrigin
from routeplan.planning.system import System, Valued
from routeplan.planning.system_layout import NodeKind


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
        Profile at the resolution of the depths; None for a route without its origin.
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


def derive_position_list(route: Route, options: ListOptions = DEFAULT_LIST_OPTIONS) -> RoutePositionList:
    """Derive the position list of a route.

    Parameters
    ----------
    route : Route
        With a breakdown. What it was planned on holds the cost within its tolerance, and knows existing cables, rules,
        slopes at the resolution of the depths and the spacing of repeaters; a route that was unpickled has lost it, and
        its list has no crossings and no slopes.
    options : ListOptions

    Raises
    ------
    UsageError
        If the route has no breakdown.

    Examples
    --------
    A list begins and ends at a beach manhole, and is as long as the route to a thousandth:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> route = planner.route("galway", "halifax")
    >>> listed = rp.derive_position_list(route)
    >>> listed.table["event"].iloc[[0, -1]].tolist()
    ['BMH Galway; ...', 'BMH Halifax; ...']
    >>> bool(abs(listed.length_km / route.length_km - 1) < 0.001)
    True
    """
    return _derive(_Segment.alone(route), options)


def derive_position_lists(
    valued: Valued, options: ListOptions = DEFAULT_LIST_OPTIONS
) -> tuple[RoutePositionList, ...]:
    """Derive the position lists of a route, which is one, or of a system, one for each segment.

    Segments begin and end at landings, branching units and joints. Errors are those of :func:`derive_position_list`.

    Examples
    --------
    A system with a branch has three segments, which meet at the branching unit:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> branch = rp.Branch("nuuk", "55.0,-38.0")
    >>> system = rp.plan_system(planner, ["galway", "halifax"], branches=[branch])
    >>> [listed.name for listed in rp.derive_position_lists(system)]
    ['Galway – branching unit 1', 'branching unit 1 – Halifax', 'branching unit 1 – Nuuk']
    """
    return tuple(_derive(segment, options) for segment in _segments(valued))


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


def _derive(segment: _Segment, options: ListOptions) -> RoutePositionList:
    route, origin = segment.route, segment.route.origin
    if route.breakdown is None:
        raise UsageError(
            f"position list of a route without breakdown: {route.name}; plan or score it with a planner"
        )
    courses = _alter_courses(route, options)
    listed = _carried(route, courses)
    crossed = () if origin is None else _carried_crossings(route, origin, courses, options.lines)
    crossings_km = [crossing.kp_km for crossing in crossed]
    rules = EngineeringRules() if origin is None else origin.engineering_rules
    steps = derive_laid_steps(
        listed.profile, laid_cable_types(route), rules, joints_km=courses.line.kp_km,
        joint_within_km=options.lateral_tolerance_m / 1000.0, crossings_km=crossings_km,
    )  # fmt: skip
    build = Build() if origin is None else origin.assumptions.build
    crossing_rules = CrossingRules() if origin is None else origin.crossing_rules
    ground = RepeaterGround.of(
        steps, listed.profile, crossings_km,
        crossing_depths=crossing_rules.repeater_depths, longest_span_km=longest_span_km(segment.whole),
    )  # fmt: skip
    repeaters = derive_repeaters(ground, build, rules)
    judged = tuple(
        judge(crossing, crossing_rules, repeaters["kp_km"].tolist(), route.spacing_km) for crossing in crossed
    )
    seabed = None if origin is None else derive_seabed_profile(courses.line, origin.bathymetry)
    events = [
        *list_events.ends_of(route, segment.ends, courses),
        *list_events.alter_courses_of(courses.line),
        *list_events.schedule_changes(derive_schedule(steps)),
        *list_events.crossings_of(judged),
        *list_events.repeaters_of(repeaters),
        *list_events.jurisdiction_limits(find_jurisdiction_changes(listed)),
        *list_events.territorial_limits(courses.line),
        *list_events.given_way(route.gave_way, courses),
    ]
    return RoutePositionList(
        route=route,
        legs=options.legs,
        table=derive_list_table(courses.line, events, steps, listed.profile, seabed),
        steps=steps,
        repeaters=repeaters,
        crossings=judged,
        seabed=seabed,
        build=build,
        tolerance=courses.tolerance,
        rules=rules,
        whole=segment.whole,
    )


def _alter_courses(route: Route, options: ListOptions) -> AlterCourses:
    surface = None if route.origin is None else route.origin.surface
    return find_alter_courses(
        route.line,
        lateral_tolerance_m=options.lateral_tolerance_m,
        cost_tolerance_pct=options.cost_tolerance_pct,
        legs=options.legs,
        cost_usd_of=None if surface is None else lambda line: surface.along(line).cost_usd,
    )


def _carried(route: Route, courses: AlterCourses) -> Route:
    """Give a route whose profile has the kilometre points of the list."""
    kp = route.profile["kp_km"].to_numpy()
    edges = courses.carry(np.append(kp, kp[-1] + route.profile["step_km"].iloc[-1]))
    profile = route.profile.assign(kp_km=edges[:-1], step_km=np.diff(edges))
    return replace(route, line=courses.line.on_geodesics, profile=profile)


def _carried_crossings(
    route: Route, origin: RouteOrigin, courses: AlterCourses, lines: Sequence[ImportedLine]
) -> tuple[Crossing, ...]:
    """Find crossings, and give them kilometre points and positions on the legs of the list."""
    found = find_crossings(route, origin, lines=lines, repeaters_km=())
    carried = courses.carry(np.array([crossing.kp_km for crossing in found]))
    places = zip(*courses.line.at(carried), strict=True) if found else ()
    return tuple(
        replace(crossing, kp_km=float(kp), lon=float(lon), lat=float(lat))
        for crossing, kp, (lon, lat) in zip(found, carried, places, strict=True)
    )
