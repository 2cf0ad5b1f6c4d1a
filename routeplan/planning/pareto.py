"""What may be had for what: routes between two landings that trade cost against outage, latency and exposure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Policy, Waters, Weights
from routeplan.cost.surface import BUILD_TERMS, Term
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, densify, in_space_km
from routeplan.planning.compare import non_partner_km
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.progress import follow

AS_PLANNED = "as planned"
CRITERIA = ("build_cost_musd", "down_hours_per_year", "rtt_ms", "exposure_km")
COLUMNS = ("name", "weights", *CRITERIA, "dominated", "dominated_by")
# Lines and figures that differ by less are one alternative: the corridor is not known better.
SAME_SHARE = 0.01
# What a kilometre less is worth where the plan pays nothing for it: as in the preset low-latency; editable default.
_LATENCY_USD_PER_KM = 30_000.0
_NON_PARTNER_USD_PER_KM: float = Policy.model_fields["non_partner_usd_per_km"].default


@dataclass(frozen=True, slots=True)
class Multipliers:
    """How often groups of terms count: 1 is as many dollars as they are.

    Attributes
    ----------
    build : float
        Building: cable, protection, burial, ice, slope.
    risk : float
        Repairs and outages over the design life.
    waters : float
        Waters of non-partners.
    latency : float
        Length, as traffic feels it.

    Examples
    --------
    >>> str(Multipliers(1, 10, 1, 0))
    'risk ×10, waters'
    >>> str(Multipliers(1, 0, 0, 0))
    'cheapest'
    """

    build: float = 1.0
    risk: float = 0.0
    waters: float = 0.0
    latency: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what makes no route."""
        for each in fields(self):
            value = getattr(self, each.name)
            if not 0.0 <= value < np.inf:
                raise UsageError(f"multiplier {each.name} = {value:g}; give 0 or more")
        if self.build + self.risk + self.latency == 0.0:
            raise UsageError(
                "multipliers build, risk and latency are 0: any detour is free; count one of them"
            )

    def __str__(self) -> str:
        """Name the groups that count beside building."""
        parts = [f"{name} ×{value:g}" for name, value in self._by_group() if value and name != "build"]
        if self.build != 1.0:
            parts.insert(0, f"build ×{self.build:g}")
        return ", ".join(parts).replace(" ×1,", ",").removesuffix(" ×1") or "cheapest"

    def over(self, weights: Weights) -> Weights:
        """Weights that count each group so often, and other terms as some weights have them."""
        changed = {term.value: value for name, value in self._by_group() for term in _GROUPS[name]}
        return weights.model_copy(update=changed)

    def _by_group(self) -> list[tuple[str, float]]:
        return [(each.name, getattr(self, each.name)) for each in fields(self)]


_GROUPS: dict[str, tuple[Term, ...]] = {
    "build": BUILD_TERMS,
    "risk": (Term.REPAIR, Term.OUTAGE),
    "waters": (Term.NON_PARTNER,),
    "latency": (Term.LATENCY,),
}
# From building alone towards each of the others, alone and together.
DEFAULT_MULTIPLIERS = tuple(
    Multipliers(*each)
    for each in (
        (1, 0, 0, 0),
        (1, 1, 0, 0),
        (1, 3, 0, 0),
        (1, 10, 0, 0),
        (1, 30, 0, 0),
        (1, 0, 1, 0),
        (1, 0, 10, 0),
        (1, 1, 1, 0),
        (1, 3, 1, 0),
        (1, 10, 1, 0),
        (1, 10, 10, 0),
        (1, 30, 10, 0),
        (1, 0, 0, 1),
        (1, 0, 0, 3),
        (1, 0, 0, 10),
        (1, 0, 10, 3),
        (1, 0, 30, 10),
        (1, 1, 1, 1),
        (1, 3, 3, 3),
        (1, 10, 10, 10),
    )
)


@dataclass(frozen=True, repr=False)
class Alternative(Route):
    """A route, and the multipliers that led to it.

    Attributes
    ----------
    multipliers : tuple of Multipliers
        All that led to this line or to one like it; none where the plan's own weights alone did.
    """

    multipliers: tuple[Multipliers, ...] = ()


def sweep(
    planner: Planner,
    start: str | Landing,
    end: str | Landing,
    *,
    multipliers: Sequence[Multipliers] = DEFAULT_MULTIPLIERS,
) -> tuple[Alternative, ...]:
    """Find what the sea offers between two landings, by counting the terms one way and another.

    Nothing is proven of these routes. A route that is the same as one found before, its line and its figures within
    ``SAME_SHARE``, is merged with it.

    Parameters
    ----------
    planner : Planner
        Its own route, under its own weights, comes first. Where its policy pays nothing for waters of non-partners or
        for latency, a default figure is what their multipliers multiply.
    start, end : str or Landing
        A landing's id or name, or ``"LAT,LON"``.
    multipliers : sequence of Multipliers
        A route is found for each.

    Returns
    -------
    tuple of Alternative
        In the order of the multipliers, each called by the first that led to it.

    Raises
    ------
    UsageError
        If a landing is unknown, lies outside the data or too far inland, or both are the same place.
    NoRouteError
        If no sea path joins them.
    """
    found = [_alternative(planner.route(start, end, name=AS_PLANNED, prove=False), ())]
    everything = _count_everything(planner)
    with follow(multipliers, "weighing otherwise") as ways:
        for each in ways:
            other = everything.reweighted(each.over(planner.assumptions.weights))
            found.append(_alternative(other.route(start, end, name=str(each), prove=False), (each,)))
    return _merge(found)


