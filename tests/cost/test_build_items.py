"""Items of build cost by hand: quantities times prices, whole repeaters, short systems without any."""

import math

import pytest
from cost_kit import STEADY, priced

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.build_items import LaidLine, derive_build_items, derive_further_items, once_paid_usd
from routeplan.cost.cost_table import COLUMNS, derive_cost_table, total_of
from routeplan.cost.estimate import Estimate
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices
from routeplan.cost.terms import BUILD_TERMS, LANDING
from routeplan.cost.unit_costs import UnitCosts

DA = CableType("DA", "shallow", 0.0, 20_000.0, 0.0, "test")
PLAIN = Build(route_development_share=0.0)


def shelf(km, **known):
    """So much double armoured cable, buried all the way."""
    quantities = {
        "cable_km": km, "buried_km": km, "shallow_km": km, "slope_km_deg": 0.0, "ice_days": 0.0, "replaced_days": 0.0,
        "longest_span_km": km,
    }  # fmt: skip
    return LaidLine({DA: km}, **(quantities | known))


def likely(line, prices, *, build=PLAIN, laying=STEADY):
    items = derive_build_items(line, UnitCosts(build, laying, prices))
    return {item: usd.likely for item, usd in items.items()}


def test_each_item_of_a_short_line_by_hand():
    """100 km at 10 km a day; ships at 1,000 a day, a hundredth of that on the surface."""
    prices = priced(
        cable_ship_usd_per_day=1_000.0, survey_shallow_usd_per_km=50.0, spares_share=0.1, shore_end_usd=300.0,
        station_unrepeatered_usd=400.0, station_repeatered_usd=9e9, power_feed_usd=9e9, desk_study_usd=70.0,
        permits_usd_per_landing=20.0, contingency_share=0.5,
    )  # fmt: skip
    found = likely(shelf(100.0), prices)
    once = {
        "mobilisation": 12_000.0,
        "stations": 800.0,
        "shore_ends": 600.0,
        "desk_study": 70.0,
        "permits": 40.0,
    }
    paid = {
        "cable_DA": 2e6, "spares": 2e5, "survey": 5_000.0, "surface_lay": 1_000.0, "burial": 9_000.0,
    } | once  # fmt: skip
    assert found == pytest.approx(paid | {"contingency": 0.5 * sum(paid.values())})
    unit = UnitCosts(PLAIN, STEADY, prices)
    assert once_paid_usd(derive_build_items(shelf(100.0), unit), unit) == pytest.approx(
        1.5 * sum(once.values())
    )


@pytest.mark.parametrize(
    ("km", "count"), [(80.0, 0), (300.0, 0), (300.1, 4), (350.0, 4), (350.1, 5), (7_000.0, 99)]
)
def test_repeaters_are_whole_and_none_up_to_the_unrepeatered_limit(km, count):
    """Every 70 km: 350 km are five spans with four repeaters between them."""
    assert likely(shelf(km), priced(repeater_usd=1.0)).get("repeaters", 0.0) == count


def test_a_short_system_has_small_stations_and_no_power_feed():
    short, long = (likely(shelf(km), Prices()) for km in (299.0, 301.0))
    assert "power_feed" not in short
    assert long["power_feed"] == 2 * Prices().power_feed_usd.likely
    assert short["stations"] < long["stations"] / 5
    assert (
        likely(shelf(300.0), Prices())["stations"] == short["stations"]
    )  # the limit itself needs no repeater


def test_weather_takes_its_share_of_the_days_of_lay_and_of_plough():
    """A quarter of the days more, of one on the surface and nine that a plough adds, at 1,000 a day."""
    laying = STEADY.model_copy(update={"weather_share": 0.2})
    found = likely(shelf(100.0), priced(cable_ship_usd_per_day=1_000.0), laying=laying)
    assert (found["surface_lay"], found["burial"]) == pytest.approx((1_000.0, 9_000.0))
    assert found["weather"] == pytest.approx(2_500.0)


def test_an_80_km_crossing_without_repeaters_costs_less_than_100_thousand_a_kilometre():
    line = shelf(80.0 * 1.07 * 1.01)
    items = derive_build_items(line, UnitCosts(Build(), Laying(), Prices()))
    assert total_of(items).likely / 80.0 < 100_000


def test_days_in_ice_pay_for_the_class_of_the_ship_and_for_icebreakers():
    """Ten days at 1,500 and two icebreakers at 4,000, less two days at 1,000 in open water."""
    prices = priced(cable_ship_usd_per_day=1_000.0, ice_class_share=0.5, icebreaker_usd_per_day=4_000.0)
    found = likely(shelf(1.0, ice_days=10.0, replaced_days=2.0), prices)
    assert found["ice_ship"] == pytest.approx(15_000 - 2_000)
    assert found["icebreakers"] == pytest.approx(80_000)


