"""Changes of assumptions: what they change, and that every candidate is planned again."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from routeplan.briefing.sensitivity import (
    ASSUMPTION_CHANGES,
    AssumptionChange,
    Outcome,
    derive_outcome,
    derive_sensitivity,
)
from routeplan.cost.assumptions import Assumptions, Waters
from routeplan.cost.scenario import Scenario
from routeplan.errors import NoRouteError
from routeplan.planning.route import Route

FACTORS = {"half": 0.5, "twice": 2.0, "five times": 5.0}


@pytest.fixture(scope="module")
def route(planner) -> Route:
    return planner.route("galway", "halifax", prove=False)


@pytest.fixture
def assumptions() -> Assumptions:
    return Scenario.preset("balanced").assumptions


@pytest.mark.parametrize("change", ASSUMPTION_CHANGES, ids=lambda change: change.words)
def test_a_change_does_what_its_words_say_and_nothing_else(change, assumptions):
    before, changed = change.before(assumptions), change.apply(assumptions)
    factors = [factor for word, factor in FACTORS.items() if re.match(rf"{word}\b", change.words)]
    assert change.is_factor == bool(factors)
    if factors:
        assert change.after(assumptions) == factors[0] * before
    assert changed.value(change.key) == change.after(assumptions)
    restored = changed.changed(change.key, assumptions.value(change.key))
    assert restored == assumptions


def test_values_that_are_no_factors_are_those_of_the_words(assumptions):
    after = {change.words: change.after(assumptions) for change in ASSUMPTION_CHANGES}
    assert after["outages at no cost"] == 0.0
    assert after["a discount rate of 3 % per year"] == 0.03
    assert after["non-partner jurisdictions closed"] == "closed"
    assert after["non-partner jurisdictions treated like all others"] == "ignored"
    assert after["a price on non-partner jurisdictions"] == "costly"
    assert after["no allowance for route development"] == 0.0


def test_an_outcome_has_the_figures_of_its_route(route):
    exposure = route.breakdown.exposure
    assert derive_outcome(route) == Outcome(
        length_km=route.length_km,
        build_cost_usd=route.build_cost_usd,
        faults_per_year=sum(exposure.faults_per_year.values()),
        down_hours_per_year=exposure.unavailability_hours_per_year,
        life_cost_usd=route.life_cost_usd,
        objective_usd=route.objective_usd,
    )


def test_a_route_without_breakdown_has_no_faults_and_no_downtime(route):
    outcome = derive_outcome(replace(route, breakdown=None))
    assert (outcome.faults_per_year, outcome.down_hours_per_year) == (0.0, 0.0)
    assert outcome.length_km == route.length_km


@pytest.mark.parametrize("treatment", list(Waters))
def test_waters_of_non_partners_are_changed_to_both_other_treatments(assumptions, treatment):
    treated = assumptions.changed("policy.non_partner_waters", treatment)
    after = {
        change.after(treated)
        for change in ASSUMPTION_CHANGES
        if change.key == "policy.non_partner_waters" and change.before(treated) != change.after(treated)
    }
    assert after == {str(other) for other in Waters} - {str(treatment)}


class StubPlanner:
    """Gives the same route for every pair, and no route once outages cost nothing."""

    grid = SimpleNamespace(spacing_m=20_000.0)

    def __init__(self, assumptions, route):
        self.assumptions, self._route = assumptions, route

    def reassumed(self, assumptions):
        return StubPlanner(assumptions, self._route)

    def route(self, start, end, *, prove):
        assert not prove
        if not self.assumptions.value("life.outage_usd_per_day"):
            raise NoRouteError(f"no sea path {start} -> {end}")
        return self._route


def test_every_pair_is_planned_under_every_change_and_may_have_no_route(assumptions, route):
    changes = [
        AssumptionChange("life.outage_usd_per_day", "outages at no cost", 0.0),
        AssumptionChange("life.outage_usd_per_day", "as before", 1.0, is_factor=True),
        AssumptionChange("repair.usd_per_repair", "twice the repair cost", 2.0, is_factor=True),
    ]
    found = derive_sensitivity(StubPlanner(assumptions, route), [("a", "b"), ("c", "d")], changes=changes)
    assert found.spacing_km == 20.0
    assert found.base == (derive_outcome(route),) * 2
    assert [effect.change for effect in found.effects] == [changes[0], changes[2]]
    assert found.effects[0].outcomes == (None, None)
    assert found.effects[1].outcomes == found.base
    assert found.effects[1].after == 2 * found.effects[1].before
