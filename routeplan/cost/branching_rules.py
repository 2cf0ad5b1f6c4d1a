"""Rules for branching units, which a scenario can change; their price is ``prices.branching_unit_usd``."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.io.named_choice import read_choice


class UnitKind(StrEnum):
    """What the trunk does while a branch is cut."""

    SWITCHABLE = "switchable"
    PASSIVE = "passive"


class BranchingRules(AssumptionGroup):
    """Where branching units may be, and what a cut beside one stops; without effect on a plan of one route."""

    unit: UnitKind = Field(
        default=UnitKind.SWITCHABLE,
        description="switchable: a cut stops its own segment. passive: a cut stops every segment that units join to "
        "it, up to the next stations",
    )
    unit_min_depth_m: float = Field(
        default=20.0, ge=0.0, le=12_000.0, description="no unit in shallower water; editable default"
    )
    unit_max_depth_m: float = Field(
        default=8_000.0, ge=0.0, le=12_000.0, description="no unit in deeper water; editable default"
    )

    def with_unit(self, kind: UnitKind | str | None) -> BranchingRules:
        """Choose another kind of unit; None leaves the rules as they are."""
        return self if kind is None else self.model_copy(update={"unit": read_choice(UnitKind, kind, "branching unit")})


DEFAULT_BRANCHING = BranchingRules()
