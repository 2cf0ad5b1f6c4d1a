"""What is asked for: routes kept apart; and a course, the line that may answer for one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import CostSurface
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import Grid
from routeplan.geo.track import ROUGH_KM, Track
from routeplan.planning.diverse.cells_within import half_diagonal_km
from routeplan.solver.cost_grid import CostGrid
from routeplan.solver.landfall import Place
from routeplan.solver.path import PlanePath

# A leg straight on the plane and the geodesic between its ends part by so much at most: see refine.LONGEST_LEG_KM.
_BOW_KM = 0.2


@dataclass(frozen=True, eq=False)
class DiverseProblem:
    """Which routes are to be kept apart, by how much, and over what.

    Attributes
    ----------
    cost_grid : CostGrid
    surface : CostSurface
        What the cost grid was made of.
    starts, ends : tuple of Landing
        Where a route may come ashore; one each, or several to choose from.
    count : int
        How many routes.
    separation_km : float
        Least distance between any two, outside the zones round the landings of both.
    zone_km : float
        Radius of these zones.
    shared_landings : bool
        Whether two routes may come ashore at one landing where there are several.
    landfall_limit_km : float
        How far a landing may lie from the sea.
    sibling_usd_per_km, sibling_km : float
        What a kilometre nearer than this to a other costs, outside the zones.
    extra_km : float
        Width added to every barrier, where a check has shown that it takes more.
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
    extra_km: float = 0.0

    @property
    def charges(self) -> bool:
        """Whether nearness to others costs something beyond the separation."""
        return self.sibling_usd_per_km > 0 and self.sibling_km > self.separation_km

    @property
    def grid(self) -> Grid:
        """The cells."""
        return self.cost_grid.grid

    @property
    def margin_km(self) -> float:
        """How much further than the separation a cell's centre must lie so that no line in the cell is too near."""
        return half_diagonal_km(self.grid) + _BOW_KM + ROUGH_KM + self.extra_km

    def free(self, landings: tuple[Landing, ...], taken: Iterable[Landing]) -> tuple[Landing, ...]:
        """Landings that are left for one more route; a single one is shared."""
        if self.shared_landings or len(landings) == 1:
            return landings
        used = {each.id for each in taken}
        return tuple(each for each in landings if each.id not in used)


@dataclass(frozen=True, eq=False)
class Course:
    """A line for one cable, on the plane and on the Earth.

    Attributes
    ----------
    start, end : Landing
    path : PlanePath
        On the plane of the problem's cost_grid.
    lon, lat : (n,) arrays
        Vertices on the Earth, legs geodesics.
    cost_usd : float
        On the cost grid as it is.
    near_usd : float
        What it pays besides for being near its others: by the scenario, and dearly where nearer than it should be.
    """

    start: Landing
    end: Landing
    path: PlanePath
    lon: FloatArray
    lat: FloatArray
    cost_usd: float
    near_usd: float = 0.0

    @property
    def total_usd(self) -> float:
        """Cost and nearness."""
        return self.cost_usd + self.near_usd

    @cached_property
    def track(self) -> Track:
        """The line as points."""
        return Track.along(self.lon, self.lat)


@dataclass(frozen=True, eq=False)
class Keeping:
    """What one course has to keep away from.

    Attributes
    ----------
    others : tuple of Course
    gives : mapping by other, as a tuple
        Share of the separation that is kept from each; 1 unless said otherwise.
    discs : tuple of (Track, km)
        Places not to come near.
    priced : bool
        Whether coming too near to a other is dear rather than forbidden.
    """

    others: tuple[Course, ...] = ()
    gives: tuple[float, ...] = ()
    discs: tuple[tuple[Track, float], ...] = ()
    priced: bool = False

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the separation for each other."""
        return self.gives or (1.0,) * len(self.others)


def places_of(*landings: Landing) -> Track:
    """Landings as places to be near to or far from."""
    return Track(np.array([each.lon for each in landings]), np.array([each.lat for each in landings]))


def place(landing: Landing) -> Place:
    """Give a landing as the solver takes it."""
    return landing.name, landing.lon, landing.lat
