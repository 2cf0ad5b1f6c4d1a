"""Sensitivity of a briefing: assumptions changed one at a time, every candidate planned again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from routeplan.briefing.candidates import CandidateQuestion, GivenLine, PlannedBeside, PlannedSystem
from routeplan.cost.assumptions import Assumptions, Waters
from routeplan.errors import NoRouteError
from routeplan.geo.track import Line
from routeplan.planning.planner import Planner
from routeplan.planning.system import Valued
from routeplan.runtime.progress import track_items

Value = float | str
WATERS_KEY = "policy.non_partner_waters"


@dataclass(frozen=True, slots=True)
class AssumptionChange:
    """A change of one assumption of a scenario.

    Attributes
    ----------
    key : str
        ``table.key``.
    words : str
        The change in words.
    value : float or str
        The new value; with ``is_factor``, the factor by which the old one is multiplied.
    is_factor : bool
    """

    key: str
    words: str
    value: Value
    is_factor: bool = False

    def before(self, assumptions: Assumptions) -> Value:
        """Value of the assumption now."""
        value = assumptions.value(self.key)
        return float(value) if isinstance(value, int | float) else str(value)

    def after(self, assumptions: Assumptions) -> Value:
        """Value of the assumption after the change."""
        return float(self.before(assumptions)) * float(self.value) if self.is_factor else self.value

    def apply(self, assumptions: Assumptions) -> Assumptions:
        """Return the assumptions with this change, validated."""
        return assumptions.changed(self.key, self.after(assumptions))


# Half and double where no range is known, and choices of policy.
ASSUMPTION_CHANGES = (
    AssumptionChange("prices.icebreaker_usd_per_day", "half the price of icebreakers", 0.5, is_factor=True),
    AssumptionChange("prices.icebreaker_usd_per_day", "twice the price of icebreakers", 2.0, is_factor=True),
    AssumptionChange("prices.cable_ship_usd_per_day", "twice the price of cable ships", 2.0, is_factor=True),
    AssumptionChange("faults.ice_scour", "half as many faults from ice keels", 0.5, is_factor=True),
    AssumptionChange("faults.ice_scour", "twice as many faults from ice keels", 2.0, is_factor=True),
    AssumptionChange("faults.anchoring", "twice as many faults from anchors", 2.0, is_factor=True),
    AssumptionChange("faults.fishing", "twice as many faults from fishing", 2.0, is_factor=True),
    AssumptionChange("repair.queue_days", "twice the wait for a repair ship", 2.0, is_factor=True),
    AssumptionChange("repair.usd_per_repair", "twice the repair cost", 2.0, is_factor=True),
    AssumptionChange("life.outage_usd_per_day", "outages at no cost", 0.0),
    AssumptionChange("life.outage_usd_per_day", "five times the outage cost", 5.0, is_factor=True),
    AssumptionChange("life.discount_rate_share", "a discount rate of 3 % per year", 0.03),
    # Of three treatments of these waters, the two that the scenario does not have.
    AssumptionChange(WATERS_KEY, "non-partner jurisdictions treated like all others", "ignored"),
    AssumptionChange(WATERS_KEY, "a price on non-partner jurisdictions", "costly"),
    AssumptionChange(WATERS_KEY, "non-partner jurisdictions closed", Waters.CLOSED.value),
    AssumptionChange("build.route_development_share", "no allowance for route development", 0.0),
)


def is_closing(move: Mapping[str, Any]) -> bool:
    """Whether a change, as in the record, closes waters of non-partners."""
    return bool(move["key"] == WATERS_KEY and move["after"] == Waters.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures of a candidate under one set of assumptions.

    Attributes
    ----------
    length_km, build_cost_usd, faults_per_year, down_hours_per_year, life_cost_usd, objective_usd : float
    line : Line, optional
        Of the route; without it the shift of the route is not known.
    """

    length_km: float
    build_cost_usd: float
    faults_per_year: float
    down_hours_per_year: float
    life_cost_usd: float
    objective_usd: float
    line: Line | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """Effect of one change of assumptions on every candidate.

    Attributes
    ----------
    change : AssumptionChange
    before, after : float or str
        Values of the assumption.
    outcomes : tuple of Outcome or None
        In the order of the candidates; None where no route is feasible.
    """

    change: AssumptionChange
    before: Value
    after: Value
    outcomes: tuple[Outcome | None, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Effects of all changes, on the same cells.

    Attributes
    ----------
    spacing_km : float
        Cell size.
    base : tuple of Outcome or None
        Of every candidate under the scenario's own assumptions.
    effects : tuple of ChangeEffect
    """

    spacing_km: float
    base: tuple[Outcome | None, ...]
    effects: tuple[ChangeEffect, ...]


def derive_sensitivity(
    planner: Planner,
    questions: Sequence[CandidateQuestion],
    *,
    changes: Sequence[AssumptionChange] = ASSUMPTION_CHANGES,
) -> Sensitivity:
    """Plan every candidate again under each change of assumptions, over the same seabed; value given lines again.

    Parameters
    ----------
    planner : Planner
        Coarse cells keep some fifteen solutions per candidate fast.
    questions : sequence of CandidateQuestion
        Ends of the candidates, systems, lines that stay as they are, and what is planned beside these.
    changes : sequence of AssumptionChange
        A change to the value that the assumption has already is skipped.
    """
    assumptions = planner.assumptions
    effects = []
    with track_items(changes, "assumptions changed") as followed:
        for change in followed:
            before, after = change.before(assumptions), change.after(assumptions)
            if before == after:
                continue
            outcomes = _outcomes(planner.reassumed(change.apply(assumptions)), questions)
            effects.append(ChangeEffect(change, before, after, outcomes))
    return Sensitivity(planner.grid.spacing_m / 1000.0, _outcomes(planner, questions), tuple(effects))


def _outcomes(planner: Planner, questions: Sequence[CandidateQuestion]) -> tuple[Outcome | None, ...]:
    return tuple(_outcome(planner, question) for question in questions)


def _outcome(planner: Planner, question: CandidateQuestion) -> Outcome | None:
    if isinstance(question, GivenLine):
        return derive_outcome(question.value(planner))
    try:
        route = (
            question.value(planner)
            if isinstance(question, PlannedBeside | PlannedSystem)
            else planner.route(*question, prove=False)
        )
    except NoRouteError:
        return None
    return derive_outcome(route)


def derive_outcome(route: Valued) -> Outcome:
    """Take the figures of a route; without a breakdown, faults and downtime are 0."""
    exposure = route.breakdown.exposure if route.breakdown else None
    return Outcome(
        length_km=route.length_km,
        build_cost_usd=route.build_cost_usd,
        faults_per_year=exposure.total_per_year if exposure else 0.0,
        down_hours_per_year=exposure.unavailability_hours_per_year if exposure else 0.0,
        life_cost_usd=route.life_cost_usd,
        objective_usd=route.objective_usd,
        line=route.line,
    )
