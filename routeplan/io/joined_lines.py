"""Join lines whose ends meet: parts cut at 180 degrees, segments of one system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine, on_sphere

_SEAM = 1e-6  # on a sphere of radius 1: ends within 6 m meet
LONGEST_GAP = 1.5  # of the longest leg: parts in order with a gap up to this are one line
_AT_VERTEX = 1.6e-5  # 100 m


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
    chains = [(part, [number]) for number, part in enumerate(parts)]
    while (seam := _seam([points for points, _ in chains], rings=rings, within=within)) is not None:
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
        [np.column_stack([line.lon, line.lat]) for line in lines], rings=False, within=_AT_VERTEX
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
        is_turned = float(np.linalg.norm(own - joined)) > _AT_VERTEX
        events = part.events if part.events is None or not is_turned else part.events[::-1]
        yield replace(part, lon=lon, lat=lat, events=events)
        first = last - 1


def _with_branches(lines: list[ImportedLine]) -> list[ImportedLine]:
    """Say where the end of a line lies on another: whether both are one system is decided where the coast is known."""
    out = []
    for line in lines:
        told = [branch for other in lines if other is not line and (branch := _branch(line, other))]
        out.append(line.warned(told[0]) if told else line)
    return out


def _branch(line: ImportedLine, other: ImportedLine) -> str:
    """Say where a line begins or ends at a position of another; empty if it does not, or they are alternatives."""
    own, others = (on_sphere(np.column_stack([one.lon, one.lat])) for one in (line, other))
    apart = np.linalg.norm(own[[0, -1]][:, None] - others[None], axis=2)
    nearest = apart.min(axis=1)
    alternatives = apart[:, [0, -1]].min(axis=1).max() <= _AT_VERTEX
    if nearest.min() > _AT_VERTEX or alternatives:
        return ""
    at = 0 if nearest[0] <= nearest[1] else -1
    where = format_position(float(line.lon[at]), float(line.lat[at]), decimals=4)
    ends_meet = apart[at, [0, -1]].min() <= _AT_VERTEX
    how = "meets" if ends_meet else "branches from"
    return f"{line.name} {how} {other.name} at {where}"


def _with_repeats(lines: Sequence[ImportedLine]) -> list[ImportedLine]:
    """Say where a line is there twice, such as the same list on another sheet in another notation."""
    out: list[ImportedLine] = []
    for line in lines:
        same = next((other for other in out if _is_same(line, other)), None)
        told = same and f"it has the same positions as {same.name}: each is valued; delete one of the two"
        out.append(line.warned(told) if told else line)
    return out


def _is_same(one: ImportedLine, other: ImportedLine) -> bool:
    if len(one.lon) != len(other.lon):
        return False
    places = [on_sphere(np.column_stack([line.lon, line.lat])) for line in (one, other)]
    return float(np.abs(places[0] - places[1]).max()) <= _AT_VERTEX


def _seam(
    parts: list[FloatArray], *, rings: bool, within: float
) -> tuple[tuple[int, bool], tuple[int, bool]] | None:
    """Find two parts that meet and no third: which, and whether with their last position."""
    if len(parts) < 2:
        return None
    ends = np.vstack([part[[0, -1]] for part in parts])
    pairs = sorted(KDTree(on_sphere(ends)).query_pairs(within))
    meetings = Counter(end for pair in pairs for end in pair)
    touching = Counter(frozenset((one // 2, other // 2)) for one, other in pairs)
    for one, other in pairs:
        alone = one // 2 != other // 2 and meetings[one] == meetings[other] == 1
        if alone and (rings or touching[frozenset((one // 2, other // 2))] == 1):
            return (one // 2, one % 2 == 1), (other // 2, other % 2 == 1)
    return None
