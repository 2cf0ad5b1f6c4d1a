"""The nouns of the trade: landings, cable types, sources. Frozen, and valid from birth."""

from __future__ import annotations

from dataclasses import dataclass, field
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
        Cable, laying and burial, USD per kilometre of cable.
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


@dataclass(frozen=True, slots=True)
class Source:
    """A data set behind a figure.

    Attributes
    ----------
    name : str
        Its name, with version.
    licence : str
        Under which it may be used.
    sha256 : str
        Checksum of the file that was read.
    """

    name: str
    licence: str
    sha256: str = field(
        repr=False
    )  # of a file of gigabytes it is taken when asked for: printing does not ask
