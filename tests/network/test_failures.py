"""Random states of a network: joint events by the month they occur in, repairs without ships, mixtures of both."""

import math

import numpy as np
import pytest

from routeplan.network.failures import Failures, draw_states
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


def test_an_event_is_repaired_in_the_time_of_the_month_it_occurred_in():
    """Only events of October take 60 days to repair: links are down from October to December, and never before."""
    repair = np.zeros((1, 12))
    repair[0, 9] = 60.0
    per_year = 2.0
    found = down_by_month(Failures(np.zeros(1), repair, (event([[True]], per_year),)))[:, 0]
    ages = np.linspace(0.0, 60.0, 2401)[:-1] + 0.0125
    expected = []
    for month in range(12):
        times = FIRSTS[month] + (np.arange(400) + 0.5) / 400 * LENGTHS[month]
        began = (times[:, None] - ages[None, :]) % 365.25
        in_october = ((began >= FIRSTS[9]) & (began < FIRSTS[10])).mean(axis=1) * 60.0
        expected.append((1.0 - np.exp(-per_year * in_october / 365.25)).mean())
    assert expected[9] > 0.05  # the event is seen at all
    assert found == pytest.approx(expected, abs=0.006)
    assert found[:9].max() == 0.0


def test_a_repair_of_an_event_waits_for_a_ship_too_but_a_fixed_time_does_not():
    """50 days, twice as long after an event, and 30 more without a ship: 130."""
    usual = Failures(np.zeros(2), np.full((2, 12), 50.0), (event([[True, False]], 0.5),), 2.0, 1.0, 30.0)
    fixed = Failures(
        np.zeros(2), np.full((2, 12), 50.0), (event([[True, False]], 0.5, days=90.0),), 2.0, 1.0, 30.0
    )
    for failures, days in ((usual, 130.0), (fixed, 90.0)):
        down = down_by_month(failures).mean(axis=0)
        assert down == pytest.approx([1 - math.exp(-0.5 * days / 365.25), 0.0], abs=0.003)


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
