"""Uncross the paths of a set: where two cross, each takes on the way of the other, at the same total cost."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Track
from routeplan.planning.diverse.candidate_paths import PathSet
from routeplan.planning.diverse.problem import CandidatePath, DiverseRoutingProblem, landing_points
from routeplan.solver.geographic_line import line_on_earth


def uncross(problem: DiverseRoutingProblem, paths: PathSet) -> PathSet:
    """Exchange the parts of every two paths between the places where they cross beyond their landing zones.

    The new paths touch where the old ones crossed. They have the same total cost, and the search can now move them
    apart: two paths that cross stay at no distance, however they are moved.

    Returns
    -------
    tuple of CandidatePath
        The given tuple if nothing crosses.
    """
    current, changed = list(paths), False
    for one, other in combinations(range(len(current)), 2):
        crossings = _find_crossings(problem, current[one], current[other])
        if len(crossings):
            current[one], current[other] = _exchange(problem, current[one], current[other], crossings)
            changed = True
    return tuple(current) if changed else paths


def find_proper_crossings(one: FloatArray, other: FloatArray) -> FloatArray:
    """Find where two polylines cross; to touch is not to cross.

    Parameters
    ----------
    one, other : (n, 2) and (m, 2) arrays
        Vertices.

    Returns
    -------
    (k, 2) array
        Place of each crossing along either polyline, in legs, in the order of the first.

    Examples
    --------
    >>> one, other = np.array([[0.0, 0.0], [2.0, 2.0]]), np.array([[0.0, 2.0], [2.0, 0.0], [3.0, 0.0]])
    >>> find_proper_crossings(one, other).tolist()
    [[0.5, 0.5]]
    """
    a, b = one[:-1, None], other[None, :-1]
    along_a, along_b = np.diff(one, axis=0)[:, None], np.diff(other, axis=0)[None]
    turn = _cross(along_a, along_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        at_a = _cross(b - a, along_b) / turn
        at_b = _cross(b - a, along_a) / turn
    leg_a, leg_b = np.nonzero((at_a > 0.0) & (at_a < 1.0) & (at_b > 0.0) & (at_b < 1.0))
    found = np.stack([leg_a + at_a[leg_a, leg_b], leg_b + at_b[leg_a, leg_b]], axis=1)
    return np.asarray(found[np.argsort(found[:, 0])])


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _find_crossings(problem: DiverseRoutingProblem, one: CandidatePath, other: CandidatePath) -> FloatArray:
    """Find the crossings beyond the landing zones; none if the paths do not meet them in the same order."""
    found = find_proper_crossings(_vertices(one), _vertices(other))
    if not len(found):
        return found
    row, col = _points_at(_vertices(one), found[:, 0]).T
    track = Track(*problem.cost_grid.lonlat_of(row, col))
    landings = landing_points(one.start, one.end, other.start, other.end)
    found = found[track.outside(landings, problem.zone_km)]
    return found if (np.diff(found[:, 1]) > 0.0).all() else found[:0]


def _exchange(
    problem: DiverseRoutingProblem, one: CandidatePath, other: CandidatePath, crossings: FloatArray
) -> tuple[CandidatePath, CandidatePath]:
    """Make the two paths that change over at every crossing."""
    lines = _vertices(one), _vertices(other)
    edges = np.vstack([[0.0, 0.0], crossings, [len(lines[0]) - 1.0, len(lines[1]) - 1.0]])
    parts = [
        [_part(line, first, last) for first, last in pairwise(edges[:, side])]
        for side, line in enumerate(lines)
    ]
    swapped = [
        np.vstack([parts[(number + side) % 2][number] for number in range(len(edges) - 1)]) for side in (0, 1)
    ]
    last = (one, other) if len(crossings) % 2 == 0 else (other, one)
    return (
        _path_of(problem, one, last[0], swapped[0]),
        _path_of(problem, other, last[1], swapped[1]),
    )


def _path_of(
    problem: DiverseRoutingProblem, first: CandidatePath, last: CandidatePath, vertices: FloatArray
) -> CandidatePath:
    """Make a path that begins as one and ends as another."""
    row, col = (np.ascontiguousarray(at) for at in vertices.T)
    path = replace(first.path, row=row, col=col, end=last.path.end)
    return CandidatePath(
        first.start,
        last.end,
        path,
        line_on_earth(path, problem.cost_grid),
        problem.cost_grid.cost_of(row, col),
    )


def _vertices(path: CandidatePath) -> FloatArray:
    """(n, 2) rows and columns."""
    return np.stack([path.path.row, path.path.col], axis=1)


def _points_at(vertices: FloatArray, place: FloatArray) -> FloatArray:
    """(k, 2) points at places in legs."""
    legs = np.arange(len(vertices))
    return np.stack([np.interp(place, legs, along) for along in vertices.T], axis=1)


def _part(vertices: FloatArray, first: float, last: float) -> FloatArray:
    """(n, 2) vertices from one place to another, without the first one unless it is the start."""
    inner = vertices[int(np.floor(first)) + 1 : int(np.ceil(last))]
    ends = _points_at(vertices, np.array([first, last]))
    return np.vstack([ends[:1] if first == 0.0 else ends[:0], inner, ends[1:]])
