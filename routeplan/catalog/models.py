"""Landings, cable types, cable systems and depots: frozen, checked on construction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import geodesic_km


class LandingStatus(StrEnum):
    """Whether cables land here today; a town of the gazetteer is no known landing."""

    IN_SERVICE = "in service"
    PLANNED = "planned"
    CANDIDATE = "candidate"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Landing:
    """A place where a cable comes ashore, or may.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"virginia-beach"``.
    name : str
        Local name in Latin letters, such as ``"Bodø"``.
    country : str
        ISO 3166-1 alpha-2 code; empty for a bare position.
    lon, lat : float
        Degrees on WGS 84.
    status : LandingStatus
        In service, planned or candidate; or a town where no landing is known.
    accuracy_km : float
        Possible distance of the beach manhole from the position; of a town, its distance from the coast.
    source : str
        Source of the position.
    """

    id: str
    name: str
    country: str
    lon: float
    lat: float
    status: LandingStatus = LandingStatus.CANDIDATE
    accuracy_km: float = 0.0
    source: str = "position given by the user"

    def __post_init__(self) -> None:
        if not (-180.0 <= self.lon <= 180.0 and -90.0 <= self.lat <= 90.0):
            raise UsageError(
                f"landing {self.id}: {self.lat},{self.lon} is not a position; "
                "give latitude -90..90, then longitude -180..180"
            )

    def away_km(self, other: Landing) -> float:
        """Geodesic distance to another landing."""
        return geodesic_km(self.lon, self.lat, other.lon, other.lat)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The landing as a GeoJSON feature."""
        facts = {"id": self.id, "name": self.name, "country": self.country, "status": self.status.value}
        return {
            "type": "Feature",
            "id": self.id,
            "properties": {**facts, "accuracy_km": self.accuracy_km, "source": self.source},
            "geometry": {"type": "Point", "coordinates": (self.lon, self.lat)},
        }


@dataclass(frozen=True, slots=True)
class CableType:
    """A type of cable: depths, price per kilometre, slack.

    Attributes
    ----------
    name : str
        Short name in the industry: LW, LWP, SA, DA.
    label : str
        Name in words.
    from_depth_m : float
        Shallowest depth of use, metres, positive down; the next type is used from its own depth.
    cost_usd_per_km : float
        Price of the cable alone, USD per kilometre of cable.
    slack_share : float
        Extra cable as a share of the route length (0.02 = 2 %).
    source : str
        Source of the figures, or "editable default".
    """

    name: str
    label: str
    from_depth_m: float
    cost_usd_per_km: float
    slack_share: float
    source: str

    def __post_init__(self) -> None:
        if not (0 < self.cost_usd_per_km < float("inf")):
            raise DataError(
                f"cable type {self.name}: {self.cost_usd_per_km} USD per km; give a positive cost"
            )
        if not 0 <= self.slack_share < 1:
            raise DataError(
                f"cable type {self.name}: slack share {self.slack_share}; give a share from 0 to 1"
            )


class CableStatus(StrEnum):
    """Whether a cable carries traffic today."""

    IN_SERVICE = "in service"
    RETIRED = "retired"
    PLANNED = "planned"


# The first submarine telegraph cable, Dover to Cap Gris-Nez.
_FIRST_CABLE_YEAR = 1850
_LAST_PLANNED_YEAR = 2100


@dataclass(frozen=True, slots=True)
class CableSystem:
    """A submarine telecommunications cable, or one cable of a system.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"svalbard-1"``.
    name : str
        Name, such as ``"Svalbard Undersea Cable System, segment 1"``.
    group : str
        Key of its system; its own id if it is the only cable.
    stops : tuple of Landing
        Landings in order from end to end; a ring ends where it begins.
    length_km : float or None
        Published cable length from the first stop to the last, km; None if unknown.
    ready_year : int or None
        Year of service, past or planned; None if unknown.
    status : CableStatus
        In service, retired or planned.
    operator : str
        Operator, or operator for the owners.
    source : str
        Where ends, length and year are published.
    """

    id: str
    name: str
    group: str
    stops: tuple[Landing, ...]
    length_km: float | None
    ready_year: int | None
    status: CableStatus
    operator: str
    source: str

    def __post_init__(self) -> None:
        if len(self.stops) < 2:
            raise DataError(f"cable {self.id}: {len(self.stops)} stop; give at least two ends")
        if any(stop.id == following.id for stop, following in pairwise(self.stops)):
            raise DataError(f"cable {self.id}: two consecutive stops are the same place; name each stop once")
        if self.length_km is not None and not 0 < self.length_km < float("inf"):
            raise DataError(f"cable {self.id}: {self.length_km:g} km long; give a positive length or none")
        if self.ready_year is not None and not _FIRST_CABLE_YEAR <= self.ready_year <= _LAST_PLANNED_YEAR:
            raise DataError(
                f"cable {self.id}: ready_year {self.ready_year} is out of range; "
                f"give a year from {_FIRST_CABLE_YEAR} to {_LAST_PLANNED_YEAR}, or none"
            )
        if self.ready_year is None and self.status is CableStatus.RETIRED:
            raise DataError(f"cable {self.id}: retired without a year of service; give ready_year")


class MaintenanceZone(StrEnum):
    """Agreement of cable owners to share repair ships; each has an area and base ports."""

    ACMA = "ACMA"  # Atlantic Cable Maintenance and Repair Agreement, North Sea included
    MECMA = "MECMA"  # Mediterranean Cable Maintenance Agreement, Black Sea and Red Sea included
    NAZ = "NAZ"  # North America Zone: the eastern North Pacific
    YOKOHAMA = "Yokohama"  # Yokohama Zone: the western North Pacific
    PRIVATE = "private"  # by contract with a ship owner


@dataclass(frozen=True, slots=True)
class Depot:
    """A port with spare cable and a repair ship.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"brest"``.
    name : str
        Local name of the port.
    country : str
        ISO 3166-1 alpha-2 code.
    lon, lat : float
        Degrees on WGS 84.
    zone : MaintenanceZone
        Agreement of the ships.
    operator : str
        Operator of the depot or the ships.
    ships : tuple of str
        Ships based there; empty if unknown.
    source : str
        Where this is published, or "editable default".
    """

    id: str
    name: str
    country: str
    lon: float
    lat: float
    zone: MaintenanceZone
    operator: str
    ships: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        if not (-180.0 <= self.lon <= 180.0 and -90.0 <= self.lat <= 90.0):
            raise DataError(
                f"depot {self.id}: {self.lat},{self.lon} is not a position; "
                "give latitude -90..90, then longitude -180..180"
            )
