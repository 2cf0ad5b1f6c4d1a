"""Routes side by side, each pair of landings with its baselines: the geodesic and the shortest sea path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.route import Route

# Okabe and Ito, for every kind of colour vision, those first that stand out best from blue water; their yellow is left
# out: on white paper it cannot be seen.
ROUTE_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#0072B2", "#56B4E9")
COLUMNS = (
    "ends",
    "name",
    "kind",
    "length_km",
    "detour",
    "cable_km",
    "build_cost_musd",
    "rtt_ms",
    "max_depth_m",
    "landfall_km",
)


def route_colours(routes: Sequence[Route]) -> tuple[str, ...]:
    """Colour of each route, the same in map, table, profile and report."""
    return tuple(islice(cycle(ROUTE_COLOURS), len(routes)))


def compare(routes: Iterable[Route]) -> pd.DataFrame:
    """Set routes side by side.

    Parameters
    ----------
    routes : iterable of Route

    Returns
    -------
    DataFrame
        For each pair of landings two baselines and then its routes. Columns: ``ends``; ``name``; ``kind`` (baseline or
        route); ``length_km`` on WGS 84; ``detour`` (length over geodesic); ``cable_km`` with slack;
        ``build_cost_musd``, then one ``<term>_musd`` for each term; ``rtt_ms``; ``max_depth_m``;
        ``landfall_km`` over land, both ends together. What a baseline does not have is NaN; its round trip is
        that of a fibre of just its length.
    """
    import pandas as pd

    pairs: dict[tuple[str, str], list[Route]] = {}
    for route in routes:
        pairs.setdefault((route.start.id, route.end.id), []).append(route)
    rows = []
    for same_ends in pairs.values():
        first = same_ends[0]
        rows.append(_baseline("geodesic", first.geodesic_km, first))
        rows.append(_baseline("shortest sea path", first.sea_km, first))
        rows.extend(_row(route) for route in same_ends)
    return pd.DataFrame(rows)


def _baseline(name: str, length_km: float, route: Route) -> dict[str, str | float]:
    from routeplan.route import LATENCY_US_PER_KM

    missing: dict[str, str | float] = {column: float("nan") for column in COLUMNS}
    return missing | {
        "ends": _ends(route),
        "name": name,
        "kind": "baseline",
        "length_km": length_km,
        "detour": length_km / route.geodesic_km,
        "rtt_ms": 2.0 * length_km * LATENCY_US_PER_KM / 1000.0,
    }


def _ends(route: Route) -> str:
    return f"{route.start.name} – {route.end.name}"


def _row(route: Route) -> dict[str, str | float]:
    return {
        "ends": _ends(route),
        "name": route.name,
        "kind": "route",
        "length_km": route.length_km,
        "detour": route.length_km / route.geodesic_km,
        "cable_km": route.cable_km,
        "build_cost_musd": route.build_cost_usd / 1e6,
        **{f"{term}_musd": usd / 1e6 for term, usd in route.build_terms_usd.items()},
        "rtt_ms": route.rtt_ms,
        "max_depth_m": route.max_depth_m,
        "landfall_km": sum(route.landfall_km),
    }
