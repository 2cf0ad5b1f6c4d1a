"""A system as JSON and as features of GeoJSON: totals with the keys of a route, and a record for each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapely import Point
from shapely.geometry import mapping

from routeplan.catalog.models import Landing
from routeplan.planning.geojson import landing_feature, line_feature, rounded_geometry
from routeplan.planning.records import (
    breakdown_record,
    landing_record,
    money_record,
    month_record,
    provenance_record,
)
from routeplan.planning.route import Route
from routeplan.planning.system_layout import NodeKind

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


def system_features(system: System) -> list[dict[str, Any]]:
    """Make a feature of each segment, landing and branching unit; a segment names its system.

    Totals are in the properties of every segment as ``system_...``, because a feature of the whole would be a second
    copy of its lines.
    """
    units = [node for node in system.layout.nodes if node.kind is NodeKind.UNIT]
    return [
        *(_segment_feature(system, number) for number in range(len(system.segments))),
        *(landing_feature(landing) for landing in system.landings),
        *(_unit_feature(unit.place) for unit in units),
    ]


def _segment_feature(system: System, number: int) -> dict[str, Any]:
    segment = system.segments[number]
    record = segment_record(segment)
    totals = {
        "system_length_km": system.length_km,
        "system_build_cost_usd": system.build_cost_usd,
        "system_life_cost_usd": system.life_cost_usd,
        "system_faults_per_year": system.breakdown.exposure.total_per_year,
    }
    properties = {
        "kind": "segment",
        "system": system.name,
        "segment": number + 1,
        **{key: value for key, value in record.items() if isinstance(value, str | int | float)},
        "from": segment.start.id,
        "to": segment.end.id,
        "jurisdictions": segment.jurisdictions_text,
        **totals,
    }
    return line_feature(segment.line, properties, id_=f"{system.name}--{number + 1}")


def _unit_feature(unit: Landing) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": unit.id,
        "properties": {"kind": "branching unit", "name": unit.name},
        "geometry": rounded_geometry(mapping(Point(unit.lon, unit.lat))),
    }


def _end_record(end: Landing) -> dict[str, str | float]:
    return {"id": end.id, "name": end.name, "lon": end.lon, "lat": end.lat}
