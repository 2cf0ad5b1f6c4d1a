"""Systems of a scenario in a briefing: what they are worth, landing by landing, part by part, in either language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from briefing_kit import DAY

import routeplan as rp
from routeplan.briefing import briefing as briefing_module
from routeplan.briefing.briefing import report
from routeplan.briefing.candidates import PlannedSystem, find_systems
from routeplan.briefing.html import group_crossings
from routeplan.briefing.language import read_language
from routeplan.briefing.record import candidate_records
from routeplan.briefing.sensitivity import derive_sensitivity
from routeplan.cost.branching_rules import BranchingRules
from routeplan.cost.system_choice import SystemChoice
from routeplan.errors import UsageError
from routeplan.planning.crossings import find_cable_crossings

CHOICE = SystemChoice(
    name="Atlantic Y",
    stops=("galway", "halifax"),
    branches=({"to": "nuuk", "fibre_pairs": 4},),
    fibre_pairs=6,
)


@pytest.fixture(scope="module")
def planner():
    scenario = rp.Scenario.preset("balanced").model_copy(update={"systems": (CHOICE,)})
    return rp.open_planner(scenario, spacing_km=50)


@pytest.fixture(scope="module")
def brief(planner):
    return report(planner, on=DAY, sensitivity=False, redundancy=False)


def values_of(page, path):
    return [float(value) for value in re.findall(rf'<data value="([^"]+)" data-path="{path}"', page)]


def test_the_systems_of_a_scenario_are_its_candidates_unless_pairs_are_given(
    planner, brief, monkeypatch, caplog
):
    assert [route.name for route in brief.routes] == ["Atlantic Y"]
    monkeypatch.setattr(briefing_module, "_answer", lambda *_: (_ for _ in ()).throw(StopIteration))
    asked = []
    monkeypatch.setattr(briefing_module, "find_systems", lambda systems, *_: asked.append(systems) or ())
    with pytest.raises((StopIteration, RuntimeError)):
        report(planner, ["galway:halifax"], on=DAY, sensitivity=False, redundancy=False)
    assert asked == [()]
    assert any(
        line.endswith("left out, because pairs or lines are given: Atlantic Y") for line in caplog.messages
    )


def test_the_page_tells_what_a_system_is_worth_with_the_numbers_of_its_tables(brief):
    (system,) = brief.routes
    page = brief.html(interactive=False)
    assert "What each system is worth" in page
    assert "a submarine cable system between Galway, Halifax and Nuuk cost" in page
    table = system.landing_table
    served = table.dropna(subset="availability_pct")
    here = r"candidates\.0\."
    for at, row in enumerate(served.to_dict("records")):
        for key in ("availability_pct", "down_hours_per_year"):
            (shown,) = values_of(page, rf"{here}availability\.{at}\.{key}")
            assert shown == pytest.approx(row[key], abs=0.01)
        assert (
            len(values_of(page, rf"{here}availability\.{at}\.down_share_by_month\.\d+")) == 13
        )  # and the worst
        (pairs,) = values_of(page, rf"{here}fibre_pairs\.landings\.{at}\.pairs")
        assert pairs == row["fibre_pairs"]
    shares = values_of(page, rf"{here}cost_shares\.\d\.shapley_usd")
    assert sum(shares) == pytest.approx(system.objective_usd, rel=1e-6)
    for key in ("faults_per_year", "down_days_per_year", "trunk_faults_per_year"):
        shown = values_of(page, rf"{here}parts\.\d\.{key}")
        assert sum(shown) == pytest.approx(system.part_table[key].sum(), abs=0.01)
    assert "While a branch is cut, the trunk works" in page


def test_the_short_page_and_the_french_page_tell_it_too(brief):
    assert "Atlantic Y serves" in brief.html(short=True)
    french = replace(brief, language=read_language("fr")).html(interactive=False)
    assert "Ce que vaut chaque système" in french
    assert "tronc et branches" in french


def test_a_changed_assumption_plans_the_system_again(planner, brief):
    found = derive_sensitivity(planner, [PlannedSystem(CHOICE, BranchingRules())], changes=())
    (outcome,) = found.base
    assert outcome.life_cost_usd == pytest.approx(brief.routes[0].life_cost_usd)


def test_systems_of_one_name_and_too_many_are_refused():
    with pytest.raises(UsageError, match="two systems have the name Atlantic Y"):
        find_systems([CHOICE, CHOICE], BranchingRules(), 0)
    with pytest.raises(UsageError, match="13 pairs and systems"):
        find_systems([CHOICE], BranchingRules(), 12)


def test_crossings_of_a_system_are_known_by_segment_where_its_profiles_look_for_them(brief):
    (system,) = brief.routes
    by_segment = [brief.crossings[segment.name] for segment in system.segments]
    assert sum(map(len, by_segment)) == len(brief.crossings[system.name]) > 0
    for segment, found in zip(system.segments, by_segment, strict=True):
        assert all(0.0 <= crossing.kp_km <= segment.length_km + 1.0 for crossing in found)


def test_crossings_of_a_line_of_segments_are_at_the_kilometre_points_of_the_line(planner):
    """Behind the first segment they are beyond its end; each names its segment."""
    system = planner.system(["galway", "landeyjar", "halifax"])
    first, second = system.segments
    crossings = {part.name: find_cable_crossings(part, planner.existing) for part in system.segments}
    (record,) = candidate_records([system], ["#000000"], crossings)
    told = [(row["segment"], row["kp_km"]) for row in record["cable_crossings"]]
    assert told == [
        *((first.name, crossing.kp_km) for crossing in crossings[first.name]),
        *((second.name, first.length_km + crossing.kp_km) for crossing in crossings[second.name]),
    ]
    limits = [row["kp_km"] for row in record["limit_crossings"] if row["segment"] == second.name]
    assert crossings[second.name]
    assert limits
    assert all(first.length_km <= kp_km <= system.length_km for kp_km in limits)


def test_rows_of_crossings_begin_anew_where_the_kilometre_points_of_a_branch_do():
    assert group_crossings([1.0, 5.0, 1698.0, 118.0, 120.0, 1067.0, 5.0]) == [[0, 1], [2], [3, 4], [5], [6]]


def test_no_round_trip_is_told_for_the_sum_of_trunk_and_branches(brief):
    """A cable does not run through a branch and back: only the trunk has a round trip, longer than its geodesic's."""
    (system,) = brief.routes
    table = rp.compare([system])
    baselines = table[table["kind"] == "baseline"]
    assert baselines["rtt_ms"].isna().all()
    assert (
        table.loc[table["kind"] == "system", "rtt_ms"].item()
        > rp.compare(rp.open_planner(spacing_km=50).route("galway", "halifax", prove=False)).iloc[0]["rtt_ms"]
    )
