"""The scenario's price for nearness to other routes of the set, added to each route's breakdown as a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routeplan.cost.terms import SIBLING
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Track
from routeplan.planning.diverse.problem import DiverseRoutingProblem, landing_points
from routeplan.planning.route import Route


def charge_proximity(problem: DiverseRoutingProblem, routes: Sequence[Route]) -> list[Route]:
    """Add the price for nearness to each route's breakdown, if the scenario sets one.

    Returns
    -------
    list of Route
        With the term ``sibling`` in the objective, and its share in the profile's ``objective_usd_per_km``. Each
        kilometre outside the landing zones pays once for each other route nearer than ``sibling_km``.
    """
    if not problem.charges_proximity:
        return list(routes)
    tracks = [route.line.track for route in routes]
    return [
        _charged(
            problem,
            route,
            [(other, track) for other, track in zip(routes, tracks, strict=True) if other is not route],
        )
        for route in routes
    ]


def _charged(problem: DiverseRoutingProblem, route: Route, others: Sequence[tuple[Route, Track]]) -> Route:
    if route.breakdown is None:
        return route
    steps = Track(route.profile["lon"].to_numpy(), route.profile["lat"].to_numpy())
    usd_per_km: FloatArray = np.zeros(len(steps.lon))
    for other, track in others:
        landings = landing_points(route.start, route.end, other.start, other.end)
        outside = steps.outside(landings, problem.zone_km)
        near = track.distance_km(steps.in_space_km) < problem.sibling_km
        usd_per_km += problem.sibling_usd_per_km * (outside & near)
    usd = float(usd_per_km @ route.profile["step_km"].to_numpy())
    objective_usd_per_km = route.profile["objective_usd_per_km"] + usd_per_km
    terms = {**route.breakdown.objective_terms_usd, SIBLING: usd}
    return replace(
        route,
        profile=route.profile.assign(objective_usd_per_km=objective_usd_per_km),
        breakdown=replace(
            route.breakdown,
            objective_terms_usd=terms,
            policy_terms_usd={**route.breakdown.policy_terms_usd, SIBLING: usd},
            steps=route.breakdown.steps.assign(objective_usd_per_km=objective_usd_per_km),
        ),
    )
