"""Trees against geometry (Fermat, Steiner), and against every choice of junctions on the graph of the same cells."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from scipy import ndimage
from scipy.sparse import csgraph

from routeplan.errors import NoRouteError, UsageError
from routeplan.solver.cost_grid import RIM
from routeplan.solver.fast_marching import march
from routeplan.solver.graph import SeabedGraph
from routeplan.solver.landfall import find_every_landfall
from routeplan.solver.steiner_tree import solve_trees
from routeplan.solver.straighten import find_line
from routeplan.solver.subset_fields import JunctionRule
from routeplan.solver.tree_lower_bound import lower_bound_of_trees

AT_SEA_KM = 0.01
SIZE = 161  # cells of 5 km round the pole, where the scale factor changes by 0.1 %


@pytest.fixture(scope="module")
def flat(make_seabed):
    def sea(**letters):
        return make_seabed(np.ones((SIZE, SIZE), dtype=bool), letters)

    return sea


def solve(seabed, stops, others="", price=0.0, allowed=None):
    return solve_trees(
        seabed.cost_grid,
        [seabed.place(letter) for letter in stops],
        [seabed.place(letter) for letter in others],
        landfall_limit_km=AT_SEA_KM,
        rule=JunctionRule(price, allowed),
    )


def positions(seabed, tree):
    """Cells of all nodes of a tree, in rows and columns of the grid."""
    places = [seabed.letters[place[0]] for place in tree.places]
    return np.array(places + [(junction.row - RIM, junction.col - RIM) for junction in tree.junctions], float)


def length(seabed, tree):
    at = positions(seabed, tree)
    return sum(float(np.hypot(*(at[start] - at[end]))) for start, end in tree.joins)


def fermat_point(corners):
    """Where the sum of distances to three corners is least, by Weiszfeld's iteration."""
    at = corners.mean(axis=0)
    for _ in range(5_000):
        away = np.hypot(*(corners - at).T)
        if away.min() < 1e-9:
            break
        at = (corners / away[:, None]).sum(axis=0) / (1.0 / away).sum()
    return at


@pytest.mark.parametrize(
    "corners",
    [[(52, 119), (50, 69), (97, 85)], [(118, 59), (74, 114), (34, 56)], [(118, 133), (49, 57), (124, 70)],
     [(27, 53), (79, 78), (34, 137)], [(30, 30), (130, 40), (70, 140)]],
)  # fmt: skip
def test_three_places_on_a_flat_sea_meet_at_the_fermat_point_within_a_cell(flat, corners):
    seabed = flat(**dict(zip("ABC", corners, strict=True)))
    tree = solve(seabed, "AB", "C").trace()
    (junction,) = positions(seabed, tree)[3:]
    assert np.hypot(*(junction - fermat_point(np.array(corners, float)))) <= 1.0
    assert {frozenset(join) for join in tree.joins} == {frozenset((end, 3)) for end in range(3)}


def test_three_places_with_a_wide_angle_need_no_junction(flat):
    seabed = flat(A=(30, 23), B=(123, 110), C=(120, 84))  # 166 degrees at C
    tree = solve(seabed, "AB", "C").trace()
    assert not tree.junctions
    assert {frozenset(join) for join in tree.joins} == {frozenset((0, 2)), frozenset((1, 2))}


def test_the_corners_of_a_square_meet_at_two_junctions(flat):
    seabed = flat(A=(30, 30), B=(130, 130), C=(130, 30), D=(30, 130))
    tree = solve(seabed, "AB", "CD").trace()
    assert len(tree.junctions) == 2
    assert length(seabed, tree) / 100.0 == pytest.approx(1.0 + np.sqrt(3.0), rel=0.001)
    per_cell = float(np.abs(seabed.cost_grid.cell_cost[RIM:-RIM, RIM:-RIM]).mean())
    assert tree.cost / per_cell / 100.0 == pytest.approx(1.0 + np.sqrt(3.0), rel=0.003)


def test_a_junction_dearer_than_what_it_saves_is_not_bought(flat):
    seabed = flat(A=(30, 30), B=(130, 40), C=(70, 140))
    corners = np.array([(30, 30), (130, 40), (70, 140)], float)
    sides = sorted(float(np.hypot(*(corners[a] - corners[b]))) for a, b in ((0, 1), (0, 2), (1, 2)))
    with_junction = float(np.hypot(*(corners - fermat_point(corners)).T).sum())
    per_cell = float(np.abs(seabed.cost_grid.cell_cost[RIM:-RIM, RIM:-RIM]).mean())
    saved = (sides[0] + sides[1] - with_junction) * per_cell
    assert solve(seabed, "AB", "C", price=0.9 * saved).trace().junctions
    assert not solve(seabed, "AB", "C", price=1.1 * saved).trace().junctions


def test_a_junction_keeps_to_the_cells_that_may_hold_one(flat):
    seabed = flat(A=(30, 30), B=(130, 40), C=(70, 140))
    allowed = np.zeros(seabed.cost_grid.cell_cost.shape, dtype=bool)
    allowed[:, RIM + 90 :] = True
    (junction,) = positions(seabed, solve(seabed, "AB", "C", allowed=allowed).trace())[3:]
    assert junction[1] >= 90


def test_stops_are_passed_in_their_order(flat):
    seabed = flat(A=(40, 30), B=(40, 130), C=(120, 80))
    assert solve(seabed, "AB", "C").trace().junctions
    ordered = solve(seabed, "ABC").trace()
    assert not ordered.junctions
    assert ordered.joins == ((1, 0), (2, 1))


