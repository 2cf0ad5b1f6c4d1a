"""Stretches of one value along a line, and how short ones are avoided without losing protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line with one level; level 0 is the most careful choice.

    Attributes
    ----------
    from_km, to_km : float
    level : int
    """

    from_km: float
    to_km: float
    level: int

    @property
    def km(self) -> float:
        """Length."""
        return self.to_km - self.from_km


def find_stretches(edges_km: FloatArray, levels: Sequence[int] | npt.NDArray[np.integer]) -> list[Stretch]:
    """Join (n,) steps of the same level, between (n + 1,) kilometre points."""
    levels = np.asarray(levels)
    first = np.flatnonzero(np.concatenate([[True], levels[1:] != levels[:-1]]))
    ends = [*edges_km[first[1:]].tolist(), float(edges_km[-1])]
    return [Stretch(float(edges_km[at]), end, int(levels[at])) for at, end in zip(first, ends, strict=True)]


def lengthen(stretches: Sequence[Stretch], shortest_km: float) -> list[Stretch]:
    """Remove stretches that are too short, always to the side of the lower level.

    A short stretch takes the level of the lower of its neighbours that is nearest to its own. One that is lower than
    both is made longer at their cost. So no kilometre gets a higher level than it had.

    Examples
    --------
    A light cable between heavy ones is left out; a heavy one on a seamount is made longer:

    >>> coast = [Stretch(0.0, 20.0, 0), Stretch(20.0, 22.0, 1), Stretch(22.0, 60.0, 0)]
    >>> lengthen(coast, 5.0)
    [Stretch(from_km=0.0, to_km=60.0, level=0)]
    >>> seamount = [Stretch(0.0, 30.0, 3), Stretch(30.0, 32.0, 1), Stretch(32.0, 60.0, 3)]
    >>> [(stretch.from_km, stretch.to_km) for stretch in lengthen(seamount, 5.0)]
    [(0.0, 28.5), (28.5, 33.5), (33.5, 60.0)]
    """
    runs = list(stretches)
    while len(runs) > 1:
        at = min(range(len(runs)), key=lambda place: runs[place].km)
        short = runs[at]
        if short.km >= shortest_km - 1e-9:
            break
        lower = [run.level for run in _beside(runs, at) if run.level < short.level]
        if lower:
            changed = [*runs[:at], Stretch(short.from_km, short.to_km, max(lower)), *runs[at + 1 :]]
        else:
            changed = _widened(runs, at, shortest_km)
        runs = _joined(changed)
    return runs


def levels_at(stretches: Sequence[Stretch], kp_km: FloatArray) -> npt.NDArray[np.intp]:
    """(n,) level at kilometre points; at an edge, that of the stretch which begins there."""
    starts = np.array([stretch.from_km for stretch in stretches])
    levels = np.array([stretch.level for stretch in stretches], dtype=np.intp)
    return levels[np.clip(np.searchsorted(starts, kp_km, side="right") - 1, 0, len(starts) - 1)]


def snap(stretches: Sequence[Stretch], places_km: FloatArray, within_km: float) -> list[Stretch]:
    """Move edges between stretches to the nearest of some places where one is near, such as an alter course."""
    edges = np.array([stretch.to_km for stretch in stretches[:-1]])
    if not len(edges):
        return list(stretches)
    nearest = places_km[np.abs(places_km[None, :] - edges[:, None]).argmin(axis=1)]
    moved = np.where(np.abs(nearest - edges) <= within_km, nearest, edges)
    bounds = [stretches[0].from_km, *moved.tolist(), stretches[-1].to_km]
    return _joined([
        Stretch(start, end, stretch.level)
        for start, end, stretch in zip(bounds[:-1], bounds[1:], stretches, strict=True)
        if end > start
    ])  # fmt: skip


def cut_out(
    stretches: Sequence[Stretch], places_km: Sequence[float], clear_km: float, shortest_km: float
) -> list[Stretch]:
    """Give level 0 to what is near some places, and to what is then too short between two of them.

    Parameters
    ----------
    stretches : sequence of Stretch
        Of levels 0 and 1.
    places_km : sequence of float
    clear_km : float
        What is near, on either side.
    shortest_km : float
        A stretch that lost a part, and is shorter, is left out.

    Examples
    --------
    A cable crossed at km 40 and at km 43 is not ploughed between the two:

    >>> [(run.from_km, run.to_km, run.level) for run in cut_out([Stretch(0.0, 90.0, 1)], [40.0, 43.0], 1.0, 5.0)]
    [(0.0, 39.0, 1), (39.0, 44.0, 0), (44.0, 90.0, 1)]
    """
    if clear_km <= 0.0:
        return list(stretches)
    runs: list[Stretch] = []
    for run in stretches:
        start = run.from_km
        for place in sorted(places_km) if run.level else ():
            before, after = max(place - clear_km, start), min(place + clear_km, run.to_km)
            if before >= after:
                continue
            runs += [_kept(Stretch(start, before, run.level), run, shortest_km), Stretch(before, after, 0)]
            start = after
        runs.append(_kept(Stretch(start, run.to_km, run.level), run, shortest_km))
    return _joined([run for run in runs if run.km > 0.0])


def _kept(part: Stretch, whole: Stretch, shortest_km: float) -> Stretch:
    """Leave out a part that is too short; a whole stretch stays as it is."""
    return replace(part, level=0) if part != whole and part.km < shortest_km else part


def _beside(runs: Sequence[Stretch], at: int) -> list[Stretch]:
    return [runs[place] for place in (at - 1, at + 1) if 0 <= place < len(runs)]


def _widened(runs: Sequence[Stretch], at: int, shortest_km: float) -> list[Stretch]:
    """Lengthen a stretch evenly on both sides, but not into one of its own level or lower, nor beyond the ends."""
    own, level = runs[at], runs[at].level
    least = next((run.to_km for run in reversed(runs[:at]) if run.level <= level), runs[0].from_km)
    most = next((run.from_km for run in runs[at + 1 :] if run.level <= level), runs[-1].to_km)
    missing = shortest_km - own.km
    before = min(missing / 2.0, own.from_km - least)
    after = min(missing - before, most - own.to_km)
    before = min(missing - after, own.from_km - least)
    start, end = own.from_km - before, own.to_km + after
    out: list[Stretch] = []
    for run in runs[:at]:
        if run.from_km < start:
            out.append(Stretch(run.from_km, min(run.to_km, start), run.level))
    out.append(Stretch(start, end, level))
    for run in runs[at + 1 :]:
        if run.to_km > end:
            out.append(Stretch(max(run.from_km, end), run.to_km, run.level))
    return out


def _joined(runs: Sequence[Stretch]) -> list[Stretch]:
    """Join neighbours of the same level."""
    out: list[Stretch] = []
    for run in runs:
        if out and out[-1].level == run.level:
            out[-1] = Stretch(out[-1].from_km, run.to_km, run.level)
        else:
            out.append(run)
    return out
