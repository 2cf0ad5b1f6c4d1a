"""What a map says of a route in words and numbers: rows of its popup, lines of its tooltip, its profile."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.catalog.states import HIGH_SEAS
from routeplan.cost.breakdown import Breakdown
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.corridor import Passage
from routeplan.planning.route import Route

_MOST_WATERS = 3  # a popup names
_THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Stretches of a profile: the least and the greatest depth of each is kept, more than a screen has pixels for.
_STRETCHES = 300
_RUNS = ("waters", "ice")

Row = dict[str, object]


def route_facts(route: Route) -> list[Row]:
    """Sum up a route in rows of a small table: label, value, and whether it is part of the row above."""
    rows: list[tuple[str, str, bool]] = [
        ("From", _place(route.start), False),
        ("To", _place(route.end), False),
        ("Length", kilometres(route.length_km), False),
        ("Cable, slack included", kilometres(route.cable_km), False),
        ("Geodesic", kilometres(route.geodesic_km), False),
        ("Build cost", _millions(route.build_cost_usd), False),
        *((_words(term), _millions(usd), True) for term, usd in route.build_terms_usd.items()),
        ("Round trip", _milliseconds(route), False),
        *(_account_facts(route.breakdown) if route.breakdown else ()),
        ("Greatest depth", f"{_grouped(route.max_depth_m)} m", False),
        ("Landfall, start and end", " and ".join(f"{km:.1f}" for km in route.landfall_km) + " km", False),
    ]
    return [{"label": label, "value": value, "part": part} for label, value, part in rows]


def route_hint(route: Route) -> list[str]:
    """Say the least of a route, in a line each: length, cost, faults, latency."""
    lines = [
        f"{kilometres(route.length_km)}, {_millions(route.build_cost_usd)} to build",
        f"{_milliseconds(route)} round trip",
    ]
    if route.breakdown:
        exposure = route.breakdown.exposure
        lines.append(
            f"{exposure.total_per_year:.2f} faults and {_grouped(exposure.unavailability_hours_per_year)} hours "
            "down a year"
        )
    return lines


def route_profile(route: Route) -> Row:
    """Depth along a route, with whose waters it passes and what ice lies on them.

    Returns
    -------
    dict
        ``km`` and ``depth`` (metres), lists of equal length from the start to the end: of every stretch its least
        and its greatest depth, in the order in which they come. ``waters`` and ``ice``: [from km, word] of each run,
        where the route has a breakdown.
    """
    profile = route.profile
    kp_km, depth_m = (
        profile["kp_km"].to_numpy(dtype=np.float64),
        profile["depth_m"].to_numpy(dtype=np.float64),
    )
    at = _telling(depth_m, _STRETCHES)
    middle_km = kp_km + profile["step_km"].to_numpy(dtype=np.float64) / 2
    told: Row = {
        "length": round(route.length_km, 1),
        "km": middle_km[at].round().astype(int).tolist(),
        "depth": np.maximum(depth_m[at], 0.0).round().astype(int).tolist(),
    }
    return told | {each: _runs(kp_km, profile[each]) for each in _RUNS if each in profile}


def _telling(depth_m: FloatArray, stretches: int) -> list[int]:
    """Where depth is least and where it is greatest in each of so many stretches, and both ends."""
    if len(depth_m) <= 2 * stretches:
        return list(range(len(depth_m)))
    edges = np.linspace(0, len(depth_m), stretches + 1).astype(int)
    extremes = {
        first + int(found(depth_m[first:last]))
        for first, last in pairwise(edges)
        for found in (np.argmin, np.argmax)
    }
    return sorted(extremes | {0, len(depth_m) - 1})


def _runs(kp_km: FloatArray, words: pd.Series) -> list[list[object]]:
    """Where each run of a word begins, km, and the word."""
    begins = np.flatnonzero(words.ne(words.shift()).to_numpy())
    return [[round(float(kp_km[at])), str(words.iloc[at])] for at in begins]


def _account_facts(breakdown: Breakdown) -> list[tuple[str, str, bool]]:
    """Say what breaks a route, what it costs in the end, and whose waters it passes."""
    exposure = breakdown.exposure
    longest = list(breakdown.jurisdiction_km.items())[:_MOST_WATERS]
    states = sum(label != HIGH_SEAS for label in breakdown.jurisdiction_km)
    return [
        ("Minimised cost", _millions(sum(breakdown.objective_terms_usd.values())), False),
        ("Faults a year", f"{exposure.total_per_year:.2f}", False),
        ("Days to repair one, mean", f"{exposure.repair_days_mean:.0f}", True),
        ("Hours down a year", _grouped(exposure.unavailability_hours_per_year), True),
        ("Waters of states", str(states), False),
        *((label[:1].upper() + label[1:], kilometres(km), True) for label, km in longest),
        ("In waters with ice", kilometres(breakdown.ice_km), False),
    ]


def passage_facts(passage: Passage) -> list[Row]:
    """Sum up a passage in rows of a small table: label, value, and whether it is part of the row above."""
    rows = [
        ("Crosses at", passage.position),
        ("By", ", ".join(passage.straits) or "no named narrows of its own"),
        ("Dearer than the best", f"{passage.excess_pct:.1f} %"),
        ("Length", kilometres(passage.length_km)),
        ("Cost", _millions(passage.cost_usd)),
    ]
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


def _words(term: str) -> str:
    return term.replace("_", " ").capitalize()


def _place(landing: Landing) -> str:
    return f"{landing.name}, {landing.country}" if landing.country else landing.name