def pareto_table(routes: Iterable[Route]) -> pd.DataFrame:
    """Say which routes are worth a thought: no other is as good in every respect and better in one.

    Parameters
    ----------
    routes : iterable of Route
        With breakdowns, between the same landings.

    Returns
    -------
    DataFrame
        One row a route, in their order. Columns: ``name``; ``weights``, all that led to it; ``build_cost_musd``;
        ``down_hours_per_year``; ``rtt_ms``; ``exposure_km`` in waters of non-partners; ``dominated`` (bool);
        ``dominated_by``, the name of the cheapest undominated route that is better, empty where there is none.

    Raises
    ------
    UsageError
        If a route has no breakdown.
    """
    routes = list(routes)
    table = pd.DataFrame([_figures(route) for route in routes], columns=COLUMNS[:-2])
    values = table[list(CRITERIA)].to_numpy(dtype=np.float64)
    best = nondominated(values)
    table["dominated"] = ~best
    cheapest_first = sorted(np.flatnonzero(best).tolist(), key=lambda row: float(values[row, 0]))
    table["dominated_by"] = [
        next((routes[row].name for row in cheapest_first if _dominates(values[row], mine)), "")
        for mine in values
    ]
    return table


def nondominated(values: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say which rows no other row dominates, all columns minimised.

    A row dominates another if it is nowhere greater and somewhere less; equal rows do not dominate each other.

    Parameters
    ----------
    values : (n, criteria) of float, no NaN

    Returns
    -------
    (n,) bool

    Raises
    ------
    UsageError
        If a value is NaN: it cannot be compared.

    Examples
    --------
    Dear and safe, cheap and risky, dear and risky:

    >>> nondominated([[900, 10], [600, 80], [900, 80]]).tolist()
    [True, True, False]
    """
    rows = np.asarray(values, dtype=np.float64)
    if np.isnan(rows).any():
        raise UsageError("value NaN among those to compare; leave out what is not known")
    return np.array([not any(_dominates(other, mine) for other in rows) for mine in rows], dtype=np.bool_)


def _dominates(one: FloatArray, other: FloatArray) -> bool:
    return bool((one <= other).all() and (one < other).any())


def _count_everything(planner: Planner) -> Planner:
    """Make a planner whose surface holds every term that a multiplier may ask for."""
    policy, weights = planner.assumptions.policy, planner.assumptions.weights
    changed: dict[str, object] = {}
    if policy.latency_usd_per_km == 0.0:
        changed["latency_usd_per_km"] = _LATENCY_USD_PER_KM
    if policy.non_partner_waters is Waters.IGNORED:
        changed["non_partner_waters"] = Waters.COSTLY
    if policy.non_partner_usd_per_km == 0.0:
        changed["non_partner_usd_per_km"] = _NON_PARTNER_USD_PER_KM
    counted = Multipliers(1.0, 1.0, 1.0, 1.0).over(weights)
    return planner.reweighted(counted, policy=policy.model_copy(update=changed))


def _alternative(route: Route, multipliers: tuple[Multipliers, ...]) -> Alternative:
    known = {each.name: getattr(route, each.name) for each in fields(Route)}
    return Alternative(**known, multipliers=multipliers)


def _merge(routes: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Let one alternative stand for all that are the same, the first of them."""
    kept: list[Alternative] = []
    for route in routes:
        for place, other in enumerate(kept):
            if _is_same(other, route):
                kept[place] = replace(other, multipliers=(*other.multipliers, *route.multipliers))
                break
        else:
            kept.append(route)
    return tuple(kept)


def _is_same(one: Route, other: Route) -> bool:
    """Whether neither the lines are further apart nor the figures than ``SAME_SHARE``; exposure goes by the length."""
    mine, theirs = _values(one), _values(other)
    scale = np.array([*np.maximum(mine, theirs)[:-1], max(one.length_km, other.length_km)])
    if (np.abs(mine - theirs) > SAME_SHARE * scale).any():
        return False
    tolerance_km = SAME_SHARE * min(one.length_km, other.length_km)
    return _apart_km(one, other, every_km=tolerance_km / 4) <= tolerance_km


def _apart_km(one: Route, other: Route, *, every_km: float) -> float:
    """How far from one line the other gets at most, either way, told to half the distance between samples."""
    here, there = (in_space_km(*densify(each.lon, each.lat, every_km=every_km)) for each in (one, other))
    return float(max(np.max(cKDTree(a).query(b)[0]) for a, b in ((here, there), (there, here))))


def _values(route: Route) -> FloatArray:
    if route.breakdown is None:
        raise UsageError(
            f"route {route.name} has no breakdown of its faults and waters; plan it with a planner"
        )
    down_hours = route.breakdown.exposure.unavailability_hours_per_year
    return np.array([route.build_cost_usd / 1e6, down_hours, route.rtt_ms, non_partner_km(route)])


def _figures(route: Route) -> list[str | float]:
    multipliers = route.multipliers if isinstance(route, Alternative) else ()
    names = [*([AS_PLANNED] if route.name == AS_PLANNED else []), *map(str, multipliers)]
    return [route.name, "; ".join(names), *_values(route).tolist()]
