"""A network and what candidates add to it as the object that ``routeplan network --json`` prints."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import Any

from routeplan.network.model import PAIRS, Network
from routeplan.network.ranking import Ranking


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
        **ranking.record(),
        "scenario_sha256": scenario_sha256,
        "sources": [
            {"name": each.name, "licence": each.licence, "sha256": each.sha256} for each in network.sources
        ],
        "version": version("routeplan"),
    }


def _rows(table: Any) -> list[dict[str, Any]]:
    """Rows of a table; what is no number is nothing."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
