"""The proof for trees: no function proves more than a tree costs, and the bound lies close below Fermat and Steiner."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from routeplan.solver import tree_bound
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.landfall import find_every_landfall
from routeplan.solver.subset_fields import JunctionRule
from routeplan.solver.tiles import Tiles
from routeplan.solver.tree_bound import judge
from routeplan.solver.tree_cells import TreeCells
from routeplan.solver.tree_lower_bound import _sides, lower_bound_of_trees

SIDE = 101
CORNERS = np.array([(20.0, 20.0), (80.0, 25.0), (45.0, 85.0)])  # every angle below 120 degrees
SQUARE = np.array([(20.3, 20.1), (80.3, 80.1), (80.3, 20.1), (20.3, 80.1)])
STEINER_OF_SQUARE = 60.0 * (1.0 + np.sqrt(3.0))


@pytest.fixture(scope="module")
def bound_of(make_grid):
    """Bound on the cost of a tree over cells that cost 1 each, or as given; positions in rows and columns."""

    def bound(at, *, costs=None, stops=2, price=0.0, allowed=None, upper=1e3, **options):
        costs = np.ones((SIDE, SIDE)) if costs is None else costs
        grid = make_grid(*costs.shape)
        cost_grid = CostGrid(grid, np.pad(np.asarray(costs, np.float32), RIM))
        places = [("place", *map(float, grid.lonlat_of(row, col))) for row, col in at]
        landfalls = [find_every_landfall(cost_grid, place, limit_km=0.01) for place in places]
        rule = JunctionRule(price, None if allowed is None else np.pad(allowed, RIM))
        return lower_bound_of_trees(cost_grid, landfalls, stops=stops, upper=upper, rule=rule, **options)

    return bound


def apart(one, other):
    return float(np.hypot(*np.subtract(one, other)))


def by_junction(ends, at):
    return sum(apart(end, at) for end in ends)


def least_by_junction(ends):
    """Sum of distances to three places from where it is least: Fermat's problem."""
    return float(minimize(lambda at: by_junction(ends, at), np.mean(ends, axis=0), method="Nelder-Mead").fun)


def two_shortest_sides(ends):
    return sum(sorted(apart(ends[a], ends[b]) for a, b in ((0, 1), (0, 2), (1, 2)))[:2])


def is_close_below(bound, exact, loss=0.02):
    return (1.0 - loss) * exact <= bound <= exact * (1.0 + 1e-9)


def test_all_that_hangs_on_earlier_legs_is_on_the_side_of_the_stop_where_a_leg_begins():
    """Stops 0, 1 and 2 in order, and a place 3 that either leg may have."""
    stop, place = 0b0010, 0b1000
    assert set(_sides(stop, 3, place)) == {0b0011, 0b1011}  # with stop 0, and with what leg 0 - 1 joins
    assert set(_sides(stop | place, 3, place)) == {0b1011}
    assert set(_sides(place, 3, place)) == {place}
    assert set(_sides(0b0001, 3, place)) == {0b0001}


def test_three_places_cost_at_least_what_fermats_point_says(bound_of):
    assert is_close_below(bound_of(CORNERS), least_by_junction(CORNERS))


def test_a_square_costs_at_least_what_two_junctions_say(bound_of):
    assert is_close_below(bound_of(SQUARE), STEINER_OF_SQUARE)


@pytest.mark.parametrize("share", [0.5, 1.5])
def test_a_junction_is_paid_where_it_saves_more_than_it_costs(bound_of, share):
    sides, fermat = two_shortest_sides(CORNERS), least_by_junction(CORNERS)
    price = share * (sides - fermat)
    assert is_close_below(bound_of(CORNERS, price=price), min(fermat + price, sides))


def test_a_square_pays_for_two_junctions(bound_of):
    assert is_close_below(bound_of(SQUARE, price=3.0), STEINER_OF_SQUARE + 6.0)


def test_a_junction_keeps_to_the_cells_that_may_hold_one(bound_of):
    allowed = np.zeros((SIDE, SIDE), dtype=bool)
    allowed[:, 70:] = True  # from column 69.5 on; Fermat's point is nearer than that
    on_edge = minimize_scalar(
        lambda row: by_junction(CORNERS, (row, 69.5)), bounds=(0, 100), method="bounded"
    ).fun
    exact = min(float(on_edge), two_shortest_sides(CORNERS))
    assert exact > 1.01 * least_by_junction(CORNERS)
    assert is_close_below(bound_of(CORNERS, allowed=allowed), exact)


def test_a_trunk_may_land_at_a_place_between(bound_of):
    wide = np.array([(20.0, 20.0), (75.0, 80.0), (60.0, 45.0)])  # an angle above 120 degrees at the last
    assert is_close_below(bound_of(wide, price=50.0), two_shortest_sides(wide))


def test_stops_are_passed_in_their_order_and_a_branch_joins_the_leg_where_it_costs_least(bound_of):
    stops = np.array([(20.0, 20.0), (80.0, 50.0), (20.0, 80.0)])
    legs = apart(stops[0], stops[1]) + apart(stops[1], stops[2])
    assert legs > 1.1 * least_by_junction(stops)
    assert is_close_below(bound_of(stops, stops=3), legs)
    branch = (30.0, 75.0)
    with_branch = apart(stops[0], stops[1]) + least_by_junction([stops[1], stops[2], branch])
    assert is_close_below(bound_of([*stops, branch], stops=3), with_branch)


