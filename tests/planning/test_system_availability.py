"""Availability by counting on paper: series, parallel ways, and what a cut stops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import UnitKind
from routeplan.cost.faults import Cause, Exposure
from routeplan.planning.cost_shares import shapley_share
from routeplan.planning.system_availability import derive_availability
from routeplan.planning.system_layout import NodeKind, Span, SystemLayout, SystemNode
from routeplan.planning.system_parts import failure_groups


def node(name, kind=NodeKind.LANDING):
    return SystemNode(Landing(name, name, "", 0.0, 0.0), kind)


def piece(faults, days):
    return Exposure({Cause.OTHER: faults}, np.full(12, days))


def y_shape(unit):
    """A and B with a unit U between, and a branch from U to C."""
    layout = SystemLayout(
        (node("A"), node("B"), node("C"), node("U", NodeKind.UNIT)), ((0, 3), (3, 1), (3, 2))
    )
    pieces = (piece(1.0, 10.0), piece(0.5, 20.0), piece(2.0, 5.0))
    return layout, pieces, Span(0, 1, ((0, True), (1, True))), unit


def share_down(faults, days):
    return faults * days / (365.25 + faults * days)


DOWN = [share_down(1.0, 10.0), share_down(0.5, 20.0), share_down(2.0, 5.0)]


def test_a_switchable_unit_leaves_the_trunk_working_while_its_branch_is_cut():
    a, b, c = derive_availability(*y_shape(UnitKind.SWITCHABLE))
    both_up = (1 - DOWN[0]) * (1 - DOWN[1])
    # All segments are down at once so rarely that three failures are left out.
    up_without_rest = DOWN[0] * DOWN[1] * DOWN[2]
    # A reaches an end other than itself only over both segments of the trunk.
    assert a.down_share_by_month[0] == pytest.approx(1 - both_up - up_without_rest, rel=1e-9)
    assert b.down_share_by_month[0] == pytest.approx(a.down_share_by_month[0])
    # C is cut off by its own segment, or by both of the trunk.
    cut = 1 - (1 - DOWN[2]) * (1 - DOWN[0] * DOWN[1])
    assert c.down_share_by_month[0] == pytest.approx(cut - up_without_rest, rel=1e-9)
    assert (a.on_trunk, c.on_trunk) == (True, False)
    assert c.trunk_faults_per_year == 0.0


def test_a_passive_unit_stops_all_three_segments_together():
    served = derive_availability(*y_shape(UnitKind.PASSIVE))
    up = np.prod([1 - down for down in DOWN])
    for landing in served:
        assert landing.down_share_by_month[3] == pytest.approx(1 - up, rel=1e-9)
    assert served[2].trunk_faults_per_year == pytest.approx(2.0)
    assert served[2].availability_pct == pytest.approx(100 * up)
    assert served[2].down_hours_per_year == pytest.approx((1 - up) * 8766)


def test_stations_keep_what_passive_units_stop_apart():
    layout = SystemLayout(
        (node("A"), node("B"), node("C"), node("S"), node("U", NodeKind.UNIT)),
        ((0, 3), (3, 4), (4, 1), (4, 2)),
    )
    assert failure_groups(layout, UnitKind.PASSIVE) == ((0,), (1, 2, 3))
    assert failure_groups(layout, UnitKind.SWITCHABLE) == ((0,), (1,), (2,), (3,))


def test_a_second_way_round_a_ring_must_fail_too():
    layout = SystemLayout((node("A"), node("B")), ((0, 1), (1, 0)))
    ring = layout, (piece(1.0, 10.0), piece(0.5, 20.0)), Span(0, 1, ((0, True),)), UnitKind.SWITCHABLE
    for landing in derive_availability(*ring):
        assert landing.down_share_by_month[0] == pytest.approx(DOWN[0] * DOWN[1], rel=1e-9)


def test_shapley_shares_of_an_airport_runway():
    """Littlechild and Owen 1973: each pays its part of every length that it needs, shared by all who need it."""
    needs = (1.0, 3.0, 6.0)

    def cost(subset):
        return max((need for at, need in enumerate(needs) if subset >> at & 1), default=0.0)

    shares = [shapley_share(cost, 0b111, 1 << at) for at in range(3)]
    assert shares == pytest.approx([1 / 3, 1 / 3 + 2 / 2, 1 / 3 + 2 / 2 + 3])
    assert sum(shares) == pytest.approx(cost(0b111))


def test_a_landing_that_adds_nothing_pays_nothing():
    values = dict(zip(product((0, 1), repeat=2), (0.0, 0.0, 5.0, 5.0), strict=True))
    assert shapley_share(lambda subset: values[subset & 1, subset >> 1], 0b11, 0b10) == 0.0
