"""Bill of quantities: how much of what is paid for, by the cost model and by the position list, and its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from routeplan.cost.assumptions import Build
from routeplan.cost.build_items import Item, LaidLine
from routeplan.cost.cost_table import derive_cost_table
from routeplan.engineering.listing import RoutePositionList
from routeplan.errors import UsageError

BILL_COLUMNS = (
    "item", "unit", "quantity", "in_list", "unit_usd", "low_usd", "likely_usd", "high_usd", "basis", "source",
)  # fmt: skip
_MISSING = float("nan")


def derive_bill_of_quantities(lists: Sequence[RoutePositionList]) -> pd.DataFrame:
    """Derive the bill of quantities of a route, or of a system from the lists of its segments.

    The money is that of the route as it was valued, so that the likely values add up to its build cost. The list may
    have other quantities, because it places every joint and repeater: they are beside those that were paid for.

    Parameters
    ----------
    lists : sequence of RoutePositionList, one or more
        Of one route or system.

    Returns
    -------
    DataFrame
        One row an item: ``item``, ``unit``, ``quantity`` (that the cost model paid for; missing where an item is a
        share of others), ``in_list`` (by the list; missing where it says nothing), ``unit_usd`` (likely cost of one
        unit), ``low_usd``, ``likely_usd``, ``high_usd``, ``basis``, ``source``.

    Raises
    ------
    UsageError
        If the route was valued without items.

    Examples
    --------
    The likely values add up to the build cost of the route:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> route = planner.route("galway", "halifax")
    >>> bill = rp.derive_bill_of_quantities([rp.derive_position_list(route)])
    >>> round(bill["likely_usd"].sum()) == round(route.build_cost_usd)
    True
    """
    whole = lists[0].whole
    breakdown = whole.breakdown
    if breakdown is None or breakdown.laid_line is None:
        raise UsageError(
            f"bill of quantities of a route without items: {whole.name}; plan or score it with a planner"
        )
    table = derive_cost_table(breakdown.build_items, {})
    units, paid, counted = _units(), _paid(breakdown.laid_line, lists[0].build), _counted(lists)
    table["unit"] = [_unit_of(item, units) for item in table["item"]]
    table["quantity"] = [paid.get(item, _MISSING) for item in table["item"]]
    table["in_list"] = [counted.get(item, _MISSING) for item in table["item"]]
    table["unit_usd"] = table["likely_usd"] / table["quantity"].where(table["quantity"] > 0)
    return table[list(BILL_COLUMNS)]


def derive_cable_difference(listed: RoutePositionList) -> pd.DataFrame:
    """Explain the length of cable that the cost model paid for by that of the list.

    Returns
    -------
    DataFrame
        ``what``, ``cable_km``: the cable of the list, what is added step by step, and the cable of the route, which is
        the sum of the rows before it.
    """
    route, share = listed.route, development_share(listed)
    by_model_km = route.cable_km / (1.0 + share)
    shorter_km = by_model_km * (1.0 - listed.length_km / route.length_km)
    rows = [
        ("cable of this list: legs with their slack", listed.cable_km),
        ("legs are shorter than the line that was valued", shorter_km),
        ("slack by cable type instead of by seabed and burial", by_model_km - shorter_km - listed.cable_km),
        (f"cable that a survey adds, {100 * share:g} % (build.route_development_share)", route.cable_km - by_model_km),
        ("cable that was valued", route.cable_km),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["what", "cable_km"])


def development_share(listed: RoutePositionList) -> float:
    """Cable that a survey adds to the valued route, a share; 0 for a line that was surveyed."""
    laid = listed.route.breakdown.laid_line if listed.route.breakdown else None
    return 0.0 if laid is None else laid.development_share


def _units() -> Mapping[str, str]:
    return {
        Item.REPEATERS: "repeater", Item.BRANCHING_UNITS: "unit", Item.SURVEY: "km of route",
        Item.SURFACE_LAY: "km of route", Item.BURIAL: "km buried", Item.CROSSINGS: "crossing",
        Item.ICE_SHIP: "ship-day in ice", Item.ICEBREAKERS: "ship-day in ice", Item.SLOPES: "km x degree",
        Item.STATIONS: "station", Item.POWER_FEED: "landing", Item.SHORE_ENDS: "landing", Item.DESK_STUDY: "system",
        Item.PERMITS: "landing", Item.SPARES: "share", Item.WEATHER: "share", Item.MOBILISATION: "load",
        Item.CONTINGENCY: "share",
    }  # fmt: skip


def _unit_of(item: str, units: Mapping[str, str]) -> str:
    return "km of cable" if item.startswith(f"{Item.CABLE}_") else units.get(item, "")


def _paid(laid: LaidLine, build: Build) -> dict[str, float]:
    """Quantities behind the prices. What is a share, or depends on the fleet, has none."""
    longer = 1.0 + laid.development_share
    cable = {
        f"{Item.CABLE}_{kind.name}": km * (1.0 + kind.slack_share) * longer
        for kind, km in laid.type_km.items()
    }
    return cable | {
        Item.REPEATERS: build.count_repeaters(laid.cable_km, laid.longest_span_km),
        Item.BRANCHING_UNITS: laid.branching_units,
        Item.SURVEY: laid.km,
        Item.SURFACE_LAY: laid.km,
        Item.BURIAL: laid.buried_km,
        Item.ICE_SHIP: laid.ice_days,
        Item.ICEBREAKERS: laid.ice_days,
        Item.SLOPES: laid.slope_km_deg,
        Item.STATIONS: laid.landings,
        Item.POWER_FEED: laid.landings,
        Item.SHORE_ENDS: laid.landings,
        Item.DESK_STUDY: 1.0,
        Item.PERMITS: laid.landings,
    }


def _counted(lists: Sequence[RoutePositionList]) -> dict[str, float]:
    """Quantities by the lists."""
    schedule = pd.concat([listed.schedule for listed in lists], ignore_index=True)
    length_km = sum(listed.length_km for listed in lists)
    cable = schedule.groupby("cable_type")["cable_km"].sum()
    has_origin = all(listed.seabed is not None for listed in lists)  # without one crossings are not known
    return {f"{Item.CABLE}_{kind}": float(km) for kind, km in cable.items()} | {
        Item.REPEATERS: float(sum(len(listed.repeaters) for listed in lists)),
        Item.SURVEY: length_km,
        Item.SURFACE_LAY: length_km,
        Item.BURIAL: float(schedule.loc[schedule["buried"], "km"].sum()),
        Item.CROSSINGS: float(sum(len(listed.crossings) for listed in lists)) if has_origin else _MISSING,
    }
