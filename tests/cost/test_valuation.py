"""Assumptions meet the seabed: every term by hand, the surface cell by cell, and what a kilometre comes to."""

import dataclasses

import numpy as np
import pytest
import shapely
from conditions_kit import conditions
from cost_kit import STEADY, buried_at, plain_seabed, priced
from hypothesis import given
from hypothesis import strategies as st

import routeplan as rp
from routeplan.catalog.models import CableType
from routeplan.cost import valuation
from routeplan.cost.assumptions import Assumptions, Build, Faults, Life, Policy, Repair, Waters, Weights
from routeplan.cost.faults import Cause
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices
from routeplan.cost.terms import BUILD_TERMS, DEPTH_TERMS, Term
from routeplan.cost.valuation import Valuer
from routeplan.errors import UsageError
from routeplan.seabed.hazard_zones import ZoneKind, read_zones
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.sea_ice import IceClass
from routeplan.seabed.seabed import UserLayers

TYPES = (
    CableType("LW", "deep", 1000.0, 20_000.0, 0.02, "test"),
    CableType("DA", "shallow", 0.0, 60_000.0, 0.0, "test"),
    CableType("SA", "shelf", 200.0, 40_000.0, 0.01, "test"),
)


PRICES = buried_at(8_000.0)
ALWAYS, IN_LAYING, NEVER = [0.0] * 12, [1.0] * 6 + [0.0] * 4 + [1.0] * 2, [0.9] * 12  # ice by month


def build_terms(depth_m, *, types=TYPES, prices=PRICES, laying=STEADY, ice=ALWAYS, **build_and_known):
    """Build terms of some positions, which share their ice; a survey adds no cable."""
    rules = {name: build_and_known.pop(name) for name in Build.model_fields if name in build_and_known}
    build = Build(**({"route_development_share": 0.0} | rules))
    valuer = Valuer(None, types, Assumptions(build=build, prices=prices, laying=laying))
    at = conditions(depth_m, **build_and_known)
    months = np.repeat(np.array(ice)[:, None], len(at.rows), axis=1)
    return valuer.build_terms(at, OpenWater(len(at.rows), np.arange(len(at.rows)), months, 0.15))


# Build terms by hand.


def test_every_depth_pays_the_cheapest_type_and_protection_beyond_it():
    terms = build_terms([0.5, 199.9, 200.0, 999.9, 1000.0, 6000.0])
    # Slack included: 20,000 x 1.02; 60,000 and 40,000 x 1.01 beyond that.
    assert terms[Term.CABLE] == pytest.approx([20_400] * 6)
    assert terms[Term.PROTECTION] == pytest.approx([39_600, 39_600, 20_000, 20_000, 0, 0])


def test_a_cable_is_buried_to_1500_m_on_ground_a_plough_holds_and_not_under_perennial_ice():
    by_depth = build_terms([10, 1500, 1500.1, 5000])
    assert by_depth[Term.BURIAL] == pytest.approx([8_000, 8_000, 0, 0])
    by_slope = build_terms([100] * 3, slope_deg=[0.0, 15.0, 15.1])
    assert by_slope[Term.BURIAL] == pytest.approx([8_000, 8_000, 0])
    ice_class = [IceClass.OPEN_WATER, IceClass.SEASONAL, IceClass.PERENNIAL]
    by_ice = build_terms([100] * 3, ice_class=ice_class)
    assert by_ice[Term.BURIAL] == pytest.approx([8_000, 8_000, 0])


ICE_PRICES = priced(cable_ship_usd_per_day=50_000.0, ice_class_share=0.5, icebreaker_usd_per_day=100_000.0)
ICE_LAYING = STEADY.model_copy(
    update={"months": (8, 9), "ice_waiting_share": 0.0, "least_progress_share": 0.2, "icebreakers": 2.0}
)


