"""The table of boundaries at sea that treaties and judgments draw, vertex by vertex."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, densify, densify_rhumb
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, Latitude, Longitude, Several, Text, read_rows
from routeplan.io.sources import embedded

Joined: TypeAlias = Literal["geodesic", "rhumb"]


class TreatyVertexRow(CsvRow):
    """A row of the table of treaty lines: one vertex."""

    line: Key
    order: int
    lat: Latitude
    lon: Longitude
    left: Several[CountryCode]
    right: Several[CountryCode]
    joined: Joined
    special_areas: Several[Text]
    treaty: Text
    year: int
    source: Text
    note: str


@dataclass(frozen=True, slots=True)
class TreatyLine:
    """Boundary between the zones of two states.

    Attributes
    ----------
    id : str
        Such as ``no-ru-barents``.
    left, right : tuple of str
        ISO 3166-1 alpha-2 codes of the states on either side, seen along the line from its first vertex.
    lon, lat : (n,) arrays
        Vertices, degrees on WGS 84.
    joined : tuple of "geodesic" or "rhumb"
        How each vertex is joined to the next one; the last value has no use.
    special_areas : tuple of str
        Waters, by label as in `State`, within 200 nautical miles of which the other state has what is on its side of
        the line also beyond its own 200 nautical miles: the treaty transfers them. Empty for most treaties.
    treaty : str
        Parties, waters and date.
    year : int
    """

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    joined: tuple[Joined, ...]
    special_areas: tuple[str, ...]
    treaty: str
    year: int

    def densified(self, *, every_km: float) -> tuple[FloatArray, FloatArray]:
        """Longitudes and latitudes of points along the line, at most a given distance apart, vertices among them."""
        lon, lat = [self.lon[:1]], [self.lat[:1]]
        for first, joined in enumerate(self.joined[:-1]):
            leg = slice(first, first + 2)
            add_points = densify_rhumb if joined == "rhumb" else densify
            between_lon, between_lat = add_points(self.lon[leg], self.lat[leg], every_km=every_km)
            lon.append(between_lon[1:])
            lat.append(between_lat[1:])
        return np.concatenate(lon), np.concatenate(lat)


def read_treaty_lines(path: Path | None = None) -> tuple[TreatyLine, ...]:
    """Read the boundaries of treaties.

    Parameters
    ----------
    path : Path, optional
        CSV with the columns line, order, lat, lon, left, right, joined, special_areas, treaty, year, source, note:
        one row for each vertex, the rows of a line together and in order. Default: the embedded table.

    Raises
    ------
    DataError
        If the file cannot be read, a value is not valid, or the vertices of a line are fewer than two or not in order.

    Examples
    --------
    Norway is west of the boundary of 2010, which runs to the north:

    >>> lines = {line.id: line for line in read_treaty_lines()}
    >>> lines["no-ru-barents"].left, lines["no-ru-barents"].right, len(lines["no-ru-barents"].lat)
    (('NO',), ('RU',), 8)
    """
    rows = read_rows(path or embedded("treaty-lines").path, TreatyVertexRow)
    return tuple(_line(name, list(group)) for name, group in groupby(rows, key=lambda row: row.line))


def _line(name: str, rows: list[TreatyVertexRow]) -> TreatyLine:
    first = rows[0]
    if [row.order for row in rows] != list(range(1, len(rows) + 1)) or len(rows) < 2:
        raise DataError(
            f"{first.where}: the vertices of {name} are not 1, 2, 3, …; list at least two, in order and together"
        )
    for row in rows:
        if (row.left, row.right, row.special_areas) != (first.left, first.right, first.special_areas):
            raise DataError(
                f"{row.where}: left, right or special_areas of {name} change within the line; "
                "give all its rows the same"
            )
    return TreatyLine(
        name,
        first.left,
        first.right,
        np.array([row.lon for row in rows]),
        np.array([row.lat for row in rows]),
        tuple(row.joined for row in rows),
        first.special_areas,
        first.treaty,
        first.year,
    )
