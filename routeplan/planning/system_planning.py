"""Plan systems whose layout is given: each segment is the cheapest route between its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from routeplan.catalog.models import Landing
from routeplan.cost.branching_rules import BranchingRules, UnitKind
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.planning.fibre_pairs import PairsAsked, derive_fibre_pairs
from routeplan.planning.stops import LandingLike, check_named_once, landing_of
from routeplan.planning.system import System, Valued
from routeplan.planning.system_bound import NOT_ASKED, bound_given_layout
from routeplan.planning.system_layout import NodeKind, SystemLayout, SystemNode
from routeplan.planning.system_lines import shore_of
from routeplan.planning.system_valuation import derive_system, rules_of
from routeplan.runtime.progress import track_items

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner

_AT_A_STOP_KM = 0.1


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a system.

    Attributes
    ----------
    to : str or Landing
        Landing at its end.
    unit : str or Landing, optional
        Where it leaves the trunk: a position at sea, ``"LAT,LON"``, for a branching unit, or a landing of the trunk.
        None: :meth:`routeplan.planning.planner.Planner.system` finds it.
    fibre_pairs : int, optional
        Default: ``branching.branch_pairs``.

    Examples
    --------
    A branch to Nuuk from a unit in the Labrador Sea, with two of the fibre pairs of the trunk:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> branch = rp.Branch("nuuk", "55.0,-38.0", fibre_pairs=2)
    >>> system = rp.plan_system(planner, ["galway", "halifax"], branches=[branch])
    >>> [landing.name for landing in system.landings], len(system.branching_units)
    (['Galway', 'Halifax', 'Nuuk'], 1)
    """

    to: LandingLike
    unit: str | Landing | None = None
    fibre_pairs: int | None = None


def plan_system(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    stops: Sequence[str | Landing],
    *,
    branches: Sequence[Branch] = (),
    branching_unit: UnitKind | str | None = None,
    trunk_pairs: int | None = None,
    name: str | None = None,
    prove: bool = False,
) -> System:
    """Plan a trunk through stops, and branches from units or landings whose places are given.

    Parameters
    ----------
    planner : Planner
    stops : sequence of str or Landing
        Of the trunk, in order, two or more: landings; positions at sea are joints. A unit that is no stop is put where
        it makes the trunk least longer.
    branches : sequence of Branch
        Their places of units are given; :meth:`routeplan.planning.planner.Planner.system` finds them.
    branching_unit : "switchable" or "passive", optional
        Whether the trunk works while a branch is cut; default: that of the scenario, or "switchable".
    trunk_pairs : int, optional
        Fibre pairs of the trunk; default: ``branching.trunk_pairs``.
    name : str, optional
        Default: the names of both ends of the trunk.
    prove : bool
        Whether to prove a lower bound on the cost of lines between these places. It takes longer than to find them.

    Raises
    ------
    UsageError
        If there are fewer than two stops, or one is unknown, outside the data or too far inland; a branch has no unit;
        or there are more fibre pairs than a cable or the trunk has.
    NoRouteError
        If no sea path joins two of them.

    Examples
    --------
    A trunk with a landing on the way has a segment to it and one from it:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> system = rp.plan_system(planner, ["galway", "landeyjar", "nuuk"])
    >>> [segment.name for segment in system.segments]
    ['Galway – Landeyjar', 'Landeyjar – Nuuk']
    """
    rules = rules_of(planner).with_unit(branching_unit).with_trunk_pairs(trunk_pairs)
    return plan_stops(planner, stops, branches, rules=rules, name=name, prove=prove)


def plan_stops(
    planner: Planner,
    stops: Sequence[str | Landing],
    branches: Sequence[Branch],
    *,
    rules: BranchingRules,
    name: str | None = None,
    prove: bool = False,
) -> System:
    """Plan a system whose places are all given under some rules, as :func:`plan_system` does under the scenario's."""
    asked = pairs_asked(rules, branches)
    layout, ends = lay_out_stops(planner, stops, branches=branches)
    first, last = (landing_of(stops[at]).name for at in (0, -1))
    name = name or f"{first} – {last}"
    system = plan_layout(planner, layout, name=name, ends=ends, asked=asked, prove=prove)
    bound = (
        bound_given_layout(system.segments, layout.unit_count * unit_usd_of(planner)) if prove else NOT_ASKED
    )
    return replace(system, branching_unit=rules.unit, bound=bound)


def pairs_asked(rules: BranchingRules, branches: Sequence[LandingLike | Branch]) -> PairsAsked:
    """Collect the fibre pairs that rules and branches ask for.

    Raises
    ------
    UsageError
        If a branch asks for none, or for more than a cable has.
    """
    asking = [branch for branch in branches if isinstance(branch, Branch) and branch.fibre_pairs is not None]
    return PairsAsked(rules, {landing_of(branch.to).id: branch.fibre_pairs or 0 for branch in asking})


def unit_usd_of(planner: Planner) -> float:
    """Give the price of a branching unit, with contingency."""
    unit_costs = planner.valuer.cable_rates.unit_costs
    return unit_costs.margin * unit_costs.prices.branching_unit_usd.likely


