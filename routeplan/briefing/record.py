"""A briefing as one object of numbers and words: what ``--json`` prints, and all that the page may quote."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from routeplan.briefing.candidates import CandidateGroup
from routeplan.briefing.redundancy import DiversePair, Redundancy
from routeplan.briefing.sensitivity import ChangeEffect, Outcome, Sensitivity
from routeplan.cost.assumptions import AssumptionGroup
from routeplan.cost.scenario import Scenario, UserLayer
from routeplan.io.sources import Source, embedded
from routeplan.network.records import ranking_record
from routeplan.planning.compare import compare, non_partner_km
from routeplan.planning.crossings import CableCrossing, find_jurisdiction_changes
from routeplan.planning.diverse.record import diverse_record
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route

LIMITS = (
    "Corridor-level routes, not for navigation, and not a position list to lay by: a survey will move them.",
    "Costs, fault rates and repair times are assumptions of the scenario, listed above with their sources; where it "
    "says editable default, no citable figure was found.",
    "Lines of existing cables are drawn by routeplan between their published landings, not surveyed: a crossing is "
    "known no better than some tens of kilometres.",
    "Limits of waters are those of the nearest coast unless a scenario names a file of economic zones; claims in "
    "dispute are not decided here.",
    "Sea ice is the mean of past years; no forecast of the years in which a cable would lie there.",
)


def candidate_records(
    routes: Sequence[Route], colours: Sequence[str], crossings: Mapping[str, Sequence[CableCrossing]]
) -> list[dict[str, Any]]:
    """Every figure of each candidate, and what it crosses."""
    return [
        {
            "name": route.name,
            "colour": colour,
            **route.record(),
            "detour": route.length_km / route.geodesic_km,
            "non_partner_km": non_partner_km(route),
            "cable_crossings": [
                {
                    "name": each.system.name,
                    "status": each.system.status.value,
                    "kp_km": each.kp_km,
                    "depth_m": each.depth_m,
                    "angle_deg": each.angle_deg,
                }
                for each in crossings.get(route.name, ())
            ],
            "limit_crossings": [
                {"kp_km": each.kp_km, "leaves": each.leaves, "enters": each.enters}
                for each in find_jurisdiction_changes(route)
            ],
        }
        for route, colour in zip(routes, colours, strict=True)
    ]


def comparison_records(routes: Sequence[Route]) -> list[dict[str, Any]]:
    """Rows of the comparison, each pair of landings with its baselines; what is not known is null."""
    rows: list[dict[str, Any]] = json.loads(compare(routes).to_json(orient="records", double_precision=10))
    return rows


def connection_records(
    connections: Sequence[CandidateGroup], objectives_usd: Sequence[float]
) -> list[dict[str, Any]]:
    """Which candidate of each connection costs least, which comes next, and by how much."""
    records = []
    for each in connections:
        order = sorted(each.candidates, key=lambda at: objectives_usd[at])
        best, second = order[0], order[1] if len(order) > 1 else None
        lead = None if second is None else 100.0 * (objectives_usd[second] / objectives_usd[best] - 1.0)
        records.append(
            {
                "name": each.name,
                "candidates": list(each.candidates),
                "preferred": best,
                "second": second,
                "lead_pct": lead,
            }
        )
    return records


def sensitivity_record(
    sensitivity: Sensitivity | None, connections: Sequence[CandidateGroup]
) -> dict[str, Any]:
    """Tell what each move changes in every candidate, and where it changes the choice."""
    if sensitivity is None:
        return {"spacing_km": None, "count": 0, "changing": 0, "base": [], "moves": []}
    before = [_preferred(each, sensitivity.base) for each in connections]
    moves = []
    for moved in sensitivity.moved:
        after = [_preferred(each, moved.outcomes) for each in connections]
        changes = [
            {"connection": at, "from": was, "to": now}
            for at, (was, now) in enumerate(zip(before, after, strict=True))
            if was != now
        ]
        moves.append(_move_record(moved, sensitivity.base) | {"changes": changes})
    return {
        "spacing_km": sensitivity.spacing_km,
        "count": len(moves),
        "changing": sum(1 for each in moves if each["changes"]),
        "base": [_outcome_record(each) for each in sensitivity.base],
        "moves": moves,
    }


def redundancy_record(redundancy: Redundancy | None, routes: Sequence[Route]) -> dict[str, Any] | None:
    """Tell how redundant today's cables are and what each candidate adds, in the order of what they save."""
    if redundancy is None:
        return None
    ranking = ranking_record(redundancy.ranking)
    place = {route.name: at for at, route in enumerate(routes)}
    for case in ranking["ranking"]:
        case["candidate"] = place[case["candidates"][0]]
        case["hours_saved_per_year"] = sum(each["hours_saved_per_year"] for each in case["regions"])
    return {
        "spacing_km": redundancy.spacing_km,
        "links": len(redundancy.network.links) - len(redundancy.network.candidates),
        "left_out": list(redundancy.network.left_out),
        **ranking,
        "apart": [_apart_record(each) for each in redundancy.apart],
    }


