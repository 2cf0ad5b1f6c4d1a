"""Accounts of lines: sums that must add up, and what plans of different minds choose."""

import dataclasses

import numpy as np
import pytest

import routeplan as rp
from routeplan.cost.assumptions import Assumptions, Policy, Waters, Weights
from routeplan.cost.breakdown import derive_breakdown
from routeplan.cost.faults import Cause
from routeplan.cost.terms import BUILD_TERMS, LANDING
from routeplan.geo.track import Line

PAIRS = (("bodo", "tomakomai"), ("landeyjar", "nuuk"), ("galway", "halifax"))
NOTHING = dict.fromkeys(Weights.model_fields, 0.0)
BUILD = {term.value: 1.0 for term in BUILD_TERMS}
MINDS = {
    "balanced": Assumptions(),
    "cheapest": Assumptions(
        policy=Policy(non_partner_waters=Waters.IGNORED), weights=Weights(**(NOTHING | BUILD))
    ),
    "resilient": Assumptions(
        policy=Policy(non_partner_waters=Waters.IGNORED),
        weights=Weights(**(NOTHING | dict.fromkeys(BUILD, 0.01) | {"repair": 1.0, "outage": 20.0})),
    ),
    "trusted": Assumptions(policy=Policy(non_partner_waters=Waters.CLOSED)),
    "low-latency": Assumptions(
        policy=Policy(non_partner_waters=Waters.IGNORED, latency_usd_per_km=30_000.0),
        weights=Weights(**(NOTHING | {"latency": 1.0})),
    ),
}


@pytest.fixture(scope="module")
def planners():
    """One planner for each mind, on cells of 25 km."""
    planner = rp.open_planner(spacing_km=25)
    return {name: dataclasses.replace(planner, assumptions=mind) for name, mind in MINDS.items()}


@pytest.fixture(scope="module")
def routes(planners):
    """Routes by mind and pair, each found once."""
    return {
        (name, pair): planner.route(*pair, prove=False)
        for name, planner in planners.items()
        for pair in PAIRS
    }


@pytest.fixture(params=[(mind, pair) for mind in MINDS for pair in PAIRS], ids=str)
def route(request, routes):
    return routes[request.param]


def test_the_objective_is_the_sum_of_its_terms_along_the_steps(route):
    breakdown, steps = route.breakdown, route.profile
    along = float(steps["objective_usd_per_km"] @ steps["step_km"])
    assert route.objective_usd == pytest.approx(sum(breakdown.objective_terms_usd.values()), rel=1e-9)
    assert breakdown.objective_usd_per_line == pytest.approx(along, rel=1e-6)
    assert route.objective_usd == pytest.approx(along + breakdown.objective_terms_usd[LANDING], rel=1e-6)


def test_the_objective_is_what_the_surface_was_minimised_for(route, routes, planners):
    """The breakdown is settled anew, in double precision: landfall legs over land among the rest."""
    mind = next(name for (name, _), each in routes.items() if each is route)
    on_surface = planners[mind].surface.along(route.line).cost_usd
    assert route.breakdown.objective_usd_per_line == pytest.approx(on_surface, rel=1e-6)


def test_the_build_cost_is_the_sum_of_its_terms_along_the_steps(route):
    along = float(route.profile["cost_usd_per_km"] @ route.profile["step_km"])
    terms = route.build_terms_usd
    assert set(terms) == {*BUILD, LANDING}
    assert terms[LANDING] == 2 * 7_500_000.0
    assert route.build_cost_usd == pytest.approx(sum(terms.values()), rel=1e-9)
    assert route.build_cost_usd == pytest.approx(along + terms[LANDING], rel=1e-6)


def test_a_term_counts_in_the_objective_as_often_as_its_weight_says(routes):
    for pair in PAIRS:
        breakdown = routes["resilient", pair].breakdown
        for term in ("cable", "protection"):
            assert breakdown.objective_terms_usd[term] == pytest.approx(
                0.01 * breakdown.build_terms_usd[term]
            )
        assert "non_partner" not in breakdown.objective_terms_usd


def test_waters_and_ice_add_up_to_the_length(route):
    breakdown, steps = route.breakdown, route.profile
    assert sum(breakdown.jurisdiction_km.values()) == pytest.approx(route.length_km, rel=1e-6)
    assert list(breakdown.jurisdiction_km.values()) == sorted(
        breakdown.jurisdiction_km.values(), reverse=True
    )
    by_ice = steps.groupby("ice")["step_km"].sum()
    assert by_ice.sum() == pytest.approx(route.length_km, rel=1e-6)
    icy_km = by_ice.get("seasonal", 0.0) + by_ice.get("perennial", 0.0)
    assert breakdown.ice_km == pytest.approx(icy_km, abs=1e-6)
    for name, km in breakdown.jurisdiction_km.items():
        assert steps.loc[steps["waters"] == name, "step_km"].sum() == pytest.approx(km, rel=1e-9)


