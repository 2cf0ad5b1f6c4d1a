"""The table of straits whose closure every ranking reports. A further strait is one more row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.lonlat_box import LonLatBox, is_in_box

_EDITABLE = "no count of such events; strait_events_per_year of the scenario, editable default"


@dataclass(frozen=True, slots=True)
class ReportedStrait:
    """A strait whose closure a ranking reports.

    A link passes it if a table of cables names it (``chokepoints``), if its line crosses the chokepoint zone with this
    id, or if its line enters the box.

    Attributes
    ----------
    id, name : str
        As in the tables of zones and cables.
    short_name : str
        For headings.
    box : (west, south, east, north)
        Degrees; the narrow part.
    column, record_key : str
        Column of the ranking and key of its record: share of the disjoint paths lost when the strait closes.
    relative_rate : float
        How often an event cuts some of its cables (``strait_loss_share``), relative to ``strait_events_per_year``.
    rate_source : str
    """

    id: str
    name: str
    short_name: str
    box: LonLatBox
    column: str
    record_key: str
    relative_rate: float = 1.0
    rate_source: str = _EDITABLE

    def contains(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.bool_]:
        """(n,) tell which positions are in the box, also where it crosses the antimeridian."""
        return is_in_box(lon, lat, self.box)


RED_SEA = ReportedStrait(
    "red-sea-and-suez", "Red Sea and Suez", "Red Sea", (32.0, 12.0, 44.0, 30.0), "lost_to_red_sea",
    "lost_to_red_sea_suez", 25.0,
    "three events in the six years 2020-2025, 0.5 per year: January 2020 (FEA and FALCON off Suez, Capacity), February "
    "2024 (AAE-1, EIG and SEACOM/TGN, AP) and September 2025 (SMW4, IMEWE, FALCON, EIG, Capacity)",
)  # fmt: skip
LUZON = ReportedStrait(
    "luzon-strait", "Luzon Strait", "Luzon", (118.5, 18.5, 122.5, 22.0), "lost_to_luzon",
    "lost_to_luzon_strait",
)  # fmt: skip
REPORTED_STRAITS = (RED_SEA, LUZON)
