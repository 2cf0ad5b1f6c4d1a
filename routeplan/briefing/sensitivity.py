"""What would change the answer: assumptions moved one at a time, and every candidate planned again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Assumptions
from routeplan.errors import NoRouteError
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.progress import follow

Value = float | str


@dataclass(frozen=True, slots=True)
class AssumptionChange:
    """One assumption moved from where a scenario has it.

    Attributes
    ----------
    key : str
        ``table.key``.
    words : str
        For readers.
    to : float or str
        What takes its place; with ``times``, what its value is multiplied by.
    times : bool
    """

    key: str
    words: str
    to: Value
    times: bool = False

    def value_in(self, assumptions: Assumptions) -> Value:
        """Read what a scenario has there."""
        value = assumptions.value(self.key)
        return float(value) if isinstance(value, int | float) else str(value)

    def moved_in(self, assumptions: Assumptions) -> Value:
        """Derive what it becomes."""
        return float(self.value_in(assumptions)) * float(self.to) if self.times else self.to

    def of(self, assumptions: Assumptions) -> Assumptions:
        """Put it among the assumptions, checked anew."""
        return assumptions.changed(self.key, self.moved_in(assumptions))


# Halves and doubles where no range is known, and choices of policy.
MOVES = (
    AssumptionChange(
        "build.perennial_ice_usd_per_km", "building under perennial ice at half the price", 0.5, times=True
    ),
    AssumptionChange(
        "build.perennial_ice_usd_per_km", "building under perennial ice at twice the price", 2.0, times=True
    ),
    AssumptionChange(
        "build.seasonal_ice_usd_per_km", "building in seasonal ice at twice the price", 2.0, times=True
    ),
    AssumptionChange("faults.ice_scour", "half as many faults by ice keels", 0.5, times=True),
    AssumptionChange("faults.ice_scour", "twice as many faults by ice keels", 2.0, times=True),
    AssumptionChange("faults.anchoring", "twice as many faults by anchors", 2.0, times=True),
    AssumptionChange("faults.fishing", "twice as many faults by fishing", 2.0, times=True),
    AssumptionChange("repair.usd_per_repair", "repairs at twice the price", 2.0, times=True),
    AssumptionChange("life.outage_usd_per_day", "outages that cost nothing", 0.0),
    AssumptionChange("life.outage_usd_per_day", "outages at five times the cost", 5.0, times=True),
    AssumptionChange("life.discount_rate_share", "a discount rate of 3 % a year", 0.03),
    AssumptionChange("policy.non_partner_waters", "waters of non-partners like any others", "ignored"),
    AssumptionChange("policy.non_partner_waters", "waters of non-partners closed", "closed"),
    AssumptionChange("build.route_development_share", "no cable added for what a survey finds", 0.0),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a candidate is under some assumptions.

    Attributes
    ----------
    length_km, build_cost_usd, faults_per_year, down_hours_per_year, objective_usd : float
    """

    length_km: float
    build_cost_usd: float
    faults_per_year: float
    down_hours_per_year: float
    objective_usd: float


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """What one move makes of every candidate.

    Attributes
    ----------
    move : AssumptionChange
    before, after : float or str
        The assumption.
    outcomes : tuple of Outcome or None
        In the order of the candidates; None where no route is left.
    """

    move: AssumptionChange
    before: Value
    after: Value
    outcomes: tuple[Outcome | None, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What moves change, all on the same cells.

    Attributes
    ----------
    spacing_km : float
    base : tuple of Outcome or None
        Of every candidate as the scenario has it.
    moved : tuple of ChangeEffect
    """

    spacing_km: float
    base: tuple[Outcome | None, ...]
    moved: tuple[ChangeEffect, ...]


def derive_sensitivity(
    planner: Planner, pairs: Sequence[tuple[Landing, Landing]], *, moves: Sequence[AssumptionChange] = MOVES
) -> Sensitivity:
    """Plan every candidate again for each move, over the same seabed.

    Parameters
    ----------
    planner : Planner
        On cells coarse enough to ask it a dozen times.
    pairs : sequence of (Landing, Landing)
    moves : sequence of AssumptionChange
        Those that would change nothing in the planner's assumptions are left out.
    """
    mine = planner.assumptions
    moved = []
    with follow(moves, "assumptions moved") as followed:
        for move in followed:
            before, after = move.value_in(mine), move.moved_in(mine)
            if before == after:
                continue
            outcomes = _outcomes(planner.reassumed(move.of(mine)), pairs)
            moved.append(ChangeEffect(move, before, after, outcomes))
    return Sensitivity(planner.grid.spacing_m / 1000.0, _outcomes(planner, pairs), tuple(moved))


def _outcomes(planner: Planner, pairs: Sequence[tuple[Landing, Landing]]) -> tuple[Outcome | None, ...]:
    return tuple(_outcome(planner, *pair) for pair in pairs)


def _outcome(planner: Planner, start: Landing, end: Landing) -> Outcome | None:
    try:
        route = planner.route(start, end, prove=False)
    except NoRouteError:
        return None
    return outcome_of(route)


def outcome_of(route: Route) -> Outcome:
    """Sum a route up; of one without breakdown, its faults and hours are 0."""
    exposure = route.breakdown.exposure if route.breakdown else None
    return Outcome(
        length_km=route.length_km,
        build_cost_usd=route.build_cost_usd,
        faults_per_year=exposure.total_per_year if exposure else 0.0,
        down_hours_per_year=exposure.unavailability_hours_per_year if exposure else 0.0,
        objective_usd=route.objective_usd,
    )
