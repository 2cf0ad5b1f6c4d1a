"""Count the disjoint paths between two regions in thousands of states at once; in each, links are up or down.

Terrestrial links never fail here, so that the landings they join are one node. The graph between two regions is small:
parallel links are added, two links in series are replaced by their minimum, and the minimum over the cuts of the
remaining graph is the number of link-disjoint paths (Menger's theorem; Ford and Fulkerson).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

BoolStates: TypeAlias = npt.NDArray[np.bool_]
Counts: TypeAlias = npt.NDArray[np.int32]
_MOST_CUT_NODES = 10  # between the terminals: 1,024 cuts


@dataclass(frozen=True)
class TerminalPair:
    """Two nodes, and the links that lie on a path between them.

    Attributes
    ----------
    ends : tuple of (int, int)
        Nodes of every link of the network, numbered from 0.
    terminals : (int, int)
    relevant : (n,) int array
        Links on a path between the terminals. The state of other links has no influence.
    """

    ends: tuple[tuple[int, int], ...]
    terminals: tuple[int, int]
    relevant: npt.NDArray[np.intp]

    @classmethod
    def of(cls, ends: Sequence[tuple[int, int]], terminals: tuple[int, int]) -> TerminalPair:
        """Find the links on a path between two nodes: the links of their common biconnected block."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_edges_from((one, other) for one, other in ends if one != other)
        graph.add_edge(*terminals)
        blocks: list[set[int]] = list(nx.biconnected_components(graph))  # type: ignore[arg-type]  # stubs: lists
        block = next(part for part in blocks if part.issuperset(terminals))
        on_path = [
            at for at, (one, other) in enumerate(ends) if one != other and one in block and other in block
        ]
        return cls(tuple(ends), terminals, np.array(on_path, dtype=np.intp))

    def count(self, up: BoolStates) -> Counts:
        """Count link-disjoint paths.

        Parameters
        ----------
        up : (states, links) array of bool

        Returns
        -------
        (states,) array of int
        """
        capacity: dict[tuple[int, int], Counts] = {}
        for at in self.relevant:
            one, other = sorted(self.ends[at])
            before = capacity.get((one, other))
            link_up = up[:, at].astype(np.int32)
            capacity[one, other] = link_up if before is None else before + link_up
        _reduce(capacity, self.terminals)
        between = {node for pair in capacity for node in pair} - set(self.terminals)
        if len(between) <= _MOST_CUT_NODES:
            return _smallest_cut(capacity, self.terminals, sorted(between), len(up))
        return _flow_by_state(capacity, self.terminals, len(up))


def stop_together(down: BoolStates, together: Sequence[Sequence[int]]) -> BoolStates:
    """Take the links out of service that others stop with them.

    Parameters
    ----------
    down : (states, links) array of bool
    together : sequence of sequence of int
        Links that are out of service together.

    Examples
    --------
    >>> stop_together(np.array([[True, False, False]]), [(0, 2)]).tolist()
    [[True, False, True]]
    """
    stopped = down.copy()
    for group in together:
        stopped[:, list(group)] |= down[:, list(group)].any(axis=1, keepdims=True)
    return stopped


def _reduce(capacity: dict[tuple[int, int], Counts], terminals: tuple[int, int]) -> None:
    """Remove nodes with one or two neighbours. The flow between the terminals stays the same."""
    while True:
        neighbours: dict[int, set[int]] = {}
        for one, other in capacity:
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
        simple = [node for node, near in neighbours.items() if node not in terminals and len(near) <= 2]
        if not simple:
            return
        node = simple[0]
        sides = [capacity.pop(_pair(node, near)) for near in sorted(neighbours[node])]
        if len(sides) == 2:
            one, other = sorted(neighbours[node])
            through = np.minimum(*sides)
            before = capacity.get((one, other))
            capacity[one, other] = through if before is None else before + through


def _smallest_cut(
    capacity: dict[tuple[int, int], Counts], terminals: tuple[int, int], between: Sequence[int], states: int
) -> Counts:
    """Take the minimum over all cuts: each node between the terminals is on one side or the other."""
    if not capacity:
        return np.zeros(states, dtype=np.int32)
    numbers = np.arange(1 << len(between))
    side = {node: (numbers >> at) & 1 for at, node in enumerate(between)}
    side |= {terminals[0]: np.zeros_like(numbers), terminals[1]: np.ones_like(numbers)}
    crossing = np.stack([side[one] != side[other] for one, other in capacity]).astype(np.float32)
    widths = np.stack(list(capacity.values()), axis=1).astype(np.float32)
    smallest = np.empty(states, dtype=np.int32)
    at_once = max(1, (1 << 24) // crossing.shape[1])
    for first in range(0, states, at_once):
        part = slice(first, first + at_once)
        smallest[part] = (widths[part] @ crossing).min(axis=1)
    return smallest


def _flow_by_state(
    capacity: dict[tuple[int, int], Counts], terminals: tuple[int, int], states: int
) -> Counts:
    """Solve a maximum flow for each distinct state, where there are too many cuts to enumerate."""
    pairs = list(capacity)
    widths, which = np.unique(np.stack(list(capacity.values()), axis=1), axis=0, return_inverse=True)
    nodes = 1 + max(max(pair) for pair in pairs)
    rows = [one for one, _ in pairs] + [other for _, other in pairs]
    cols = [other for _, other in pairs] + [one for one, _ in pairs]
    flows = np.empty(len(widths), dtype=np.int32)
    for at, row in enumerate(widths):
        graph = csr_array((np.concatenate([row, row]).astype(np.int32), (rows, cols)), shape=(nodes, nodes))
        flows[at] = maximum_flow(graph, *terminals).flow_value
    return flows[which.ravel()]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
