"""Figures of a case: what a line, or a system of several, costs and risks on the surface of one sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routeplan.cost.breakdown import Breakdown, derive_breakdown
from routeplan.cost.round_trip import rtt_ms
from routeplan.cost.surface import LineSamples
from routeplan.ensemble.question import Connection, SystemOfStops
from routeplan.geo.track import Line
from routeplan.planning.planner import Planner
from routeplan.planning.system_valuation import join_segments


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What a line costs and risks in one case.

    Attributes
    ----------
    length_km, objective_usd, build_cost_usd, life_cost_usd, rtt_ms, faults_per_year, down_hours_per_year : float
        NaN in a case that failed. Of a system: of all its segments, landings paid once; the round trip is that of the
        trunk, from end to end.
    """

    length_km: float = np.nan
    objective_usd: float = np.nan
    build_cost_usd: float = np.nan
    life_cost_usd: float = np.nan
    rtt_ms: float = np.nan
    faults_per_year: float = np.nan
    down_hours_per_year: float = np.nan


def value_lines(
    planner: Planner, connection: Connection, lines: Sequence[Line], samples: Sequence[LineSamples]
) -> CaseFigures:
    """Value the line of a pair, or the segments of a system.

    Parameters
    ----------
    planner : Planner
    connection : PairOfEnds or SystemOfStops
    lines : sequence of Line
        One of a pair; of a system in the order of its layout.
    samples : sequence of LineSamples
        Each line on the surface of the planner.
    """
    valuer = planner.valuer
    parts = [derive_breakdown(on_surface, valuer) for on_surface in samples]
    lengths_km = [line.length_km for line in lines]
    cable_km = [valuer.cable_rates.cable_km(on_line.lengths_km, on_line.depth_m) for on_line in samples]
    if not isinstance(connection, SystemOfStops):
        return _figures(parts[0], lengths_km[0], cable_km[0])
    layout = connection.layout
    whole = join_segments(layout, parts, cable_km, valuer)
    trunk = layout.find_trunk(lengths_km, connection.ends)
    return _figures(whole, sum(lengths_km), sum(cable_km[segment] for segment, _ in trunk.segments))


def _figures(breakdown: Breakdown, length_km: float, end_to_end_km: float) -> CaseFigures:
    return CaseFigures(
        length_km=length_km,
        objective_usd=float(sum(breakdown.objective_terms_usd.values())),
        build_cost_usd=float(sum(breakdown.build_terms_usd.values())),
        life_cost_usd=breakdown.life_cost_usd,
        rtt_ms=rtt_ms(end_to_end_km),
        faults_per_year=breakdown.exposure.total_per_year,
        down_hours_per_year=breakdown.exposure.unavailability_hours_per_year,
    )
