"""What a candidate adds against the others: a rank is claimed only where 95 % intervals are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

_HOURS, _INTERVAL = "hours_saved_per_year", "hours_saved_per_year_95"


class Standing(Enum):
    """A candidate against the others, by the hours that it saves."""

    ALONE = auto()  # nothing to compare with
    MOST = auto()  # its interval is above all others
    NOT_RANKED = auto()  # its interval overlaps another, and none is above it
    LESS = auto()  # another interval is above its own


@dataclass(frozen=True, slots=True)
class Gain:
    """What a candidate adds between the regions where it saves most hours.

    Attributes
    ----------
    path : str
        Path in the record of what it adds between these regions.
    today_path : str
        Path of the same regions without candidates.
    regions : mapping
        The record at `path`.
    standing : Standing
        Against the other candidates of its connection, between the same regions.
    better_path : str
        Path of a candidate that saves more; empty if there is none.
    better : int
        Its index among the candidates; -1 if there is none.
    """

    path: str
    today_path: str
    regions: Mapping[str, Any]
    standing: Standing
    better_path: str = ""
    better: int = -1

    @property
    def is_significant(self) -> bool:
        """Whether the interval of the hours saved is above 0."""
        return bool(self.regions[_INTERVAL][0] > 0.0)


def derive_gain(redundancy: Mapping[str, Any], candidate: int, rivals: Sequence[int]) -> Gain:
    """Find what a candidate adds, and whether it can be ranked among its rivals.

    Parameters
    ----------
    redundancy : mapping
        Record of the redundancy, with ``ranking`` and ``today``.
    candidate : int
        Index of the candidate.
    rivals : sequence of int
        The other candidates of its connection.
    """
    places = {case["candidate"]: place for place, case in enumerate(redundancy["ranking"])}
    own = redundancy["ranking"][places[candidate]]["regions"]
    at = max(range(len(own)), key=lambda place: own[place][_HOURS])
    paths = {rival: f"redundancy.ranking.{places[rival]}.regions.{at}" for rival in (candidate, *rivals)}
    intervals = {rival: redundancy["ranking"][places[rival]]["regions"][at][_INTERVAL] for rival in rivals}
    low, high = own[at][_INTERVAL]
    above = [rival for rival in rivals if intervals[rival][0] > high]
    if not rivals:
        standing = Standing.ALONE
    elif above:
        standing = Standing.LESS
    elif all(low > intervals[rival][1] for rival in rivals):
        standing = Standing.MOST
    else:
        standing = Standing.NOT_RANKED
    better = max(above, key=lambda rival: intervals[rival][0], default=-1)
    return Gain(
        paths[candidate], f"redundancy.today.regions.{at}", own[at], standing, paths.get(better, ""), better
    )
