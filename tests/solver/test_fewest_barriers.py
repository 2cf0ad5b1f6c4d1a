"""Which barriers have to give way: drawn seas, and random ones against every subset and networkx."""

from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest

from routeplan.solver.barrier_regions import derive_regions
from routeplan.solver.fewest_barriers import LabelLimitError, RegionLeg, find_fewest_barriers

AREAS = 6


def _sea(text):
    """Draw a sea: '~' open, '#' land, a digit the barrier of that number, A, B and C ends in the open sea."""
    lines = text.split()
    passable = np.array([[char != "#" for char in line] for line in lines])
    bits = np.array(
        [[1 << int(char) if char.isdigit() else 0 for char in line] for line in lines], dtype=np.uint64
    )
    ends = {
        char: (row, col) for row, line in enumerate(lines) for col, char in enumerate(line) if char.isalpha()
    }
    return passable, bits, ends


def _leg(regions, start, end):
    return RegionLeg(*(frozenset({int(regions.labels[cell])}) for cell in (start, end)))


def _smallest(text, ranks, *, stops="AB", given=0):
    passable, bits, ends = _sea(text)
    regions = derive_regions(passable, bits)
    legs = [_leg(regions, ends[a], ends[b]) for a, b in pairwise(stops)]
    found = find_fewest_barriers(regions, legs, ranks, given=given)
    return {frozenset(number for number in range(64) if one >> number & 1) for one in found}


RING = """
~~~~~~~
~00000~
~0~~~1~
~0~A~1~
~0~~~1~
~00000~
~~~~~~B
"""
NESTED = """
~~~~~~~~~
~0000000~
~0~~~~~0~
~0~222~0~
~0~2A2~0~
~0~222~0~
~0~~~~~0~
~1111111~
~~~~~~~~B
"""


def test_an_open_sea_needs_nothing():
    assert _smallest("A~~B", []) == {frozenset()}


def test_land_gives_to_nobody():
    assert _smallest("A#0#B", [0]) == set()


def test_of_a_ring_of_two_areas_the_softer_one_gives():
    assert _smallest(RING, [0, 1]) == {frozenset({0})}
    assert _smallest(RING, [1, 0]) == {frozenset({1})}


def test_of_a_ring_of_two_equal_areas_either_one_is_enough():
    assert _smallest(RING, [0, 0]) == {frozenset({0}), frozenset({1})}


def test_of_two_nested_rings_one_area_of_each_has_to_give():
    assert _smallest(NESTED, [1, 0, 2]) == {frozenset({1, 2})}


def test_three_soft_areas_give_before_one_hard_area_does():
    assert _smallest("A0~1~2B\n~33333~", [0, 0, 0, 1]) == {frozenset({0, 1, 2})}


def test_of_equal_orders_one_area_gives_rather_than_two():
    assert _smallest("A0~1B\n22222", [0, 0, 0]) == {frozenset({2})}


def test_an_area_that_holds_an_end_gives_too():
    assert _smallest("A0~1B\n22222", [0, 0, 0], given=0b11) == {frozenset({0, 1})}


def test_the_set_of_a_route_by_a_via_point_is_the_smallest_for_both_legs_together():
    """The first leg needs 0 or 1, the second 2 or 1: one for both is enough."""
    drawn = """
    A0C2B
    ~1~1~
    """
    assert _smallest(drawn, [0, 0, 0], stops="AC") == {frozenset({0}), frozenset({1})}
    assert _smallest(drawn, [0, 0, 0], stops="ACB") == {frozenset({1})}


def test_the_second_leg_begins_at_the_via_point_and_not_at_another_shore_of_the_start():
    passable, bits, ends = _sea("B~A0D~C")  # the start has a shore at A and one at D, the via point is B
    regions = derive_regions(passable, bits)
    west, via, east, end = (int(regions.labels[ends[letter]]) for letter in "ABDC")
    legs = [
        RegionLeg(frozenset({west, east}), frozenset({via})),
        RegionLeg(frozenset({via}), frozenset({end})),
    ]
    assert find_fewest_barriers(regions, legs, [0]) == (1,)


def test_cells_that_touch_at_a_corner_are_parted():
    assert _smallest("A#\n#B", []) == set()


