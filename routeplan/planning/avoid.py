"""What routes keep out of, waters of states and areas: what is said of it, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.data_choice import LayerUse
from routeplan.cost.scenario import Scenario
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.io.data_sets import source_of
from routeplan.planning.areas import NamedArea
from routeplan.runtime.notices import tell
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone


@dataclass(frozen=True, slots=True)
class Avoided:
    """All that routes of a planner avoid.

    Attributes
    ----------
    states : tuple of str
        ISO 3166 alpha-2 of states whose waters are closed.
    areas : tuple of NamedArea
    margin_km : float
        Distance kept from boundaries of closed waters that no treaty line gives.
    """

    states: tuple[str, ...] = ()
    areas: tuple[NamedArea, ...] = ()
    margin_km: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.states or self.areas)

    @property
    def text(self) -> str:
        """All in one line."""
        waters = [f"waters of {', '.join(self.states)}"] if self.states else []
        return "; ".join([*waters, *(area.name for area in self.areas)])

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says; empty where nothing is avoided."""
        if not self:
            return {}
        areas = [{"name": area.name, "sha256": area.sha256} for area in self.areas]
        return {"avoid": {"states": list(self.states), "areas": areas, "boundary_margin_km": self.margin_km}}


NOTHING_AVOIDED = Avoided()


def areas_of(scenario: Scenario) -> tuple[NamedArea, ...]:
    """Files that a scenario closes, user layers with use = no_go."""
    paths = [layer.path for layer in scenario.data.layers if layer.use is LayerUse.NO_GO]
    return tuple(NamedArea(path.name, source_of(path).sha256) for path in paths)


def tell_of_states_without_waters(states: Sequence[str], waters: Jurisdiction, south_deg: float) -> None:
    """Tell which of the states to avoid have no waters on the grid."""
    at_sea = np.unique(waters.state[waters.zone != MaritimeZone.LAND])
    there = {iso for code in at_sea for iso in waters.states[int(code)].isos}
    for state in states:
        if state not in there:
            tell(
                f"avoid: {state} has no waters in the domain of this planner, north of {south_deg:.0f}N; nothing is "
                "closed for it"
            )


def check_not_in_avoided_waters(
    landings: Sequence[Landing], states: Sequence[str], waters: Jurisdiction, grid: Grid
) -> None:
    """Refuse ends in waters that are to be avoided.

    Raises
    ------
    UsageError
        If a landing belongs to one of the states, or a position lies in their waters.
    """
    for landing in landings:
        row, col = (float(at) for at in grid.cell_of(landing.lon, landing.lat))
        if landing.country and landing.country != "SJ":
            isos: tuple[str, ...] = (landing.country,)  # a coarse cell near a border may be the neighbour's
        elif grid.contains(row, col):
            isos = waters.states[int(waters.state[round(row), round(col)])].isos
        else:
            continue
        for state in (iso for iso in isos if iso in states):
            raise UsageError(
                f"{landing.name} lies in waters of {state}, which are to be avoided; "
                f"take {state} out of avoid, or choose another landing"
            )
