"""Disjoint paths, against networkx and every set of paths there is."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from routeplan.errors import UsageError
from routeplan.network.cuts import TerminalPair
from routeplan.network.disjoint_paths import (
    DisjointBy,
    PathProblem,
    count_disjoint,
    find_disjoint,
)
from routeplan.network.risk_groups import GroupKind, RiskGroup, find_group_cut
from routeplan.network.single_points import find_single_points

GRAPHS = range(100)


def random_problem(seed):
    """Up to 7 landings and 11 cables, some of them parallel, between A and B."""
    generator = np.random.default_rng(seed)
    places = ["A", "B", *"cdefg"[: generator.integers(1, 6)]]
    cables = []
    for _ in range(generator.integers(4, 12)):
        one, other = generator.choice(places, 2, replace=False)
        cables.append((str(one), str(other), float(generator.integers(1, 100))))
    return PathProblem(tuple(cables), (), frozenset("A"), frozenset("B"))


def multigraph(problem):
    graph = nx.MultiGraph()
    graph.add_nodes_from("AB")
    for number, (one, other, length) in enumerate(problem.cables):
        graph.add_edge(one, other, key=number, length=length)
    return graph


def every_path(graph):
    """Cables, places between and length of every simple path from A to B."""
    for path in nx.all_simple_edge_paths(graph, "A", "B"):
        cables = frozenset(key for *_, key in path)
        between = frozenset(place for one, other, _ in path for place in (one, other)) - {"A", "B"}
        yield cables, between, sum(graph.edges[edge]["length"] for edge in path)


def cheapest_pair(graph, *, share):
    """Least total length of two paths that share nothing, by trying all."""
    totals = [
        one[2] + other[2]
        for one, other in combinations(every_path(graph), 2)
        if not one[0] & other[0] and not (share == "landing" and one[1] & other[1])
    ]
    return min(totals, default=None)


@pytest.mark.parametrize("seed", GRAPHS)
def test_the_cheapest_pair_that_shares_no_cable_is_that_of_brute_force(seed):
    problem = random_problem(seed)
    expected = cheapest_pair(multigraph(problem), share="link")
    if expected is None:
        with pytest.raises(UsageError, match=r"2 disjoint paths of [01]"):
            find_disjoint(problem, 2)
        return
    pair = find_disjoint(problem, 2)
    assert sum(path.length for path in pair) == pytest.approx(expected)
    assert not set(pair[0].cables) & set(pair[1].cables)


@pytest.mark.parametrize("seed", GRAPHS)
def test_the_cheapest_pair_that_shares_no_landing_is_that_of_brute_force(seed):
    """A and B stand for whole regions here: each path lands at a place of its own, as its own cable does."""
    problem = random_problem(seed)
    graph = multigraph(problem)
    apart = PathProblem(
        tuple(
            (f"A{n}" if one == "A" else f"B{n}" if one == "B" else one,
             f"A{n}" if other == "A" else f"B{n}" if other == "B" else other, length)
            for n, (one, other, length) in enumerate(problem.cables)
        ),
        (),
        frozenset(f"A{n}" for n in range(len(problem.cables))),
        frozenset(f"B{n}" for n in range(len(problem.cables))),
    )  # fmt: skip
    expected = cheapest_pair(graph, share="landing")
    if expected is None:
        with pytest.raises(UsageError, match=r"2 disjoint paths of [01]"):
            find_disjoint(apart, 2, DisjointBy.LANDING)
        return
    pair = find_disjoint(apart, 2, DisjointBy.LANDING)
    assert sum(path.length for path in pair) == pytest.approx(expected)


@pytest.mark.parametrize("seed", GRAPHS)
def test_the_number_of_disjoint_paths_is_that_of_networkx(seed):
    problem = random_problem(seed)
    simple = nx.Graph()
    simple.add_nodes_from("AB")
    for one, other, _ in problem.cables:
        width = simple[one][other]["capacity"] + 1 if simple.has_edge(one, other) else 1
        simple.add_edge(one, other, capacity=width)
    expected = nx.maximum_flow_value(simple, "A", "B")
    count, cut = count_disjoint(problem)
    assert count == len(cut) == expected
    names = {place: number for number, place in enumerate(simple)}
    ends = [(names[one], names[other]) for one, other, _ in problem.cables]
    connection = TerminalPair.of(ends, (names["A"], names["B"]))
    assert connection.count(np.ones((1, len(ends)), dtype=bool)).tolist() == [expected]
    left = multigraph(problem)
    left.remove_edges_from([(*problem.cables[at][:2], at) for at in cut])
    assert not nx.has_path(left, "A", "B")


@pytest.mark.parametrize("seed", range(20))
def test_in_every_state_of_its_links_paths_are_counted_as_networkx_counts_them(seed):
    """Twelve nodes and 30 links: too many cuts to list, and in part series and parallel."""
    generator = np.random.default_rng(seed)
    nodes = 5 if seed % 2 else 16
    ends = [tuple(int(x) for x in generator.choice(nodes, 2, replace=False)) for _ in range(30)]
    up = generator.random((25, len(ends))) < 0.8
    counted = TerminalPair.of(ends, (0, 1)).count(up)
    for state, count in zip(up, counted, strict=True):
        graph = nx.Graph()
        graph.add_nodes_from((0, 1))
        for (one, other), works in zip(ends, state, strict=True):
            if works:
                width = graph[one][other]["capacity"] + 1 if graph.has_edge(one, other) else 1
                graph.add_edge(one, other, capacity=width)
        assert count == nx.maximum_flow_value(graph, 0, 1)


def test_a_greedy_pair_is_beaten_where_the_best_path_stands_in_the_way():
    """The trap of Suurballe's paper: the shortest path takes the one cable that both others need."""
    cables = (("A", "c", 1.0), ("c", "d", 1.0), ("d", "B", 1.0), ("A", "d", 3.0), ("c", "B", 3.0))
    pair = find_disjoint(PathProblem(cables, (), frozenset("A"), frozenset("B")), 2)
    assert [path.length for path in pair] == [4.0, 4.0]
    assert not any(1 in path.cables for path in pair)


