"""Cost fields of one place, of several together, and of one after another."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import routeplan as rp
from routeplan.errors import UsageError
from routeplan.solver.cost_fields import find_arrivals, find_field, stream_fields

GALWAY, HALIFAX, BODO = ("galway", -9.05, 53.27), ("halifax", -63.57, 44.65), ("bodo", 14.40, 67.28)
PLACES = (GALWAY, HALIFAX, BODO)


def test_a_field_of_many_places_is_the_cheapest_of_theirs(medium_10km):
    singles = [find_field(medium_10km, place, landfall_limit_km=30.0) for place in PLACES]
    together = find_field(medium_10km, *PLACES, landfall_limit_km=30.0)
    # Where two fronts meet, second-order differences see the other front's cells.
    near = np.isfinite(together)
    np.testing.assert_allclose(together[near], np.minimum.reduce(singles)[near], rtol=0.01)
    assert np.median(np.abs(together[near] / np.minimum.reduce(singles)[near] - 1)) < 1e-4


def test_a_place_named_twice_is_one_place(medium_10km):
    once, twice = (
        find_field(medium_10km, *places, landfall_limit_km=30.0) for places in ([BODO], [BODO, BODO])
    )
    np.testing.assert_array_equal(once, twice)


def test_no_place_has_no_field(medium_10km):
    with pytest.raises(UsageError, match="give at least one"):
        find_field(medium_10km, landfall_limit_km=30.0)


def test_streamed_fields_are_those_found_one_by_one_in_order(medium_10km):
    streamed = list(stream_fields(medium_10km, PLACES, landfall_limit_km=30.0))
    assert len(streamed) == 3
    for place, field in zip(PLACES, streamed, strict=True):
        np.testing.assert_array_equal(field, find_field(medium_10km, place, landfall_limit_km=30.0))


def test_a_stream_runs_a_few_fields_ahead_and_keeps_none(draw):
    seabed, taken, gone = draw("A~~~~~~~~B"), [], []

    def starts():
        for number in range(12):
            taken.append(number)
            yield seabed.place("A")

    for number, field in enumerate(stream_fields(seabed.cost_grid, starts(), landfall_limit_km=0.01)):
        assert len(taken) - number <= 3
        gone.append(weakref.ref(field.base))
        del field
        gc.collect()
        assert sum(each() is not None for each in gone) <= 1


def test_arrivals_are_what_routes_cost():
    planner = rp.open_planner(spacing_km=10)
    table = planner.reach("galway").set_index("id")
    for end in ("halifax", "nuuk", "landeyjar"):
        cost = planner.route("galway", end, prove=False).breakdown.objective_usd_per_line
        # A field is dearer than the line: on shelves whose cost changes from cell to cell, by up to 5 % at 10 km.
        # It is one of whole cells; the line goes round what land there is in them.
        assert cost * (1 - 1e-2) <= table.loc[end, "cost_usd"] <= 1.05 * cost
    assert table["cost_usd"].is_monotonic_increasing
    assert table.index[0] == "galway"


def test_what_no_route_reaches_is_infinitely_far(medium_10km):
    field = find_field(medium_10km, GALWAY, landfall_limit_km=30.0)
    ends = [HALIFAX, ("caspian", 50.5, 42.0), ("kansas", -98.0, 39.0), ("south", 0.0, -10.0)]
    arrivals = find_arrivals(medium_10km, field, ends, landfall_limit_km=30.0)
    assert np.isfinite(arrivals).tolist() == [True, False, False, False]


def test_a_planner_shows_a_field_with_its_unit():
    field = rp.open_planner(spacing_km=20).field("galway", "halifax")
    assert field.dims == ("northing", "easting")
    assert field.attrs["units"] == "USD"
    assert float(field.min()) >= 0.0
