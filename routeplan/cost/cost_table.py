"""Items of build cost and of a year as a table, each with the price it comes from and the source of that price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routeplan.cost.assumptions import Build
from routeplan.cost.build_items import Item
from routeplan.cost.estimate import Estimate
from routeplan.cost.prices import Prices
from routeplan.cost.terms import LAND

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("item", "low_usd", "likely_usd", "high_usd", "share", "paid", "basis", "source")
_TYPES_TABLE = "table of cable types"
# What an item is measured by, and the keys of its prices.
_BASIS: Mapping[str, tuple[str, ...]] = {
    Item.SPARES: ("share of cable and repeaters", "spares_share"),
    Item.REPEATERS: ("whole repeaters, none up to build.unrepeatered_km", "repeater_usd"),
    Item.BRANCHING_UNITS: ("branching units", "branching_unit_usd"),
    Item.SURVEY: (
        "km of route, down to build.burial_to_depth_m and deeper",
        "survey_shallow_usd_per_km",
        "survey_deep_usd_per_km",
    ),
    Item.SURFACE_LAY: ("ship-days of surface lay", "cable_ship_usd_per_day"),
    Item.BURIAL: ("ship-days that burial adds", "cable_ship_usd_per_day"),
    Item.WEATHER: ("ship-days lost to weather", "cable_ship_usd_per_day"),
    Item.CROSSINGS: ("crossings per km buried, an allowance", "crossing_usd"),
    Item.ICE_SHIP: ("ship-days that ice adds, waiting and ice class", "ice_class_share"),
    Item.ICEBREAKERS: ("ship-days in ice x laying.icebreakers", "icebreaker_usd_per_day"),
    Item.SLOPES: ("km x degrees beyond build.slope_from_deg", "slope_usd_per_km_per_deg"),
    Item.MOBILISATION: ("ship-days of loading and transit for each load", "cable_ship_usd_per_day"),
    Item.STATIONS: ("landings", "station_repeatered_usd"),
    Item.POWER_FEED: ("landings of a repeatered system", "power_feed_usd"),
    Item.SHORE_ENDS: ("landings", "shore_end_usd"),
    Item.DESK_STUDY: ("system", "desk_study_usd"),
    Item.PERMITS: ("landings", "permits_usd_per_landing"),
    Item.CONTINGENCY: ("share of the items of a laid line", "contingency_share"),
    "maintenance": ("km of cable", "maintenance_usd_per_km_year"),
}
_UNREPEATERED: Mapping[str, tuple[str, ...]] = {Item.STATIONS: ("landings", "station_unrepeatered_usd")}
_LAND_KEY = "land_usd_per_km"
_OF_YEAR: Mapping[str, tuple[str, str]] = {
    "repairs": ("faults a year x repair.usd_per_repair; on land x repair.land_usd_per_repair", "risk.md"),
    "outages": ("days out of service a year x life.outage_usd_per_day", "risk.md"),
}


def derive_cost_table(build: Mapping[str, Estimate], yearly: Mapping[str, Estimate]) -> pd.DataFrame:
    """Lay out items, those of the build cost first.

    Parameters
    ----------
    build, yearly : mapping of str to Estimate
        Of a breakdown.

    Returns
    -------
    DataFrame
        ``item``, ``low_usd``, ``likely_usd``, ``high_usd``, ``share`` (of the build cost; NaN for a year's items),
        ``paid`` (``once`` or ``a year``), ``basis``, ``source``.
    """
    import pandas as pd

    total = sum(usd.likely for usd in build.values())
    is_repeatered = not build.keys().isdisjoint((Item.REPEATERS, Item.POWER_FEED))
    known = _BASIS if is_repeatered else {**_BASIS, **_UNREPEATERED}
    rows = [
        *(
            (item, usd.low, usd.likely, usd.high, usd.likely / total, "once", *_explain(item, known))
            for item, usd in build.items()
        ),
        *(
            (item, usd.low, usd.likely, usd.high, float("nan"), "a year", *_explain(item, known))
            for item, usd in yearly.items()
        ),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def total_of(items: Mapping[str, Estimate]) -> Estimate:
    """Sum items: all of them low, all likely, all high."""
    values = items.values()
    return Estimate(
        sum(usd.low for usd in values), sum(usd.likely for usd in values), sum(usd.high for usd in values)
    )


def _explain(item: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """Basis and source of an item."""
    if item in _OF_YEAR:
        return _OF_YEAR[item]
    if item.startswith(f"{Item.CABLE}_"):
        basis = "km of cable, with slack and what a survey adds"
        return basis, f"{_TYPES_TABLE}; prices.cable_factor"
    if item == LAND:
        source = f"build.{_LAND_KEY}: {Build.model_fields[_LAND_KEY].description}"
        return "km of terrestrial cable, where a line that others drew runs over land", source
    if item not in known:
        return "km of route x its term", f"term {item} of the cost surface"
    basis, *keys = known[item]
    return basis, "; ".join(f"prices.{key}: {Prices.model_fields[key].description}" for key in keys)
