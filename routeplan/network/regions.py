"""Where the network touches land: areas whose backhaul is one, and the region that each belongs to."""

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
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, OrNone, Text, read_rows
from routeplan.io.sources import embedded


class Region(StrEnum):
    """Regions that a network is to join; what lies on the way belongs to none."""

    EUROPE = "Europe"
    NORTH_AMERICA = "North America"
    ASIA = "Asia"


class _Use(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a country.

    Attributes
    ----------
    id, name : str
    country : str
        ISO 3166-1 alpha-2.
    region : Region or None
        None for what lies on the way.
    box : (west, south, east, north) or None
        Degrees; None for the rest of the country.
    """

    id: str
    name: str
    country: str
    region: Region | None
    box: tuple[float, float, float, float] | None

    def holds(self, country: str, lon: float, lat: float) -> bool:
        """Say whether a position of a country lies here."""
        if country != self.country:
            return False
        if self.box is None:
            return True
        west, south, east, north = self.box
        return west <= lon <= east and south <= lat <= north


@dataclass(frozen=True, slots=True)
class Backhaul:
    """Two areas whose landings are joined over land; an area with itself, where they are the same.

    Attributes
    ----------
    from_area, to_area : str
    factor : float
        Length over land by straight distance.
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
    """A row of the table of ways over land."""

    from_area: Key
    to_area: Key
    factor: Annotated[float, Field(ge=1.0)]  # no way over land is shorter than the straight line
    use: _Use
    note: str


class CityPairRow(CsvRow):
    """A row of the table of cities between which latency is compared."""

    from_city: CityCell
    to_city: CityCell


def read_areas(path: Path | None = None) -> tuple[Area, ...]:
    """Read which part of a country belongs to which region; the first that holds a position has it.

    Raises
    ------
    DataError
        If the file cannot be read, repeats an area or holds a value that is none.

    Examples
    --------
    Iceland lies on the way; a cable that ends there has reached neither side:

    >>> find_area(read_areas(), "IS", -21.4, 63.9).region is None
    True
    """
    return _read_areas(path or embedded("cable-areas").path)


@cache
def _read_areas(path: Path) -> tuple[Area, ...]:
    return tuple(row.to_area() for row in read_rows(path, AreaRow, unique="area"))


def find_area(areas: Sequence[Area], country: str, lon: float, lat: float) -> Area:
    """Find the area of a position; a country that no row names is an area of no region."""
    for area in areas:
        if area.holds(country, lon, lat):
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
        Whether to take those marked ``no`` as well.

    Raises
    ------
    DataError
        If the file cannot be read or holds a value that is none.
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
        If the file cannot be read or a city is none: ``Name CC LAT,LON``.
    """
    rows = read_rows(path or embedded("city-pairs").path, CityPairRow)
    return tuple((row.from_city, row.to_city) for row in rows)


def find_region(text: str | Region) -> Region:
    """Find a region by its name in any case.

    Raises
    ------
    UsageError
        If there is none.
    """
    for region in Region:
        if str(text).casefold().replace("-", " ") == region.value.casefold():
            return region
    raise UsageError(f'no region "{text}"; give {", ".join(Region)}')
