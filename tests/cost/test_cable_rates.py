"""Cable type, slack, burial and rates by depth, each worked out by hand."""

import dataclasses

import numpy as np
import pytest
from cost_kit import STEADY, priced
from hypothesis import given
from hypothesis import strategies as st

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.cable_rates import CableRates, is_buried, is_ploughable
from routeplan.cost.laying import Laying
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.seabed.sea_ice import IceClass

TYPES = (
    CableType("LW", "deep", 1000.0, 20_000.0, 0.02, "test"),
    CableType("DA", "shallow", 0.0, 60_000.0, 0.04, "test"),
    CableType("SA", "shelf", 200.0, 40_000.0, 0.01, "test"),
)
PLAIN = Build(route_development_share=0.0, burial_to_depth_m=1_500.0)
PRICES = priced(crossing_usd=700_000.0)  # ten crossings in 1,000 km: 7,000 USD a buried kilometre
LAYING = Laying(crossings_per_1000_km=10.0)


def rates_of(types, build):
    return CableRates.of(types, build, LAYING, PRICES)


def usd_at(depth_m, *, build=PLAIN, ploughable=True, dtype=np.float32, weights=None):
    """Weighted cost of a kilometre at depths."""
    depth_m = np.array(depth_m, dtype=dtype)
    terms = rates_of(TYPES, build).terms_usd_per_km(depth_m, np.full(depth_m.shape, ploughable))
    weights = weights or dict.fromkeys(DEPTH_TERMS, 1.0)
    return sum(weights[term] * usd for term, usd in terms.items())


def test_a_kilometre_of_route_pays_for_its_slack_and_for_what_a_survey_adds():
    """60,000 USD per km, 4 % slack, 10 % more cable: 60,000 x 1.04 x 1.10 = 68,640; burial goes by the route."""
    tenth = PLAIN.model_copy(update={"route_development_share": 0.10})
    assert usd_at([50.0]) == pytest.approx([62_400 + 7_000])
    assert usd_at([50.0], build=tenth) == pytest.approx([68_640 + 7_000])


def test_each_term_of_a_kilometre_by_hand():
    """The cheapest type, deep, costs 20,400 everywhere; shelf 20,000 and shallow 42,000 more; ploughed to 1,500 m."""
    depth_m = np.array([0.5, 199.0, 500.0, 1400.0, 1600.0])
    ploughable = np.array([False, True, True, True, True])
    terms = rates_of(TYPES, PLAIN).terms_usd_per_km(depth_m, ploughable)
    assert terms[Term.CABLE] == pytest.approx(np.full(5, 20_400))
    assert terms[Term.PROTECTION] == pytest.approx([42_000, 42_000, 20_000, 0, 0])
    assert terms[Term.BURIAL] == pytest.approx([0, 7_000, 7_000, 7_000, 0])


def test_cable_is_longer_than_the_route_by_slack_and_by_what_a_survey_adds():
    """100 km at 50 m (4 %), 200 km at 500 m (1 %), 300 km at 4,000 m (2 %), then 10 % more of all."""
    km, depth_m = np.array([100.0, 200.0, 300.0]), np.array([50.0, 500.0, 4000.0])
    tenth = PLAIN.model_copy(update={"route_development_share": 0.10})
    assert rates_of(TYPES, PLAIN).cable_km(km, depth_m) == pytest.approx(104 + 202 + 306)
    assert rates_of(TYPES, tenth).cable_km(km, depth_m) == pytest.approx(1.10 * 612)


def test_a_type_begins_at_its_depth_and_land_has_the_shallowest():
    depth_m = np.array([-50.0, 0.5, 199.9, 200.0, 999.9, 1000.0, 6000.0])
    names = rates_of(TYPES, PLAIN).type_names(depth_m)
    assert names.tolist() == ["DA", "DA", "DA", "SA", "SA", "LW", "LW"]


def test_limits_are_as_precise_as_the_depths():
    """100.1 m is no float32: depths read from a grid are at the limit, and not a hair above it."""
    types = (CableType("A", "", 0.0, 1.0, 0.0, "test"), CableType("B", "", 100.1, 2.0, 0.0, "test"))
    rates = rates_of(types, PLAIN)
    for dtype in (np.float32, np.float64):
        assert rates.type_names(np.array([100.1], dtype=dtype)).tolist() == ["B"]


def test_a_plough_works_on_level_ground_without_perennial_ice_down_to_its_depth():
    @dataclasses.dataclass
    class Drawn:
        slope_deg: np.ndarray
        ice_class: np.ndarray

    classes = [IceClass.OPEN_WATER, IceClass.OPEN_WATER, IceClass.SEASONAL, IceClass.PERENNIAL, 0]
    ground = Drawn(np.array([15.0, 15.1, 3.0, 3.0, np.nan]), np.array(classes, dtype=np.uint8))
    ploughable = is_ploughable(ground, PLAIN)
    assert ploughable.tolist() == [True, False, True, False, True]
    assert is_buried(np.full(5, 1500.0), ploughable, PLAIN).tolist() == ploughable.tolist()
    assert not is_buried(np.full(5, 1500.1), ploughable, PLAIN).any()


@pytest.mark.parametrize("nowhere_m", [-5.0, 0.0, np.nan])
def test_a_landfall_leg_pays_for_the_shallowest_type_ploughed_in(nowhere_m):
    assert usd_at([nowhere_m], ploughable=False) == pytest.approx([62_400 + 7_000])


