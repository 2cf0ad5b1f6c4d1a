"""Parts of JSON records: what is proven stays proven, and JSON holds no infinity."""

import pytest

from routeplan.planning.records import finite_or_none, rounded_up_gap


@pytest.mark.parametrize(
    ("gap_pct", "printed"), [(1.3001, 1.301), (1.3, 1.3), (0.0, 0.0), (0.0004, 0.001), (None, None)]
)
def test_a_proven_gap_is_rounded_up(gap_pct, printed):
    """A bound rounded to the nearest would claim more than was proven."""
    assert rounded_up_gap(gap_pct) == printed


def test_what_json_does_not_know_is_null():
    assert [finite_or_none(value) for value in (1.5, float("inf"), float("nan"))] == [1.5, None, None]
