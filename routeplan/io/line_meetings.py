"""Which lines begin or end at a position of another: found for all lines at once, in little more than linear time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial import KDTree

from routeplan.io.imported_line import ImportedLine, on_sphere

AT_VERTEX = 1.6e-5  # on a sphere of radius 1: positions within 100 m are one place


def find_meetings(lines: Sequence[ImportedLine]) -> list[dict[int, int]]:
    """Find the lines at which each line begins or ends.

    Two lines between the same ends are alternatives: they do not meet.

    Returns
    -------
    list of {int: int}
        For each line the numbers of the others, and the index of its end that is at a position of theirs: 0 or -1.
    """
    if not lines:
        return []
    places = [on_sphere(np.column_stack([line.lon, line.lat])) for line in lines]
    owner = np.repeat(np.arange(len(lines)), [len(points) for points in places])
    positions = KDTree(np.vstack(places))
    ends = KDTree(np.vstack([points[[0, -1]] for points in places]))
    meetings = []
    for number, points in enumerate(places):
        alternatives = set.intersection(
            *({end // 2 for end in ends.query_ball_point(points[at], AT_VERTEX)} for at in (0, -1))
        )
        found: dict[int, int] = {}
        for at in (0, -1):
            near = set(owner[positions.query_ball_point(points[at], AT_VERTEX)].tolist())
            for other in sorted(near - alternatives - {number}):
                found.setdefault(other, at)
        meetings.append(found)
    return meetings


def find_first_alike(lines: Sequence[ImportedLine]) -> list[int]:
    """Give for each line the number of the first that has the same positions, which may be its own."""
    first = list(range(len(lines)))
    by_length: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        by_length.setdefault(len(line.lon), []).append(number)
    for numbers in by_length.values():
        flat = np.array(
            [on_sphere(np.column_stack([lines[at].lon, lines[at].lat])).ravel() for at in numbers]
        )
        alike = KDTree(flat).query_ball_point(flat, AT_VERTEX, p=np.inf)
        for number, near in zip(numbers, alike, strict=True):
            first[number] = numbers[min(near)]
    return first
