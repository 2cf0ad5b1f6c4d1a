"""Table of waters: states down, routes across, in parts that fit a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ROUTES_ACROSS = 10  # columns that fit the width of A4


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state: its label, whether it is a partner, and the path of the kilometres of each route, None for none."""

    state: str
    partner: bool
    paths: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class WatersPart:
    """Routes side by side, as indices of the record of waters, and the states that they pass."""

    routes: tuple[int, ...]
    states: tuple[StateRow, ...]


def derive_waters_parts(waters: Sequence[Mapping[str, Any]]) -> tuple[WatersPart, ...]:
    """Divide the routes into parts of a table, each with the states that its routes pass.

    Those that are no partners come first, then the others, the longest first.
    """
    indices = range(len(waters))
    return tuple(
        _part(waters, tuple(indices[first : first + _ROUTES_ACROSS]))
        for first in range(0, len(waters), _ROUTES_ACROSS)
    )


def _part(waters: Sequence[Mapping[str, Any]], routes: tuple[int, ...]) -> WatersPart:
    paths: dict[str, dict[int, str]] = {}
    km: dict[str, float] = {}
    partners: dict[str, bool] = {}
    for route in routes:
        for place, state in enumerate(waters[route]["states"]):
            label = state["state"]
            paths.setdefault(label, {})[route] = f"waters.{route}.states.{place}.km"
            km[label] = km.get(label, 0.0) + state["km"]
            partners[label] = state["partner"]
    return WatersPart(
        routes,
        tuple(
            StateRow(label, partners[label], tuple(paths[label].get(route) for route in routes))
            for label in sorted(km, key=lambda label: (partners[label], -km[label]))
        ),
    )
