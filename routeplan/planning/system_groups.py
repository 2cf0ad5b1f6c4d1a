"""Which lines of a file are one system: those that meet at sea, or that the file names as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import networkx as nx
import numpy as np
from scipy.spatial import KDTree

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine, on_sphere

MEET = 1.6e-5  # on a sphere of radius 1: ends within 100 m meet

IsShore: TypeAlias = Callable[[float, float], bool]


def group_lines(lines: Sequence[ImportedLine], is_shore: IsShore) -> list[tuple[ImportedLine, ...]]:
    """Group lines of the same file that meet: at sea, or anywhere if the file names one system for them.

    Lines that meet at a landing, without a name in common, are cables that land there. Two lines between the same ends
    are alternatives.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(lines)))
    for (one, other), place in _meetings(lines).items():
        if lines[one].system or not is_shore(*place):
            graph.add_edge(one, other)
    groups = sorted(sorted(group) for group in nx.connected_components(graph))
    return [tuple(lines[number] for number in group) for group in groups]


def tell_apart(lines: Sequence[ImportedLine], groups: Sequence[tuple[ImportedLine, ...]]) -> list[str]:
    """Say which lines of a file meet at a landing and are valued as cables of their own."""
    owner = {id(line): number for number, group in enumerate(groups) for line in group}
    return [
        f"{lines[one].name} and {lines[other].name} meet at a landing, {format_position(*place, decimals=4)}, and are "
        "valued as cables of their own; give both one value in a column `system` to make them one"
        for (one, other), place in _meetings(lines).items()
        if owner[id(lines[one])] != owner[id(lines[other])]
    ]


def points_of(line: ImportedLine) -> FloatArray:
    """(n, 2) longitudes and latitudes of a line."""
    return np.column_stack([line.lon, line.lat])


def _meetings(lines: Sequence[ImportedLine]) -> dict[tuple[int, int], tuple[float, float]]:
    """Find two lines that may be one system, and where an end of one is a position of the other."""
    if len(lines) < 2:
        return {}
    places = [on_sphere(points_of(line)) for line in lines]
    owner = np.repeat(np.arange(len(lines)), [len(points) for points in places])
    tree = KDTree(np.vstack(places))
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for number, line in enumerate(lines):
        for at in (0, -1):
            near = tree.query_ball_point(places[number][at], MEET)
            for other in sorted(set(owner[near].tolist()) - {number}):
                pair = (min(number, other), max(number, other))
                if _may_be_one(*(lines[which] for which in pair)):
                    found.setdefault(pair, (float(line.lon[at]), float(line.lat[at])))
    return found


def _may_be_one(one: ImportedLine, other: ImportedLine) -> bool:
    """Say whether lines are of one file and one system, and no alternatives between the same ends."""
    if one.notes.file != other.notes.file or one.system != other.system:
        return False
    ends = [on_sphere(points_of(line)[[0, -1]]) for line in (one, other)]
    return all(np.abs(ends[0] - turned).max() > MEET for turned in (ends[1], ends[1][::-1]))
