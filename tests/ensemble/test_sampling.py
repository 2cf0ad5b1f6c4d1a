"""Samples have the distributions that the scenario names: quantiles from scipy.stats, designs from SALib."""

import numpy as np
import pytest
from scipy import stats

from routeplan.cost.scenario import Scenario
from routeplan.cost.uncertainty import ICE_FACTOR, UncertainValue
from routeplan.ensemble.quantiles import find_quantiles
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling, draw_samples
from routeplan.errors import UsageError

SHARES = np.linspace(0.01, 0.99, 99)
VALUES = (
    UncertainValue(path="a", distribution="uniform", low=2.0, high=6.0),
    UncertainValue(path="b", low=1.0, likely=2.0, high=5.0),
    UncertainValue(path="c", distribution="lognormal", median=3.0, spread_factor=2.0),
    UncertainValue(path="d", distribution="list", choices=(0.5, 1.0)),
)
THEORY = (
    stats.uniform(2.0, 4.0),
    stats.triang(0.25, 1.0, 4.0),
    stats.lognorm(s=np.log(2.0) / stats.norm.ppf(0.95), scale=3.0),
)


def drawn(**choices):
    return draw_samples(
        VALUES,
        **{"samples": 512, "seed": 3, "sampling": Sampling.LATIN_HYPERCUBE, "depth_errors": True, **choices},
    )


@pytest.mark.parametrize(("value", "theory"), list(zip(VALUES, THEORY, strict=False)))
def test_quantiles_are_those_of_scipy(value, theory):
    assert find_quantiles(value, SHARES) == pytest.approx(theory.ppf(SHARES))


def test_a_list_gives_each_choice_as_often():
    assert find_quantiles(VALUES[3], np.array([0.0, 0.49, 0.5, 1.0])).tolist() == [0.5, 0.5, 1.0, 1.0]


@pytest.mark.parametrize("sampling", [Sampling.LATIN_HYPERCUBE, Sampling.SOBOL])
def test_samples_have_their_distribution(sampling):
    table = drawn(sampling=sampling)
    assert list(table) == ["a", "b", "c", "d", DEPTH_SEED]
    for name, theory in zip("abc", THEORY, strict=True):
        # Both ways of sampling put one sample into each 512th of the distribution.
        assert stats.kstest(table[name], theory.cdf).statistic <= 1.01 / 512
    assert (table["d"] == 0.5).sum() == 256
    assert table[DEPTH_SEED].nunique() == 512


def test_the_seed_decides_the_samples():
    assert drawn().equals(drawn())
    assert not drawn().equals(drawn(seed=4))
    assert (drawn(depth_errors=False)[DEPTH_SEED] == -1).all()


def test_a_saltelli_design_has_so_many_rows():
    assert len(drawn(sampling=Sampling.SALTELLI, samples=64)) == 64 * (5 + 2)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"samples": 0}, "0 samples; give a number from 1"),
        (
            {"samples": 1000, "sampling": Sampling.SOBOL},
            "sobol sampling of 1000; give a power of two, 512 or 1024",
        ),
    ],
)
def test_numbers_of_samples_that_do_not_fit_are_refused(choices, words):
    with pytest.raises(UsageError, match=words):
        drawn(**choices)


def test_without_uncertain_values_there_is_nothing_to_sample():
    with pytest.raises(UsageError, match="nothing is uncertain"):
        draw_samples((), samples=4, seed=1, sampling=Sampling.LATIN_HYPERCUBE, depth_errors=False)


def test_the_default_values_are_prices_faults_repairs_and_ice():
    balanced = Scenario.preset("balanced")
    values = {value.path: value for value in balanced.uncertainty.placed_in(balanced.assumptions)}
    cable = values["prices.cable_factor"]
    assert (cable.low, cable.likely, cable.high) == (0.6, 1.0, 1.4)
    assert values["faults.fishing"].median == balanced.faults.fishing
    assert values[ICE_FACTOR].choices
    assert "policy.latency_usd_per_km" not in values
