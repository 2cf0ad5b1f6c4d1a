"""Towns of the gazetteer: places near the coast that are no known landing, and large cities inland."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from routeplan.io.csv_rows import CountryCode, CsvRow, Key, Latitude, Longitude, Several, Text, read_rows
from routeplan.io.name_search import fold_name
from routeplan.io.sources import embedded

COASTAL_KM = 15.0
"""A town nearer to the coast than this is coastal; also the limit of the table, ``data/towns/build_towns.py``."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town of GeoNames.

    Attributes
    ----------
    id : str
        Key of name and country such as ``"cork-ie"``; namesakes in one country have a longer one.
    name : str
        Name in Latin letters.
    country : str
        ISO 3166-1 alpha-2 code.
    lon, lat : float
        Degrees on WGS 84, of the centre.
    population : int
        People; 0 if unknown.
    coast_km : float
        Distance to the coast.
    other_names : tuple of str
        Names in other languages, folded; only of large towns at the coast.
    geonames_id : int
        Number in GeoNames.
    """

    id: str
    name: str
    country: str
    lon: float
    lat: float
    population: int
    coast_km: float
    other_names: tuple[str, ...]
    geonames_id: int

    @property
    def is_coastal(self) -> bool:
        """Whether the town is within 15 km of the coast."""
        return self.coast_km <= COASTAL_KM


class TownRow(CsvRow):
    """A row of the gazetteer."""

    id: Key
    name: Text
    also: Several[str]
    country: CountryCode
    lon: Longitude
    lat: Latitude
    population: Annotated[int, Field(ge=0)]
    coast_km: Annotated[float, Field(ge=0.0)]
    geonames_id: Annotated[int, Field(gt=0)]

    def town(self) -> Town:
        """Turn the row into a town."""
        return Town(
            self.id,
            self.name,
            self.country,
            self.lon,
            self.lat,
            self.population,
            self.coast_km,
            self.also,
            self.geonames_id,
        )


def read_towns() -> tuple[Town, ...]:
    """Read the embedded gazetteer, sorted by id.

    Raises
    ------
    DataError
        If the file is missing or has an invalid value.

    Examples
    --------
    The northernmost town that is no known landing is on Novaya Zemlya:

    >>> max((town for town in read_towns() if town.is_coastal), key=lambda town: town.lat).name
    'Belush’ya Guba'
    """
    return _read(embedded("towns").path)


def find_towns(name: str, country: str | None = None) -> tuple[Town, ...]:
    """Find the towns that have an id or a name, in any case and with or without accents.

    Names in other languages count only if no town has the id or the name itself.

    Parameters
    ----------
    name : str
    country : str, optional
        ISO 3166-1 alpha-2 code.

    Returns
    -------
    tuple of Town
        Coastal towns, largest first; inland cities only if no coastal town has the name. Empty if there are none.

    Examples
    --------
    >>> [town.country for town in find_towns("København")]
    ['DK']
    >>> find_towns("Madrid")[0].is_coastal
    False
    """
    folded = fold_name(name)
    found = next((index[folded] for index in _indices(embedded("towns").path) if folded in index), ())
    there = [town for town in found if country in (None, town.country)]
    coastal = [town for town in there if town.is_coastal]
    return tuple(sorted(coastal or there, key=lambda town: -town.population))


def find_towns_beginning(start: str, count: int = 10) -> tuple[Town, ...]:
    """Find the largest coastal towns whose name begins with a text.

    Examples
    --------
    >>> [town.name for town in find_towns_beginning("sappo")]
    ['Sapporo']
    """
    folded = fold_name(start)
    _, by_name, _ = _indices(embedded("towns").path)
    begins = (towns for name, towns in by_name.items() if name.startswith(folded))
    found = [town for towns in begins for town in towns if town.is_coastal]
    return tuple(sorted(found, key=lambda town: (-town.population, town.id))[:count])


@cache
def _read(path: Path) -> tuple[Town, ...]:
    return tuple(row.town() for row in read_rows(path, TownRow, unique="id"))


@cache
def _indices(path: Path) -> tuple[dict[str, list[Town]], ...]:
    """Towns by folded id, by folded name and by other name."""
    by_id: dict[str, list[Town]] = {}
    by_name: dict[str, list[Town]] = {}
    by_other_name: dict[str, list[Town]] = {}
    for town in _read(path):
        by_id[fold_name(town.id)] = [town]
        by_name.setdefault(fold_name(town.name), []).append(town)
        for name in town.other_names:
            by_other_name.setdefault(name, []).append(town)
    return by_id, by_name, by_other_name
