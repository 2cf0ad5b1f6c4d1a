"""One planner on wide cells, one route across the Atlantic, and its position list."""

import pytest

from routeplan.engineering.listing import RoutePositionList, derive_position_list
from routeplan.planning.open import open_planner
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route


@pytest.fixture(scope="session")
def planner() -> Planner:
    return open_planner(spacing_km=25)


@pytest.fixture(scope="session")
def atlantic(planner: Planner) -> Route:
    return planner.route("galway", "halifax", prove=False)


@pytest.fixture(scope="session")
def atlantic_list(planner: Planner, atlantic: Route) -> RoutePositionList:
    return derive_position_list(atlantic)
