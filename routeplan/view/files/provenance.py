"""Provenance: what a file tells of where its figures come from and what they are not for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from routeplan.geo.drawn_line import DRAWN
from routeplan.io.sources import Source
from routeplan.planning.records import NOT_FOR_NAVIGATION, provenance_record

WGS84 = "WGS 84, longitude and latitude in degrees (EPSG:4326)"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every file says of itself.

    Attributes
    ----------
    sources : tuple of Source
        The data behind it, each with its licence and checksum.
    scenarios : tuple of str
        Checksums of the scenarios that its routes were found under; empty where none was used.
    seed : int, optional
        Of random states, where there are any.
    crs : str
        Coordinate system of its positions.
    legs : str
        Kind of line between the vertices, and how it is drawn.
    note : str
        What it is not for.
    """

    sources: tuple[Source, ...]
    scenarios: tuple[str, ...] = ()
    seed: int | None = None
    crs: str = WGS84
    legs: str = DRAWN
    note: str = NOT_FOR_NAVIGATION

    @property
    def generator(self) -> str:
        """Name and version of this program."""
        return f"routeplan {version('routeplan')}"

    def record(self) -> dict[str, Any]:
        """Give all of it as JSON."""
        return {
            **provenance_record(self.sources),
            "scenario_sha256": list(self.scenarios),
            **({} if self.seed is None else {"seed": self.seed}),
            "crs": self.crs,
            "legs": self.legs,
            "note": self.note,
        }

    def to_json(self) -> str:
        """Write all of it as JSON on one line, for formats with a place for a text."""
        return json.dumps(self.record(), ensure_ascii=False)

    def rows(self) -> list[tuple[str, str]]:
        """Give all of it as pairs of subject and text, for people to read."""
        return [
            ("note", self.note),
            ("written by", self.generator),
            *(("scenario sha256", checksum) for checksum in self.scenarios),
            *([] if self.seed is None else [("seed", str(self.seed))]),
            ("coordinates", self.crs),
            ("legs", self.legs),
            *(("source", _told(source)) for source in self.sources),
        ]

    def text(self) -> str:
        """Write all of it as lines of text."""
        return "\n".join(f"{subject}: {value}" for subject, value in self.rows())


def _told(source: Source) -> str:
    doi = f"; doi:{source.doi}" if source.doi else ""
    return f"{source.name}{doi}; licence: {source.licence}; sha256 {source.sha256}"


def provenance_of(
    sources: Sequence[Source], *scenarios: str, seed: int | None = None, legs: str = DRAWN
) -> Provenance:
    """Make the provenance of a result; sources and checksums that come several times are told once."""
    return Provenance(
        tuple(dict.fromkeys(sources)),
        tuple(dict.fromkeys(checksum for checksum in scenarios if checksum)),
        seed,
        legs=legs,
    )
