"""A segment of a system as JSON."""

from __future__ import annotations

from typing import Any

from routeplan.catalog.models import Landing
from routeplan.planning.route import Route


def segment_record(segment: Route, fibre_pairs: int | None) -> dict[str, Any]:
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
        **({} if fibre_pairs is None else {"fibre_pairs": fibre_pairs}),
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
