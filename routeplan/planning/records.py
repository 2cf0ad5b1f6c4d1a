"""Parts of the records that commands print as JSON: landings, breakdowns, months, provenance."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.cost_table import total_of
from routeplan.cost.estimate import Estimate
from routeplan.io.sources import Source

NOT_FOR_NAVIGATION = "corridor-level route, not for navigation"
DEGREE_DECIMALS = 6  # of a degree: 0.1 m


def breakdown_record(breakdown: Breakdown) -> dict[str, Any]:
    """Describe faults, repairs and jurisdictions; listed parts add up to totals, so they are not rounded."""
    exposure = breakdown.exposure
    return {
        "build_items_usd": _estimates(breakdown.build_items),
        "build_cost_range_usd": dataclasses.asdict(total_of(breakdown.build_items)),
        "yearly_items_usd": _estimates(breakdown.yearly_items),
        "faults_per_year": exposure.total_per_year,
        "faults_by_cause": {cause.value: rate for cause, rate in exposure.faults_per_year.items()},
        "repair_days_mean": round(exposure.repair_days_mean, 2),
        "repair_days_by_month": [round(float(days), 2) for days in exposure.repair_days_by_month],
        "worst_month": exposure.worst_month,
        "repair_usd_per_year": round(breakdown.repair_usd_per_year, 2),
        "unavailability_hours_per_year": round(exposure.unavailability_hours_per_year, 2),
        "ice_km": round(breakdown.ice_km, 3),
        "ice_km_by_month": [round(float(km), 3) for km in breakdown.ice_km_by_month],
        **jurisdictions_record(breakdown),
        **breakdown.depth_known.record,
    }


def jurisdictions_record(breakdown: Breakdown) -> dict[str, Any]:
    """Describe whose waters a line passes, and what is disputed or special in them."""
    return {
        "jurisdictions": dict(breakdown.jurisdiction_km),
        "jurisdiction_remarks": list(breakdown.jurisdiction_remarks),
    }


def money_record(breakdown: Breakdown) -> dict[str, Any]:
    """Describe life cost, and policy where the scenario sets a price; both unweighted."""
    money: dict[str, Any] = {
        "life_cost_usd": breakdown.life_cost_usd,
        "life_terms_usd": breakdown.life_terms_usd,
    }
    if breakdown.policy_usd is not None:
        money |= {"policy_usd": breakdown.policy_usd, "policy_terms_usd": dict(breakdown.policy_terms_usd)}
    return money


def _estimates(items: Mapping[str, Estimate]) -> dict[str, dict[str, float]]:
    return {item: dataclasses.asdict(usd) for item, usd in items.items()}


def month_record(breakdown: Breakdown, month: int) -> dict[str, Any]:
    """Describe ice and repairs of one month, 1 to 12."""
    return {
        "month": month,
        "ice_km": round(float(breakdown.ice_km_by_month[month - 1]), 3),
        "repair_days": round(float(breakdown.exposure.repair_days_by_month[month - 1]), 2),
    }


def finite_or_none(value: float) -> float | None:
    """Replace infinity and NaN, which JSON does not know, by None."""
    return float(value) if math.isfinite(value) else None


def json_value(value: Any) -> Any:
    """Give a value of a table as JSON has it: None for a number that is not finite, anything else as it is."""
    return finite_or_none(value) if isinstance(value, float) else value


def rounded_up_gap(gap_pct: float | None) -> float | None:
    """Round a bound so that it stays one."""
    return None if gap_pct is None else math.ceil(gap_pct * 1000) / 1000


def describe_gap(gap_pct: float, proven: str = "proven") -> str:
    """Say a proven gap in words, rounded up so that it stays a bound.

    Examples
    --------
    >>> describe_gap(0.121)
    'at most 0.13 % (proven)'
    """
    return f"at most {math.ceil(gap_pct * 100) / 100:.2f} % ({proven})"


def provenance_record(sources: Sequence[Source]) -> dict[str, Any]:
    """List data sources and the version that used them."""
    return {
        "sources": [source.record for source in sources],
        "version": version("routeplan"),
    }


def landing_record(landing: Landing) -> dict[str, str | float]:
    """Describe a landing."""
    return {
        "id": landing.id,
        "name": landing.name,
        "country": landing.country,
        "lon": landing.lon,
        "lat": landing.lat,
        "status": str(landing.status),
    }
