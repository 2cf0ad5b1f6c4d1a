"""Random states of a network: joint events by the month they occur in, repairs without ships, mixtures of both."""

import math

import numpy as np
import pytest
from network_kit import days

from routeplan.network.failures import Failures, derive_open_repairs, draw_states
from routeplan.network.joint_events import EventClass, EventKind

LENGTHS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
FIRSTS = np.concatenate([[0.0], np.cumsum(LENGTHS)])
STATES = 20_000


def event(cuts, per_year, probability=(1.0,), days=None):
    return EventClass(
        EventKind.EARTHQUAKE, per_year, np.array(cuts, dtype=bool), np.array(probability, dtype=float), days
    )


def down_by_month(failures, *, states=STATES, seed=3):
    """(12, links) share of the states in which a link is down."""
    return np.array([1.0 - up.mean(axis=0) for up in draw_states(failures, states=states, seed=seed)])


def test_with_one_repair_time_a_link_is_down_mttr_of_mtbf_and_mttr():
    rates, repair = np.array([0.5, 2.0]), days(30.0, 90.0)
    failures = Failures(rates, repair)
    for link, (rate, mttr) in enumerate(((0.5, 30.0), (2.0, 90.0))):
        mtbf = 365.25 / rate
        assert failures.unavailability()[link] == pytest.approx(np.full(12, mttr / (mtbf + mttr)), rel=1e-9)


def test_open_repairs_are_those_of_a_count_day_by_day():
    """Faults at 12 instants a day of one year, repeated for ever; who is open at 12 instants of each day is counted."""
    repair = np.array([[200.0, 170, 140, 110, 80, 50, 20, 20, 20, 290, 260, 430]])
    lengths = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    firsts = np.concatenate([[0], np.cumsum(lengths)])
    times = (np.arange(365.25 * 12) + 0.5) / 12
    month = np.searchsorted(firsts, times, side="right") - 1
    counted = np.zeros(12)
    for began, lasts in zip(times, repair[0, month], strict=True):
        for year in range(3):
            open_now = (times + year * 365.25 >= began) & (times + year * 365.25 < began + lasts)
            counted += np.bincount(month, open_now, minlength=12)
    expected = counted / len(times) / (lengths * 12)  # one fault a year
    assert derive_open_repairs(np.array([1.0]), repair)[0] == pytest.approx(expected, rel=0.01)


def test_the_months_that_suffer_are_not_those_that_break():
    """A fault of October waits for July: January is worse than August though their repairs are the other way round."""
    repair = np.full((1, 12), 10.0)
    repair[0, 9] = 280.0
    down = Failures(np.array([0.4]), repair).unavailability()[0]
    assert down[0] == pytest.approx(down[5], rel=0.2)
    assert down[7] < down[0] / 3


@pytest.mark.parametrize("month_of_event", [0, 9, 11])
def test_an_event_is_repaired_in_the_time_of_the_month_it_occurred_in(month_of_event):
    """Only events of one month take 59 days to repair: links are down in it and in the two that follow."""
    repair = np.zeros((1, 12))
    repair[0, month_of_event] = 59.0
    per_year = 2.0
    found = down_by_month(Failures(np.zeros(1), repair, (event([[True]], per_year),)))[:, 0]
    ages = (np.arange(2360) + 0.5) / 40
    expected = []
    for month in range(12):
        times = FIRSTS[month] + (np.arange(400) + 0.5) / 400 * LENGTHS[month]
        began = (times[:, None] - ages[None, :]) % 365.25
        in_month = (began >= FIRSTS[month_of_event]) & (began < FIRSTS[month_of_event + 1])
        expected.append((1.0 - np.exp(-per_year * in_month.mean(axis=1) * 59.0 / 365.25)).mean())
    assert expected[month_of_event] > 0.05  # the event is seen at all
    assert found == pytest.approx(expected, abs=0.006)
    others = [month for month in range(12) if (month - month_of_event) % 12 > 2]
    assert found[others].max() == 0.0


def test_a_repair_of_an_event_waits_for_a_ship_too_but_a_fixed_time_does_not():
    """50 days, twice as long after an event, and 30 more without a ship: 130."""
    usual = Failures(np.zeros(2), np.full((2, 12), 50.0), (event([[True, False]], 0.5),), 2.0, 1.0, 30.0)
    fixed = Failures(
        np.zeros(2), np.full((2, 12), 50.0), (event([[True, False]], 0.5, days=90.0),), 2.0, 1.0, 30.0
    )
    for failures, lasts in ((usual, 130.0), (fixed, 90.0)):
        down = down_by_month(failures).mean(axis=0)
        assert down == pytest.approx([1 - math.exp(-0.5 * lasts / 365.25), 0.0], abs=0.003)


