"""Routes for tests of files: drawn on the Earth, with made-up figures that a person can add up."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from pyproj import Geod

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import Cause, Exposure
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.route import Route

WGS84 = Geod(ellps="WGS84")
SOURCE = Source("a drawn seabed", "CC0-1.0", "0" * 64)
SCENARIO = "5ce0" * 16
STEPS = 40


def profile_along(line: Line) -> pd.DataFrame:
    """Even steps, deeper by 100 m each: Norwegian waters in the first half, ice in the last quarter."""
    step = np.arange(STEPS)
    step_km = line.length_km / STEPS
    positions = np.array([line.position_at(kp) for kp in step * step_km])
    return pd.DataFrame(
        {
            "kp_km": step * step_km,
            "step_km": step_km,
            "lon": positions[:, 0],
            "lat": positions[:, 1],
            "depth_m": 100.0 * (step + 1),
            "cable_type": np.where(step < STEPS / 4, "DA", "LW"),
            "cost_usd_per_km": 20_000.0,
            "on_land": False,
            "waters": np.where(step < STEPS / 2, "NO", "high seas"),
            "ice": np.where(step < 3 * STEPS / 4, "open", "seasonal"),
            "depth_band": "to 5,000 m",
            "objective_usd_per_km": 20_000.0,
            "faults_per_km_year": 1e-4,
            "repair_days": 20.0,
            "top_risk": "fishing",
            "slope_deg": 1.0,
            "buried": False,
            "side_slope_deg": 0.75,
            "along_slope_deg": 0.5,
        }
    )


def route_along(*positions: tuple[float, float], name: str = "drawn") -> Route:
    """A route through positions (lon, lat): 20,000 USD a kilometre, half of it in Norwegian waters."""
    lon, lat = np.array(positions, dtype=float).T
    line = Line(lon, lat)
    start, end = (
        Landing(f"{name}-{which}", f"Ðrawn {which}", "NO", *at, status=LandingStatus.PLANNED)
        for which, at in (("a", positions[0]), ("b", positions[-1]))
    )
    terms = {"cable": 12_000 * line.length_km, "protection": 8_000 * line.length_km}
    breakdown = Breakdown(
        build_terms_usd=terms,
        objective_terms_usd=terms,
        exposure=Exposure({Cause.FISHING: 1e-4 * line.length_km}, np.full(12, 20.0)),
        jurisdiction_km={"NO": line.length_km / 2, "high seas": line.length_km / 2},
        partners=frozenset({"NO"}),
        ice_km=line.length_km / 4,
        ice_km_by_month=np.zeros(12),
        repair_usd_per_year=1e5,
        steps=pd.DataFrame(),
    )
    return Route(
        name=name,
        start=start,
        end=end,
        line=line,
        profile=profile_along(line),
        build_terms_usd=terms,
        cable_km=1.02 * line.length_km,
        landfall_km=(0.5, 0.25),
        sea_km=line.length_km,
        spacing_km=5.0,
        cells=1000,
        bound_usd=None,
        solve_seconds=0.1,
        sources=(SOURCE,),
        breakdown=breakdown,
        scenario_sha256=SCENARIO,
    )


def without_breakdown(route: Route) -> Route:
    """The same route where only its surface is known."""
    return dataclasses.replace(route, breakdown=None)


ATLANTIC = route_along((-9.0, 53.0), (-30.0, 55.0), (-63.0, 44.0), name="atlantic")
BERING = route_along((170.0, 60.0), (-170.0, 66.0), (-150.0, 72.0), name="bering")
# Close to the pole: a straight line in degrees would leave it by hundreds of kilometres.
POLAR = route_along((10.0, 79.0), (60.0, 86.0), (178.0, 88.0), (-160.0, 75.0), name="polar")
