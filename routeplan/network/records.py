"""A network and what candidates add to it as the object that ``routeplan network --json`` prints."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import Any

from routeplan.network.network import PAIRS, Network
from routeplan.network.ranking import Case, Contribution, Ranking


def network_record(network: Network, ranking: Ranking, scenario_sha256: str) -> dict[str, Any]:
    """Every figure of a network, its candidates and what it rests on."""
    return {
        "landings": len(network.nodes),
        "links": len(network.links) - len(network.candidates),
        "candidates": [link.name for link in network.candidates],
        "left_out": list(network.left_out),
        "paths_today": {
            paths.name: {"most": paths.most, "cut": list(paths.cut), "paths": _rows(paths.table)}
            for paths in (network.disjoint_paths(*pair) for pair in PAIRS)
        },
        "parted_by_today": _rows(network.summary()),
        "shared_risks": _rows(network.shared_risks(adding=[link.name for link in network.candidates])),
        "single_points": _rows(network.single_points()),
        **ranking_record(ranking),
        "scenario_sha256": scenario_sha256,
        "sources": [
            {"name": each.name, "licence": each.licence, "sha256": each.sha256} for each in network.sources
        ],
        "version": version("routeplan"),
    }


def ranking_record(ranking: Ranking) -> dict[str, Any]:
    """Every figure of what candidates add."""
    return {
        "states_a_month": ranking.states,
        "seed": ranking.seed,
        "today": _case_record(ranking.today),
        "ranking": [_case_record(case) for case in ranking.cases],
    }


def _case_record(case: Case) -> dict[str, Any]:
    return {
        "candidates": list(case.names),
        "build_cost_usd": case.build_usd,
        "regions": [_contribution_record(each, case.build_usd) for each in case.by_regions],
        "latency": [
            {
                "pair": row["pair"],
                "rtt_ms": _number(row["rtt_ms"]),
                "saved_ms": _number(row["saved_ms"]),
                "cables": row["cables"],
            }
            for row in case.latencies.to_dict("records")
        ],
    }


def _contribution_record(each: Contribution, build_usd: float) -> dict[str, Any]:
    availability = each.availability
    return {
        "regions": each.regions,
        "disjoint_paths": each.paths,
        "disjoint_paths_added": each.paths_added,
        "landing_disjoint_paths": each.landing_paths,
        "landing_disjoint_paths_added": each.landing_paths_added,
        "paths_needed": availability.needed,
        "short_hours_per_year": availability.short_hours,
        "short_hours_per_year_95": [availability.short_low, availability.short_high],
        "hours_saved_per_year": each.hours_saved,
        "hours_saved_per_year_95": [each.hours_low, each.hours_high],
        "hours_saved_per_100_musd": each.hours_saved / build_usd * 1e8 if build_usd else None,
        "mean_paths_added": each.mean_paths_added,
        "left_by_joint_events_added": _number(each.left_added),
        "worst_month": availability.worst_month,
        "worst_month_available": availability.worst,
        "worst_month_added": each.worst_month_added,
        "available_by_month": [float(share) for share in availability.by_month["available"]],
        "lost_to_red_sea_suez": _number(each.lost_to_red_sea),
        "lost_to_luzon_strait": _number(each.lost_to_luzon),
        "score": {
            "points_of_100": each.score.points,
            "parts": [
                {
                    "part": part.name,
                    "measured": part.measured,
                    "full_marks_at": part.full,
                    "marks": part.marks,
                    "weight": part.weight,
                }
                for part in each.score.parts
            ],
        },
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a table; what is no number is nothing."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
