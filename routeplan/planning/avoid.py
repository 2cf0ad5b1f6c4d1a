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
from routeplan.planning.area_shapes import FileArea, NamedArea
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
    soft : tuple of (str, int)
        States that may give way, with their order.
    margin_km : float
        Distance kept from boundaries of closed waters that no treaty line gives.
    """

    states: tuple[str, ...] = ()
    areas: tuple[NamedArea, ...] = ()
    margin_km: float = 0.0
    soft: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.states or self.areas)

    @property
    def text(self) -> str:
        """All in one line."""
        orders = dict(self.soft)
        states = ", ".join(_with_order(state, orders.get(state)) for state in self.states)
        waters = [f"waters of {states}"] if self.states else []
        return "; ".join([*waters, *(_with_order(area.name, area.soft) for area in self.areas)])

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says; empty where nothing is avoided."""
        if not self:
            return {}
        areas = [
            {"name": area.name, "sha256": area.sha256, **({"soft": area.soft} if area.soft else {})}
            for area in self.areas
        ]
        soft = {"soft_states": dict(self.soft)} if self.soft else {}
        avoid = {"states": list(self.states), **soft, "areas": areas, "boundary_margin_km": self.margin_km}
        return {"avoid": avoid}


NOTHING_AVOIDED = Avoided()


def _with_order(name: str, soft: int | None) -> str:
    return name if soft is None else f"{name} (soft {soft})"


def areas_of(scenario: Scenario) -> tuple[NamedArea, ...]:
    """Files that a scenario closes, user layers with use = no_go."""
    layers = [layer for layer in scenario.data.layers if layer.use is LayerUse.NO_GO]
    return tuple(
        NamedArea.of(FileArea(layer.path, layer.column, layer.soft, layer.name, layer.only, layer.fade_km))
        for layer in layers
    )


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
        for state in (iso for iso in find_states_of(landing, waters, grid) if iso in states):
            raise UsageError(
                f"{landing.name} lies in waters of {state}, which are to be avoided; "
                f"take {state} out of avoid, or choose another landing"
            )


def find_states_of(landing: Landing, waters: Jurisdiction, grid: Grid) -> tuple[str, ...]:
    """Find the states of a landing, or of the waters of a position."""
    if landing.country and landing.country != "SJ":
        return (landing.country,)  # a coarse cell near a border may be the neighbour's
    row, col = (float(at) for at in grid.cell_of(landing.lon, landing.lat))
    if not grid.contains(row, col):
        return ()
    return waters.states[int(waters.state[round(row), round(col)])].isos
