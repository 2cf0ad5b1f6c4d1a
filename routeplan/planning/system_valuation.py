"""Value segments as one system: landings, ships and studies are paid once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from routeplan.cost.branching_rules import DEFAULT_BRANCHING, BranchingRules
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.build_items import LaidLine
from routeplan.cost.joined_breakdown import join_breakdowns, share_repeaters
from routeplan.cost.terms import Term
from routeplan.cost.valuation import Valuer
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.track import Line
from routeplan.planning.route import Route
from routeplan.planning.system import System
from routeplan.planning.system_layout import Span, SystemLayout

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A segment before it is valued.

    Attributes
    ----------
    name : str
    line : Line
        From the first of its nodes to the second.
    """

    name: str
    line: Line


def score_system(
    planner: Planner,
    layout: SystemLayout,
    lines: Sequence[SegmentLine],
    *,
    name: str,
    ends: tuple[int, int] | None = None,
    surveyed: bool = False,
) -> System:
    """Value existing segments as one system.

    Parameters
    ----------
    planner : Planner
    layout : SystemLayout
    lines : sequence of SegmentLine
        In the order of the layout.
    surveyed : bool
        Whether they have all their alter courses, as position lists do.
    name, ends
        As :func:`derive_system` takes them.

    Raises
    ------
    UsageError
        If a segment leaves the data.
    """
    segments = [
        planner.score(
            line.line,
            name=line.name,
            surveyed=surveyed,
            ends=(layout.nodes[start].place, layout.nodes[end].place),
        )
        for line, (start, end) in zip(lines, layout.joins, strict=True)
    ]
    return derive_system(planner, layout, segments, name=name, ends=ends)


def derive_system(
    planner: Planner,
    layout: SystemLayout,
    segments: Sequence[Route],
    *,
    name: str,
    ends: tuple[int, int] | None = None,
) -> System:
    """Make a system of segments that were each valued as a cable of its own.

    Parameters
    ----------
    planner : Planner
        That valued them.
    layout : SystemLayout
    segments : sequence of Route
    name : str
    ends : (int, int), optional
        Nodes at the ends of the trunk; default: the landings that are farthest apart along the system.
    """
    is_surveyed = all(segment.survey_allowance_pct == 0.0 for segment in segments)
    valuer = planner.valuer.surveyed() if is_surveyed else planner.valuer
    parts = [_breakdown_of(segment) for segment in segments]
    cable_km = [segment.cable_km for segment in segments]
    whole = join_segments(layout, parts, cable_km, valuer)
    shares = share_repeaters(parts, whole.build_terms_usd[Term.REPEATERS])
    shared = tuple(_shared(segment, share) for segment, share in zip(segments, shares, strict=True))
    return System(
        name=name,
        layout=layout,
        segments=shared,
        trunk=layout.find_trunk([segment.length_km for segment in segments], ends),
        breakdown=whole,
        build_terms_usd=whole.build_terms_usd,
        cable_km=sum(cable_km),
        geodesic_km=sum(_geodesic_km(layout, span) for span in layout.spans),
        sea_km=sum(_sea_km(planner, layout, span) for span in layout.spans),
        profile=pd.concat(
            [segment.profile.assign(segment=segment.name) for segment in shared], ignore_index=True
        ),
        sources=planner.sources,
        scenario_sha256=planner.scenario_sha256,
        branching_unit=rules_of(planner).unit,
    )


def rules_of(planner: Planner) -> BranchingRules:
    """Give the rules for branching units of a planner's scenario; without one the defaults."""
    return planner.scenario.branching if planner.scenario else DEFAULT_BRANCHING


def join_segments(
    layout: SystemLayout, parts: Sequence[Breakdown], cable_km: Sequence[float], valuer: Valuer
) -> Breakdown:
    """Join the breakdowns of segments to that of their system, with its landings, units and longest span.

    Parameters
    ----------
    layout : SystemLayout
    parts : sequence of Breakdown
        Of the segments, each as a cable of its own, in the order of the layout.
    cable_km : sequence of float
        Length of cable of each.
    valuer : Valuer
        That valued them.
    """
    laid = LaidLine.joined(
        [part.laid_line for part in parts if part.laid_line is not None],
        landings=len(layout.landings),
        branching_units=layout.unit_count,
    )
    laid = replace(laid, longest_span_km=layout.longest_span_km(cable_km))
    return join_breakdowns(parts, laid, valuer)


def _breakdown_of(segment: Route) -> Breakdown:
    if segment.breakdown is None:
        raise UsageError(f"segment {segment.name} has no breakdown; plan or score it with a planner")
    return segment.breakdown


def _shared(segment: Route, share: Breakdown) -> Route:
    """Give a segment what it costs within its system."""
    profile = segment.profile.assign(cost_usd_per_km=share.steps["build_usd_per_km"].to_numpy())
    return replace(segment, breakdown=share, build_terms_usd=share.build_terms_usd, profile=profile)


def _geodesic_km(layout: SystemLayout, span: Span) -> float:
    start, end = (layout.nodes[node].place for node in (span.start, span.end))
    return geodesic_km(start.lon, start.lat, end.lon, end.lat)


def _sea_km(planner: Planner, layout: SystemLayout, span: Span) -> float:
    if span.start == span.end:
        return 0.0
    start, end = (layout.nodes[node].place for node in (span.start, span.end))
    return planner.sea_distances.shortest_km(start, end)
