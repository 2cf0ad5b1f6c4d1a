"""The door to cables that exist or are planned, and to the depots their repair ships sail from."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import CableStatus, CableSystem, Depot, Landing, MaintenanceZone
from routeplan.errors import DataError, UsageError
from routeplan.io.csv_rows import Row, read_rows
from routeplan.io.sources import embedded

SYSTEM_COLUMNS = (
    "id", "name", "group", "from_landing", "to_landing", "via", "length_km", "ready_year", "status", "operator",
    "source",
)  # fmt: skip
DEPOT_COLUMNS = ("id", "name", "country", "lon", "lat", "zone", "operator", "ships", "source")
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
Thing = TypeVar("Thing", CableSystem, Depot)


def read_systems(path: Path | None = None) -> tuple[CableSystem, ...]:
    """Read the cables there are, or a table of one's own with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, group, from_landing, to_landing, via, length_km, ready_year,
        status (in service, retired or planned), operator and source. A place is the id of a landing or
        ``LAT,LON``; `via` holds those in between, in order, separated by semicolons. Empty where not known:
        via, length_km, ready_year; an empty group is the cable's own id. Without it: the embedded table.

    Returns
    -------
    tuple of CableSystem
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, names a landing that there is not, or holds
        a value that is none.

    Examples
    --------
    Two cables to Svalbard, between the same ends: 36 km apart in length, some kilometres on the seabed.

    >>> [cable.length_km for cable in read_systems() if cable.id in {"svalbard-1", "svalbard-2"}]
    [1375.0, 1339.0]
    """
    return _read_systems(path or embedded("cable-systems").path)


def read_depots(path: Path | None = None) -> tuple[Depot, ...]:
    """Read the ports where repair ships wait, or a table of one's own with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, country (ISO 3166-1 alpha-2), lon, lat (degrees), zone (ACMA,
        MECMA, NAZ, Yokohama or private), operator, ships (separated by semicolons, or empty) and source.
        Without it: the embedded table.

    Returns
    -------
    tuple of Depot
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, or holds a value that is none.

    Examples
    --------
    No depot lies on the Arctic Ocean; the northernmost is on the Baltic:

    >>> max(read_depots(), key=lambda depot: depot.lat).name
    'Kalmar'
    """
    return _read_depots(path or embedded("cable-depots").path)


@cache
def _read_systems(path: Path) -> tuple[CableSystem, ...]:
    return _unique(path, [_system(row) for row in read_rows(path, SYSTEM_COLUMNS)])


@cache
def _read_depots(path: Path) -> tuple[Depot, ...]:
    return _unique(path, [_depot(row) for row in read_rows(path, DEPOT_COLUMNS)])


def _unique(path: Path, things: list[Thing]) -> tuple[Thing, ...]:
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            raise DataError(f'{path.name}, column id: "{thing.id}" stands twice; make it unique')
        seen.add(thing.id)
    return tuple(things)


def _system(row: Row) -> CableSystem:
    key = row.text("id", _ID, "lower-case letters a-z and digits, joined by hyphens")
    places = (
        ("from_landing", row.text("from_landing")),
        *(("via", text) for text in row.several("via")),
        ("to_landing", row.text("to_landing")),
    )
    year = row.text("ready_year", r"(\d{4})?", "a year of four digits, or nothing where it is not known")
    return CableSystem(
        id=key,
        name=row.text("name"),
        group=row.text("group", f"({_ID})?", "the key of a system, or nothing") or key,
        stops=tuple(_landing(row, column, text) for column, text in places),
        length_km=row.number_or_none("length_km"),
        ready_year=int(year) if year else None,
        status=row.one_of("status", CableStatus),
        operator=row.text("operator"),
        source=row.text("source", rule="where ends, length and year are published"),
    )


def _landing(row: Row, column: str, text: str) -> Landing:
    try:
        return find_landing(text, read_landings())
    except UsageError as error:
        raise DataError(f"{row.where}, column {column}: {error}") from error


def _depot(row: Row) -> Depot:
    return Depot(
        id=row.text("id", _ID, "lower-case letters a-z and digits, joined by hyphens"),
        name=row.text("name"),
        country=row.text("country", "[A-Z]{2}", "two capital letters (ISO 3166-1) such as NO"),
        lon=row.number("lon"),
        lat=row.number("lat"),
        zone=row.one_of("zone", MaintenanceZone),
        operator=row.text("operator"),
        ships=row.several("ships"),
        source=row.text("source", rule='where it is published, or "editable default"'),
    )
