"""The network of today's cables on the real domain, coarse cells, and what candidates add to it."""

import dataclasses
import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from json_kit import assert_as_documented

import routeplan as rp
from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import CableStatus
from routeplan.cli import main
from routeplan.errors import UsageError
from routeplan.network.disjoint_paths import DisjointBy
from routeplan.network.joint_events import derive_surviving_paths
from routeplan.network.links import LinkKind
from routeplan.network.network import PAIRS
from routeplan.network.ranking import rank_candidates
from routeplan.network.records import ranking_record
from routeplan.network.regions import Region
from routeplan.network.reported_straits import LUZON, RED_SEA
from routeplan.network.risk_groups import GroupKind

# The same ends as Grace Hopper and AC-2, and a way of the same length that lands where neither does.
DUPLICATE, APART, ARCTIC = "Bude – Bellport", "Bergen – Halifax", "Bodø – Tomakomai"


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25, landfall_limit_km=100)


@pytest.fixture(scope="module")
def routes(planner):
    pairs = (("bude", "bellport"), ("bergen", "halifax"), ("bodo", "tomakomai"))
    return [planner.route(*pair, prove=False) for pair in pairs]


@pytest.fixture(scope="module")
def network(planner, routes):
    return rp.open_network(planner, routes)


def test_every_part_of_a_cable_in_service_is_a_link_or_is_told_to_be_left_out(network):
    parts = sum(len(s.stops) - 1 for s in read_systems() if s.status is CableStatus.IN_SERVICE)
    links = [link for link in network.links if link.kind is LinkKind.EXISTING]
    assert len(links) == parts  # those that the grid cannot draw have no line
    assert len(network.left_out) < 0.05 * parts
    assert len({link.id for link in network.links}) == len(network.links)


def test_links_end_at_the_stops_of_their_system_and_carry_what_was_scored(network):
    stops = {system.id: [stop.id for stop in system.stops] for system in read_systems()}
    for link in network.links:
        if link.kind is not LinkKind.EXISTING:
            continue
        key, _, number = link.id.rpartition("-")
        assert [link.start.id, link.end.id] == stops[key][int(number) - 1 : int(number) + 1]
        assert link.faults_per_year > 0
        assert (link.repair_days >= 10).all()
        assert link.rtt_ms == pytest.approx(2 * link.cable_km * 4.897e-3)
        assert len(link.lon) == len(link.lat) == len(link.depth_m) > link.length_km / 5


def test_planned_and_retired_cables_count_when_they_are_asked_for(planner):
    every = rp.open_network(planner, statuses=tuple(CableStatus))
    names = {link.system for link in every.links}
    assert {"nuvem", "tat-14", "grace-hopper", "sea-me-we-6"} <= names
    assert every.count_paths("Europe", "North America") > 20


def test_no_node_is_of_two_regions_and_the_graph_says_where_each_lies(network):
    graph = network.graph(adding=[ARCTIC])
    assert isinstance(graph, nx.MultiGraph)
    regions = nx.get_node_attributes(graph, "region")
    assert set(regions.values()) == {region.value for region in Region} | {None}
    assert regions["bodo"] == "Europe"
    assert regions["landeyjar"] is None
    for _, data in graph.nodes(data=True):
        assert -180 <= data["lon"] <= 180
        assert -90 <= data["lat"] <= 90
    kinds = nx.get_edge_attributes(graph, "kind")
    assert set(kinds.values()) == {"existing", "beyond the domain", "candidate", "land"}
    assert set(nx.get_edge_attributes(network.graph(), "kind").values()) == set(kinds.values()) - {
        "candidate"
    }


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_paths_listed_are_as_many_as_counted_and_share_nothing(network, pair):
    for disjoint_by, count in (
        ("link", network.count_paths(*pair)),
        ("landing", network.count_paths(*pair, disjoint_by=DisjointBy.LANDING)),
    ):
        paths = network.disjoint_paths(*pair, disjoint_by=disjoint_by)
        assert paths.most == len(paths.table) == count
        used = [cable for cables in paths.table["cables"] for cable in cables.split(" + ")]
        assert len(used) == len(set(used))
    ashore = [place for places in paths.table["ashore"] for place in places.split(", ")]
    assert len(ashore) == len(set(ashore))
    assert paths.table["length_km"].is_monotonic_increasing


def test_europe_and_asia_are_joined_by_the_red_sea_alone_unless_a_candidate_goes_north(network):
    """Nine cables from Europe pass Suez or the Cape, and eight go on from there; SAFE alone goes on from the Cape."""
    assert network.count_paths("Europe", "Asia") == 8
    assert network.count_paths("Europe", "Asia", closing=RED_SEA.id) == 1  # by the Cape, SAFE
    assert network.count_paths("Europe", "Asia", closing=LUZON.id) == 2  # AAE-1 and FEA
    assert network.count_paths("Europe", "Asia", adding=ARCTIC) == 9
    assert network.count_paths("Europe", "Asia", adding=ARCTIC, closing=RED_SEA.id) == 2
    assert network.group_cut("Europe", "Asia", GroupKind.STRAIT).count == 2  # such as the Red Sea and Luzon
    # Any way: by North America there are as many as cross both oceans.
    assert network.count_paths("Europe", "Asia", direct=False) > 10


