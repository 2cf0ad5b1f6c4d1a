"""Availability, against renewal theory, sums over all states, and the simulation against both."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from network_kit import days
from scipy.stats import binomtest, norm

from routeplan.errors import UsageError
from routeplan.network.availability import (
    MOST_ENUMERATED,
    SimulatedPaths,
    exact_availability,
    exact_distribution,
    simulate,
)
from routeplan.network.cuts import TerminalPair
from routeplan.network.failures import Failures
from routeplan.network.joint_events import EventClass, EventKind
from routeplan.seabed.months import HOURS_PER_YEAR

PARALLEL = TerminalPair.of([(0, 1)] * 3, (0, 1))
# Two ways with a bridge between them, the smallest network that is neither series nor parallel.
BRIDGE = TerminalPair.of([(0, 2), (0, 3), (2, 3), (2, 1), (3, 1)], (0, 1))


def test_three_parallel_links_follow_the_binomial_law():
    share = 0.1
    distribution = exact_distribution(PARALLEL, np.full(3, share))
    assert distribution == pytest.approx(
        [math.comb(3, k) * (1 - share) ** k * share ** (3 - k) for k in range(4)]
    )


def test_the_bridge_is_reliable_as_the_textbook_says():
    """Two-terminal reliability of the bridge with equal links: 2p^2 + 2p^3 - 5p^4 + 2p^5 (Barlow and Proschan 1975)."""
    for p in (0.5, 0.9, 0.99):
        connected = exact_distribution(BRIDGE, np.full(5, 1 - p))[1:].sum()
        assert connected == pytest.approx(2 * p**2 + 2 * p**3 - 5 * p**4 + 2 * p**5)


def test_a_shared_event_takes_its_links_together():
    """With links that never fail alone: two paths, but for the time that the event is under way."""
    cuts = np.array([[True, True, False]])
    distribution = exact_distribution(PARALLEL, np.zeros(3), cuts=cuts, active=np.array([0.2]))
    assert distribution == pytest.approx([0.0, 0.2, 0.0, 0.8])


def test_two_events_take_each_their_own_links():
    """One event takes the first two links, another the third, which is also down half of the time alone."""
    cuts = np.array([[True, True, False], [False, False, True]])
    alone, active = np.array([0.0, 0.0, 0.5]), np.array([0.2, 0.1])
    distribution = exact_distribution(PARALLEL, alone, cuts=cuts, active=active)
    third_up = 0.5 * 0.9
    assert distribution == pytest.approx(
        [0.2 * (1 - third_up), 0.2 * third_up, 0.8 * (1 - third_up), 0.8 * third_up]
    )


def test_eighteen_links_are_enumerated_and_more_are_refused():
    several = TerminalPair.of([(0, 1)] * MOST_ENUMERATED, (0, 1))
    distribution = exact_distribution(several, np.full(MOST_ENUMERATED, 0.1))
    assert distribution[0] == pytest.approx(0.1**MOST_ENUMERATED)
    many = TerminalPair.of([(0, 1)] * 30, (0, 1))
    with pytest.raises(UsageError, match="30 links and events that may fail; give at most 18, or simulate"):
        exact_distribution(many, np.full(30, 0.1))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("needed", [1, 2])
def test_the_simulation_agrees_with_the_exact_value_within_its_interval(seed, needed):
    """The interval is one of 95 %: that ten draws all hold is likelier than not, and seeds are fixed."""
    failures = Failures(np.array([1.0, 2.0, 0.5, 1.5, 0.8]), days(60.0, 30.0, 90.0, 45.0, 120.0))
    exact = exact_availability(BRIDGE, failures.unavailability(), needed, "bridge")
    there = np.ones(5, dtype=bool)
    found = simulate(failures, [BRIDGE], [there], states=4_000, seed=seed).availability(
        0, 0, needed, "bridge"
    )
    # Three halves of the interval: of ten such draws all lie inside with 97 %.
    half = (found.short_high - found.short_low) / 2
    assert abs(found.short_hours - exact.short_hours) < 1.5 * half
    assert found.short_low < found.short_hours < found.short_high
    assert exact.short_low == exact.short_high == exact.short_hours


def test_the_interval_covers_the_exact_value_as_often_as_it_says():
    failures = Failures(np.array([1.0, 1.0, 1.0]), days(30.0, 30.0, 30.0))
    exact = exact_availability(PARALLEL, failures.unavailability(), 3, "three").short_hours
    there = np.ones(3, dtype=bool)
    covered = 0
    for seed in range(100):
        found = simulate(failures, [PARALLEL], [there], states=200, seed=seed).availability(0, 0, 3, "three")
        covered += found.short_low <= exact <= found.short_high
    assert 88 <= covered <= 100  # binomial with 0.95: less than 88 once in 400


def test_joint_events_are_simulated_as_often_and_as_long_as_they_are():
    """Poisson: an event that comes so often and lasts so long is under way but for exp(-rate x time) of the time."""
    per_year, lasts = 0.6, 120.0
    event = EventClass(
        EventKind.EARTHQUAKE, per_year, np.array([[True, True, False]]), np.array([1.0]), days=lasts
    )
    failures = Failures(np.array([0.0, 0.0, 1.0]), days(10.0, 10.0, 40.0), (event,))
    active = 1 - math.exp(-per_year * lasts / 365.25)
    alone = failures.unavailability()[:, 0]
    exact = exact_distribution(PARALLEL, alone, cuts=event.cuts, active=np.array([active]))
    found = simulate(failures, [PARALLEL], [np.ones(3, dtype=bool)], states=20_000, seed=1)
    seen = np.bincount(found.paths[0, 0].ravel(), minlength=4) / found.paths[0, 0].size
    assert seen == pytest.approx(exact, abs=4 * np.sqrt(0.25 / found.paths[0, 0].size))


def test_a_difference_of_cases_is_sharper_than_the_cases():
    """Common random numbers: what both cases share cancels out of their difference."""
    failures = Failures(np.array([4.0, 4.0, 0.5]), days(60.0, 60.0, 30.0))
    cases = [np.array([True, True, False]), np.array([True, True, True])]
    found = simulate(failures, [PARALLEL], cases, states=5_000, seed=11)
    saved, low, high = found.saved_hours(1, 0, {0: 1})
    before, after = (found.availability(case, 0, 1, "two, three") for case in (0, 1))
    down = failures.unavailability()[:, 0]
    exact = HOURS_PER_YEAR * (down[0] * down[1] - down.prod())
    assert low <= exact <= high
    assert saved == pytest.approx(before.short_hours - after.short_hours)
    assert found.saved_hours(0, 0, {0: 1})[0] == 0.0
    assert high - low < (before.short_high - before.short_low) + (after.short_high - after.short_low)


def test_links_that_a_passive_unit_joins_are_down_together():
    """A trunk of two links in parallel with another cable; a branch that leads nowhere stops the trunk with it."""
    way = TerminalPair.of([(0, 2), (2, 1), (2, 3), (0, 1)], (0, 1))
    group = ((0, 1, 2),)
    failures = Failures(np.array([1.0, 2.0, 3.0, 1.0]), days(30.0, 20.0, 10.0, 15.0), together=group)
    down = failures.unavailability()
    up = 1 - down[:, 0]
    alone = exact_availability(way, down, 2, "switchable").by_month["available"][0]
    assert alone == pytest.approx(up[0] * up[1] * up[3])
    exact = exact_availability(way, down, 2, "passive", together=group)
    assert exact.by_month["available"][0] == pytest.approx(up.prod())
    found = simulate(failures, [way], [np.ones(4, dtype=bool)], states=4_000, seed=3).availability(
        0, 0, 2, "passive"
    )
    half = (found.short_high - found.short_low) / 2
    assert abs(found.short_hours - exact.short_hours) < 1.5 * half


@pytest.mark.parametrize("states", [0, 99, 2_000_000])
def test_a_senseless_number_of_states_is_refused(states):
    with pytest.raises(UsageError, match="states per month; give 100 to"):
        simulate(
            Failures(np.zeros(3), days(1.0, 1.0, 1.0)),
            [PARALLEL],
            [np.ones(3, dtype=bool)],
            states=states,
            seed=1,
        )


# ---- by hand, on counts of paths that are given ---------------------------------------------------------------

LENGTHS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
STATES = 400


def counted(short_by_month, paths=3):
    """Numbers of paths in 400 states a month: one fewer in the first so many states of each month."""
    numbers = np.full((12, STATES), paths, dtype=np.int16)
    for month, short in enumerate(short_by_month):
        numbers[month, :short] -= 1
    return numbers


def test_the_interval_of_saved_hours_is_that_of_the_normal_distribution_at_90_per_cent():
    """The option always has enough paths, today has too few in a share p of each month: variance p (1 - p) / n."""
    short = np.array([0, 100, 0, 0, 40, 0, 0, 0, 0, 0, 0, 200])
    found = SimulatedPaths(np.array([[counted(short)], [counted(np.zeros(12, dtype=int))]]))
    saved, low, high = found.saved_hours(1, 0, {0: 3})
    p, weight = short / STATES, LENGTHS / LENGTHS.sum()
    half = norm.ppf(0.95) * 8766.0 * np.sqrt((weight**2 * p * (1 - p) / STATES).sum())
    assert saved == pytest.approx(8766.0 * (weight * p).sum())
    assert (high - saved, saved - low) == pytest.approx((half, half), rel=1e-6)
    lost, _, _ = found.saved_hours(0, 1, {0: 3})
    assert lost == pytest.approx(-saved)


def test_without_any_difference_the_interval_of_saved_hours_is_the_rule_of_three():
    found = SimulatedPaths(np.array([[counted(np.full(12, 7))], [counted(np.full(12, 7))]]))
    limit = 3 / (12 * STATES) * 8766.0
    assert found.saved_hours(1, 0, {0: 3}) == pytest.approx((0.0, -limit, limit))


def test_availability_of_counted_states_is_that_of_scipy_and_of_a_calendar():
    short = np.array([0, 100, 3, 0, 40, 0, 0, 0, 0, 0, 0, 20])
    found = SimulatedPaths(np.array([[counted(np.full(12, STATES)), counted(short)]]))
    available = found.availability(0, 1, 3, "A – B")
    table = available.by_month
    assert table["month"].tolist() == list(pd.date_range("2026-01-01", periods=12, freq="MS").month_name())
    assert table["available"].to_numpy() == pytest.approx(1 - short / STATES)
    assert table["mean_paths"].to_numpy() == pytest.approx(3 - short / STATES)
    for enough, low, high in zip(STATES - short, table["low"], table["high"], strict=True):
        interval = binomtest(int(enough), STATES).proportion_ci(0.95, method="wilson")
        assert (low, high) == pytest.approx((interval.low, interval.high), abs=1e-6)
    year = binomtest(int(short.sum()), 12 * STATES).proportion_ci(0.90, method="wilson")
    assert (available.short_low, available.short_high) == pytest.approx(
        (8766 * year.low, 8766 * year.high), rel=1e-5
    )
    assert available.short_hours == pytest.approx(24 * (LENGTHS * short / STATES).sum())
    assert (available.worst_month, available.worst) == ("February", pytest.approx(0.75))
    assert available.worst_low == pytest.approx(table["low"][1])
    assert found.availability(0, 1, 2, "A – B").short_hours == 0.0
    assert (available.name, available.needed) == ("A – B", 3)
    assert available.method == "Monte Carlo, 400 states per month"


def test_exact_hours_are_those_of_the_length_of_the_month():
    """One link, down half of February: 14.125 days."""
    one = TerminalPair.of([(0, 1)], (0, 1))
    unavailability = np.zeros((1, 12))
    unavailability[0, 1] = 0.5
    exact = exact_availability(one, unavailability, 1, "A – B")
    assert exact.short_hours == pytest.approx(14.125 * 24)
    assert exact.worst_month == "February"
    assert exact.by_month["mean_paths"].to_list() == [1.0, 0.5, *[1.0] * 10]
    for column in ("available", "low", "high"):
        assert exact.by_month[column].to_list() == [1.0, 0.5, *[1.0] * 10]
    assert (exact.name, exact.needed, exact.method) == ("A – B", 1, "exact")


def test_an_availability_shows_its_figures_and_its_months():
    one = TerminalPair.of([(0, 1)], (0, 1))
    unavailability = np.zeros((1, 12))
    unavailability[0, 1] = 0.5
    exact = exact_availability(one, unavailability, 1, "A – B")
    summary = (
        "Availability A – B, 1 or more paths: fewer 339.0 h per year (339.0-339.0), worst in February; exact"
    )
    assert repr(exact) == f"<{summary}>"
    assert exact._repr_html_().startswith(f"<p>{summary}</p><table")
    headings = re.findall(r"<th>(.*?)</th>", exact._repr_html_())
    assert headings == ["month", "available", "low", "high", "mean_paths"]
    assert "<td>0.50000</td>" in exact._repr_html_()


def test_the_same_seed_gives_the_same_numbers_of_paths():
    failures, present = Failures(np.full(3, 3.0), days(60.0, 60.0, 60.0)), [np.ones(3, dtype=bool)]
    one, same, other = (
        simulate(failures, [PARALLEL], present, states=500, seed=seed).paths for seed in (7, 7, 8)
    )
    assert (one == same).all()
    assert not (one == other).all()


def test_options_and_pairs_are_counted_each_with_its_own_links():
    """Links that never fail: the counts are those of the links that are present."""
    pairs = [
        TerminalPair.of([(0, 1), (0, 1), (0, 2)], (0, 1)),
        TerminalPair.of([(0, 2), (0, 2), (0, 1)], (0, 1)),
    ]
    options = [np.array([True, True, True]), np.array([True, False, True]), np.array([True, True, False])]
    found = simulate(Failures(np.zeros(3), days(1.0, 1.0, 1.0)), pairs, options, states=100, seed=1)
    assert found.paths.shape == (3, 2, 12, 100)
    assert found.paths[:, :, 0, 0].tolist() == [[2, 1], [1, 1], [2, 0]]
    assert (found.paths == found.paths[:, :, :1, :1]).all()


def test_simulated_months_are_in_the_order_of_the_calendar():
    """A fault of October waits long: the months after it are worst."""
    repair = np.full((3, 12), 5.0)
    repair[:, 9] = 250.0
    failures = Failures(np.full(3, 2.0), repair)
    found = simulate(failures, [PARALLEL], [np.ones(3, dtype=bool)], states=10_000, seed=4)
    expected = 3 * (1 - failures.unavailability()[0])
    assert found.availability(0, 0, 1, "").by_month["mean_paths"].to_numpy() == pytest.approx(
        expected, abs=0.04
    )
