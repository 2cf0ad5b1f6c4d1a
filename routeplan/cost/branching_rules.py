"""Rules for branching units, which a scenario can change; their price is ``prices.branching_unit_usd``."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

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

    trunk_pairs: int = Field(
        default=8,
        ge=1,
        le=1_000,
        description="fibre pairs of a trunk that says no other number; editable default",
    )
    branch_pairs: int = Field(
        default=2,
        ge=1,
        le=1_000,
        description="fibre pairs of a branch that says no other number; two interrupt one pair of the trunk; editable "
        "default",
    )
    most_pairs: int = Field(
        default=24,
        ge=1,
        le=1_000,
        description="most fibre pairs of one cable; up to 24 (NANOG mailing list, 1-Feb-2021, on IEEE document "
        "8369356)",
    )

    @model_validator(mode="after")
    def _fits_in_a_cable(self) -> BranchingRules:
        for key in ("trunk_pairs", "branch_pairs"):
            if getattr(self, key) > self.most_pairs:
                raise ValueError(
                    f"{key} = {getattr(self, key)}, and most_pairs = {self.most_pairs}; give at most as many"
                )
        return self

    def with_trunk_pairs(self, pairs: int | None) -> BranchingRules:
        """Give trunks another number of fibre pairs; None leaves the rules as they are."""
        return self if pairs is None else self.model_copy(update={"trunk_pairs": pairs})

    def with_unit(self, kind: UnitKind | str | None) -> BranchingRules:
        """Choose another kind of unit; None leaves the rules as they are."""
        return (
            self
            if kind is None
            else self.model_copy(update={"unit": read_choice(UnitKind, kind, "branching unit")})
        )


DEFAULT_BRANCHING = BranchingRules()