def test_closing_waters_removes_what_passes_them(network):
    waters = network.group("RU")
    assert waters.kind is GroupKind.JURISDICTION
    for at, link in enumerate(network.links):
        assert (at in waters.members) == ("RU" in link.jurisdictions)
    assert any(network.links[at].name == ARCTIC for at in waters.members) == (
        "RU" in network.links[-1].jurisdictions
    )
    before = network.count_paths("North America", "Asia")
    without = [at for at in range(len(network.links)) if at not in waters.members]
    there = np.zeros(len(network.links), dtype=bool)
    there[without] = True
    there &= network.present_links()
    expected = int(network.terminal_pair("North America", "Asia").count(there[None, :])[0])
    assert network.count_paths("North America", "Asia", closing="RU") == expected < before


def test_svalbard_hangs_on_two_landings_and_on_no_single_cable(network):
    """Both cables leave from Breivika and come ashore at Longyearbyen (Space Norway)."""
    points = network.single_points().set_index(["kind", "name"])["cuts_off"]
    assert points["landing", "Longyearbyen"] == "Ny-Ålesund"
    assert points["landing", "Breivika"] == "Longyearbyen, Ny-Ålesund"
    assert [name for kind, name in points.index if kind == "cable" and "Svalbard" in name] == []


def test_a_duplicate_adds_less_than_a_way_of_the_same_length_through_another_passage(network, routes):
    """Joint events that take several of today's paths spare the one more often than the other."""
    lengths = {route.name: route.length_km for route in routes}
    assert lengths[DUPLICATE] == pytest.approx(lengths[APART], rel=0.02)
    pair, today = network.terminal_pair("Europe", "North America"), network.present_links()
    surviving = {
        name: derive_surviving_paths(network.joint_losses, pair, today, network.present_links(name))
        for name in (DUPLICATE, APART, ARCTIC)
    }
    added = {name: paths.with_candidates - paths.today for name, paths in surviving.items()}
    assert 0 < added[DUPLICATE] < added[APART] - 0.05
    assert added[APART] <= 1.0
    assert added[ARCTIC] == 0.0


@pytest.fixture(scope="module")
def ranking(network):
    return rank_candidates(network, together=2, states=2_000, seed=5)


def test_candidates_are_ranked_by_the_hours_they_save_and_pairs_stand_among_them(ranking):
    saved = [option.hours_saved for option in ranking.options]
    assert saved == sorted(saved, reverse=True)
    assert sorted(len(option.names) for option in ranking.options) == [1, 1, 1, 2, 2, 2]
    # Of the three, the Arctic route alone joins Europe and Asia.
    pair = PAIRS.index((Region.EUROPE, Region.ASIA))
    gains = {option.names: option.by_regions[pair] for option in ranking.options}
    for names, added in gains.items():
        assert added.paths_added == (ARCTIC in names)
        assert (added.hours_saved > 0) == (ARCTIC in names)


def test_two_together_save_no_less_than_either_and_no_score_falls(ranking):
    alone = {option.names[0]: option for option in ranking.options if len(option.names) == 1}
    for option in ranking.options:
        for at, each in enumerate(option.by_regions):
            for name in option.names:
                assert each.hours_saved >= alone[name].by_regions[at].hours_saved - 1e-9
            for part, before in zip(each.score.parts, ranking.today.by_regions[at].score.parts, strict=True):
                assert part.marks >= before.marks


def test_a_candidate_elsewhere_changes_nothing_between_other_regions(ranking):
    (arctic,) = (option for option in ranking.options if option.names == (ARCTIC,))
    atlantic = arctic.by_regions[0]
    assert atlantic.paths_added == atlantic.landing_paths_added == 0
    assert atlantic.hours_saved == 0.0
    assert atlantic.hours_low < 0 < atlantic.hours_high


def test_the_arctic_route_is_the_shortest_way_from_oslo_to_tokyo(ranking):
    (arctic,) = (option for option in ranking.options if option.names == (ARCTIC,))
    oslo = arctic.latencies.set_index("pair").loc["Oslo – Tokyo"]
    assert oslo["cables"] == ARCTIC
    assert oslo["saved_ms"] > 50
    assert (arctic.latencies["saved_ms"] >= -1e-9).all()


def test_the_ranking_is_a_table_and_an_object_for_json(ranking):
    table = ranking.table
    assert len(table) == len(ranking.options) * len(PAIRS)
    assert "score" not in table.columns
    assert (table["hours_low"] <= table["hours_saved"]).all()
    record = json.loads(json.dumps(ranking_record(ranking), allow_nan=False))
    assert [each["candidates"] for each in record["ranking"]] == [
        list(option.names) for option in ranking.options
    ]
    score = record["today"]["regions"][0]["score"]
    assert score["parts"]
    assert isinstance(ranking.score_table, pd.DataFrame)
    assert ranking._repr_html_().startswith("<table")


def test_availability_without_joint_events_is_higher(network):
    alone, together = (
        network.availability("North America", "Asia", states=2_000, events=events) for events in (False, True)
    )
    assert alone.short_hours <= together.short_hours


