"""Redundancy that candidates add to existing cables between Europe, North America and Asia."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.errors import NoRouteError, UsageError
from routeplan.network.network import Network
from routeplan.network.open import open_network
from routeplan.network.ranking import Ranking, rank_candidates
from routeplan.planning.diverse import Diverse
from routeplan.planning.planner import Planner
from routeplan.planning.system import Valued
from routeplan.runtime.progress import track_items, track_stages

# Random states of the network per month: a quarter of those of `routeplan network`, so intervals are twice as wide.
_STATES_PER_MONTH = 2_500
# Anchors, slides and trawls rarely damage cables this far apart. Earthquakes do: 12 cables over hundreds of km
# (Grand Banks 1929).
SEPARATION_KM = 100.0


@dataclass(frozen=True, slots=True)
class DiversePair:
    """Two diverse routes between the landings of a candidate.

    Attributes
    ----------
    candidate : int
        Index of the candidate.
    routes : Diverse, optional
        None if there is no such pair.
    reason : str
        Why there is none; empty if there is.
    """

    candidate: int
    routes: Diverse | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Redundancy:
    """Redundancy of existing cables, alone and with each candidate.

    Attributes
    ----------
    network : Network
    ranking : Ranking
        One entry per candidate, the most hours saved first.
    spacing_km : float
        Cell size on which existing cables are routed.
    diverse_pairs : tuple of DiversePair
        Two diverse routes in place of a candidate.
    """

    network: Network
    ranking: Ranking
    spacing_km: float
    diverse_pairs: tuple[DiversePair, ...]


def derive_redundancy(planner: Planner, routes: Sequence[Valued], paired: Sequence[int]) -> Redundancy:
    """Rank candidates by what they add to existing cables, and find diverse pairs for some of them.

    Parameters
    ----------
    planner : Planner
        Routes and values existing cables; coarse cells are enough.
    routes : sequence of Route or System
        The candidates, with breakdowns.
    paired : sequence of int
        Indices of the candidates to find a diverse pair for.
    """
    with track_stages("existing cables and candidates", total=3) as stage:
        stage("network")
        network = open_network(planner, routes)
        stage("ranking")
        ranking = rank_candidates(network, states=_STATES_PER_MONTH)
        stage("diverse pairs")
        with track_items(paired, "diverse pairs") as candidates:
            pairs = tuple(_find_pair(planner, routes[candidate], candidate) for candidate in candidates)
    return Redundancy(network, ranking, planner.grid.spacing_m / 1000.0, pairs)


def _find_pair(planner: Planner, route: Valued, candidate: int) -> DiversePair:
    try:
        pair = planner.diverse(route.start, route.end, separation_km=SEPARATION_KM, prove=False)
    except (UsageError, NoRouteError) as error:
        return DiversePair(candidate, None, str(error))
    return DiversePair(candidate, pair)
