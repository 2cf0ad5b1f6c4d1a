"""Rules for branching units, which a scenario can change; their price is ``prices.branching_unit_usd``."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.errors import UsageError


class UnitKind(StrEnum):
    """What the trunk does while a branch is cut."""

    SWITCHABLE = "switchable"
    PASSIVE = "passive"

    @classmethod
    def named(cls, name: str) -> UnitKind:
        """Find a kind by name.

        Raises
        ------
        UsageError
            If there is none of that name.
        """
        if name not in list(cls):
            raise UsageError(f"branching unit {name!r}; give one of {', '.join(cls)}")
        return cls(name)


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
        return self if kind is None else self.model_copy(update={"unit": UnitKind.named(kind)})


DEFAULT_BRANCHING = BranchingRules()
