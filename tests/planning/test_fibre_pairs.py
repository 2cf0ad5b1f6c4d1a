"""Fibre pairs counted on paper: what a unit drops, what a stem carries, and what no cable has."""

from __future__ import annotations

import pytest

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import BranchingRules
from routeplan.errors import UsageError
from routeplan.planning.fibre_pairs import PairsAsked, derive_fibre_pairs
from routeplan.planning.system_layout import NodeKind, Span, SystemLayout, SystemNode
from routeplan.planning.system_parts import find_parts

KINDS = {"L": NodeKind.LANDING, "U": NodeKind.UNIT, "j": NodeKind.JOINT}
RULES = BranchingRules(trunk_pairs=8, branch_pairs=2, most_pairs=16)


def layout(kinds, *joins):
    nodes = [
        SystemNode(Landing(f"{at}", f"{kind}{at}", "", float(at), 50.0), KINDS[kind])
        for at, kind in enumerate(kinds)
    ]
    return SystemLayout(tuple(nodes), joins)


def trunk(*segments):
    return Span(0, 1, tuple((segment, True) for segment in segments))


# L0 - U4 - U5 - L1, from U4 a branch to L2, from U5 a stem to U6 and from there to L3 and L7
TREE = layout("LLLLUUUL", (0, 4), (4, 5), (5, 1), (4, 2), (5, 6), (6, 3), (6, 7))
TRUNK = trunk(0, 1, 2)


def test_two_pairs_of_a_branch_interrupt_one_of_the_trunk_and_a_stem_has_those_of_all_beyond():
    pairs = derive_fibre_pairs(TREE, TRUNK, PairsAsked(RULES, {"2": 4}))
    assert pairs.by_segment == (8, 8, 8, 4, 4, 2, 2)
    assert [number for _, number in pairs.dropped] == [2, 2]
    assert pairs.end_to_end == 4
    assert {place.id: number for place, number in pairs.by_landing} == {
        "0": 8,
        "1": 8,
        "2": 4,
        "3": 2,
        "7": 2,
    }
    assert pairs.record["landings"][2] == {"landing": "2", "name": "L2", "pairs": 4}


def test_an_odd_pair_of_a_branch_interrupts_a_whole_one():
    pairs = derive_fibre_pairs(TREE, TRUNK, PairsAsked(RULES, {"2": 3}))
    assert pairs.dropped[0][1] == 2


def test_a_station_on_the_trunk_joins_its_pairs_anew():
    # L0 - U3 - L2 - U4 - L1 with branches to L5 and L6, each of which takes all pairs of its side
    festoon = layout("LLLUULL", (0, 3), (3, 2), (2, 4), (4, 1), (3, 5), (4, 6))
    pairs = derive_fibre_pairs(festoon, trunk(0, 1, 2, 3), PairsAsked(RULES, {"5": 16, "6": 14}))
    assert pairs.end_to_end == 0
    assert [number for _, number in pairs.dropped] == [8, 7]
    assert dict(pairs.by_landing)[festoon.nodes[2].place] == 16  # 8 from each side


def test_the_second_way_of_a_ring_has_the_pairs_of_the_trunk():
    ring = layout("LL", (0, 1), (1, 0))
    assert derive_fibre_pairs(ring, trunk(0), PairsAsked(RULES)).by_segment == (8, 8)


def test_a_branch_from_a_station_drops_nothing():
    star = layout("LLLL", (0, 3), (3, 1), (3, 2))
    pairs = derive_fibre_pairs(star, trunk(0, 1), PairsAsked(RULES))
    assert (pairs.dropped, pairs.end_to_end) == ((), 8)


@pytest.mark.parametrize(
    ("by_landing", "words"),
    [
        ({"2": 17}, "branch 2 with 17 fibre pairs; give 1 to 16"),
        ({"2": 0}, "branch 2 with 0 fibre pairs"),
        ({"3": 12, "7": 6}, "segment U5 – U6 with 18 fibre pairs; a cable has at most 16"),
        ({"2": 16}, "after L0 take 10 of its 8 fibre pairs"),
    ],
)
def test_more_pairs_than_there_are_are_refused_in_one_line(by_landing, words):
    with pytest.raises(UsageError, match=words) as refused:
        derive_fibre_pairs(TREE, TRUNK, PairsAsked(RULES, by_landing))
    assert "\n" not in str(refused.value)


def test_rules_with_more_pairs_than_a_cable_are_refused():
    with pytest.raises(UsageError, match="trunk_pairs = 40, and most_pairs = 24"):
        BranchingRules().with_trunk_pairs(40)


def test_parts_are_what_is_left_joined_without_the_trunk():
    parts = find_parts(TREE, TRUNK)
    assert [(part.name, part.segments) for part in parts] == [
        ("trunk", (0, 1, 2)),
        ("branch L2", (3,)),
        ("branch L3, L7", (4, 5, 6)),
    ]
    assert [part.name for part in find_parts(layout("LL", (0, 1), (1, 0)), trunk(0))] == [
        "trunk",
        "second way",
    ]


def test_two_branches_from_one_station_are_two_parts():
    star = layout("LLLLL", (0, 4), (4, 1), (4, 2), (4, 3))
    assert [part.segments for part in find_parts(star, trunk(0, 1))] == [(0, 1), (2,), (3,)]
