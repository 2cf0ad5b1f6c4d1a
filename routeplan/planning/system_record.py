"""A system as JSON: totals with the keys of a route, and a record for each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from routeplan.catalog.models import Landing
from routeplan.planning.records import (
    breakdown_record,
    landing_record,
    money_record,
    month_record,
    provenance_record,
)
from routeplan.planning.route import Route

if TYPE_CHECKING:
    from routeplan.planning.system import System


def system_record(system: System, *, month: int | None = None) -> dict[str, Any]:
    """Describe a system with the keys of a route's record, its landings, branching units and segments."""
    breakdown = system.breakdown
    return {
        "from": landing_record(system.start),
        "to": landing_record(system.end),
        "landings": [landing_record(landing) for landing in system.landings],
        "branching_units": [
            {"name": unit.name, "lon": unit.lon, "lat": unit.lat} for unit in system.branching_units
        ],
        "length_km": system.length_km,
        "cable_km": round(system.cable_km, 3),
        "geodesic_km": round(system.geodesic_km, 3),
        "sea_km": round(system.sea_km, 3),
        "landfall_km": {"from": round(system.landfall_km[0], 3), "to": round(system.landfall_km[1], 3)},
        **({} if system.land_km is None else {"land_km": round(system.land_km, 3)}),
        "build_cost_usd": system.build_cost_usd,
        "build_terms_usd": dict(system.build_terms_usd),
        **money_record(breakdown),
        "objective_usd": system.objective_usd,
        "objective_terms_usd": dict(system.objective_terms_usd),
        "rtt_ms": round(system.rtt_ms, 3),
        "max_depth_m": round(system.max_depth_m, 1),
        "mean_depth_m": round(system.mean_depth_m, 1),
        **breakdown_record(breakdown),
        **({"month": month_record(breakdown, month)} if month else {}),
        "segments": [segment_record(segment) for segment in system.segments],
        "spacing_km": system.spacing_km,
        "scenario_sha256": system.scenario_sha256,
        **provenance_record(system.sources),
    }


def segment_record(segment: Route) -> dict[str, Any]:
    """Describe a segment: with what the system pays once, build and life cost add up to those of the system."""
    breakdown = segment.breakdown
    return {
        "name": segment.name,
        "from": _end_record(segment.start),
        "to": _end_record(segment.end),
        "length_km": segment.length_km,
        "cable_km": round(segment.cable_km, 3),
        "build_cost_usd": segment.build_cost_usd,
        "life_cost_usd": segment.life_cost_usd,
        "max_depth_m": round(segment.max_depth_m, 1),
        **({} if segment.land_km is None else {"land_km": round(segment.land_km, 3)}),
        **(
            {}
            if breakdown is None
            else {
                "faults_per_year": breakdown.exposure.total_per_year,
                "repair_days_mean": round(breakdown.exposure.repair_days_mean, 2),
                "jurisdictions": dict(breakdown.jurisdiction_km),
            }
        ),
    }


def _end_record(end: Landing) -> dict[str, str | float]:
    return {"id": end.id, "name": end.name, "lon": end.lon, "lat": end.lat}
