"""Candidates of a briefing: pairs of landings and lines of a file, grouped by the connection they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.catalog.landings import find_landing, split_pair
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.io.imported_line import ImportedLine
from routeplan.network.regions import Region, find_area, read_areas
from routeplan.planning.route import Route

# Used when neither the caller nor the scenario names pairs: one over the Pole to Asia, three across the Atlantic.
DEFAULT_PAIRS = ("bodo:tomakomai", "galway:halifax", "landeyjar:nuuk", "sopelana:virginia-beach")
_MAX_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line that somebody else drew, valued as it is.

    Attributes
    ----------
    name : str
    line : Line
    surveyed : bool
        Whether it has all its alter courses, as a position list does.
    """

    name: str
    line: Line
    surveyed: bool = False


# What is planned, or valued, for one candidate.
CandidateQuestion = tuple[Landing, Landing] | GivenLine


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    """Candidates that serve the same connection and are alternatives to each other.

    Attributes
    ----------
    name : str
        The connection, such as ``"Europe – Asia"``.
    candidates : tuple of int
        Their indices in the list of routes.
    """

    name: str
    candidates: tuple[int, ...]

    def preferred(self, costs_usd: Sequence[float]) -> int:
        """Index of the candidate with the lowest life cost, whatever steered its line."""
        return min(self.candidates, key=lambda candidate: costs_usd[candidate])


def find_pairs(pairs: Sequence[str]) -> tuple[tuple[Landing, Landing], ...]:
    """Find the landings of each pair ``FROM:TO``.

    Raises
    ------
    UsageError
        If a pair cannot be read, a landing is unknown, a pair occurs twice, or there are more than twelve.
    """
    if len(pairs) > _MAX_CANDIDATES:
        raise UsageError(f"briefing with {len(pairs)} pairs: give at most {_MAX_CANDIDATES}")
    found: dict[frozenset[str], tuple[Landing, Landing]] = {}
    for pair in pairs:
        start, end = (find_landing(name) for name in split_pair(pair))
        ends = frozenset((start.id, end.id))
        if ends in found:
            raise UsageError(f"pair {pair} is given twice: remove one")
        found[ends] = (start, end)
    return tuple(found.values())


def find_lines(lines: Sequence[ImportedLine], pairs: int) -> tuple[GivenLine, ...]:
    """Take lines of files as candidates; with a planned route for each they count twice.

    Raises
    ------
    UsageError
        If two lines have the same name, or there are more than twelve candidates with the pairs.
    """
    count = pairs + 2 * len(lines)
    if count > _MAX_CANDIDATES:
        raise UsageError(
            f"briefing with {count} candidates, a planned route beside each line: give at most {_MAX_CANDIDATES}"
        )
    names = [line.name for line in lines]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two lines have the name {name}: rename one")
    return tuple(GivenLine(line.name, line.on_geodesics, line.events is not None) for line in lines)


def group_by_connection(routes: Sequence[Route]) -> tuple[CandidateGroup, ...]:
    """Group candidates by the connection they serve, in the order of the first candidate of each."""
    groups: dict[str, list[int]] = {}
    for candidate, route in enumerate(routes):
        groups.setdefault(_connection(route.start, route.end), []).append(candidate)
    return tuple(CandidateGroup(name, tuple(candidates)) for name, candidates in groups.items())


def _connection(start: Landing, end: Landing) -> str:
    """Name the connection of two landings by their regions, or by their areas outside the regions."""
    areas = [find_area(read_areas(), landing.country, landing.lon, landing.lat) for landing in (start, end)]
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
