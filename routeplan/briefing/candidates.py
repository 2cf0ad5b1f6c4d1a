"""What a briefing asks: which pairs of landings, and which of them serve the same connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.catalog.landings import find_landing, split_pair
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.network.regions import Region, find_area, read_areas
from routeplan.planning.route import Route

# Where neither a scenario nor a reader asks: one candidate over the Pole to Asia, three across the Atlantic.
DEFAULT_PAIRS = ("bodo:tomakomai", "galway:halifax", "landeyjar:nuuk", "sopelana:virginia-beach")
_MOST_PAIRS = 12


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """Candidates that join the same two sides, so that one may be had in place of another.

    Attributes
    ----------
    name : str
    candidates : tuple of int
        Their places among the routes.
    """

    name: str
    candidates: tuple[int, ...]

    def preferred(self, objectives_usd: Sequence[float]) -> int:
        """Place of the candidate that costs least of what a scenario minimises."""
        return min(self.candidates, key=lambda at: objectives_usd[at])


def find_pairs(pairs: Sequence[str]) -> tuple[tuple[Landing, Landing], ...]:
    """Find the landings of pairs.

    Raises
    ------
    UsageError
        If a pair cannot be read, a landing is unknown, a pair is there twice, or there are more than twelve.
    """
    if len(pairs) > _MOST_PAIRS:
        raise UsageError(f"briefing of {len(pairs)} pairs; give at most {_MOST_PAIRS}")
    found: dict[frozenset[str], tuple[Landing, Landing]] = {}
    for pair in pairs:
        start, end = (find_landing(each) for each in split_pair(pair))
        ends = frozenset((start.id, end.id))
        if ends in found:
            raise UsageError(f"pair {pair} is there twice; leave one out")
        found[ends] = (start, end)
    return tuple(found.values())


def group_by_connection(routes: Sequence[Route]) -> tuple[CandidateGroup, ...]:
    """Put candidates that join the same two sides together, in the order they were asked about."""
    groups: dict[str, list[int]] = {}
    for at, route in enumerate(routes):
        groups.setdefault(_connection(route.start, route.end), []).append(at)
    return tuple(CandidateGroup(name, tuple(places)) for name, places in groups.items())


def _connection(start: Landing, end: Landing) -> str:
    """Name what two landings join: regions, or areas that lie on the way between them."""
    areas = [find_area(read_areas(), each.country, each.lon, each.lat) for each in (start, end)]
    order = list(Region)
    if all(area.region is not None for area in areas):
        areas.sort(key=lambda area: order.index(area.region) if area.region else len(order))
        sides = [str(area.region) for area in areas]
    else:
        sides = sorted(
            str(area.region or area.name or landing.name)
            for area, landing in zip(areas, (start, end), strict=True)
        )
    return f"{sides[0]} – {sides[1]}"
