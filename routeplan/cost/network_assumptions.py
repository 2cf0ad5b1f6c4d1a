"""The numbers of the redundancy of a network: events that cut several cables, and the parts of the score."""

from __future__ import annotations

from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup, Multiplier, Rate, Share


class NetworkAssumptions(AssumptionGroup):
    """Events that cut several cables, how often they happen, and the parts of the redundancy score.

    Rates of joint events are judgements: change them to see whether the ranking holds.
    """

    disc_events_per_year: Rate = Field(
        default=0.02,
        description="earthquakes that cut every cable within disc_radius_km, anywhere in the domain; two in 97 years: "
        "Grand Banks 1929 and Tohoku 2011",
    )
    disc_radius_km: float = Field(
        default=100.0,
        gt=0.0,
        le=2_000.0,
        description="in 1929 cables broke more than 1,000 km away, most of them near; editable default",
    )
    slide_events_per_year: Rate = Field(
        default=0.002,
        description="in each zone of slides or turbidity currents, cutting some of its cables (slide_loss_share); "
        "editable default",
    )
    slide_loss_share: Share = Field(
        default=0.5,
        description="probability that such an event cuts each cable of the zone: off southern Taiwan 9 of at least 17 "
        "in 2006, and 6 to 9 breaks in 2009, 2010 and 2015 (Gavey and others 2017, Marine Geology 384:147)",
    )
    drag_events_per_year: Rate = Field(
        default=2.0,
        description="anchors dragged or cables cut on purpose, anywhere in the domain; the Baltic alone had four from "
        "October 2023 to January 2025 (Reuters), 1.3 per year of 2023-2025; the rest is an editable default",
    )
    drag_baltic_share: Share = Field(
        default=0.65,
        description="share of these events in the Baltic Sea: 1.3 of 2 per year",
    )
    drag_radius_km: float = Field(
        default=50.0,
        gt=0.0,
        le=500.0,
        description="half the trail of one ship; Eagle S left about 100 km in 2024, Yi Peng 3 over 160 km (Reuters)",
    )
    drag_loss_share: Share = Field(
        default=0.5,
        description="probability that such an event cuts each cable within its radius; the four in the Baltic cut 5 of "
        "about 11 cables of our table (the rest of the sea is an editable default)",
    )
    drag_to_depth_m: float = Field(
        default=200.0, gt=0.0, le=12_000.0, description="anchors reach no deeper; editable default"
    )
    landing_events_per_year: Rate = Field(
        default=0.002, description="loss of a landing station with all its cables, each; editable default"
    )
    landing_days: float = Field(
        default=90.0, gt=0.0, le=3_650.0, description="to replace a landing station; editable default"
    )
    strait_events_per_year: Rate = Field(
        default=0.02,
        description="in each strait that cables share, cutting some of them (strait_loss_share); Red Sea 25 times: "
        "three events in 2020-2025; editable default",
    )
    strait_loss_share: Share = Field(
        default=0.27,
        description="probability that such an event cuts each cable of the strait: 4 of 15 in the Red Sea in February "
        "2024 and in September 2025 (HGC, Capacity)",
    )
    closure_events_per_year: Rate = Field(
        default=0.01,
        description="closure of its waters to all cables by each non-partner; editable default",
    )
    closure_days: float = Field(
        default=365.0, gt=0.0, le=3_650.0, description="until the waters open again; editable default"
    )
    closure_line_km: float = Field(
        default=300.0,
        ge=0.0,
        le=5_000.0,
        description="of the lines drawn this far through the waters of a state, half truly pass them, as lines are "
        "drawn and not surveyed; a guess without a source, editable default",
    )
    joint_repair_factor: float = Field(
        default=2.0,
        ge=1.0,
        le=100.0,
        description="multiplier of repair time after a joint event: 49 days off Taiwan in 2006 with 11 ships",
    )
    no_ship_share: Share = Field(
        default=0.05, description="share of time in which no ship is free for a season; editable default"
    )
    no_ship_days: float = Field(
        default=90.0, ge=0.0, le=365.0, description="extra wait of a repair in that time; editable default"
    )
    rate_factor: float = Field(
        default=1.5,
        ge=1.0,
        le=10.0,
        description="uncertainty of each rate of joint events and of fault rates, as the standard deviation of a "
        "lognormal factor; 1 for none; editable default",
    )
    beyond_faults: Rate = Field(
        default=0.10,
        description="faults per 1,000 km and year of cables outside the domain (ICPC 2025: 0.09-0.12)",
    )
    beyond_repair_days: float = Field(
        default=25.0, gt=0.0, le=365.0, description="20-30 days (SubTel Forum Industry Report)"
    )
    cluster_km: float = Field(
        default=10.0, ge=0.0, le=500.0, description="landings nearer than this are one cluster (SWP)"
    )
    needed_share: Share = Field(
        default=0.5,
        description="share of today's disjoint paths; with fewer of them there is an outage; editable default",
    )
    weight_paths: Multiplier = Field(
        default=1.0, description="score weight of disjoint paths; editable default"
    )
    weight_groups: Multiplier = Field(
        default=1.0, description="score weight of shared risks that separate the regions; editable default"
    )
    weight_separation: Multiplier = Field(
        default=1.0, description="score weight of the distance between paths; editable default"
    )
    weight_availability: Multiplier = Field(
        default=1.0, description="score weight of availability in the worst month; editable default"
    )
    weight_chokepoints: Multiplier = Field(
        default=1.0, description="score weight of paths that no single strait cuts; editable default"
    )
    enough_paths: float = Field(
        default=8.0, ge=1, le=1_000, description="disjoint paths for full marks; editable default"
    )
    enough_groups: float = Field(
        default=4.0,
        ge=1,
        le=1_000,
        description="shared risks to separate the regions for full marks; editable default",
    )
    enough_separation_km: float = Field(
        default=500.0,
        gt=0.0,
        le=20_000.0,
        description="distance between paths for full marks; editable default",
    )
