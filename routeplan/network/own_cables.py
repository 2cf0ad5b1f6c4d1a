"""Cables in service that the user brings: which of the embedded table they replace, and which they may repeat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routeplan.catalog.cable_systems import read_systems
from routeplan.io.name_search import fold_name
from routeplan.network.links import Link

_SAME_END_KM = 50.0
_SAME_LENGTH = 0.15  # share


def find_replaced(names: Sequence[str]) -> dict[str, str]:
    """Ids and names of embedded cables that have one of some names; accents and capitals do not matter."""
    own = {fold_name(name) for name in names}
    return {system.id: system.name for system in read_systems() if fold_name(system.name) in own}


def tell_own(own: Sequence[Link], existing: Sequence[Link], replaced: Mapping[str, str]) -> tuple[str, ...]:
    """Say which embedded cables are replaced, and which of the others may be the same cable as an own one.

    Two cables may be the same if both ends lie within 50 km of each other and their lengths differ by less than 15 %.
    """
    said = [f"{name}: your line is counted, that of the embedded table is not" for name in replaced.values()]
    known = {fold_name(name) for name in replaced.values()}
    for link in own:
        alike = [other.name for other in existing if _is_alike(link, other)]
        if alike and fold_name(link.name) not in known:
            named = " or ".join(f'"{name}"' for name in alike)
            said.append(
                f"{link.name} may be a cable of the embedded table, which is counted too: "
                f"{named}; give it that name in full to count it once"
            )
    return tuple(said)


def _is_alike(one: Link, other: Link) -> bool:
    if abs(one.length_km - other.length_km) > _SAME_LENGTH * other.length_km:
        return False
    ways = ((other.start, other.end), (other.end, other.start))
    return any(
        max(one.start.landing.away_km(start.landing), one.end.landing.away_km(end.landing)) < _SAME_END_KM
        for start, end in ways
    )
