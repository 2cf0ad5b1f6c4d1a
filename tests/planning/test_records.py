"""Parts of JSON records: each figure in its place and unit, proven bounds kept, no infinity."""

from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import Cause, Exposure
from routeplan.io.sources import Source
from routeplan.planning.records import (
    breakdown_record,
    finite_or_none,
    landing_record,
    month_record,
    provenance_record,
    rounded_up_gap,
)

# Repairs take 11.126 days after a fault in January, 22.126 in December; 16.626 on average.
BREAKDOWN = Breakdown(
    build_terms_usd={"cable": 900.0},
    objective_terms_usd={"cable": 450.0},
    exposure=Exposure({Cause.FISHING: 0.125, Cause.ICE_SCOUR: 0.5}, np.arange(11, 23) + 0.126),
    jurisdiction_km={"NO": 700.12345, "high seas": 300.5},
    partners=frozenset({"NO"}),
    ice_km=120.45678,
    ice_km_by_month=np.arange(12) * 10.00011,
    repair_usd_per_year=625_000.126,
    steps=pd.DataFrame(),
)


@pytest.mark.parametrize(
    ("gap_pct", "printed"), [(1.3001, 1.301), (1.3, 1.3), (0.0, 0.0), (0.0004, 0.001), (None, None)]
)
def test_a_proven_gap_is_rounded_up(gap_pct, printed):
    """A bound rounded to the nearest would claim more than was proven."""
    assert rounded_up_gap(gap_pct) == printed


def test_what_json_does_not_know_is_null():
    assert [finite_or_none(value) for value in (1.5, float("inf"), float("nan"))] == [1.5, None, None]


def test_a_breakdown_is_told_by_year_by_cause_and_by_month():
    record = breakdown_record(BREAKDOWN)
    assert record["faults_per_year"] == 0.625
    assert record["faults_by_cause"] == {"fishing": 0.125, "ice_scour": 0.5}
    assert record["repair_days_mean"] == 16.63
    assert record["repair_days_by_month"] == [round(days + 0.13, 2) for days in range(11, 23)]
    assert record["worst_month"] == 12
    assert record["repair_usd_per_year"] == 625_000.13
    # MTTR / (MTBF + MTTR): a fault each 365.25 / 0.625 days, 16.626 days down.
    share = 16.626 / (365.25 / 0.625 + 16.626)
    assert record["unavailability_hours_per_year"] == round(share * 365.25 * 24, 2)
    assert record["ice_km"] == 120.457
    assert record["ice_km_by_month"] == [0.0, 10.0, 20.0, 30.0, 40.0, 50.001, 60.001, 70.001, 80.001, 90.001,
                                         100.001, 110.001]  # fmt: skip
    assert record["jurisdictions"] == {"NO": 700.12345, "high seas": 300.5}


@pytest.mark.parametrize(
    ("month", "ice_km", "days"), [(1, 0.0, 11.13), (3, 20.0, 13.13), (12, 110.001, 22.13)]
)
def test_months_are_counted_from_january(month, ice_km, days):
    record = month_record(BREAKDOWN, month)
    assert record == {"month": month, "ice_km": ice_km, "repair_days": days}


def test_a_landing_has_its_longitude_and_its_latitude():
    record = landing_record(Landing("bodo", "Bodø", "NO", 14.4, 67.28))
    assert record == {
        "id": "bodo",
        "name": "Bodø",
        "country": "NO",
        "lon": 14.4,
        "lat": 67.28,
        "status": "candidate",
    }


def test_provenance_is_every_source_and_the_version():
    sources = [Source(f"data {number}", f"licence {number}", f"{number}" * 64) for number in (1, 2)]
    assert provenance_record(sources) == {
        "sources": [
            {"name": "data 1", "licence": "licence 1", "sha256": "1" * 64},
            {"name": "data 2", "licence": "licence 2", "sha256": "2" * 64},
        ],
        "version": version("routeplan"),
    }
