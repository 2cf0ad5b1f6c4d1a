"""Solvers, answers and pins that tests of the live planner share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from live_kit import EXPORT_SPACING_KM, EXPORTED, SPACING_KM, ask, ask_coarse

import routeplan as rp
from routeplan.live.route_solver import Answer, LiveSolver
from routeplan.live.session import Pin
from routeplan.live.state import PlanRequest
from routeplan.planning.planner import Planner


@pytest.fixture(scope="session")
def coarse() -> Planner:
    return rp.open_planner(spacing_km=SPACING_KM)


@pytest.fixture(scope="session")
def solver(coarse) -> LiveSolver:
    return LiveSolver(coarse)


@pytest.fixture(scope="session")
def answered(solver) -> Callable[..., Answer]:
    """Make an answer in which only request, cell size and corridor are of use."""
    whole = list(solver.replies(ask()))[1]

    def make(request: PlanRequest, spacing_km: float = 10.0, *, corridor: bool = True) -> Answer:
        route = replace(whole.route, spacing_km=spacing_km)
        return Answer(request, route, whole.excess_pct if corridor else None, whole.terms, 0.1)

    return make


@pytest.fixture(scope="session")
def export_solver() -> LiveSolver:
    return LiveSolver(rp.open_planner(ask_coarse().scenario, spacing_km=EXPORT_SPACING_KM))


@pytest.fixture(scope="session")
def pin_of(export_solver) -> Callable[..., Pin]:
    """Pin the answer to a request of `EXPORTED`."""
    answers: dict[str, Answer] = {}

    def pin(name: str, number: int = 1) -> Pin:
        if name not in answers:
            *_, answers[name] = export_solver.replies(EXPORTED[name])
        return Pin(number, answers[name])

    return pin
