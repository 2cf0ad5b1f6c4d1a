"""What candidates add to a network small enough to count by hand."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest
from network_kit import small_network

from routeplan.errors import UsageError
from routeplan.network.build_options import BuildOption
from routeplan.network.joint_events import EventClass, EventKind
from routeplan.network.latency import find_latencies
from routeplan.network.ranking import Ranking, derive_closures, find_share_lost, rank_candidates
from routeplan.network.records import ranking_record
from routeplan.network.regions import Region
from routeplan.network.reported_straits import RED_SEA, REPORTED_STRAITS, ReportedStrait
from routeplan.network.risk_groups import GroupKind, RiskGroup

ATLANTIC, PACIFIC, EURASIA = range(3)
GAP = ReportedStrait("gap", "the gap", "Gap", (-30.0, 60.0, -20.0, 66.0), "lost_to_gap", "lost_to_the_gap")


@pytest.fixture(scope="module")
def network():
    return small_network(straits=(*REPORTED_STRAITS, GAP))


@pytest.fixture(scope="module")
def ranking(network):
    return rank_candidates(network, together=2, states=4_000, seed=1)


def option(ranking, *names):
    (found,) = (option for option in ranking.options if option.names == names)
    return found


def test_paths_and_what_is_added_are_those_counted_by_hand(ranking):
    today = [added.paths for added in ranking.today.by_regions]
    assert today == [3, 1, 1]
    polar, direct = option(ranking, "polar"), option(ranking, "direct")
    assert [added.paths for added in polar.by_regions] == [3, 1, 2]
    assert [added.paths_added for added in polar.by_regions] == [0, 0, 1]
    assert [added.paths_added for added in direct.by_regions] == [1, 0, 0]
    # By landing: only one path ends at each landing. e1 has two cables and w1 two: two paths, with direct no more.
    assert ranking.today.by_regions[ATLANTIC].landing_paths == 2
    assert direct.by_regions[ATLANTIC].landing_paths_added == 0
    assert polar.by_regions[EURASIA].landing_paths == 1  # both end at a
    assert option(ranking, "polar", "direct").by_regions[ATLANTIC].paths == 4
    assert (polar.build_usd, option(ranking, "polar", "direct").build_usd) == (800e6, 1000e6)


def test_hours_saved_are_those_of_independent_links(ranking):
    """Each link is down u of the time. Between Europe and Asia one path is enough: u by Suez alone, u^2 with polar."""
    u = 20 / (365.25 + 20)
    added = option(ranking, "polar").by_regions[EURASIA]
    assert added.hours_low < 8766 * (u - u**2) < added.hours_high
    assert added.hours_saved == pytest.approx(8766 * (u - u**2), rel=0.15)
    today = ranking.today.by_regions[EURASIA].availability
    assert added.worst_month_added == pytest.approx(added.availability.worst - today.worst)
    assert added.worst_month_added > 0
    assert added.mean_paths_added == pytest.approx(1 - u, abs=0.01)
    table = ranking.table.set_index(["candidate", "regions"])
    assert table.loc[("polar", "Europe – Asia"), "hours_per_100_musd"] == pytest.approx(added.hours_saved / 8)
    assert table.loc[("polar", "Europe – Asia"), "build_musd"] == 800.0


def test_two_of_three_paths_are_needed_over_the_atlantic(network):
    assert network.paths_needed("Europe", "North America") == 2
    assert network.paths_needed("Europe", "Asia") == 1


def test_the_share_lost_with_a_strait_is_that_of_its_paths(network, ranking):
    eurasia = (Region.EUROPE, Region.ASIA)
    atlantic = (Region.EUROPE, Region.NORTH_AMERICA)
    assert find_share_lost(network, eurasia, RED_SEA.id) == 1.0
    assert find_share_lost(network, eurasia, RED_SEA.id, ["polar"]) == 0.5
    assert find_share_lost(network, atlantic, "gap") == pytest.approx(1 / 3)
    assert find_share_lost(network, atlantic, "gap", ["direct"]) == 0.5
    assert find_share_lost(network, atlantic, "no such strait") == 0.0
    pacific_alone = dataclasses.replace(network, links=network.links[5:6], groups=())
    assert math.isnan(find_share_lost(pacific_alone, eurasia, RED_SEA.id))


def test_a_third_strait_is_one_row(ranking):
    """Its share is in the table and in the record, after the two that every ranking has."""
    columns = ranking.table.columns.tolist()
    at = columns.index("lost_to_red_sea")
    assert columns[at : at + 3] == ["lost_to_red_sea", "lost_to_luzon", "lost_to_gap"]
    row = ranking.table.set_index(["candidate", "regions"]).loc[("direct", "Europe – North America")]
    assert (row["lost_to_red_sea"], row["lost_to_luzon"], row["lost_to_gap"]) == (0.0, 0.0, 0.5)
    (record,) = (each for each in ranking_record(ranking)["ranking"] if each["candidates"] == ["direct"])
    assert record["regions"][ATLANTIC]["lost_to_the_gap"] == 0.5
    json.dumps(ranking_record(ranking), allow_nan=False)


def test_the_score_is_made_of_what_was_counted(ranking):
    parts = {part.name: part for part in ranking.today.by_regions[ATLANTIC].score.parts}
    assert parts["disjoint paths"].marks == pytest.approx(3 / 8)
    assert (
        parts["shared risks"].measured == "1 failure parts them, by hazard zone"
    )  # all three pass the ridge
    assert parts["chokepoints"].measured == "2 paths without the gap"
    worst_low = ranking.today.by_regions[ATLANTIC].availability.by_month["low"].min()
    assert parts["worst month"].marks == pytest.approx(min(1.0, -math.log10(max(1 - worst_low, 1e-4)) / 4))


def test_what_joint_events_leave_is_that_of_the_network_with_the_option():
    """One event takes north and atlantic, one in four of them direct too: 3/4 of a path is added."""
    cuts = np.zeros((2, 8), dtype=bool)
    cuts[:, [0, 2]] = True
    cuts[1, 7] = True
    events = (EventClass(EventKind.EARTHQUAKE, 0.1, cuts, np.array([0.75, 0.25])),)
    ranking = rank_candidates(small_network(events=events), states=100)
    direct = option(ranking, "direct").by_regions
    assert direct[ATLANTIC].left_added == pytest.approx(0.75)
    assert math.isnan(direct[EURASIA].left_added)


def test_saved_milliseconds_are_those_of_the_shorter_path():
    """A direct cable of 100 km in the place of 3,000 km by the island."""
    links = small_network().links
    short = dataclasses.replace(links[-1], length_km=100.0, cable_km=100.0)
    network = small_network(links=(*links[:-1], short))
    ranking = rank_candidates(network, states=100)
    before, after = (find_latencies(network, adding=adding)["rtt_ms"][0] for adding in ((), ("direct",)))
    direct, polar = (option(ranking, name).latencies for name in ("direct", "polar"))
    assert direct["saved_ms"].to_list() == pytest.approx([before - after])
    assert direct["saved_ms"][0] > 20
    assert polar["saved_ms"].to_list() == [0.0]
    assert sorted(ranking.latency_table["candidate"]) == ["direct", "polar", "today"]


def test_the_ranking_names_its_best_option(ranking):
    assert ranking.options[0].hours_saved == max(option.hours_saved for option in ranking.options)
    first = [option for option in ranking.options if ranking.places(option)[0] == 1]
    assert (
        repr(ranking) == f"<Ranking of 3 build options; best: {' or '.join(option.name for option in first)}>"
    )
    with pytest.raises(UsageError, match="3 candidates together of 2; give 1 to 2"):
        rank_candidates(small_network(), together=3)


def test_straits_that_most_cables_share_are_closed_one_by_one(network):
    closures = derive_closures(network, straits=1)
    # The gap has two cables today. One cable passes Suez: no shared risk, so that it is not listed.
    assert closures.index.get_level_values("closed").unique().tolist() == ["the gap"]
    row = closures.loc[("Europe – North America", "the gap")]
    assert row.to_dict() == {"all_open": 3, "today": 2, "with polar": 2, "with direct": 2}


def test_the_straits_with_most_cables_come_first():
    """Three cables, then two; the strait in third place is listed because it is always listed."""
    groups = tuple(
        RiskGroup(GroupKind.STRAIT, key, key, np.array(members))
        for key, members in (("two", [0, 1]), ("three", [0, 2, 3]), (RED_SEA.id, [4, 5]))
    )
    network = small_network(groups=groups)
    closed = derive_closures(network, straits=1).index.get_level_values("closed").unique()
    assert closed.tolist() == ["three", RED_SEA.id]
    assert derive_closures(network, straits=1, always=()).index.get_level_values(
        "closed"
    ).unique().tolist() == ["three"]


def test_options_whose_intervals_overlap_share_a_rank():
    """By hand: a (10 to 20) and b (15 to 30) overlap, c (1 to 5) lies below both."""
    options = tuple(
        BuildOption((name,), 1.0, (), pd.DataFrame(), low, high)
        for name, low, high in (("b", 15.0, 30.0), ("a", 10.0, 20.0), ("c", 1.0, 5.0))
    )
    ranking = Ranking(BuildOption((), 0.0, (), pd.DataFrame()), options, 100, 1)
    assert [ranking.places(option) for option in options] == [(1, 2), (1, 2), (3, 3)]
    assert repr(ranking) == "<Ranking of 3 build options; best: b or a>"


def test_a_candidate_that_costs_nothing_has_no_hours_for_its_money(network):
    free = tuple(dataclasses.replace(link, build_usd=0.0) for link in network.links)
    ranking = rank_candidates(small_network(links=free), states=100)
    assert ranking.table["hours_per_100_musd"].isna().all()
    regions = [regions for case in ranking_record(ranking)["ranking"] for regions in case["regions"]]
    assert {case["hours_saved_per_100_musd"] for case in regions} == {None}
