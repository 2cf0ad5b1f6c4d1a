"""Paths that cross are uncrossed: same total cost, no crossing left; places of crossings by hand and by shapely."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from routeplan.catalog.models import Landing
from routeplan.planning.diverse.candidate_paths import find_path
from routeplan.planning.diverse.problem import DiverseRoutingProblem, SeparationConstraint
from routeplan.planning.diverse.uncross import find_proper_crossings, uncross
from routeplan.solver.geographic_line import line_on_earth


def test_crossings_are_those_of_shapely():
    generator = np.random.default_rng(3)
    one, other = (np.cumsum(generator.normal(size=(60, 2)), axis=0) for _ in range(2))
    found = find_proper_crossings(one, other)
    legs = np.arange(60)
    points = np.stack([np.interp(found[:, 0], legs, one[:, axis]) for axis in (0, 1)], axis=1)
    expected = shapely.get_coordinates(
        shapely.intersection(shapely.LineString(one), shapely.LineString(other))
    )
    assert len(expected) > 2
    key = np.lexsort(np.round(points, 6).T), np.lexsort(np.round(expected, 6).T)
    assert points[key[0]] == pytest.approx(expected[key[1]], abs=1e-9)


def test_to_touch_is_not_to_cross():
    straight = np.array([[0.0, 0.0], [4.0, 0.0]])
    corner = np.array([[0.0, 1.0], [2.0, 0.0], [4.0, 1.0]])
    assert len(find_proper_crossings(straight, corner)) == 0


@pytest.fixture(scope="module")
def sea(make_seabed):
    """Open water of one cost, A and B 100 cells apart."""
    return make_seabed(np.ones((80, 140), dtype=bool), {"A": (40, 20), "B": (40, 120)})


def problem_of(sea, *, zone_km=60.0):
    places = []
    for letter in "AB":
        _, lon, lat = sea.place(letter)
        places.append(Landing(letter, letter, "", lon, lat))
    return DiverseRoutingProblem(
        sea.cost_grid, sea.surface, (places[0],), (places[1],), 2, 50.0, zone_km, False, 0.01
    )


def by_way_of(problem, path, *points):
    """A path from A to B by points given as cells right of A's column and below its row."""
    first, last = (np.array([path.path.row[at], path.path.col[at]]) for at in (0, -1))
    vertices = np.vstack([first, *(first + np.array(point[::-1]) for point in points), last])
    laid = replace(path.path, row=vertices[:, 0], col=vertices[:, 1])
    return replace(
        path, path=laid, line=line_on_earth(laid, problem.cost_grid),
        cost_usd=problem.cost_grid.cost_of(*vertices.T),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ways", "crossings"),
    [
        (([(30, -10), (70, 10)], [(30, 10), (70, -10)]), 1),
        (([(25, -10), (50, 10), (75, -10)], [(25, 10), (50, -10), (75, 10)]), 2),
        (([(50, -10)], [(50, 10)]), 0),
    ],
)
def test_crossing_paths_take_on_each_others_way_at_the_same_total_cost(sea, ways, crossings):
    problem = problem_of(sea)
    found = find_path(problem, SeparationConstraint())
    paths = tuple(by_way_of(problem, found, *way) for way in ways)
    lines = [np.stack([path.path.row, path.path.col], axis=1) for path in paths]
    assert len(find_proper_crossings(*lines)) == crossings
    apart = uncross(problem, paths)
    assert (apart is paths) == (crossings == 0)
    lines = [np.stack([path.path.row, path.path.col], axis=1) for path in apart]
    assert len(find_proper_crossings(*lines)) == 0
    above = lines[0][:, 0] - lines[0][0, 0]
    assert above.max() <= 1e-9 or above.min() >= -1e-9  # each stays on one side of the straight way
    assert sum(path.cost_usd for path in apart) == pytest.approx(
        sum(path.cost_usd for path in paths), rel=1e-4
    )
    assert [(path.start.id, path.end.id) for path in apart] == [("A", "B")] * 2


def test_paths_that_cross_in_a_landing_zone_stay(sea):
    problem = problem_of(sea, zone_km=10_000.0)
    found = find_path(problem, SeparationConstraint())
    paths = tuple(by_way_of(problem, found, *way) for way in ([(30, -10), (70, 10)], [(30, 10), (70, -10)]))
    assert uncross(problem, paths) is paths