def test_where_areas_overlap_both_have_to_give():
    passable = np.ones((1, 5), dtype=bool)
    bits = np.array([[0, 1, 3, 2, 0]], dtype=np.uint64)
    regions = derive_regions(passable, bits)
    assert find_fewest_barriers(regions, [_leg(regions, (0, 0), (0, 4))], [0, 0]) == (3,)


def test_the_last_of_64_barriers_has_a_bit_of_its_own():
    bits = np.array([[0, 1 << 63, 0]], dtype=np.uint64)
    regions = derive_regions(np.ones((1, 3), dtype=bool), bits)
    assert find_fewest_barriers(regions, [_leg(regions, (0, 0), (0, 2))], [0] * 64) == (1 << 63,)


def test_a_search_over_the_limit_says_so():
    """Twelve pairs of gates in a row: 2 ** 12 smallest sets."""
    row = [[0, 1 << 2 * gate] for gate in range(12)]
    other = [[0, 2 << 2 * gate] for gate in range(12)]
    bits = np.array([[*np.ravel(row), 0], [*np.ravel(other), 0]], dtype=np.uint64)
    regions = derive_regions(np.ones(bits.shape, dtype=bool), bits)
    leg = _leg(regions, (0, 0), (0, 24))
    with pytest.raises(
        LabelLimitError, match=r"which of 24 closed areas .* not decided within 1,000 partial sets"
    ):
        find_fewest_barriers(regions, [leg], [0] * 24, most_labels=1_000)
    assert len(find_fewest_barriers(regions, [leg], [0] * 24)) == 2**12


def _random_sea(rng):
    """A sea with some land and six areas, each a rectangle or the outline of one: rings close ends in."""
    passable = rng.random((14, 18)) > rng.choice([0.05, 0.2, 0.35])
    bits = np.zeros(passable.shape, dtype=np.uint64)
    for number in range(AREAS):
        area = np.zeros(passable.shape, dtype=bool)
        row, col = rng.integers(0, 9), rng.integers(0, 12)
        height, width = rng.integers(3, 10), rng.integers(3, 12)
        area[row : row + height, col : col + width] = True
        if rng.random() < 0.7:
            area[row + 1 : row + height - 1, col + 1 : col + width - 1] = False
        bits |= area.astype(np.uint64) << np.uint64(number)
    cells = np.argwhere(passable)
    start, end = (
        tuple(int(at) for at in cells[number]) for number in rng.choice(len(cells), 2, replace=False)
    )
    return passable, bits, start, end


def _by_trying_every_subset(passable, bits, start, end, ranks):
    """Smallest sets by brute force: cells of networkx's grid graph that a subset opens, ordered as it is documented."""
    grid = nx.grid_2d_graph(*passable.shape)
    joined = {}
    for count in range(AREAS + 1):
        for subset in combinations(range(AREAS), count):
            opened = sum(1 << number for number in subset)
            is_open = [cell for cell in grid if passable[cell] and int(bits[cell]) & ~opened == 0]
            graph = grid.subgraph(is_open)
            if start in graph and end in graph and nx.has_path(graph, start, end):
                size = tuple(
                    sum(ranks[number] == rank for number in subset)
                    for rank in sorted(set(ranks), reverse=True)
                )
                joined.setdefault(size, set()).add(opened)
    return joined[min(joined)] if joined else set()


@pytest.mark.parametrize("seed", range(30))
def test_the_smallest_sets_of_a_random_sea_are_those_of_all_subsets(seed):
    rng = np.random.default_rng(seed)
    passable, bits, start, end = _random_sea(rng)
    ranks = rng.integers(0, 3, AREAS).tolist()
    regions = derive_regions(passable, bits)
    found = find_fewest_barriers(regions, [_leg(regions, start, end)], ranks)
    assert set(found) == _by_trying_every_subset(passable, bits, start, end, ranks)


def test_random_seas_are_worth_their_name():
    """Some of the thirty need nothing, some one area, some several, some have land between."""
    sizes = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        passable, bits, start, end = _random_sea(rng)
        smallest = _by_trying_every_subset(passable, bits, start, end, rng.integers(0, 3, AREAS).tolist())
        sizes.append(min((bin(one).count("1") for one in smallest), default=-1))
    assert {-1, 0, 1, 2} <= set(sizes)
