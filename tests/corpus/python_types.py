"""Values of other types for Python's functions that take names, paths and texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import routeplan as rp

WRONG: tuple[Any, ...] = (b"bodo", 5, 1.5, {}, [], [None], (), set(), object(), True, Ellipsis, lambda: None)
NOTHING: tuple[Any, ...] = (None,)
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
CALLS = tuple(
    (f"{name}-{number}", call, value)
    for name, (call, values) in DOORS.items()
    for number, value in enumerate(values)
)
