"""What is proven of the cost of a system, and of which systems: of all that join its landings, or of its own layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.planning.records import describe_gap, rounded_up_gap
from routeplan.planning.stops import place_of
from routeplan.runtime.disk_cache import keep_array
from routeplan.runtime.progress import track_stages
from routeplan.solver.landfall import find_every_landfall
from routeplan.solver.subset_fields import JunctionRule
from routeplan.solver.tree_lower_bound import lower_bound_of_trees

if TYPE_CHECKING:
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route


@dataclass(frozen=True, slots=True)
class SystemBound:
    """A lower bound on the cost of systems, and which systems it is a bound of.

    Attributes
    ----------
    note : str
        Which, or why nothing is proven.
    words : str
        Which, in a few words.
    least_usd : float, optional
        Least cost of their lines and branching units, objective.
    cost_usd : float, optional
        The same of the system itself.
    """

    note: str
    words: str = ""
    least_usd: float | None = None
    cost_usd: float | None = None

    @property
    def gap_pct(self) -> float | None:
        """How much less such a system can cost at most, per cent; None where nothing is proven."""
        if self.least_usd is None or self.cost_usd is None:
            return None
        return 100.0 * max(0.0, 1.0 - self.least_usd / self.cost_usd)

    @property
    def record(self) -> dict[str, Any]:
        """The gap and its note, as JSON has them."""
        return {"optimality_gap_pct": rounded_up_gap(self.gap_pct), "optimality_gap_note": self.note}

    @property
    def summary(self) -> dict[str, str]:
        """The gap as text; empty where nothing is proven."""
        gap = self.gap_pct
        return {} if gap is None else {"optimality gap": describe_gap(gap, f"proven for {self.words}")}


NOT_ASKED = SystemBound(
    "not proven; prove=True, or --prove, proves the gap of a system that is planned, not of lines that are given"
)
NOT_OF_A_RING = SystemBound(
    "not proven for a ring, whose second way must keep apart from its trunk; topology tree proves the gap of its tree"
)
NOT_AT_FULL_RESOLUTION = SystemBound("not proven at full resolution; plan with cells of 2 km or more")


def bound_any_system(least_usd: float, cost_usd: float) -> SystemBound:
    """Say that no system of the same landings costs less."""
    note = (
        "proven: no system that joins these landings, whatever its topology and its branching units, costs less by "
        "more than this; what is paid once is left out, but for branching units"
    )
    return SystemBound(note, "any system of these landings", least_usd, cost_usd)


def bound_given_layout(segments: Sequence[Route], units_usd: float) -> SystemBound:
    """Add up what is proven for segments whose ends are given; ``units_usd`` is the cost of all branching units."""
    bounds = [segment.bound_usd for segment in segments]
    known = [segment.breakdown.objective_usd_per_line for segment in segments if segment.breakdown]
    if None in bounds or len(known) < len(segments):
        return NOT_ASKED
    note = (
        "proven for these places of landings, branching units and joints, which were given: no lines between the same "
        "places cost less by more than this; other places may cost less"
    )
    least_usd = sum(usd for usd in bounds if usd is not None)
    return SystemBound(
        note, "these places of units and joints", least_usd + units_usd, sum(known) + units_usd
    )


def prove_least_usd(
    planner: Planner, places: Sequence[Landing], stops: int, *, rule: JunctionRule, searched_usd: float
) -> float:
    """Prove the least cost of any system over some landings; what was proven before is kept on disk.

    Parameters
    ----------
    planner : Planner
    places : sequence of Landing
        Stops in order, then the others.
    stops : int
    rule : JunctionRule
        On the cells of the planner.
    searched_usd : float
        Cost of the cheapest tree by the search.

    Returns
    -------
    float
        USD.
    """
    legs = planner.legs
    bounded = legs.cost_grid if legs.coastal is None else legs.coastal.coarse
    landfalls = tuple(
        tuple(find_every_landfall(legs.cost_grid, place_of(place), limit_km=planner.landfall_limit_km))
        for place in places
    )

    def prove() -> float:
        return lower_bound_of_trees(bounded, landfalls, stops=stops, upper=searched_usd, rule=rule)

    made_from = bounded.cell_cost, landfalls, stops, rule, searched_usd
    with track_stages(f"proving the gap of {places[0].name} – {places[stops - 1].name}", total=1) as stage:
        stage("lower bound")
        return float(keep_array("proven-tree-bound", made_from, lambda: np.array(prove())))
