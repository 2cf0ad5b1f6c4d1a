"""Open water by month: how long to wait for it, and how many days a year there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.seabed.open_water import OPEN_WATER_BELOW_SHARE, OpenWater, open_days


def wait_days(sea, threshold=OPEN_WATER_BELOW_SHARE):
    """From the middle of each month, at places that all have ice."""
    places = sea.shape[1]
    return OpenWater(places, np.arange(places), sea, threshold).wait_days(np.zeros(sea.shape))


def days_open(sea, threshold=OPEN_WATER_BELOW_SHARE):
    return np.array([open_days(year, threshold) for year in sea.T])


def test_open_water_needs_no_waiting():
    assert (wait_days(np.full((12, 1), 0.149)) == 0).all()


def test_perennial_ice_is_waited_for_without_end():
    assert np.isinf(wait_days(np.full((12, 3), 0.15))).all()


def test_places_that_icebreakers_keep_open_are_not_waited_for_and_the_others_as_before():
    """Four places, the first without ice; the third is kept open, and so is the first, which needs nobody."""
    ice = np.repeat([[0.9, 0.5, 0.3]], 12, axis=0)
    ice[7] = 0.0
    sea = OpenWater(4, np.array([1, 2, 3]), ice, OPEN_WATER_BELOW_SHARE)
    before, arrival = sea.wait_days(np.zeros((12, 4))), np.zeros((12, 4))
    after = sea.opened(np.array([True, False, True, False])).wait_days(arrival)
    assert (after[:, [0, 2]] == 0).all()
    assert (before[0, 1:] > 0).all()
    assert (after[:, [1, 3]] == before[:, [1, 3]]).all()


def test_the_wait_runs_along_a_straight_line_between_the_middles_of_months():
    sea = np.full((12, 1), 0.9)
    sea[7] = 0.0  # open in August only
    wait = wait_days(sea)[:, 0]
    # From mid-July, 31 days to mid-August: 0.9 falls below 0.15 after 0.75 / 0.9 of them.
    assert wait[6] == pytest.approx(31 * 0.75 / 0.9)
    # From mid-June, 30.5 days more; from mid-September, the year but for the 61.5 days from mid-July on.
    assert wait[5] == pytest.approx(30.5 + wait[6])
    assert wait[7] == 0
    assert wait[8] == pytest.approx(365.25 - 61.5 + wait[6])


def test_the_year_has_no_end():
    sea = np.full((12, 1), 0.9)
    sea[0] = 0.0  # open in January only
    assert wait_days(sea)[11, 0] == pytest.approx(31 * 0.75 / 0.9)


def test_a_little_more_ice_is_a_little_longer_to_wait():
    base = np.concatenate([np.full(6, 0.9), [0.16], np.zeros(5)])[:, None]
    less = base.copy()
    less[6] = 0.14
    # 0.02 of concentration from one side of the threshold to the other: under a day, not a month.
    assert abs(wait_days(base)[5, 0] - wait_days(less)[5, 0]) < 4


@given(st.lists(st.floats(0, 1), min_size=12, max_size=12), st.floats(0.05, 0.95), st.floats(0.0, 0.3))
def test_with_a_laxer_threshold_nobody_waits_longer(year, threshold, laxer):
    sea = np.array(year)[:, None]
    higher = min(threshold + laxer, 1.0)
    strict, lax = (wait_days(sea, threshold=value) for value in (threshold, higher))
    assert (lax <= strict + 1e-9).all()
    assert days_open(sea, threshold=higher)[0] >= days_open(sea, threshold=threshold)[0] - 1e-9


@given(st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_nobody_waits_longer_than_a_year_unless_for_ever(year):
    wait = wait_days(np.array(year)[:, None])
    assert ((wait <= 365.25) | np.isinf(wait)).all()


def test_days_of_open_water_are_those_below_the_line():
    sea = np.full((12, 1), 0.3)
    sea[7] = 0.0  # 31 days down from mid-July, 30.5 up to mid-September, half of each below 0.15
    assert days_open(sea)[0] == pytest.approx(30.75)


def test_a_place_without_a_value_has_no_wait():
    sea = np.zeros((12, 1))
    sea[3] = np.nan
    assert np.isnan(wait_days(sea)).all()
    assert np.isnan(days_open(sea)).all()


def test_who_arrives_later_in_the_month_waits_by_so_much_less():
    sea = np.full((12, 1), 0.9)
    sea[7] = 0.0  # open in August only
    water = OpenWater(1, np.array([0]), sea, 0.15)
    now, later = (water.wait_days(np.full((12, 1), days)) for days in (0.0, 10.0))
    assert later[6, 0] == pytest.approx(now[6, 0] - 10)
    assert water.wait_days(np.full((12, 1), 365.25)) == pytest.approx(now)
