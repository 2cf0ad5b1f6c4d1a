"""Value a line on a cost surface: the line becomes a route with its profile."""

from __future__ import annotations

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.cable_rates import CableRates
from routeplan.cost.surface import LineSamples
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.avoid import NOTHING_AVOIDED, Avoided
from routeplan.planning.route import Route
from routeplan.planning.route_origin import RouteOrigin
from routeplan.seabed.coastline import LandCrossed


def derive_route(  # noqa: PLR0913 - one keyword for each fact it is given
    start: Landing,
    end: Landing,
    line: Line,
    *,
    name: str,
    samples: LineSamples,
    cable_rates: CableRates,
    sea_km: float,
    cells: int,
    solve_seconds: float,
    sources: tuple[Source, ...],
    breakdown: Breakdown | None = None,
    scenario_sha256: str = "",
    land: LandCrossed | None = None,
    avoided: Avoided = NOTHING_AVOIDED,
    origin: RouteOrigin | None = None,
) -> Route:
    """Value a line on a cost surface; nothing is proven of the route.

    Parameters
    ----------
    start, end : Landing
    line : Line
        From start to end.
    name : str
    samples : LineSamples
        The line on a surface whose cost is build cost, USD per km of route.
    cable_rates : CableRates
        Cable type and slack by depth, and the cable that a survey adds.
    sea_km : float
        Shortest sea path between the two.
    cells : int
        Sea cells it was chosen from.
    solve_seconds : float
    sources : tuple of Source
    breakdown : Breakdown, optional
        Without it the terms of the surface are build cost.
    scenario_sha256, land, avoided, origin
        As for the route.
    """
    import pandas as pd

    profile = pd.DataFrame(
        {
            "kp_km": samples.points.kp_km[:-1],
            "step_km": samples.lengths_km,
            "lon": samples.points.lon[:-1],
            "lat": samples.points.lat[:-1],
            "depth_m": samples.depth_m.astype(np.float64),
            "cable_type": cable_rates.type_names(samples.depth_m),
            "cost_usd_per_km": samples.usd_per_km.astype(np.float64),
            "on_land": samples.barrier,
        }
    )
    if breakdown is not None:
        profile["cost_usd_per_km"] = breakdown.steps["build_usd_per_km"]
        profile = profile.join(breakdown.steps.drop(columns="build_usd_per_km"))
    return Route(
        name=name,
        start=start,
        end=end,
        line=line,
        profile=profile,
        build_terms_usd=breakdown.build_terms_usd if breakdown else samples.terms_usd,
        cable_km=cable_rates.cable_km(samples.lengths_km, samples.depth_m),
        landfall_km=_landfall_km(samples) if land is None else land.landfall_km,
        sea_km=sea_km,
        spacing_km=samples.surface.grid.spacing_m / 1000.0,
        cells=cells,
        bound_usd=None,
        solve_seconds=solve_seconds,
        sources=sources,
        breakdown=breakdown,
        scenario_sha256=scenario_sha256,
        land=land,
        avoided=avoided,
        origin=origin,
    )


def _landfall_km(samples: LineSamples) -> tuple[float, float]:
    """Kilometres on barriers in the first and in the second half of a line."""
    middle = int(np.searchsorted(np.cumsum(samples.lengths_km), samples.lengths_km.sum() / 2))
    on_land = np.where(samples.barrier, samples.lengths_km, 0.0)
    return float(on_land[:middle].sum()), float(on_land[middle:].sum())
