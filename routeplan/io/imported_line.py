"""A line read from a file, and what a reader of lines must offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.charted_line import ChartedLine, Legs
from routeplan.geo.geodesy import FloatArray, on_unit_sphere
from routeplan.geo.track import Line
from routeplan.io.read_as import ReadAs, ReadNotes

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-9  # on a sphere of radius 1: 6 mm; positions this near are one
_RHUMB = r"(?:rhumb|loxodrom|локсодром|航程線|kompasslinj)"
_GEODESIC = r"(?:geodesic|geod[aä]t|great[\s-]*circle|orthodrom|ортодром|geodet|大圏)"
_DENIED = r"\w*(?:\s+\w+){0,2}\s+(?:not|nicht|ikke|inte|never|не)\b"
_NOT = r"\b(?:not|no|non|never|nicht|kein\w*|ikke|inte|pas|не|instead of|rather than|other than)\b[^.;:()]{0,24}?"


@dataclass(frozen=True, slots=True)
class NodeMark:
    """What a file says of a place where lines end or meet.

    Attributes
    ----------
    lon, lat : float
    is_landing : bool
        Otherwise it is a branching unit at sea.
    """

    lon: float
    lat: float
    is_landing: bool


@dataclass(frozen=True, repr=False, eq=False)
class ImportedLine:
    """A line from a file: a planned or laid route, a cable on a chart.

    Attributes
    ----------
    name : str
        Name in the file, else the name of the file.
    lon, lat : (n,) arrays
        Vertices from start to end, degrees on WGS 84, n >= 2, no two consecutive ones equal.
    legs : "geodesic" or "rhumb"
        Kind of line between the vertices.
    source : str
        The file and the place in it.
    events : DataFrame or None
        For a position list, one row per position: ``row`` (in the file), ``lon``, ``lat``, ``event``,
        ``cumulative_km``, ``cumulative_cable_km``, ``slack_pct``, ``cable_type``, ``number``, ``distance_km``,
        ``leg_cable_km``, ``bearing_start_deg``, ``bearing_end_deg``, ``burial_m``, ``depth_m``, ``slope_along_deg``,
        ``slope_across_deg``, ``jurisdiction`` and ``remarks`` as written, whatever their unit; empty or NaN where the
        file has none. None for lines of a map; points of a map have the first seven.
    notes : ReadNotes
        What the reader understood of the file.
    system : str
        Cable system that the file names for it; empty where it names none.
    segments : tuple of ImportedLine
        Segments that were joined to this line, in its order and direction; empty for a line that is one.
    marks : tuple of NodeMark
        Landings and branching units that the file marks, of all its lines; only files that routeplan wrote do.
    """

    name: str
    lon: FloatArray
    lat: FloatArray
    legs: Legs
    source: str
    events: pd.DataFrame | None = None
    notes: ReadNotes = field(default_factory=ReadNotes)
    system: str = ""
    segments: tuple[ImportedLine, ...] = ()
    marks: tuple[NodeMark, ...] = ()

    def __post_init__(self) -> None:
        for axis, values, limit in (("latitude", self.lat, 90.0), ("longitude", self.lon, 180.0)):
            wrong = values[~(np.abs(values) <= limit)]
            if len(wrong):
                raise DataError(
                    f"{self.source}: {axis} {wrong[0]:g} is not a position; "
                    f"give degrees from {-limit:g} to {limit:g}, longitude before latitude in a map"
                )
        if len(self.lon) < 2:
            raise DataError(f"{self.source}: {len(self.lon)} position is not a line; give two or more")
        if self.legs not in ("geodesic", "rhumb"):
            raise DataError(f"{self.source}: legs {self.legs!r}; give geodesic or rhumb")

    @property
    def on_geodesics(self) -> Line:
        """The line with geodesic legs; rhumb legs get vertices close enough."""
        return ChartedLine(np.asarray(self.lon), np.asarray(self.lat), self.legs).on_geodesics

    @property
    def read_as(self) -> ReadAs:
        """What the reader understood: to be told before the line is valued."""
        lon, lat = (np.asarray(values, dtype=np.float64) for values in (self.lon, self.lat))
        return ReadAs(
            notes=self.notes if self.notes.file else replace(self.notes, file=self.source),
            positions=len(lon),
            first=(float(lon[0]), float(lat[0])),
            last=(float(lon[-1]), float(lat[-1])),
            length_km=self.on_geodesics.length_km,
            legs=self.legs,
        )

    def warned(self, *warnings: str) -> ImportedLine:
        """Add warnings to what the reader notes."""
        return replace(self, notes=replace(self.notes, warnings=(*self.notes.warnings, *warnings)))

    def __repr__(self) -> str:
        return f"<ImportedLine {self.name}: {len(self.lon)} positions, {self.legs} legs, {self.source}>"


@dataclass(frozen=True, slots=True)
class LineReader:
    """A reader of one family of formats.

    Attributes
    ----------
    formats : str
        Names of the formats, for messages.
    recognises : callable (Path, bytes) -> bool
        Whether a file is of these formats, by its path and its first 512 bytes.
    read : callable (Path) -> list of ImportedLine
        Read every line of the file; raise DataError if there is none.
    read_columns : callable (Path, str) -> list of ImportedLine, optional
        The same with columns that the user names, for tables.
    """

    formats: str
    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Path], list[ImportedLine]]
    read_columns: Callable[[Path, str], list[ImportedLine]] | None = None


def make_line(
    name: str,
    points: FloatArray,
    legs: Legs,
    *,
    where: str,
    events: pd.DataFrame | None = None,
    notes: ReadNotes | None = None,
) -> ImportedLine:
    """Make a line of (n, 2) positions, each repeated position once."""
    if not np.isfinite(points).all():
        raise DataError(f"{where}: a position is no number; give longitude and latitude in degrees")
    places = on_sphere(points)
    apart = np.linalg.norm(np.diff(places, axis=0), axis=1) > _SAME
    lon, lat = points[np.concatenate([[True], apart])].T
    lon = np.where((np.abs(lon) > 180.0) & (np.abs(lon) <= 360.0), (lon + 180.0) % 360.0 - 180.0, lon)
    return ImportedLine(name, lon, lat, legs, where, events, notes or ReadNotes())


def with_segments(line: ImportedLine, points: FloatArray, starts: Sequence[tuple[int, str]]) -> ImportedLine:
    """Say which segments a line has: where each begins in its (n, 2) positions, and its name.

    The leg to the first position of the next segment belongs to the one before. A segment without length makes the line
    one whole.
    """
    edges = [at for at, _ in starts] + [len(points) - 1]
    pieces = [points[first : last + 1] for first, last in pairwise(edges)]
    if len(starts) < 2 or any(len(piece) < 2 or np.ptp(piece, axis=0).max() < _SAME for piece in pieces):
        return line
    segments = tuple(
        replace(
            make_line(name, piece, line.legs, where=line.source, notes=line.notes),
            events=None if line.events is None else line.events.iloc[:0],
            system=line.system,
        )
        for piece, (_, name) in zip(pieces, starts, strict=True)
    )
    return replace(line, segments=segments)


def find_legs(remarks: Iterable[str]) -> Legs:
    """Say what runs between positions: rhumb lines if a remark says so and none says geodesics, else geodesics.

    Examples
    --------
    >>> find_legs(["Legs: rhumb lines"]), find_legs(["Distances are geodesic (not rhumb line)"])
    ('rhumb', 'geodesic')
    """
    rhumb = geodesic = False
    for remark in remarks:
        text = remark.casefold()
        affirmed = re.sub(rf"{_NOT}(?:{_RHUMB}|{_GEODESIC})|(?:{_RHUMB}|{_GEODESIC}){_DENIED}", " ", text)
        rhumb |= re.search(_RHUMB, affirmed) is not None
        geodesic |= re.search(_GEODESIC, affirmed) is not None
    return "rhumb" if rhumb and not geodesic else "geodesic"


def on_sphere(points: FloatArray) -> FloatArray:
    """Convert (n, 2) degrees to (n, 3) on a unit sphere, where neither 180 nor the pole is special."""
    return on_unit_sphere(*points.T)
