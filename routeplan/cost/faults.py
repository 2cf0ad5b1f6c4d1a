"""Fault rates by cause, and repair time by month. The default rates are in `routeplan.cost.assumptions.Faults`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from routeplan.cost.assumptions import Build, Faults, Repair
from routeplan.cost.cable_rates import is_buried, is_ploughable
from routeplan.cost.depth_curves import Curve
from routeplan.cost.hazard_intensity import (
    BY_GROUND,
    anchor_intensity,
    ground_intensity,
    iceberg_intensity,
    scour_intensity,
    seismic_intensity,
    shipping_intensity,
    trawl_intensity,
)
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.months import DAYS_PER_YEAR, HOURS_PER_YEAR, MONTHS_PER_YEAR
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.seabed import Conditions, Values

PER_1000_KM = 1e-3  # rates of assumptions and scenarios are per 1,000 km
# Middle of each month, days from 1 January; leap years add a quarter of a day.
_MIDDLES = np.array([15.5, 45.0, 74.5, 105.0, 135.5, 166.0, 196.5, 227.5, 258.0, 288.5, 319.0, 349.5])
_FIRSTS = np.array([0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0])
# Waits for a month of work and for open water alternate: they coincide by the second year, or never.
_ROUNDS = 3
ABRASION = Curve(
    (0.0, 550.0, 1000.0),
    (1.0, 1.0, 0.33),
    "depth, m",
    "abrasion by currents to 300 fathoms ('Natural hazards to submarine cables'); deeper a third: editable default",
)
SHALLOW = Curve(
    (180.0, 220.0), (1.0, 0.0), "depth, m", "other human causes in less than 200 m: editable default"
)


class Cause(StrEnum):
    """Cause of a fault."""

    FISHING = "fishing"
    ANCHORING = "anchoring"
    ABRASION = "abrasion"
    SEISMIC = "seismic"
    ICE_SCOUR = "ice_scour"
    ICEBERG = "iceberg"
    COMPONENT = "component"
    OTHER = "other"
    USER = "user"  # user layers with use = risk
    LAND = "land"  # of a line that others drew over land


def derive_fault_rates(conditions: Conditions, faults: Faults, build: Build) -> dict[Cause, Values]:
    """Derive fault rates by cause.

    Parameters
    ----------
    conditions : Conditions
        At n positions.
    faults : Faults
    build : Build
        Decides where a cable is buried.

    Returns
    -------
    mapping of Cause to (n,)
        Faults per km and year; 0 on land.
    """
    depth_m, zone = conditions.depth_m, conditions.zone
    buried = is_buried(depth_m, is_ploughable(conditions, build), build)
    people = np.where(buried, 1.0, faults.unburied_factor) * conditions.open_share
    shipping = shipping_intensity(
        np.maximum(zone[ZoneKind.ANCHORING], zone[ZoneKind.SHIPPING]), conditions.lane_km
    )
    trawled, anchored = (_over(faults.background_share, share) for share in (zone[ZoneKind.TRAWL], shipping))
    shaken = np.maximum.reduce(
        [
            ground_intensity(
                ZoneKind.SEISMIC, depth_m, seismic_intensity(conditions.m6_per_million_km2_year)
            ),
            *(ground_intensity(kind, depth_m, zone[kind]) for kind in BY_GROUND),
        ]
    )
    rates = {
        Cause.FISHING: faults.fishing * trawl_intensity(depth_m, trawled) * people,
        Cause.ANCHORING: faults.anchoring * anchor_intensity(depth_m, anchored) * people,
        Cause.ABRASION: faults.abrasion * ABRASION(depth_m),
        Cause.SEISMIC: faults.seismic * _over(faults.hazard_background_share, shaken),
        Cause.ICE_SCOUR: faults.ice_scour * scour_intensity(depth_m, conditions.ice_months),
        Cause.ICEBERG: faults.iceberg
        * iceberg_intensity(depth_m, zone[ZoneKind.ICEBERG], conditions.berg_draft_m),
        Cause.COMPONENT: np.full(len(depth_m), faults.component),
        Cause.OTHER: faults.other * SHALLOW(depth_m) * conditions.open_share,
    }
    at_sea = depth_m > 0
    per_km = {cause: np.where(at_sea, rate * PER_1000_KM, 0.0) for cause, rate in rates.items()}
    return per_km | {Cause.USER: np.where(at_sea, conditions.user_faults_per_km_year, 0.0)}


def derive_repair_days(conditions: Conditions, water: OpenWater, repair: Repair) -> Values:
    """Derive the time from fault to repair, by month of the fault.

    The ship becomes free and has its permits, mobilises and sails to the site. It waits there for open water, unless
    the ice season is short enough for an escort, and among icebergs for a month in which ships work there. Then it
    works.

    Parameters
    ----------
    conditions : Conditions
        At n positions.
    water : OpenWater
        At the same positions.
    repair : Repair

    Returns
    -------
    (12, n) days from fault to repair.
    """
    water = water.opened(conditions.ice_months <= repair.escorted_months)
    sailing = np.minimum(conditions.depot_km, 40_000.0) / repair.ship_km_per_day
    under_way = repair.queue_days + repair.mobilisation_days + sailing
    latest = np.maximum(under_way, repair.longest_wait_days)
    begins = np.tile(np.asarray(under_way, dtype=np.float64), (MONTHS_PER_YEAR, 1))
    begins = np.minimum(begins + water.wait_days(begins), latest)
    among = np.flatnonzero(conditions.zone[ZoneKind.ICEBERG] > 0)
    if len(among):
        begins[:, among] = _begin_among_icebergs(begins[:, among], latest[among], water.at(among), repair)
    return np.asarray(begins + repair.work_days)


def _begin_among_icebergs(begins: Values, latest: Values, water: OpenWater, repair: Repair) -> Values:
    """Delay the start of work, days after the middle of each month, to a month of work with open water."""
    for _ in range(_ROUNDS):
        begins = np.minimum(begins + _wait_for(repair.iceberg_months, begins), latest)
        begins = np.minimum(begins + water.wait_days(begins), latest)
    # Where the two never coincide the longest wait counts, as where water never opens.
    return np.where(_wait_for(repair.iceberg_months, begins) > 0, latest, begins)


@dataclass(frozen=True)
class Exposure:
    """Faults and repair times of a route.

    Attributes
    ----------
    faults_per_year : mapping of Cause to float
    repair_days_by_month : (12,)
        Mean repair time by month of the fault, weighted by the fault rate of each place.
    """

    faults_per_year: Mapping[Cause, float]
    repair_days_by_month: Values

    @property
    def total_per_year(self) -> float:
        """Faults a year."""
        return float(sum(self.faults_per_year.values()))

    @property
    def repair_days_mean(self) -> float:
        """Days from fault to repair, mean of the months."""
        return float(np.mean(self.repair_days_by_month))

    @property
    def down_days_per_year(self) -> float:
        """Faults a year times days of repair."""
        return self.total_per_year * self.repair_days_mean

    @property
    def worst_month(self) -> int:
        """Month, 1 to 12, in which a fault takes longest to repair."""
        return int(np.argmax(self.repair_days_by_month)) + 1

    @property
    def unavailability_hours_per_year(self) -> float:
        """Downtime, hours a year: MTTR / (MTBF + MTTR) of a year."""
        down_days = self.down_days_per_year
        return HOURS_PER_YEAR * down_days / (DAYS_PER_YEAR + down_days)


def sum_exposure(rates: Mapping[Cause, Values], repair_days: Values, lengths_km: Values) -> Exposure:
    """Sum the faults of stretches, and average their repair times.

    Parameters
    ----------
    rates : mapping of Cause to (n,)
        Faults per km and year.
    repair_days : (12, n)
    lengths_km : (n,)
    """
    by_place = np.add.reduce(list(rates.values())) * lengths_km
    total = float(by_place.sum())
    days = repair_days @ by_place / total if total > 0 else np.zeros(MONTHS_PER_YEAR)
    return Exposure({cause: float(rate @ lengths_km) for cause, rate in rates.items()}, days)


def describe_days(days: float) -> str:
    """Describe a repair time; below ten days with a decimal, because repairs on land take hours."""
    return f"{days:.1f} days" if days < 9.95 else f"{days:.0f} days"


def _over(background: float, zone: Values) -> Values:
    """Raise the intensity outside zones from 0 to a background."""
    return np.asarray(background + (1.0 - background) * zone)


def _wait_for(months: tuple[int, ...], after_days: Values) -> Values:
    """Days to wait for one of some months, (12, n), from a number of days after the middle of each month."""
    at = (_MIDDLES[:, None] + after_days) % DAYS_PER_YEAR
    inside = np.isin(np.searchsorted(_FIRSTS, at, side="right"), months)
    waits = [(_FIRSTS[month - 1] - at) % DAYS_PER_YEAR for month in months]
    return np.asarray(np.where(inside, 0.0, np.minimum.reduce(waits)))
