"""The question that tests of the briefing ask, and made-up records of candidates."""

from __future__ import annotations

from datetime import date

from routeplan.briefing.waters import waters_records
from routeplan.catalog.states import PARTNERS_TRUSTED

PAIRS = ("bodo:tomakomai", "galway:halifax", "sopelana:virginia-beach")
DAY = date(2026, 11, 25)

QUICK_IN_OCTOBER = [15.0] * 9 + [73.05] + [15.0] * 2  # a fifth of a year after a fault in October


def candidate(
    name, *, life=200e6, build=150e6, ice_km=0.0, waters=None, days=None, land_km=0.0, life_counts=True
):
    """A candidate of 1,000 km; ``waters`` are kilometres by state, the rest are high seas. Its range is 80 to 140 %."""
    waters = waters or {}
    return {
        "name": name,
        "life_cost_usd": life,
        "life_terms_usd": {"cable": build, "repair": 0.0, "outage": life - build if life_counts else 0.0},
        "build_cost_usd": build,
        "build_cost_range_usd": {"low": 0.8 * build, "likely": build, "high": 1.4 * build},
        "repair_days_by_month": days or QUICK_IN_OCTOBER,
        "ice_km": ice_km,
        "land_km": land_km,
        "length_km": 1000.0,
        "non_partner_km": sum(km for state, km in waters.items() if state in ("RU", "CN")),
        "jurisdictions": {"high seas": 1000.0 - sum(waters.values()), **waters},
    }


def move(words, *outcomes, changes=(), key="faults.ice_scour", after=2.0):
    """A changed assumption; outcomes are per cent of the life cost and kilometres moved, or None for no route."""
    return {
        "key": key,
        "after": after,
        "words": words,
        "outcomes": [pair and {"life_cost_pct": pair[0], "moved_km": pair[1]} for pair in outcomes],
        "changes": list(changes),
    }


def closed(*outcomes, changes=()):
    """Waters of non-partners closed."""
    return move("waters closed", *outcomes, changes=changes, key="policy.non_partner_waters", after="closed")


def other_way(index, percent, waters):
    """Another way for a candidate, so much dearer over its life."""
    way = candidate("Other", waters=waters)
    figures = {key: way[key] for key in ("name", "length_km", "non_partner_km", "jurisdictions")}
    return {"candidate": index, "life_cost_pct": percent, "apart_km": 900.0} | figures


def added(name="Europe – Asia", *, paths=4, more=1, hours=(350.0, 392.0)):
    """What a candidate adds between two regions that have three disjoint paths today."""
    return {
        "regions": name,
        "disjoint_paths": paths,
        "disjoint_paths_added": more,
        "hours_saved_per_year": sum(hours) / 2,
        "hours_saved_per_year_90": list(hours),
    }


def ranked(gains):
    """Cases of a ranking: a rank is as low as the number of candidates that are surely better, and one, allows."""
    intervals = [gain["hours_saved_per_year_90"] for gain in gains]
    return [
        {
            "candidate": at,
            "rank_low": 1 + sum(low > own[1] for low, _ in intervals),
            "rank_high": len(gains) - sum(high < own[0] for _, high in intervals),
            "regions": [gain],
        }
        for at, (gain, own) in enumerate(zip(gains, intervals, strict=True))
    ]


def made_up_record(*candidates, lead_pct=None, moves=(), gains=None, pairs=(), ways=()):
    """A record of one connection with these candidates, without what the answer does not read."""
    order = sorted(range(len(candidates)), key=lambda at: candidates[at]["life_cost_usd"])
    redundancy = gains and {
        "today": {"regions": [added(paths=3, more=0)]},
        "ranking": ranked(gains),
        "apart": list(pairs),
    }
    return {
        "candidates": list(candidates),
        "connections": [
            {
                "name": "Europe – Asia",
                "candidates": list(range(len(candidates))),
                "count": len(candidates),
                "preferred": order[0],
                "second": order[1] if len(order) > 1 else None,
                "lead_pct": lead_pct,
            }
        ],
        "sensitivity": {
            "count": len(moves),
            "changing": sum(1 for change in moves if change["changes"]),
            "moves": list(moves),
        },
        "redundancy": redundancy,
        "other_ways": list(ways),
        "waters": waters_records(candidates, redundancy, PARTNERS_TRUSTED, ways),
    }
