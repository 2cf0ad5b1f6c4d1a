"""Existing and planned cables, and the depots of repair ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from routeplan.catalog.models import CableStatus, CableSystem, Depot, MaintenanceZone
from routeplan.catalog.place_cells import LandingCell
from routeplan.io.csv_rows import (
    CountryCode,
    CsvRow,
    Key,
    Latitude,
    Longitude,
    OrNone,
    Several,
    Text,
    read_rows,
)
from routeplan.io.sources import embedded


class CableSystemRow(CsvRow):
    """A row of the table of cables."""

    id: Key
    name: Text
    group: Annotated[OrNone[Key], Field(description="the key of a system")]
    from_landing: LandingCell
    to_landing: LandingCell
    via: Several[LandingCell]
    length_km: OrNone[float]
    ready_year: Annotated[OrNone[int], Field(description="a year of four digits")]
    status: CableStatus
    operator: Text
    source: Annotated[Text, Field(description="where ends, length and year are published")]

    def cable_system(self) -> CableSystem:
        """Put the stops in order."""
        return CableSystem(
            id=self.id,
            name=self.name,
            group=self.group or self.id,
            stops=(self.from_landing, *self.via, self.to_landing),
            length_km=self.length_km,
            ready_year=self.ready_year,
            status=self.status,
            operator=self.operator,
            source=self.source,
        )


class DepotRow(CsvRow):
    """A row of the table of depots."""

    id: Key
    name: Text
    country: CountryCode
    lon: Longitude
    lat: Latitude
    zone: MaintenanceZone
    operator: Text
    ships: Several[str]
    source: Annotated[Text, Field(description='where it is published, or "editable default"')]


def read_systems(path: Path | None = None) -> tuple[CableSystem, ...]:
    """Read the embedded cables, or a table of yours with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, group, from_landing, to_landing, via, length_km, ready_year,
        status (in service, retired or planned), operator and source. A place is the id of a landing or
        ``LAT,LON``; `via` has those in between, in order, separated by semicolons. May be empty:
        via, length_km, ready_year; an empty group means the id of the cable. Default: the embedded table.

    Returns
    -------
    tuple of CableSystem
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, names an unknown landing, or has an invalid
        value.

    Examples
    --------
    Two cables to Svalbard between the same ends differ in length by 36 km:

    >>> [cable.length_km for cable in read_systems() if cable.id in {"svalbard-1", "svalbard-2"}]
    [1375.0, 1339.0]
    """
    return _read_systems(path or embedded("cable-systems").path)


def read_depots(path: Path | None = None) -> tuple[Depot, ...]:
    """Read the ports of repair ships, or a table of yours with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, country (ISO 3166-1 alpha-2), lon, lat (degrees), zone (ACMA,
        MECMA, NAZ, Yokohama or private), operator, ships (separated by semicolons, or empty) and source.
        Default: the embedded table.

    Returns
    -------
    tuple of Depot
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, or has an invalid value.

    Examples
    --------
    No depot is on the Arctic Ocean; the northernmost is on the Baltic:

    >>> max(read_depots(), key=lambda depot: depot.lat).name
    'Kalmar'
    """
    return _read_depots(path or embedded("cable-depots").path)


@cache
def _read_systems(path: Path) -> tuple[CableSystem, ...]:
    return tuple(row.cable_system() for row in read_rows(path, CableSystemRow, unique="id"))


@cache
def _read_depots(path: Path) -> tuple[Depot, ...]:
    return tuple(Depot(**row.values()) for row in read_rows(path, DepotRow, unique="id"))
