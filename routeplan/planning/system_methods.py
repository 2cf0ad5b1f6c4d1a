"""What a planner can do with several landings at once: find the system that joins them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from routeplan.planning.found_system import find_system
from routeplan.planning.stops import LandingLike
from routeplan.planning.topology import Topology

if TYPE_CHECKING:
    from routeplan.cost.branching_rules import UnitKind
    from routeplan.planning.planner import Planner
    from routeplan.planning.system import System


class SystemMethods:
    """Systems of a planner."""

    def system(  # type: ignore[misc]
        self: Planner,
        stops: Sequence[LandingLike],
        *,
        branches: Sequence[LandingLike] = (),
        topology: Topology | str = Topology.TREE,
        branching_unit: UnitKind | str | None = None,
        name: str | None = None,
    ) -> System:
        """Find the trunk, branching units and branches that together cost least.

        Parameters
        ----------
        stops : sequence of str, (lat, lon) or Landing
            Landings of the trunk, in their order, two or more. The trunk is the way between the first and the last.
        branches : sequence of str, (lat, lon) or Landing
            Landings to join: by a branch from a unit at sea, or by a segment from a landing, or the trunk lands there,
            whatever costs least. Landings are at most eight, stops included.
        topology : Topology or str
            "tree", the cheapest of all that join the landings; "star", every landing joined to one of them;
            "festoon", the trunk lands everywhere; "ring", the tree and a second way between the ends of its trunk,
            kept 100 km apart as :meth:`diverse` keeps routes.
        branching_unit : "switchable" or "passive", optional
            Whether the trunk works while a branch is cut; default: that of the scenario, or "switchable".
        name : str, optional
            Default: the names of both ends of the trunk.

        Raises
        ------
        UsageError
            If there are fewer than two stops or more than eight landings; or as for a route.
        NoRouteError
            If no sea path joins the landings.
        """
        return find_system(self, stops, branches, topology=topology, branching_unit=branching_unit, name=name)
