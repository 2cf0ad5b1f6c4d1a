"""Other ways of nearly the same cost: passages far from a route that finer cells, or one price, may prefer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from routeplan.cost.breakdown import Breakdown
from routeplan.errors import NoRouteError
from routeplan.geo.line_shift import greatest_distance_km
from routeplan.planning.corridor import Passage
from routeplan.planning.corridor.record import passage_record
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route

# The life cost of one pair of landings differs by up to 1.5 % between cells of 20, 10 and 5 km (docs/corridors.md).
NEARLY_EQUAL_PCT = 2.0
# A way that is nowhere further from the route is the same way to whoever decides; editable default.
FAR_KM = 500.0
_SEARCHED_PCT = 5.0  # of the objective, which prices and weights may steer elsewhere than the life cost


@dataclass(frozen=True)
class OtherWay:
    """A way that leaves a route by far and costs nearly as much over its life.

    Attributes
    ----------
    passage : Passage
    breakdown : Breakdown
        Money, faults and jurisdictions of the passage.
    life_cost_pct : float
        Life cost above that of the route's own way on the same cells, per cent; below 0 if it is cheaper there.
    apart_km : float
        Greatest distance between the two lines.
    """

    passage: Passage
    breakdown: Breakdown
    life_cost_pct: float
    apart_km: float

    @property
    def text(self) -> str:
        """Figures in one line."""
        return (
            f"{self.passage.name}: life cost {self.life_cost_pct:+.1f} %, {self.passage.length_km:,.0f} km, up to "
            f"{self.apart_km:,.0f} km away; {self.breakdown.jurisdictions_text}"
        )

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says."""
        figures = {"life_cost_pct": self.life_cost_pct, "apart_km": self.apart_km}
        return passage_record(self.passage) | figures


def find_other_ways(planner: Planner, route: Route) -> tuple[OtherWay, ...]:
    """Find the ways between the ends of a route that cost nearly as much and are far from it, the cheapest first.

    Parameters
    ----------
    planner : Planner
        Coarse cells are enough: the route is compared with the passage beside it on the same cells.
    route : Route
        One with via points has no other way: its points decide.
    """
    if route.via:
        return ()
    try:
        passages = planner.corridor_passages(route.start, route.end, within_pct=_SEARCHED_PCT)
    except NoRouteError:
        return ()  # cells too coarse for the coast here
    valued = [(passage, passage.breakdown) for passage in passages if passage.breakdown is not None]
    apart_km = [greatest_distance_km(passage.line, route.line) for passage, _ in valued]
    nearest_km = min(apart_km)
    own_usd = valued[apart_km.index(nearest_km)][1].life_cost_usd
    ways = [
        OtherWay(passage, breakdown, 100.0 * (breakdown.life_cost_usd / own_usd - 1.0), km)
        for (passage, breakdown), km in zip(valued, apart_km, strict=True)
        if km > max(FAR_KM, nearest_km)
    ]
    near = [way for way in ways if abs(way.life_cost_pct) <= NEARLY_EQUAL_PCT]
    return tuple(sorted(near, key=lambda way: way.life_cost_pct))
