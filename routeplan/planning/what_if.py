"""Change one thing at a time, plan anew, and tell what it would have cost to keep the first line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.track import Track
from routeplan.planning.compare import non_partner_km
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.seabed.months import ALL_MONTHS
from routeplan.seabed.sea_ice import IceCalendar, read_ice_calendar

AS_ASSUMED = "as assumed"
COLUMNS = (
    "length_km",
    "moved_km",
    "build_musd",
    "down_hours_per_year",
    "non_partner_km",
    "minimised_musd",
    "regret_musd",
)
# A kilometre this far from the first line has moved: of the order of what a survey would look at; editable default.
APART_KM = 50.0


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf:
    """Routes under changes made one at a time, beside the one as assumed.

    Attributes
    ----------
    base : Route
        As assumed.
    routes : mapping of str to Route
        The new best under each change, by its words.
    table : DataFrame
        One row a change, the first as assumed. Columns: ``length_km``; ``moved_km``, kilometres of the new route away
        from the first; ``build_musd``; ``down_hours_per_year``; ``non_partner_km``; ``minimised_musd``;
        ``regret_musd``, what the first line, kept, costs more than the new best in what is minimised. A regret of some
        thousandths of the total, on either side of nought, is no more than the solver leaves.
    """

    base: Route
    routes: Mapping[str, Route]
    table: pd.DataFrame

    def __repr__(self) -> str:
        return f"<WhatIf {self.base.start.name} – {self.base.end.name}: {len(self.routes)} changes>"


def what_if(
    planner: Planner,
    start: str | Landing,
    end: str | Landing,
    changes: Mapping[str, Planner],
    *,
    apart_km: float = APART_KM,
) -> WhatIf:
    """Plan one route as assumed and again under each change, and value the first line under each.

    Parameters
    ----------
    planner : Planner
        As assumed.
    start, end : str or Landing
        A landing's id or name, or ``"LAT,LON"``.
    changes : mapping of str to Planner
        Each the same planner but for one thing, by what that is in words: as :func:`with_assumption`,
        :func:`with_cable_price` and :func:`with_ice` make them.
    apart_km : float
        From where on a kilometre of a route has moved.

    Raises
    ------
    UsageError
        If a change is called as the first row is, or as for a route.
    NoRouteError
        If a change leaves no route.
    """
    if AS_ASSUMED in changes:
        raise UsageError(f'change called "{AS_ASSUMED}", as the first row is; call it otherwise')
    base = planner.route(start, end, name=AS_ASSUMED, prove=False)
    routes = {words: other.route(start, end, name=words, prove=False) for words, other in changes.items()}
    first = base.line.track
    rows = {base.name: _figures(base, base, first, apart_km)}
    for words, route in routes.items():
        kept = changes[words].score(base.line, name=base.name)
        rows[words] = _figures(route, kept, first, apart_km)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("change")
    return WhatIf(base, routes, table)


def with_assumption(
    planner: Planner, key: str, *, to: float | str | None = None, times: float = 1.0, plus: float = 0.0
) -> Planner:
    """Assume one figure otherwise.

    Parameters
    ----------
    planner : Planner
    key : str
        Of a scenario, ``"life.discount_rate_share"``.
    to : float or str, optional
        What takes its place. Without it the figure ``times`` and ``plus`` so much.

    Raises
    ------
    UsageError
        If there is no such figure, or it cannot be so.
    """
    assumed = planner.assumptions
    value = assumed.value(key)
    if to is not None:
        return planner.reassumed(assumed.changed(key, to))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(
            f"{key} = {value} is no number to multiply or add to; say what it is to be, with to="
        )
    return planner.reassumed(assumed.changed(key, times * value + plus))


def with_cable_price(planner: Planner, *, times: float) -> Planner:
    """Pay so many times as much for every type of cable.

    Raises
    ------
    UsageError
        If it is not paid at all.
    """
    if not times > 0:
        raise UsageError(f"cable at {times:g} times its price; give more than 0")
    types = tuple(replace(each, cost_usd_per_km=times * each.cost_usd_per_km) for each in planner.cable_types)
    return planner.reassumed(cable_types=types)


def with_ice(planner: Planner, *, times: float, months: Collection[int] = ALL_MONTHS) -> Planner:
    """Let there be so many times as much ice in some months. An experiment, no forecast.

    Parameters
    ----------
    planner : Planner
    times : float
        What concentrations are multiplied by; none grows beyond 1.
    months : collection of int
        1 to 12.

    Raises
    ------
    UsageError
        If ice would be less than none, or a month is none.
    """
    if times < 0:
        raise UsageError(f"ice times {times:g}; give 0 or more")
    unknown = sorted(set(months) - set(ALL_MONTHS))
    if unknown or not months:
        raise UsageError(f"ice of months {unknown or 'none'}; give some of 1 to 12")
    ice = (planner.ice if planner.ice is not None else read_ice_calendar()).concentration
    factor = 1.0 + (times - 1.0) * ice["month"].isin(list(months))
    changed = (ice * factor).clip(0.0, 1.0).transpose(*ice.dims).astype(np.float32).assign_attrs(ice.attrs)
    return planner.reassumed(ice=IceCalendar(changed))


def _figures(route: Route, kept: Route, first: Track, apart_km: float) -> tuple[float, ...]:
    """Fill a row, in the order of the columns."""
    track = route.line.track
    moved = first.distance_km(track.in_space_km) > apart_km
    breakdown = route.breakdown
    return (
        route.length_km,
        float(track.step_km[moved].sum()),
        route.build_cost_usd / 1e6,
        breakdown.exposure.unavailability_hours_per_year if breakdown else float("nan"),
        non_partner_km(route),
        route.objective_usd / 1e6,
        (kept.objective_usd - route.objective_usd) / 1e6,
    )