def test_an_event_is_each_of_its_footprints_as_often_as_its_probability_says():
    three_to_one = event([[True, False], [False, True]], 1.0, (0.75, 0.25), days=100.0)
    down = down_by_month(Failures(np.zeros(2), np.full((2, 12), 1.0), (three_to_one,))).mean(axis=0)
    rate = 100.0 / 365.25
    assert down == pytest.approx([1 - math.exp(-0.75 * rate), 1 - math.exp(-0.25 * rate)], abs=0.003)


def test_several_events_at_once_take_all_their_links():
    """Every state has many events of two footprints: both links are down, nearly always."""
    both = event([[True, False], [False, True]], 50.0, (0.5, 0.5), days=365.25)
    down = down_by_month(Failures(np.zeros(2), np.full((2, 12), 1.0), (both,)), states=500)
    assert down.min() > 0.999


def test_links_fail_more_often_in_the_share_of_time_without_ships():
    failures = Failures(np.array([1.0]), np.full((1, 12), 20.0), no_ship_share=0.3, no_ship_days=90.0)
    expected = 0.7 * 20 / (365.25 + 20) + 0.3 * 110 / (365.25 + 110)
    assert down_by_month(failures).mean() == pytest.approx(expected, abs=0.003)


def test_each_month_of_the_states_has_the_unavailability_of_that_month():
    repair = np.full((1, 12), 10.0)
    repair[0, 9] = 200.0
    failures = Failures(np.array([1.0]), repair)
    expected = failures.unavailability()[0]
    assert expected.max() > 3 * expected.min()
    assert down_by_month(failures)[:, 0] == pytest.approx(expected, abs=0.01)


def test_an_event_without_a_time_of_its_own_lasts_as_long_as_repairs_take():
    event = EventClass(EventKind.EARTHQUAKE, 0.5, np.array([[True, False, False]]), np.array([1.0]))
    failures = Failures(np.zeros(3), days(50.0, 5.0, 300.0), (event,), joint_repair_factor=2.0)
    up = np.concatenate(list(draw_states(failures, states=20_000, seed=3)))
    down = 1 - up.mean(axis=0)
    assert down == pytest.approx([1 - math.exp(-0.5 * 100 / 365.25), 0.0, 0.0], abs=0.003)


def test_without_ships_repairs_wait():
    usual = Failures(np.array([1.0]), days(20.0))
    waiting = Failures(np.array([1.0]), days(20.0), no_ship_share=1.0, no_ship_days=90.0)
    up = np.concatenate(list(draw_states(waiting, states=20_000, seed=5)))
    assert 1 - up.mean() == pytest.approx(110 / (365.25 + 110), abs=0.003)
    assert waiting.unavailability() == pytest.approx(usual.unavailability())


def test_the_same_seed_gives_the_same_states_and_another_does_not():
    failures = Failures(np.array([3.0, 3.0, 3.0]), days(60.0, 60.0, 60.0))
    one, same, other = (next(iter(draw_states(failures, states=500, seed=seed))) for seed in (7, 7, 8))
    assert (one == same).all()
    assert not (one == other).all()


def test_in_a_single_state_an_event_is_as_frequent_as_in_many():
    """One or two states at a time, mostly with one event or none: e^-1 of the states have none."""
    failures = Failures(np.zeros(1), days(1.0), (event([[True]], 1.0, days=365.25),))
    for states in (1, 2):
        down = [down_by_month(failures, states=states, seed=seed) for seed in range(150)]
        assert np.mean(down) == pytest.approx(1 - math.exp(-1), abs=0.04)  # 1,800 months, 3.5 standard errors


def test_an_event_repairs_no_link_that_is_down_through_its_own_fault():
    often = event([[False, True]], 3.0, days=365.25)
    failures = Failures(np.array([1.0, 0.0]), days(120.0, 1.0), (often,))
    down = down_by_month(failures).mean(axis=0)
    assert down == pytest.approx([120 / (365.25 + 120), 1 - math.exp(-3.0)], abs=0.004)


def test_a_network_without_links_has_states_without_links():
    no_links = Failures(np.zeros(0), np.zeros((0, 12)), (event(np.zeros((1, 0)), 5.0),))
    assert no_links.unavailability().shape == (0, 12)
    assert [up.shape for up in draw_states(no_links, states=10, seed=1)] == [(10, 0)] * 12
