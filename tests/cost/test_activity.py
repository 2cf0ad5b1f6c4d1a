import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.cost.activity import ANCHOR, EU_DEEP_BAN, TRAWL, anchor_intensity, trawl_intensity

depths = st.floats(-500, 9000)


def test_trawlers_work_the_shelf_edge_most_and_nothing_below_1600_m():
    depth = np.arange(0.0, 3000.0, 10.0)
    share = trawl_intensity(depth, 1.0)
    worst = depth[share == share.max()]
    assert (worst.min(), worst.max()) == (100.0, 200.0)
    assert 0 < trawl_intensity(1500.0, 1.0) < 0.1
    assert not share[depth >= 1600].any()


def test_the_ban_on_deep_trawling_counts_only_where_it_is_asked_for_and_below_800_m():
    depth = np.array([300.0, 800.0, 900.0, 900.0])
    banned = np.array([True, True, True, False])
    free, ruled = trawl_intensity(depth, 1.0), trawl_intensity(depth, 1.0, deep_ban=banned)
    assert ruled[:2].tolist() == free[:2].tolist()
    assert ruled[2] == pytest.approx(0.1 * free[2])
    assert ruled[3] == free[3]


def test_anchors_reach_no_deeper_than_200_m():
    assert anchor_intensity([10.0, 80.0, 140.0, 200.0, 500.0], 1.0).tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]


@given(depths, st.floats(0, 1))
def test_activity_is_a_share_in_proportion_to_its_zone(depth_m, zone):
    for activity in (trawl_intensity, anchor_intensity):
        assert 0 <= activity(depth_m, zone) <= 1
        assert activity(depth_m, zone) == pytest.approx(zone * activity(depth_m, 1.0))


def test_land_has_no_activity_and_unknown_depth_stays_unknown():
    for activity in (trawl_intensity, anchor_intensity):
        assert activity(-5.0, 1.0) == 0
        assert np.isnan(activity(np.nan, 1.0))


def test_a_scenario_may_bring_its_own_curves():
    assert trawl_intensity(150.0, 1.0, curve=dataclasses.replace(TRAWL, y=(0.2,) * 8)) == pytest.approx(0.2)
    strict = dataclasses.replace(EU_DEEP_BAN, y=(1.0, 0.0))
    assert trawl_intensity(900.0, 1.0, deep_ban=True, ban=strict) == 0
    assert anchor_intensity(100.0, 1.0, curve=dataclasses.replace(ANCHOR, y=(0.0, 0.0, 0.0))) == 0


@pytest.mark.parametrize("curve", [TRAWL, EU_DEEP_BAN, ANCHOR])
def test_every_curve_says_its_source_and_what_is_a_default(curve):
    assert "editable default" in curve.source
    assert curve.unit == "depth, m"
