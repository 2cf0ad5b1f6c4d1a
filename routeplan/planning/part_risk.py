"""Faults and down days of the trunk of a system and of each of its branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routeplan.cost.branching_rules import UnitKind
from routeplan.planning.fibre_pairs import FibrePairs
from routeplan.planning.route import Route
from routeplan.planning.system_layout import Span, SystemLayout
from routeplan.planning.system_parts import SystemPart, failure_groups, find_parts, stopping_trunk

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PartRisk:
    """How often a part of a system fails, and what of that stops the trunk.

    Attributes
    ----------
    part : SystemPart
    fibre_pairs : int or None
        Most of its segments; None where pairs are not known.
    length_km : float
    faults_per_year, down_days_per_year : float
        Faults of its segments, and faults times days of repair.
    trunk_faults_per_year : float
        Those of its faults that stop the trunk: of a branch none with switchable units.
    """

    part: SystemPart
    fibre_pairs: int | None
    length_km: float
    faults_per_year: float
    down_days_per_year: float
    trunk_faults_per_year: float


def derive_part_risks(
    layout: SystemLayout, segments: Sequence[Route], trunk: Span, unit: UnitKind, pairs: FibrePairs | None
) -> tuple[PartRisk, ...]:
    """Derive the risk of the trunk, then of each branch; empty where a segment has no breakdown."""
    exposures = [segment.breakdown.exposure for segment in segments if segment.breakdown]
    if len(exposures) < len(segments):
        return ()
    stopping = stopping_trunk(failure_groups(layout, unit), trunk)
    return tuple(
        PartRisk(
            part=part,
            fibre_pairs=max(pairs.by_segment[at] for at in part.segments) if pairs else None,
            length_km=sum(segments[at].length_km for at in part.segments),
            faults_per_year=sum(exposures[at].total_per_year for at in part.segments),
            down_days_per_year=sum(exposures[at].down_days_per_year for at in part.segments),
            trunk_faults_per_year=sum(exposures[at].total_per_year for at in part.segments if at in stopping),
        )
        for part in find_parts(layout, trunk)
    )


def derive_part_table(risks: Sequence[PartRisk]) -> pd.DataFrame:
    """Make a table with a row a part.

    Columns: ``part``, ``fibre_pairs``, ``length_km``, ``faults_per_year``, ``down_days_per_year``,
    ``trunk_faults_per_year``.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "part": [risk.part.name for risk in risks],
            "fibre_pairs": [risk.fibre_pairs for risk in risks],
            "length_km": [risk.length_km for risk in risks],
            "faults_per_year": [risk.faults_per_year for risk in risks],
            "down_days_per_year": [risk.down_days_per_year for risk in risks],
            "trunk_faults_per_year": [risk.trunk_faults_per_year for risk in risks],
        }
    )


def part_records(risks: Sequence[PartRisk], segments: Sequence[Route]) -> list[dict[str, Any]]:
    """Describe the parts as JSON."""
    return [
        {
            "name": risk.part.name,
            "landings": [landing.id for landing in risk.part.landings],
            "segments": [segments[at].name for at in risk.part.segments],
            **({} if risk.fibre_pairs is None else {"fibre_pairs": risk.fibre_pairs}),
            "length_km": round(risk.length_km, 3),
            "faults_per_year": round(risk.faults_per_year, 6),
            "down_days_per_year": round(risk.down_days_per_year, 4),
            "trunk_faults_per_year": round(risk.trunk_faults_per_year, 6),
        }
        for risk in risks
    ]


def describe_parts(risks: Sequence[PartRisk]) -> str:
    """Say the faults and down days of each part in words."""
    return "; ".join(
        f"{risk.part.name} {risk.faults_per_year:.2f} a year, {risk.down_days_per_year:.1f} days down"
        for risk in risks
    )
