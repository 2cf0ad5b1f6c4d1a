from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.cost.depth_curves import Curve
from routeplan.cost.hazard_intensity import (
    ANCHOR,
    BY_GROUND,
    ICEBERG,
    KEEL_SEASON,
    LANE,
    SCOUR,
    TRAWL,
    anchor_intensity,
    ground_intensity,
    iceberg_intensity,
    scour_intensity,
    shipping_intensity,
    trawl_intensity,
)
from routeplan.errors import DataError
from routeplan.seabed.hazard_zones import ZoneKind

BY_ZONE = tuple(partial(ground_intensity, kind) for kind in BY_GROUND)
depths = st.floats(-500, 9000)
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    ("depth_m", "expected"),
    [
        (0, 0.0),
        (2, 0.0),
        (15, 0.3),
        (17.5, 0.65),
        (20, 1.0),
        (30, 1.0),
        (40, 1.0),
        (52.5, 0.5),
        (65, 0.0),
        (66, 0.0),
        (4000, 0.0),
    ],
)
def test_ice_keels_plough_worst_at_20_to_40_m_and_not_below_65(depth_m, expected):
    assert scour_intensity(depth_m, 7.5) == pytest.approx(expected)
    assert scour_intensity(depth_m, 12.0) == pytest.approx(expected)
    assert scour_intensity(depth_m, 6.75) == pytest.approx(expected / 2)


def test_there_are_no_keels_without_ice_nor_on_land():
    assert scour_intensity([30.0, 30.0, -30.0], [0.0, 6.0, 12.0]).tolist() == [0.0, 0.0, 0.0]


def test_unknown_depth_stays_unknown():
    assert np.isnan(scour_intensity(np.nan, 9.0))
    assert np.isnan(iceberg_intensity(np.nan, 1.0, 500.0))
    assert all(np.isnan(function(np.nan, 1.0)) for function in BY_ZONE)


@pytest.mark.parametrize(
    ("depth_m", "draft_m", "expected"),
    [
        (0, 500, 1.0),
        (200, 500, 1.0),
        (350, 500, 0.5),
        (500, 500, 0.0),
        (500, 650, 1 / 3),
        (650, 650, 0.0),
        (60, 150, 1.0),  # bergs of 150 m: at their worst to 0.4 of it
        (105, 150, 0.5),
        (150, 150, 0.0),
        (100, 0, 0.0),  # no bergs
        (-10, 500, 0.0),  # land
    ],
)
def test_icebergs_scour_down_to_their_draft(depth_m, draft_m, expected):
    assert iceberg_intensity(depth_m, 1.0, draft_m) == pytest.approx(expected)


@given(depths, depths, st.floats(0, 1000))
def test_deeper_is_never_worse_for_icebergs(one, other, draft_m):
    shallow, deep = sorted((max(one, 0.0), max(other, 0.0)))
    assert iceberg_intensity(deep, 1.0, draft_m) <= iceberg_intensity(shallow, 1.0, draft_m)


@given(depths, shares, st.floats(0, 1000))
def test_every_hazard_is_a_share_in_proportion_to_its_zone(depth_m, zone, draft_m):
    for hazard in (*BY_ZONE, lambda depth, share: iceberg_intensity(depth, share, draft_m)):
        assert 0 <= hazard(depth_m, zone) <= 1
        assert hazard(depth_m, zone) == pytest.approx(zone * hazard(depth_m, 1.0))
        assert hazard(depth_m, 0.0) == 0


def test_slides_and_currents_spare_the_shelf_and_not_the_deep_sea():
    for kind in (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN):
        shelf, slope, deep = ground_intensity(kind, [50.0, 400.0, 3000.0], 1.0)
        assert shelf < slope < deep == 1.0


def test_the_ground_shakes_at_every_depth():
    assert ground_intensity(ZoneKind.SEISMIC, [5.0, 200.0, 9000.0, -1.0], 0.5).tolist() == [
        0.5,
        0.5,
        0.5,
        0.0,
    ]
    assert ground_intensity(ZoneKind.VOLCANIC, [5.0, 4000.0], 1.0).tolist() == [1.0, 1.0]


def test_arrays_of_one_shape_come_back_in_it():
    depth = np.full((3, 4), 30.0, dtype=np.float32)
    assert scour_intensity(depth, np.full((3, 4), 9.0, dtype=np.float32)).shape == (3, 4)
    assert iceberg_intensity(depth, np.ones((3, 4)), np.full((3, 4), 500.0)).shape == (3, 4)


@pytest.mark.parametrize("curve", [SCOUR, KEEL_SEASON, LANE, ICEBERG, *BY_GROUND.values()])
def test_every_curve_passes_through_its_knots_and_says_its_source(curve):
    assert curve(curve.x).tolist() == list(curve.y)
    assert curve.source
    assert curve.unit


@pytest.mark.parametrize(
    ("x", "y", "named"),
    [
        ((), (), "0 x and 0 y"),
        ((0.0, 1.0), (1.0,), "2 x and 1 y"),
        ((0.0, 0.0), (1.0, 0.0), "that rise"),
        ((1.0, 0.0), (1.0, 0.0), "that rise"),
        ((0.0, float("nan")), (1.0, 0.0), "finite"),
        ((0.0, 1.0), (1.0, 1.2), "shares from 0 to 1"),
        ((0.0, 1.0), (float("nan"), 1.0), "shares from 0 to 1"),
    ],
)
def test_a_curve_is_valid_from_birth(x, y, named):
    with pytest.raises(DataError, match=named):
        Curve(x, y, "depth, m", "test")


# Trawls and anchors.


def test_trawlers_work_the_shelf_edge_most_and_nothing_below_1600_m():
    depth = np.arange(0.0, 3000.0, 10.0)
    share = trawl_intensity(depth, 1.0)
    worst = depth[share == share.max()]
    assert (worst.min(), worst.max()) == (100.0, 200.0)
    assert 0 < trawl_intensity(1500.0, 1.0) < 0.1
    assert not share[depth >= 1600].any()


def test_anchors_reach_no_deeper_than_200_m():
    assert anchor_intensity([10.0, 80.0, 140.0, 200.0, 500.0], 1.0).tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]


@given(shares, st.floats(0, 500), st.floats(0, 500))
def test_ships_are_no_fewer_nearer_to_a_lane_and_never_fewer_than_in_the_zone(zone, one, other):
    near, far = (float(shipping_intensity(zone, lane_km)) for lane_km in sorted((one, other)))
    assert 1.0 >= near >= far >= zone


@given(depths, st.floats(0, 1))
def test_activity_is_a_share_in_proportion_to_its_zone(depth_m, zone):
    for activity in (trawl_intensity, anchor_intensity):
        assert 0 <= activity(depth_m, zone) <= 1
        assert activity(depth_m, zone) == pytest.approx(zone * activity(depth_m, 1.0))


def test_land_has_no_activity_and_unknown_depth_stays_unknown():
    for activity in (trawl_intensity, anchor_intensity):
        assert activity(-5.0, 1.0) == 0
        assert np.isnan(activity(np.nan, 1.0))


@pytest.mark.parametrize("curve", [TRAWL, ANCHOR])
def test_every_curve_of_activity_says_its_source_and_what_is_a_default(curve):
    assert "editable default" in curve.source
    assert curve.unit == "depth, m"
