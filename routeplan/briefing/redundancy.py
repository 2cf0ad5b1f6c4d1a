"""What candidates add to today's cables, between Europe, North America and Asia."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.errors import NoRouteError, UsageError
from routeplan.network.network import Network
from routeplan.network.open import open_network
from routeplan.network.ranking import Ranking, rank_candidates
from routeplan.planning.diverse import Diverse
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.progress import follow, stages

# Random states of the network a month: a quarter of what the command takes, for intervals twice as wide.
_STATES = 2_500
# Anchors, slides and trawls rarely reach as far; earthquakes do (Grand Banks 1929: 12 cables over hundreds of km).
SEPARATION_KM = 100.0


@dataclass(frozen=True, slots=True)
class DiversePair:
    """Two routes between the landings of a candidate, kept apart.

    Attributes
    ----------
    candidate : int
        Its place.
    found : Diverse, optional
        None where there is no such pair.
    reason : str
        Why there is none; empty where there is.
    """

    candidate: int
    found: Diverse | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Today's cables, and each candidate beside them.

    Attributes
    ----------
    network : Network
    ranking : Ranking
        Candidates one by one, what saves most hours first.
    spacing_km : float
        Cells that today's cables are drawn on.
    apart : tuple of DiversePair
        The same question answered by two routes.
    """

    network: Network
    ranking: Ranking
    spacing_km: float
    apart: tuple[DiversePair, ...]


def derive_redundancy(planner: Planner, routes: Sequence[Route], doubled: Sequence[int]) -> Redundancy:
    """Put candidates beside today's cables, and double some of them.

    Parameters
    ----------
    planner : Planner
        Draws and values today's cables; coarse cells will do.
    routes : sequence of Route
        The candidates, with breakdowns.
    doubled : sequence of int
        Places of those between whose landings two routes are sought.
    """
    with stages("today's cables and the candidates", of=3) as stage:
        stage("network")
        network = open_network(planner, routes)
        stage("ranking")
        ranking = rank_candidates(network, states=_STATES)
        stage("pairs kept apart")
        with follow(doubled, "pairs kept apart") as places:
            apart = tuple(_double(planner, routes[at], at) for at in places)
    return Redundancy(network, ranking, planner.grid.spacing_m / 1000.0, apart)


def _double(planner: Planner, route: Route, at: int) -> DiversePair:
    try:
        return DiversePair(
            at, planner.diverse(route.start, route.end, separation_km=SEPARATION_KM, prove=False)
        )
    except (UsageError, NoRouteError) as error:
        return DiversePair(at, None, str(error))
