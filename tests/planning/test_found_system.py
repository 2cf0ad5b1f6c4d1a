"""Systems whose branching units are found: what they cost against other topologies, their units, ends and refusals."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from pyproj import Geod

import routeplan as rp
from routeplan.cost.branching_rules import UnitKind
from routeplan.errors import NoRouteError, UsageError
from routeplan.planning.found_system import SystemSearch
from routeplan.planning.system_layout import NodeKind
from routeplan.planning.system_valuation import derive_system
from routeplan.planning.topology import Topology, lay_out_festoon, lay_out_star, order_joins
from routeplan.solver.halved import derive_halved

WGS84 = Geod(ellps="WGS84")
STOPS, BRANCHES = ["galway", "halifax"], ["nuuk", "landeyjar"]


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def systems(planner):
    return rp.plan_topologies(planner, STOPS, branches=BRANCHES, prove=True)


@pytest.fixture(scope="module")
def tree(systems):
    return systems[0]


def test_every_topology_joins_all_landings_with_the_segments_that_it_has(systems):
    assert [system.topology for system in systems] == list(Topology)
    for system in systems:
        assert {landing.id for landing in system.landings} == {*STOPS, *BRANCHES}
        assert (system.start.id, system.end.id) == ("galway", "halifax")
    by_topology = {system.topology: system for system in systems}
    assert len(by_topology[Topology.STAR].segments) == len(by_topology[Topology.FESTOON].segments) == 3
    assert not by_topology[Topology.STAR].branching_units
    tree, ring = by_topology[Topology.TREE], by_topology[Topology.RING]
    assert len(ring.segments) == len(tree.segments) + 1
    assert ring.trunk == tree.trunk


def test_no_topology_is_cheaper_than_the_tree(systems):
    tree, *others = systems
    assert all(tree.objective_usd <= other.objective_usd for other in others)


def test_the_second_way_of_a_ring_keeps_apart_from_the_trunk(systems):
    ring = systems[-1]
    closing = ring.segments[-1]
    lon, lat = np.asarray(closing.line.track.lon)[::20], np.asarray(closing.line.track.lat)[::20]
    ends = [(ring.start.lon, ring.start.lat), (ring.end.lon, ring.end.lat)]
    far = np.logical_and.reduce(
        [WGS84.inv(np.full_like(lon, e[0]), np.full_like(lon, e[1]), lon, lat)[2] > 151e3 for e in ends]
    )
    trunk = ring.line.densified(every_km=5.0)
    nearest = min(
        float(
            WGS84.inv(np.full_like(trunk.lon, at[0]), np.full_like(trunk.lon, at[1]), trunk.lon, trunk.lat)[
                2
            ].min()
        )
        for at in zip(lon[far], lat[far], strict=True)
    )
    assert nearest >= 85e3  # 100 km, to the centres of cells of 25 km


def test_units_lie_at_sea_within_their_depths_and_are_paid_for(planner, tree):
    rules = SystemSearch.of(planner, STOPS, BRANCHES).rules
    assert tree.branching_units
    for unit in tree.branching_units:
        row, col = (round(float(at)) for at in planner.grid.cell_of(unit.lon, unit.lat))
        assert rules.unit_min_depth_m <= planner.depth_m[row, col] <= rules.unit_max_depth_m
    item = tree.breakdown.build_items["branching_units"].likely
    assert item == pytest.approx(
        tree.layout.unit_count * planner.assumptions.prices.branching_unit_usd.likely
    )
    meeting = [sum(at in join for join in tree.layout.joins) for at in range(len(tree.layout.nodes))]
    kinds = [node.kind for node in tree.layout.nodes]
    assert all((count >= 3) == (kind is NodeKind.UNIT) for count, kind in zip(meeting, kinds, strict=True))


def test_a_unit_far_dearer_than_what_it_saves_leaves_landings_as_junctions(planner):
    prices = planner.assumptions.prices.model_copy(update={"branching_unit_usd": 1e9})
    dear = planner.reassumed(planner.assumptions.model_copy(update={"prices": prices}))
    assert not dear.system(STOPS, branches=BRANCHES).branching_units


def test_the_trunk_comes_first_and_branches_lead_away_from_it():
    joins = order_joins([(4, 2), (5, 3), (1, 5), (5, 4), (4, 0)], 0, 1)
    assert joins == ((0, 4), (4, 5), (5, 1), (4, 2), (5, 3))


def test_star_and_festoon_of_places_on_a_line():
    at = np.array([0.0, 10.0, 4.0, 7.0])
    apart = np.abs(at[:, None] - at[None])
    assert lay_out_festoon(apart, 2).joins == ((0, 2), (2, 3), (3, 1))
    assert lay_out_festoon(apart, 2).cost == pytest.approx(10.0)
    assert lay_out_star(apart).cost == pytest.approx(13.0)  # from 4: 4 + 6 + 3; from 7 as much
    assert lay_out_festoon(apart, 4).joins == ((0, 1), (1, 2), (2, 3))  # the order is given


def test_stops_between_are_passed_in_their_order(planner):
    system = planner.system(["galway", "nuuk", "halifax"], branches=["landeyjar"])
    order = [system.layout.nodes[node].place.id for node in _trunk_nodes(system)]
    named = [name for name in order if name in ("galway", "nuuk", "halifax")]
    assert named == ["galway", "nuuk", "halifax"]


def _trunk_nodes(system):
    nodes = [system.trunk.start]
    for segment, forward in system.trunk.segments:
        nodes.append(system.layout.joins[segment][1 if forward else 0])
    return nodes


def test_shares_add_up_to_the_objective_and_the_mean_lies_between_first_and_last(tree):
    trunk, *branches = tree.cost_shares
    assert [share.landing.id for share in branches] == BRANCHES
    assert trunk.shapley_usd + sum(share.shapley_usd for share in branches) == pytest.approx(
        tree.objective_usd
    )
    for share in branches:  # of two branches, the mean of joining first and last
        assert share.shapley_usd == pytest.approx(
            (share.stand_alone_usd + share.incremental_usd) / 2, rel=1e-6
        )


def test_segments_that_share_what_is_paid_once_make_the_same_system_again(planner, tree):
    ends = tree.trunk.start, tree.trunk.end
    again = derive_system(planner, tree.layout, tree.segments, name="again", ends=ends)
    assert again.objective_usd == pytest.approx(tree.objective_usd, rel=1e-12)
    assert again.build_terms_usd == pytest.approx(tree.build_terms_usd, rel=1e-12)


def test_what_a_passive_unit_stops_is_told_by_landing(planner, systems):
    passive = planner.system(STOPS, branches=BRANCHES, branching_unit="passive")
    assert passive.branching_unit is UnitKind.PASSIVE
    switched, stopped = (
        {row["landing"]: row for row in system.landing_table.to_dict("records")}
        for system in (systems[0], passive)
    )
    for name in ("Galway", "Halifax"):
        assert stopped[name]["availability_pct"] < switched[name]["availability_pct"]
    branch = [name for name, row in stopped.items() if row["on_trunk"] is False]
    assert branch
    assert all(stopped[name]["trunk_faults_per_year"] > 0 for name in branch)
    assert all(switched[name]["trunk_faults_per_year"] == 0 for name in branch)


def test_faults_of_every_part_are_apart_and_add_up(tree, systems):
    for system in systems:
        table = system.part_table
        faults = [segment.breakdown.exposure.total_per_year for segment in system.segments]
        assert table["faults_per_year"].sum() == pytest.approx(sum(faults))
        assert table["length_km"].sum() == pytest.approx(system.length_km)
        assert table["down_days_per_year"].sum() == pytest.approx(
            system.segment_table["down_days_per_year"].iloc[-1]
        )
    trunk, *branches = tree.record()["parts"]
    assert trunk["trunk_faults_per_year"] == trunk["faults_per_year"] > 0
    assert all(branch["trunk_faults_per_year"] == 0.0 < branch["faults_per_year"] for branch in branches)
    assert "branch" in tree.summary["faults by part"]


def test_a_found_system_has_the_fibre_pairs_that_it_was_asked_for(planner, tree):
    asked = [rp.Branch("nuuk", fibre_pairs=4), "landeyjar"]
    system = planner.system(STOPS, branches=asked, trunk_pairs=6)
    table = system.landing_table.set_index("landing")
    if not table.loc["Nuuk", "on_trunk"]:
        assert table.loc["Nuuk", "fibre_pairs"] >= 4
    pairs = system.record()["fibre_pairs"]
    assert pairs["trunk"] == 6
    assert pairs["end_to_end"] + sum(unit["pairs"] for unit in pairs["dropped"]) == 6
    assert system.objective_usd == pytest.approx(tree.objective_usd)  # no price depends on pairs


def test_the_gap_of_a_tree_is_proven_and_that_of_another_topology_is_wider(systems):
    tree, star, festoon, ring = systems
    assert 0.0 < tree.optimality_gap_pct < 10.0  # on cells of 25 km
    for other in (star, festoon):
        assert other.bound.least_usd == tree.bound.least_usd
        line_usd, tree_usd = other.bound.cost_usd, tree.bound.cost_usd
        assert 1.0 - other.optimality_gap_pct / 100.0 == pytest.approx(
            (1.0 - tree.optimality_gap_pct / 100.0) * tree_usd / line_usd
        )
    assert ring.optimality_gap_pct is None
    assert "ring" in ring.record()["optimality_gap_note"]
    assert "any system of these landings" in tree.summary["optimality gap"]


def test_what_a_gap_is_of_is_lines_and_branching_units(planner, tree):
    prices = planner.assumptions.prices
    unit_usd = prices.branching_unit_usd.likely * (1.0 + prices.contingency_share.likely)
    lines = tree.objective_usd - tree.breakdown.objective_terms_usd["landing"]
    assert tree.bound.cost_usd == pytest.approx(lines + tree.layout.unit_count * unit_usd)


def test_a_system_that_was_not_to_be_proven_says_how_to_prove_it(planner):
    record = planner.system(["galway", "halifax"]).record()
    assert record["optimality_gap_pct"] is None
    assert "not proven; prove=True, or --prove" in record["optimality_gap_note"]


def test_no_line_between_two_landings_is_proven_dearer_than_by_the_proof_of_a_route(planner):
    """A system of two landings is a route: the two proofs are of the same cells, and differ by what each loses."""
    route, system = planner.route("galway", "nuuk"), planner.system(["galway", "nuuk"], prove=True)
    line_usd = route.breakdown.objective_usd_per_line
    assert system.bound.least_usd <= line_usd
    assert system.bound.least_usd == pytest.approx(route.bound_usd, rel=0.01)


def test_the_record_tells_topology_and_service(tree):
    record = tree.record()
    assert record["topology"] == "tree"
    assert record["communities_served"] == 4
    assert all(len(served["down_share_by_month"]) == 12 for served in record["availability"])


def test_halved_cells_keep_what_a_line_costs(medium_10km):
    wide = derive_halved(medium_10km)
    narrow_row, narrow_col, row, col = (
        np.array(at) for at in ([700.0, 760.0], [700.0, 740.0], [0, 0], [0, 0])
    )
    lon, lat = medium_10km.lonlat_of(narrow_row, narrow_col)
    row, col = (at + 8 for at in wide.grid.cell_of(lon, lat))
    assert wide.cost_of(row, col) == pytest.approx(medium_10km.cost_of(narrow_row, narrow_col), rel=0.01)


@pytest.mark.parametrize(
    ("stops", "branches", "options", "words"),
    [
        (["galway"], [], {}, "1 stop"),
        (STOPS, ["galway"], {}, "two landings of a system are the same place: Galway, Galway"),
        (STOPS, ["nuuk", "nuuk"], {}, "same place: Nuuk, Nuuk"),
        (STOPS, ["nuuk", "landeyjar", "bodo", "tromso", "reykjavik", "cork", "iqaluit"], {}, "at most 8"),
        (STOPS, ["nuuk"], {"topology": "web"}, "topology 'web'"),
        (STOPS, ["nuuk"], {"branching_unit": "smart"}, "branching unit 'smart'"),
        (STOPS, ["nuuk"], {"trunk_pairs": 25}, "trunk_pairs = 25"),
        (STOPS, [rp.Branch("nuuk", fibre_pairs=25)], {}, "25 fibre pairs; give 1 to 24"),
        (STOPS, [rp.Branch("nuuk", "55.0,-38.0")], {}, "plan_system"),
    ],
)
def test_what_is_no_system_is_refused(planner, stops, branches, options, words):
    with pytest.raises(UsageError, match=words):
        planner.system(stops, branches=branches, **options)


def test_a_landing_of_another_sea_is_no_part_of_a_system(planner):
    with pytest.raises((NoRouteError, UsageError)):
        planner.system(STOPS, branches=["45.0,50.5"])  # the Caspian


def test_a_map_marks_units_apart_and_says_what_landings_pay(tree, systems):
    page = rp.map_routes([tree]).get_root().render()
    for kind, places in (("Branching unit", tree.branching_units), ("Landing", tree.landings)):
        assert len(re.findall(f'"kind": ?"{kind}"', page)) == len(places)
    assert page.count("cut off ") == len(tree.landings)
    assert f"{tree.name}, {tree.length_km:,.0f} km".replace(",", "") in page.replace(",", "").replace(
        "\u202f", ""
    )
    beside = rp.map_routes(systems).get_root().render()
    assert all(f"{topology}: " in beside for topology in Topology)
    second = replace(tree, name="Second")
    two = rp.map_routes([tree, second]).get_root().render()
    assert all(
        f"{system.name}: {segment.name}" in two for system in (tree, second) for segment in tree.segments
    )
