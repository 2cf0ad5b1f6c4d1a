"""Shared risks on lines drawn for the purpose, and the fewest that separate two nodes, against trying all."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
import shapely
from network_kit import LINES, drawn_link, groups_of, link, zones

from routeplan.network.risk_groups import (
    GroupKind,
    RiskGroup,
    cluster_landings,
    find_group_cut,
    list_shared_risks,
)
from routeplan.seabed.hazard_zones import ZoneKind


def least_failures(ends, groups):
    """Fewest groups and single links whose loss parts 0 from 1, by trying all."""
    failures = [{at} for at in range(len(ends))] + [set(group.members.tolist()) for group in groups]
    for size in range(len(ends) + 1):
        for chosen in combinations(failures, size):
            lost = set().union(*chosen)
            graph = nx.Graph([pair for at, pair in enumerate(ends) if at not in lost])
            graph.add_nodes_from((0, 1))
            if not nx.has_path(graph, 0, 1):
                return size
    raise AssertionError


@pytest.mark.parametrize("seed", range(30))
def test_the_fewest_shared_risks_that_part_two_nodes_are_those_of_brute_force(seed):
    generator = np.random.default_rng(seed)
    ends = [tuple(int(x) for x in generator.choice(5, 2, replace=False)) for _ in range(8)]
    groups = [
        RiskGroup(GroupKind.STRAIT, f"s{n}", f"strait {n}", np.sort(generator.choice(8, 3, replace=False)))
        for n in range(3)
    ]
    cut = find_group_cut(ends, (0, 1), groups, GroupKind.STRAIT, str)
    assert cut.count == least_failures(ends, groups) == len(cut.groups) + len(cut.links)
    without = find_group_cut(ends, (0, 1), groups, GroupKind.HAZARD_ZONE, str)
    assert without.count == least_failures(ends, [])


def test_links_that_cross_a_strait_and_a_zone_share_their_risk():
    table = zones(
        chokepoint=(shapely.LineString([(-30, 55), (-30, 65)]), 40.0),
        slide=(shapely.box(-22, 49, -20, 66), np.nan),
        seismic=(shapely.LineString([(-45, 49), (-45, 51)]), 40.0),
    )
    found = {group.id: [LINES[at].name for at in group.members] for group in groups_of(LINES, table)}
    assert found["chokepoint-zone"] == ["north"]
    assert found["slide-zone"] == ["north", "south"]
    assert found["seismic-zone"] == ["south"]


def test_a_strait_of_several_pieces_is_several_straits():
    two = shapely.MultiLineString([[(-30, 61), (-30, 65)], [(-30, 48), (-30, 52)]])
    straits = [g for g in groups_of(LINES, zones(chokepoint=(two, 20.0))) if g.kind is GroupKind.STRAIT]
    assert [[LINES[at].name for at in group.members] for group in straits] == [["north"], ["south"]]
    assert straits[0].name != straits[1].name


def test_landings_within_ten_kilometres_are_a_cluster_and_those_beyond_are_not():
    """Three beaches on a meridian, each 8 km from the next: one cluster by steps. The fourth lies 15 km off."""
    step = 8.0 / 111.0
    lines = [
        drawn_link(
            f"c{n}", (-10, 50 + n * step if n < 3 else 50 + 2 * step + 15.0 / 111.0), (-50, 40 + 3 * n)
        )
        for n in range(4)
    ]
    clusters = [g for g in groups_of(lines, zones()) if g.kind is GroupKind.LANDING_CLUSTER]
    assert [set(g.members.tolist()) for g in clusters if len(g.members) > 1] == [{0, 1, 2}]
    wider = [g for g in groups_of(lines, zones(), cluster_km=20.0) if g.kind is GroupKind.LANDING_CLUSTER]
    assert [set(g.members.tolist()) for g in wider if len(g.members) > 1] == [{0, 1, 2, 3}]


def test_a_line_of_a_hazard_is_as_wide_as_its_table_says_and_a_strait_is_not():
    """A line along 30W begins 56 km north of the southern link: within 80 km, not within 40 km."""
    lon, lat = LINES[1].lon, LINES[1].lat
    at = int(np.abs(lon + 30).argmin())
    north = lat[at] + 0.5  # 56 km
    shape = shapely.LineString([(lon[at], north), (lon[at], north + 1.0)])
    for kind, half_width_km, crossed in (
        ("seismic", 40.0, False),
        ("seismic", 80.0, True),
        ("chokepoint", 80.0, False),
    ):
        groups = {g.id: g.members.tolist() for g in groups_of(LINES, zones(**{kind: (shape, half_width_km)}))}
        assert (f"{kind}-zone" in groups) is crossed


def test_a_hazard_zone_keeps_its_kind_in_all_its_parts():
    two = shapely.MultiPolygon([shapely.box(-22, 49, -20, 56), shapely.box(-32, 60, -30, 66)])
    groups = [g for g in groups_of(LINES, zones(slide=(two, np.nan))) if g.kind is GroupKind.HAZARD_ZONE]
    assert [(g.id, g.hazard, g.members.tolist()) for g in groups] == [
        ("slide-zone-1", ZoneKind.SLIDE, [1]),
        ("slide-zone-2", ZoneKind.SLIDE, [0]),
    ]
    others = [g for g in groups_of(LINES, zones()) if g.kind is not GroupKind.HAZARD_ZONE]
    assert {g.hazard for g in others} == {None}


def test_activities_such_as_trawling_are_no_shared_risk():
    assert not [
        g
        for g in groups_of(LINES, zones(trawl=(shapely.box(-22, 49, -20, 66), np.nan)))
        if g.kind is GroupKind.HAZARD_ZONE
    ]


def test_links_of_a_jurisdiction_and_of_a_named_strait_are_a_group():
    links = [
        drawn_link("a", (-10, 62), (-50, 62), jurisdictions=("NO", "IS"), chokepoints=("Luzon Strait",)),
        drawn_link("b", (-10, 50), (-50, 50), jurisdictions=("NO",)),
    ]
    found = {(g.kind, g.id): g.members.tolist() for g in groups_of(links, zones())}
    assert found[GroupKind.JURISDICTION, "NO"] == [0, 1]
    assert found[GroupKind.JURISDICTION, "IS"] == [0]
    assert found[GroupKind.STRAIT, "luzon-strait"] == [0]


def test_a_cluster_has_the_name_of_its_landing_with_most_links():
    """e1 has two links, e2 and i one each: within 5,000 km all are one cluster; within 10 km none."""
    links = [link("a", "e1", "e2", 1.0), link("b", "e1", "i", 1.0)]
    (cluster,) = cluster_landings(links, 5000.0)
    assert [landing.id for landing in cluster] == ["e1", "e2", "i"]
    assert [[landing.id for landing in part] for part in cluster_landings(links, 10.0)] == [
        ["e1"],
        ["e2"],
        ["i"],
    ]
    names = {g.id: g.name for g in groups_of(links, zones(), 5000.0) if g.kind is GroupKind.LANDING_CLUSTER}
    assert names == {"e1": "E1 and 2 near"}


def test_risks_are_listed_where_two_or_more_present_links_share_them():
    links = [link(name, "e1", "w1", 1.0) for name in "abc"]
    groups = [
        RiskGroup(GroupKind.STRAIT, "s", "the strait", np.array([0, 1])),
        RiskGroup(GroupKind.STRAIT, "t", "the other", np.array([0, 1, 2])),
        RiskGroup(GroupKind.HAZARD_ZONE, "h", "the slide", np.array([1, 2])),
    ]
    listed = list_shared_risks(groups, links, np.array([True, True, True]))
    assert listed.to_dict("list") == {
        "kind": ["hazard zone", "strait", "strait"],
        "id": ["h", "t", "s"],
        "name": ["the slide", "the other", "the strait"],
        "links": [2, 3, 2],
        "cables": ["b, c", "a, b, c", "a, b"],
    }
    assert list_shared_risks(groups, links, np.array([True, True, False]))["id"].tolist() == ["s", "t"]


def test_links_and_groups_of_the_smallest_cut_are_named():
    """Three parallel links, two of them in a strait."""
    groups = [RiskGroup(GroupKind.STRAIT, "s", "the strait", np.array([0, 2]))]
    cut = find_group_cut([(0, 1)] * 3, (0, 1), groups, GroupKind.STRAIT, lambda at: f"link {at}")
    assert (cut.count, cut.groups, cut.links) == (2, ("the strait",), ("link 1",))
    assert find_group_cut([], (0, 1), groups[:0], GroupKind.STRAIT, str).count == 0
