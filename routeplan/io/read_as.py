"""What a reader understood of a file: columns, datum and warnings, told before anything is valued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from routeplan.geo.position_text import format_position

WGS84 = "WGS 84"


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """What a reader notes beside the line.

    Attributes
    ----------
    file, table : str
        Name of the file; sheet, layer or feature in it, or empty.
    columns : mapping of str to str
        Headings by what they are used for; empty for a map.
    datum : str
        As the file names it, with what was done about it.
    warnings : tuple of str
        One line each: the thing, the value, what to do.
    """

    file: str = ""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    datum: str = WGS84
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A line as it was understood.

    Attributes
    ----------
    notes : ReadNotes
    positions : int
    first, last : (float, float)
        Longitude and latitude.
    length_km : float
        On the ellipsoid, along the legs.
    legs : str
        Kind of line between the positions.
    """

    notes: ReadNotes
    positions: int
    first: tuple[float, float]
    last: tuple[float, float]
    length_km: float
    legs: str

    def record(self) -> dict[str, Any]:
        """Give the scalars of ``read_as`` in JSON; positions are [lon, lat]."""
        return {
            "file": self.notes.file,
            "table": self.notes.table,
            "columns": dict(self.notes.columns),
            "positions": self.positions,
            "first": [round(value, 6) for value in self.first],
            "last": [round(value, 6) for value in self.last],
            "length_km": round(self.length_km, 3),
            "legs": self.legs,
            "datum": self.notes.datum,
            "warnings": list(self.notes.warnings),
        }

    def describe(self) -> list[str]:
        """Say it in a line, the columns in a second where there are any, and a line for each warning."""
        place = f"{self.notes.file}, {self.notes.table}" if self.notes.table else self.notes.file
        ends = [format_position(*end, decimals=4) for end in (self.first, self.last)]
        lines = [
            f"read {place}: {self.positions} positions from {ends[0]} to {ends[1]}, {self.length_km:,.1f} km, "
            f"{self.legs} legs, {self.notes.datum}"
        ]
        if self.notes.columns:
            lines.append("columns: " + "; ".join(f"{use} = {name}" for use, name in self.notes.columns.items()))
        return lines + [f"warning: {warning}" for warning in self.notes.warnings]
