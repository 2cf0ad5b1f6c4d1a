"""Routes side by side, each pair of landings with its baselines: the geodesic and the shortest sea path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from routeplan.catalog.states import HIGH_SEAS, State, isos_of
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    import pandas as pd

    from routeplan.planning.route import Route

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
# Of routes with a breakdown.
ACCOUNT_COLUMNS = (
    "objective_musd",
    "faults_per_year",
    "repair_days_mean",
    "worst_month",
    "down_hours_per_year",
    "ice_km",
    "non_partner_km",
)


def compare(routes: Iterable[Route]) -> pd.DataFrame:
    """Set routes side by side.

    Parameters
    ----------
    routes : iterable of Route

    Returns
    -------
    DataFrame
        For each pair of landings two baselines and then its routes. Columns, in this order whatever the routes:

        - ``ends``; ``name``; ``kind`` (baseline or route); ``length_km`` on WGS 84; ``detour`` (length over
          geodesic); ``cable_km`` with slack; ``build_cost_musd``, then one ``<term>_musd`` for each term in the
          order of building, landings last; ``rtt_ms``; ``max_depth_m``; ``landfall_km`` over land, both ends
          together;
        - if a route has a breakdown: ``objective_musd``, what was minimised; ``faults_per_year``;
          ``repair_days_mean``; ``worst_month``, whose faults take longest to repair; ``down_hours_per_year``;
          ``ice_km`` in waters with sea ice; ``non_partner_km`` in waters of no partners of its scenario;
        - ``depth_<band>_km`` for each band of depth, shallow to deep, and ``waters_<state>_km`` for each state that a
          route passes, by the alphabet, ``waters_high_seas_km`` last. Either adds up to the length.

        What a baseline or a route without breakdown does not have is NaN; a baseline's round trip is that of a fibre
        of just its length.
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
    columns = _in_order({column for row in rows for column in row})
    table = pd.DataFrame(rows, columns=columns)
    passed = [column for column in columns if column.startswith(("depth_", "waters_"))]
    if passed:
        settled = table["objective_musd"].notna()
        table.loc[settled, passed] = table.loc[settled, passed].fillna(0.0)
    return table


def non_partner_km(route: Route, partners: frozenset[str] | None = None) -> float:
    """Kilometres in waters of states that are no partners, or that one who is not claims as well.

    Parameters
    ----------
    route : Route
        NaN without a breakdown, for nobody has looked whose waters it passes.
    partners : frozenset of str, optional
        ISO 3166 alpha-2; without them, those of the scenario that the route was planned under.
    """
    if route.breakdown is None:
        return float("nan")
    jurisdiction_km = route.breakdown.jurisdiction_km
    partners = route.breakdown.partners if partners is None else partners
    return float(
        sum(
            km for label, km in jurisdiction_km.items() if not State(label, isos_of(label)).is_among(partners)
        )
    )


def _baseline(name: str, length_km: float, route: Route) -> dict[str, str | float]:
    from routeplan.planning.route import LATENCY_US_PER_KM

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
        **_account_figures(route),
    }


def _account_figures(route: Route) -> dict[str, str | float]:
    breakdown, profile = route.breakdown, route.profile
    if breakdown is None:
        return {}
    exposure = breakdown.exposure
    by_band = profile["step_km"].groupby(profile["depth_band"]).sum()
    return {
        "objective_musd": route.objective_usd / 1e6,
        "faults_per_year": exposure.total_per_year,
        "repair_days_mean": exposure.repair_days_mean,
        "worst_month": month_name(exposure.worst_month),
        "down_hours_per_year": exposure.unavailability_hours_per_year,
        "ice_km": breakdown.ice_km,
        "non_partner_km": non_partner_km(route),
        **{f"depth_{_slug(str(band))}_km": float(km) for band, km in by_band.items()},
        **{f"waters_{_slug(waters)}_km": km for waters, km in breakdown.jurisdiction_km.items()},
    }


def _in_order(columns: set[str]) -> list[str]:
    """Put columns in the order that :func:`compare` promises."""
    from routeplan.cost.breakdown import DEPTH_BANDS_M
    from routeplan.cost.surface import BUILD_TERMS, LANDING

    cost = COLUMNS.index("build_cost_musd") + 1
    terms = [f"{term}_musd" for term in (*BUILD_TERMS, LANDING)]
    bands = [f"depth_to_{limit:.0f}_m_km" for limit in DEPTH_BANDS_M] + [
        f"depth_over_{DEPTH_BANDS_M[-1]:.0f}_m_km"
    ]
    states = sorted(column for column in columns if column.startswith("waters_"))
    states.sort(key=lambda column: column == f"waters_{_slug(HIGH_SEAS)}_km")
    with_account = [*ACCOUNT_COLUMNS, *bands, *states] if "objective_musd" in columns else []
    known = {*COLUMNS, *terms, *with_account}
    other_terms = sorted(columns - known)
    own_terms = [term for term in terms if term in columns]
    return [*COLUMNS[:cost], *own_terms, *other_terms, *COLUMNS[cost:], *with_account]


def _slug(label: str) -> str:
    """Make a label part of a column's name: ``NO (Svalbard)`` is ``NO_Svalbard``, ``to 1,000 m`` is ``to_1000_m``."""
    return re.sub(r"\W+", "_", label.replace(",", "")).strip("_")
