"""The record: its figures are those of routes, changes and rankings, each in its place."""

import json

import numpy as np
import pytest

from routeplan.briefing.candidates import CandidateGroup
from routeplan.briefing.record import (
    assumption_records,
    connection_records,
    redundancy_record,
    sensitivity_record,
)
from routeplan.briefing.redundancy import DiversePair, Redundancy
from routeplan.briefing.sensitivity import AssumptionChange, ChangeEffect, Outcome, Sensitivity
from routeplan.cost.data_choice import LayerUse, UserLayer
from routeplan.cost.scenario import Scenario
from routeplan.geo.track import Line
from routeplan.planning.crossings import find_cable_crossings, find_jurisdiction_changes

BASE = Outcome(100.0, 50.0, 0.5, 30.0, 60.0, 80.0)
CHANGE = AssumptionChange("repair.usd_per_repair", "twice the repair cost", 2.0, is_factor=True)
ATLANTIC = CandidateGroup("Europe – North America", (0, 2))
ASIA = CandidateGroup("Europe – Asia", (1,))


def test_a_connection_has_its_cheapest_candidate_the_next_and_the_lead():
    atlantic, asia = connection_records([CandidateGroup("x", (0, 2, 3)), ASIA], [120.0, 10.0, 100.0, 300.0])
    assert (atlantic["preferred"], atlantic["second"]) == (2, 0)
    assert atlantic["lead_pct"] == pytest.approx(20.0)
    assert atlantic["candidates"] == [0, 2, 3]
    assert (atlantic["count"], asia["count"]) == (3, 1)
    assert (asia["preferred"], asia["second"], asia["lead_pct"]) == (1, None, None)
    assert CandidateGroup("x", (0, 2, 3)).preferred([120.0, 10.0, 100.0, 300.0]) == 2


def test_an_effect_is_after_minus_before():
    after = Outcome(101.0, 53.0, 0.75, 37.0, 75.0, 100.0)
    effect = ChangeEffect(CHANGE, 1.0, 2.0, (after,))
    record = sensitivity_record(Sensitivity(20.0, (BASE,), (effect,)), [CandidateGroup("x", (0,))])
    (move,) = record["moves"]
    assert move["outcomes"] == [
        {
            "length_km": 1.0,
            "moved_km": None,
            "build_cost_usd": 3.0,
            "faults_per_year": 0.25,
            "down_hours_per_year": 7.0,
            "life_cost_usd": 15.0,
            "life_cost_pct": pytest.approx(25.0),
            "objective_usd": 20.0,
            "objective_pct": pytest.approx(25.0),
        }
    ]
    assert (move["key"], move["words"], move["before"], move["after"]) == (CHANGE.key, CHANGE.words, 1.0, 2.0)
    assert record["base"] == [
        {
            "length_km": 100.0,
            "build_cost_usd": 50.0,
            "faults_per_year": 0.5,
            "down_hours_per_year": 30.0,
            "life_cost_usd": 60.0,
            "objective_usd": 80.0,
        }
    ]
    assert (record["spacing_km"], record["count"], record["changing"]) == (20.0, 1, 0)


def outcome(life_cost_usd: float, line: Line | None = None) -> Outcome:
    """An objective that would prefer the other one: it must not count."""
    return Outcome(1.0, 1.0, 1.0, 1.0, life_cost_usd, 1.0 / life_cost_usd, line)


def test_a_route_that_leaves_the_equator_by_one_degree_moves_by_111_km():
    """A degree of latitude at the equator is 110.6 km on WGS 84."""
    lon = np.array([0.0, 10.0, 20.0])
    straight, aside = Line(lon, np.zeros(3)), Line(lon, np.array([0.0, 1.0, 0.0]))
    effect = ChangeEffect(CHANGE, 1.0, 2.0, (outcome(1.0, aside),))
    (move,) = sensitivity_record(
        Sensitivity(20.0, (outcome(1.0, straight),), (effect,)), [CandidateGroup("x", (0,))]
    )["moves"]
    assert move["outcomes"][0]["moved_km"] == pytest.approx(110.6, abs=0.1)


