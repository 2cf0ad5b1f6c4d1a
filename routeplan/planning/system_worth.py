"""What a system is worth: tables and records of the availability of its landings, and of who pays for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from routeplan.planning.cost_shares import CostShare
from routeplan.planning.fibre_pairs import FibrePairs
from routeplan.planning.system_availability import LandingAvailability
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    import pandas as pd


def derive_landing_table(
    availability: Sequence[LandingAvailability],
    cost_shares: Sequence[CostShare],
    fibre_pairs: FibrePairs | None = None,
) -> pd.DataFrame:
    """Make a table with a row a landing.

    Columns: ``landing``, ``country``, ``on_trunk``, ``fibre_pairs`` where they are known, ``availability_pct``,
    ``down_hours_per_year``, ``worst_month``, ``worst_month_down_pct``, ``trunk_faults_per_year``; and, of a tree that
    was found, for landings of branches ``stand_alone_musd``, ``incremental_musd`` and ``shapley_musd``. A last row is
    the trunk's share.
    """
    import pandas as pd

    shares = {share.landing: share for share in cost_shares}
    pairs = dict(fibre_pairs.by_landing) if fibre_pairs else {}
    rows: list[dict[str, object]] = []
    for served in availability:
        share = shares.get(served.landing)
        rows.append(
            {
                "landing": served.landing.name,
                "country": served.landing.country,
                "on_trunk": served.on_trunk,
                **({"fibre_pairs": pairs[served.landing]} if pairs else {}),
                "availability_pct": served.availability_pct,
                "down_hours_per_year": served.down_hours_per_year,
                "worst_month": month_name(served.worst_month),
                "worst_month_down_pct": 100.0 * float(served.down_share_by_month.max()),
                "trunk_faults_per_year": served.trunk_faults_per_year,
                "stand_alone_musd": share.stand_alone_usd / 1e6 if share else float("nan"),
                "incremental_musd": share.incremental_usd / 1e6 if share else float("nan"),
                "shapley_musd": share.shapley_usd / 1e6 if share else float("nan"),
            }
        )
    if None in shares:
        trunk = shares[None]
        rows.append(
            {
                "landing": trunk.name,
                "stand_alone_musd": trunk.stand_alone_usd / 1e6,
                "incremental_musd": trunk.incremental_usd / 1e6,
                "shapley_musd": trunk.shapley_usd / 1e6,
            }
        )
    return pd.DataFrame(rows)


def worth_record(
    availability: Sequence[LandingAvailability], cost_shares: Sequence[CostShare]
) -> dict[str, Any]:
    """Describe availability by landing and month, and shares of the cost."""
    return {
        "communities_served": len(availability),
        "availability": [
            {
                "landing": served.landing.id,
                "name": served.landing.name,
                "on_trunk": served.on_trunk,
                "availability_pct": round(served.availability_pct, 4),
                "down_hours_per_year": round(served.down_hours_per_year, 2),
                "down_share_by_month": [round(float(share), 6) for share in served.down_share_by_month],
                "worst_month": served.worst_month,
                "trunk_faults_per_year": round(served.trunk_faults_per_year, 6),
            }
            for served in availability
        ],
        "cost_shares": [
            {
                "name": share.name,
                "landing": share.landing.id if share.landing else None,
                "stand_alone_usd": round(share.stand_alone_usd, 2),
                "incremental_usd": round(share.incremental_usd, 2),
                "shapley_usd": round(share.shapley_usd, 2),
            }
            for share in cost_shares
        ],
    }
