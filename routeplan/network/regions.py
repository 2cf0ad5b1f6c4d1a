"""Regions, areas with a common terrestrial backhaul, and which areas are joined over land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from routeplan.catalog.models import Landing
from routeplan.catalog.place_cells import CityCell
from routeplan.errors import UsageError
from routeplan.geo.lonlat_box import LonLatBox, is_in_box
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, OrNone, Text, read_rows
from routeplan.io.sources import embedded


class Region(StrEnum):
    """Regions that a network connects. Islands and territories between them belong to none."""

    EUROPE = "Europe"
    NORTH_AMERICA = "North America"
    ASIA = "Asia"


class _Use(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Area:
    """A country, or a part of it, whose landings share a terrestrial backhaul.

    Attributes
    ----------
    id, name : str
    country : str
        ISO 3166-1 alpha-2.
    region : Region or None
        None for islands and territories between the regions.
    box : (west, south, east, north) or None
        Degrees; None for the rest of the country.
    """

    id: str
    name: str
    country: str
    region: Region | None
    box: LonLatBox | None

    def contains(self, country: str, lon: float, lat: float) -> bool:
        """Tell whether a position in a country lies in this area."""
        if country != self.country:
            return False
        return self.box is None or bool(is_in_box(lon, lat, self.box))


@dataclass(frozen=True, slots=True)
class Backhaul:
    """Two areas whose landings are joined over land, or one area whose landings are joined to each other.

    Attributes
    ----------
    from_area, to_area : str
    factor : float
        Length over land divided by the geodesic distance.
    """

    from_area: str
    to_area: str
    factor: float


class AreaRow(CsvRow):
    """A row of the table of areas."""

    area: Key
    name: Text
    country: CountryCode
    region: OrNone[Region]
    west: OrNone[float]
    south: OrNone[float]
    east: OrNone[float]
    north: OrNone[float]
    note: str

    @model_validator(mode="after")
    def _has_all_edges_or_none(self) -> Self:
        known = sum(edge is not None for edge in (self.west, self.south, self.east, self.north))
        if known not in (0, 4):
            raise ValueError(f"{known} of 4 edges; give all of west, south, east and north, or none")
        return self

    def to_area(self) -> Area:
        """Put the edges into a box."""
        edges = [edge for edge in (self.west, self.south, self.east, self.north) if edge is not None]
        box = (edges[0], edges[1], edges[2], edges[3]) if edges else None
        return Area(self.area, self.name, self.country, self.region, box)


class BackhaulRow(CsvRow):
    """A row of the table of terrestrial links between areas."""

    from_area: Key
    to_area: Key
    factor: Annotated[float, Field(ge=1.0)]  # no terrestrial link is shorter than the geodesic
    use: _Use
    note: str


class CityPairRow(CsvRow):
    """A row of the table of cities between which latency is compared."""

    from_city: CityCell
    to_city: CityCell


def read_areas(path: Path | None = None) -> tuple[Area, ...]:
    """Read the areas and their regions. A position belongs to the first area that contains it.

    Raises
    ------
    DataError
        If the file cannot be read, repeats an area or has an invalid value.

    Examples
    --------
    Iceland is in no region: a cable that ends there reaches neither Europe nor North America.

    >>> find_area(read_areas(), "IS", -21.4, 63.9).region is None
    True
    """
    return _read_areas(path or embedded("cable-areas").path)


@cache
def _read_areas(path: Path) -> tuple[Area, ...]:
    return tuple(row.to_area() for row in read_rows(path, AreaRow, unique="area"))


def find_area(areas: Sequence[Area], country: str, lon: float, lat: float) -> Area:
    """Find the area of a position. A country without a row is an area outside the regions."""
    for area in areas:
        if area.contains(country, lon, lat):
            return area
    return Area(country.lower() or "nowhere", country, country, None, None)


def read_backhaul(path: Path | None = None, *, every: bool = False) -> tuple[Backhaul, ...]:
    """Read which areas are joined over land.

    Parameters
    ----------
    path : Path, optional
        CSV with the columns from_area, to_area, factor (1 or more), use (yes or no) and note. Without it: the
        embedded table.
    every : bool
        Whether to include the rows marked ``use = no``.

    Raises
    ------
    DataError
        If the file cannot be read or has an invalid value.
    """
    rows = read_rows(path or embedded("terrestrial-links").path, BackhaulRow)
    return tuple(
        Backhaul(row.from_area, row.to_area, row.factor) for row in rows if row.use is _Use.YES or every
    )


def read_city_pairs(path: Path | None = None) -> tuple[tuple[Landing, Landing], ...]:
    """Read the cities between which latency is compared.

    Raises
    ------
    DataError
        If the file cannot be read or a city is not ``Name CC LAT,LON``.
    """
    rows = read_rows(path or embedded("city-pairs").path, CityPairRow)
    return tuple((row.from_city, row.to_city) for row in rows)


def find_region(text: str | Region) -> Region:
    """Find a region by its name in any case.

    Raises
    ------
    UsageError
        If there is no such region.
    """
    for region in Region:
        if str(text).casefold().replace("-", " ") == region.value.casefold():
            return region
    raise UsageError(f'no region "{text}"; give {", ".join(Region)}')


def pair_name(start: Region, end: Region, *, direct: bool = True) -> str:
    """Label a pair of regions, and whether paths may pass through the third region."""
    return f"{start} – {end}" + ("" if direct else ", via any region")
