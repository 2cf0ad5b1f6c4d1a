"""Prices of the items of a cable system, each with a low, a likely and a high value, in US dollars of 2024.

Where no citable figure was found the description says *editable default*. No price is corrected for inflation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.estimate import Estimate, Level, describe_too_large

# Keys of earlier versions, and those that take their place.
REPLACED_KEYS: Mapping[str, str] = {
    "build.burial_usd_per_km": "prices.cable_ship_usd_per_day and laying.plough_km_per_day",
    "build.seasonal_ice_usd_per_km": "prices.icebreaker_usd_per_day, prices.ice_class_share and laying.months",
    "build.perennial_ice_usd_per_km": "prices.icebreaker_usd_per_day, prices.ice_class_share and laying.months",
    "build.slope_usd_per_km_per_deg": "prices.slope_usd_per_km_per_deg",
    "build.landing_usd": "prices.station_repeatered_usd, prices.station_unrepeatered_usd and prices.shore_end_usd",
}


def _estimate(low: float, likely: float, high: float, description: str) -> Any:
    return Field(default=Estimate(low, likely, high), description=description)


class Prices(AssumptionGroup):
    """Prices in USD of 2024, each {low, likely, high}; one number moves all three in proportion."""

    cable_factor: Estimate = _estimate(
        0.6, 1.0, 1.4, "multiplier of the cable prices in the table of cable types; editable default"
    )
    spares_share: Estimate = _estimate(
        0.02, 0.03, 0.05, "spare cable and repeaters, share of those laid; editable default"
    )
    repeater_usd: Estimate = _estimate(
        150_000.0, 200_000.0, 300_000.0, "each; about 200,000 (TeleGeography 2025); range: editable default"
    )
    branching_unit_usd: Estimate = _estimate(500_000.0, 750_000.0, 1_000_000.0, "each; editable default")
    station_repeatered_usd: Estimate = _estimate(
        3_500_000.0, 5_500_000.0, 8_000_000.0,
        "station with terminals at each end of a repeatered system, without power feed; 'millions' (TeleGeography "
        "2025); editable default, so that a landing comes to 5-10 million with all its items",
    )  # fmt: skip
    station_unrepeatered_usd: Estimate = _estimate(
        200_000.0, 400_000.0, 1_000_000.0,
        "room and terminals at each end of an unrepeatered system, set with GCIS (EUR 10 million for 118 km and 5 "
        "landings, CommsUpdate 8-Nov-2019); editable default",
    )  # fmt: skip
    power_feed_usd: Estimate = _estimate(
        500_000.0, 1_000_000.0, 2_000_000.0,
        "at each end of a repeatered system, none without repeaters; editable default",
    )  # fmt: skip
    shore_end_usd: Estimate = _estimate(
        250_000.0, 400_000.0, 1_500_000.0,
        "beach manhole, duct or bore and the work on the beach, at each end; editable default",
    )  # fmt: skip
    desk_study_usd: Estimate = _estimate(100_000.0, 200_000.0, 400_000.0, "each system; editable default")
    survey_shallow_usd_per_km: Estimate = _estimate(
        2_500.0, 4_000.0, 6_000.0,
        "survey of the route with burial assessment, where a cable may be buried; editable default",
    )  # fmt: skip
    survey_deep_usd_per_km: Estimate = _estimate(
        700.0, 1_200.0, 2_000.0, "survey of the route in deeper water; editable default"
    )
    permits_usd_per_landing: Estimate = _estimate(
        100_000.0, 200_000.0, 1_000_000.0, "permits at each end; editable default"
    )
    cable_ship_usd_per_day: Estimate = _estimate(
        60_000.0, 90_000.0, 120_000.0, "ship with crew, fuel and plough; no citable figure; editable default"
    )
    ice_class_share: Estimate = _estimate(
        0.25, 0.5, 1.0, "what a ship for work in ice costs more, share of its day; editable default"
    )
    icebreaker_usd_per_day: Estimate = _estimate(
        75_000.0, 100_000.0, 200_000.0,
        "each icebreaker; low: 525,000 a week for a former icebreaking supply vessel (chuckhillscgblog 2020); "
        "editable default",
    )  # fmt: skip
    crossing_usd: Estimate = _estimate(
        50_000.0, 100_000.0, 200_000.0, "agreement and ship time at a crossing of a cable; editable default"
    )
    slope_usd_per_km_per_deg: Estimate = _estimate(
        250.0, 500.0, 1_000.0, "slack, survey and protection on slopes; editable default"
    )
    contingency_share: Estimate = _estimate(
        0.10, 0.15, 0.25, "management and what is not foreseen, share of all other items; editable default"
    )
    maintenance_usd_per_km_year: Estimate = _estimate(
        200.0, 350.0, 600.0,
        "maintenance agreement by the km of cable and year, repairs apart; in no total; editable default",
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _moves_a_default_by_one_number(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        return {key: _spread(cls.model_fields, key, value) for key, value in content.items()}

    def at(self, level: Level) -> Prices:
        """Take one value of every price: prices without ranges."""
        exact = {name: Estimate.exactly(getattr(self, name).at(level)) for name in type(self).model_fields}
        return self.model_copy(update=exact)


def _spread(fields: Mapping[str, Any], key: str, value: Any) -> Any:
    """Give one number the range of the default; anything else is left to the check of its field."""
    is_price = isinstance(value, int | float) and not isinstance(value, bool) and 0.0 <= value < float("inf")
    if key not in fields or not is_price:
        return value
    try:
        moved = fields[key].default.scaled_to(float(value))
    except (ValueError, OverflowError):  # its range leaves the numbers that there are
        raise ValueError(f"{key} = {describe_too_large(value)}") from None
    return {level.value: moved.at(level) for level in Level}
