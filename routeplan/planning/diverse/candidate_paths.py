"""Candidate paths: the cheapest path that keeps away from the others, and alternatives to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.track import Track
from routeplan.planning.diverse.exclusion import constrained_cost_grid
from routeplan.planning.diverse.problem import (
    CandidatePath,
    DiverseRoutingProblem,
    SeparationConstraint,
    landing_points,
)
from routeplan.planning.stops import place_of
from routeplan.runtime.progress import count_item
from routeplan.solver.cost_fields import find_arrivals, find_field
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.straighten import find_line

PathSet = tuple[CandidatePath, ...]
Position = tuple[float, float]  # longitude, latitude, degrees
# Number of discs along a path, by the number of routes still to find. With more routes to find, each disc starts
# more searches, so there are fewer discs.
_DISCS = {2: 8, 3: 4}
_FEWEST_DISCS = 2
_DISCS_WITH_MANY_LANDINGS = 4
_DUPLICATE_KM = 2.0  # two paths nowhere further apart than this are one
_EVERY = 10  # points of a track


def find_path(problem: DiverseRoutingProblem, constraint: SeparationConstraint) -> CandidatePath | None:
    """Find the cheapest path that satisfies a separation constraint; None if there is none."""
    count_item()
    others = constraint.others
    starts = problem.available(problem.starts, (other.start for other in others))
    ends = problem.available(problem.ends, (other.end for other in others))
    if len(starts) * len(ends) > 1:
        chosen = _choose_landings(problem, constraint, starts, ends)
        if chosen is None:
            return None
        starts, ends = chosen
    return _find_between(problem, constraint, starts[0], ends[0])


def charge_others(
    problem: DiverseRoutingProblem, path: CandidatePath, others: Sequence[CandidatePath], *, penalised: bool
) -> CandidatePath:
    """Return a path with the charge for its nearness to others."""
    constraint = SeparationConstraint(tuple(others), penalised=penalised)
    cost_grid = constrained_cost_grid(problem, constraint, (path.start, path.end))
    charged_usd = cost_grid.cost_of(path.path.row, path.path.col)
    return replace(path, proximity_usd=charged_usd - path.cost_usd)


def find_alternatives(
    problem: DiverseRoutingProblem, fixed: PathSet, path: CandidatePath
) -> Iterator[tuple[Position, CandidatePath]]:
    """Find paths that avoid part of a given path, each with the position it avoids.

    An alternative leaves one landing of the path to another route, or keeps out of a disc on the path. The discs
    cover the path from one landing zone to the other.
    """
    yield from _find_from_other_landings(problem, fixed, path)
    left = problem.count - len(fixed)
    many_landings = len(problem.starts) * len(problem.ends) > 1
    discs = _DISCS_WITH_MANY_LANDINGS if many_landings else _DISCS.get(left, _FEWEST_DISCS)
    outside = np.flatnonzero(path.track.outside(landing_points(path.start, path.end), problem.zone_km))
    if not len(outside):
        return
    kp_km = path.track.kp_km[outside]
    step_km = (kp_km[-1] - kp_km[0]) / discs
    radius_km = max(problem.separation_km, step_km) / 2.0
    for number in range(discs):
        at = outside[np.argmin(np.abs(kp_km - kp_km[0] - (number + 0.5) * step_km))]
        centre = Track(path.track.lon[[at]], path.track.lat[[at]])
        constraint = SeparationConstraint(fixed, closed_discs=((centre, radius_km),))
        alternative = find_path(problem, constraint)
        if alternative is not None:
            yield (float(centre.lon[0]), float(centre.lat[0])), alternative


def drop_duplicates(paths: Sequence[CandidatePath]) -> list[CandidatePath]:
    """Drop each path that runs along an earlier one over its whole length."""
    kept: list[CandidatePath] = []
    for path in paths:
        if not any(path.track.runs_along(earlier.track, _DUPLICATE_KM, every=_EVERY) for earlier in kept):
            kept.append(path)
    return kept


def find_costliest_centre(
    problem: DiverseRoutingProblem,
    best: CandidatePath,
    alternatives: Sequence[tuple[Position, CandidatePath]],
) -> Position | None:
    """Find the position on the best path that costs most to avoid.

    Only positions count whose disc of half the separation is outside the landing zones; None if there is none.
    """
    beyond_km = problem.zone_km + problem.separation_km / 2.0
    landings = landing_points(best.start, best.end)
    outside = [
        (path.cost_usd, centre)
        for centre, path in alternatives
        if Track(np.array([centre[0]]), np.array([centre[1]])).outside(landings, beyond_km).all()
    ]
    return max(outside)[1] if outside else None


def _find_between(
    problem: DiverseRoutingProblem, constraint: SeparationConstraint, start: Landing, end: Landing
) -> CandidatePath | None:
    """Find the cheapest path between two given landings."""
    cost_grid = constrained_cost_grid(problem, constraint, (start, end))
    try:
        path = find_line(
            cost_grid, place_of(start), place_of(end), landfall_limit_km=problem.landfall_limit_km
        )
    except (NoRouteError, UsageError):
        if not (constraint.others or constraint.closed_discs):
            raise
        return None  # the constraint closes the way, or the sea at a landing
    line = line_on_earth(path, problem.cost_grid)
    cost_usd = problem.cost_grid.cost_of(path.row, path.col)
    is_charged = constraint.penalised or problem.charges_proximity
    proximity_usd = cost_grid.cost_of(path.row, path.col) - cost_usd if is_charged else 0.0
    return CandidatePath(start, end, path, line, cost_usd, proximity_usd)


def _choose_landings(
    problem: DiverseRoutingProblem,
    constraint: SeparationConstraint,
    starts: tuple[Landing, ...],
    ends: tuple[Landing, ...],
) -> tuple[tuple[Landing], tuple[Landing]] | None:
    """Choose the cheapest pair of landings: one field from all starts gives the end, a field from there the start."""
    if not (starts and ends):
        return None
    # The landings of this path are not known yet, so the zones of all of them are open.
    cost_grid = constrained_cost_grid(problem, constraint, (*starts, *ends))
    limit_km = problem.landfall_limit_km
    try:
        forth = find_field(cost_grid, *map(place_of, starts), landfall_limit_km=limit_km)
        cost = find_arrivals(cost_grid, forth, [place_of(end) for end in ends], landfall_limit_km=limit_km)
        if not np.isfinite(cost).any():
            return None
        end = ends[int(np.argmin(cost))]
        if len(starts) == 1:
            return (starts[0],), (end,)
        back = find_field(cost_grid, place_of(end), landfall_limit_km=limit_km)
        cost = find_arrivals(
            cost_grid, back, [place_of(start) for start in starts], landfall_limit_km=limit_km
        )
    except UsageError:  # the other paths close the sea at a landing
        return None
    return (starts[int(np.argmin(cost))],), (end,)


def _find_from_other_landings(
    problem: DiverseRoutingProblem, fixed: PathSet, path: CandidatePath
) -> Iterator[tuple[Position, CandidatePath]]:
    """Find paths that leave a landing of the given path free, because another route may use it at lower cost."""
    if problem.shared_landings:
        return
    other_starts = tuple(landing for landing in problem.starts if landing.id != path.start.id)
    other_ends = tuple(landing for landing in problem.ends if landing.id != path.end.id)
    for freed, reduced in (
        (path.start, replace(problem, starts=other_starts)),
        (path.end, replace(problem, ends=other_ends)),
    ):
        alternative = (
            find_path(reduced, SeparationConstraint(fixed)) if reduced.starts and reduced.ends else None
        )
        if alternative is not None:
            yield (freed.lon, freed.lat), alternative
