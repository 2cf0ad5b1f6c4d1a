"""Records of a network and of what candidates add to it, as ``routeplan network --json`` prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from routeplan.network.build_options import AddedRedundancy, BuildOption
from routeplan.network.links import Link
from routeplan.network.network import PAIRS, Network
from routeplan.network.ranking import Ranking
from routeplan.network.reported_straits import ReportedStrait
from routeplan.planning.records import finite_or_none, json_value


def network_record(
    network: Network, ranking: Ranking, scenario_sha256: str, avoided: Mapping[str, Any]
) -> dict[str, Any]:
    """Make the record of a network, its candidates and its sources; what is avoided is given as its own record."""
    return {
        "landings": sum(not node.is_unit for node in network.nodes),
        "links": len(network.links) - len(network.candidates),
        "candidates": list(candidate_jurisdiction_km(network)),
        "candidate_jurisdictions": candidate_jurisdiction_km(network),
        "candidate_systems": candidate_systems(network),
        "left_out": list(network.left_out),
        "own_cables": list(network.own_cables),
        "paths_today": {
            paths.name: {"most": paths.most, "cut": list(paths.cut), "paths": _rows(paths.table)}
            for paths in (network.disjoint_paths(*pair) for pair in PAIRS)
        },
        "parted_by_today": _rows(network.summary()),
        "shared_risks": _rows(network.shared_risks(adding=[link.name for link in network.candidates])),
        "single_points": _rows(network.single_points()),
        **ranking_record(ranking),
        **avoided,
        "scenario_sha256": scenario_sha256,
        "sources": [
            {"name": source.name, "licence": source.licence, "sha256": source.sha256}
            for source in network.sources
        ],
        "version": version("routeplan"),
    }


def candidate_jurisdiction_km(network: Network) -> dict[str, dict[str, float]]:
    """Sum kilometres by jurisdiction of each candidate, all links of a system together."""
    summed: dict[str, dict[str, float]] = {}
    for link in network.candidates:
        states = summed.setdefault(link.name, {})
        for label, km in link.jurisdiction_km.items():
            states[label] = states.get(label, 0.0) + km
    return summed


def candidate_systems(network: Network) -> list[dict[str, Any]]:
    """Describe the candidates that are systems: landings, branching units, links, and whether a cut stops them all."""
    by_name: dict[str, list[Link]] = {}
    for link in network.candidates:
        by_name.setdefault(link.name, []).append(link)
    return [_system_record(name, links) for name, links in by_name.items() if len(links) > 1]


def _system_record(name: str, links: Sequence[Link]) -> dict[str, Any]:
    nodes = {node.id: node for link in links for node in (link.start, link.end)}
    groups = {link.stops_with or link.id for link in links}
    return {
        "name": name,
        "landings": [node.id for node in nodes.values() if not node.is_unit],
        "branching_units": [
            {"name": node.landing.name, "lon": node.landing.lon, "lat": node.landing.lat}
            for node in nodes.values()
            if node.is_unit
        ],
        "links": [
            {
                "from": link.start.landing.name,
                "to": link.end.landing.name,
                "length_km": link.length_km,
                "faults_per_year": link.faults_per_year,
            }
            for link in links
        ],
        "links_that_fail_alone": len(groups),
    }


def ranking_record(ranking: Ranking) -> dict[str, Any]:
    """Make the record of what candidates add."""
    return {
        "states_a_month": ranking.states,
        "seed": ranking.seed,
        "today": _option_record(ranking.today, ranking.straits),
        "ranking": [
            _option_record(option, ranking.straits) | _rank_record(ranking, option)
            for option in ranking.options
        ],
    }


def _rank_record(ranking: Ranking, option: BuildOption) -> dict[str, Any]:
    low, high = ranking.places(option)
    return {
        "rank_low": low,
        "rank_high": high,
        "hours_saved_per_year": option.hours_saved,
        "hours_saved_per_year_90": [option.hours_low, option.hours_high],
    }


def _option_record(option: BuildOption, straits: Sequence[ReportedStrait]) -> dict[str, Any]:
    return {
        "candidates": list(option.names),
        "build_cost_usd": option.build_usd,
        "regions": [_added_record(option, added, straits) for added in option.by_regions],
        "latency": [
            {
                "pair": row["pair"],
                "rtt_ms": finite_or_none(row["rtt_ms"]),
                "saved_ms": finite_or_none(row["saved_ms"]),
                "cables": row["cables"],
            }
            for row in option.latencies.to_dict("records")
        ],
    }


def _added_record(
    option: BuildOption, added: AddedRedundancy, straits: Sequence[ReportedStrait]
) -> dict[str, Any]:
    availability = added.availability
    return {
        "regions": added.regions,
        "disjoint_paths": added.paths,
        "disjoint_paths_added": added.paths_added,
        "landing_disjoint_paths": added.landing_paths,
        "landing_disjoint_paths_added": added.landing_paths_added,
        "paths_needed": availability.needed,
        "short_hours_per_year": availability.short_hours,
        "short_hours_per_year_90": [availability.short_low, availability.short_high],
        "short_hours_per_year_95": list(availability.short_95),
        "hours_saved_per_year": added.hours_saved,
        "hours_saved_per_year_90": [added.hours_low, added.hours_high],
        "hours_saved_per_year_95": list(added.hours_95),
        "hours_saved_per_100_musd": finite_or_none(option.hours_per_100_musd(added)),
        "mean_paths_added": added.mean_paths_added,
        "left_by_joint_events_added": finite_or_none(added.left_added),
        "worst_month": availability.worst_month,
        "worst_month_available": availability.worst,
        "worst_month_added": added.worst_month_added,
        "available_by_month": [float(share) for share in availability.by_month["available"]],
        **{strait.record_key: finite_or_none(added.lost_to[strait.id]) for strait in straits},
        "score": {
            "points_of_100": added.score.points,
            "parts": [
                {
                    "part": part.name,
                    "measured": part.measured,
                    "full_marks_at": part.full,
                    "marks": part.marks,
                    "weight": part.weight,
                }
                for part in added.score.parts
            ],
        },
    }


def _rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a table, with None for NaN and infinity."""
    return [{str(key): json_value(value) for key, value in row.items()} for row in table.to_dict("records")]
