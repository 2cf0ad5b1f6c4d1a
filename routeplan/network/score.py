"""A score of redundancy between two regions, 0 to 100, never shown without the parts it is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.errors import UsageError

# Enough paths but for one part in 10,000 of the worst month, 4 minutes of it, is full marks.
FULL_NINES = 4.0


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score.

    Attributes
    ----------
    name : str
    measured : str
        What was measured, with its unit.
    full : str
        What gives full marks.
    marks : float
        0 to 1.
    weight : float
    """

    name: str
    measured: str
    full: str
    marks: float
    weight: float


@dataclass(frozen=True, repr=False)
class Score:
    """A score with its parts.

    Attributes
    ----------
    name : str
        Which regions.
    parts : tuple of ScorePart
    """

    name: str
    parts: tuple[ScorePart, ...]

    def __post_init__(self) -> None:
        if not sum(part.weight for part in self.parts) > 0:
            raise UsageError("a redundancy score whose weights are all 0; give one of them more")

    @property
    def points(self) -> float:
        """Weighted mean of the marks, 0 to 100."""
        weights = sum(part.weight for part in self.parts)
        return 100.0 * sum(part.weight * part.marks for part in self.parts) / weights

    @property
    def table(self) -> pd.DataFrame:
        """Parts one by one: ``part``, ``measured``, ``full_marks_at``, ``marks`` (0-1), ``weight``."""
        rows = [(part.name, part.measured, part.full, part.marks, part.weight) for part in self.parts]
        return pd.DataFrame(rows, columns=["part", "measured", "full_marks_at", "marks", "weight"])

    def __str__(self) -> str:
        parts = ", ".join(f"{part.name} {part.marks:.2f} ({part.measured})" for part in self.parts)
        return f"{self.name}: {self.points:.0f} of 100: {parts}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self.name}: {self.points:.0f} of 100</p>" + self.table.to_html(
            index=False, float_format="{:.2f}".format
        )


@dataclass(frozen=True, slots=True)
class Measures:
    """What a score is made from.

    Attributes
    ----------
    paths : int
        Link-disjoint.
    groups : mapping of str to int
        Fewest failures that part the regions, by what each takes with it.
    separation_km : float
        Of the best separated pair of paths.
    worst_month_low : float
        Lower end of the interval of the worst month's availability.
    paths_without_strait : int
        Left when the strait that most depend on is closed.
    strait : str
        Which one that is; empty where none takes a path.
    """

    paths: int
    groups: dict[str, int]
    separation_km: float
    worst_month_low: float
    paths_without_strait: int
    strait: str


def derive_score(name: str, measures: Measures, assumed: NetworkAssumptions) -> Score:
    """Score the redundancy between two regions.

    Each part grows with what it measures and never falls when a link is added; docs/redundancy-network.md defines them.

    Parameters
    ----------
    name : str
        Which regions.
    measures : Measures
    assumed : NetworkAssumptions
        Scales and weights.
    """
    weakest = min(measures.groups, key=lambda kind: measures.groups[kind])
    fewest = measures.groups[weakest]
    short = max(1.0 - measures.worst_month_low, 10.0**-FULL_NINES)
    strait = f" without {measures.strait}" if measures.strait else ", none by a shared strait"
    far = assumed.enough_separation_km
    apart = measures.separation_km
    return Score(
        name,
        (
            ScorePart(
                "disjoint paths",
                f"{measures.paths} paths",
                f"{assumed.enough_paths:g} paths",
                min(1.0, measures.paths / assumed.enough_paths),
                assumed.weight_paths,
            ),
            ScorePart(
                "shared risks",
                f"{fewest} failure{'' if fewest == 1 else 's'} part{'s' if fewest == 1 else ''} them, by {weakest}",
                f"{assumed.enough_groups:g} failures",
                min(1.0, fewest / assumed.enough_groups),
                assumed.weight_groups,
            ),
            ScorePart(
                "separation",
                "not on one map" if math.isinf(apart) else f"{apart:,.0f} km between the best pair",
                f"{far:g} km",
                min(1.0, apart / far),
                assumed.weight_separation,
            ),
            ScorePart(
                "worst month",
                f"enough paths at least {100 * measures.worst_month_low:.2f} % of it",
                f"{100 * (1 - 10**-FULL_NINES):.2f} %",
                min(1.0, -math.log10(short) / FULL_NINES),
                assumed.weight_availability,
            ),
            ScorePart(
                "chokepoints",
                f"{measures.paths_without_strait} paths{strait}",
                f"{assumed.enough_paths:g} paths",
                min(1.0, measures.paths_without_strait / assumed.enough_paths),
                assumed.weight_chokepoints,
            ),
        ),
    )


def worst_low(by_month: pd.DataFrame) -> float:
    """Lower end of the interval in the month that is worst."""
    low: npt.NDArray[np.float64] = by_month["low"].to_numpy(np.float64)
    return float(low.min())
