"""Single points of failure: landings and cables whose loss alone disconnects other landings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import networkx as nx
import pandas as pd

from routeplan.network.disjoint_paths import Edge


def find_single_points(
    edges: Sequence[Edge], cables: Collection[int]
) -> tuple[dict[str, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """Find the landings and cables whose loss disconnects some landings from the largest part.

    Parameters
    ----------
    edges : sequence of (str, str, float)
        Cables and terrestrial links.
    cables : collection of int
        Positions of the cables. Terrestrial links never fail.

    Returns
    -------
    landings : dict of str to tuple of str
        Articulation points, each with the landings that its loss disconnects.
    bridges : dict of int to tuple of str
        Bridges, by position among the edges.
    """
    simple: nx.Graph[str] = nx.Graph()
    parallel: dict[frozenset[str], list[int]] = {}
    for number, (one, other, _) in enumerate(edges):
        simple.add_edge(one, other)
        parallel.setdefault(frozenset((one, other)), []).append(number)
    landings = {}
    for node in nx.articulation_points(simple):
        rest = simple.subgraph(nx.node_connected_component(simple, node) - {node})
        landings[node] = _all_but_the_largest(rest)
    bridges = {}
    pairs: list[tuple[str, str]] = list(nx.bridges(simple))  # type: ignore[arg-type]  # stubs: nodes are pairs
    for one, other in pairs:
        between = parallel[frozenset((one, other))]
        if len(between) == 1 and between[0] in cables:
            rest = nx.Graph(simple.subgraph(nx.node_connected_component(simple, one)))
            rest.remove_edge(one, other)
            bridges[between[0]] = _all_but_the_largest(rest)
    return landings, bridges


def list_single_points(
    cables: Sequence[Edge],
    land: Sequence[Edge],
    *,
    cable_names: Sequence[str],
    landing_names: Mapping[str, str],
    units: Collection[str] = (),
) -> pd.DataFrame:
    """List the single points of failure by kind, those that disconnect most landings first.

    Branching units, named by ``units``, are no landings: they are listed as such, and not among what is cut off.

    Returns
    -------
    DataFrame
        ``kind`` (landing, branching unit or cable), ``name``, ``landings`` (how many it disconnects), ``cuts_off``
        (which).
    """
    landings, bridges = find_single_points([*cables, *land], range(len(cables)))
    found = [
        ("branching unit" if key in units else "landing", landing_names[key], parts)
        for key, parts in landings.items()
    ]
    found += [("cable", cable_names[at], parts) for at, parts in bridges.items()]
    on_land = [(kind, name, tuple(key for key in parts if key not in units)) for kind, name, parts in found]
    table = pd.DataFrame(
        [
            (kind, name, len(parts), ", ".join(landing_names[key] for key in parts))
            for kind, name, parts in on_land
            if parts
        ],
        columns=["kind", "name", "landings", "cuts_off"],
    )
    return table.sort_values(["kind", "landings"], ascending=[False, False], ignore_index=True)


def _all_but_the_largest(graph: nx.Graph[str]) -> tuple[str, ...]:
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    return tuple(sorted(node for part in parts[1:] for node in part))
