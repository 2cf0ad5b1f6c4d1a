"""One briefing of real routes on coarse cells, for all tests."""

from __future__ import annotations

import pytest
from briefing_kit import DAY, PAIRS

import routeplan as rp
from routeplan.briefing.briefing import Briefing, report
from routeplan.planning.planner import Planner


@pytest.fixture(scope="session")
def planner() -> Planner:
    return rp.open_planner(spacing_km=40)


@pytest.fixture(scope="session")
def briefing(planner) -> Briefing:
    return report(planner, PAIRS, on=DAY)


@pytest.fixture(scope="session")
def page(briefing) -> str:
    return briefing.html()