def test_an_offer_that_others_undercut_is_settled_at_what_the_front_brings(draw):
    seabed = draw("~~~~~~~~~~~~")
    cells = np.flatnonzero(seabed.cost_grid.cell_cost > 0)
    rate = seabed.cost_grid.cell_cost.ravel()[cells]
    offers = np.full(len(cells), 1e9, dtype=np.float32)
    offers[3] = 0.0
    args = seabed.cost_grid.cell_cost, cells, offers
    settled = march(*args, exact=False).ravel()[cells]
    np.testing.assert_array_equal(march(*args).ravel()[cells], offers)
    expected = [float(rate[3 + 1 : at + 1].sum() if at > 3 else rate[at:3].sum()) for at in range(len(cells))]
    np.testing.assert_allclose(settled, expected, rtol=1e-5)


def test_what_no_sea_joins_has_no_tree(draw):
    seabed = draw("A~~B #### C~~~")
    solved = solve(seabed, "AB", "C")
    assert np.isinf(solved.cost())
    assert np.isfinite(solved.cost(0))
    with pytest.raises(NoRouteError, match="joins A, B, C"):
        solved.trace()


def test_nine_places_are_refused(flat):
    seabed = flat(**{letter: (20, 20 + 10 * at) for at, letter in enumerate("ABCDEFGHI")})
    with pytest.raises(UsageError, match="9 places"):
        solve(seabed, "AB", "CDEFGHI")


# ---- 50 drawn seas: every pair of junctions on the graph of the same cells ------------------------------------------


def draw_sea(make_seabed, seed):
    """A sea of 26 by 26 cells with walls, and four places in its largest basin, 7 cells apart or more.

    Nearer than the 6 cells that straight legs reach, fields of trees are rough: see docs/systems.md.
    """
    random = np.random.default_rng(seed)
    sea = np.ones((26, 26), dtype=bool)
    for _ in range(6):
        row, col, reach = *random.integers(2, 24, 2), random.integers(3, 10)
        sea[(slice(row, row + reach), col) if random.random() < 0.5 else (row, slice(col, col + reach))] = (
            False
        )
    basins, _ = ndimage.label(sea)
    cells = np.argwhere(basins == np.argmax(np.bincount(basins[sea])))
    chosen: list[tuple[int, int]] = []
    for row, col in cells[random.permutation(len(cells))].tolist():
        if len(chosen) < 4 and all(np.hypot(row - r, col - c) >= 7.0 for r, c in chosen):
            chosen.append((row, col))
    return make_seabed(sea, dict(zip("ABCD", chosen, strict=True)))


def cheapest_on_graph(apart, ends, price):
    """Every pairing of four ends and every pair of nodes for junctions; a junction at an end is free."""
    paid = np.full(len(apart), price)
    paid[ends] = 0.0
    best = np.inf
    for a, b, c, d in permutations(ends):
        if a < b and c < d and a < c:
            first, second = apart[a] + apart[b] + paid, apart[c] + apart[d] + paid
            best = min(best, float((first[:, None] + apart + second[None]).min()))
    return best


def costs_of(seabed, price):
    """Cost of the tree by straight lines, by the graph, and the least on the graph; of best star and chain."""
    graph = SeabedGraph.from_surface(seabed.surface, neighbours=32)
    apart = csgraph.dijkstra(graph.csr, directed=False)
    ends = [graph.node_of(*seabed.place(letter)[1:]) for letter in "ABCD"]
    tree = solve(seabed, "AB", "CD", price=price).trace()
    places = [*tree.places, *(("junction", junction.lon, junction.lat) for junction in tree.junctions)]
    lines = [
        find_line(seabed.cost_grid, places[start], places[end], landfall_limit_km=AT_SEA_KM)
        for start, end in tree.joins
    ]
    extra = price * len(tree.junctions)
    laid = sum(seabed.cost_grid.cost_of(line.row, line.col) for line in lines) + extra
    nodes = [graph.node_of(lon, lat) for _, lon, lat in places]
    on_graph = sum(apart[nodes[start], nodes[end]] for start, end in tree.joins) + extra
    between = apart[np.ix_(ends, ends)]
    star = between.sum(axis=0).min()
    chain = min(sum(between[a, b] for a, b in pairwise(way)) for way in permutations(range(4)))
    return laid, on_graph, cheapest_on_graph(apart, ends, price), min(star, chain)


def bound_of(seabed, price, upper):
    landfalls = [
        find_every_landfall(seabed.cost_grid, seabed.place(letter), limit_km=AT_SEA_KM) for letter in "ABCD"
    ]
    return lower_bound_of_trees(
        seabed.cost_grid, landfalls, stops=2, upper=upper, rule=JunctionRule(price, None)
    )


@pytest.mark.long
def test_on_50_drawn_seas_no_tree_of_the_graph_is_cheaper(make_seabed):
    more, gained, proven = [], [], []
    for seed in range(50):
        seabed = draw_sea(make_seabed, seed)
        cell = float(seabed.cost_grid.cell_cost[seabed.cost_grid.cell_cost > 0].mean())
        laid, on_graph, exact, simple = costs_of(seabed, price=cell * (seed % 3))
        assert laid <= exact * 1.003
        assert laid <= simple * 1.0001
        if seed % 5 == 0:
            bound = bound_of(seabed, cell * (seed % 3), upper=1.2 * laid)
            assert bound <= min(laid, exact)
            proven.append(bound / laid)
        more.append(on_graph / exact - 1.0)
        gained.append(1.0 - laid / exact)
    assert min(more) >= -1e-9
    assert max(more) <= 0.02  # of the least on the graph, whose directions choose other junctions
    assert np.mean(more) <= 0.002
    assert min(proven) >= 0.8  # of 26 cells a side, each landing takes a part
    assert np.mean(proven) >= 0.9
    assert np.mean(gained) >= 0.005  # the graph's 32 directions cost up to 1.3 % more than straight lines
