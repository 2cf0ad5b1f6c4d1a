"""Refine the paths of a set along the coast, one after the other, while each keeps away from the others.

The search works on whole cells, which are open if they hold some sea. A refined path keeps to the sea inside them,
in a band along the path that was found. In this band the cells near the other paths are closed, penalised or charged
as they are in the search: with the lines of the others as they are by then, refined or not yet. So no refined path
comes nearer to another than the search allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np

from routeplan.errors import NoRouteError, UsageError
from routeplan.planning.diverse.candidate_paths import PathSet
from routeplan.planning.diverse.exclusion import constrained_cost_grid
from routeplan.planning.diverse.problem import CandidatePath, DiverseRoutingProblem, SeparationConstraint
from routeplan.planning.diverse.search import (
    MEASUREMENTS,
    SPARE_KM,
    SearchResult,
    least_separation_km,
)
from routeplan.planning.legs import Refine
from routeplan.runtime.progress import track_items
from routeplan.solver.cost_grid import CostGrid


def refine_set(problem: DiverseRoutingProblem, found: SearchResult, refine: Refine) -> SearchResult:
    """Refine the best path, and the paths of a set while they are kept apart.

    Parameters
    ----------
    problem : DiverseRoutingProblem
    found : SearchResult
        On whole cells.
    refine : callable
        :meth:`routeplan.planning.legs.LegFinder.refine`.

    Returns
    -------
    SearchResult
        Cheapest path first. A path that has no way along the coast at its distance from the others is refined with
        a penalty on nearness, as the search does where the separation cannot be kept; a remark says so, and the
        result is ``too_near``.
    """
    best, remarks = _refine_apart(problem, found.best, (), refine, penalised=False)
    current = list(found.paths)
    with track_items(found.paths, "refining along the coast") as paths:
        for number, path in enumerate(paths):
            others = (*current[:number], *current[number + 1 :])
            current[number], more = _refine_apart(problem, path, others, refine, penalised=found.too_near)
            remarks += more
    least_km = min(least_separation_km(problem, *pair) for pair in combinations(current, 2))
    ordered = tuple(sorted(current, key=lambda path: path.cost_usd))
    too_near = least_km < problem.separation_km
    return replace(found, best=best, paths=ordered, too_near=too_near, remarks=remarks)


def _refine_apart(
    problem: DiverseRoutingProblem,
    path: CandidatePath,
    others: PathSet,
    refine: Refine,
    *,
    penalised: bool,
) -> tuple[CandidatePath, tuple[str, ...]]:
    """Refine one path while the others stay; if nothing keeps the separation, come as near as must be and remark it."""
    constraint = SeparationConstraint(others, penalised=penalised)
    for _ in range(MEASUREMENTS):
        try:
            leg = refine(path.line, path.start, path.end, constrain=_constraint_on(problem, constraint, path))
        except (NoRouteError, UsageError):
            break
        line = leg.line
        refined = replace(
            path, path=leg.path, line=line, cost_usd=problem.surface.along(line).cost_usd, proximity_usd=0.0
        )
        least_km = min((least_separation_km(problem, refined, other) for other in others), default=np.inf)
        missing_km = problem.separation_km - least_km
        if penalised or missing_km <= 0.0:
            return refined, ()
        problem = replace(problem, extra_margin_km=problem.extra_margin_km + missing_km + SPARE_KM)
    name = f"{path.start.name} – {path.end.name}"
    if others and not penalised:
        remark = (
            f"{name}: no way along the coast {problem.separation_km:g} km from the other routes; the line comes as "
            "near as the coast makes it: pass a smaller separation or smaller cells"
        )
        nearer, more = _refine_apart(problem, path, others, refine, penalised=True)
        return nearer, (remark, *more)
    remark = (
        f"{name}: no way along the coast near this line; the line is that of whole cells and may cross land: "
        "pass smaller cells"
    )
    return path, (remark,)


def _constraint_on(
    problem: DiverseRoutingProblem, constraint: SeparationConstraint, path: CandidatePath
) -> Callable[[CostGrid], CostGrid]:
    """Keep a separation constraint on the cells of any band."""

    def constrain(band: CostGrid) -> CostGrid:
        return constrained_cost_grid(replace(problem, cost_grid=band), constraint, (path.start, path.end))

    return constrain
