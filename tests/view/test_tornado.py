"""The tornado: a bar for each value, the largest on top, with the ends that the effects have."""

import numpy as np
import pandas as pd
import pytest
from ensemble_kit import ensemble_of

import routeplan as rp
from routeplan.errors import UsageError
from routeplan.view.maps.colour_classes import derive_classes


@pytest.fixture(scope="module")
def outcome():
    rng = np.random.default_rng(3)
    values = pd.DataFrame({"small": rng.uniform(0, 1, 300), "large": rng.uniform(0, 1, 300)})
    return ensemble_of(
        {"A": 1e6 * (10.0 + values["small"].to_numpy() - 5.0 * values["large"].to_numpy())}, values
    )


def test_bars_reach_from_one_percentile_to_the_other(outcome, tmp_path):
    figure = rp.figure_tornado(outcome)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["small", "large"]
    ends = sorted(
        patch.get_x() + patch.get_width() for patch in axes.patches
    )  # bars to the left have negative widths
    # From the mean 8: 10 + 0.5 - 2.5, and nine tenths of half the effect to either side.
    assert ends == pytest.approx([8 - 2.25, 8 - 0.45, 8 + 0.45, 8 + 2.25], abs=0.3)
    assert axes.get_xlabel() == "life cost, M USD"
    rp.write_figure(figure, tmp_path / "tornado.svg")
    assert (
        "300 samples" in (tmp_path / "tornado.svg").read_text() or (tmp_path / "tornado.svg").stat().st_size
    )


def test_as_many_values_are_shown_as_were_asked_for(outcome):
    assert len(rp.figure_tornado(outcome, most=1).axes[0].get_yticklabels()) == 1
    with pytest.raises(UsageError, match="tornado of 0 values"):
        rp.figure_tornado(outcome, most=0)


def test_probabilities_have_classes_of_their_own(outcome):
    layer = outcome.probability(within_km=100)
    assert np.nanmax(layer) == 0.5
    assert derive_classes(layer).labels == ("0.01", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "1")
    assert rp.map_layer(layer)
