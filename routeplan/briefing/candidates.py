"""Candidates of a briefing: pairs of landings, systems and lines of a file, grouped by the connection they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.catalog.landings import find_landing, split_pair
from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import BranchingRules
from routeplan.cost.system_choice import SystemChoice
from routeplan.errors import UsageError
from routeplan.io.imported_line import ImportedLine
from routeplan.network.regions import Region, find_area, read_areas
from routeplan.planning.planner import Planner
from routeplan.planning.system import Valued
from routeplan.planning.system_choices import plan_choice
from routeplan.planning.system_groups import IsShore, group_lines
from routeplan.planning.system_lines import group_name, score_group
from routeplan.planning.system_planning import plan_beside

# Used when neither the caller nor the scenario names pairs: one over the Pole to Asia, three across the Atlantic.
DEFAULT_PAIRS = ("bodo:tomakomai", "galway:halifax", "landeyjar:nuuk", "sopelana:virginia-beach")
_MAX_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line or a system that somebody else drew, valued as it is.

    Attributes
    ----------
    lines : tuple of ImportedLine
        One, or the trunk and branches of a system.
    """

    lines: tuple[ImportedLine, ...]

    @property
    def name(self) -> str:
        """Name of the line, or of the system."""
        return group_name(self.lines)

    def value(self, planner: Planner) -> Valued:
        """Value it under the assumptions of a planner."""
        return score_group(planner, self.lines).valued


@dataclass(frozen=True, slots=True)
class PlannedBeside:
    """What is planned beside a given line or system: the best between its landings, branching units apart."""

    given: GivenLine

    def value(self, planner: Planner) -> Valued:
        """Plan it under the assumptions of a planner, with as much cable added for alter courses as the line has."""
        return plan_beside(planner, self.given.value(planner), name=self.given.name, prove=False)


@dataclass(frozen=True, slots=True)
class PlannedSystem:
    """A system of a scenario, planned as a whole.

    Attributes
    ----------
    choice : SystemChoice
    rules : BranchingRules
        Of the scenario: a planner of changed assumptions has no scenario.
    """

    choice: SystemChoice
    rules: BranchingRules

    def value(self, planner: Planner) -> Valued:
        """Plan it under the assumptions of a planner; branching units that are not given are found."""
        return plan_choice(planner, self.choice, rules=self.rules)


# What is planned, or valued, for one candidate.
CandidateQuestion = tuple[Landing, Landing] | PlannedSystem | GivenLine | PlannedBeside


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
        If a pair cannot be read, a landing is unknown, a pair occurs twice, there are more than twelve, or they are
        no list.
    """
    if isinstance(pairs, str):
        raise UsageError(f'pairs is one text: "{pairs}"; give a list of texts, such as ["galway:halifax"]')
    _check_number(len(pairs), "pairs")
    found: dict[frozenset[str], tuple[Landing, Landing]] = {}
    for pair in pairs:
        start, end = (find_landing(name) for name in split_pair(pair))
        ends = frozenset((start.id, end.id))
        if ends in found:
            raise UsageError(f"pair {pair} is given twice: remove one")
        found[ends] = (start, end)
    return tuple(found.values())


def find_systems(
    systems: Sequence[SystemChoice], rules: BranchingRules, pairs: int
) -> tuple[PlannedSystem, ...]:
    """Take the systems of a scenario as candidates.

    Parameters
    ----------
    systems : sequence of SystemChoice
    rules : BranchingRules
    pairs : int
        Number of other candidates.

    Raises
    ------
    UsageError
        If two have the same name, or there are more than twelve candidates with the pairs.
    """
    _check_number(pairs + len(systems), "pairs and systems")
    _check_names([system.name for system in systems], "systems")
    return tuple(PlannedSystem(system, rules) for system in systems)


def find_lines(
    lines: Sequence[ImportedLine], pairs: int, is_shore: IsShore = lambda lon, lat: False
) -> tuple[GivenLine, ...]:
    """Take lines of files as candidates, those that join as one; with a planned route for each they count twice.

    Parameters
    ----------
    lines : sequence of ImportedLine
    pairs : int
        Number of other candidates.
    is_shore : callable (lon, lat) -> bool
        Whether lines that meet at a position meet at a landing. Default: as few candidates as there can be, so that
        what is refused without a planner is refused with any.

    Raises
    ------
    UsageError
        If two have the same name, or there are more than twelve candidates with the pairs.
    """
    given = [GivenLine(group) for group in group_lines(lines, is_shore)]
    _check_number(pairs + 2 * len(given), "candidates, a planned route beside each line")
    _check_names([line.name for line in given], "lines")
    return tuple(given)


def _check_number(count: int, of_what: str) -> None:
    if count > _MAX_CANDIDATES:
        raise UsageError(f"briefing with {count} {of_what}: give at most {_MAX_CANDIDATES}")


def _check_names(names: Sequence[str], kind: str) -> None:
    """Refuse a name that occurs twice."""
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two {kind} have the name {name}: rename one")


def group_by_connection(routes: Sequence[Valued]) -> tuple[CandidateGroup, ...]:
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
