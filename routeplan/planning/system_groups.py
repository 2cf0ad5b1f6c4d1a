"""Which lines of a file are one system: those that meet at sea, or that the file names as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

import networkx as nx
import numpy as np

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine, on_sphere
from routeplan.io.line_meetings import AT_VERTEX, find_meetings

_SHOWN_LINES = 4

IsShore: TypeAlias = Callable[[float, float], bool]


def group_lines(lines: Sequence[ImportedLine], is_shore: IsShore) -> list[tuple[ImportedLine, ...]]:
    """Group lines of the same file that meet: at sea, or anywhere if the file names one system for them.

    Lines that meet at a landing, without a name in common, are cables that land there. Two lines between the same ends
    are alternatives.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(lines)))
    on_shore = cache(as_marked(lines, is_shore))  # many lines meet at one landing
    for (one, other), place in _meetings(lines).items():
        if lines[one].system or not on_shore(*place):
            graph.add_edge(one, other)
    groups = sorted(sorted(group) for group in nx.connected_components(graph))
    return [tuple(lines[number] for number in group) for group in groups]


def as_marked(lines: Sequence[ImportedLine], is_shore: IsShore) -> IsShore:
    """Say whether a position is on a shore as the files of lines mark it; elsewhere as the coast says.

    A branching unit may be so near to a coast that its position alone looks like a landing.
    """
    marks = list(dict.fromkeys(mark for line in lines for mark in line.marks))
    if not marks:
        return is_shore
    places = on_sphere(np.array([(mark.lon, mark.lat) for mark in marks]))

    def is_marked_shore(lon: float, lat: float) -> bool:
        apart = np.linalg.norm(places - on_sphere(np.array([(lon, lat)])), axis=1)
        nearest = int(np.argmin(apart))
        return marks[nearest].is_landing if apart[nearest] <= AT_VERTEX else is_shore(lon, lat)

    return is_marked_shore


def tell_apart(lines: Sequence[ImportedLine], groups: Sequence[tuple[ImportedLine, ...]]) -> list[str]:
    """Say which lines of a file meet at a landing and are valued as cables of their own."""
    owner = {id(line): number for number, group in enumerate(groups) for line in group}
    landed: dict[str, set[int]] = {}
    for pair, place in _meetings(lines).items():
        if len({owner[id(lines[number])] for number in pair}) > 1:
            landed.setdefault(format_position(*place, decimals=4), set()).update(pair)
    return [
        f"{_named([lines[number].name for number in sorted(numbers)])} meet at a landing, {where}, and are valued as "
        f"cables of their own; give {'both' if len(numbers) == 2 else 'them'} one value in a column `system` to make "
        "them one"
        for where, numbers in landed.items()
    ]


def _named(names: Sequence[str]) -> str:
    """Name lines, the first few of many."""
    few, rest = names[:_SHOWN_LINES], len(names) - _SHOWN_LINES
    return f"{', '.join(few)} and {rest} more" if rest > 0 else f"{', '.join(few[:-1])} and {few[-1]}"


def points_of(line: ImportedLine) -> FloatArray:
    """(n, 2) longitudes and latitudes of a line."""
    return np.column_stack([line.lon, line.lat])


def _meetings(lines: Sequence[ImportedLine]) -> dict[tuple[int, int], tuple[float, float]]:
    """Find two lines that may be one system, and where an end of one is a position of the other."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for number, (line, met) in enumerate(zip(lines, find_meetings(lines), strict=True)):
        for other, at in met.items():
            if line.notes.file == lines[other].notes.file and line.system == lines[other].system:
                pair = (min(number, other), max(number, other))
                found.setdefault(pair, (float(line.lon[at]), float(line.lat[at])))
    return found
