"""A system: segments between landings, branching units and joints, valued as one cable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import UnitKind
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.round_trip import rtt_ms
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.cost_shares import CostShare
from routeplan.planning.fibre_pairs import FibrePairs
from routeplan.planning.figures_record import figures_record
from routeplan.planning.part_risk import (
    describe_parts,
    part_records,
)
from routeplan.planning.records import landing_record, provenance_record
from routeplan.planning.result_methods import RouteMethods
from routeplan.planning.route import Route
from routeplan.planning.route_figures import RouteFigures
from routeplan.planning.segment_record import segment_record
from routeplan.planning.system_bound import NOT_ASKED, SystemBound
from routeplan.planning.system_layout import Span, SystemLayout
from routeplan.planning.system_tables import SystemTables
from routeplan.planning.system_worth import worth_record
from routeplan.planning.topology import Topology
from routeplan.seabed.coastline import LandCrossed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class System(RouteFigures, RouteMethods, SystemTables):
    """A cable system of segments that share landings, ships and studies.

    It answers what a route answers: length, cost by term, breakdown, profile, table, files. A system without branches
    is a line of segments; its trunk is that line.

    Attributes
    ----------
    name : str
    layout : SystemLayout
        Landings, branching units, joints, and which of them each segment joins.
    segments : tuple of Route
        In the order of the layout. Their build terms are without what is paid once, and with their share of the
        repeaters: with the landings of the system they add up to its own.
    trunk : Span
        Way between the two landings that name the system.
    breakdown : Breakdown
        Of all segments.
    build_terms_usd : mapping
        Build cost by term; landings, ships and studies once.
    cable_km : float
        Length of all cable, slack included.
    geodesic_km, sea_km : float
        Sum over the spans between landings and branching units: geodesics, and shortest sea paths.
    profile : DataFrame
        That of each segment, one after the other, with its name in ``segment``; ``kp_km`` begins at 0 in each.
    sources : tuple of Source
    scenario_sha256 : str
    topology : Topology, optional
        How its landings are joined, of a system that was found.
    branching_unit : UnitKind
        Whether a cut stops its own segment, or all that units join to it.
    cost_shares : tuple of CostShare
        Of the trunk and of each branch, of a tree that was found.
    fibre_pairs : FibrePairs, optional
        Of a system that was planned; those of lines in a file are not known.
    bound : SystemBound
        What is proven of its cost.

    Examples
    --------
    Its landings and ships are paid once: it costs less than a route of its own for each span:

    >>> from itertools import pairwise
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> stops = ["galway", "landeyjar", "nuuk"]
    >>> system = rp.plan_system(planner, stops)
    >>> alone = [planner.route(*span) for span in pairwise(stops)]
    >>> system.build_cost_usd < sum(route.build_cost_usd for route in alone)
    True
    """

    name: str
    layout: SystemLayout
    segments: tuple[Route, ...]
    trunk: Span
    breakdown: Breakdown
    build_terms_usd: Mapping[str, float]
    cable_km: float
    geodesic_km: float
    sea_km: float
    profile: pd.DataFrame
    sources: tuple[Source, ...]
    scenario_sha256: str = ""
    topology: Topology | None = None
    branching_unit: UnitKind = UnitKind.SWITCHABLE
    cost_shares: tuple[CostShare, ...] = ()
    fibre_pairs: FibrePairs | None = None
    bound: SystemBound = NOT_ASKED

    @property
    def _own_routes(self) -> tuple[Valued, ...]:
        return (self,)

    @property
    def landings(self) -> tuple[Landing, ...]:
        """Landings, each once."""
        return self.layout.landings

    @property
    def branching_units(self) -> tuple[Landing, ...]:
        """Places of branching units."""
        return self.layout.units

    @property
    def has_branches(self) -> bool:
        """Whether it is more than a line from one landing to the next."""
        return len(self.trunk.segments) < len(self.segments)

    @property
    def start(self) -> Landing:
        """Landing at the start of the trunk."""
        return self.layout.nodes[self.trunk.start].place

    @property
    def end(self) -> Landing:
        """Landing at the end of the trunk."""
        return self.layout.nodes[self.trunk.end].place

    @property
    def length_km(self) -> float:
        """Length of all segments on the WGS 84 ellipsoid."""
        return float(sum(segment.length_km for segment in self.segments))

    @property
    def land_km(self) -> float | None:
        """Kilometres over land by the coastline, landfalls apart; None where no coastline is known."""
        known = [segment.land_km for segment in self.segments]
        return None if None in known else float(sum(km for km in known if km is not None))

    @property
    def landfall_km(self) -> tuple[float, float]:
        """Kilometres over land at the landings: of the trunk's start, and of all others."""
        ends = zip(self.segments, self.layout.joins, strict=True)
        by_node = [
            (node, km) for segment, joins in ends for node, km in zip(joins, segment.landfall_km, strict=True)
        ]
        start = sum(km for node, km in by_node if node == self.trunk.start)
        return float(start), float(sum(km for _, km in by_node) - start)

    @property
    def spacing_km(self) -> float:
        """Cell size of the grid it was valued on."""
        return self.segments[0].spacing_km

    @property
    def optimality_gap_pct(self) -> float | None:
        """Proven bound on how much cheaper a system can be, per cent of the cost of lines and branching units.

        ``bound.note`` says which systems, or why nothing is proven and this is None.
        """
        return self.bound.gap_pct

    @property
    def rtt_ms(self) -> float:
        """Round trip through the fibre of the trunk, milliseconds."""
        return rtt_ms(sum(self.segments[segment].cable_km for segment, _ in self.trunk.segments))

    @property
    def line(self) -> Line:
        """Vertices of the trunk; those of branches are in the segments."""
        return self.along(self.trunk)

    def along(self, span: Span) -> Line:
        """Join the lines of a span."""
        lines = [(self.segments[segment].line, is_forward) for segment, is_forward in span.segments]
        return Line.joined(
            [line if is_forward else Line(line.lon[::-1], line.lat[::-1]) for line, is_forward in lines]
        )

    @property
    def lon(self) -> FloatArray:
        """(n,) longitudes of the vertices of the trunk, degrees."""
        return self.line.lon

    @property
    def lat(self) -> FloatArray:
        """(n,) latitudes of the vertices of the trunk, degrees."""
        return self.line.lat

    @property
    def stretches(self) -> pd.DataFrame:
        """Stretches of every segment, as those of a route, with ``segment`` first.

        Kilometre points are those of the line, or of each segment where there are branches.
        """
        import pandas as pd

        frames = [segment.stretches for segment in self.segments]
        for segment, frame, begin_km in zip(self.segments, frames, self.begins_km, strict=True):
            frame.insert(0, "segment", segment.name)
            frame[["from_km", "to_km"]] += begin_km
        return pd.concat(frames, ignore_index=True)

    @property
    def begins_km(self) -> tuple[float, ...]:
        """Kilometre points at which the segments begin: along a line without branches, else 0 for each."""
        if self.trunk.segments != tuple((number, True) for number in range(len(self.segments))):
            return (0.0,) * len(self.segments)
        return tuple(accumulate((segment.length_km for segment in self.segments[:-1]), initial=0.0))

    def record(self, *, month: int | None = None) -> dict[str, Any]:
        """Describe the system with the keys of a route, and its landings, branching units and segments."""
        return {
            "from": landing_record(self.start),
            "to": landing_record(self.end),
            "landings": [landing_record(landing) for landing in self.landings],
            "branching_units": [
                {"name": unit.name, "lon": unit.lon, "lat": unit.lat} for unit in self.branching_units
            ],
            **figures_record(self, month),
            "segments": [
                segment_record(segment, pairs)
                for segment, pairs in zip(self.segments, self._pairs_by_segment, strict=True)
            ],
            "parts": part_records(self._part_risks, self.segments),
            **({"fibre_pairs": self.fibre_pairs.record} if self.fibre_pairs else {}),
            **self.bound.record,
            "topology": self.topology.value if self.topology else "given",
            "branching_unit_kind": self.branching_unit.value,
            **worth_record(self._availability, self.cost_shares),
            "spacing_km": self.spacing_km,
            "cells": self.segments[0].cells,
            "solve_seconds": round(sum(segment.solve_seconds for segment in self.segments), 3),
            "scenario_sha256": self.scenario_sha256,
            **provenance_record(self.sources),
        }

    @property
    def _pairs_by_segment(self) -> Sequence[int | None]:
        return self.fibre_pairs.by_segment if self.fibre_pairs else [None] * len(self.segments)

    def __repr__(self) -> str:
        return (
            f"<System {self.name}: {len(self.segments)} segments, {len(self.landings)} landings, "
            f"{self.length_km:,.0f} km, {self.build_cost_usd / 1e6:,.1f} M USD>"
        )

    def _repr_html_(self) -> str:
        """Show figures and segments in a notebook."""
        figures = self.summary.to_frame(name=self.name).to_html(header=True, escape=True)
        return str(figures) + self.segment_table.to_html(index=False, float_format="{:,.1f}".format)

    @property
    def summary(self) -> pd.Series[str]:
        """The main figures as text with units."""
        import pandas as pd

        landings = ", ".join(landing.name for landing in self.landings)
        units = {"branching units": f"{self.layout.unit_count}"} if self.branching_units else {}
        segments = "segment" if len(self.segments) == 1 else "segments"
        topology = {"topology": f"{self.topology}: {self.topology.meaning}"} if self.topology else {}
        between = [piece for segment in self.segments if segment.land for piece in segment.land.between]
        land = LandCrossed((), tuple(between), ())
        return pd.Series(
            {
                "length": f"{self.length_km:,.0f} km in {len(self.segments)} {segments}",
                "cable": self._cable,
                "landings": f"{len(self.landings)}: {landings}",
                **units,
                **topology,
                "geodesic": f"{self.geodesic_km:,.0f} km",
                "shortest sea path": f"{self.sea_km:,.0f} km",
                "build cost": f"{self.build_cost_usd / 1e6:,.1f} M USD",
                **{f"… {term}": f"{usd / 1e6:,.1f} M USD" for term, usd in self.build_terms_usd.items()},
                **self._build_range,
                **self._money,
                "round trip": f"{self.rtt_ms:.1f} ms, {self.start.name} – {self.end.name}",
                **({"fibre pairs": self.fibre_pairs.text} if self.fibre_pairs else {}),
                **self._risk,
                **({"faults by part": describe_parts(self._part_risks)} if self.has_branches else {}),
                "deepest, mean": f"{self.max_depth_m:,.0f} m, {self.mean_depth_m:,.0f} m",
                **self._slopes,
                **self.bound.summary,
                **({"other land": land.text} if land.text else {}),
            }
        )


Valued: TypeAlias = Route | System


def segments_of(valued: Valued) -> tuple[Route, ...]:
    """Give the segments of a system; a route is one of its own."""
    return valued.segments if isinstance(valued, System) else (valued,)
