"""What a route pays by the scenario for running near its others, in its breakdown like every other term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routeplan.cost.surface import SIBLING
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Track
from routeplan.planning.diverse.problem import DiverseProblem, places_of
from routeplan.planning.route import Route


def charge_proximity(problem: DiverseProblem, routes: Sequence[Route]) -> list[Route]:
    """Add to each route's breakdown what its nearness to the others costs, if that costs anything.

    Returns
    -------
    list of Route
        With a term ``other`` among what was minimised, and in the profile's ``objective_usd_per_km``: so much for
        each kilometre and each other nearer than ``sibling_km``, beyond the landing zones.
    """
    if not problem.charges:
        return list(routes)
    tracks = [Track.along(route.lon, route.lat) for route in routes]
    return [
        _charged(
            problem,
            route,
            [(other, track) for other, track in zip(routes, tracks, strict=True) if other is not route],
        )
        for route in routes
    ]


def _charged(problem: DiverseProblem, route: Route, others: Sequence[tuple[Route, Track]]) -> Route:
    if route.breakdown is None:
        return route
    steps = Track(route.profile["lon"].to_numpy(), route.profile["lat"].to_numpy())
    usd_per_km: FloatArray = np.zeros(len(steps.lon))
    for other, track in others:
        outside = steps.outside(places_of(route.start, route.end, other.start, other.end), problem.zone_km)
        near = track.distance_km(steps.in_space_km) < problem.sibling_km
        usd_per_km += problem.sibling_usd_per_km * (outside & near)
    usd = float(usd_per_km @ route.profile["step_km"].to_numpy())
    minimised = route.profile["objective_usd_per_km"] + usd_per_km
    terms = {**route.breakdown.objective_terms_usd, SIBLING: usd}
    return replace(
        route,
        profile=route.profile.assign(objective_usd_per_km=minimised),
        breakdown=replace(
            route.breakdown,
            objective_terms_usd=terms,
            steps=route.breakdown.steps.assign(objective_usd_per_km=minimised),
        ),
    )
