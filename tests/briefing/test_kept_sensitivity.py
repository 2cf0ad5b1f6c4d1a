"""Sensitivities from the cache: the outcomes of a fresh derivation to the last bit."""

from dataclasses import astuple, replace

import pytest

import routeplan as rp
from routeplan.briefing import kept_sensitivity
from routeplan.briefing.kept_sensitivity import keep_sensitivity
from routeplan.briefing.sensitivity import AssumptionChange, derive_sensitivity

ENDS = (rp.find_landing("galway"), rp.find_landing("halifax"))
POLAR = (rp.find_landing("bodo"), rp.find_landing("tomakomai"))
CHANGES = (
    AssumptionChange("prices.icebreaker_usd_per_day", "twice the price of icebreakers", 2.0, is_factor=True),
    AssumptionChange("policy.non_partner_waters", "non-partner jurisdictions closed", "closed"),
)


@pytest.fixture(autouse=True)
def two_changes(monkeypatch):
    monkeypatch.setattr(kept_sensitivity, "ASSUMPTION_CHANGES", CHANGES)
    monkeypatch.setattr(
        kept_sensitivity,
        "derive_sensitivity",
        lambda planner, questions: derive_sensitivity(planner, questions, changes=CHANGES),
    )


def contents_of(sensitivity):
    rows = [sensitivity.base, *(effect.outcomes for effect in sensitivity.effects)]
    outcomes = [
        None if outcome is None else (astuple(outcome)[:-1], outcome.line) for row in rows for outcome in row
    ]
    return [
        None if outcome is None else (outcome[0], outcome[1].lon.tolist(), outcome[1].lat.tolist())
        for outcome in outcomes
    ]


def test_outcomes_from_the_cache_are_those_of_a_fresh_derivation(planner, monkeypatch):
    questions = [ENDS, POLAR]
    fresh = derive_sensitivity(planner, questions, changes=CHANGES)
    keep_sensitivity(planner, questions)
    monkeypatch.delattr(kept_sensitivity, "derive_sensitivity")
    kept = keep_sensitivity(planner, questions)
    assert contents_of(kept) == contents_of(fresh)
    assert kept.spacing_km == fresh.spacing_km
    assert [(e.change, e.before, e.after) for e in kept.effects] == [
        (e.change, e.before, e.after) for e in fresh.effects
    ]


def test_a_candidate_without_a_route_stays_without_one(planner, monkeypatch):
    whole = derive_sensitivity(planner, [ENDS, POLAR], changes=CHANGES)
    lost = replace(whole, base=(None, whole.base[1]))
    monkeypatch.setattr(kept_sensitivity, "derive_sensitivity", lambda planner, questions: lost)
    own = planner.reassumed(planner.assumptions.changed("repair.queue_days", 99.0))  # an entry of its own
    kept = keep_sensitivity(own, [ENDS, POLAR])
    assert kept.base[0] is None
    assert contents_of(kept) == contents_of(lost)