def test_the_cheapest_depth_in_a_cell_is_found_by_hand():
    """Deep 20,400; shelf 40,400, shallow 62,400; 7,000 more to 1,500 m where a plough works."""
    bounds_m = {
        (10, 150): 69_400,
        (10, 900): 47_400,
        (300, 1400): 27_400,
        (300, 1600): 20_400,
        (10, 10): 69_400,
    }
    shallowest_m, deepest_m = np.array(list(bounds_m), dtype=np.float32).T[:, :, None]
    rates, weights = rates_of(TYPES, PLAIN), dict.fromkeys(DEPTH_TERMS, 1.0)
    ploughable = np.ones(shallowest_m.shape, dtype=bool)
    cheapest = rates.cheapest_usd_per_km(shallowest_m, deepest_m, ploughable, weights)
    assert cheapest.ravel() == pytest.approx(list(bounds_m.values()))
    bare = rates.cheapest_usd_per_km(shallowest_m, deepest_m, ~ploughable, weights)
    assert bare.ravel() == pytest.approx([62_400, 40_400, 20_400, 20_400, 62_400])
    assert cheapest.dtype == bare.dtype == np.float32


@pytest.mark.parametrize("prices_usd", [(1000.0, 2000.0), (2000.0, 1000.0)])
def test_a_flat_cell_at_the_limit_of_a_type_has_the_deeper_type_alone(prices_usd):
    types = tuple(
        CableType(name, "", from_m, usd, 0.0, "test")
        for name, from_m, usd in zip("AB", (0.0, 300.0), prices_usd, strict=True)
    )
    limit_m = np.full((1, 1), 300.0, dtype=np.float32)
    weights = dict.fromkeys(DEPTH_TERMS, 1.0)
    cheapest = rates_of(types, PLAIN).cheapest_usd_per_km(
        limit_m, limit_m, np.zeros((1, 1), dtype=bool), weights
    )
    assert cheapest[0, 0] == pytest.approx(prices_usd[1])


@given(
    depths_m=st.lists(st.floats(0.015625, 6000, width=32), min_size=1, max_size=30),
    ploughable=st.booleans(),
    weights=st.fixed_dictionaries(dict.fromkeys(DEPTH_TERMS, st.sampled_from([0.0, 0.5, 1.0, 3.0]))),
    burial_to_m=st.sampled_from([0.0, 150.3, 1000.0, 2500.0]),
)
def test_no_depth_costs_less_than_the_cheapest_between_its_bounds(depths_m, ploughable, weights, burial_to_m):
    build = PLAIN.model_copy(update={"burial_to_depth_m": burial_to_m})
    shallowest_m, deepest_m = (np.array([[bound(depths_m)]], dtype=np.float32) for bound in (min, max))
    cheapest = rates_of(TYPES, build).cheapest_usd_per_km(
        shallowest_m, deepest_m, np.array([[ploughable]]), weights
    )
    paid = usd_at(depths_m, build=build, ploughable=ploughable, weights=weights)
    assert cheapest[0, 0] <= paid.min() * (1 + 1e-6)


def test_terms_come_in_the_precision_that_is_asked_for():
    depth_m, ploughable = np.array([50.0, 5000.0], dtype=np.float32), np.array([True, False])
    rates = rates_of(TYPES, PLAIN)
    exact = rates.terms_usd_per_km(depth_m, ploughable)
    rounded = rates.terms_usd_per_km(depth_m, ploughable, dtype=np.float32)
    for term in DEPTH_TERMS:
        assert rounded[term].dtype == np.float32
        np.testing.assert_array_equal(rounded[term], exact[term].astype(np.float32))
    assert rounded[Term.BURIAL].tolist() == [7_000.0, 0.0]


def test_ship_days_survey_and_repeaters_of_a_kilometre_by_hand():
    """100 km a day on the surface, 10 with a plough, 50,000 a day; contingency 10 %, spares 5 %."""
    prices = priced(
        cable_ship_usd_per_day=50_000.0, survey_shallow_usd_per_km=3_000.0, survey_deep_usd_per_km=1_000.0,
        repeater_usd=210_000.0, contingency_share=0.1, spares_share=0.05,
    )  # fmt: skip
    build = Build(route_development_share=0.0, repeater_spacing_km=70.0)
    terms = CableRates.of(TYPES, build, STEADY, prices).terms_usd_per_km(
        np.array([100.0, 1500.0, 4000.0]), np.array([True, False, True])
    )
    assert terms[Term.LAYING] == pytest.approx([550] * 3)
    assert terms[Term.BURIAL] == pytest.approx([1.1 * 4_500, 0, 0])
    assert terms[Term.SURVEY] == pytest.approx([3_300, 3_300, 1_100])
    assert terms[Term.REPEATERS] == pytest.approx([1.1 * 1.05 * 3_000] * 3)
    assert terms[Term.CABLE] == pytest.approx([1.1 * 1.05 * 20_400] * 3)


def test_weather_stretches_every_ship_day():
    """A fifth of the days is lost: five days for four."""
    stormy = STEADY.model_copy(update={"weather_share": 0.2})
    rates = CableRates.of(TYPES, PLAIN, stormy, priced(cable_ship_usd_per_day=80_000.0))
    terms = rates.terms_usd_per_km(np.array([100.0]), np.array([True]))
    assert terms[Term.LAYING] + terms[Term.BURIAL] == pytest.approx([80_000 / 10 * 5 / 4])
