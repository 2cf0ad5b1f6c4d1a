"""Names of the layers over the seabed, as editors complete them and as functions take them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from routeplan.cost.faults import Cause
from routeplan.errors import UsageError
from routeplan.io.validation_messages import name_nearest
from routeplan.seabed.hazard_zones import ZoneKind

# The values of LayerName once more: editors complete the text of an argument from these.
LayerKey: TypeAlias = Literal[
    "depth",
    "slope",
    "ruggedness",
    "ice_mean",
    "ice_class",
    "open_days",
    "ice_month_01",
    "ice_month_02",
    "ice_month_03",
    "ice_month_04",
    "ice_month_05",
    "ice_month_06",
    "ice_month_07",
    "ice_month_08",
    "ice_month_09",
    "ice_month_10",
    "ice_month_11",
    "ice_month_12",
    "zone_slide",
    "zone_turbidity_fan",
    "zone_seismic",
    "zone_volcanic",
    "zone_iceberg",
    "zone_trawl",
    "zone_anchoring",
    "zone_shipping",
    "zone_chokepoint",
    "earthquakes_m6",
    "earthquakes_m7",
    "lane_km",
    "sediment_m",
    "measured_share",
    "depth_file",
    "jurisdiction",
    "depot_km",
    "fault_rate",
    "fault_rate_fishing",
    "fault_rate_anchoring",
    "fault_rate_abrasion",
    "fault_rate_seismic",
    "fault_rate_ice_scour",
    "fault_rate_iceberg",
    "fault_rate_component",
    "fault_rate_other",
    "fault_rate_user",
    "repair_days",
    "build_usd_per_km",
    "objective_usd_per_km",
]

_ZONE, _CAUSE, _MONTH = "zone_", "fault_rate_", "ice_month_"


class LayerName(StrEnum):
    """Names of the layers.

    Examples
    --------
    A name is text; it knows the month, cause or hazard zone of its layer:

    >>> LayerName("ice_month_03").month, LayerName("fault_rate_fishing").cause.value
    (3, 'fishing')
    >>> LayerName("dept")
    Traceback (most recent call last):
    routeplan.errors.UsageError: no layer dept; did you mean depth?
    """

    DEPTH = "depth"
    SLOPE = "slope"
    RUGGEDNESS = "ruggedness"
    ICE_MEAN = "ice_mean"
    ICE_CLASS = "ice_class"
    OPEN_DAYS = "open_days"
    ICE_MONTH_01 = "ice_month_01"
    ICE_MONTH_02 = "ice_month_02"
    ICE_MONTH_03 = "ice_month_03"
    ICE_MONTH_04 = "ice_month_04"
    ICE_MONTH_05 = "ice_month_05"
    ICE_MONTH_06 = "ice_month_06"
    ICE_MONTH_07 = "ice_month_07"
    ICE_MONTH_08 = "ice_month_08"
    ICE_MONTH_09 = "ice_month_09"
    ICE_MONTH_10 = "ice_month_10"
    ICE_MONTH_11 = "ice_month_11"
    ICE_MONTH_12 = "ice_month_12"
    ZONE_SLIDE = "zone_slide"
    ZONE_TURBIDITY_FAN = "zone_turbidity_fan"
    ZONE_SEISMIC = "zone_seismic"
    ZONE_VOLCANIC = "zone_volcanic"
    ZONE_ICEBERG = "zone_iceberg"
    ZONE_TRAWL = "zone_trawl"
    ZONE_ANCHORING = "zone_anchoring"
    ZONE_SHIPPING = "zone_shipping"
    ZONE_CHOKEPOINT = "zone_chokepoint"
    EARTHQUAKES_M6 = "earthquakes_m6"
    EARTHQUAKES_M7 = "earthquakes_m7"
    LANE_KM = "lane_km"
    SEDIMENT_M = "sediment_m"
    MEASURED_SHARE = "measured_share"
    DEPTH_FILE = "depth_file"
    JURISDICTION = "jurisdiction"
    DEPOT_KM = "depot_km"
    FAULT_RATE = "fault_rate"
    FAULT_RATE_FISHING = "fault_rate_fishing"
    FAULT_RATE_ANCHORING = "fault_rate_anchoring"
    FAULT_RATE_ABRASION = "fault_rate_abrasion"
    FAULT_RATE_SEISMIC = "fault_rate_seismic"
    FAULT_RATE_ICE_SCOUR = "fault_rate_ice_scour"
    FAULT_RATE_ICEBERG = "fault_rate_iceberg"
    FAULT_RATE_COMPONENT = "fault_rate_component"
    FAULT_RATE_OTHER = "fault_rate_other"
    FAULT_RATE_USER = "fault_rate_user"
    REPAIR_DAYS = "repair_days"
    BUILD_USD_PER_KM = "build_usd_per_km"
    OBJECTIVE_USD_PER_KM = "objective_usd_per_km"

    @classmethod
    def _missing_(cls, value: object) -> LayerName:
        raise UsageError(f"no layer {value}; {name_nearest(str(value), tuple(cls))}")

    @property
    def zone(self) -> ZoneKind | None:
        """Kind of hazard zone of a ``zone_`` layer."""
        return ZoneKind(self.removeprefix(_ZONE)) if self.startswith(_ZONE) else None

    @property
    def cause(self) -> Cause | None:
        """Cause of a ``fault_rate_`` layer."""
        return Cause(self.removeprefix(_CAUSE)) if self.startswith(_CAUSE) else None

    @property
    def month(self) -> int | None:
        """Month, 1 to 12, of an ``ice_month_`` layer."""
        return int(self.removeprefix(_MONTH)) if self.startswith(_MONTH) else None
