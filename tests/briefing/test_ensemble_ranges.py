"""Ranges of an ensemble in a briefing: the numbers of the ensemble, traceable on the page, in either language."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from ensemble_kit import ensemble_of

import routeplan as rp
from routeplan.briefing.language import read_language


@pytest.fixture(scope="module")
def outcome():
    rng = np.random.default_rng(4)
    costs = {"A": rng.uniform(100e6, 200e6, 500), "B": np.full(500, 150e6)}
    return ensemble_of(costs, pd.DataFrame({"x": rng.uniform(size=500)}))


@pytest.fixture(scope="module")
def briefing(outcome):
    planner = rp.open_planner("balanced", spacing_km=50)
    return rp.report(planner, ["galway:halifax"], sensitivity=False, redundancy=False, ensembles=[outcome])


def test_the_record_has_percentiles_and_wins(briefing):
    (found,) = briefing.record["ensembles"]
    first = found["lines"][0]
    assert first["low_usd"] == pytest.approx(105e6, rel=0.02)
    assert first["high_usd"] == pytest.approx(195e6, rel=0.02)
    assert first["wins_pct"] == pytest.approx(50.0, abs=7.0)
    assert first["largest_regret_usd"] == pytest.approx(50e6, rel=0.05)
    assert found["samples"] == 500


def test_the_page_traces_each_range(briefing, outcome):
    page = briefing.html(interactive=False)
    assert "How sure the costs are" in page
    assert 'data-path="ensembles.0.lines.1.high_usd"' in page
    short = briefing.html(short=True)
    assert 'data-path="ensembles.0.lines.1.high_usd"' in short
    assert "How sure the costs are" not in replace(briefing, ensembles=()).html(short=True)
    french = replace(briefing, language=read_language("fr"))
    assert "Certitude des coûts" in french.html(interactive=False)
    assert "How sure the costs are" not in replace(briefing, ensembles=()).html(interactive=False)
