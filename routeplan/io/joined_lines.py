"""Join lines whose ends meet: parts cut at 180 degrees, segments of one system."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine, on_sphere
from routeplan.io.line_meetings import AT_VERTEX, find_first_alike, find_meetings

_SEAM = 1e-6  # on a sphere of radius 1: ends within 6 m meet
LONGEST_GAP = 1.5  # of the longest leg: parts in order with a gap up to this are one line

_Part: TypeAlias = tuple[int, bool]  # number of a part, and whether it is turned


def join_parts(
    parts: Sequence[FloatArray], *, rings: bool = True, within: float = _SEAM
) -> list[tuple[FloatArray, list[int]]]:
    """Join (n, 2) parts that meet in pairs; the one that comes first keeps its direction.

    Parameters
    ----------
    parts : sequence of (n, 2) arrays
    rings : bool
        Whether parts that meet at both ends are joined; otherwise they are alternatives between the same ends.
    within : float
        On a sphere of radius 1: ends this near meet.

    Returns
    -------
    list of ((n, 2) array, list of int)
        Each line, and which parts it is made of, in its order.
    """
    if not parts:
        return []
    seams, touching = _find_seams(parts, within)
    chains: list[tuple[FloatArray, list[int]]] = []
    used: set[int] = set()
    for number in range(len(parts)):
        if number in used:
            continue
        chain = deque([(number, False)])
        used.add(number)
        while (step := _next_part(chain, seams, used, None if rings else touching)) is not None:
            at_end, added = step
            used.add(added[0])
            chain.append(added) if at_end else chain.appendleft(added)
        points = [parts[part][::-1] if turned else parts[part] for part, turned in chain]
        chains.append(
            (np.vstack([points[0], *(after[1:] for after in points[1:])]), [part for part, _ in chain])
        )
    return chains


def join_segments(lines: Sequence[ImportedLine]) -> list[ImportedLine]:
    """Join lines of a file whose ends meet in pairs, and say so; say where one branches from another.

    Two lines between the same ends are alternatives and stay apart, and so do lines with other legs, and lines of
    systems with other names.
    """
    systems = dict.fromkeys(line.system for line in lines)
    return [joined for name in systems for joined in _joined([line for line in lines if line.system == name])]


def _joined(lines: Sequence[ImportedLine]) -> list[ImportedLine]:
    if len(lines) < 2:
        return list(lines)
    lines = _with_repeats(lines)
    chains = join_parts(
        [np.column_stack([line.lon, line.lat]) for line in lines], rings=False, within=AT_VERTEX
    )
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
    name = names[0] if len(names) == 1 else f"{names[0]} ... {names[-1]}"
    said = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
    warning = (
        f"{len(parts)} segments that meet end to end are read as one line ({said}); "
        "give each another value in a column `system` to keep them apart"
    )
    segments = tuple(_along(parts, points))
    frames = [part.events for part in parts if part.events is not None]
    events = pd.concat(frames, ignore_index=True) if len(frames) == len(parts) else None
    # Warnings of the parts that are the same are told once.
    warnings = tuple(dict.fromkeys(told for part in parts for told in part.notes.warnings))
    return replace(
        first,
        name=name,
        lon=points[:, 0],
        lat=points[:, 1],
        events=events,
        notes=replace(first.notes, warnings=(*warnings, warning)),
        segments=segments,
    )


def _along(parts: Sequence[ImportedLine], points: FloatArray) -> Iterator[ImportedLine]:
    """Turn segments to the direction of the line that they were joined to, and let them meet exactly."""
    first = 0
    for part in parts:
        last = first + len(part.lon)
        lon, lat = points[first:last].T
        own, joined = (
            on_sphere(np.array([place])) for place in ((part.lon[-1], part.lat[-1]), points[last - 1])
        )
        is_turned = float(np.linalg.norm(own - joined)) > AT_VERTEX
        events = part.events if part.events is None or not is_turned else part.events[::-1]
        yield replace(part, lon=lon, lat=lat, events=events)
        first = last - 1


def _with_branches(lines: list[ImportedLine]) -> list[ImportedLine]:
    """Say where the end of a line lies on another: whether both are one system is decided where the coast is known."""
    return [
        line.warned(_branch(line, lines[min(met)])) if met else line
        for line, met in zip(lines, find_meetings(lines), strict=True)
    ]


def _branch(line: ImportedLine, other: ImportedLine) -> str:
    """Say where a line begins or ends at a position of another."""
    own, others = (on_sphere(np.column_stack([one.lon, one.lat])) for one in (line, other))
    apart = np.linalg.norm(own[[0, -1]][:, None] - others[None], axis=2)
    nearest = apart.min(axis=1)
    at = 0 if nearest[0] <= nearest[1] else -1
    where = format_position(float(line.lon[at]), float(line.lat[at]), decimals=4)
    ends_meet = apart[at, [0, -1]].min() <= AT_VERTEX
    how = "meets" if ends_meet else "branches from"
    return f"{line.name} {how} {other.name} at {where}"


def _with_repeats(lines: Sequence[ImportedLine]) -> list[ImportedLine]:
    """Say where a line is there twice, such as the same list on another sheet in another notation."""
    return [
        line
        if first == number
        else line.warned(
            f"it has the same positions as {lines[first].name}: each is valued; delete one of the two"
        )
        for number, (line, first) in enumerate(zip(lines, find_first_alike(lines), strict=True))
    ]


def _find_seams(parts: Sequence[FloatArray], within: float) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Find ends that meet: in pairs without a third, and all. An end is twice its part, plus 1 if it is the last."""
    ends = np.vstack([part[[0, -1]] for part in parts])
    touching: dict[int, list[int]] = {}
    for one, other in KDTree(on_sphere(ends)).query_pairs(within):
        touching.setdefault(one, []).append(other)
        touching.setdefault(other, []).append(one)
    seams = {one: near[0] for one, near in touching.items() if len(near) == len(touching[near[0]]) == 1}
    return seams, touching


def _next_part(
    chain: deque[_Part], seams: dict[int, int], used: set[int], touching: dict[int, list[int]] | None
) -> tuple[bool, _Part] | None:
    """Find the part that goes on where a chain starts or ends, and say which; a part on both sides makes a ring."""
    (first, first_turned), (last, last_turned) = chain[0], chain[-1]
    edges = 2 * first + first_turned, 2 * last + (not last_turned)
    for at_end, edge in zip((False, True), edges, strict=True):
        met = seams.get(edge)
        if met is None or met // 2 in used:
            continue
        if touching is not None:
            between = [near for end in edges for near in touching.get(end, ()) if near // 2 == met // 2]
            if len(between) > 1:
                continue
        # At the end the part must begin where they meet, at the start it must end there.
        return at_end, (met // 2, (met % 2 == 1) == at_end)
    return None
