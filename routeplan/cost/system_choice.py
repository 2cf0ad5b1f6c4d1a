"""Systems that a scenario names: trunk, branches, and where they leave it."""

from __future__ import annotations

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup


class BranchChoice(AssumptionGroup):
    """A branch of a system."""

    to: str = Field(min_length=1, description="landing at its end: id, name or LAT,LON")
    unit: str | None = Field(
        default=None,
        min_length=1,
        description="where it leaves the trunk: LAT,LON at sea of a branching unit, or a landing of the trunk; found "
        "if no branch has it",
    )
    fibre_pairs: int | None = Field(
        default=None, ge=1, le=1_000, description="fibre pairs of the branch; default: branching.branch_pairs"
    )


class SystemChoice(AssumptionGroup):
    """A system whose landings are given; branching units are given or found, each segment is planned as a route."""

    name: str = Field(min_length=1, description="name in tables")
    stops: tuple[str, ...] = Field(
        min_length=2, description="landings of the trunk, in order; a LAT,LON at sea is a joint or a unit"
    )
    fibre_pairs: int | None = Field(
        default=None, ge=1, le=1_000, description="fibre pairs of the trunk; default: branching.trunk_pairs"
    )
    branches: tuple[BranchChoice, ...] = Field(
        default=(), description="branches, each a table [[systems.branches]]"
    )