def test_water_that_is_open_in_the_months_of_laying_pays_for_no_ice():
    terms = build_terms(
        [3000], prices=ICE_PRICES, laying=ICE_LAYING, ice=IN_LAYING, ice_class=IceClass.SEASONAL
    )
    assert terms[Term.ICE].tolist() == [0.0]


def test_water_that_never_opens_pays_slower_ships_and_their_escort_for_all_of_it():
    """0.01 days a km at a fifth of the speed: 0.05 days of 75,000 and of 200,000, less 0.01 days of 50,000."""
    terms = build_terms([3000], prices=ICE_PRICES, laying=ICE_LAYING, ice=NEVER, ice_class=IceClass.PERENNIAL)
    assert terms[Term.ICE] == pytest.approx([0.05 * 275_000 - 0.01 * 50_000])


def test_ice_in_one_of_two_months_is_half_the_work():
    half = [0.5] * 8 + [0.0] * 4
    terms = build_terms([3000], prices=ICE_PRICES, laying=ICE_LAYING, ice=half, ice_class=IceClass.SEASONAL)
    assert terms[Term.ICE] == pytest.approx([(0.02 * 275_000 - 0.01 * 50_000) / 2])


def test_laying_in_winter_costs_the_ice_of_winter():
    winter = ICE_LAYING.model_copy(update={"months": (2,)})
    terms = build_terms([3000], prices=ICE_PRICES, laying=winter, ice=IN_LAYING, ice_class=IceClass.SEASONAL)
    assert terms[Term.ICE] == pytest.approx([0.05 * 275_000 - 0.01 * 50_000])


def test_a_third_of_the_days_lost_to_waiting_makes_half_as_many_more():
    waiting = ICE_LAYING.model_copy(update={"ice_waiting_share": 1 / 3})
    terms = build_terms([3000], prices=ICE_PRICES, laying=waiting, ice=NEVER, ice_class=IceClass.PERENNIAL)
    assert terms[Term.ICE] == pytest.approx([0.075 * 275_000 - 0.01 * 50_000])


def test_slope_is_paid_by_the_degree_beyond_the_gentle():
    prices = priced(slope_usd_per_km_per_deg=100.0)
    terms = build_terms([2000] * 4, slope_from_deg=4.0, prices=prices, slope_deg=[0.0, 4.0, 4.5, 24.0])
    assert terms[Term.SLOPE] == pytest.approx([0, 0, 50, 2_000])


TERMS_OF_PRICE = {
    "repeater_usd": {Term.REPEATERS},
    "survey_deep_usd_per_km": {Term.SURVEY},
    "slope_usd_per_km_per_deg": {Term.SLOPE},
    "icebreaker_usd_per_day": {Term.ICE},
    "station_repeatered_usd": set(),
}


@pytest.mark.parametrize("price", TERMS_OF_PRICE)
def test_a_price_raises_its_term_and_no_other(price):
    where = {"ice": NEVER, "ice_class": IceClass.PERENNIAL, "slope_deg": 9.0, "laying": Laying()}
    before = build_terms([3000], prices=Prices(), **where)
    dearer = Assumptions().changed(f"prices.{price}", 2 * Assumptions().value(f"prices.{price}")).prices
    after = build_terms([3000], prices=dearer, **where)
    assert {term for term in before if after[term][0] > before[term][0]} == TERMS_OF_PRICE[price]


# Money over years.


def test_a_dollar_a_year_for_25_years_at_6_pct_is_12_78_today():
    assert Life(design_life_years=25.0, discount_rate_share=0.06).present_years == pytest.approx(
        12.7834, abs=1e-4
    )
    by_year = sum(1.06**-year for year in range(1, 26))
    assert Life().present_years == pytest.approx(by_year, rel=1e-12)


def test_without_interest_a_year_counts_as_a_year():
    assert Life(design_life_years=25.0, discount_rate_share=0.0).present_years == 25.0
    assert Life(discount_rate_share=1e-9).present_years == pytest.approx(25.0, rel=1e-6)


