"""Rules for crossings of other cables, which a scenario can change."""

from __future__ import annotations

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup


class CrossingRules(AssumptionGroup):
    """What a crossing is held against; nothing here changes a route unless `improve` is set."""

    least_angle_deg: float = Field(
        default=45.0, ge=0.0, le=90.0, description="a crossing at a smaller angle is bad; rule of thumb"
    )
    good_angle_deg: float = Field(
        default=70.0, ge=0.0, le=90.0, description="near 90 degrees: from this angle; editable default"
    )
    repeater_depths: float = Field(
        default=3.0,
        ge=0.0,
        le=100.0,
        description="least distance of a crossing from repeaters, times the depth of water; rule of thumb",
    )
    improve: bool = Field(
        default=False, description="lead routes locally so that bad angles become near 90 degrees"
    )
    reach_km: float = Field(
        default=60.0,
        gt=0.0,
        le=500.0,
        description="a route is changed this far before and after a crossing, at most",
    )
