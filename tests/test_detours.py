"""The detours of planned and published cables: errors, the choice without a cable, and the slope, by hand."""

import pytest

from benchmarks.detours import FACTORS, Detour, leave_one_out, shelf_weights, slope


def planned(best_factor, *, published_km=100.0):
    """A cable that is planned right at one factor, and 40 km longer for every 1 away from it."""
    lengths_km = {factor: published_km + 40.0 * abs(factor - best_factor) for factor in FACTORS}
    return Detour(f"right at {best_factor}", published_km, 90.0, 95.0, lengths_km)


def test_a_plan_that_is_longer_has_a_positive_error():
    assert planned(0.5).error_pct(1.0) == pytest.approx(20.0)


def test_a_null_model_lengthens_its_baseline():
    """1.0835 x 90 km against 100 km."""
    assert planned(0.5).null_pct(90.0) == pytest.approx(-2.485)


def test_the_cable_that_is_left_out_has_no_say():
    """Two cables want 0.5, one wants 2: without it 0.5 is right, and without one of the others both wishes count."""
    chosen = leave_one_out([planned(0.5), planned(0.5), planned(2.0)])
    assert chosen[2] == (0.5, pytest.approx(60.0))
    lone = leave_one_out([planned(0.5), planned(2.0)])
    assert [factor for factor, _ in lone] == [2.0, 0.5]


def test_planned_detours_twice_as_long_as_real_ones_have_a_slope_of_a_half():
    lengths = [(110.0**0.5 * 10.0, 110.0), (110.0, 121.0)]
    detours = [Detour("", real, 90.0, 100.0, dict.fromkeys(FACTORS, plan)) for real, plan in lengths]
    assert slope(detours, 1.0) == pytest.approx(0.5)


def test_a_factor_weighs_what_a_shelf_costs_and_not_the_cable():
    weights = shelf_weights(0.5)
    assert (weights.cable, weights.protection, weights.burial, weights.ice) == (1.0, 0.5, 0.5, 1.0)
