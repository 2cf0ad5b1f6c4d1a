"""Systems that were announced: their stops, and what was said about their length and cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from routeplan.catalog.models import Landing
from routeplan.catalog.place_cells import LandingCell
from routeplan.errors import DataError
from routeplan.io.csv_rows import CsvRow, Key, OrNone, Several, Text, read_rows
from routeplan.io.sources import embedded

Positive = Annotated[float, Field(gt=0.0)]


@dataclass(frozen=True, slots=True)
class Announced:
    """A figure as announced: the least and the greatest that was said.

    Attributes
    ----------
    low, high : float
    """

    low: float
    high: float

    def __str__(self) -> str:
        low, high = (f"{value:,.0f}" for value in (self.low, self.high))
        return low if low == high else f"{low}–{high}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An announced system.

    Attributes
    ----------
    id, name : str
    stops : tuple of Landing
        Of the trunk, in their order.
    branches : tuple of Landing
        To be joined wherever that costs least.
    stand_ins : tuple of Landing
        Those of stops and branches that no announcement names: it names a country, a coast or a place inland.
    length_km, cost_musd : Announced or None
        Of the whole system, kilometres and million USD; None where nothing was announced.
    source, remark : str
        Announcements, and what they leave open.
    """

    id: str
    name: str
    stops: tuple[Landing, ...]
    branches: tuple[Landing, ...]
    stand_ins: tuple[Landing, ...]
    length_km: Announced | None
    cost_musd: Announced | None
    source: str
    remark: str


class ProposalRow(CsvRow):
    """A row of the table of announced systems."""

    id: Key
    name: Text
    stops: Several[LandingCell]
    branches: Several[LandingCell]
    stand_ins: Several[LandingCell]
    length_low_km: OrNone[Positive]
    length_high_km: OrNone[Positive]
    cost_low_musd: OrNone[Positive]
    cost_high_musd: OrNone[Positive]
    source: Annotated[Text, Field(description="where stops, length and cost are announced")]
    remark: str

    def proposal(self) -> Proposal:
        """Put both ends of each figure together.

        Raises
        ------
        DataError
            If a range has one end only or is upside down, or a landing stands in that the system does not have.
        """
        strange = [landing.id for landing in self.stand_ins if landing not in (*self.stops, *self.branches)]
        if strange:
            raise DataError(
                f"announced system {self.id}: {strange[0]} in stand_ins is no landing of it; give its stops or branches"
            )
        return Proposal(
            id=self.id,
            name=self.name,
            stops=self.stops,
            branches=self.branches,
            stand_ins=self.stand_ins,
            length_km=self._announced("length", self.length_low_km, self.length_high_km),
            cost_musd=self._announced("cost", self.cost_low_musd, self.cost_high_musd),
            source=self.source,
            remark=self.remark,
        )

    def _announced(self, what: str, low: float | None, high: float | None) -> Announced | None:
        if low is None and high is None:
            return None
        if low is None or high is None or low > high:
            raise DataError(
                f"announced system {self.id}: {what} from {low} to {high}; give the lower figure first, or leave both "
                "empty"
            )
        return Announced(low, high)


def read_proposals(path: Path | None = None) -> tuple[Proposal, ...]:
    """Read the embedded announced systems, or a table of yours with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, stops, branches, stand_ins (ids of landings, separated by
        semicolons), length_low_km, length_high_km, cost_low_musd, cost_high_musd (empty where nothing was
        announced), source and remark. Default: the embedded table.

    Returns
    -------
    tuple of Proposal
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, names an unknown landing, or has an invalid
        value.

    Examples
    --------
    Of one of the four, the announcement names every landing:

    >>> [proposal.name for proposal in read_proposals() if not proposal.stand_ins]
    ['Greenland Connect']
    """
    return _read_proposals(path or embedded("cable-proposals").path)


@cache
def _read_proposals(path: Path) -> tuple[Proposal, ...]:
    return tuple(row.proposal() for row in read_rows(path, ProposalRow, unique="id"))
