"""Record of a briefing: all numbers and texts of the page as one object, printed by ``--json``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from routeplan.briefing.candidates import CandidateGroup
from routeplan.briefing.language import Language
from routeplan.briefing.redundancy import SEPARATION_KM, DiversePair, Redundancy
from routeplan.briefing.sensitivity import ChangeEffect, Outcome, Sensitivity
from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.data_choice import UserLayer
from routeplan.cost.estimate import Estimate, Level
from routeplan.cost.scenario import Scenario
from routeplan.cost.uncertainty import UncertainValue
from routeplan.geo.line_shift import greatest_distance_km
from routeplan.io.sources import Source, embedded
from routeplan.network.records import ranking_record
from routeplan.planning.compare import compare, non_partner_km
from routeplan.planning.crossings import CableCrossing, JurisdictionChange, find_jurisdiction_changes
from routeplan.planning.diverse.record import diverse_record
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued

# Messages that say what a briefing is not valid for.
LIMITS = ("level", "assumed", "drawn", "waters", "ice")


def candidate_records(
    routes: Sequence[Valued], colours: Sequence[str], crossings: Mapping[str, Sequence[CableCrossing]]
) -> list[dict[str, Any]]:
    """All figures of each candidate, with the cables and jurisdiction limits that it crosses."""
    return [
        {
            "name": route.name,
            "colour": colour,
            **route.record(),
            "detour": route.length_km / route.geodesic_km,
            "non_partner_km": non_partner_km(route),
            "cable_crossings": [
                {
                    "segment": segment,
                    "name": crossing.system.name,
                    "status": crossing.system.status.value,
                    "kp_km": crossing.kp_km,
                    "depth_m": crossing.depth_m,
                    "angle_deg": crossing.angle_deg,
                }
                for segment, crossing in _cable_crossings(route, crossings)
            ],
            "limit_crossings": [
                {
                    "segment": segment,
                    "kp_km": limit.kp_km,
                    "leaves": limit.leaves,
                    "enters": limit.enters,
                }
                for segment, limit in _limits(route)
            ],
        }
        for route, colour in zip(routes, colours, strict=True)
    ]


def _parts(valued: Valued) -> list[tuple[str | None, Route, float]]:
    """Segments of a system with their names and where their kilometre points begin; a route is its only part."""
    if not isinstance(valued, System):
        return [(None, valued, 0.0)]
    segments = zip(valued.segments, valued.begins_km, strict=True)
    return [(segment.name, segment, begin_km) for segment, begin_km in segments]


def _cable_crossings(
    valued: Valued, crossings: Mapping[str, Sequence[CableCrossing]]
) -> Iterator[tuple[str | None, CableCrossing]]:
    """Give each crossing of a cable with its segment."""
    for name, part, begin_km in _parts(valued):
        for crossing in crossings.get(part.name, ()):
            yield name, replace(crossing, kp_km=crossing.kp_km + begin_km)


def _limits(valued: Valued) -> Iterator[tuple[str | None, JurisdictionChange]]:
    """Give each limit of a jurisdiction that is crossed, with its segment."""
    for name, part, begin_km in _parts(valued):
        for limit in find_jurisdiction_changes(part):
            yield name, replace(limit, kp_km=limit.kp_km + begin_km)


def comparison_records(routes: Sequence[Valued]) -> list[dict[str, Any]]:
    """Rows of the comparison table, each pair of landings with its baselines; unknown values are null."""
    rows: list[dict[str, Any]] = json.loads(compare(routes).to_json(orient="records", double_precision=10))
    return rows


def connection_records(
    connections: Sequence[CandidateGroup], costs_usd: Sequence[float]
) -> list[dict[str, Any]]:
    """Candidates of each connection with the lowest and second lowest life cost, and the lead in per cent."""
    records = []
    for connection in connections:
        order = sorted(connection.candidates, key=lambda candidate: costs_usd[candidate])
        best, second = order[0], order[1] if len(order) > 1 else None
        lead = None if second is None else 100.0 * (costs_usd[second] / costs_usd[best] - 1.0)
        records.append(
            {
                "name": connection.name,
                "candidates": list(connection.candidates),
                "count": len(connection.candidates),
                "preferred": best,
                "second": second,
                "lead_pct": lead,
            }
        )
    return records


def sensitivity_record(
    sensitivity: Sensitivity | None, connections: Sequence[CandidateGroup]
) -> dict[str, Any]:
    """Effect of each change of assumptions on every candidate, and on the preferred candidate of each connection."""
    if sensitivity is None:
        return {"spacing_km": None, "count": 0, "changing": 0, "base": [], "moves": []}
    preferred = [_preferred(connection, sensitivity.base) for connection in connections]
    moves = []
    for effect in sensitivity.effects:
        now_preferred = [_preferred(connection, effect.outcomes) for connection in connections]
        changes = [
            {"connection": index, "from": before, "to": after}
            for index, (before, after) in enumerate(zip(preferred, now_preferred, strict=True))
            if before != after
        ]
        moves.append(_effect_record(effect, sensitivity.base) | {"changes": changes})
    return {
        "spacing_km": sensitivity.spacing_km,
        "count": len(moves),
        "changing": sum(1 for move in moves if move["changes"]),
        "base": [_outcome_record(outcome) for outcome in sensitivity.base],
        "moves": moves,
    }


def redundancy_record(redundancy: Redundancy | None, routes: Sequence[Valued]) -> dict[str, Any] | None:
    """Redundancy of existing cables and what each candidate adds, the most hours saved first."""
    if redundancy is None:
        return None
    ranking = ranking_record(redundancy.ranking)
    candidates = {route.name: index for index, route in enumerate(routes)}
    for case in ranking["ranking"]:
        case["candidate"] = candidates[case["candidates"][0]]
        case["hours_saved_per_year"] = sum(region["hours_saved_per_year"] for region in case["regions"])
    return {
        "spacing_km": redundancy.spacing_km,
        "links": len(redundancy.network.links) - len(redundancy.network.candidates),
        "left_out": list(redundancy.network.left_out),
        **ranking,
        "apart_separation_km": SEPARATION_KM,
        "apart": [_pair_record(pair) for pair in redundancy.diverse_pairs],
    }


def _pair_record(pair: DiversePair) -> dict[str, Any]:
    found = None if pair.routes is None else diverse_record(pair.routes)
    return {"candidate": pair.candidate, "reason": pair.reason, "found": found}


def assumption_records(scenario: Scenario) -> list[dict[str, Any]]:
    """Every assumption of a scenario with its value and its description, which names the source."""
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
    sources: Sequence[Source], planner: Planner, scenario: Scenario, language: Language
) -> dict[str, Any]:
    """List data sets with licences and checksums, the scenario and its checksum, limits and the version."""
    all_sources = (*sources, *planner.sources, embedded("cable-systems").source)
    by_sha256 = {source.sha256: source for source in all_sources}
    return {
        "scenario": {"name": scenario.name, "description": scenario.description},
        "scenario_sha256": planner.scenario_sha256,
        "spacing_km": planner.grid.spacing_m / 1000.0,
        "sources": [
            {"name": source.name, "licence": source.licence, "sha256": source.sha256}
            for source in by_sha256.values()
        ],
        "limits": [language.text(f"limits.{limit}") for limit in LIMITS],
        "version": version("routeplan"),
    }


def _preferred(connection: CandidateGroup, outcomes: Sequence[Outcome | None]) -> int | None:
    feasible = [
        (outcome.life_cost_usd, candidate)
        for candidate in connection.candidates
        if (outcome := outcomes[candidate]) is not None
    ]
    return min(feasible)[1] if feasible else None


def _effect_record(effect: ChangeEffect, base: Sequence[Outcome | None]) -> dict[str, Any]:
    return {
        "key": effect.change.key,
        "words": effect.change.words,
        "before": effect.before,
        "after": effect.after,
        "outcomes": [_difference(after, before) for after, before in zip(effect.outcomes, base, strict=True)],
    }


def _difference(after: Outcome | None, before: Outcome | None) -> dict[str, float | None] | None:
    """Figures of a candidate after a change minus those before; None where no route is feasible."""
    if after is None or before is None:
        return None
    return {
        "length_km": after.length_km - before.length_km,
        "moved_km": None
        if after.line is None or before.line is None
        else greatest_distance_km(after.line, before.line),
        "build_cost_usd": after.build_cost_usd - before.build_cost_usd,
        "faults_per_year": after.faults_per_year - before.faults_per_year,
        "down_hours_per_year": after.down_hours_per_year - before.down_hours_per_year,
        "life_cost_usd": after.life_cost_usd - before.life_cost_usd,
        "life_cost_pct": 100.0 * (after.life_cost_usd / before.life_cost_usd - 1.0),
        "objective_usd": after.objective_usd - before.objective_usd,
        "objective_pct": 100.0 * (after.objective_usd / before.objective_usd - 1.0),
    }


def _outcome_record(outcome: Outcome | None) -> dict[str, float] | None:
    if outcome is None:
        return None
    return {
        "length_km": outcome.length_km,
        "build_cost_usd": outcome.build_cost_usd,
        "faults_per_year": outcome.faults_per_year,
        "down_hours_per_year": outcome.down_hours_per_year,
        "life_cost_usd": outcome.life_cost_usd,
        "objective_usd": outcome.objective_usd,
    }


def _plain(value: Any) -> Any:
    """Convert a value to JSON. A file is given by its name alone: folders of this machine are private."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Estimate):
        return {level.value: value.at(level) for level in Level}
    if isinstance(value, UserLayer):
        return f"{value.path.name} ({value.use})"
    if isinstance(value, UncertainValue):
        return f"{value.path} ({value.distribution})"
    if isinstance(value, tuple):
        return ", ".join(str(_plain(item)) for item in value)
    return value.value if isinstance(value, StrEnum) else value
