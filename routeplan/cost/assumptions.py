"""The numbers that a scenario can change, by subject, each with its unit, its default and its source.

Where no citable figure was found the description says *editable default*.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from routeplan.catalog.states import PARTNERS_TRUSTED
from routeplan.cost.assumption_group import AssumptionGroup, Multiplier, PerDegree, Rate, Share, Usd, UsdPerKm
from routeplan.cost.estimate import Estimate, describe_too_large
from routeplan.cost.laying import Laying
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.cost.prices import REPLACED_KEYS, Prices
from routeplan.cost.soft_order import SOFTEST, split_soft
from routeplan.errors import UsageError, check_type
from routeplan.io.validation_messages import name_nearest


class Build(AssumptionGroup):
    """Where a cable is buried and repeatered, and the cable that a survey adds; what it costs is in prices."""

    burial_to_depth_m: float = Field(
        default=1_500.0, ge=0.0, description="IRIS 2022 and Topaz 2021: buried to 1,500 m"
    )
    burial_to_slope_deg: float = Field(
        default=15.0, ge=0.0, le=90.0, description="steepest slope that a plough works on; editable default"
    )
    slope_from_deg: float = Field(
        default=5.0, ge=0.0, le=90.0, description="slopes up to here cost nothing; editable default"
    )
    repeater_spacing_km: float = Field(
        default=70.0,
        gt=0.0,
        description="cable between repeaters; 64-66 (Svalbard 2004), 50-70 (TAT-14), 60-80 (TeleGeography 2025)",
    )
    unrepeatered_km: float = Field(
        default=300.0,
        ge=0.0,
        description="longest cable without repeaters (lighthousehouston.com: about 300 km)",
    )
    land_usd_per_km: UsdPerKm = Field(
        default=53_000.0,
        description="terrestrial cable, where a line that others drew runs over land: median of underground builds in "
        "the USA, 16.25 USD a foot (Fiber Broadband Association and Cartesian 2023)",
    )
    route_development_share: float = Field(
        default=0.07,
        ge=0.0,
        le=0.5,
        description="cable that a survey adds and a grid does not show: alter courses, crossings, beaches; from 17 "
        "cables of other seas (docs/cost.md); in cable length and cable cost; burial and ice go by the route length",
    )

    def count_repeaters(self, cable_km: float, longest_span_km: float) -> int:
        """Count the repeaters of a cable: none if no span between landings is longer than the unrepeatered limit.

        Examples
        --------
        Svalbard, 1,375 km, has 20 (Telektronikk 3-2004); a hop of 250 km has none:

        >>> Build(repeater_spacing_km=65.5).count_repeaters(1375.0, 1375.0), Build().count_repeaters(250.0, 250.0)
        (20, 0)
        """
        if longest_span_km <= self.unrepeatered_km:
            return 0
        return max(1, math.ceil(cable_km / self.repeater_spacing_km) - 1)


class Faults(AssumptionGroup):
    """Faults per 1,000 km and year where each cause is at its maximum.

    Set so that a world-like mix of depths (12 / 8 / 80 % of cable in < 200 / 200-1,000 / > 1,000 m) has 0.10 faults per
    1,000 km and year (ICPC 2025: 0.09-0.12), with the shares of causes that TeleGeography published in 2017.
    """

    fishing: Rate = Field(default=0.33, description="38 % of all faults, by depth and zone of trawling")
    anchoring: Rate = Field(
        default=0.40, description="25 % of all faults, by depth, distance to shipping lanes and zones"
    )
    abrasion: Rate = Field(
        default=0.015, description="6 % of all faults; full rate to 550 m, a third of it deeper"
    )
    seismic: Rate = Field(
        default=0.040,
        description="earthquakes, slides, turbidity currents, eruptions, at zone intensity 1; 8 % of all faults",
    )
    ice_scour: Rate = Field(
        default=1.0,
        description="keels at 20-40 m where the ice season is long; Quintillion's history suggests "
        "0.5 to 2; editable default",
    )
    iceberg: Rate = Field(default=0.5, description="icebergs where zones have intensity 1; editable default")
    component: Rate = Field(default=0.006, description="6 % of all faults, at every depth")
    other: Rate = Field(
        default=0.12, description="other human and unknown, 17 % of all faults, in less than 200 m"
    )
    land: Rate = Field(
        default=2.13,
        description="buried cable on land, where a line that others drew runs over land (Bellcore, in Alcoa Fujikura, "
        "'Reliability of fiber optic cable systems', 2001)",
    )
    background_share: Share = Field(
        default=0.5,
        description="fishing outside its zones, anchoring outside zones and away from lanes, as a share of the rate "
        "there; editable default",
    )
    hazard_background_share: Share = Field(
        default=0.2,
        description="seismic faults outside all zones, as a share of the rate inside; editable default",
    )
    unburied_factor: float = Field(
        default=1.5,
        ge=1.0,
        le=100.0,
        description="multiplier of fishing and anchoring where a cable is not buried; editable default",
    )


class Repair(AssumptionGroup):
    """Cost and time of a repair."""

    usd_per_repair: Usd = Field(default=1_750_000.0, description="1.5-2 million (subcables.com, A. Figoli)")
    queue_days: float = Field(
        default=8.0,
        ge=0.0,
        le=365.0,
        description="until a ship is free and permits are given, set so that repairs in temperate seas take 20-30 days "
        "(mean of the world 2013-2019, SubTel Forum Industry Report 4.2); editable default",
    )
    mobilisation_days: float = Field(
        default=3.0, ge=0.0, le=365.0, description="crew and spares; editable default"
    )
    ship_km_per_day: float = Field(default=530.0, gt=0.0, description="12 knots; editable default")
    work_days: float = Field(
        default=10.0, ge=0.0, le=365.0, description="7-14 days on site; editable default"
    )
    land_days: float = Field(
        default=0.5, ge=0.0, le=365.0, description="fault to repair on land: hours; editable default"
    )
    land_usd_per_repair: Usd = Field(
        default=20_000.0, description="a repair on land: a crew and a digger for a day; editable default"
    )
    open_water_below_share: float = Field(
        default=0.15,
        gt=0.0,
        le=1.0,
        description="ice concentration below which a repair ship works; NSIDC's ice edge; editable default",
    )
    escorted_months: float = Field(
        default=6.0,
        ge=0.0,
        le=12.0,
        description="longest ice season in which an icebreaker escorts the repair ship, as in all of the Baltic (12 "
        "days in the Gulf of Finland, January 2025, Reuters); editable default",
    )
    longest_wait_days: float = Field(
        default=365.0,
        ge=0.0,
        le=3650.0,
        description="wait where the water never opens; editable default",
    )
    iceberg_months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        default=(7, 8, 9),
        min_length=1,
        description="months in which ships work among icebergs (Greenland Connect waited from December 2018 to August "
        "2019); editable default",
    )


class Life(AssumptionGroup):
    """Present value of repairs and outages over the design life."""

    design_life_years: float = Field(
        default=25.0, gt=0.0, le=100.0, description="usual design life of a system"
    )
    discount_rate_share: float = Field(default=0.06, ge=0.0, le=1.0, description="a year; editable default")
    outage_usd_per_day: Usd = Field(
        default=100_000.0, description="cost of restoring the traffic on other cables; editable default"
    )

    @property
    def present_years(self) -> float:
        """Present value of 1 a year over the design life."""
        rate, years = self.discount_rate_share, self.design_life_years
        return years if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate


class Waters(StrEnum):
    """How a plan treats the jurisdiction of non-partners."""

    IGNORED = "ignored"
    COSTLY = "costly"
    CLOSED = "closed"


class Policy(AssumptionGroup):
    """Closed waters, and policy prices: charged per kilometre in the objective, never part of build or life cost."""

    partners: tuple[str, ...] = Field(
        default=tuple(sorted(PARTNERS_TRUSTED)),
        description="ISO 3166 alpha-2 of trusted states (EU, EEA, Canada, USA, UK, Japan, Korea, Greenland, Faroe "
        "Islands); the high seas are always trusted",
    )
    non_partner_waters: Waters = Field(
        default=Waters.IGNORED,
        description="territorial sea and EEZ of all other states: ignored, costly or closed; told in km in any case",
    )
    avoid: tuple[str, ...] = Field(
        default=(),
        description="ISO 3166 alpha-2 of states whose territorial sea and EEZ are closed to routes, such as RU, or "
        "RU:soft=3 where they may give way, the highest number first; a file of polygons here is read as a layer with "
        "use = no_go",
    )
    non_partner_soft: int = Field(
        default=0,
        ge=0,
        le=SOFTEST,
        description="where non_partner_waters = closed: order in which these waters give way where no way is left, as "
        "soft of a layer; 0: they are hard",
    )
    non_partner_usd_per_km: UsdPerKm = Field(
        default=100_000.0,
        description="where non_partner_waters = costly: more than the cable itself; editable default",
    )
    boundary_margin_km: float = Field(
        default=12.0,
        ge=0.0,
        description="where waters are closed: distance from boundaries that no treaty line gives; 90 % of "
        "our limits of 200 nautical miles are within 12 km of those of Marine Regions, half within 3; editable default",
    )
    chokepoint_usd_per_km: UsdPerKm = Field(
        default=0.0, description="in straits that many cables share, times the intensity of the zone"
    )
    parallel_usd_per_km: UsdPerKm = Field(
        default=0.0, description="nearer to an existing cable than parallel_depths times the water depth"
    )
    parallel_depths: float = Field(default=3.0, ge=0.0, description="ICPC: three times the water depth")
    sibling_usd_per_km: UsdPerKm = Field(
        default=0.0,
        description="nearer than sibling_km to another route of the same set, beyond the landing zones",
    )
    sibling_km: float = Field(
        default=200.0,
        ge=0.0,
        description="reach of one event; that of 1929 broke cables further away; editable default",
    )
    latency_usd_per_km: UsdPerKm = Field(default=0.0, description="value of shortening a route by 1 km")
    side_slope_per_deg: PerDegree = Field(
        default=0.0,
        description="with a slope of s degrees across the line a kilometre of the objective counts "
        "sqrt(1 + (this * s)^2) times; 0: off; no citable figure; editable default",
    )
    along_slope_per_deg: PerDegree = Field(
        default=0.0,
        description="the same for slope along the line, the squares of both added; 0: off; editable default",
    )

    @property
    def counts_slope_by_direction(self) -> bool:
        """Whether a kilometre counts otherwise with slope across or along it."""
        return self.side_slope_per_deg > 0.0 or self.along_slope_per_deg > 0.0

    @property
    def soft_by_state(self) -> dict[str, int | None]:
        """Order in which the waters of each state to avoid give way; None where they are hard."""
        return dict(map(split_soft, self.avoid))

    @property
    def avoided_states(self) -> tuple[str, ...]:
        """Codes of the states to avoid."""
        return tuple(self.soft_by_state)


class Weights(AssumptionGroup):
    """Objective multiplier per term (1 = unchanged)."""

    cable: Multiplier = Field(default=1.0, description="cable of the cheapest type, charged at every depth")
    protection: Multiplier = Field(default=1.0, description="extra cost of the cable type that a depth needs")
    repeaters: Multiplier = Field(default=1.0, description="repeaters by the kilometre")
    laying: Multiplier = Field(default=1.0, description="ship-days of surface lay, charged at every depth")
    burial: Multiplier = Field(default=1.0, description="ship-days and crossings that burial by plough adds")
    survey: Multiplier = Field(default=1.0, description="survey of the route")
    ice: Multiplier = Field(default=1.0, description="laying in ice: slower ships, ice class, icebreakers")
    slope: Multiplier = Field(default=1.0, description="building on slopes")
    repair: Multiplier = Field(default=1.0, description="repairs over the design life, present value")
    outage: Multiplier = Field(default=1.0, description="downtime over the design life, present value")
    non_partner: Multiplier = Field(
        default=1.0, description="jurisdiction of non-partners, where it is costly"
    )
    chokepoint: Multiplier = Field(default=1.0, description="straits that many cables share")
    parallel: Multiplier = Field(default=1.0, description="near an existing cable")
    latency: Multiplier = Field(default=1.0, description="route length, by the value of latency")
    user: Multiplier = Field(default=1.0, description="user layers with use = cost")


class Assumptions(AssumptionGroup):
    """All groups of numbers."""

    prices: Prices = Prices()
    build: Build = Build()
    laying: Laying = Laying()
    faults: Faults = Faults()
    repair: Repair = Repair()
    life: Life = Life()
    policy: Policy = Policy()
    weights: Weights = Weights()
    network: NetworkAssumptions = NetworkAssumptions()

    def value(self, key: str) -> Any:
        """Read a number by its key in a scenario, such as ``"life.discount_rate_share"``; of a price the likely value.

        Raises
        ------
        UsageError
            If there is no such key.
        """
        part, name = self._find(key)
        value = getattr(part, name)
        return value.likely if isinstance(value, Estimate) else value

    def changed(self, key: str, to: Any) -> Assumptions:
        """Change a number, checked as in a scenario. Low and high of a price follow its likely value.

        Parameters
        ----------
        key : str
            ``"table.key"``.
        to : float, str or other value

        Raises
        ------
        UsageError
            If there is no such key, or the value is not allowed.

        Examples
        --------
        >>> Assumptions().changed("life.discount_rate_share", 0.0).life.present_years
        25.0
        """
        part, name = self._find(key)
        before = getattr(part, name)
        if isinstance(before, Estimate) and isinstance(to, int | float) and 0.0 <= to < float("inf"):
            try:
                to = before.scaled_to(float(to))
            except (ValueError, OverflowError):
                raise UsageError(f"{key} = {describe_too_large(to)}") from None
        try:
            moved = part.model_copy(update={name: to})
        except UsageError as error:
            raise UsageError(f"{key.partition('.')[0]}.{error}") from error
        return self.model_copy(update={key.partition(".")[0]: moved})

    def _find(self, key: str) -> tuple[AssumptionGroup, str]:
        check_type(key, str, "scenario key", "one such as 'life.discount_rate_share'")
        table, _, name = key.partition(".")
        there = [
            f"{group}.{field}"
            for group in type(self).model_fields
            for field in type(getattr(self, group)).model_fields
        ]
        if key in REPLACED_KEYS:
            raise UsageError(f"{key} is replaced by {REPLACED_KEYS[key]}")
        if key not in there:
            raise UsageError(f"no assumption {key}; {name_nearest(key, there)}")
        return getattr(self, table), name
