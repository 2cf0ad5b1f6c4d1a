"""Depth errors: unit variance, the correlation that was asked for, and nothing but the sea is moved."""

import numpy as np
import pytest

from routeplan.ensemble.depth_error import (
    CHARTED_SHARE,
    MOST_SHARE,
    PREDICTED_M,
    derive_deviation_m,
    draw_field,
    with_depth_errors,
)

SHAPE = (600, 700)


@pytest.mark.parametrize("cells", [4, 10, 25])
def test_a_field_has_unit_variance_and_correlates_by_1_over_e_at_its_distance(cells):
    fields = [draw_field(SHAPE, correlation_cells=cells, seed=seed) for seed in range(6)]
    # As many independent values as fields have patches.
    independent = len(fields) * SHAPE[0] * SHAPE[1] / cells**2
    assert np.var(fields) == pytest.approx(1.0, abs=8.0 / np.sqrt(independent))
    assert np.mean(fields) == pytest.approx(0.0, abs=8.0 / np.sqrt(independent))
    for axis in (0, 1):
        one = np.concatenate([np.moveaxis(field, axis, 0)[:-cells].ravel() for field in fields])
        other = np.concatenate([np.moveaxis(field, axis, 0)[cells:].ravel() for field in fields])
        assert np.corrcoef(one, other)[0, 1] == pytest.approx(
            np.exp(-1), abs=0.01 + 4.0 / np.sqrt(independent)
        )


def test_no_place_varies_less_than_another():
    """Interpolation between nodes takes variance away; it is given back."""
    fields = np.array([draw_field((40, 40), correlation_cells=16, seed=seed) for seed in range(2000)])
    assert fields.var(axis=0) == pytest.approx(1.0, abs=0.17)  # 5 standard errors of a variance


def test_the_seed_decides_the_field():
    one, same, other = (draw_field((20, 30), correlation_cells=3, seed=seed) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).all()


def test_errors_are_largest_where_depth_is_predicted():
    depths = np.array([100.0, 200.0, 400.0, 5000.0], dtype=np.float32)
    assert derive_deviation_m(depths).tolist() == pytest.approx([1.0, 2.0, MOST_SHARE * 400.0, PREDICTED_M])


def test_a_cell_measured_in_part_has_the_variance_of_both():
    depths, share = np.full(4, 400.0, dtype=np.float32), np.array([0.0, 0.5, 1.0, np.nan], dtype=np.float32)
    charted, predicted = CHARTED_SHARE * 400.0, MOST_SHARE * 400.0
    half = np.sqrt((charted**2 + predicted**2) / 2.0)
    assert derive_deviation_m(depths, share).tolist() == pytest.approx([predicted, half, charted, predicted])


def test_errors_are_correlated_over_kilometres_and_cut_at_three_deviations():
    depth_m = np.full(SHAPE, 3000.0, dtype=np.float32)
    moved = with_depth_errors(depth_m, spacing_km=10, correlation_km=30, factor=1.0, seed=5)
    drawn = draw_field(SHAPE, correlation_cells=3, seed=5)
    np.testing.assert_allclose(moved, 3000.0 + PREDICTED_M * drawn.clip(-3.0, 3.0), rtol=1e-6)
    assert np.abs(drawn).max() > 3.5


def test_land_and_gaps_stay_and_sea_stays_sea():
    depth_m = np.full((50, 50), 2.0, dtype=np.float32)
    depth_m[:, :10], depth_m[:, 10:20], depth_m[:, 20:30] = -5.0, np.nan, 3000.0
    moved = with_depth_errors(depth_m, spacing_km=10, correlation_km=50, factor=10.0, seed=2)
    assert (moved[:, :10] == -5.0).all()
    assert np.isnan(moved[:, 10:20]).all()
    assert (moved[:, 20:] >= 1.0).all()
    assert (moved[:, 20:30] != 3000.0).all()
    assert moved.dtype == np.float32
    exact = with_depth_errors(depth_m, spacing_km=10, correlation_km=50, factor=0.0, seed=2)
    assert np.array_equal(exact, depth_m, equal_nan=True)
