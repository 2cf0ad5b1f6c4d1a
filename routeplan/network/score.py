"""The redundancy score of two regions, 0 to 100, always shown with its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.errors import UsageError

# Full marks if paths are too few for at most 1 part in 10,000 of the worst month (4 minutes).
FULL_NINES = 4.0


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score.

    Attributes
    ----------
    name : str
    measured : str
        Measured value with its unit.
    full : str
        Value that gives full marks.
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
        The regions.
    parts : tuple of ScorePart
    """

    name: str
    parts: tuple[ScorePart, ...]

    def __post_init__(self) -> None:
        if not sum(part.weight for part in self.parts) > 0:
            raise UsageError("all weights of the redundancy score are 0; set one of weight_* above 0")

    @property
    def points(self) -> float:
        """Weighted mean of the marks, 0 to 100."""
        weights = sum(part.weight for part in self.parts)
        return 100.0 * sum(part.weight * part.marks for part in self.parts) / weights

    @property
    def table(self) -> pd.DataFrame:
        """One row per part: ``part``, ``measured``, ``full_marks_at``, ``marks`` (0-1), ``weight``."""
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
    """Measured values that a score is derived from.

    Attributes
    ----------
    paths : int
        Link-disjoint paths.
    groups : mapping of str to int
        Fewest failures that separate the regions, by kind of shared risk.
    separation_km : float
        Separation of the best separated pair of paths.
    worst_month_low : float
        Availability in the worst month, lower end of its interval.
    paths_without_strait : int
        Paths left when the strait closes that carries most paths.
    strait : str
        Name of that strait; empty if no strait carries a path.
    """

    paths: int
    groups: dict[str, int]
    separation_km: float
    worst_month_low: float
    paths_without_strait: int
    strait: str


def derive_score(name: str, measures: Measures, assumed: NetworkAssumptions) -> Score:
    """Score the redundancy between two regions.

    The marks of a part never fall when a link is added. docs/redundancy-network.md defines the parts.

    Parameters
    ----------
    name : str
        The regions.
    measures : Measures
    assumed : NetworkAssumptions
        Gives scales and weights.
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
                f"{measures.paths_without_strait} path{'' if measures.paths_without_strait == 1 else 's'}{strait}",
                f"{assumed.enough_paths:g} paths",
                min(1.0, measures.paths_without_strait / assumed.enough_paths),
                assumed.weight_chokepoints,
            ),
        ),
    )
