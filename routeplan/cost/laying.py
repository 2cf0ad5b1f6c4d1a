"""How fast a ship lays cable, in which months, and what ice does to it."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.seabed import Values


class Laying(AssumptionGroup):
    """Ship-days of the laying, and the months it is done in."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        default=(8, 9),
        min_length=1,
        description="months of laying; August and September for Polar Connect (NORDUnet, Northern EU Gateways)",
    )
    surface_km_per_day: float = Field(
        default=120.0, gt=0.0, description="surface lay; up to 200 (IRIS 2022); editable default"
    )
    plough_km_per_day: float = Field(
        default=15.0, gt=0.0, description="lay with burial; 20 (IRIS 2022), over 12 (Polar Express)"
    )
    weather_share: float = Field(
        default=0.2, ge=0.0, le=0.9, description="ship-days lost to weather; editable default"
    )
    mobilisation_days: float = Field(
        default=12.0, ge=0.0, description="loading and transit for each load of cable; editable default"
    )
    load_km: float = Field(default=5_000.0, gt=0.0, description="cable in one load; editable default")
    ice_waiting_share: float = Field(
        default=0.3, ge=0.0, le=0.9, description="ship-days in ice lost to waiting; editable default"
    )
    least_progress_share: float = Field(
        default=0.2,
        gt=0.0,
        le=1.0,
        description="in ice the speed falls by its concentration, at most to this share; editable default",
    )
    icebreakers: float = Field(
        default=2.0, ge=0.0, le=10.0, description="escorts of a ship that lays in ice; editable default"
    )
    crossings_per_1000_km: float = Field(
        default=5.0,
        ge=0.0,
        le=1000.0,
        description="cables crossed by a buried cable, an allowance; editable default",
    )

    @property
    def surface_days_per_km(self) -> float:
        """Ship-days of a surface-laid kilometre in open water, weather apart."""
        return 1.0 / self.surface_km_per_day

    @property
    def plough_days_per_km(self) -> float:
        """Ship-days that burial adds to a kilometre, weather apart; none if a plough is as fast as surface lay."""
        return max(0.0, 1.0 / self.plough_km_per_day - self.surface_days_per_km)

    @property
    def weather_factor(self) -> float:
        """Ship-days with those lost to weather, by ship-days without."""
        return 1.0 / (1.0 - self.weather_share)

    def derive_ice_days(self, open_days: Values, water: OpenWater) -> tuple[FloatArray, FloatArray]:
        """Find the ship-days in ice, and those in open water that they replace.

        Work is spread evenly over the months of laying. In a month in which the water is open it goes on as anywhere.

        Parameters
        ----------
        open_days : (n,)
            Ship-days in open water.
        water : OpenWater
            Ice at the same n places.

        Returns
        -------
        two (n,) arrays
            Ship-days in ice, and the open-water ship-days that they take the place of.

        Examples
        --------
        Half covered in August and open in September; half of the work is done at half the speed:

        >>> water = OpenWater(1, np.array([0]), np.array([[0.5]] * 8 + [[0.0]] * 4), 0.15)
        >>> in_ice, replaced = Laying(ice_waiting_share=0.0).derive_ice_days(np.array([10.0]), water)
        >>> in_ice.tolist(), replaced.tolist()
        ([10.0], [5.0])
        """
        in_ice, replaced = np.zeros(water.count), np.zeros(water.count)
        concentration = water.concentration[np.array(sorted(set(self.months))) - 1]
        closed = concentration >= water.threshold
        progress = np.maximum(1.0 - concentration, self.least_progress_share)
        slower = np.where(closed, 1.0 / progress / (1.0 - self.ice_waiting_share), 0.0)
        in_ice[water.icy] = slower.mean(axis=0) * open_days[water.icy]
        replaced[water.icy] = closed.mean(axis=0) * open_days[water.icy]
        return in_ice, replaced
