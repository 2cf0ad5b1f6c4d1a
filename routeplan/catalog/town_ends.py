"""Towns of the gazetteer as ends of a route: told as what they are, with the landings near them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.catalog.towns import Town
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.position_text import format_latlon

_SHOWN_TOWNS = 6
_SHOWN_LANDINGS = 3


def town_as_landing(towns: Sequence[Town], text: str, landings: Iterable[Landing]) -> Landing:
    """Take the one coastal town of a name as a landing.

    Parameters
    ----------
    towns : sequence of Town
        Towns of that name, at least one, as :func:`routeplan.catalog.towns.find_towns` gives them.
    text : str
        The name as typed.
    landings : iterable of Landing
        Known landings, of which the nearest are named.

    Returns
    -------
    Landing
        With status ``town``; `accuracy_km` is the distance of the town's centre from the coast.

    Raises
    ------
    UsageError
        If the towns are several, or the town is inland.
    """
    town = towns[0]
    if not town.is_coastal:
        raise UsageError(
            f"{_titled(town)} is {town.coast_km:.0f} km from the coast; "
            f"give a landing, nearest are {_nearest(town, landings)}"
        )
    if len(towns) > 1:
        shown = [f"{town.id} ({format_latlon(town.lon, town.lat, 2)})" for town in towns[:_SHOWN_TOWNS]]
        more = ", or others" if len(towns) > _SHOWN_TOWNS else ""
        raise UsageError(f'{len(towns)} towns are called "{text}"; give an id: {", ".join(shown)}{more}')
    return Landing(
        town.id,
        town.name,
        town.country,
        town.lon,
        town.lat,
        status=LandingStatus.TOWN,
        accuracy_km=float(max(1, math.ceil(town.coast_km))),
        source=f"GeoNames {town.geonames_id} (town)",
    )


def describe_town(town: Landing | Town, landings: Iterable[Landing]) -> str:
    """Say in one line that a town is no known landing, and which landings are nearest."""
    return (
        f"{_titled(town)}: town in the gazetteer (GeoNames), not a known landing station; "
        f"nearest landings: {_nearest(town, landings)}"
    )


def _titled(town: Landing | Town) -> str:
    return f"{town.name} ({town.country})"


def _nearest(town: Landing | Town, landings: Iterable[Landing]) -> str:
    distances = sorted(
        (geodesic_km(town.lon, town.lat, landing.lon, landing.lat), landing.id) for landing in landings
    )
    return ", ".join(f"{key} ({km:.0f} km)" for km, key in distances[:_SHOWN_LANDINGS])