def test_every_load_of_cable_is_a_mobilisation():
    laying = STEADY.model_copy(update={"load_km": 5_000.0, "mobilisation_days": 10.0})
    for km, loads in ((100.0, 1), (5_000.0, 1), (5_001.0, 2), (12_000.0, 3)):
        found = likely(shelf(km), priced(cable_ship_usd_per_day=1.0), laying=laying)
        assert found["mobilisation"] == pytest.approx(10.0 * loads)


def test_a_system_that_lays_nothing_at_sea_pays_for_no_ship_and_no_shore_ends():
    found = likely(
        shelf(0.0), priced(cable_ship_usd_per_day=1_000.0, shore_end_usd=300.0, desk_study_usd=70.0)
    )
    assert "mobilisation" not in found
    assert "shore_ends" not in found
    assert found["desk_study"] == 70.0


def test_low_and_high_are_the_items_at_their_low_and_high_prices():
    prices = Prices(
        repeater_usd=Estimate(1.0, 2.0, 5.0),
        spares_share=Estimate.exactly(0.0),
        cable_factor=Estimate(0.5, 1.0, 3.0),
    )
    items = derive_build_items(shelf(700.0), UnitCosts(PLAIN, Laying(), prices))
    assert items["repeaters"] == Estimate(9.0, 18.0, 45.0)
    assert items["cable_DA"] == Estimate(7e6, 14e6, 42e6)
    assert all(usd.low <= usd.likely <= usd.high for usd in items.values())


def test_spans_of_one_system_share_ships_and_studies():
    joined = LaidLine.joined([shelf(100.0), shelf(200.0)], landings=3)
    found = likely(joined, priced(desk_study_usd=5.0, permits_usd_per_landing=2.0, repeater_usd=9e9))
    assert found["desk_study"] == 5.0
    assert found["permits"] == 6.0
    assert found["cable_DA"] == pytest.approx(300 * 20_000)
    assert "repeaters" not in found  # no span is longer than 300 km


def test_a_system_has_the_allowance_for_a_survey_of_the_segment_with_the_most():
    spans = shelf(100.0, development_share=0.0), shelf(200.0, development_share=0.07)
    assert LaidLine.joined(spans, landings=3).development_share == 0.07
    assert LaidLine.joined(spans[::-1], landings=3).development_share == 0.07


def test_the_table_lists_every_item_with_its_share_and_its_source():
    items = derive_build_items(shelf(700.0), UnitCosts(PLAIN, Laying(), Prices()))
    yearly = {name: Estimate.exactly(1.0) for name in ("maintenance", "repairs", "outages")}
    table = derive_cost_table(items, yearly)
    assert tuple(table.columns) == COLUMNS
    assert table["item"].tolist() == [*items, *yearly]
    assert table["share"].sum() == pytest.approx(1.0)
    assert math.isnan(table["share"].iloc[-1])
    assert (table["source"].str.len() > 0).all()


@pytest.mark.parametrize(("km", "station"), [(700.0, "repeatered"), (250.0, "unrepeatered")])
def test_the_source_of_an_item_is_that_of_the_prices_it_was_paid_at(km, station):
    items = derive_build_items(shelf(km), UnitCosts(PLAIN, Laying(), Prices()))
    sources = derive_cost_table(items, {}).set_index("item")["source"]
    assert sources["stations"].startswith(f"prices.station_{station}_usd: ")
    assert Prices.model_fields[f"station_{station}_usd"].description in sources["stations"]
    for depth in ("shallow", "deep"):
        assert f"prices.survey_{depth}_usd_per_km: " in sources["survey"]


def test_build_terms_that_no_item_stands_for_are_items_of_their_own_with_a_basis():
    """Terrestrial cable of a scored line, and a term that was added to the package."""
    terms_usd = {"cable": 5.0, "slope": 1.0, "permit": 3.0, "land": 2.0, "landing": 9.0}
    further = derive_further_items(terms_usd)
    assert further == {"permit": Estimate.exactly(3.0), "land": Estimate.exactly(2.0)}
    table = derive_cost_table(further, {}).set_index("item")
    assert table["likely_usd"].to_dict() == {"permit": 3.0, "land": 2.0}
    assert table["source"]["land"].startswith("build.land_usd_per_km")
    assert "permit" in table["source"]["permit"]


def test_every_build_term_of_the_package_has_its_items():
    """Items of a laid line stand for all terms; a term of zero is no item."""
    assert derive_further_items(dict.fromkeys((*BUILD_TERMS, LANDING), 1.0)) == {}
    assert derive_further_items({"permit": 0.0}) == {}