def _apart_record(apart: DiversePair) -> dict[str, Any]:
    """Tell of two routes kept apart, or why there are none."""
    if apart.found is None:
        return {"candidate": apart.candidate, "reason": apart.reason, "found": None}
    return {"candidate": apart.candidate, "reason": "", "found": diverse_record(apart.found)}


def assumption_records(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number and choice of a scenario with what it is and where it comes from."""
    records = []
    for table, part in scenario:
        if not isinstance(part, AssumptionGroup):
            continue
        for key, field in type(part).model_fields.items():
            value = getattr(part, key)
            default = not field.is_required() and value == field.default
            records.append(
                {
                    "table": table,
                    "key": key,
                    "value": _plain(value),
                    "default": default,
                    "description": field.description or "",
                }
            )
    return records


def provenance_record(
    sources: Sequence[Source], planner: Planner, scenario: Scenario, on: str
) -> dict[str, Any]:
    """Name data with licences and checksums, the scenario's checksum, the version and the date."""
    named = {each.sha256: each for each in (*sources, *planner.sources, embedded("cable-systems").source)}
    return {
        "scenario": {"name": scenario.name, "description": scenario.description},
        "scenario_sha256": planner.scenario_sha256,
        "spacing_km": planner.grid.spacing_m / 1000.0,
        "sources": [
            {"name": each.name, "licence": each.licence, "sha256": each.sha256} for each in named.values()
        ],
        "limits": list(LIMITS),
        "version": version("routeplan"),
        "date": on,
    }


def _preferred(connection: CandidateGroup, outcomes: Sequence[Outcome | None]) -> int | None:
    left = [(each.objective_usd, at) for at in connection.candidates if (each := outcomes[at]) is not None]
    return min(left)[1] if left else None


def _move_record(moved: ChangeEffect, base: Sequence[Outcome | None]) -> dict[str, Any]:
    return {
        "key": moved.move.key,
        "words": moved.move.words,
        "before": moved.before,
        "after": moved.after,
        "outcomes": [_change(now, was) for now, was in zip(moved.outcomes, base, strict=True)],
    }


def _change(now: Outcome | None, was: Outcome | None) -> dict[str, float] | None:
    """Tell what a candidate has more than as the scenario has it."""
    if now is None or was is None:
        return None
    return {
        "length_km": now.length_km - was.length_km,
        "build_cost_usd": now.build_cost_usd - was.build_cost_usd,
        "faults_per_year": now.faults_per_year - was.faults_per_year,
        "down_hours_per_year": now.down_hours_per_year - was.down_hours_per_year,
        "objective_usd": now.objective_usd - was.objective_usd,
        "objective_pct": 100.0 * (now.objective_usd / was.objective_usd - 1.0),
    }


def _outcome_record(outcome: Outcome | None) -> dict[str, float] | None:
    if outcome is None:
        return None
    return {
        "length_km": outcome.length_km,
        "build_cost_usd": outcome.build_cost_usd,
        "faults_per_year": outcome.faults_per_year,
        "down_hours_per_year": outcome.down_hours_per_year,
        "objective_usd": outcome.objective_usd,
    }


def _plain(value: Any) -> Any:
    """Put a value as JSON knows it. Of a file its name alone: where it lay is nobody's business."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, UserLayer):
        return f"{value.path.name} ({value.use})"
    if isinstance(value, tuple):
        return ", ".join(str(_plain(each)) for each in value)
    return value.value if isinstance(value, StrEnum) else value
