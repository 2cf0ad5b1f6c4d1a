"""Where the network touches land: areas whose backhaul is one, and the region that each belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from routeplan.catalog.landings import parse_position
from routeplan.catalog.models import Landing
from routeplan.errors import DataError, UsageError
from routeplan.io.csv_rows import Row, read_rows
from routeplan.io.sources import embedded

AREA_COLUMNS = ("area", "name", "country", "region", "west", "south", "east", "north", "note")
LINK_COLUMNS = ("from_area", "to_area", "factor", "use", "note")
PAIR_COLUMNS = ("from_city", "to_city")
_KEY = r"[a-z0-9]+(-[a-z0-9]+)*"
_PLACE = re.compile(r"(?P<name>.+) (?P<country>[A-Z]{2}) (?P<position>[^ ]+)")


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
    areas: dict[str, Area] = {}
    for row in read_rows(path, AREA_COLUMNS):
        area = _area(row)
        if area.id in areas:
            raise row.wrong("area", "each area once")
        areas[area.id] = area
    return tuple(areas.values())


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
    joined = []
    for row in read_rows(path or embedded("terrestrial-links").path, LINK_COLUMNS):
        start, end = (row.text(column, _KEY, "the key of an area") for column in ("from_area", "to_area"))
        backhaul = Backhaul(start, end, row.number("factor"))
        if backhaul.factor < 1.0:
            raise row.wrong("factor", "1 or more: no way over land is shorter than the straight line")
        if row.one_of("use", _Use) is _Use.YES or every:
            joined.append(backhaul)
    return tuple(joined)


def read_city_pairs(path: Path | None = None) -> tuple[tuple[Landing, Landing], ...]:
    """Read the cities between which latency is compared.

    Raises
    ------
    DataError
        If the file cannot be read or a city is none: ``Name CC LAT,LON``.
    """
    rows = read_rows(path or embedded("city-pairs").path, PAIR_COLUMNS)
    return tuple((place_in(row, "from_city"), place_in(row, "to_city")) for row in rows)


def place_in(row: Row, column: str) -> Landing:
    """Read a place that is not in the table of landings: ``Singapore SG 1.30,103.64``."""
    match = _PLACE.fullmatch(row.text(column))
    if match is None:
        raise row.wrong(column, "a name, a country's two letters and LAT,LON")
    try:
        lon, lat = parse_position(match["position"])
    except UsageError as error:
        raise DataError(f"{row.where}, column {column}: {error}") from error
    name = match["name"]
    return Landing(name.lower().replace(" ", "-"), name, match["country"], lon, lat, source="own position")


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


def _area(row: Row) -> Area:
    region = row.text("region", "|".join(Region) + "|", f"{', '.join(Region)} or nothing")
    edges = [row.number_or_none(column) for column in ("west", "south", "east", "north")]
    known = [edge for edge in edges if edge is not None]
    if known and len(known) < len(edges):
        raise row.wrong("west", "all of west, south, east and north, or none")
    return Area(
        id=row.text("area", _KEY, "lower-case letters a-z and digits, joined by hyphens"),
        name=row.text("name"),
        country=row.text("country", "[A-Z]{2}", "two capital letters (ISO 3166-1) such as NO"),
        region=Region(region) if region else None,
        box=(known[0], known[1], known[2], known[3]) if known else None,
    )