# Valuers: a small sea round the pole, flat, 100 m deep in one half and 3,000 m in the other, without any zone or ice.


@pytest.fixture(scope="module")
def small(make_grid):
    depth_m = np.tile(np.repeat(np.float32([100, 3000]), 4), (8, 1))
    depth_m[0, 0], depth_m[7, 7] = -50.0, np.nan
    return plain_seabed(make_grid(8, 8), depth_m)


def at_depths(seabed, **parts):
    """Value a cell of 100 m and one of 3,000 m."""
    assumptions = Assumptions(**parts)
    return Valuer(seabed, TYPES, assumptions).at(np.array([3, 3]), np.array([2, 6]))


def test_repair_and_outage_are_faults_times_their_price_over_the_years(small):
    """Components alone fail, one in 100 km and year; the ship takes 3 days to make ready, 1 to sail and 10 to work."""
    none = dict.fromkeys(Faults.model_fields, 0.0) | {"component": 10.0, "unburied_factor": 1.0}
    valued = at_depths(
        small,
        faults=Faults(**none),
        repair=Repair(usd_per_repair=2e6, queue_days=0.0),
        life=Life(discount_rate_share=0.0, design_life_years=20.0, outage_usd_per_day=1e5),
    )
    assert sum(valued.fault_rates.values()) == pytest.approx([0.01, 0.01])
    assert valued.repair_days == pytest.approx(np.full((12, 2), 14.0))
    assert valued.terms_usd_per_km[Term.REPAIR] == pytest.approx([0.01 * 20 * 2e6] * 2)
    assert valued.terms_usd_per_km[Term.OUTAGE] == pytest.approx([0.01 * 20 * 14 * 1e5] * 2)


@given(times=st.floats(0, 10))
def test_repair_grows_with_its_price_and_outage_with_its_own(small, times):
    before = at_depths(small).terms_usd_per_km
    dearer = at_depths(small, repair=Repair(usd_per_repair=times * 1_750_000.0)).terms_usd_per_km
    longer = at_depths(small, life=Life(outage_usd_per_day=times * 100_000.0)).terms_usd_per_km
    assert dearer[Term.REPAIR] == pytest.approx(times * before[Term.REPAIR])
    assert dearer[Term.OUTAGE] == pytest.approx(before[Term.OUTAGE])
    assert longer[Term.OUTAGE] == pytest.approx(times * before[Term.OUTAGE])
    assert longer[Term.REPAIR] == pytest.approx(before[Term.REPAIR])


def in_zone(seabed, kind, intensity):
    """The same sea within one zone."""
    box = shapely.box(-180, 85, 180, 90)
    zone = (
        read_zones()
        .iloc[:1]
        .assign(kind=kind.value, intensity=intensity, geometry=[box], accuracy_km=0.0, draft_m=500.0)
    )
    return dataclasses.replace(seabed, layers=dataclasses.replace(seabed.layers, own_zones=zone))


def test_an_outage_is_priced_by_the_mean_of_the_months(small):
    """Among icebergs work is done in August alone: waits of up to eleven months, half of that on average."""
    none = dict.fromkeys(Faults.model_fields, 0.0) | {"component": 10.0, "unburied_factor": 1.0}
    valued = at_depths(
        in_zone(small, ZoneKind.ICEBERG, 1.0),
        faults=Faults(**none),
        repair=Repair(iceberg_months=(8,), usd_per_repair=0.0),
        life=Life(discount_rate_share=0.0, design_life_years=20.0, outage_usd_per_day=1e5),
    )
    # From the middle of each month to 1 August, at least 4 days (mobilisation and sailing), then 10 days of work.
    begins = [(212.0 - middle) % 365.25 for middle in (15.5, 45, 74.5, 105, 135.5, 166, 196.5)]
    begins += [4.0] + [(212.0 - middle) % 365.25 for middle in (258, 288.5, 319, 349.5)]
    mean_days = sum(begins) / 12 + 10.0
    assert mean_days < 0.6 * valued.repair_days.max()
    assert valued.terms_usd_per_km[Term.OUTAGE] == pytest.approx([0.01 * 20 * mean_days * 1e5] * 2, rel=0.005)