def test_a_change_of_preference_names_the_connection_and_both_candidates():
    base = (outcome(3.0), outcome(9.0), outcome(2.0))
    turned = ChangeEffect(CHANGE, 1.0, 2.0, (outcome(1.0), outcome(99.0), outcome(2.0)))
    same = ChangeEffect(CHANGE, 1.0, 2.0, (outcome(6.0), outcome(9.0), outcome(5.0)))
    gone = ChangeEffect(CHANGE, 1.0, 2.0, (outcome(6.0), None, outcome(5.0)))
    record = sensitivity_record(Sensitivity(20.0, base, (turned, same, gone)), [ASIA, ATLANTIC])
    assert [move["changes"] for move in record["moves"]] == [
        [{"connection": 1, "from": 2, "to": 0}],
        [],
        [{"connection": 0, "from": 1, "to": None}],
    ]
    assert (record["count"], record["changing"]) == (3, 2)
    assert record["moves"][2]["outcomes"][1] is None


def test_without_sensitivity_the_record_has_no_changes():
    record = sensitivity_record(None, [ASIA])
    assert (record["count"], record["changing"], record["moves"], record["base"]) == (0, 0, [], [])


def test_candidates_have_their_crossings_and_their_detour(briefing):
    crossed = 0
    for route, record in zip(briefing.routes, briefing.record["candidates"], strict=True):
        assert record["detour"] == route.length_km / route.geodesic_km > 1
        crossings = find_cable_crossings(route, briefing.planner.existing)
        assert [crossing["kp_km"] for crossing in record["cable_crossings"]] == [
            crossing.kp_km for crossing in crossings
        ]
        assert [(limit["leaves"], limit["enters"]) for limit in record["limit_crossings"]] == [
            (limit.leaves, limit.enters) for limit in find_jurisdiction_changes(route)
        ]
        crossed += len(crossings)
    assert crossed > 3


def test_redundancy_counts_existing_links_and_sums_the_hours_saved(briefing):
    redundancy, record = briefing.redundancy, briefing.record["redundancy"]
    existing = [
        link
        for link in redundancy.network.links
        if link.name not in {route.name for route in briefing.routes}
    ]
    assert record["links"] == len(existing)
    assert record["spacing_km"] == 40.0
    for case in record["ranking"]:
        assert case["candidates"] == [briefing.routes[case["candidate"]].name]
        hours = sum(region["hours_saved_per_year"] for region in case["regions"])
        assert case["hours_saved_per_year"] == pytest.approx(hours)


def test_a_pair_that_was_not_found_has_its_reason(briefing):
    redundancy = briefing.redundancy
    pair = DiversePair(2, None, "both ends are the same place")
    failed = Redundancy(redundancy.network, redundancy.ranking, redundancy.spacing_km, (pair,))
    assert redundancy_record(failed, briefing.routes)["apart"] == [
        {"candidate": 2, "reason": "both ends are the same place", "found": None}
    ]
    assert redundancy_record(None, briefing.routes) is None


def test_assumptions_say_whether_they_are_defaults(tmp_path):
    layer = UserLayer(path=tmp_path / "zones.gpkg", use=LayerUse.NO_GO)
    scenario = Scenario.preset("balanced")
    life = scenario.life.model_copy(update={"discount_rate_share": 0.03})
    data = scenario.data.model_copy(update={"layers": (layer, layer)})
    records = {
        (record["table"], record["key"]): record
        for record in assumption_records(scenario.model_copy(update={"life": life, "data": data}))
    }
    assert records["life", "discount_rate_share"]["value"] == 0.03
    assert not records["life", "discount_rate_share"]["default"]
    assert records["life", "outage_usd_per_day"]["default"]
    assert records["life", "outage_usd_per_day"]["value"] == scenario.life.outage_usd_per_day
    assert records["data", "layers"]["value"] == "zones.gpkg (no_go), zones.gpkg (no_go)"


def test_a_price_has_its_range_and_is_json():
    """Range of an icebreaker's day: 75,000 to 200,000 USD, likely 100,000 (docs/scenario.md)."""
    records = {(record["table"], record["key"]): record for record in assumption_records(Scenario(name="x"))}
    value = records["prices", "icebreaker_usd_per_day"]["value"]
    assert json.loads(json.dumps(value)) == {"low": 75_000.0, "likely": 100_000.0, "high": 200_000.0}
    assert records["laying", "months"]["value"] == "8, 9"


def test_provenance_names_every_source_once(briefing):
    checksums = [source["sha256"] for source in briefing.record["sources"]]
    assert len(checksums) == len(set(checksums))
    assert {source.sha256 for source in briefing.planner.sources} <= set(checksums)
    assert {source.sha256 for source in briefing.redundancy.network.sources} <= set(checksums)
    assert briefing.record["spacing_km"] == 40.0
    assert briefing.record["scenario_sha256"] == briefing.planner.scenario_sha256
