"""Ranges of a briefing: what an ensemble says of the candidates' costs, and how often each costs least."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from routeplan.ensemble.outcomes import OPEN_SEA, Ensemble
from routeplan.planning.records import finite_or_none

_MUSD = 1e6


def ensemble_records(outcomes: Sequence[Ensemble]) -> list[dict[str, Any]]:
    """Describe each ensemble: life cost of its lines as assumed and in ranges, wins, largest regret, passages.

    Lines that cannot be built in any sample have nulls.
    """
    return [_record(outcome) for outcome in outcomes]


def _record(outcome: Ensemble) -> dict[str, Any]:
    costs = outcome.ranges("life_cost_usd").to_dict("index")
    return {
        "pair": outcome.pair_name,
        "world": outcome.world_name,
        "samples": outcome.count,
        "failed": len(outcome.failed),
        "lines": [
            {
                "name": name,
                "assumed_usd": _usd(costs[name]["assumed"]),
                "low_usd": _usd(costs[name]["p5"]),
                "median_usd": _usd(costs[name]["p50"]),
                "high_usd": _usd(costs[name]["p95"]),
                "wins_pct": 100.0 * float(outcome.wins[name]),
                "largest_regret_usd": _usd(float(outcome.regret["max"][name])),
            }
            for name in outcome.names
        ],
        "passages": [
            {"name": "" if name == OPEN_SEA else str(name), "share_pct": 100.0 * float(share)}
            for name, share in outcome.passage_wins.items()
        ],
    }


def _usd(musd: float) -> float | None:
    return finite_or_none(musd * _MUSD)