def test_faults_add_up_by_cause_and_along_the_steps(route):
    exposure, steps = route.breakdown.exposure, route.profile
    faults = steps["faults_per_km_year"] * steps["step_km"]
    assert set(exposure.faults_per_year) == set(Cause)
    assert exposure.total_per_year == pytest.approx(sum(exposure.faults_per_year.values()), rel=1e-9)
    assert exposure.total_per_year == pytest.approx(float(faults.sum()), rel=1e-6)
    days = float((steps["repair_days"] * faults).sum() / faults.sum())
    assert exposure.repair_days_mean == pytest.approx(days, rel=1e-6)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_repair_and_outage_terms_are_the_exposure_in_money(routes, pair):
    """Present value of 25 years at 6 %: 12.7834 of one; 1.75 million a repair, 100,000 a day."""
    breakdown = routes["balanced", pair].breakdown
    exposure, terms = breakdown.exposure, breakdown.objective_terms_usd
    faults = exposure.total_per_year * 12.7834
    assert terms["repair"] == pytest.approx(faults * 1.75e6, rel=1e-4)
    assert terms["outage"] == pytest.approx(faults * exposure.repair_days_mean * 1e5, rel=1e-4)


def test_bands_of_depth_and_ice_words_are_what_the_step_shows(route):
    steps = route.profile
    limits = {"to 200 m": (-9e3, 200), "to 1,000 m": (200, 1000), "to 3,000 m": (1000, 3000)}
    for band, (above_m, to_m) in (limits | {"over 3,000 m": (3000, 9e3)}).items():
        inside = (steps["depth_m"] > above_m) & (steps["depth_m"] <= to_m)
        assert (steps.loc[inside, "depth_band"] == band).all()
    assert ((steps["ice"] == "land") == (steps["depth_m"] <= 0)).all()


def test_nothing_breaks_a_landfall_leg_over_land(routes):
    """Galway lies behind some 25 km that are land on these cells."""
    steps = routes["balanced", ("galway", "halifax")].profile
    on_land = steps[steps["on_land"]]
    assert on_land["step_km"].sum() > 5.0
    assert (on_land["top_risk"] == "none").all()
    assert (on_land["faults_per_km_year"] == 0.0).all()
    assert (steps.loc[~steps["on_land"], "top_risk"] != "none").all()


def test_a_line_over_foreign_land_pays_on_the_surface_what_it_pays_in_the_account(planners):
    """Over Kamchatka, whose waters are costly: land costs what a landfall costs, on either side of the book."""
    planner = planners["balanced"]
    samples = planner.surface.along(Line(np.array([155.0, 163.0]), np.array([56.0, 55.5])))
    assert samples.lengths_km[samples.barrier].sum() > 200.0
    breakdown = derive_breakdown(samples, planner.valuer)
    assert breakdown.objective_usd_per_line == pytest.approx(samples.cost_usd, rel=1e-6)
    on_land = breakdown.steps.loc[samples.barrier, "objective_usd_per_km"]
    # Double armoured with 1 % slack and 7 % for what a survey adds, ploughed in.
    assert on_land.to_numpy() == pytest.approx(52_500 * 1.01 * 1.07 + 10_000)


# What plans of different minds choose.


def test_trusted_waters_are_never_russian(routes):
    waters = routes["trusted", ("bodo", "tomakomai")].breakdown.jurisdiction_km
    assert waters.get("RU", 0.0) == 0.0
    assert routes["low-latency", ("bodo", "tomakomai")].breakdown.jurisdiction_km["RU"] > 100.0


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_cheapest_to_build_is_the_cheapest_to_build(routes, pair):
    cheapest = routes["cheapest", pair].build_cost_usd
    for mind in MINDS:
        # The solver finds the best to some tenths of a per cent on cells this wide.
        assert cheapest <= routes[mind, pair].build_cost_usd * 1.003


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_resilient_is_down_for_the_shortest(routes, pair):
    down = {mind: routes[mind, pair].breakdown.exposure.unavailability_hours_per_year for mind in MINDS}
    assert all(down["resilient"] <= hours * 1.01 for hours in down.values())


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_fastest_is_the_shortest(routes, pair):
    shortest = routes["low-latency", pair].length_km
    assert all(shortest <= routes[mind, pair].length_km * 1.001 for mind in MINDS)


def test_each_mind_has_the_lowest_objective_of_its_own(routes, planners):
    """Another mind's line, valued by this mind's surface, costs no less than its own."""
    for mind, planner in planners.items():
        if mind == "trusted":
            continue  # others pass waters that are closed to it
        for pair in PAIRS:
            own = planner.surface.along(routes[mind, pair].line).cost_usd
            for other in MINDS:
                theirs = planner.surface.along(routes[other, pair].line).cost_usd
                assert own <= theirs * 1.003


def test_a_year_of_repairs_costs_its_faults_times_the_price_of_one(planners, routes):
    breakdown = routes["balanced", PAIRS[1]].breakdown
    price = planners["balanced"].assumptions.repair.usd_per_repair
    assert breakdown.repair_usd_per_year == pytest.approx(
        sum(breakdown.exposure.faults_per_year.values()) * price
    )


def test_ice_by_month_is_that_of_the_calendar_where_the_line_runs(planners, routes):
    route = routes["balanced", PAIRS[0]]
    steps = route.profile
    icy = steps["ice"].isin(["seasonal", "perennial"])
    months = planners["balanced"].seabed.layers.ice.at(steps["lon"].to_numpy(), steps["lat"].to_numpy())
    expected = [float(steps.loc[icy & (month >= 0.15), "step_km"].sum()) for month in months]
    # A sample is the middle of a step here, and one of two ends there.
    assert route.breakdown.ice_km_by_month == pytest.approx(expected, abs=60)
    assert route.breakdown.ice_km_by_month.max() <= route.breakdown.ice_km + 1e-9
    assert route.breakdown.ice_km_by_month[8] <= route.breakdown.ice_km_by_month[2]
