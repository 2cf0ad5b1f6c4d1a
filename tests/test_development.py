"""The share of cable that surveys add: from other seas, by a rule, and what it does to a plan."""

import numpy as np
import pytest
from cost_kit import FREE
from pyproj import Geod

import routeplan as rp
from benchmarks.development import (
    LEAST_KM,
    deep_slack_share,
    development_share,
    own_ratios,
    read_southern_cables,
)
from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Assumptions, Build
from routeplan.cost.cable_rates import CableRates
from routeplan.cost.terms import Term
from routeplan.geo.track import Line

WGS84 = Geod(ellps="WGS84")
SACS = (13.2, -9.4, -38.45, -3.73)  # Sangano, Angola, to Fortaleza, Brazil


def test_the_sample_lies_where_no_plan_is_made_and_each_pair_once():
    cables = read_southern_cables()
    assert len({cable.name for cable in cables}) == len(cables) >= 15
    assert all(cable.geodesic_km >= LEAST_KM for cable in cables)
    assert all(1.0 < cable.ratio < 1.5 for cable in cables)


def test_ratios_are_over_geodesics_of_wgs_84():
    (sacs,) = (each for each in read_southern_cables() if "SACS" in each.name)
    assert sacs.geodesic_km == pytest.approx(WGS84.inv(*SACS)[2] / 1000, rel=0.01)
    assert sacs.ratio == pytest.approx(6165 / sacs.geodesic_km)


def test_slack_and_detours_are_taken_out_of_the_median():
    share = development_share(np.array([1.0, 1.122 * 1.05, 2.0]), np.array([1.1, 1.1]), 0.02)
    assert share == pytest.approx(0.05, abs=1e-12)


def test_the_default_is_what_the_rule_gives():
    """The planner's own detours, and with them the rule, move by half a per cent with prices and cells."""
    southern = np.array([cable.ratio for cable in read_southern_cables()])
    own = np.array([ratio for _, ratio in own_ratios(rp.open_planner(spacing_km=10))])
    assert len(own) >= 10
    share = development_share(southern, own, deep_slack_share())
    assert Build().route_development_share == pytest.approx(share, abs=0.0075)


def test_a_kilometre_costs_as_much_more_as_it_has_more_cable():
    cable = CableType("LW", "light", 0.0, 25_000.0, 0.02, "test")
    rates = CableRates.of([cable], Build(route_development_share=0.07), prices=FREE)
    usd = rates.terms_usd_per_km(np.array([3000.0]), np.array([False]))
    assert usd[Term.CABLE] == pytest.approx([25_000 * 1.02 * 1.07])
    assert rates.cable_km(np.array([100.0]), np.array([3000.0])) == pytest.approx(100 * 1.02 * 1.07)


@pytest.fixture(scope="module")
def planners():
    """Without and with a tenth more cable, on one seabed."""
    without, with_tenth = (Assumptions(build=Build(route_development_share=share)) for share in (0.0, 0.10))
    planner = rp.open_planner(spacing_km=25)
    return tuple(
        type(planner)(planner.grid, planner.bathymetry, planner.cable_types, assumptions=each)
        for each in (without, with_tenth)
    )


def test_a_tenth_more_cable_costs_a_tenth_more_and_burial_goes_by_the_route(planners):
    lon, lat = np.array([-30.0, -20.0, -12.0]), np.array([50.0, 52.0, 51.5])
    plain, more = (planner.score(Line(lon, lat), name="line") for planner in planners)
    assert more.length_km == plain.length_km
    assert more.cable_km == pytest.approx(1.10 * plain.cable_km)
    for term, factor in (("cable", 1.10), ("protection", 1.10), ("burial", 1.0), ("survey", 1.0)):
        assert more.build_terms_usd[term] == pytest.approx(factor * plain.build_terms_usd[term])


def test_a_line_that_was_surveyed_needs_no_more(planners):
    lon, lat = np.array([-30.0, -20.0, -12.0]), np.array([50.0, 52.0, 51.5])
    plain, more = (planner.score(Line(lon, lat), name="line", surveyed=True) for planner in planners)
    assert more.cable_km == pytest.approx(plain.cable_km)
    assert more.build_cost_usd == pytest.approx(plain.build_cost_usd)
