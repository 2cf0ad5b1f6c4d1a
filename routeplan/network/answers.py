"""What a network answers: disjoint paths, and what joint events leave of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from routeplan.network.disjoint_paths import DisjointBy
from routeplan.network.regions import Region


@dataclass(frozen=True, repr=False)
class DisjointPaths:
    """Disjoint paths between two regions.

    Attributes
    ----------
    name : str
    apart : DisjointBy
        What they do not share.
    most : int
        How many there are at most.
    table : DataFrame
        One row a path, shortest first: ``path`` (number), ``length_km`` (cable and way over land), ``rtt_ms``,
        ``cables``, ``ashore``.
    cut : tuple of str
        Cables whose loss parts the regions, no more than needed.
    """

    name: str
    apart: DisjointBy
    most: int
    table: pd.DataFrame
    cut: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<DisjointPaths {self.name}: {self.most} that share no {self.apart}>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>{self.table.to_html(index=False, float_format='{:,.1f}'.format)}"


@dataclass(frozen=True, slots=True)
class JointLoss:
    """What is left by events that take several of today's paths at once.

    Attributes
    ----------
    per_year : float
        How often one comes.
    left_today, left : float
        Paths left on average, of today's cables and with candidates; NaN where no event takes several.
    """

    per_year: float
    left_today: float
    left: float


def pair_name(start: Region, end: Region, *, direct: bool) -> str:
    """Label of a pair of regions."""
    return f"{start} – {end}" + ("" if direct else ", any way")
