"""JSON record of a set of diverse routes."""

from __future__ import annotations

from typing import Any

from routeplan.planning.diverse import Diverse, Price, Separation
from routeplan.planning.records import (
    DEGREE_DECIMALS,
    finite_or_none,
    rounded_up_gap,
)


def diverse_record(found: Diverse) -> dict[str, Any]:
    """Return the object that ``routeplan diverse --json`` prints."""
    return {
        "separation_km": found.separation_km,
        "zone_km": found.zone_km,
        "least_km": finite_or_none(found.least_km),
        "p5_km": finite_or_none(found.p5_km),
        "line_usd": found.line_usd,
        "searched_usd": found.searched_usd,
        "greedy_usd": found.greedy_usd,
        "bound_usd": found.bound_usd,
        "optimality_gap_pct": rounded_up_gap(found.gap_pct),
        "price": _price_record(found.price),
        "best": found.best.record(),
        "routes": [
            {"name": route.name, **route.record(), "extra": _price_record(price)}
            for route, price in zip(found.routes, found.prices, strict=True)
        ],
        "pairs": [_separation_record(pair) for pair in found.pairs],
        "solve_seconds": round(found.solve_seconds, 3),
    }


def _price_record(price: Price) -> dict[str, float]:
    return {
        "km": price.km,
        "usd": price.usd,
        "life_usd": price.life_usd,
        "build_usd": price.build_usd,
        "rtt_ms": price.ms,
    }


def _separation_record(pair: Separation) -> dict[str, Any]:
    return {
        "routes": list(pair.names),
        "least_km": finite_or_none(pair.least_km),
        "p5_km": finite_or_none(pair.p5_km),
        "shared_km": [
            {"within_km": km, "first_km": first, "second_km": second}
            for km, (first, second) in pair.shared_km.items()
        ],
        "pinches": [
            {
                "lon": round(bottleneck.lon, DEGREE_DECIMALS),
                "lat": round(bottleneck.lat, DEGREE_DECIMALS),
                "separation_km": bottleneck.separation_km,
                "missing_km": bottleneck.missing_km,
                "first_km": bottleneck.stretch_km[0],
                "second_km": bottleneck.stretch_km[1],
            }
            for bottleneck in pair.bottlenecks
        ],
        "shared": [
            {"kind": risk.kind, "name": risk.name, "first_km": risk.km[0], "second_km": risk.km[1]}
            for risk in pair.shared
        ],
    }
