"""Records of a route for JSON: every figure, as `routeplan plan --json` prints them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.io.sources import Source
from routeplan.planning.route import Route

NOT_FOR_NAVIGATION = "corridor-level route, not for navigation"


DEGREE_DECIMALS = 6  # of a degree: 0.1 m


def route_record(route: Route, *, month: int | None = None) -> dict[str, Any]:
    """Every figure of a route as the object that ``routeplan plan --json`` prints; of a month, 1 to 12, too."""
    return {
        "from": landing_record(route.start),
        "to": landing_record(route.end),
        **({"via": [landing_record(each) for each in route.via]} if route.via else {}),
        "length_km": route.length_km,
        "cable_km": round(route.cable_km, 3),
        "geodesic_km": round(route.geodesic_km, 3),
        "sea_km": round(route.sea_km, 3),
        "landfall_km": {"from": round(route.landfall_km[0], 3), "to": round(route.landfall_km[1], 3)},
        "build_cost_usd": route.build_cost_usd,
        "build_terms_usd": dict(route.build_terms_usd),
        "objective_usd": route.objective_usd,
        "objective_terms_usd": dict(route.objective_terms_usd),
        "rtt_ms": round(route.rtt_ms, 3),
        "max_depth_m": round(route.max_depth_m, 1),
        "mean_depth_m": round(route.mean_depth_m, 1),
        **(_account_record(route.breakdown) if route.breakdown else {}),
        **({"month": _month_record(route.breakdown, month)} if route.breakdown and month else {}),
        "optimality_gap_pct": rounded_up_gap(route.optimality_gap_pct),
        "spacing_km": route.spacing_km,
        "cells": route.cells,
        "solve_seconds": round(route.solve_seconds, 3),
        "scenario_sha256": route.scenario_sha256,
        **provenance_record(route.sources),
    }


def _account_record(breakdown: Breakdown) -> dict[str, Any]:
    """Faults, repairs and waters; sums of what is listed are the totals, so nothing is rounded."""
    exposure = breakdown.exposure
    return {
        "faults_per_year": exposure.total_per_year,
        "faults_by_cause": {cause.value: rate for cause, rate in exposure.faults_per_year.items()},
        "repair_days_mean": round(exposure.repair_days_mean, 2),
        "repair_days_by_month": [round(float(days), 2) for days in exposure.repair_days_by_month],
        "worst_month": exposure.worst_month,
        "repair_usd_per_year": round(breakdown.repair_usd_per_year, 2),
        "unavailability_hours_per_year": round(exposure.unavailability_hours_per_year, 2),
        "ice_km": round(breakdown.ice_km, 3),
        "ice_km_by_month": [round(float(km), 3) for km in breakdown.ice_km_by_month],
        "jurisdictions": dict(breakdown.jurisdiction_km),
    }


def _month_record(breakdown: Breakdown, month: int) -> dict[str, Any]:
    return {
        "month": month,
        "ice_km": round(float(breakdown.ice_km_by_month[month - 1]), 3),
        "repair_days": round(float(breakdown.exposure.repair_days_by_month[month - 1]), 2),
    }


def score_record(route: Route, best: Route, *, month: int | None = None) -> dict[str, Any]:
    """Every figure of a line drawn elsewhere, of its stretches, and of the best route between its ends."""
    stretches = [
        {key: value if isinstance(value, str) else finite_or_none(value) for key, value in row.items()}
        for row in route.stretches.to_dict("records")
    ]
    return {
        "name": route.name,
        "line": route_record(route, month=month),
        "best": route_record(best, month=month),
        "stretches": stretches,
    }


def finite_or_none(value: float) -> float | None:
    """Replace infinity and NaN, which JSON does not know, by None."""
    return float(value) if math.isfinite(value) else None


def rounded_up_gap(gap_pct: float | None) -> float | None:
    """Round a bound so that it stays one."""
    return None if gap_pct is None else math.ceil(gap_pct * 1000) / 1000


def provenance_record(sources: Sequence[Source]) -> dict[str, Any]:
    """List data sources and the version that used them."""
    return {
        "sources": [{"name": each.name, "licence": each.licence, "sha256": each.sha256} for each in sources],
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
    }