def test_europe_to_asia_without_events_is_exact_and_the_simulation_agrees(network):
    few = {"sea-me-we-4", "sea-me-we-5", "aae-1", "sjc", "apg", "adc", "sjc2"}  # few enough to enumerate
    quiet = dataclasses.replace(
        network,
        links=tuple(link for link in network.links if link.id in few),
        groups=(),
        events=(),
        assumptions=network.assumptions.model_copy(update={"no_ship_share": 0.0, "rate_factor": 1.0}),
    )
    exact = quiet.availability("Europe", "Asia", needed=3, events=False)
    assert exact.method == "exact"
    found = quiet.availability("Europe", "Asia", needed=3, states=5_000)
    low, high = found.short_95
    assert low <= exact.short_hours <= high


def test_senseless_questions_are_refused(network, planner, routes):
    with pytest.raises(UsageError, match="Europe to Europe: both are the same"):
        network.count_paths("Europe", "Europe")
    with pytest.raises(UsageError, match='no candidate "nowhere"; there are Bergen'):
        network.count_paths("Europe", "Asia", adding="nowhere")
    with pytest.raises(UsageError, match='no shared risk "panama"'):
        network.count_paths("Europe", "Asia", closing="panama")
    with pytest.raises(UsageError, match="give link or landing"):
        network.disjoint_paths("Europe", "Asia", disjoint_by="colour")
    with pytest.raises(UsageError, match="9 disjoint paths of 8"):
        network.disjoint_paths("Europe", "Asia", count=9)
    with pytest.raises(UsageError, match="4 candidates together of 3"):
        rank_candidates(network, together=4)
    with pytest.raises(UsageError, match="0 paths needed"):
        network.availability("Europe", "Asia", needed=0)
    with pytest.raises(UsageError, match='two lines are called "Bude'):
        rp.open_network(planner, [routes[0], routes[0]])


def test_ways_over_land_through_russia_join_europe_and_asia(planner):
    joined = rp.open_network(planner, every_backhaul=True)
    with pytest.raises(
        UsageError, match="Europe and Asia connect overland; no cable failure can separate them"
    ):
        joined.count_paths("Europe", "Asia")


def test_the_command_prints_what_it_knows_and_writes_it(tmp_path, capsys, routes):
    paths = [tmp_path / f"{number}.geojson" for number in range(2)]
    for route, path in zip((routes[1], routes[2]), paths, strict=True):
        route.write(path)
    options = ["--spacing-km", "25", "--states", "500"]
    candidates = [word for path in paths for word in ("--candidate", str(path))]
    with pytest.raises(SystemExit) as done:
        main(["network", *candidates, *options, "--together", "--json", "-o", str(tmp_path / "n.csv")])
    assert done.value.code == 0
    record = json.loads(capsys.readouterr().out)
    assert_as_documented("network", record)
    assert [len(each["candidates"]) for each in record["ranking"]].count(2) == 1
    assert record["paths_today"]["Europe – Asia"]["most"] == 8
    assert len(pd.read_csv(tmp_path / "n.csv")) == 9
    assert (tmp_path / "n.scenario.toml").exists()
    with pytest.raises(SystemExit):
        main(["network", *options])
    told = capsys.readouterr().out
    assert "drawn by routeplan, not surveyed" in told
    assert "of 100" in told
    assert "what candidates add" not in told


def test_the_systems_of_a_scenario_are_candidates_as_a_whole(tmp_path, capsys):
    scenario = tmp_path / "mine.toml"
    scenario.write_text(
        '[[systems]]\nname = "Y"\nstops = ["galway", "halifax"]\n'
        '[[systems.branches]]\nto = "nuuk"\nunit = "55.0,-38.0"\n[branching]\nunit = "passive"\n'
    )
    options = ["--scenario", str(scenario), "--spacing-km", "25", "--states", "100"]
    with pytest.raises(SystemExit) as done:
        main(["network", *options, "--json", "-o", str(tmp_path / "n.geojson")])
    assert done.value.code == 0
    record = json.loads(capsys.readouterr().out)
    assert_as_documented("network", record)
    (system,) = record["candidate_systems"]
    assert record["candidates"] == ["Y"]
    assert set(system["landings"]) == {"galway", "halifax", "nuuk"}
    assert len(system["links"]) == 3
    assert system["links_that_fail_alone"] == 1
    (unit,) = system["branching_units"]
    assert (unit["name"], unit["lat"]) == ("Y, branching unit 1", 55.0)
    features = json.loads((tmp_path / "n.geojson").read_text())["features"]
    assert [place["properties"]["kind"] for place in features].count("branching unit") == 1


def test_the_command_refuses_what_makes_no_sense(capsys):
    for words, message in (
        (["--together"], "--together needs candidates"),
        (["-o", "x.png"], "unknown format '.png'"),
        (["--candidate", "nowhere.geojson"], "nowhere.geojson"),
    ):
        with pytest.raises(SystemExit) as refused:
            main(["network", "--spacing-km", "50", *words])
        assert refused.value.code
        assert message in capsys.readouterr().err
