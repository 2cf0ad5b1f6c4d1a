"""Answers of ensembles against theory: chances of winning, regret, Ishigami's indices, linear effects, cells."""

import numpy as np
import pandas as pd
import pytest
from ensemble_kit import ensemble_of
from scipy import stats
from shapely import LineString, MultiLineString

from routeplan.cost.uncertainty import UncertainValue
from routeplan.ensemble.probability_raster import derive_probability
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling, draw_samples
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid

COUNT = 4000


def normal(path: str, median: float) -> UncertainValue:
    return UncertainValue(path=path, distribution="lognormal", median=median, spread_factor=1.5)


@pytest.fixture(scope="module")
def two_gaps():
    """Two gaps: the cost of each is lognormal, so that the logarithm of their ratio is normal."""
    values = draw_samples(
        (normal("gap.a", 100.0), normal("gap.b", 110.0)),
        samples=COUNT, seed=7, sampling=Sampling.LATIN_HYPERCUBE, depth_errors=False,
    ).drop(columns=DEPTH_SEED)  # fmt: skip
    return ensemble_of({"A": 1e6 * values["gap.a"].to_numpy(), "B": 1e6 * values["gap.b"].to_numpy()}, values)


def test_the_chance_of_winning_is_that_of_theory(two_gaps):
    spread = np.log(1.5) / stats.norm.ppf(0.95)
    chance = stats.norm.cdf(np.log(110.0 / 100.0) / (np.sqrt(2.0) * spread))
    error = np.sqrt(chance * (1.0 - chance) / COUNT)
    assert two_gaps.wins["A"] == pytest.approx(chance, abs=3.0 * error)
    assert two_gaps.beats.loc["A", "B"] == two_gaps.wins["A"]
    assert two_gaps.beats.loc["B", "A"] == pytest.approx(1.0 - two_gaps.wins["A"])
    assert two_gaps.ranks.loc["A", 1] == two_gaps.wins["A"]
    assert two_gaps.sentence("A", "B") == f"A before B in {100 * two_gaps.wins['A']:.0f} % of 4,000"


def test_mean_regret_is_that_of_theory(two_gaps):
    """E max(0, X - Y) of two lognormals is Margrabe's formula for an exchange."""
    spread = np.log(1.5) / stats.norm.ppf(0.95)
    mean_a, mean_b = (median * np.exp(spread**2 / 2) for median in (100.0, 110.0))
    both = np.sqrt(2.0) * spread
    d1 = np.log(mean_a / mean_b) / both + both / 2
    expected = mean_a * stats.norm.cdf(d1) - mean_b * stats.norm.cdf(d1 - both)
    assert two_gaps.regret.loc["A", "mean"] == pytest.approx(expected, rel=0.05)
    assert two_gaps.best_on_average == "A"


def test_ranges_are_percentiles(two_gaps):
    spread = np.log(1.5) / stats.norm.ppf(0.95)
    theory = stats.lognorm(s=spread, scale=100.0)
    row = two_gaps.ranges("objective_usd").loc["A"]
    assert row[["p5", "p50", "p95"]].tolist() == pytest.approx(theory.ppf([0.05, 0.5, 0.95]), rel=0.01)
    assert row["mean"] == pytest.approx(theory.mean(), rel=0.01)


def test_a_line_that_cannot_be_built_never_wins():
    values = pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0]})
    found = ensemble_of(
        {"A": np.array([1.0, 2.0, np.nan, 4.0]), "B": np.array([2.0, 1.0, 1e9, np.nan])}, values
    )
    assert found.wins.to_dict() == {"A": 0.5, "B": 0.5}


def test_what_would_have_to_be_true_is_the_line_between_the_two():
    """B costs 10 + x, A costs 15: B wins below x = 5, whatever y is."""
    rng = np.random.default_rng(1)
    values = pd.DataFrame({"x": rng.uniform(0, 10, 800), "y": rng.uniform(0, 1, 800)})
    found = ensemble_of({"A": np.full(800, 15e6), "B": 1e6 * (10.0 + values["x"].to_numpy())}, values)
    first = found.conditions_for("B").iloc[0]
    assert (first["value"], first["wins_if"]) == ("x", "below")
    assert first["threshold"] == pytest.approx(5.0, abs=0.5)
    assert first["break_even"] == pytest.approx(5.0, abs=0.01)
    assert first["wins_beyond_pct"] - first["wins_else_pct"] > 85
    assert first["margin_slope_musd"] == pytest.approx(8.0, abs=0.5)
    about = found.conditions_for("B").attrs
    assert about["mean_margin_musd"] == pytest.approx(0.0, abs=0.4)
    assert about["most_favourable_musd"] == pytest.approx(-4.0, abs=0.4)  # x at its 10th percentile


def test_a_passage_is_found_by_the_name_of_seafarers():
    values = pd.DataFrame({"x": np.linspace(0, 1, 50)})
    costs = {"81N 0E, Fram Strait": 1e6 * (2 + values["x"]), "75N 110W, M'Clure Strait": np.full(50, 2.5e6)}
    found = ensemble_of({name: np.asarray(usd) for name, usd in costs.items()}, values)
    assert found.conditions_for("Northwest Passage").equals(found.conditions_for("75N 110W, M'Clure Strait"))
    with pytest.raises(UsageError, match="no candidate passes Panama Canal"):
        found.conditions_for("Panama Canal")


