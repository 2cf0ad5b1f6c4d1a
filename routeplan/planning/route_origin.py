"""What a route was planned or valued on: enough to list its positions and crossings without its planner."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ReferenceType

from routeplan.catalog.models import CableSystem
from routeplan.cost.assumptions import Assumptions
from routeplan.cost.crossing_rules import CrossingRules
from routeplan.cost.engineering_rules import EngineeringRules
from routeplan.cost.scenario import Scenario
from routeplan.cost.surface import CostSurface
from routeplan.cost.valuation import Valuer
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.planning.sea_distance import SeaDistances
from routeplan.seabed.bathymetry import Bathymetry


@dataclass(frozen=True, eq=False, repr=False)
class RouteOrigin:
    """Data and assumptions behind a route.

    Attributes
    ----------
    bathymetry : Bathymetry
        Depths at their own resolution.
    valuer : Valuer
        The assumptions applied to the seabed.
    sea_distances : SeaDistances
        Has the lines of existing cables.
    scenario : Scenario or None
        That the planner was opened with.
    kept_surface : weak reference to CostSurface
        That of the planner. Routes of many planners, such as those of a sweep, would otherwise keep as many surfaces in
        memory; where the planner is gone, the surface is derived again.
    """

    bathymetry: Bathymetry
    valuer: Valuer
    sea_distances: SeaDistances
    scenario: Scenario | None
    kept_surface: ReferenceType[CostSurface]

    @property
    def surface(self) -> CostSurface:
        """Cost of a kilometre, cell by cell."""
        kept = self.kept_surface()
        return self.valuer.derive_surface() if kept is None else kept

    @property
    def grid(self) -> Grid:
        """The cells."""
        return self.sea_distances.grid

    @property
    def assumptions(self) -> Assumptions:
        """Prices, rates and multipliers."""
        return self.valuer.assumptions

    @property
    def existing(self) -> tuple[tuple[CableSystem, Line], ...]:
        """Existing cables with their lines."""
        return self.sea_distances.existing

    @property
    def crossing_rules(self) -> CrossingRules:
        """Rules for crossings: those of the scenario, else the defaults."""
        return CrossingRules() if self.scenario is None else self.scenario.crossings

    @property
    def engineering_rules(self) -> EngineeringRules:
        """Rules of position lists: those of the scenario, else the defaults."""
        return EngineeringRules() if self.scenario is None else self.scenario.engineering