def test_land_joins_any_number_of_paths_but_stations_do_not():
    """Three cables land at c; over land c and d are one. Disjoint by landing only those at d and one at c are left."""
    cables = (
        ("A1", "c", 5.0),
        ("A2", "c", 6.0),
        ("A3", "d", 7.0),
        ("d", "B", 1.0),
        ("c", "B2", 2.0),
        ("c", "B3", 3.0),
    )
    problem = PathProblem(
        cables, (("c", "d", 1.0),), frozenset({"A1", "A2", "A3"}), frozenset({"B", "B2", "B3"})
    )
    assert count_disjoint(problem)[0] == 3
    assert count_disjoint(problem, DisjointBy.LANDING)[0] == 2
    assert [path.length for path in find_disjoint(problem, 3)] == [7.0, 8.0, 10.0] or (
        sum(path.length for path in find_disjoint(problem, 3)) == pytest.approx(5 + 6 + 7 + 1 + 2 + 3)
    )


def test_a_way_over_land_between_the_sides_is_refused():
    problem = PathProblem((("A", "B", 1.0),), (("A", "B", 1.0),), frozenset("A"), frozenset("B"))
    with pytest.raises(
        UsageError,
        match="the two sides connect overland; no cable failure can separate them: mark the terrestrial link use = no",
    ):
        count_disjoint(problem)


def test_a_place_on_both_sides_is_refused():
    with pytest.raises(UsageError, match="landing c is on both sides"):
        PathProblem((), (), frozenset("Ac"), frozenset("Bc"))


def test_single_points_are_those_whose_loss_parts_the_graph():
    """A ring a-b-f-c with a tail c-d-e, whose first part is double: as on the way to Svalbard."""
    problem = [
        ("a", "b", 1.0),
        ("b", "f", 1.0),
        ("f", "c", 1.0),
        ("c", "a", 1.0),
        ("c", "d", 1.0),
        ("c", "d", 1.0),
        ("d", "e", 1.0),
    ]
    landings, links = find_single_points(problem, range(7))
    assert landings == {"c": ("d", "e"), "d": ("e",)}
    assert links == {6: ("e",)}
    assert find_single_points(problem, range(6))[1] == {}  # the last is a way over land


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
