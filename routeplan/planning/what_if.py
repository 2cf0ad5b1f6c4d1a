"""What-if study: change one assumption at a time, plan again, and compute the regret of keeping the first route."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from routeplan.errors import UsageError, check_number
from routeplan.geo.track import Track
from routeplan.planning.compare import non_partner_km
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.stops import LandingLike
from routeplan.seabed.months import ALL_MONTHS
from routeplan.seabed.sea_ice import IceCalendar, read_ice_calendar

AS_ASSUMED = "as assumed"
COLUMNS = (
    "length_km",
    "moved_km",
    "build_musd",
    "life_cost_musd",
    "down_hours_per_year",
    "non_partner_km",
    "minimised_musd",
    "regret_musd",
)
# Distance from the first route at which a kilometre counts as moved, about the width of a survey; editable default.
APART_KM = 50.0


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf:
    """Routes under changes made one at a time, with the route as assumed.

    Attributes
    ----------
    base : Route
        The best route as assumed.
    routes : mapping of str to Route
        The new best route under each change, by the description of the change.
    table : DataFrame
        One row per change; the first row is the route as assumed. Columns: ``length_km``; ``moved_km``, kilometres of
        the new route that are away from the first; ``build_musd``; ``life_cost_musd``, build, repairs and outages;
        ``down_hours_per_year`` (downtime); ``non_partner_km``; ``minimised_musd``, the objective, with weights and
        policy prices where there are any; ``regret_musd``, the objective of the first line under
        this change minus that of the new best. A regret of a few thousandths of the total, positive or negative, is
        within the accuracy of the solver.

    Examples
    --------
    The first row of the table is the route as assumed:

    >>> from routeplan.planning.what_if import with_assumption
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> costly = with_assumption(planner, "repair.usd_per_repair", times=2)
    >>> answer = rp.what_if(planner, "galway", "halifax", {"repairs at twice the price": costly})
    >>> answer.table.index.tolist(), list(answer.routes)
    (['as assumed', 'repairs at twice the price'], ['repairs at twice the price'])
    """

    base: Route
    routes: Mapping[str, Route]
    table: pd.DataFrame

    def __repr__(self) -> str:
        return f"<WhatIf {self.base.start.name} – {self.base.end.name}: {len(self.routes)} changes>"


def what_if(
    planner: Planner,
    start: LandingLike,
    end: LandingLike,
    changes: Mapping[str, Planner],
    *,
    apart_km: float = APART_KM,
) -> WhatIf:
    """Plan a route as assumed and under each change, and value the first line under each change.

    Parameters
    ----------
    planner : Planner
        The planner as assumed.
    start, end : str, (lat, lon) or Landing
        A landing's id or name, or ``"LAT,LON"``.
    changes : mapping of str to Planner
        Description of each change, and the planner with this change, made with :func:`with_assumption`,
        :func:`with_cable_price` or :func:`with_ice`.
    apart_km : float
        Distance from the first route at which a kilometre counts as moved.

    Raises
    ------
    UsageError
        If a change has the name of the first row; or as for a route.
    NoRouteError
        If a change leaves no route.

    Examples
    --------
    The first row is the route as assumed. Repairs at ten times the price raise the life cost:

    >>> from routeplan.planning.what_if import with_assumption
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> costly = with_assumption(planner, "repair.usd_per_repair", times=10)
    >>> answer = rp.what_if(planner, "galway", "halifax", {"repairs at ten times": costly})
    >>> as_assumed, under_change = answer.table["life_cost_musd"]
    >>> bool(as_assumed < under_change)
    True
    """
    if AS_ASSUMED in changes:
        raise UsageError(
            f'change is named "{AS_ASSUMED}", which is the name of the first row: use another name'
        )
    base = planner.route(start, end, name=AS_ASSUMED, prove=False)
    routes = {
        change: changed.route(start, end, name=change, prove=False) for change, changed in changes.items()
    }
    first = base.line.track
    rows = {base.name: _figures(base, 0.0, first, apart_km)}
    for change, route in routes.items():
        rows[change] = _figures(route, _regret_usd(changes[change], base, route), first, apart_km)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("change")
    return WhatIf(base, routes, table)


def with_assumption(
    planner: Planner, key: str, *, to: float | str | None = None, times: float = 1.0, plus: float = 0.0
) -> Planner:
    """Return a planner with one assumption changed.

    Parameters
    ----------
    planner : Planner
    key : str
        Scenario key, such as ``"life.discount_rate_share"``.
    to : float or str, optional
        New value. Without it the value is multiplied by ``times``, then ``plus`` is added.

    Raises
    ------
    UsageError
        If there is no such key, or the new value is not valid.
    """
    assumed = planner.assumptions
    value = assumed.value(key)
    if to is not None:
        return planner.reassumed(assumed.changed(key, to))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(
            f"{key} = {value} is not a number, so it cannot be multiplied or added to: pass the new value as to="
        )
    check_number(times, "times")
    check_number(plus, "plus")
    return planner.reassumed(assumed.changed(key, times * value + plus))


def with_cable_price(planner: Planner, *, times: float) -> Planner:
    """Return a planner with the price of every cable type multiplied.

    Raises
    ------
    UsageError
        If the multiplier is not above 0.
    """
    if not times > 0:
        raise UsageError(f"cable price multiplier is {times:g}: pass more than 0")
    types = tuple(
        replace(cable_type, cost_usd_per_km=times * cable_type.cost_usd_per_km)
        for cable_type in planner.cable_types
    )
    return planner.reassumed(cable_types=types)


def with_ice(planner: Planner, *, times: float, months: Collection[int] = ALL_MONTHS) -> Planner:
    """Return a planner with the ice concentration of some months multiplied. This is an experiment, not a forecast.

    Parameters
    ----------
    planner : Planner
    times : float
        Multiplier of the concentration; the result is at most 1.
    months : collection of int
        1 to 12.

    Raises
    ------
    UsageError
        If the multiplier is negative, or a month is not 1 to 12.
    """
    if times < 0:
        raise UsageError(f"ice multiplier is {times:g}: pass 0 or more")
    unknown = sorted(set(months) - set(ALL_MONTHS))
    if unknown or not months:
        raise UsageError(f"ice months are {unknown or 'none'}: pass months from 1 to 12")
    ice = (planner.ice if planner.ice is not None else read_ice_calendar()).concentration
    factor = 1.0 + (times - 1.0) * ice["month"].isin(list(months))
    changed = (ice * factor).clip(0.0, 1.0).transpose(*ice.dims).astype(np.float32).assign_attrs(ice.attrs)
    return planner.reassumed(ice=IceCalendar.of(changed))


def _regret_usd(changed: Planner, base: Route, route: Route) -> float:
    """Objective of the first line under a change minus that of the new best route, on the same cells.

    Land that the lines cross is not valued as land: a planner drew them, and left no more of it than a cell is wide.
    """
    kept_usd = _objective_usd(changed, base)
    if changed.fine_depths is None:
        return kept_usd - route.objective_usd
    return kept_usd - _objective_usd(
        changed, route
    )  # a route is valued on fine cells, other lines are on whole ones


def _objective_usd(planner: Planner, route: Route) -> float:
    ends = route.start, route.end
    return planner.score(route.line, name=route.name, drawn_at_sea=True, ends=ends).objective_usd


def _figures(route: Route, regret_usd: float, first: Track, apart_km: float) -> tuple[float, ...]:
    """Row of a change, in the order of the columns."""
    track = route.line.track
    moved = first.distance_km(track.in_space_km) > apart_km
    breakdown = route.breakdown
    return (
        route.length_km,
        float(track.step_km[moved].sum()),
        route.build_cost_usd / 1e6,
        route.life_cost_usd / 1e6,
        breakdown.exposure.unavailability_hours_per_year if breakdown else float("nan"),
        non_partner_km(route),
        route.objective_usd / 1e6,
        regret_usd / 1e6,
    )