def test_the_regret_of_what_cannot_be_built_is_infinite_and_nobody_wins_where_nothing_can():
    values = pd.DataFrame({"x": np.linspace(0.0, 1.0, 20)})
    never = np.full(20, np.nan)
    found = ensemble_of({"A": never, "B": np.full(20, 2e6)}, values)
    assert found.regret.loc["A", ["mean", "p95", "max"]].tolist() == [np.inf] * 3
    assert found.regret.loc["B", "max"] == 0.0
    assert found.wins.tolist() == [0.0, 1.0]
    neither = ensemble_of({"A": never, "B": never}, values)
    assert np.isinf(neither.regret.to_numpy()).all()
    assert neither.wins.tolist() == [0.0, 0.0]


def test_a_tornado_is_the_slopes_of_a_plane():
    rng = np.random.default_rng(2)
    values = pd.DataFrame({"small": rng.uniform(0, 1, 500), "large": rng.uniform(0, 1, 500), "none": 1.0})
    found = ensemble_of(
        {"A": 1e6 * (1.0 + values["small"].to_numpy() - 5.0 * values["large"].to_numpy())}, values
    )
    table = found.tornado("objective_usd")
    assert table["value"].tolist() == ["large", "small"]
    assert (table["high"] - table["low"]).tolist() == pytest.approx([-4.5, 0.9], rel=0.05)


def test_sensitivity_indices_are_those_of_ishigami():
    """Ishigami and Homma 1990 with a = 7, b = 0.1: the indices are known in closed form."""
    a, b = 7.0, 0.1
    uniform = [
        UncertainValue(path=f"x{at}", distribution="uniform", low=-np.pi, high=np.pi) for at in (1, 2, 3)
    ]
    values = draw_samples(uniform, samples=4096, seed=1, sampling=Sampling.SALTELLI, depth_errors=False)
    x1, x2, x3 = (values[f"x{at}"].to_numpy() for at in (1, 2, 3))
    figure = np.sin(x1) + a * np.sin(x2) ** 2 + b * x3**4 * np.sin(x1)
    found = ensemble_of({"A": figure}, values.drop(columns=DEPTH_SEED), sampling="saltelli").sensitivity()
    total = a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18 + 0.5
    alone_1 = (0.5 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 50) / total
    alone_2 = a**2 / 8 / total
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50) / total
    by_value = found.set_index("value")
    assert by_value.loc[["x1", "x2", "x3"], "first_order"].tolist() == pytest.approx(
        [alone_1, alone_2, 0.0], abs=0.03
    )
    assert by_value.loc[["x1", "x2", "x3"], "total_order"].tolist() == pytest.approx(
        [alone_1 + both, alone_2, both], abs=0.03
    )


def test_indices_of_other_samples_are_refused(two_gaps):
    with pytest.raises(UsageError, match="need sampling='saltelli'"):
        two_gaps.sensitivity()
    with pytest.raises(UsageError, match="no figure 'cost'"):
        two_gaps.ranges("cost")


def test_the_probability_of_a_cell_is_the_share_of_lines_through_it():
    grid = Grid.arctic(spacing_km=50)
    one, other = (
        LineString([(0, 80), (0, 85)]),
        MultiLineString([[(90, 80), (90, 85)], [(-90, 80), (-90, 85)]]),
    )
    share = derive_probability([one, one, other, one], grid)
    for lon, lat, expected in ((0, 82.5, 0.75), (90, 82.5, 0.25), (-90, 82.5, 0.25), (45, 82.5, 0.0)):
        row, col = (round(float(at)) for at in grid.cell_of(lon, lat))
        assert share[row, col] == expected
    near = derive_probability([one], grid, within_km=100.0)
    row, col = (round(float(at)) for at in grid.cell_of(0, 82.5))
    # A straight line northwards, two cells either side.
    assert near[row - 4 : row + 5, col].tolist() == [1.0] * 9 or near[row, col - 4 : col + 5].sum() == 5.0


def test_conditions_are_those_of_the_samples_in_which_a_candidate_can_be_built():
    """B can be built where y is 1 alone, and costs as much as A there where x is 5."""
    values = pd.DataFrame({"x": np.tile(np.linspace(0.0, 10.0, 21), 2), "y": np.repeat([0.0, 1.0], 21)})
    costs = np.where(values["y"] == 1.0, 1e6 * (10.0 + values["x"]), np.nan)
    found = ensemble_of({"A": np.full(42, 15e6), "B": costs}, values).conditions_for("B").set_index("value")
    assert found.loc["x", "break_even"] == pytest.approx(5.0)
    assert np.isnan(found.loc["y", "break_even"])
    assert found.loc["y", "wins_if"] == "above"
    never = ensemble_of({"A": np.full(42, 15e6), "B": np.full(42, np.nan)}, values)
    with pytest.raises(UsageError, match="B cannot be built in any of 42 samples"):
        never.conditions_for("B")
