"""Find the smallest sets of barriers that have to give way for a path: a label search over regions of the sea.

The path of minimum colour on a graph, which is NP-hard in general: a label is a region and the set of barriers that
gave way on the way to it, and only a label whose set holds another one's is dropped. Few barriers part real seas, and
the labels are few; a search that needs more than a limit is stopped and says so.

References
----------
S. Yuan, S. Varma and J. P. Jue, Minimum-color path problems for reliability in mesh networks, IEEE INFOCOM 2005.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from routeplan.errors import NoRouteError
from routeplan.solver.barrier_regions import BarrierRegions

MOST_LABELS = 200_000


@dataclass(frozen=True, slots=True)
class RegionLeg:
    """What one leg of a path is to join: any region of its start with any of its end.

    Attributes
    ----------
    start, end : frozenset of int
        Regions.
    """

    start: frozenset[int]
    end: frozenset[int]


class LabelLimitError(NoRouteError):
    """A search that was stopped before its answer was proven."""


def find_fewest_barriers(
    regions: BarrierRegions,
    legs: Sequence[RegionLeg],
    ranks: Sequence[int],
    *,
    given: int = 0,
    most_labels: int = MOST_LABELS,
) -> tuple[int, ...]:
    """Find all smallest sets of barriers without which the legs, one after the other, have a path.

    Of two sets the smaller is the one with fewer barriers of the highest rank; if they have equally many, the one with
    fewer of the next rank, and so on.

    Parameters
    ----------
    regions : BarrierRegions
    legs : sequence of RegionLeg
    ranks : sequence of int
        Rank of each barrier, from 0; the highest gives last.
    given : int
        Barriers that have to give in any case, a bit each.
    most_labels : int
        The search stops after so many labels.

    Returns
    -------
    tuple of int
        Sets of equal size, a bit for each barrier; 0 is the empty set. Empty if there is no path whatever gives.

    Raises
    ------
    LabelLimitError
        If the search needs more labels.

    Examples
    --------
    A sea between two barriers, and beyond it the end: both have to give, or the one beside them alone.

    >>> import numpy as np
    >>> from routeplan.solver.barrier_regions import derive_regions
    >>> bits = np.array([[0, 1, 0, 2, 0], [0, 4, 4, 4, 0]], dtype=np.uint64)
    >>> regions = derive_regions(np.ones(bits.shape, dtype=bool), bits)
    >>> leg = RegionLeg(frozenset({int(regions.labels[0, 0])}), frozenset({int(regions.labels[0, 4])}))
    >>> find_fewest_barriers(regions, [leg], [0, 0, 0]), find_fewest_barriers(regions, [leg], [0, 0, 1])
    ((4,), (3,))
    """
    base = len(ranks) + 1
    sizes = [base**rank for rank in ranks]
    bits = [int(barriers) for barriers in regions.bits]
    order = count()  # of equal labels the first, so that a search is repeatable
    queue: list[tuple[int, int, int, int, int]] = []
    settled: dict[tuple[int, int], list[int]] = {}
    smallest: int | None = None
    found: list[int] = []

    def reach(leg: int, region: int, barriers: int) -> None:
        barriers |= bits[region]
        if not any(known & ~barriers == 0 for known in settled.get((leg, region), ())):
            heapq.heappush(queue, (_size(barriers, sizes), next(order), leg, region, barriers))

    for region in sorted(legs[0].start):
        reach(0, region, given)
    labels = 0
    while queue:
        size, _, leg, region, barriers = heapq.heappop(queue)
        if smallest is not None and size > smallest:
            break
        known = settled.setdefault((leg, region), [])
        if any(other & ~barriers == 0 for other in known):
            continue
        known.append(barriers)
        labels += 1
        if labels > most_labels:
            raise LabelLimitError(
                f"which of {len(ranks)} closed areas have to give way was not decided within {most_labels:,} partial "
                "sets; open some of them"
            )
        if region in legs[leg].end:
            if leg + 1 == len(legs):
                smallest = size
                if barriers not in found:
                    found.append(barriers)
                continue
            for begin in sorted(legs[leg + 1].start):
                reach(leg + 1, begin, barriers)
        for neighbour in regions.next_to(region):
            reach(leg, neighbour, barriers)
    return tuple(found)


def _size(barriers: int, sizes: Sequence[int]) -> int:
    """Size of a set: its barriers by rank, as the digits of a number."""
    total, at = 0, 0
    while barriers:
        if barriers & 1:
            total += sizes[at]
        barriers >>= 1
        at += 1
    return total
