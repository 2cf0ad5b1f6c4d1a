"""The nouns of the trade: landings, cable types, sources. Frozen, and valid from birth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from routeplan.errors import DataError, UsageError


class LandingStatus(StrEnum):
    """Whether cables land there today."""

    IN_SERVICE = "in service"
    PLANNED = "planned"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a cable comes, or may come, ashore.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"virginia-beach"``.
    name : str
        Name as written locally in Latin letters, such as ``"Bodø"``.
    country : str
        ISO 3166-1 alpha-2 code; empty for a bare position.
    lon, lat : float
        Degrees on WGS 84.
    status : LandingStatus
        In service, planned or candidate.
    accuracy_km : float
        How far the beach manhole may lie from the position.
    source : str
        Where the position comes from.
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


@dataclass(frozen=True, slots=True)
class CableType:
    """A kind of cable, the depths it is laid in, and what a kilometre of it costs.

    Attributes
    ----------
    name : str
        Short name of the trade: LW, LWP, SA, DA.
    label : str
        The same in words.
    from_depth_m : float
        Shallowest water it is laid in, metres, positive down; the next deeper type takes over below.
    cost_usd_per_km : float
        Cable and laying, burial apart, USD per kilometre of cable.
    slack_share : float
        Cable laid beyond the route's length, as a share of it (0.02 = 2 %).
    source : str
        Source of the figures, or that they are editable defaults.
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

    @property
    def cost_usd_per_route_km(self) -> float:
        """Cost of a kilometre of route, slack included."""
        return self.cost_usd_per_km * (1.0 + self.slack_share)

    def developed(self, share: float) -> CableType:
        """Charge a kilometre of route for so much more cable, which a survey adds."""
        return replace(self, cost_usd_per_km=self.cost_usd_per_km * (1.0 + share))


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
    """A telecommunications cable in the sea, or one of the cables of a system.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"svalbard-1"``.
    name : str
        Its name, such as ``"Svalbard Undersea Cable System, segment 1"``.
    group : str
        Key of the system it belongs to; its own id where it stands alone.
    stops : tuple of Landing
        Where it comes ashore, in order from one end to the other; a ring ends where it begins.
    length_km : float or None
        Published length from the first stop to the last, km of cable; None where none is known.
    ready_year : int or None
        Year it was, or will be, ready for service; None where not known.
    status : CableStatus
        In service, retired or planned.
    operator : str
        Who runs it or runs it for its owners.
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
        if any(a.id == b.id for a, b in zip(self.stops, self.stops[1:], strict=False)):
            raise DataError(f"cable {self.id}: stops twice running at one place; name each stop once")
        if self.length_km is not None and not 0 < self.length_km < float("inf"):
            raise DataError(f"cable {self.id}: {self.length_km:g} km long; give a positive length or none")
        if self.ready_year is not None and not _FIRST_CABLE_YEAR <= self.ready_year <= _LAST_PLANNED_YEAR:
            raise DataError(
                f"cable {self.id}: ready in {self.ready_year}; "
                f"give a year from {_FIRST_CABLE_YEAR} to {_LAST_PLANNED_YEAR}, or none"
            )
        if self.ready_year is None and self.status is CableStatus.RETIRED:
            raise DataError(f"cable {self.id}: retired but never ready; give the year it went into service")


class MaintenanceZone(StrEnum):
    """Agreement under which cable owners share repair ships; each has its waters and base ports."""

    ACMA = "ACMA"  # Atlantic Cable Maintenance and Repair Agreement, North Sea included
    MECMA = "MECMA"  # Mediterranean Cable Maintenance Agreement, Black Sea and Red Sea included
    NAZ = "NAZ"  # North America Zone: the eastern North Pacific
    YOKOHAMA = "Yokohama"  # Yokohama Zone: the western North Pacific
    PRIVATE = "private"  # by contract with a ship's owner


@dataclass(frozen=True, slots=True)
class Depot:
    """A port where spare cable lies and a repair ship waits.

    Attributes
    ----------
    id : str
        Lower-case key such as ``"brest"``.
    name : str
        Port as written locally.
    country : str
        ISO 3166-1 alpha-2 code.
    lon, lat : float
        Degrees on WGS 84.
    zone : MaintenanceZone
        Agreement the ships there work under.
    operator : str
        Who keeps the depot or the ships.
    ships : tuple of str
        Ships known to be based there; empty where not known.
    source : str
        Where that is published, or that it is an editable default.
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
