"""Prices and speeds become USD per kilometre and per ship-day: the numbers that terms and items are both made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Build
from routeplan.cost.laying import Laying
from routeplan.cost.prices import Prices


@dataclass(frozen=True)
class UnitCosts:
    """Unit costs at the likely prices; for low and high ones give ``prices.at(level)``.

    All but `margin` are without contingency.

    Attributes
    ----------
    build : Build
    laying : Laying
    prices : Prices
    """

    build: Build
    laying: Laying
    prices: Prices

    @property
    def margin(self) -> float:
        """What contingency multiplies every other item by."""
        return 1.0 + self.prices.contingency_share.likely

    @property
    def spares(self) -> float:
        """What spares multiply cable and repeaters by."""
        return 1.0 + self.prices.spares_share.likely

    def cable_usd_per_km(self, cable: CableType) -> float:
        """Cost of the cable of a kilometre of route: slack, and what a survey adds, included."""
        longer = (1.0 + self.build.route_development_share) * (1.0 + cable.slack_share)
        return cable.cost_usd_per_km * self.prices.cable_factor.likely * longer

    @property
    def repeater_usd_per_km(self) -> float:
        """Cost of repeaters by the kilometre of route, as if there were no unrepeatered systems."""
        longer = 1.0 + self.build.route_development_share
        return self.prices.repeater_usd.likely * longer / self.build.repeater_spacing_km

    @property
    def ship_usd_per_day(self) -> float:
        """Cost of a day of a cable ship."""
        return self.prices.cable_ship_usd_per_day.likely

    @property
    def surface_usd_per_km(self) -> float:
        """Ship-days of surface lay, weather apart."""
        return self.laying.surface_days_per_km * self.ship_usd_per_day

    @property
    def plough_usd_per_km(self) -> float:
        """Ship-days that burial adds, weather apart."""
        return self.laying.plough_days_per_km * self.ship_usd_per_day

    @property
    def crossings_usd_per_km(self) -> float:
        """Allowance for crossings where a cable is buried."""
        return self.laying.crossings_per_1000_km / 1000.0 * self.prices.crossing_usd.likely

    def survey_usd_per_km(self, *, shallow: bool) -> float:
        """Survey of a kilometre, where a cable may be buried and deeper."""
        prices = self.prices
        return (prices.survey_shallow_usd_per_km if shallow else prices.survey_deep_usd_per_km).likely

    @property
    def ice_ship_usd_per_day(self) -> float:
        """Cost of a day of a ship that works in ice, escort apart."""
        return self.ship_usd_per_day * (1.0 + self.prices.ice_class_share.likely)

    @property
    def escort_usd_per_day(self) -> float:
        """Cost of a day of all icebreakers."""
        return self.laying.icebreakers * self.prices.icebreaker_usd_per_day.likely

    def mobilisation_usd(self, cable_km: float) -> float:
        """Cost loading and transit of all loads of a cable; none where nothing is laid at sea."""
        loads = math.ceil(cable_km / self.laying.load_km)
        return loads * self.laying.mobilisation_days * self.ship_usd_per_day

    def count_repeaters(self, cable_km: float, longest_span_km: float) -> int:
        """Count the repeaters of a cable: none if no span between landings is longer than the unrepeatered limit."""
        return self.build.count_repeaters(cable_km, longest_span_km)
