"""Plan requests and places that tests of the live planner share."""

from __future__ import annotations

from pyproj import Geod, Transformer

from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.scenario import Scenario
from routeplan.live.state import PlanRequest

WGS84 = Geod(ellps="WGS84")
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
# Drawn on the Arctic plane, metres: across the way from Ireland to Newfoundland; across 180; round the pole.
ATLANTIC = (-2_900_000.0, -4_100_000.0, -2_300_000.0, -3_400_000.0)
ACROSS_180 = (-700_000.0, 1_700_000.0, 300_000.0, 2_000_000.0)
ROUND_THE_POLE = (-820_000.0, -610_000.0, 790_000.0, 640_000.0)
OFF_REYKJANES = find_landing("61.3,-27.2")


def ask(start: str | Landing = "galway", end: str | Landing = "halifax", **more: object) -> PlanRequest:
    """Ask under the balanced preset, unless told otherwise."""
    ends = (find_landing(each) if isinstance(each, str) else each for each in (start, end))
    return PlanRequest(*ends, **({"scenario": Scenario.preset("balanced")} | more))


def ring(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    """Corners of a box on the plane in longitude and latitude, as the map's tools keep them: three decimals, closed."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    degrees = (TO_PLANE.transform(*corner, direction="INVERSE") for corner in corners)
    return tuple((round(lon, 3), round(lat, 3)) for lon, lat in degrees)
