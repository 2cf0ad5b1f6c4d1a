"""Rules of a cable engineer for position lists, which a scenario can change: armour, burial, slack, repeaters."""

from __future__ import annotations

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup


class EngineeringRules(AssumptionGroup):
    """What a position list is made by: stretches, armour, burial, slack, repeaters; nothing here changes a route."""

    shortest_stretch_km: float = Field(
        default=5.0,
        ge=0.0,
        le=1000.0,
        description="no stretch of one cable type, or of burial, is shorter: a joint and a stop of the plough cost "
        "more; editable default",
    )
    armour_faults_per_1000_km_year: float = Field(
        default=0.3,
        ge=0.0,
        le=1e6,
        description="from this rate of faults by fishing, anchors or ice a cable that is not buried is one type "
        "heavier than its depth needs; three times the world average of 0.1 (ICPC 2025), editable default",
    )
    armour_slope_deg: float = Field(
        default=15.0,
        ge=0.0,
        le=90.0,
        description="on steeper ground the cable is one type heavier: it hangs and chafes on rock; editable default",
    )
    shallow_burial_m: float = Field(
        default=1.5,
        ge=0.0,
        le=20.0,
        description="target below the seabed where the water is shallower than `shallow_to_m` (IRIS 2022: 1.5 m)",
    )
    deep_burial_m: float = Field(
        default=1.0,
        ge=0.0,
        le=20.0,
        description="target in deeper water (PC-1: 0.6 to 1 m out to 1,830 m; ASN: about 1 m)",
    )
    shallow_to_m: float = Field(
        default=200.0, ge=0.0, le=12000.0, description="depth of water; editable default"
    )
    crossing_clear_km: float = Field(
        default=1.0,
        ge=0.0,
        le=100.0,
        description="burial stops this far before a crossing of another cable and starts as far after it: the plough "
        "is lifted 1 to 2 km on either side, the cable laid on the seabed between (practice, no published rule); "
        "editable default, 0 buries through",
    )
    buried_slack_pct: float = Field(
        default=1.0,
        ge=0.0,
        le=100.0,
        description="slack where a plough lays; 0.5 to 1 %, editable default",
    )
    steep_slack_pct: float = Field(
        default=3.0,
        ge=0.0,
        le=100.0,
        description="least slack of a cable laid on steep ground; 2 to 5 %, editable default. Elsewhere it is that of "
        "the cable type",
    )
    slack_slope_deg: float = Field(
        default=5.0,
        ge=0.0,
        le=90.0,
        description="what is steep for slack; editable default, as where slope begins to cost",
    )
    longest_section_pct: float = Field(
        default=5.0,
        ge=0.0,
        le=100.0,
        description="a repeater section may exceed the spacing by this, so that repeaters can move away from bad "
        "places; editable default. Their distance from crossings is `crossings.repeater_depths`",
    )
    repeater_ice_m: float = Field(
        default=65.0,
        ge=0.0,
        le=12000.0,
        description="where there is sea ice, no repeater in shallower water: keels scour to 65 m",
    )
    repeater_shore_km: float = Field(
        default=5.0,
        ge=0.0,
        le=1000.0,
        description="least distance of a repeater from a landing; editable default",
    )


DEFAULT_RULES = EngineeringRules()
