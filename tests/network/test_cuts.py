"""Disjoint paths counted in many states at once, against networkx."""

import networkx as nx
import numpy as np
import pytest

from routeplan.network.cuts import TerminalPair


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


def test_only_links_on_a_path_between_the_terminals_are_relevant():
    """Links 0-3 are on paths; 4 is a tail, 5 a loop, 6 joins nothing, 7 and 8 hang on node 2 as a ring."""
    ends = [(0, 2), (2, 1), (0, 1), (0, 1), (2, 3), (0, 0), (7, 8), (2, 5), (5, 2)]
    pair = TerminalPair.of(ends, (0, 1))
    assert pair.relevant.tolist() == [0, 1, 2, 3]
    up = np.ones((2, len(ends)), dtype=bool)
    up[1, 1] = False
    assert pair.count(up).tolist() == [3, 2]


def test_terminals_that_nothing_joins_have_no_path():
    assert TerminalPair.of([(0, 2), (1, 3)], (0, 1)).count(np.ones((3, 2), dtype=bool)).tolist() == [0, 0, 0]
