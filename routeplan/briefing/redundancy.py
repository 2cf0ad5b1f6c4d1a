"""What candidates add to today's cables, between Europe, North America and Asia."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.network.model import Network
from routeplan.network.opening import open_network
from routeplan.network.ranking import Ranking, rank
from routeplan.planner import Planner
from routeplan.route import Route

# Random states of the network a month: a quarter of what the command takes, for intervals twice as wide.
_STATES = 2_500


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
    """

    network: Network
    ranking: Ranking
    spacing_km: float


def derive_redundancy(planner: Planner, routes: Sequence[Route]) -> Redundancy:
    """Put candidates beside today's cables.

    Parameters
    ----------
    planner : Planner
        Draws and values today's cables; coarse cells will do.
    routes : sequence of Route
        The candidates, with accounts.
    """
    network = open_network(planner, routes)
    return Redundancy(network, rank(network, states=_STATES), planner.grid.spacing_m / 1000.0)
