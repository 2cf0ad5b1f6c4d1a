"""What the presets promise of one another, and the orderings that desk studies found, on the real sea at 10 km."""

from __future__ import annotations

import pytest

import routeplan as rp
from routeplan.cost.faults import Cause
from routeplan.cost.scenario import PRESETS
from routeplan.cost.terms import BUILD_TERMS, LANDING, LIFE_TERMS
from routeplan.seabed.sea_ice import read_ice_calendar

PAIRS = [
    ("bodo", "tomakomai"),
    ("galway", "halifax"),
    ("landeyjar", "nuuk"),
    ("sopelana", "virginia-beach"),
    ("longyearbyen", "nome"),
]
# Fields choose between ways that cost nearly the same to within this.
_TIE = 1.002


@pytest.fixture(scope="module")
def routes():
    """Every pair under every preset."""
    planners = {name: rp.open_planner(name, spacing_km=10) for name in PRESETS}
    return {
        pair: {name: planner.route(*pair, prove=False) for name, planner in planners.items()}
        for pair in PAIRS
    }


@pytest.mark.long
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_cheapest_is_the_cheapest_to_build(routes, pair):
    found = routes[pair]
    least = min(route.build_cost_usd for route in found.values())
    assert found["cheapest"].build_cost_usd <= least * _TIE


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_low_latency_is_the_shortest(routes, pair):
    found = routes[pair]
    assert found["low-latency"].length_km <= min(route.length_km for route in found.values()) * _TIE
    assert found["low-latency"].length_km == pytest.approx(found["low-latency"].sea_km, rel=1e-3)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_resilient_is_the_least_unavailable(routes, pair):
    down = {
        name: route.breakdown.exposure.unavailability_hours_per_year for name, route in routes[pair].items()
    }
    assert down["resilient"] <= min(down.values()) * _TIE


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_trusted_keeps_out_of_russian_waters_and_its_kilometres_add_up(routes, pair):
    route = routes[pair]["trusted"]
    assert not [label for label in route.breakdown.jurisdiction_km if label.startswith("RU")]
    assert sum(route.breakdown.jurisdiction_km.values()) == pytest.approx(route.length_km, rel=1e-6)
    assert sum(route.objective_terms_usd.values()) == pytest.approx(route.objective_usd, rel=1e-12)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_balanced_puts_no_price_on_anybodys_waters(routes, pair):
    route = routes[pair]["balanced"]
    assert route.policy_usd is None
    assert set(route.objective_terms_usd) <= {*BUILD_TERMS, *LIFE_TERMS, LANDING}
    life_usd, objective_usd = dict(route.life_terms_usd), dict(route.objective_terms_usd)
    # Repeaters are whole in the money and paid by the kilometre in the objective: one less, and the slack of the cable.
    assert objective_usd.pop("repeaters") == pytest.approx(life_usd.pop("repeaters"), rel=0.05)
    assert objective_usd == pytest.approx({term: usd for term, usd in life_usd.items() if usd}, rel=1e-9)
    assert (route.objective_words, "objective" in route.summary) == ("", False)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_weights_do_not_change_the_money_shown(routes, pair):
    """The line of `resilient` costs the life of its cable, whatever steered it: build and upkeep of the same line."""
    route = routes[pair]["resilient"]
    upkeep_usd = {term: usd for term, usd in route.life_terms_usd.items() if term in LIFE_TERMS}
    # The preset counts an outage twentyfold, a repair fivefold and building a tenth.
    assert route.objective_terms_usd["outage"] == pytest.approx(20.0 * upkeep_usd["outage"], rel=1e-9)
    assert route.objective_terms_usd["repair"] == pytest.approx(5.0 * upkeep_usd["repair"], rel=1e-9)
    assert route.life_cost_usd == pytest.approx(route.build_cost_usd + sum(upkeep_usd.values()), rel=1e-12)
    assert "unweighted" in route.summary["objective"]


# Jakobsson, desk study for Polar Connect: of four ways from Svalbard to Bering Strait the one near the Pole is the
# shortest and has fewer geohazards; scour counts in less than 60 m; ice is worse on the Greenland and Canadian side.


def test_from_svalbard_to_bering_strait_the_way_past_the_pole_is_the_shortest(routes):
    found = routes["longyearbyen", "nome"]
    past_the_pole, by_the_shelf = found["low-latency"], found["cheapest"]
    assert past_the_pole.lat.max() > 88.0
    # Franz Josef Land reaches 81.9N: the way along the Siberian shelf passes it on the north.
    assert by_the_shelf.lat.max() < 84.0
    assert by_the_shelf.breakdown.jurisdiction_km["RU"] > past_the_pole.breakdown.jurisdiction_km.get(
        "RU", 0.0
    )
    assert past_the_pole.length_km < by_the_shelf.length_km


def test_past_the_pole_there_are_fewer_hazards_than_along_the_siberian_shelf(routes):
    found = routes["longyearbyen", "nome"]
    hazards = {
        name: sum(
            found[name].breakdown.exposure.faults_per_year[cause]
            for cause in (Cause.ICE_SCOUR, Cause.ICEBERG)
        )
        for name in ("trusted", "cheapest")
    }
    assert found["trusted"].lat.max() > 88.0
    assert hazards["trusted"] < 0.5 * hazards["cheapest"]


def test_ice_is_worse_on_the_greenland_and_canadian_side():
    """Mean of the twelve months at four places, each as far from the Pole as the other of its pair."""
    canadian, siberian = ([-40.0, -110.0], [100.0, 150.0]), ([83.9, 79.0], [83.9, 79.0])
    lon, lat = [*canadian[0], *canadian[1]], [*siberian[0], *siberian[1]]
    mean = read_ice_calendar().at(lon, lat).mean(axis=0)
    assert mean[0] > mean[2]
    assert mean[1] > mean[3]
