"""The diverse routing problem, a candidate path for one of its routes, and the constraint that keeps paths apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.geo.grid import Grid
from routeplan.geo.track import ROUGH_KM, Line, Track
from routeplan.planning.diverse.cells_within import half_diagonal_km
from routeplan.solver.coastal_refinement import CoastalGrid
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.path import GridPath

# Largest distance between a straight leg on the projection and the geodesic between its ends.
_LEG_DEVIATION_KM = 0.2


@dataclass(frozen=True, eq=False)
class DiverseRoutingProblem:
    """How many routes are wanted, between which landings, how far apart, and on which cost grid.

    Attributes
    ----------
    cost_grid : CostGrid
    surface : CostSurface
        The surface from which the cost grid is made.
    starts, ends : tuple of Landing
        Landings at which a route may start and end: one each, or several to choose from.
    count : int
        Number of routes.
    separation_km : float
        Least distance between any two routes outside their landing zones.
    zone_km : float
        Radius of the landing zones.
    shared_landings : bool
        Whether two routes may use the same landing where there are several.
    landfall_limit_km : float
        Largest distance from a landing to the sea.
    sibling_usd_per_km, sibling_km : float
        Policy price per kilometre that is nearer than ``sibling_km`` to another route, outside the landing zones.
    bounded : CostGrid, optional
        Cells that a bound is proven on, by default the cost grid. Refined routes also use cells that are closed in
        the search: all that hold sea are open here.
    kept_along : CoastalGrid, optional
        The coast that lines are refined along, where what is found is kept on disk.
    extra_margin_km : float
        Width added to every closed strip after a measurement has shown that the separation is not kept.
    """

    cost_grid: CostGrid
    surface: CostSurface
    starts: tuple[Landing, ...]
    ends: tuple[Landing, ...]
    count: int
    separation_km: float
    zone_km: float
    shared_landings: bool
    landfall_limit_km: float
    sibling_usd_per_km: float = 0.0
    sibling_km: float = 0.0
    bounded: CostGrid | None = None
    kept_along: CoastalGrid | None = None
    extra_margin_km: float = 0.0

    @property
    def charges_proximity(self) -> bool:
        """Whether the scenario sets a price on nearness that reaches beyond the separation."""
        return self.sibling_usd_per_km > 0 and self.sibling_km > self.separation_km

    @property
    def grid(self) -> Grid:
        """Grid of the cost grid."""
        return self.cost_grid.grid

    @property
    def margin_km(self) -> float:
        """Distance added to the separation so that no line inside an open cell is too near."""
        return half_diagonal_km(self.grid) + _LEG_DEVIATION_KM + ROUGH_KM + self.extra_margin_km

    def available(self, landings: tuple[Landing, ...], used: Iterable[Landing]) -> tuple[Landing, ...]:
        """List the landings that one more route may use; a single landing is shared by all routes."""
        if self.shared_landings or len(landings) == 1:
            return landings
        used_ids = {landing.id for landing in used}
        return tuple(landing for landing in landings if landing.id not in used_ids)


@dataclass(frozen=True, eq=False)
class CandidatePath:
    """A path between two landings that may become one of the routes.

    Attributes
    ----------
    start, end : Landing
    path : GridPath
        Vertices on the projection, in cells of the problem's cost grid; once refined, of a band along the coast.
    line : Line
        On the Earth.
    cost_usd : float
        Cost on the problem's cost grid, without any charge for nearness.
    proximity_usd : float
        Charge for nearness to the other paths: the scenario's price, and the penalty where the separation is not kept.
        The search compares with it; 0 once refined.
    """

    start: Landing
    end: Landing
    path: GridPath
    line: Line
    cost_usd: float
    proximity_usd: float = 0.0

    @property
    def total_usd(self) -> float:
        """Cost with the charge for nearness."""
        return self.cost_usd + self.proximity_usd

    @cached_property
    def track(self) -> Track:
        """Points along the path, at most 1 km apart."""
        return self.line.track


@dataclass(frozen=True, eq=False)
class SeparationConstraint:
    """What one path must keep away from.

    Attributes
    ----------
    others : tuple of CandidatePath
        Paths to keep the separation from.
    separation_shares : tuple of float
        Share of the separation to keep from each of the others; empty means 1 for all.
    closed_discs : tuple of (Track, km)
        Centre and radius of discs that the path must not enter.
    penalised : bool
        Whether cells that are too near to another path get a penalty. Otherwise they are closed.
    """

    others: tuple[CandidatePath, ...] = ()
    separation_shares: tuple[float, ...] = ()
    closed_discs: tuple[tuple[Track, float], ...] = ()
    penalised: bool = False

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the separation to keep from each of the others."""
        return self.separation_shares or (1.0,) * len(self.others)


def landing_points(*landings: Landing) -> Track:
    """Return the positions of landings as points from which distances can be measured."""
    return Track(
        np.array([landing.lon for landing in landings]), np.array([landing.lat for landing in landings])
    )
