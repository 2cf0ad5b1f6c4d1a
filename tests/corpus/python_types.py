"""Values of other types for Python's functions that take names, paths and texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import routeplan as rp
from routeplan.planning.what_if import with_assumption

WRONG: tuple[Any, ...] = (b"bodo", 5, 1.5, {}, [], [None], (), set(), object(), True, Ellipsis, lambda: None)
NOTHING: tuple[Any, ...] = (None,)
NO_NUMBER: tuple[Any, ...] = ("5", b"5", {}, [], [5], (), set(), object(), True, Ellipsis, 1j, lambda: None)
NO_PATH: tuple[Any, ...] = (b"x.nc", 5, {}, [], [None], (), set(), object(), True, Ellipsis)
NO_AREA: tuple[Any, ...] = (b"RU", 5, [None], [5], object(), True, Ellipsis, lambda: None)


@cache
def coarse() -> rp.Planner:
    """A planner whose answers take no time."""
    return rp.open_planner(spacing_km=100)


DOORS: dict[str, tuple[Callable[[Any], object], tuple[Any, ...]]] = {
    "find_landing": (rp.find_landing, WRONG + NOTHING),
    "find_landings": (rp.find_landings, WRONG + NOTHING),
    "search_landings": (rp.search_landings, WRONG),
    "search_landings-country": (lambda value: rp.search_landings(country=value), WRONG),
    "read_scenario": (rp.read_scenario, WRONG + NOTHING),
    "Scenario.preset": (rp.Scenario.preset, WRONG + NOTHING),
    "open_planner": (rp.open_planner, WRONG + NOTHING),
    "read_lines": (rp.read_lines, WRONG + NOTHING),
    "read_cable_types": (rp.read_cable_types, WRONG),
    "read_ensemble": (rp.read_ensemble, WRONG + NOTHING),
    "report": (rp.report, WRONG + NOTHING),
    "write_scenario": (
        lambda value: rp.write_scenario(rp.Scenario.preset("balanced"), value),
        WRONG + NOTHING,
    ),
    "write_result": (lambda value: rp.write_result([], value), WRONG + NOTHING),
    "write_figure": (lambda value: rp.write_figure(None, value), WRONG + NOTHING),
    "write_map": (lambda value: rp.write_map(None, value), WRONG + NOTHING),
    "write_report": (lambda value: rp.write_report(None, value), WRONG + NOTHING),
}
DOORS |= {
    f"open_planner-{name}": (lambda value, name=name: rp.open_planner(**{name: value}), NO_NUMBER)
    for name in ("spacing_km", "south_deg", "landfall_limit_km", "memory_limit_gb")
}
DOORS |= {
    "open_planner-bathymetry": (lambda value: rp.open_planner(bathymetry=value), NO_PATH),
    "open_planner-surveys": (lambda value: rp.open_planner(surveys=[value]), NO_PATH + NOTHING),
    "avoid": (lambda value: coarse().route("galway", "halifax", avoid=value), NO_AREA),
    "via": (lambda value: coarse().route("galway", "halifax", via=value), NO_AREA),
    "diverse-count": (lambda value: coarse().diverse("galway", "halifax", count=value), (*NO_NUMBER, 2.5)),
    "diverse-separation": (
        lambda value: coarse().diverse("galway", "halifax", separation_km=value),
        NO_NUMBER + NOTHING,
    ),
    "corridor": (lambda value: coarse().corridor("galway", "halifax", within_pct=value), NO_NUMBER + NOTHING),
    "system-stops": (lambda value: coarse().system(value), WRONG + NOTHING),
    "system-branches": (
        lambda value: coarse().system(["galway", "halifax"], branches=value),
        NO_AREA + NOTHING,
    ),
    "ensemble-samples": (lambda value: rp.ensemble(coarse(), "galway", "halifax", samples=value), NO_NUMBER),
    "ensemble-seed": (lambda value: rp.ensemble(coarse(), "galway", "halifax", seed=value), NO_NUMBER),
    "times": (
        lambda value: with_assumption(coarse(), "repair.usd_per_repair", times=value),
        NO_NUMBER + NOTHING,
    ),
    "key": (lambda value: with_assumption(coarse(), value, times=2), WRONG + NOTHING),
}
CALLS = tuple(
    (f"{name}-{number}", call, value)
    for name, (call, values) in DOORS.items()
    for number, value in enumerate(values)
)
