"""Table that compares routes; each pair of landings has two baselines: geodesic and shortest sea path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from routeplan.catalog.states import HIGH_SEAS, State, isos_of
from routeplan.cost.breakdown import DEPTH_BANDS_M
from routeplan.cost.round_trip import rtt_ms
from routeplan.cost.terms import BUILD_TERMS, LAND, LANDING
from routeplan.planning.comparison import Comparison
from routeplan.planning.route_list import Routes, list_routes
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    from routeplan.planning.system import Valued

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
    "land_km",
)
# Columns that only a route with a breakdown has.
BREAKDOWN_COLUMNS = (
    "life_cost_musd",
    "objective_musd",
    "faults_per_year",
    "repair_days_mean",
    "worst_month",
    "down_hours_per_year",
    "ice_km",
    "non_partner_km",
)
# Of a pair of landings; of a system with branches, summed over the spans between its landings and units.
BASELINES = ("geodesic", "shortest sea path")
SPAN_BASELINES = ("geodesics of all spans", "shortest sea paths of all spans")
POLICY_COLUMN = "policy_musd"  # only where a scenario sets a price; after the life cost


def compare(routes: Routes) -> Comparison:
    """Compare routes in one table.

    Parameters
    ----------
    routes : Route, System, Diverse, or iterable of them
        A system has a row of its own, and below it one for each segment.

    Returns
    -------
    Comparison
        A DataFrame that prints six columns, and all with ``.full``. For each pair of landings two baselines, then its
        routes; segments stand below their system, under its ends. The order of the columns is always:

        - ``ends``; ``name``; ``kind`` (baseline, route, system or segment); ``length_km`` on WGS 84;
          ``detour`` (length over geodesic); ``cable_km`` with slack; ``build_cost_musd``, then ``<term>_musd`` for each
          build term, landings last; ``rtt_ms``; ``max_depth_m``; ``landfall_km``, the sum of both ends; ``land_km``
          over other land by the coastline;
        - if a route has a breakdown: ``life_cost_musd``, build, repairs and outages, never weighted; ``policy_musd`` if
          a scenario sets a policy price; ``objective_musd``, the objective of the solver; ``faults_per_year``;
          ``repair_days_mean``; ``worst_month``, the month with the longest repairs;
          ``down_hours_per_year`` (downtime); ``ice_km`` with sea ice;
          ``non_partner_km`` in jurisdictions that are not partners of the scenario;
        - ``depth_<band>_km`` for each depth band, shallow to deep, and ``waters_<state>_km`` for each jurisdiction
          that a route enters, in alphabetical order, ``waters_high_seas_km`` last. Each group adds up to the length.

        Values that a baseline or a route without a breakdown does not have are NaN. The round trip of a baseline is
        that of a fibre of its length.

    Examples
    --------
    Two baselines come first, the geodesic and the shortest sea path; the route is longer than both:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> table = rp.compare(planner.route("galway", "halifax"))
    >>> table["kind"].tolist(), table["length_km"].is_monotonic_increasing
    (['baseline', 'baseline', 'route'], True)
    """
    from routeplan.planning.system import System

    pairs: dict[tuple[str, ...], list[Valued]] = {}
    for route in list_routes(routes, "compare"):
        ends: tuple[str, ...] = (route.start.id, route.end.id)
        if isinstance(route, System) and route.has_branches:  # baselines of all its spans
            ends = (*ends, *sorted(landing.id for landing in route.landings))
        pairs.setdefault(ends, []).append(route)
    rows = []
    for pair_routes in pairs.values():
        first = pair_routes[0]
        geodesic, sea_path = SPAN_BASELINES if _has_branches(first) else BASELINES
        rows.append(_baseline(geodesic, first.geodesic_km, first))
        rows.append(_baseline(sea_path, first.sea_km, first))
        rows.extend(row for route in pair_routes for row in _rows(route))
    columns = _in_order({column for row in rows for column in row})
    table = Comparison(rows, columns=columns)
    lengths = [column for column in columns if column.startswith(("depth_", "waters_"))]
    if lengths:
        has_breakdown = table["objective_musd"].notna()
        table.loc[has_breakdown, lengths] = table.loc[has_breakdown, lengths].fillna(0.0)
    return table


def non_partner_km(route: Valued, partners: frozenset[str] | None = None) -> float:
    """Kilometres in jurisdictions of which at least one claimant is not a partner.

    Parameters
    ----------
    route : Route or System
        One without a breakdown gives NaN, because its jurisdictions are not known.
    partners : frozenset of str, optional
        ISO 3166 alpha-2 codes; by default the partners of the route's scenario.
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


