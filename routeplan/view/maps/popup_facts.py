"""Facts of a route on a map: rows of its popup, lines of its tooltip, its depth profile."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.catalog.states import HIGH_SEAS
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import describe_days
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.corridor import Passage
from routeplan.planning.route import Route
from routeplan.view.term_labels import term_label

_MOST_JURISDICTIONS = 3  # in a popup
_LEAST_NAMED_USD = 0.05e6  # a term below it rounds to 0.0 million
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Stretches of a profile; the least and the greatest depth of each is kept, more than a screen can show.
_STRETCHES = 300
_RUNS = {"waters": "jurisdiction", "ice": "ice"}  # columns of a profile, and their keys on a map

Row = dict[str, object]


def route_facts(route: Route) -> list[Row]:
    """Describe a route in rows: label, value, and whether the row is part of the one above."""
    rows: list[tuple[str, str, bool]] = [
        ("From", _place(route.start), False),
        ("To", _place(route.end), False),
        *(("GAVE WAY", area.text, False) for area in route.gave_way.areas),
        ("Length", kilometres(route.length_km), False),
        ("Cable with slack", kilometres(route.cable_km), False),
        ("Geodesic", kilometres(route.geodesic_km), False),
        ("Build cost", _millions(route.build_cost_usd), False),
        *_term_facts(route.build_terms_usd),
        *(_money_facts(route, route.breakdown) if route.breakdown else ()),
        ("Round-trip time", _milliseconds(route), False),
        *(_breakdown_facts(route.breakdown) if route.breakdown else ()),
        ("Greatest depth", f"{_grouped(route.max_depth_m)} m", False),
        ("Landfall, start and end", " and ".join(f"{km:.1f}" for km in route.landfall_km) + " km", False),
    ]
    return [{"label": label, "value": value, "part": part} for label, value, part in rows]


def route_hint(route: Route) -> list[str]:
    """Describe a route in short lines: length, build and life cost, latency, faults and downtime."""
    lines = [
        *(f"GAVE WAY: {area.title}, {kilometres(area.km)} inside" for area in route.gave_way.areas),
        f"{kilometres(route.length_km)}, {_millions(route.build_cost_usd)} build cost",
        f"{_milliseconds(route)} round-trip time",
    ]
    if route.breakdown:
        exposure = route.breakdown.exposure
        lines.insert(-1, f"{_millions(route.life_cost_usd)} life cost")
        lines.append(
            f"{exposure.total_per_year:.2f} faults per year, "
            f"downtime {_grouped(exposure.unavailability_hours_per_year)} h/yr"
        )
    return lines


def route_profile(route: Route) -> Row:
    """Give depth, jurisdiction and sea ice along a route.

    Returns
    -------
    dict
        ``km`` and ``depth`` (metres): lists of equal length from start to end, with the least and the greatest depth
        of every stretch. ``jurisdiction`` and ``ice``: [from km, value] of each run, if the route has a breakdown.
    """
    profile = route.profile
    kp_km, depth_m = (
        profile["kp_km"].to_numpy(dtype=np.float64),
        profile["depth_m"].to_numpy(dtype=np.float64),
    )
    at = _extremes(depth_m, _STRETCHES)
    middle_km = kp_km + profile["step_km"].to_numpy(dtype=np.float64) / 2
    facts: Row = {
        "length": round(route.length_km, 1),
        "km": middle_km[at].round().astype(int).tolist(),
        "depth": np.maximum(depth_m[at], 0.0).round().astype(int).tolist(),
    }
    return facts | {key: _runs(kp_km, profile[column]) for column, key in _RUNS.items() if column in profile}


def _extremes(depth_m: FloatArray, stretches: int) -> list[int]:
    """Find where depth is least and greatest in each stretch, and both ends."""
    if len(depth_m) <= 2 * stretches:
        return list(range(len(depth_m)))
    edges = np.linspace(0, len(depth_m), stretches + 1).astype(int)
    extremes = {
        first + int(found(depth_m[first:last]))
        for first, last in pairwise(edges)
        for found in (np.argmin, np.argmax)
    }
    return sorted(extremes | {0, len(depth_m) - 1})


def _runs(kp_km: FloatArray, values: pd.Series) -> list[list[object]]:
    """Give where each run of equal values begins, km, and the value."""
    begins = np.flatnonzero(values.ne(values.shift()).to_numpy())
    return [[round(float(kp_km[at])), str(values.iloc[at])] for at in begins]


def _term_facts(terms_usd: Mapping[str, float]) -> list[tuple[str, str, bool]]:
    """Give one row for each term that is not nil in the unit of the rows."""
    return [
        (_capital(term_label(term)), _millions(usd), True)
        for term, usd in terms_usd.items()
        if usd >= _LEAST_NAMED_USD
    ]


def _money_facts(route: Route, breakdown: Breakdown) -> list[tuple[str, str, bool]]:
    """Describe life cost and its parts; policy and objective only where they are something else."""
    facts = [
        ("Life cost", _millions(route.life_cost_usd), False),
        ("Build cost", _millions(route.build_cost_usd), True),
        *_term_facts(breakdown.upkeep_terms_usd),
    ]
    if route.policy_usd is not None:
        facts.append(("Policy, not paid", _millions(route.policy_usd), False))
        facts += _term_facts(route.policy_terms_usd)
    if route.objective_words:
        weighted = "Objective, weighted" if route.is_weighted else "Objective"
        facts.append((weighted, _millions(route.objective_usd), False))
    return facts


def _breakdown_facts(breakdown: Breakdown) -> list[tuple[str, str, bool]]:
    """Describe faults, downtime, jurisdictions and ice of a route."""
    exposure = breakdown.exposure
    longest = list(breakdown.jurisdiction_km.items())[:_MOST_JURISDICTIONS]
    states = sum(label != HIGH_SEAS for label in breakdown.jurisdiction_km)
    return [
        ("Faults per year", f"{exposure.total_per_year:.2f}", False),
        ("Mean repair time", describe_days(exposure.repair_days_mean), True),
        ("Downtime", f"{_grouped(exposure.unavailability_hours_per_year)} h/yr", True),
        ("Jurisdictions", str(states), False),
        *((_capital(label), kilometres(km), True) for label, km in longest),
        ("Length with sea ice", kilometres(breakdown.ice_km), False),
    ]


def passage_facts(passage: Passage) -> list[Row]:
    """Describe a passage in rows: label, value, and whether the row is part of the one above."""
    rows = [
        ("Position", passage.position),
        ("Straits", ", ".join(passage.straits) or "no named strait"),
        ("Excess over the best", f"{passage.excess_pct:.1f} %"),
        ("Length", kilometres(passage.length_km)),
    ]
    if passage.breakdown is None:
        rows.append(("Objective without landings", _millions(passage.cost_usd)))
    else:
        rows.append(("Life cost", _millions(passage.breakdown.life_cost_usd)))
        rows.append(("Jurisdictions", passage.breakdown.jurisdictions_text))
    return [{"label": label, "value": value, "part": False} for label, value in rows]


def kilometres(length_km: float) -> str:
    """Write a length for people.

    Examples
    --------
    >>> kilometres(13812.4).replace("\N{NARROW NO-BREAK SPACE}", " ")
    '13 812 km'
    """
    return f"{_grouped(length_km)} km"


def _grouped(value: float) -> str:
    return f"{value:,.0f}".replace(",", _THIN_SPACE) if math.isfinite(value) else "unknown"


def _millions(usd: float) -> str:
    return f"{usd / 1e6:,.1f} M USD".replace(",", _THIN_SPACE)


def _milliseconds(route: Route) -> str:
    return f"{route.rtt_ms:.1f} ms"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _place(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.name