@pytest.mark.parametrize("intensity", [0.2, 1.0])
def test_a_strait_is_paid_for_by_the_intensity_of_its_zone(small, intensity):
    valued = at_depths(
        in_zone(small, ZoneKind.CHOKEPOINT, intensity), policy=Policy(chokepoint_usd_per_km=40.0)
    )
    assert valued.terms_usd_per_km[Term.CHOKEPOINT] == pytest.approx([40.0 * intensity] * 2)
    elsewhere = at_depths(
        in_zone(small, ZoneKind.SHIPPING, intensity), policy=Policy(chokepoint_usd_per_km=40.0)
    )
    assert elsewhere.terms_usd_per_km[Term.CHOKEPOINT].tolist() == [0.0, 0.0]


def test_user_layers_cost_their_figure_break_cables_at_their_rate_and_close_their_cells(small):
    user_layers = UserLayers.none(small.grid.shape)
    user_layers.usd_per_km[3, 2], user_layers.faults_per_km_year[3, 6] = 17.0, 0.25
    user_layers.closed[3, 2] = True
    seabed = dataclasses.replace(small, user_layers=user_layers)
    valuer = Valuer(seabed, TYPES, Assumptions())
    valued = valuer.at(np.array([3, 3]), np.array([2, 6]))
    assert valued.terms_usd_per_km[Term.USER].tolist() == [17.0, 0.0]
    assert valued.fault_rates[Cause.USER].tolist() == [0.0, 0.25]
    assert np.argwhere(valuer.derive_closed()).tolist() == [[3, 2]]
    on_barrier = valuer.derive_barrier()
    assert on_barrier[3, 2]
    assert np.count_nonzero(on_barrier) == 3  # with the cell of land and the one without data


def test_every_kilometre_pays_for_latency(small):
    valued = at_depths(small, policy=Policy(latency_usd_per_km=123.0))
    assert valued.terms_usd_per_km[Term.LATENCY].tolist() == [123.0, 123.0]


@pytest.mark.parametrize(("away_km", "usd"), [(0.29, [7, 7]), (0.31, [0, 7]), (8.9, [0, 7]), (9.1, [0, 0])])
def test_near_an_existing_cable_is_nearer_than_three_depths(small, away_km, usd):
    """300 m from a cable in 100 m of water, 9 km in 3,000 m."""
    seabed = dataclasses.replace(small, existing_km=np.full(small.grid.shape, away_km, dtype=np.float32))
    valued = at_depths(seabed, policy=Policy(parallel_usd_per_km=7.0, parallel_depths=3.0))
    assert valued.terms_usd_per_km[Term.PARALLEL].tolist() == usd


def test_depths_known_better_count_for_cable_protection_and_burial_alone(small):
    valuer = Valuer(small, TYPES, Assumptions())
    cell = np.array([3]), np.array([6])
    conditions = small.at(*cell)
    water, days = valuer.waits_along(conditions)
    known = valuer.value(conditions, water, days, depth_m=np.array([100.0]))
    coarse = valuer.at(*cell)
    shallow = valuer.at(np.array([3]), np.array([2]))
    for term in Term:
        expected = shallow if term in DEPTH_TERMS else coarse
        assert known.terms_usd_per_km[term] == pytest.approx(expected.terms_usd_per_km[term])


