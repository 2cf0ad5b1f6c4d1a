"""Pareto front of routes between two landings: build cost, downtime, latency and exposure to non-partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from routeplan.cost.assumptions import Policy, Waters, Weights
from routeplan.cost.terms import BUILD_TERMS, LIFE_TERMS, Term
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, densify, in_space_km
from routeplan.planning.compare import non_partner_km
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.planning.stops import LandingLike
from routeplan.runtime.progress import track_items

AS_PLANNED = "as planned"
CRITERIA = ("build_cost_musd", "down_hours_per_year", "rtt_ms", "exposure_km")
COLUMNS = ("name", "weights", *CRITERIA, "dominated", "dominated_by")
# Two routes whose lines and figures differ by less than this share are the same alternative.
SAME_SHARE = 0.01
# Value of shortening a route by 1 km where the scenario sets none, as in the preset low-latency; editable default.
_LATENCY_USD_PER_KM = 30_000.0
_NON_PARTNER_USD_PER_KM: float = Policy.model_fields["non_partner_usd_per_km"].default


@dataclass(frozen=True, slots=True)
class Multipliers:
    """Objective multipliers of groups of terms; 1 leaves a group unchanged, 0 removes it.

    Attributes
    ----------
    build : float
        All build terms: cable, protection, repeaters, laying, burial, survey, ice, slope.
    risk : float
        Repairs and outages over the design life.
    waters : float
        Policy price of non-partner jurisdictions.
    latency : float
        Policy price of length.

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
        """Check that the multipliers give an objective with a finite shortest route."""
        for group, value in self._by_group():
            if not 0.0 <= value < np.inf:
                raise UsageError(f"multiplier {group} = {value:g}: pass 0 or more")
        if self.build + self.risk + self.latency == 0.0:
            raise UsageError(
                "multipliers build, risk and latency are all 0, so any detour is free: set one of them above 0"
            )

    def __str__(self) -> str:
        """Name the groups that count besides build cost."""
        parts = [f"{name} ×{value:g}" for name, value in self._by_group() if value and name != "build"]
        if self.build != 1.0:
            parts.insert(0, f"build ×{self.build:g}")
        return ", ".join(parts).replace(" ×1,", ",").removesuffix(" ×1") or "cheapest"

    def applied_to(self, weights: Weights) -> Weights:
        """Return weights with these multipliers for their groups; other terms keep their weights."""
        changed = {term.value: value for name, value in self._by_group() for term in _GROUPS[name]}
        return weights.model_copy(update=changed)

    def _by_group(self) -> list[tuple[str, float]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


_GROUPS: dict[str, tuple[Term, ...]] = {
    "build": BUILD_TERMS,
    "risk": LIFE_TERMS,
    "waters": (Term.NON_PARTNER,),
    "latency": (Term.LATENCY,),
}
# From build cost alone towards each of the other groups, one at a time and together.
DEFAULT_MULTIPLIERS = tuple(
    Multipliers(*groups)
    for groups in (
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
    """A route with the multipliers that led to it.

    Attributes
    ----------
    multipliers : tuple of Multipliers
        All multipliers that led to this route or one like it; empty if only the scenario's own weights did.
    """

    multipliers: tuple[Multipliers, ...] = ()


def sweep(
    planner: Planner,
    start: LandingLike,
    end: LandingLike,
    *,
    multipliers: Sequence[Multipliers] = DEFAULT_MULTIPLIERS,
) -> tuple[Alternative, ...]:
    """Find alternative routes between two landings by changing the multipliers of the objective.

    The command ``routeplan sweep`` is something else: it plans scenarios in futures and samples (docs/uncertainty.md).

    No optimality gap is computed. A route whose line and figures are within ``SAME_SHARE`` of an earlier one is merged
    with it.

    Parameters
    ----------
    planner : Planner
        Its route under its own weights comes first. If its policy sets no price for non-partner jurisdictions or for
        latency, their multipliers apply to a default price, which steers the line and is part of no sum of money.
    start, end : str, (lat, lon) or Landing
        A landing's id or name, or ``"LAT,LON"``.
    multipliers : sequence of Multipliers
        One route is found for each.

    Returns
    -------
    tuple of Alternative
        In the order of the multipliers, each named after the first that led to it.

    Raises
    ------
    UsageError
        If a landing is unknown, outside the data or too far inland, or if both are the same place.
    NoRouteError
        If no sea path joins them.

    Examples
    --------
    The route that is cheapest to build has more faults than one whose risk counts thirty times:

    >>> from routeplan.planning.pareto import Multipliers
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> weights = [Multipliers(1, 0, 0, 0), Multipliers(1, 30, 0, 0)]
    >>> _, cheapest, safe = rp.sweep(planner, "galway", "halifax", multipliers=weights)
    >>> cheapest.build_cost_usd < safe.build_cost_usd
    True
    >>> cheapest.record()["faults_per_year"] > safe.record()["faults_per_year"]
    True
    """
    planned = planner.route(start, end, name=AS_PLANNED, prove=False)
    priced = planned.policy_terms_usd.keys()  # what the scenario itself sets a price on
    found = [_alternative(planned, (), priced)]
    all_terms = _with_all_terms(planner)
    with track_items(multipliers, "alternative weights") as followed:
        for multiplier in followed:
            reweighted = all_terms.reweighted(multiplier.applied_to(planner.assumptions.weights))
            route = reweighted.route(start, end, name=str(multiplier), prove=False)
            found.append(_alternative(route, (multiplier,), priced))
    return _merge(found)


def pareto_table(routes: Iterable[Route]) -> pd.DataFrame:
    """Make the table of a Pareto front: which routes are dominated, and by which.

    A route is dominated if another is at least as good in every criterion and better in one.

    Parameters
    ----------
    routes : iterable of Route
        With breakdowns, between the same landings.

    Returns
    -------
    DataFrame
        One row per route, in the given order. Columns: ``name``; ``weights``, the multipliers that led to it;
        ``build_cost_musd``; ``down_hours_per_year`` (downtime); ``rtt_ms``; ``exposure_km`` in non-partner
        jurisdictions; ``dominated`` (bool); ``dominated_by``, the cheapest undominated route that dominates it, or
        empty.

    Raises
    ------
    UsageError
        If a route has no breakdown.

    Examples
    --------
    One route is cheaper to build, the other has less downtime: neither dominates the other:

    >>> from routeplan.planning.pareto import Multipliers
    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> weights = [Multipliers(1, 0, 0, 0), Multipliers(1, 30, 0, 0)]
    >>> _, cheapest, safe = rp.sweep(planner, "galway", "halifax", multipliers=weights)
    >>> rp.pareto_table([cheapest, safe])["dominated"].tolist()
    [False, False]
    """
    routes = list(routes)
    table = pd.DataFrame([_figures(route) for route in routes], columns=COLUMNS[:-2])
    values = table[list(CRITERIA)].to_numpy(dtype=np.float64)
    best = nondominated(values)
    table["dominated"] = ~best
    cheapest_first = sorted(np.flatnonzero(best).tolist(), key=lambda row: float(values[row, 0]))
    table["dominated_by"] = [
        next((routes[row].name for row in cheapest_first if _dominates(values[row], own)), "")
        for own in values
    ]
    return table


def nondominated(values: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Find the rows that no other row dominates; smaller is better in every column.

    A row dominates another if no value is greater and at least one is smaller. Equal rows do not dominate each other.

    Parameters
    ----------
    values : (n, criteria) of float, no NaN

    Returns
    -------
    (n,) bool

    Raises
    ------
    UsageError
        If a value is NaN.

    Examples
    --------
    Expensive and safe, cheap and risky, expensive and risky:

    >>> nondominated([[900, 10], [600, 80], [900, 80]]).tolist()
    [True, True, False]
    """
    rows = np.asarray(values, dtype=np.float64)
    if np.isnan(rows).any():
        raise UsageError("values to compare include NaN: leave out routes with unknown values")
    return np.array([not any(_dominates(other, row) for other in rows) for row in rows], dtype=np.bool_)


def _dominates(one: FloatArray, other: FloatArray) -> bool:
    """Whether one row is nowhere greater and somewhere smaller."""
    return bool((one <= other).all() and (one < other).any())


def _with_all_terms(planner: Planner) -> Planner:
    """Derive a planner whose cost surface has every term that a multiplier can change."""
    policy, weights = planner.assumptions.policy, planner.assumptions.weights
    changed: dict[str, object] = {}
    if policy.latency_usd_per_km == 0.0:
        changed["latency_usd_per_km"] = _LATENCY_USD_PER_KM
    if policy.non_partner_waters is Waters.IGNORED:
        changed["non_partner_waters"] = Waters.COSTLY
    if policy.non_partner_usd_per_km == 0.0:
        changed["non_partner_usd_per_km"] = _NON_PARTNER_USD_PER_KM
    all_weights = Multipliers(1.0, 1.0, 1.0, 1.0).applied_to(weights)
    return planner.reweighted(all_weights, policy=policy.model_copy(update=changed))


def _alternative(route: Route, multipliers: tuple[Multipliers, ...], priced: Collection[str]) -> Alternative:
    """Add multipliers to a route; a price that the scenario does not set only steers it, and is not shown as policy."""
    values = {field.name: getattr(route, field.name) for field in fields(Route)}
    if route.breakdown is not None:
        policy = {term: usd for term, usd in route.breakdown.policy_terms_usd.items() if term in priced}
        values["breakdown"] = replace(route.breakdown, policy_terms_usd=policy)
    return Alternative(**values, multipliers=multipliers)


def _merge(routes: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Merge alternatives that are the same into the first of them."""
    kept: list[Alternative] = []
    for route in routes:
        for index, other in enumerate(kept):
            if _is_same(other, route):
                kept[index] = replace(other, multipliers=(*other.multipliers, *route.multipliers))
                break
        else:
            kept.append(route)
    return tuple(kept)


def _is_same(one: Route, other: Route) -> bool:
    """Whether lines and figures differ by at most ``SAME_SHARE``; exposure is compared relative to the length."""
    first, second = _values(one), _values(other)
    scale = np.array([*np.maximum(first, second)[:-1], max(one.length_km, other.length_km)])
    if (np.abs(first - second) > SAME_SHARE * scale).any():
        return False
    tolerance_km = SAME_SHARE * min(one.length_km, other.length_km)
    return _apart_km(one, other, every_km=tolerance_km / 4) <= tolerance_km


def _apart_km(one: Route, other: Route, *, every_km: float) -> float:
    """Largest distance from a point of either line to the other (Hausdorff), within half the sampling distance."""
    here, there = (in_space_km(*densify(route.lon, route.lat, every_km=every_km)) for route in (one, other))
    return float(max(np.max(cKDTree(a).query(b)[0]) for a, b in ((here, there), (there, here))))


def _values(route: Route) -> FloatArray:
    """Values of the criteria, in their order."""
    if route.breakdown is None:
        raise UsageError(f"route {route.name} has no breakdown: plan it with planner.route")
    down_hours = route.breakdown.exposure.unavailability_hours_per_year
    return np.array([route.build_cost_usd / 1e6, down_hours, route.rtt_ms, non_partner_km(route)])


def _figures(route: Route) -> list[str | float]:
    """Row of a route, without the two columns on dominance."""
    multipliers = route.multipliers if isinstance(route, Alternative) else ()
    names = [*([AS_PLANNED] if route.name == AS_PLANNED else []), *map(str, multipliers)]
    return [route.name, "; ".join(names), *_values(route).tolist()]
