"""What a candidate adds, and its rank: claimed only where it shares it with no other candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

INTERVAL = "hours_saved_per_year_90"
_HOURS = "hours_saved_per_year"


class Standing(Enum):
    """A candidate against the others, by the hours that it saves between all regions."""

    ALONE = auto()  # nothing to compare with
    OWN = auto()  # a rank that no other candidate can have
    SHARED = auto()  # its interval overlaps another


@dataclass(frozen=True, slots=True)
class Gain:
    """What a candidate adds between the regions where it saves most hours.

    Attributes
    ----------
    case_path : str
        Path in the record of the candidate in the ranking.
    path : str
        Path of what it adds between these regions.
    today_path : str
        Path of the same regions without candidates.
    regions : mapping
        The record at `path`.
    standing : Standing
    is_first : bool
        Whether no candidate can be ahead of it.
    """

    case_path: str
    path: str
    today_path: str
    regions: Mapping[str, Any]
    standing: Standing
    is_first: bool

    @property
    def is_significant(self) -> bool:
        """Whether the interval of the hours saved is above 0."""
        return bool(self.regions[INTERVAL][0] > 0.0)


def derive_gain(redundancy: Mapping[str, Any], candidate: int) -> Gain:
    """Find what a candidate adds, and whether it has a rank of its own.

    Parameters
    ----------
    redundancy : mapping
        Record of the redundancy, with ``ranking`` and ``today``.
    candidate : int
        Index of the candidate.
    """
    ranking = redundancy["ranking"]
    place = next(place for place, case in enumerate(ranking) if case["candidate"] == candidate)
    case = ranking[place]
    at = max(range(len(case["regions"])), key=lambda number: case["regions"][number][_HOURS])
    if len(ranking) == 1:
        standing = Standing.ALONE
    else:
        standing = Standing.OWN if case["rank_low"] == case["rank_high"] else Standing.SHARED
    case_path = f"redundancy.ranking.{place}"
    return Gain(
        case_path=case_path,
        path=f"{case_path}.regions.{at}",
        today_path=f"redundancy.today.regions.{at}",
        regions=case["regions"][at],
        standing=standing,
        is_first=case["rank_high"] == 1,
    )
