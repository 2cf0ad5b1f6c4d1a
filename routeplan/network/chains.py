"""Chains of several cables and the terrestrial fibre between them, for comparison with one direct cable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from routeplan.catalog.models import CableStatus, Landing
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.cost.round_trip import rtt_ms
from routeplan.errors import UsageError
from routeplan.network.links import read_links_beyond_domain
from routeplan.network.regions import read_areas, read_backhaul
from routeplan.planning.compare import non_partner_km
from routeplan.planning.pareto import CRITERIA, nondominated
from routeplan.planning.route import Route
from routeplan.seabed.months import HOURS_PER_YEAR


@dataclass(frozen=True, eq=False)
class Chain:
    """Cables in series, and the terrestrial fibre between them.

    Attributes
    ----------
    name : str
    routes : tuple of Route
        New cables, with breakdowns.
    overland_km : float
        Terrestrial fibre. It is rented and counts only for latency.
    published_km : float
        Published length of existing cables.
    """

    name: str
    routes: tuple[Route, ...]
    overland_km: float = 0.0
    published_km: float = 0.0

    @property
    def rtt_ms(self) -> float:
        """Round-trip time, ms."""
        return sum(route.rtt_ms for route in self.routes) + rtt_ms(self.overland_km + self.published_km)

    @property
    def build_cost_usd(self) -> float:
        """Build cost of the new cables."""
        return sum(route.build_cost_usd for route in self.routes)

    @property
    def downtime_hours_per_year(self) -> float:
        """Hours per year in which at least one route is down. Faults are independent; terrestrial fibre never fails."""
        up = 1.0
        for route in self.routes:
            if route.breakdown is None:
                raise UsageError(f"route {route.name} has no breakdown; plan it with a planner")
            up *= 1.0 - route.breakdown.exposure.unavailability_hours_per_year / HOURS_PER_YEAR
        return HOURS_PER_YEAR * (1.0 - up)

    @property
    def exposure_km(self) -> float:
        """Length in jurisdictions of non-partners, km."""
        return sum(non_partner_km(route) for route in self.routes)


def join_over_land(name: str, routes: Sequence[Route], *, factor: float) -> Chain:
    """Join routes over land, from the end of each to the start of the next: geodesic distance times a factor.

    Raises
    ------
    UsageError
        If there is no route, or the factor is below 1.
    """
    if not routes:
        raise UsageError(f"chain {name} of 0 routes; give at least one")
    if factor < 1.0:
        raise UsageError(f"factor {factor:g} over land; give 1 or more")
    straight_km = sum(one.end.away_km(other.start) for one, other in pairwise(routes))
    return Chain(name, tuple(routes), overland_km=factor * straight_km)


def follow_published(
    name: str,
    start: Landing,
    end: Landing,
    cables: Sequence[str],
    *,
    factor: float,
    assumed: NetworkAssumptions | None = None,
) -> Chain:
    """Follow existing cables of ``data/cables/corridors_beyond.csv`` from one landing to another.

    Terrestrial fibre joins the ends to the first and the last landing: geodesic distance times a factor. Published
    lengths include branches, so that the real path is somewhat shorter.

    Parameters
    ----------
    name : str
    start, end : Landing
    cables : sequence of str
        Ids, in order.
    factor : float
        Length over land divided by the geodesic distance.
    assumed : NetworkAssumptions, optional

    Raises
    ------
    UsageError
        If a cable is unknown or not in service.
    """
    known = {
        link.id: link
        for link in read_links_beyond_domain(
            read_areas(), assumed or NetworkAssumptions(), (CableStatus.IN_SERVICE,)
        )
    }
    for key in cables:
        if key not in known:
            raise UsageError(
                f"no cable {key} in service beyond the domain; there are {', '.join(sorted(known))}"
            )
    if not cables:
        raise UsageError(f"chain {name} of 0 cables; give at least one")
    links = [known[key] for key in cables]
    tails_km = start.away_km(links[0].start.landing) + links[-1].end.landing.away_km(end)
    return Chain(name, (), factor * tails_km, sum(link.length_km for link in links))


def overland_factor(area: str, other: str) -> float:
    """Read the factor between the length over land and the geodesic distance of two areas; an editable default.

    Raises
    ------
    UsageError
        If no terrestrial link joins them.

    Examples
    --------
    >>> overland_factor("us", "ca")
    1.3
    """
    for backhaul in read_backhaul(every=True):
        if {backhaul.from_area, backhaul.to_area} == {area, other}:
            return backhaul.factor
    raise UsageError(f"no terrestrial link between {area} and {other}; add it to terrestrial_links.csv")


def chains_table(chains: Sequence[Chain]) -> pd.DataFrame:
    """Compare chains by the criteria of :mod:`routeplan.planning.pareto`, and mark the dominated ones.

    Returns
    -------
    DataFrame
        One row per chain, by name: ``build_cost_musd``, ``down_hours_per_year``, ``rtt_ms``, ``exposure_km``,
        ``dominated``.
    """
    rows = [
        (chain.build_cost_usd / 1e6, chain.downtime_hours_per_year, chain.rtt_ms, chain.exposure_km)
        for chain in chains
    ]
    names = pd.Index([chain.name for chain in chains], name="name")
    table = pd.DataFrame(rows, columns=list(CRITERIA), index=names, dtype=np.float64)
    table["dominated"] = ~nondominated(table.to_numpy())
    return table
