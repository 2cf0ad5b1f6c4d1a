"""Sets of separated paths on disk: the same problem over the same cells is answered from the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.geo.track import Line
from routeplan.planning.diverse.problem import CandidatePath, DiverseRoutingProblem
from routeplan.planning.diverse.search import SearchResult
from routeplan.planning.kept_leg import path_arrays, path_from
from routeplan.runtime.disk_cache import Arrays, keep, keep_array

_STAGES = ("searched", "refined")


@dataclass(frozen=True, slots=True)
class FoundSet:
    """A set of paths as it was searched on whole cells, and as it was refined along the coast.

    Attributes
    ----------
    searched, refined : SearchResult
    seconds : float
    """

    searched: SearchResult
    refined: SearchResult
    seconds: float


def keep_set(problem: DiverseRoutingProblem, find: Callable[[], FoundSet]) -> FoundSet:
    """Read a set of paths from the cache; find and keep it if it is not there, or only find it if none is kept."""
    if problem.kept_along is None:
        return find()
    kept = keep("diverse", _made_from(problem), lambda: _as_arrays(problem, find()))
    searched, refined = (_result_from(problem, kept, stage) for stage in _STAGES)
    return FoundSet(searched, refined, float(kept["seconds"]))


def keep_set_bound(problem: DiverseRoutingProblem, prove: Callable[[], float | None]) -> float | None:
    """Read the bound on the cost of such a set from the cache; prove and keep it, as :func:`keep_set` does."""
    if problem.kept_along is None:
        return prove()

    def prove_array() -> npt.NDArray[np.float64]:
        bound_usd = prove()
        return np.array(np.nan if bound_usd is None else bound_usd)

    bound_usd = float(keep_array("set-bound", _made_from(problem), prove_array))
    return None if np.isnan(bound_usd) else bound_usd


def _made_from(problem: DiverseRoutingProblem) -> tuple[object, ...]:
    """List what decides the paths."""
    surface, bounded, coastal = problem.surface, problem.bounded, problem.kept_along
    return (
        problem.grid,
        problem.cost_grid.cell_cost,
        None if bounded is None else bounded.cell_cost,
        None if coastal is None else (coastal.sea, coastal.shore),
        (dict(surface.terms), dict(surface.weights), surface.barrier),
        [(stop.id, stop.name, stop.lon, stop.lat) for stop in problem.starts],
        [(stop.id, stop.name, stop.lon, stop.lat) for stop in problem.ends],
        (problem.count, problem.separation_km, problem.zone_km, problem.shared_landings),
        (problem.landfall_limit_km, problem.sibling_usd_per_km, problem.sibling_km, problem.extra_margin_km),
    )


def _as_arrays(problem: DiverseRoutingProblem, found: FoundSet) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {"seconds": np.array(found.seconds)}
    for stage, result in zip(_STAGES, (found.searched, found.refined), strict=True):
        greedy_usd, centre = result.greedy_usd, result.costliest_centre
        arrays |= {
            f"{stage}-greedy": np.array(np.nan if greedy_usd is None else greedy_usd),
            f"{stage}-too-near": np.array(result.too_near),
            f"{stage}-centre": np.array((np.nan, np.nan) if centre is None else centre),
            f"{stage}-remarks": np.array(result.remarks, dtype="U"),
        }
        for number, path in enumerate((result.best, *result.paths)):
            name = f"{stage}-{number}"
            arrays |= path_arrays(path.path, name) | {
                f"{name}-ends": np.array([problem.starts.index(path.start), problem.ends.index(path.end)]),
                f"{name}-lon": path.line.lon,
                f"{name}-lat": path.line.lat,
                f"{name}-usd": np.array([path.cost_usd, path.proximity_usd]),
            }
    return arrays


def _result_from(problem: DiverseRoutingProblem, kept: Arrays, stage: str) -> SearchResult:
    best, *paths = (_path_from(problem, kept, f"{stage}-{number}") for number in range(problem.count + 1))
    greedy_usd, (lon, lat) = float(kept[f"{stage}-greedy"]), kept[f"{stage}-centre"].tolist()
    return SearchResult(
        best,
        tuple(paths),
        None if np.isnan(greedy_usd) else greedy_usd,
        bool(kept[f"{stage}-too-near"]),
        None if np.isnan(lon) else (lon, lat),
        tuple(kept[f"{stage}-remarks"].tolist()),
    )


def _path_from(problem: DiverseRoutingProblem, kept: Arrays, name: str) -> CandidatePath:
    (start, end), (cost_usd, proximity_usd) = kept[f"{name}-ends"].tolist(), kept[f"{name}-usd"].tolist()
    return CandidatePath(
        problem.starts[start],
        problem.ends[end],
        path_from(kept, name),
        Line(kept[f"{name}-lon"], kept[f"{name}-lat"]),
        cost_usd,
        proximity_usd,
    )
