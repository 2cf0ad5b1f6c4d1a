"""Items of the build cost of a laid line, low, likely and high: what its terms are made of, as a supplier lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from routeplan.catalog.models import CableType
from routeplan.cost.assumptions import Assumptions
from routeplan.cost.cable_rates import is_buried, is_ploughable
from routeplan.cost.estimate import Estimate, Level
from routeplan.cost.faults import Exposure
from routeplan.cost.terms import LANDING, Term
from routeplan.cost.unit_costs import UnitCosts
from routeplan.cost.valuation import Valuer
from routeplan.geo.geodesy import FloatArray
from routeplan.seabed.open_water import OpenWater
from routeplan.seabed.seabed import Conditions, Values

ENDS = 2


class Item(StrEnum):
    """One item. Cable is listed by type, as ``cable_DA``."""

    CABLE = "cable"
    SPARES = "spares"
    REPEATERS = "repeaters"
    BRANCHING_UNITS = "branching_units"
    SURVEY = "survey"
    SURFACE_LAY = "surface_lay"
    BURIAL = "burial"
    WEATHER = "weather"
    CROSSINGS = "crossings"
    ICE_SHIP = "ice_ship"
    ICEBREAKERS = "icebreakers"
    SLOPES = "slopes"
    MOBILISATION = "mobilisation"
    STATIONS = "stations"
    POWER_FEED = "power_feed"
    SHORE_ENDS = "shore_ends"
    DESK_STUDY = "desk_study"
    PERMITS = "permits"
    CONTINGENCY = "contingency"


ONCE_PAID = (
    Item.BRANCHING_UNITS, Item.MOBILISATION, Item.STATIONS, Item.POWER_FEED, Item.SHORE_ENDS, Item.DESK_STUDY,
    Item.PERMITS,
)  # fmt: skip
# Terms that the items above make up, whole or in part.
ITEMISED_TERMS = frozenset({
    Term.CABLE, Term.PROTECTION, Term.REPEATERS, Term.LAYING, Term.BURIAL, Term.SURVEY, Term.ICE, Term.SLOPE, LANDING,
})  # fmt: skip


@dataclass(frozen=True)
class LaidLine:
    """Quantities of a line that prices are multiplied by.

    Attributes
    ----------
    type_km : mapping of CableType to float
        Kilometres of route by cable type.
    cable_km : float
        Length of cable.
    buried_km, shallow_km, slope_km_deg : float
        Kilometres buried, kilometres surveyed for burial, and kilometres times degrees of slope beyond the gentle.
    ice_days, replaced_days : float
        Ship-days in ice, and the open-water ship-days that they replace.
    longest_span_km : float
        Longest cable between two landings.
    landings, branching_units : int
    development_share : float
        Cable in `cable_km` for alter courses that a survey adds; 0 for a line that has them all.
    """

    type_km: Mapping[CableType, float]
    cable_km: float
    buried_km: float
    shallow_km: float
    slope_km_deg: float
    ice_days: float
    replaced_days: float
    longest_span_km: float
    landings: int = ENDS
    branching_units: int = 0
    development_share: float = 0.0

    @property
    def km(self) -> float:
        """Kilometres of route."""
        return sum(self.type_km.values())

    @classmethod
    def joined(cls, spans: Sequence[LaidLine], *, landings: int, branching_units: int = 0) -> LaidLine:
        """Join the spans of one system, which shares its landings, ships and studies."""
        kinds = dict.fromkeys(kind for span in spans for kind in span.type_km)
        summed = {
            name: sum(getattr(span, name) for span in spans)
            for name in (
                "cable_km", "buried_km", "shallow_km", "slope_km_deg", "ice_days", "replaced_days",
            )
        }  # fmt: skip
        return cls(
            type_km={kind: sum(span.type_km.get(kind, 0.0) for span in spans) for kind in kinds},
            longest_span_km=max(span.longest_span_km for span in spans),
            landings=landings,
            branching_units=branching_units,
            development_share=max(span.development_share for span in spans),
            **summed,
        )


def measure_line(
    valuer: Valuer, conditions: Conditions, water: OpenWater, depth_m: Values, lengths_km: FloatArray
) -> LaidLine:
    """Measure a line as its terms are measured: depth decides cable, burial and survey; cells decide ice and slope.

    Parameters
    ----------
    valuer : Valuer
    conditions : Conditions
        Of m steps.
    water : OpenWater
        Ice at the steps.
    depth_m : (m,)
        Depths, more exact than those of the conditions at full resolution.
    lengths_km : (m,)
    """
    rates, build, laying = valuer.cable_rates, valuer.assumptions.build, valuer.assumptions.laying
    on_land = ~(depth_m > 0)
    ploughable = is_ploughable(conditions, build) | on_land
    laid_m = np.where(on_land, depth_m.dtype.type(-np.inf), depth_m)
    at_sea_km = np.where(conditions.depth_m > 0, lengths_km, 0.0)
    ice_days, replaced = laying.derive_ice_days(valuer.laying_days(conditions), water)
    cable_km = rates.cable_km(lengths_km, depth_m)
    by_type = rates.route_km_by_type(lengths_km, laid_m)
    return LaidLine(
        type_km={cable: float(km) for cable, km in zip(rates.cable_types, by_type, strict=True)},
        cable_km=cable_km,
        buried_km=float(lengths_km[is_buried(laid_m, ploughable, build)].sum()),
        shallow_km=float(lengths_km[laid_m <= build.burial_to_depth_m].sum()),
        slope_km_deg=float(valuer.steeper_deg(conditions) @ at_sea_km),
        ice_days=float(ice_days @ at_sea_km),
        replaced_days=float(replaced @ at_sea_km),
        longest_span_km=cable_km,
        development_share=build.route_development_share,
    )


def derive_build_items(line: LaidLine, unit_costs: UnitCosts) -> dict[str, Estimate]:
    """Cost every item of a line; the likely values add up to its build cost.

    The low values of all items add up to less than a low build cost would be if items vary independently, and the
    high ones to more: the range is the widest.
    """
    by_level = [_items_usd(line, replace(unit_costs, prices=unit_costs.prices.at(level))) for level in Level]
    items = {item: Estimate(*(usd[item] for usd in by_level)) for item in by_level[0]}
    return {item: usd for item, usd in items.items() if usd.high > 0.0}


def derive_further_items(build_terms_usd: Mapping[str, float]) -> dict[str, Estimate]:
    """Make an item, without a range, of every build term that the items of a laid line leave out.

    Examples
    --------
    >>> derive_further_items({"cable": 5e6, "land": 2e6})
    {'land': Estimate(low=2000000.0, likely=2000000.0, high=2000000.0)}
    """
    return {
        term: Estimate.exactly(usd)
        for term, usd in build_terms_usd.items()
        if usd and term not in ITEMISED_TERMS
    }


def derive_yearly_items(
    line: LaidLine, exposure: Exposure, repairs_usd: float, assumptions: Assumptions
) -> dict[str, Estimate]:
    """Cost a year of a line: maintenance agreement, repairs and outages; only the agreement has a range.

    Repairs are given, because one on land has its own price.
    """
    agreement = assumptions.prices.maintenance_usd_per_km_year
    return {
        "maintenance": Estimate(*(line.cable_km * agreement.at(level) for level in Level)),
        "repairs": Estimate.exactly(repairs_usd),
        "outages": Estimate.exactly(exposure.down_days_per_year * assumptions.life.outage_usd_per_day),
    }


def once_paid_usd(items: Mapping[str, Estimate], unit_costs: UnitCosts) -> float:
    """Sum what is not paid by the kilometre, contingency included."""
    return unit_costs.margin * sum(items[item].likely for item in ONCE_PAID if item in items)


def repeaters_usd(items: Mapping[str, Estimate], unit_costs: UnitCosts) -> float:
    """Sum whole repeaters, with their spares and contingency."""
    if Item.REPEATERS not in items:
        return 0.0
    return unit_costs.margin * unit_costs.spares * items[Item.REPEATERS].likely


def _items_usd(line: LaidLine, unit: UnitCosts) -> dict[str, float]:
    prices = unit.prices
    cable = {
        f"{Item.CABLE}_{kind.name}": km * unit.cable_usd_per_km(kind) for kind, km in line.type_km.items()
    }
    repeaters = unit.count_repeaters(line.cable_km, line.longest_span_km) * prices.repeater_usd.likely
    surface, burial = line.km * unit.surface_usd_per_km, line.buried_km * unit.plough_usd_per_km
    deep_km = line.km - line.shallow_km
    items = cable | {
        Item.REPEATERS: repeaters,
        Item.SPARES: prices.spares_share.likely * (sum(cable.values()) + repeaters),
        Item.SURVEY: line.shallow_km * unit.survey_usd_per_km(shallow=True)
        + deep_km * unit.survey_usd_per_km(shallow=False),
        Item.SURFACE_LAY: surface,
        Item.BURIAL: burial,
        Item.WEATHER: (unit.laying.weather_factor - 1.0) * (surface + burial),
        Item.CROSSINGS: line.buried_km * unit.crossings_usd_per_km,
        Item.ICE_SHIP: line.ice_days * unit.ice_ship_usd_per_day - line.replaced_days * unit.ship_usd_per_day,
        Item.ICEBREAKERS: line.ice_days * unit.escort_usd_per_day,
        Item.SLOPES: line.slope_km_deg * prices.slope_usd_per_km_per_deg.likely,
    }
    items |= _once_paid_items_usd(line, unit)
    named = {str(item): usd for item, usd in items.items()}
    return named | {Item.CONTINGENCY.value: prices.contingency_share.likely * sum(named.values())}


def _once_paid_items_usd(line: LaidLine, unit: UnitCosts) -> dict[str, float]:
    prices, is_repeatered = unit.prices, line.longest_span_km > unit.build.unrepeatered_km
    station = prices.station_repeatered_usd if is_repeatered else prices.station_unrepeatered_usd
    fed = line.landings if is_repeatered else 0
    ashore = line.landings if line.cable_km else 0  # a line overland has no shore ends and no ship
    return {
        Item.BRANCHING_UNITS: line.branching_units * prices.branching_unit_usd.likely,
        Item.MOBILISATION: unit.mobilisation_usd(line.cable_km),
        Item.STATIONS: line.landings * station.likely,
        Item.POWER_FEED: fed * prices.power_feed_usd.likely,
        Item.SHORE_ENDS: ashore * prices.shore_end_usd.likely,
        Item.DESK_STUDY: prices.desk_study_usd.likely,
        Item.PERMITS: line.landings * prices.permits_usd_per_landing.likely,
    }