def lay_out_stops(
    planner: Planner, stops: Sequence[str | Landing], *, branches: Sequence[Branch] = ()
) -> tuple[SystemLayout, tuple[int, int]]:
    """Lay out a system whose places are all given, without planning it.

    Parameters
    ----------
    planner, stops, branches
        As :func:`plan_system` takes them.

    Returns
    -------
    SystemLayout, (int, int)
        And the nodes at the ends of its trunk.

    Raises
    ------
    UsageError
        If there are fewer than two stops, one is unknown or twice the same, or a branch has no unit.
    """
    trunk = [landing_of(stop) for stop in stops]
    if len(trunk) < 2:
        raise UsageError(f"system with {len(trunk)} stop; give two or more")
    ends = [landing_of(branch.to) for branch in branches]
    check_named_once([*trunk, *ends])
    units = [_unit_of(branch) for branch in branches]
    for unit in units:
        trunk = _with_unit(trunk, unit)
    places = [*trunk, *ends]
    joins = list(pairwise(range(len(trunk))))
    for number, unit in enumerate(units, start=len(trunk)):
        joins.append((min(range(len(trunk)), key=lambda at: _apart_km(trunk[at], unit)), number))
    return SystemLayout(lay_out_nodes(planner, places, joins), tuple(joins)), (0, len(trunk) - 1)


def plan_again(planner: Planner, system: System, *, name: str) -> System:
    """Plan the best segments between the landings and branching units of a system; joints are left out."""
    layout = system.layout
    kept = [number for number, node in enumerate(layout.nodes) if node.kind is not NodeKind.JOINT]
    joins = tuple(
        (kept.index(span.start), kept.index(span.end)) for span in layout.spans if span.start != span.end
    )
    ends = (kept.index(system.trunk.start), kept.index(system.trunk.end))
    return plan_layout(
        planner, SystemLayout(tuple(layout.nodes[node] for node in kept), joins), name=name, ends=ends
    )


def plan_beside(planner: Planner, valued: Valued, *, name: str, prove: bool = True) -> Valued:
    """Plan the best route between the ends of a valued line, or the best segments between the nodes of a system.

    The two have the same cable added for alter courses: none where the line was valued as a position list, so that
    their difference is that of their lines.

    Parameters
    ----------
    planner : Planner
        That valued the line.
    valued : Route or System
    name : str
    prove : bool
        As for a route.
    """
    level = planner.surveyed() if valued.survey_allowance_pct == 0.0 else planner
    if isinstance(valued, System) and len(valued.layout.spans) > 1:
        return plan_again(level, valued, name=name)
    return level.route(valued.start, valued.end, name=name, prove=prove)


def plan_each_beside(planner: Planner, lines: Sequence[Valued]) -> list[Valued]:
    """Plan the best route beside each line, as :func:`plan_beside` does; lines between the same ends share one."""
    known: dict[tuple[Landing, Landing, float | None], Valued] = {}
    planned: list[Valued] = []
    with track_items(lines, "planning best routes") as followed:
        for valued in followed:
            name = f"best for {valued.name}"
            if isinstance(valued, System):
                planned.append(plan_beside(planner, valued, name=name))
                continue
            ends = valued.start, valued.end, valued.survey_allowance_pct
            if ends not in known:
                known[ends] = plan_beside(planner, valued, name=name)
            planned.append(replace(known[ends], name=name))
    return planned


def plan_layout(
    planner: Planner,
    layout: SystemLayout,
    *,
    name: str,
    ends: tuple[int, int],
    asked: PairsAsked | None = None,
    prove: bool = False,
) -> System:
    """Plan the cheapest route for every segment of a layout, whose trunk lies between two of its nodes.

    Fibre pairs that are asked for are checked first: of a tree, the trunk is the one way between its ends.
    """
    if asked is not None:
        derive_fibre_pairs(layout, layout.find_trunk([1.0] * len(layout.joins), ends), asked)
    with track_items(layout.joins, "planning segments") as followed:
        segments = [
            planner.route(*(layout.nodes[node].place for node in join), prove=prove) for join in followed
        ]
    return with_pairs(derive_system(planner, layout, segments, name=name, ends=ends), asked)


def with_pairs(system: System, asked: PairsAsked | None) -> System:
    """Give a system the fibre pairs that were asked for; None leaves them unknown."""
    if asked is None:
        return system
    return replace(system, fibre_pairs=derive_fibre_pairs(system.layout, system.trunk, asked))


def _unit_of(branch: Branch) -> Landing:
    if branch.unit is None:
        raise UsageError(
            f"branch to {landing_of(branch.to).name} without a unit; give Branch.unit, or let Planner.system find it"
        )
    return landing_of(branch.unit)


def _with_unit(trunk: list[Landing], unit: Landing) -> list[Landing]:
    """Put a unit between the two stops where the geodesics grow least; leave a trunk that has it as it is."""
    if any(_apart_km(stop, unit) < _AT_A_STOP_KM for stop in trunk):
        return trunk
    detours = [
        _apart_km(start, unit) + _apart_km(unit, end) - _apart_km(start, end)
        for start, end in pairwise(trunk)
    ]
    at = detours.index(min(detours)) + 1
    return [*trunk[:at], unit, *trunk[at:]]


def lay_out_nodes(
    planner: Planner, places: Sequence[Landing], joins: Sequence[tuple[int, int]]
) -> tuple[SystemNode, ...]:
    """Say what is at each place: a landing, or at sea a joint or a unit, by how many segments meet there."""
    is_shore = shore_of(planner)
    nodes: list[SystemNode] = []
    for number, place in enumerate(places):
        meeting = sum(number in join for join in joins)
        if meeting == 1 or place.country or is_shore(place.lon, place.lat):
            nodes.append(SystemNode(place, NodeKind.LANDING))
            continue
        kind = NodeKind.JOINT if meeting == 2 else NodeKind.UNIT
        count = sum(node.kind is kind for node in nodes) + 1
        nodes.append(SystemNode(replace(place, name=f"{kind} {count}"), kind))
    return tuple(nodes)


def _apart_km(one: Landing, other: Landing) -> float:
    return geodesic_km(one.lon, one.lat, other.lon, other.lat)