def test_between_two_media_a_tree_costs_at_least_what_snell_and_fermat_say(bound_of):
    costs = np.where(np.arange(SIDE)[:, None] <= 50, 1.0, 3.0) * np.ones((1, SIDE))
    ends = np.array([(10.0, 15.0), (15.0, 85.0), (90.0, 50.0)])

    def tree(across):
        (row, col), edge = across[:2], (50.5, across[2])
        junction = min(row, 50.5), col
        return by_junction(ends[:2], junction) + apart(junction, edge) + 3.0 * apart(edge, ends[2])

    exact = minimize(
        tree, (30.0, 50.0, 50.0), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9}
    ).fun
    assert is_close_below(bound_of(ends, costs=costs), exact)


def test_a_tree_that_is_known_to_be_cheap_cuts_the_bound(bound_of):
    assert 79.0 <= bound_of(CORNERS, upper=80.0) <= 81.0


def test_a_tree_that_is_known_to_be_poor_gets_a_large_gap_not_a_wrong_one(bound_of):
    exact = least_by_junction(CORNERS)
    assert is_close_below(bound_of(CORNERS, upper=2.0 * exact), exact)


@pytest.mark.parametrize("shift", [(0.5, 0.0), (0.5, 0.5), (0.499, 0.3)])
def test_a_landing_on_the_side_or_the_corner_of_a_cell_loses_no_more(bound_of, shift):
    at = CORNERS + np.array(shift)
    assert is_close_below(bound_of(at), least_by_junction(at))


def test_two_landings_in_one_cell_are_proven_with_a_little_more_loss(bound_of):
    near = np.array([*CORNERS, (20.3, 20.3)])
    assert (
        0.97 * least_by_junction(CORNERS)
        <= bound_of(near)
        <= least_by_junction(CORNERS) + apart(near[0], near[3])
    )


# What is trusted: the judge.


def bumped(found):
    """A hill in the middle of the sea, as high as a third of the tree."""
    corners = found.corners.copy()
    corners[RIM + 40 : RIM + 60, RIM + 40 : RIM + 60] += 50.0
    return replace(found, corners=corners)


BREAKS = {
    "a hill": bumped,
    "twice too steep": lambda found: replace(found, corners=2.0 * found.corners, tips=2.0 * found.tips),
    "too high everywhere": lambda found: replace(found, corners=found.corners + 30.0, tips=found.tips + 30.0),
    "too high at terminals": lambda found: replace(found, tips=found.tips + 30.0),
    "noise": lambda found: replace(
        found, corners=np.random.default_rng(3).uniform(0.0, 200.0, found.corners.shape)
    ),
}


@pytest.mark.parametrize("how", BREAKS)
def test_whatever_the_functions_no_tree_is_proven_dearer_than_it_is(bound_of, monkeypatch, how):
    def judge_broken(cells, blocks, found, ceiling):
        return judge(cells, blocks, BREAKS[how](found), ceiling)

    monkeypatch.setattr(tree_bound, "judge", judge_broken)
    assert bound_of(SQUARE) <= STEINER_OF_SQUARE


@pytest.mark.parametrize("how", ["twice too steep", "too high everywhere", "too high at terminals"])
def test_unjudged_they_would_prove_too_much(bound_of, monkeypatch, how):
    def trust(cells, blocks, found, ceiling):
        broken = BREAKS[how](found)
        tips = np.where(cells.are_in(blocks), broken.tips, np.inf)
        return tree_bound.TreeFunction(Tiles.of(broken.corners, blocks), 0.0, tips)

    monkeypatch.setattr(tree_bound, "judge", trust)
    assert bound_of(SQUARE, upper=400.0) > 1.05 * STEINER_OF_SQUARE


def test_the_middle_of_a_cell_is_held_to_the_sum_too():
    """Two parts that are cut along different diagonals sum up to less in the middle than between corners."""
    rates = np.pad(np.full((8, 8), 10.0, np.float32), RIM)
    cells = TreeCells(rates, rates > 0, np.array([(RIM, RIM), (RIM + 7.0, RIM + 7.0)]))
    middle = RIM + 4
    planes = [np.full((rates.shape[0] + 1, rates.shape[1] + 1), 1000.0) for _ in range(2)]
    planes[0][middle, middle] = planes[0][middle + 1, middle + 1] = 990.0
    planes[1][middle, middle + 1] = planes[1][middle + 1, middle] = 990.0
    functions = tree_bound.TreeFunctions(cells, 0.0, 1e6)
    for subset, plane in enumerate(planes, start=1):
        tiles = Tiles.of(plane, cells.blocks)
        functions.functions[subset] = tree_bound.TreeFunction(tiles, 0.0, np.zeros(2))
    limit = functions.ceiling_of(3, cells.blocks).corners[middle : middle + 2, middle : middle + 2]
    # Each is 990 in the middle, along its own diagonal: the sum is 1980 there, and 1990 at all four corners.
    np.testing.assert_allclose(limit, 1980.0, atol=1e-4)