def test_a_landfall_over_land_pays_for_the_shallowest_type_ploughed_in_and_for_nothing_else(small):
    """On land, and where nothing is known: 60,000 and 10,000, whatever is a few metres away."""
    policy = Policy(latency_usd_per_km=5.0)
    build = Build(route_development_share=0.0)
    prices = priced(crossing_usd=1e6)
    laying = Laying(crossings_per_1000_km=10.0)
    valuer = Valuer(small, TYPES, Assumptions(policy=policy, build=build, prices=prices, laying=laying))
    valued = valuer.at(np.array([0, 7]), np.array([0, 7]))
    paid = {term: usd.tolist() for term, usd in valued.terms_usd_per_km.items() if usd.any()}
    assert paid == {
        Term.CABLE: [pytest.approx(20_400)] * 2,
        Term.PROTECTION: [pytest.approx(39_600)] * 2,
        Term.BURIAL: [10_000] * 2,
        Term.LATENCY: [5] * 2,
    }
    surface = valuer.derive_surface()
    assert surface.usd_per_km[[0, 7], [0, 7]] == pytest.approx([70_005] * 2)
    assert surface.barrier[[0, 7], [0, 7]].all()


# The real sea.


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def valuer(planner):
    return planner.valuer


def cell_of(valuer, lon, lat):
    return tuple(np.rint(np.atleast_1d(at)).astype(int) for at in valuer.seabed.grid.cell_of(lon, lat))


KARA_SEA, LOFOTEN, POLE, BERING_STRAIT = (70.0, 75.0), (10.0, 69.0), (0.0, 90.0), (-168.9, 65.8)


@pytest.mark.parametrize(("position", "foreign"), [(KARA_SEA, True), (LOFOTEN, False), (POLE, False)])
def test_waters_of_non_partners_are_costly_closed_or_like_all_others(valuer, position, foreign):
    """Russia's Kara Sea, Norway's Lofoten, and nobody's pole."""
    cell = cell_of(valuer, *position)
    paid, closed = {}, {}
    for waters in Waters:
        policy = Policy(non_partner_waters=waters, non_partner_usd_per_km=50.0)
        under = dataclasses.replace(valuer, assumptions=Assumptions(policy=policy))
        paid[waters] = under.at(*cell).terms_usd_per_km[Term.NON_PARTNER][0]
        closed[waters] = bool(under.derive_barrier()[cell][0])
    assert paid == {Waters.IGNORED: 0.0, Waters.COSTLY: 50.0 * foreign, Waters.CLOSED: 0.0}
    assert closed == {Waters.IGNORED: False, Waters.COSTLY: False, Waters.CLOSED: foreign}


def test_the_bering_strait_is_a_chokepoint_and_the_pole_is_none(valuer):
    under = dataclasses.replace(valuer, assumptions=Assumptions(policy=Policy(chokepoint_usd_per_km=40.0)))
    paid = [
        under.at(*cell_of(valuer, *place)).terms_usd_per_km[Term.CHOKEPOINT][0]
        for place in (BERING_STRAIT, POLE)
    ]
    assert paid == [40.0, 0.0]


ALL_COUNT = Assumptions(policy=Policy(latency_usd_per_km=9.0, chokepoint_usd_per_km=11.0))


def test_the_surface_holds_what_every_cell_is_valued_at(valuer, monkeypatch):
    monkeypatch.setattr(valuation, "_CHUNK", 10_007)  # many chunks, the last one shorter
    valuer = dataclasses.replace(valuer, assumptions=ALL_COUNT)
    surface = valuer.derive_surface()
    rows, cols = np.indices(surface.grid.shape).reshape(2, -1)
    valued = valuer.at(rows, cols)
    for term, usd in valued.terms_usd_per_km.items():
        held = surface.terms.get(term, np.zeros(surface.grid.shape))
        np.testing.assert_allclose(held[rows, cols], usd, rtol=1e-6, atol=1e-3)


def test_terms_that_do_not_count_are_not_held(valuer):
    weights = Weights(ice=0.0, repair=0.0)
    surface = dataclasses.replace(valuer, assumptions=Assumptions(weights=weights)).derive_surface()
    assert not {Term.ICE, Term.REPAIR} & set(surface.terms)
    with pytest.raises(UsageError, match="ice"):
        surface.reweighted({Term.ICE: 1.0})