def _baseline(name: str, length_km: float, route: Valued) -> dict[str, str | float]:
    """Row of a baseline: length, detour, round trip; of a system with branches all its spans, and no round trip."""
    row: dict[str, str | float] = {column: float("nan") for column in COLUMNS}
    return row | {
        "ends": _ends(route),
        "name": name,
        "kind": "baseline",
        "length_km": length_km,
        "detour": length_km / route.geodesic_km,
        "rtt_ms": float("nan") if _has_branches(route) else rtt_ms(length_km),
    }


def _has_branches(route: Valued) -> bool:
    from routeplan.planning.system import System

    return isinstance(route, System) and route.has_branches


def _ends(route: Valued) -> str:
    """Names of the two landings."""
    return f"{route.start.name} – {route.end.name}"


def _rows(route: Valued) -> list[dict[str, str | float]]:
    """Rows of a route, or of a system and its segments, whose round trip is not that of a service."""
    from routeplan.planning.system import System

    if not isinstance(route, System):
        return [_row(route, "route")]
    shared: dict[str, str | float] = {"ends": _ends(route), "rtt_ms": float("nan")}
    return [_row(route, "system"), *(_row(segment, "segment") | shared for segment in route.segments)]


def _row(route: Valued, kind: str) -> dict[str, str | float]:
    return {
        "ends": _ends(route),
        "name": route.name,
        "kind": kind,
        "length_km": route.length_km,
        "detour": route.length_km / route.geodesic_km,
        "cable_km": route.cable_km,
        "build_cost_musd": route.build_cost_usd / 1e6,
        **{f"{term}_musd": usd / 1e6 for term, usd in route.build_terms_usd.items()},
        "rtt_ms": route.rtt_ms,
        "max_depth_m": route.max_depth_m,
        "landfall_km": sum(route.landfall_km),
        "land_km": float("nan") if route.land_km is None else route.land_km,
        **_breakdown_figures(route),
    }


def _breakdown_figures(route: Valued) -> dict[str, str | float]:
    """Figures of a row that come from the breakdown; empty without one."""
    breakdown, profile = route.breakdown, route.profile
    if breakdown is None:
        return {}
    exposure = breakdown.exposure
    by_band = profile["step_km"].groupby(profile["depth_band"]).sum()
    return {
        "life_cost_musd": route.life_cost_usd / 1e6,
        **({} if route.policy_usd is None else {POLICY_COLUMN: route.policy_usd / 1e6}),
        "objective_musd": route.objective_usd / 1e6,
        "faults_per_year": exposure.total_per_year,
        "repair_days_mean": exposure.repair_days_mean,
        "worst_month": month_name(exposure.worst_month),
        "down_hours_per_year": exposure.unavailability_hours_per_year,
        "ice_km": breakdown.ice_km,
        "non_partner_km": non_partner_km(route),
        **{f"depth_{_slug(str(band))}_km": float(km) for band, km in by_band.items()},
        **{f"waters_{_slug(label)}_km": km for label, km in breakdown.jurisdiction_km.items()},
    }


def _in_order(columns: set[str]) -> list[str]:
    """Sort columns in the order that :func:`compare` documents."""
    cost = COLUMNS.index("build_cost_musd") + 1
    terms = [f"{term}_musd" for term in (*BUILD_TERMS, LAND, LANDING)]
    bands = [f"depth_to_{limit:.0f}_m_km" for limit in DEPTH_BANDS_M] + [
        f"depth_over_{DEPTH_BANDS_M[-1]:.0f}_m_km"
    ]
    states = sorted(column for column in columns if column.startswith("waters_"))
    states.sort(key=lambda column: column == f"waters_{_slug(HIGH_SEAS)}_km")
    figures = list(BREAKDOWN_COLUMNS)
    if POLICY_COLUMN in columns:
        figures.insert(1, POLICY_COLUMN)
    of_breakdown = [*figures, *bands, *states] if "objective_musd" in columns else []
    known = {*COLUMNS, *terms, *of_breakdown}
    other_terms = sorted(columns - known)
    known_terms = [term for term in terms if term in columns]
    return [*COLUMNS[:cost], *known_terms, *other_terms, *COLUMNS[cost:], *of_breakdown]


def _slug(label: str) -> str:
    """Make a label usable in a column name: ``NO (Svalbard)`` gives ``NO_Svalbard``."""
    return re.sub(r"\W+", "_", label.replace(",", "")).strip("_")
