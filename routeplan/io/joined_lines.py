"""Join lines whose ends meet: parts cut at 180 degrees, segments of one system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.spatial import KDTree

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine, on_sphere

_SEAM = 1e-6  # on a sphere of radius 1: ends within 6 m meet
_AT_VERTEX = 1.6e-5  # 100 m


def join_parts(parts: Sequence[FloatArray], *, rings: bool = True) -> list[tuple[FloatArray, list[int]]]:
    """Join (n, 2) parts that meet in pairs; the one that comes first keeps its direction.

    Parameters
    ----------
    parts : sequence of (n, 2) arrays
    rings : bool
        Whether parts that meet at both ends are joined; otherwise they are alternatives between the same ends.

    Returns
    -------
    list of ((n, 2) array, list of int)
        Each line, and which parts it is made of, in its order.
    """
    chains = [(part, [number]) for number, part in enumerate(parts)]
    while (seam := _seam([points for points, _ in chains], rings=rings)) is not None:
        (one, at_end), (other, at_others_end) = seam
        after, after_parts = chains.pop(other)
        points, made_of = chains[one]
        if at_end == at_others_end:
            after, after_parts = after[::-1], after_parts[::-1]
        first, second = (points, after) if at_end else (after, points)
        order = made_of + after_parts if at_end else after_parts + made_of
        chains[one] = (np.vstack([first, second[1:]]), order)
    return chains


def join_segments(lines: Sequence[ImportedLine]) -> list[ImportedLine]:
    """Join lines of a file whose ends meet in pairs, and say so; say where one branches from another.

    Two lines between the same ends are alternatives and stay apart, and so do lines with other legs.
    """
    if len(lines) < 2:
        return list(lines)
    chains = join_parts([np.column_stack([line.lon, line.lat]) for line in lines], rings=False)
    joined: list[ImportedLine] = []
    for points, order in chains:
        parts = [lines[at] for at in order]
        if len(parts) == 1 or len({part.legs for part in parts}) > 1:
            joined += parts
        else:
            joined.append(_one(parts, points))
    return _with_branches(joined)


def _one(parts: list[ImportedLine], points: FloatArray) -> ImportedLine:
    first = parts[0]
    names = list(dict.fromkeys(part.name for part in parts))
    name = names[0] if len(names) == 1 else _common_name(names)
    said = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
    warning = (
        f"{len(parts)} segments that meet end to end are read as one line ({said}); "
        "give each another value in a column `system` to keep them apart"
    )
    events = None if any(part.events is None for part in parts) else _events(parts, points)
    # Warnings of the parts that are the same are told once.
    warnings = tuple(dict.fromkeys(told for part in parts for told in part.notes.warnings))
    return replace(
        first,
        name=name,
        lon=points[:, 0],
        lat=points[:, 1],
        events=events,
        notes=replace(first.notes, warnings=(*warnings, warning)),
    )


def _events(parts: list[ImportedLine], points: FloatArray) -> object:
    import pandas as pd

    frames = [part.events for part in parts if part.events is not None]
    del points
    return pd.concat(frames, ignore_index=True)


def _common_name(names: list[str]) -> str:
    return f"{names[0]} ... {names[-1]}"


def _with_branches(lines: list[ImportedLine]) -> list[ImportedLine]:
    """Say where the end of a line lies on another: it is a branch, valued as a line of its own."""
    if len(lines) < 2:
        return lines
    out = []
    for number, line in enumerate(lines):
        ends = on_sphere(np.column_stack([line.lon, line.lat])[[0, -1]])
        told = ""
        for other_number, other in enumerate(lines):
            if other_number == number:
                continue
            inner = on_sphere(np.column_stack([other.lon, other.lat]))[1:-1]
            if not len(inner):
                continue
            distance, _ = KDTree(inner).query(ends)
            if distance.min() < _AT_VERTEX:
                at = 0 if distance[0] <= distance[1] else -1
                where = format_position(float(line.lon[at]), float(line.lat[at]), 4)
                told = (
                    f"{line.name} branches from {other.name} at {where}: it is valued as a line of its own, "
                    "with a landing counted at that end"
                )
        out.append(line.warned(told) if told else line)
    return out


def _seam(parts: list[FloatArray], *, rings: bool) -> tuple[tuple[int, bool], tuple[int, bool]] | None:
    """Find two parts that meet and no third: which, and whether with their last position."""
    if len(parts) < 2:
        return None
    ends = np.vstack([part[[0, -1]] for part in parts])
    pairs = sorted(KDTree(on_sphere(ends)).query_pairs(_SEAM))
    meetings = Counter(end for pair in pairs for end in pair)
    touching = Counter(frozenset((one // 2, other // 2)) for one, other in pairs)
    for one, other in pairs:
        alone = one // 2 != other // 2 and meetings[one] == meetings[other] == 1
        if alone and (rings or touching[frozenset((one // 2, other // 2))] == 1):
            return (one // 2, one % 2 == 1), (other // 2, other % 2 == 1)
    return None
