"""Chains of cables, straits that close and months: against sums and counts made otherwise."""

from dataclasses import replace

import pandas as pd
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.landings import find_landing
from routeplan.cost.round_trip import LATENCY_US_PER_KM
from routeplan.errors import UsageError
from routeplan.network.chains import Chain, chains_table, follow_published, join_over_land, overland_factor
from routeplan.network.ranking import derive_closures, derive_monthly_availability
from routeplan.network.reported_straits import RED_SEA

HOURS_A_YEAR = 365.25 * 24


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25, landfall_limit_km=100)


@pytest.fixture(scope="module")
def atlantic(planner):
    return planner.route("galway", "halifax", prove=False)


@pytest.fixture(scope="module")
def arctic(planner):
    return planner.route("bodo", "tomakomai", prove=False)


@pytest.fixture(scope="module")
def network(planner, atlantic, arctic):
    return rp.open_network(planner, [atlantic, arctic])


def straight_km(one, other):
    return Geod(ellps="WGS84").inv(one.lon, one.lat, other.lon, other.lat)[2] / 1000


def test_a_chain_of_one_route_is_the_route(arctic):
    chain = join_over_land("alone", [arctic], factor=1.3)
    assert chain.overland_km == 0
    assert chain.rtt_ms == pytest.approx(arctic.rtt_ms)
    assert chain.build_cost_usd == arctic.build_cost_usd
    assert chain.downtime_hours_per_year == pytest.approx(
        arctic.breakdown.exposure.unavailability_hours_per_year
    )


def test_two_cables_add_up_and_are_down_when_either_is(atlantic, arctic):
    chain = join_over_land("both", [atlantic, arctic], factor=1.3)
    over_km = 1.3 * straight_km(atlantic.end, arctic.start)
    assert chain.overland_km == pytest.approx(over_km)
    fibre_km = atlantic.cable_km + arctic.cable_km + over_km
    assert chain.rtt_ms == pytest.approx(2 * fibre_km * LATENCY_US_PER_KM / 1000)
    first, second = (each.breakdown.exposure.unavailability_hours_per_year for each in (atlantic, arctic))
    up = (1 - first / HOURS_A_YEAR) * (1 - second / HOURS_A_YEAR)
    assert chain.downtime_hours_per_year == pytest.approx(HOURS_A_YEAR * (1 - up))
    assert max(first, second) < chain.downtime_hours_per_year < first + second


def test_the_table_says_what_another_beats(atlantic, arctic):
    better = join_over_land("one", [atlantic], factor=1.0)
    worse = join_over_land("the same and more", [atlantic, arctic], factor=1.0)
    table = chains_table([better, worse])
    assert table["dominated"].to_dict() == {"one": False, "the same and more": True}
    assert table.loc["one", "build_cost_musd"] == pytest.approx(atlantic.build_cost_usd / 1e6)


def test_today_is_what_was_published_and_the_way_to_it():
    start, end = find_landing("bodo"), find_landing("tomakomai")
    chain = follow_published("Suez", start, end, ["sea-me-we-4", "sjc"], factor=1.3)
    published_km = 18_800 + 8_900  # their sources: data/cables/corridors_beyond.csv
    assert chain.published_km == published_km
    marseille_km = Geod(ellps="WGS84").inv(start.lon, start.lat, 5.35, 43.27)[2] / 1000
    assert chain.overland_km == pytest.approx(
        1.3 * (marseille_km + straight_km(find_landing("chikura"), end))
    )
    assert chain.rtt_ms == pytest.approx(2 * (published_km + chain.overland_km) * LATENCY_US_PER_KM / 1000)
    assert chain.build_cost_usd == 0


def test_factors_are_those_of_the_table_either_way_round():
    assert overland_factor("us", "ca") == overland_factor("ca", "us") == 1.3
    with pytest.raises(UsageError, match="no terrestrial link between us and is"):
        overland_factor("us", "is")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda route: join_over_land("none", [], factor=1.3), "chain none of 0 routes"),
        (lambda route: join_over_land("short", [route], factor=0.9), "factor 0.9 over land"),
        (lambda route: follow_published("x", route.start, route.end, ["sjc9"], factor=1.3), "no cable sjc9"),
        (lambda route: follow_published("x", route.start, route.end, [], factor=1.3), "chain x of 0 cables"),
        (
            lambda route: Chain("x", (replace(route, breakdown=None),)).downtime_hours_per_year,
            "has no breakdown",
        ),
    ],
)
def test_what_makes_no_chain_is_told(atlantic, make, message):
    with pytest.raises(UsageError, match=message):
        make(atlantic)


def test_closing_a_strait_leaves_what_counting_without_its_cables_leaves(network, arctic):
    table = derive_closures(network, straits=3)
    closed = table.index.get_level_values("closed").unique()
    assert 3 <= len(closed) <= 4
    names = {group.id: group.name for group in network.groups}
    assert names[RED_SEA.id] in closed
    for (regions, strait), row in table.iterrows():
        pair = regions.split(" – ")
        (key,) = [id_ for id_, name in names.items() if name == strait]
        assert row["today"] == network.count_paths(*pair, closing=[key])
        assert row["today"] <= row["all_open"] == network.count_paths(*pair)
        assert row[f"with {arctic.name}"] - row["today"] in (0, 1)  # one cable is one path at most
    with pytest.raises(UsageError, match="0 straits"):
        derive_closures(network, straits=0)


def test_a_candidate_never_makes_a_month_worse(network, arctic):
    months = derive_monthly_availability(network, "Europe", "Asia", adding=[arctic.name])
    assert months.index.tolist() == list(pd.date_range("2026-01-01", periods=12, freq="MS").month_name())
    assert (months[f"with {arctic.name}"] >= months["today"]).all()
    by_month = network.availability("Europe", "Asia").by_month["available"]
    assert months["today"].to_numpy() == pytest.approx(by_month.to_numpy())
