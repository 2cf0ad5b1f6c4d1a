"""Layers of a network: its cables, existing and candidate, and their landings."""

from __future__ import annotations

from typing import Any

from routeplan.cost.breakdown import name_jurisdictions
from routeplan.geo.drawn_line import draw_line
from routeplan.geo.track import Line
from routeplan.network.build_options import BuildOption
from routeplan.network.links import Link, LinkKind
from routeplan.network.network import Network
from routeplan.network.ranking import Ranking
from routeplan.view.files.feature_record import FeatureRecord, FileLayerName, make_layer
from routeplan.view.files.landing_layers import landing_layer
from routeplan.view.files.provenance import provenance_of


def derive_network_features(
    network: Network, ranking: Ranking | None = None, *, scenario_sha256: str = ""
) -> FeatureRecord:
    """Make the record of a network; with a ranking, candidates have what they add.

    Cables beyond the domain, and parts that the grid could not draw, have no line and are not in it.
    """
    drawn = [link for link in network.links if len(link.lon) > 1]
    options = (
        {option.names[0]: option for option in ranking.options if len(option.names) == 1} if ranking else {}
    )
    rows = [_facts(link) | _gains(ranking, options.get(link.name)) for link in drawn]
    candidates = [link.name for link in drawn if link.kind is LinkKind.CANDIDATE]
    return FeatureRecord(
        f"{len(drawn) - len(candidates)} existing cables and {len(set(candidates))} candidates",
        (
            *make_layer(FileLayerName.CABLES, rows, [draw_line(Line(link.lon, link.lat)) for link in drawn]),
            *landing_layer(
                (node.landing for node in network.nodes if not node.is_unit),
                (node.landing for node in network.nodes if node.is_unit),
            ),
        ),
        provenance_of(network.sources, scenario_sha256, seed=ranking.seed if ranking else None),
    )


def _facts(link: Link) -> dict[str, Any]:
    return {
        "name": link.name,
        "status": str(link.kind.value),
        "system": link.system,
        "from": link.start.id,
        "to": link.end.id,
        "length_km": link.length_km,
        "cable_km": link.cable_km,
        "build_cost_usd": link.build_usd or None,
        "rtt_ms": link.rtt_ms,
        "faults_per_year": link.faults_per_year,
        "repair_days_mean": float(link.repair_days.mean()),
        "jurisdictions": name_jurisdictions(link.jurisdiction_km),
    }


def _gains(ranking: Ranking | None, option: BuildOption | None) -> dict[str, Any]:
    """Say what a candidate adds; nothing of an existing cable."""
    if ranking is None or option is None:
        return {}
    low, high = ranking.places(option)
    return {
        "rank_low": low,
        "rank_high": high,
        "hours_saved": option.hours_saved,
        "hours_low": option.hours_low,
        "hours_high": option.hours_high,
    }
