"""Slope by its direction in a plan: search, value and proof rest on one rule; off, nothing changes."""

from __future__ import annotations

import json

import numpy as np
import pytest

import routeplan as rp
from routeplan.cost.scenario import Scenario
from routeplan.errors import UsageError
from routeplan.planning.planner import Planner

SIDE, ALONG = 0.8, 0.1
ENDS = ("nuuk", "bodo")


@pytest.fixture(scope="module")
def plain() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def directional(plain) -> Planner:
    assumptions = plain.assumptions.changed("policy.side_slope_per_deg", SIDE)
    return plain.reassumed(assumptions.changed("policy.along_slope_per_deg", ALONG))


@pytest.fixture(scope="module")
def route(directional):
    return directional.route(*ENDS)


def test_off_is_the_default_and_changes_no_route(plain):
    assert plain.surface.headings is None
    assert plain.cost_grid.across is None
    route = plain.route(*ENDS, prove=False)
    assert "directional_slope" not in route.objective_terms_usd
    assert route.policy_usd is None


def test_a_kilometre_counts_by_the_slopes_that_the_profile_shows(plain, directional, route):
    alone = plain.score(route.line, name="alone", drawn_at_sea=True)
    times = route.profile["objective_usd_per_km"] / alone.profile["objective_usd_per_km"]
    side, along = (
        np.tan(np.radians(route.profile[column])) / np.tan(np.radians(1.0))
        for column in ("side_slope_deg", "along_slope_deg")
    )
    expected = np.sqrt(1.0 + (SIDE * side) ** 2 + (ALONG * along) ** 2)
    sea = ~route.profile["on_land"]
    assert times[sea].max() > 1.1
    assert times[sea].to_numpy() == pytest.approx(expected[sea].to_numpy(), rel=1e-3)
    assert times[~sea].to_numpy() == pytest.approx(1.0, abs=1e-6)
    more = route.objective_usd - alone.objective_usd
    assert route.objective_terms_usd["directional_slope"] == pytest.approx(more, rel=1e-6)
    assert route.policy_usd == pytest.approx(more, rel=1e-6)
    assert route.build_cost_usd == pytest.approx(alone.build_cost_usd)
    assert route.life_cost_usd == pytest.approx(alone.life_cost_usd)


def test_the_line_costs_less_than_the_one_that_does_not_know_and_lies_flatter(plain, directional, route):
    unaware = directional.score(plain.route(*ENDS, prove=False).line, name="unaware", drawn_at_sea=True)
    assert route.objective_usd < 0.95 * unaware.objective_usd
    mean = lambda valued: np.average(valued.profile["side_slope_deg"], weights=valued.profile["step_km"])  # noqa: E731
    assert mean(route) < 0.7 * mean(unaware)


def test_search_and_value_agree_and_the_proof_is_below_both(directional, route):
    leg = directional.legs.find(route.start, route.end)
    searched = leg.bounded.cost_of(leg.searched.row, leg.searched.col)
    assert route.breakdown.objective_usd_per_line == pytest.approx(searched, rel=0.03)
    assert directional.surface.along(route.line).cost_usd == pytest.approx(
        route.breakdown.objective_usd_per_line, rel=1e-4
    )
    assert 0.0 < route.bound_usd <= route.breakdown.objective_usd_per_line
    again = directional.score(route.line, name="again", drawn_at_sea=True)
    assert again.objective_usd == pytest.approx(route.objective_usd, rel=1e-9)


def test_the_way_back_is_the_same_line(directional, route):
    back = directional.route(*reversed(ENDS), prove=False)
    assert back.objective_usd == pytest.approx(route.objective_usd, rel=1e-6)


def test_the_cheapest_passage_of_a_corridor_is_valued_by_the_same_rule(directional, route):
    corridor = directional.corridor(*ENDS, within_pct=2.0)
    assert corridor.passages[0].cost_usd == pytest.approx(route.breakdown.objective_usd_per_line, rel=0.01)


def test_diverse_routes_say_that_they_cannot_count_it(directional):
    with pytest.raises(
        UsageError, match=r"diverse routes do not count slope by its direction: set policy\.side"
    ):
        directional.diverse("galway", "halifax")


def test_a_search_for_branching_units_says_that_it_cannot_count_it(directional):
    with pytest.raises(UsageError, match="searches for the places of branching units do not count slope"):
        directional.system(["galway", "halifax"], branches=["nuuk"])


def test_a_scenario_that_counts_it_is_kept_apart_on_disk():
    plain = Scenario.preset("balanced")
    policy = plain.policy.model_copy(update={"side_slope_per_deg": SIDE})
    sloping = plain.model_copy(update={"policy": policy})
    totals = [
        rp.open_planner(scenario, spacing_km=25).route(*ENDS, prove=False).objective_usd
        for scenario in (plain, sloping, plain, sloping)
    ]
    assert totals[0] == totals[2] < totals[1] == totals[3]


def test_at_full_resolution_a_scenario_counts_it_as_a_changed_planner_does():
    """A scenario's fine costs come from the cache; those of a planner that was changed are derived."""
    plain = Scenario.preset("balanced")
    policy = plain.policy.model_copy(update={"side_slope_per_deg": SIDE})
    kept = rp.open_planner(plain.model_copy(update={"policy": policy}), spacing_km=1.9, south_deg=70)
    derived = kept.reassumed(kept.assumptions)
    ends = "74.5,18.0", "77.0,14.5"
    one, other = (planner.route(*ends, prove=False) for planner in (kept, derived))
    assert one.objective_terms_usd["directional_slope"] > 0.0
    assert dict(one.objective_terms_usd) == dict(other.objective_terms_usd)
    assert one.length_km == other.length_km


def test_json_tells_the_steepest_slopes(route):
    record = json.loads(json.dumps(route.record()))
    assert record["side_slope_max_deg"] == pytest.approx(route.profile["side_slope_deg"].max(), abs=1e-3)
    assert record["along_slope_max_deg"] == pytest.approx(route.profile["along_slope_deg"].max(), abs=1e-3)
    assert route.stretches["side_slope_max_deg"].max() == route.profile["side_slope_deg"].max()