@pytest.fixture(scope="module")
def small_surface(small):
    return Valuer(small, TYPES, ALL_COUNT).derive_surface()


@given(numbers=st.lists(st.just(0.0) | st.floats(0.001, 10), min_size=len(Term), max_size=len(Term)))
def test_a_reweighted_surface_is_the_weighted_sum_of_its_terms(small_surface, numbers):
    surface, weights = small_surface, dict(zip(Term, numbers, strict=True))
    expected = sum(
        np.float64(weights[term]) * values.astype(np.float64) for term, values in surface.terms.items()
    )
    np.testing.assert_allclose(surface.reweighted(weights).usd_per_km, expected, rtol=2e-6)


def test_a_surface_may_be_reweighted_by_the_weights_it_has(valuer):
    """Terms that are nowhere on it count as nothing, not as missing."""
    surface = valuer.derive_surface()
    again = surface.reweighted(Weights().model_dump())
    np.testing.assert_array_equal(again.usd_per_km, surface.usd_per_km)


@pytest.mark.parametrize("term", ["repair", "ice", "protection"])
def test_a_multiplier_changed_before_or_after_gives_one_surface(valuer, term):
    weights = Weights(**{term: 3.0})
    anew = dataclasses.replace(valuer, assumptions=Assumptions(weights=weights)).derive_surface()
    later = valuer.derive_surface().reweighted(weights.model_dump())
    np.testing.assert_array_equal(anew.usd_per_km, later.usd_per_km)
    np.testing.assert_array_equal(anew.barrier, later.barrier)


def test_a_doubled_price_of_repairs_doubles_the_term_in_every_cell(valuer):
    once = valuer.derive_surface().terms
    dearer = Assumptions(repair=Repair(usd_per_repair=3_500_000.0))
    twice = dataclasses.replace(valuer, assumptions=dearer).derive_surface().terms
    np.testing.assert_allclose(twice[Term.REPAIR], 2 * once[Term.REPAIR], rtol=1e-6)
    np.testing.assert_array_equal(twice[Term.OUTAGE], once[Term.OUTAGE])


def test_where_latency_alone_counts_the_cheapest_route_is_the_shortest_sea_path(planner):
    nothing = dict.fromkeys(Weights.model_fields, 0.0)
    fast = dataclasses.replace(
        planner,
        assumptions=Assumptions(
            policy=Policy(latency_usd_per_km=30_000.0), weights=Weights(**(nothing | {"latency": 1.0}))
        ),
    )
    for pair in (("bodo", "tomakomai"), ("galway", "halifax")):
        route = fast.route(*pair, prove=False)
        assert route.length_km == pytest.approx(route.sea_km, rel=1e-4)
        assert route.objective_terms_usd["latency"] == pytest.approx(30_000.0 * route.length_km, rel=1e-6)


# What a kilometre comes to, beside what systems were announced for (docs/cost.md).


def test_a_deep_long_haul_kilometre_costs_what_such_systems_do():
    """24-25 thousand (ToN 2020).

    By hand, from the tables: lightweight cable at 14,000 with 2 % slack and a repeater of 200,000 every 70 km, 7 % for
    what a survey adds, 3 % spares; a ship at 90,000 a day lays 120 km, a fifth of the days lost; 1,200 for the survey;
    15 % for contingency.
    """
    terms = build_terms(
        4000.0,
        types=rp.read_cable_types(),
        prices=Prices(),
        laying=Laying(),
        route_development_share=Build().route_development_share,
    )
    usd = float(sum(terms[term][0] for term in BUILD_TERMS))
    wet_usd = 1.07 * 1.03 * (14_000 * 1.02 + 200_000 / 70)
    assert usd == pytest.approx(1.15 * (wet_usd + 90_000 / 120 / 0.8 + 1_200))
    assert 24_000 <= usd <= 25_000
