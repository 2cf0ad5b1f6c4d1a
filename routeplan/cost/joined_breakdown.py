"""The breakdown of a system: its segments summed, with what is paid once for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

from routeplan.cost.breakdown import Breakdown
from routeplan.cost.build_items import (
    LaidLine,
    derive_build_items,
    derive_further_items,
    derive_yearly_items,
    once_paid_usd,
    repeaters_usd,
)
from routeplan.cost.depth_known import DepthKnown
from routeplan.cost.faults import Exposure
from routeplan.cost.terms import LANDING, Term
from routeplan.cost.valuation import Valuer
from routeplan.seabed.months import MONTHS_PER_YEAR

Key = TypeVar("Key", bound=str)


def join_breakdowns(segments: Sequence[Breakdown], laid: LaidLine, valuer: Valuer) -> Breakdown:
    """Join the breakdowns of segments to that of a system.

    What the kilometres pay is summed. Stations, shore ends, permits, ships and studies are those of the whole system,
    and so are whole repeaters.

    Parameters
    ----------
    segments : sequence of Breakdown
        Each as if it were a cable of its own.
    laid : LaidLine
        Quantities of the whole system: :meth:`routeplan.cost.build_items.LaidLine.joined`.
    valuer : Valuer
    """
    unit_costs = valuer.cable_rates.unit_costs
    items = derive_build_items(laid, unit_costs)
    landing_usd = once_paid_usd(items, unit_costs)
    by_km = _sums([segment.build_terms_usd for segment in segments])
    build_terms_usd = by_km | {Term.REPEATERS.value: repeaters_usd(items, unit_costs)}
    build_terms_usd = {term: usd for term, usd in build_terms_usd.items() if term != LANDING}
    objective_usd = _sums([segment.objective_terms_usd for segment in segments])
    exposure = _joined_exposure([segment.exposure for segment in segments])
    repairs_usd = sum(segment.repair_usd_per_year for segment in segments)
    shares = share_repeaters(segments, build_terms_usd[Term.REPEATERS])
    by_state = _sums([segment.jurisdiction_km for segment in segments])
    return Breakdown(
        build_terms_usd=build_terms_usd | {LANDING: landing_usd},
        objective_terms_usd=objective_usd | {LANDING: landing_usd},
        exposure=exposure,
        jurisdiction_km=dict(sorted(by_state.items(), key=lambda state: -state[1])),
        partners=segments[0].partners,
        ice_km=sum(segment.ice_km for segment in segments),
        ice_km_by_month=np.add.reduce([segment.ice_km_by_month for segment in segments]),
        repair_usd_per_year=repairs_usd,
        steps=pd.concat([segment.steps for segment in shares], ignore_index=True),
        jurisdiction_remarks=tuple(
            dict.fromkeys(remark for segment in segments for remark in segment.jurisdiction_remarks)
        ),
        upkeep_terms_usd=_sums([segment.upkeep_terms_usd for segment in segments]),
        policy_terms_usd=_sums([segment.policy_terms_usd for segment in segments]),
        is_weighted=any(segment.is_weighted for segment in segments),
        build_items=items | derive_further_items(build_terms_usd),
        yearly_items=derive_yearly_items(laid, exposure, repairs_usd, valuer.assumptions),
        laid_line=laid,
        depth_known=DepthKnown.joined([segment.depth_known for segment in segments]),
    )


def share_repeaters(segments: Sequence[Breakdown], system_usd: float) -> tuple[Breakdown, ...]:
    """Take from segments what their system pays once, and share its repeaters out by length of cable.

    With the landings of the system, their build terms add up to its own. They have no items: a supplier lists those of
    the whole system.
    """
    cable_km = [segment.laid_line.cable_km if segment.laid_line else 0.0 for segment in segments]
    total_km = sum(cable_km)
    return tuple(
        _without_landings(segment, system_usd * km / total_km if total_km else 0.0)
        for segment, km in zip(segments, cable_km, strict=True)
    )


def _without_landings(segment: Breakdown, shared_usd: float) -> Breakdown:
    own_usd = segment.build_terms_usd[Term.REPEATERS]
    more_usd_per_km = (shared_usd - own_usd) / sum(segment.jurisdiction_km.values())
    steps = segment.steps.assign(build_usd_per_km=segment.steps["build_usd_per_km"] + more_usd_per_km)
    objective = {term: usd for term, usd in segment.objective_terms_usd.items() if term != LANDING}
    return replace(
        segment,
        build_terms_usd=dict(segment.build_terms_usd) | {Term.REPEATERS.value: shared_usd, LANDING: 0.0},
        objective_terms_usd=objective,
        steps=steps,
        build_items={},
    )


def _joined_exposure(segments: Sequence[Exposure]) -> Exposure:
    """Sum faults; repair times are weighted by them."""
    faults = np.array([segment.total_per_year for segment in segments])
    days = np.stack([segment.repair_days_by_month for segment in segments])
    total = float(faults.sum())
    by_month = faults @ days / total if total > 0 else np.zeros(MONTHS_PER_YEAR)
    by_cause = _sums([segment.faults_per_year for segment in segments])
    return Exposure(by_cause, by_month)


def _sums(parts: Sequence[Mapping[Key, float]]) -> dict[Key, float]:
    """Sum by key, in the order in which keys first occur."""
    keys = dict.fromkeys(key for part in parts for key in part)
    return {key: sum(part.get(key, 0.0) for part in parts) for key in keys}
