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
    list_disjoint_paths,
    read_disjoint_by,
)

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
    assert sum(path.length_km for path in pair) == pytest.approx(expected)
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
    assert sum(path.length_km for path in pair) == pytest.approx(expected)


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


def test_a_greedy_pair_is_beaten_where_the_best_path_stands_in_the_way():
    """The trap of Suurballe's paper: the shortest path takes the one cable that both others need."""
    cables = (("A", "c", 1.0), ("c", "d", 1.0), ("d", "B", 1.0), ("A", "d", 3.0), ("c", "B", 3.0))
    pair = find_disjoint(PathProblem(cables, (), frozenset("A"), frozenset("B")), 2)
    assert [path.length_km for path in pair] == [4.0, 4.0]
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
    assert [path.length_km for path in find_disjoint(problem, 3)] == [7.0, 8.0, 10.0] or (
        sum(path.length_km for path in find_disjoint(problem, 3)) == pytest.approx(5 + 6 + 7 + 1 + 2 + 3)
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


def test_the_table_lists_each_path_with_its_cables_landings_and_latency():
    """Two paths of three: A1-c-B by cables 0 and 1, A2-B by cable 2; by hand."""
    problem = PathProblem(
        (("A1", "c", 100.0), ("c", "B", 200.0), ("A2", "B", 1000.0), ("A2", "d", 5.0)),
        (),
        frozenset({"A1", "A2"}),
        frozenset("B"),
    )
    names = {"A1": "Arvik", "A2": "Asund", "B": "Bahia", "c": "Corvo", "d": "Dover"}
    paths = list_disjoint_paths(
        problem,
        name="A – B",
        disjoint_by=DisjointBy.LINK,
        count=None,
        cable_names=["one", "two", "three", "four"],
        landing_names=names,
    )
    assert paths.table.to_dict("list") == {
        "path": [1, 2],
        "length_km": pytest.approx([300.0, 1000.0]),
        "rtt_ms": pytest.approx([300.0 * 9.794e-3, 9.794]),
        "cables": ["one + two", "three"],
        "ashore": ["Arvik, Corvo, Bahia", "Asund, Bahia"],
    }
    assert paths.most == 2
    assert len(paths.cut) == 2
    assert "three" in paths.cut
    assert repr(paths) == "<DisjointPaths A – B: 2 that share no link>"
    by_landing = list_disjoint_paths(
        problem,
        name="",
        disjoint_by=DisjointBy.LANDING,
        count=1,
        cable_names=list("wxyz"),
        landing_names=names,
    )
    assert by_landing.most == 1  # all end at B
    assert by_landing.table["cables"].tolist() == ["w + x"]


def test_what_paths_are_disjoint_by_is_link_or_landing():
    assert read_disjoint_by("landing") is DisjointBy.LANDING
    with pytest.raises(UsageError, match='paths disjoint by "colour"; give link or landing'):
        read_disjoint_by("colour")
