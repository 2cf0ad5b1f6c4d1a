"""Plan requests and places that tests of the live planner share."""

from __future__ import annotations

from dataclasses import replace

from pyproj import Geod, Transformer

from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Weights
from routeplan.cost.scenario import GridChoice, Scenario
from routeplan.live.state import PlanRequest

SPACING_KM = 25
# Cells so wide that Halifax is further inland than is allowed otherwise.
EXPORT_SPACING_KM = 50
COARSE = GridChoice(landfall_limit_km=60.0)
WGS84 = Geod(ellps="WGS84")
TO_PLANE = Transformer.from_crs(4326, 3995, always_xy=True)
# Drawn on the Arctic plane, metres: across the way from Ireland to Newfoundland; across 180; around the pole.
ATLANTIC = (-2_900_000.0, -4_100_000.0, -2_300_000.0, -3_400_000.0)
ACROSS_180 = (-700_000.0, 1_700_000.0, 300_000.0, 2_000_000.0)
ROUND_THE_POLE = (-820_000.0, -610_000.0, 790_000.0, 640_000.0)
OFF_REYKJANES = find_landing("61.3,-27.2")


def ask(start: str | Landing = "galway", end: str | Landing = "halifax", **more: object) -> PlanRequest:
    """Ask under the balanced preset, unless told otherwise."""
    ends = (find_landing(end) if isinstance(end, str) else end for end in (start, end))
    return PlanRequest(*ends, **({"scenario": Scenario.preset("balanced")} | more))


def ring(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    """Corners of a box on the Arctic projection in longitude and latitude, as the map sends them: rounded, closed."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    degrees = (TO_PLANE.transform(*corner, direction="INVERSE") for corner in corners)
    return tuple((round(lon, 3), round(lat, 3)) for lon, lat in degrees)


def within(pct: float) -> PlanRequest:
    """Ask for a corridor of this width: requests that differ in nothing else."""
    return ask(within_pct=pct)


def ask_coarse(*ends: str | Landing, **more: object) -> PlanRequest:
    """Ask with the landfall limit that cells of 50 km need."""
    request = ask(*ends, **more)
    return replace(request, scenario=request.scenario.model_copy(update={"grid": COARSE}))


EXPORTED = {
    "nothing special": ask_coarse(),
    "weights and a preset": ask_coarse("bodo", "tomakomai")
    .with_assumptions(Scenario.preset("resilient"))
    .with_weights(Weights(ice=0.25, outage=2.0)),
    "a point, an area": ask_coarse(closed=(ring(*ATLANTIC),), via=(OFF_REYKJANES,)),
    "across 180": ask_coarse("kotzebue", "79.0,178.0", closed=(ring(*ACROSS_180),)),
    "over the pole": ask_coarse("bodo", "tomakomai", closed=(ring(*ROUND_THE_POLE), ring(*ACROSS_180))),
    "typed to the last digit": ask_coarse(
        "71.2906123,-156.7886123", "bodo", via=(find_landing("74.1234567,-150"),)
    ),
}
