"""Landings, branching units and joints of a system, and the ways between them, counted by hand."""

import pytest

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.planning.system_layout import NodeKind, SystemLayout, SystemNode

KINDS = {"L": NodeKind.LANDING, "U": NodeKind.UNIT, "j": NodeKind.JOINT}


def layout(kinds, joins):
    nodes = [
        SystemNode(Landing(f"{number}", f"{kind}{number}", "", float(number), 50.0), KINDS[kind])
        for number, kind in enumerate(kinds)
    ]
    return SystemLayout(tuple(nodes), tuple(joins))


CHAIN = layout("LjjL", [(0, 1), (2, 1), (2, 3)])
TREE = layout("LLLUj", [(0, 3), (3, 4), (4, 1), (3, 2)])
FESTOON = layout("LLL", [(0, 1), (1, 2)])


def test_a_line_of_segments_is_one_span_whatever_their_directions():
    (span,) = CHAIN.spans
    assert (span.start, span.end) == (0, 3)
    assert span.segments == ((0, True), (1, False), (2, True))
    assert CHAIN.find_trunk([1.0, 2.0, 4.0]) == span


def test_the_cable_between_two_landings_passes_units_but_no_third_landing():
    assert TREE.longest_span_km([100.0, 20.0, 30.0, 40.0]) == 150.0
    assert FESTOON.longest_span_km([100.0, 250.0]) == 250.0


def test_the_trunk_joins_the_landings_that_are_farthest_apart_unless_its_ends_are_given():
    km = [100.0, 20.0, 30.0, 70.0]
    assert {TREE.find_trunk(km).start, TREE.find_trunk(km).end} == {0, 2}
    given = TREE.find_trunk(km, (0, 1))
    assert given.segments == ((0, True), (1, True), (2, True))


def test_a_place_where_five_segments_meet_needs_three_units():
    star = layout("LLLLLU", [(at, 5) for at in range(5)])
    assert star.unit_count == 3
    assert len(star.units) == 1
    assert TREE.unit_count == 1
    assert FESTOON.unit_count == 0


def test_a_ring_through_two_landings_has_two_spans():
    ring = layout("LjLj", [(0, 1), (1, 2), (2, 3), (3, 0)])
    assert sorted(len(span.segments) for span in ring.spans) == [2, 2]
    assert ring.longest_span_km([10.0, 10.0, 30.0, 5.0]) == 35.0


def test_two_segments_between_the_same_landings_keep_apart():
    pair = layout("LL", [(0, 1), (0, 1)])
    assert len(pair.spans) == 2
    assert pair.find_trunk([9.0, 5.0]).segments == ((1, True),)


def test_segments_that_do_not_meet_are_refused():
    with pytest.raises(UsageError, match="do not meet"):
        layout("LLLL", [(0, 1), (2, 3)])
