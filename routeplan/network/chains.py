"""Ways from end to end by several cables and the fibre over land between them, and those that are there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from routeplan.catalog.models import CableStatus, Landing
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.network.as_networkx import rtt_ms
from routeplan.network.links import read_beyond
from routeplan.network.regions import read_areas, read_backhaul
from routeplan.planning.compare import non_partner_km
from routeplan.planning.pareto import CRITERIA, nondominated
from routeplan.planning.route import Route
from routeplan.seabed.months import HOURS_PER_YEAR


@dataclass(frozen=True, eq=False)
class Chain:
    """Cables one after another, and what lies between.

    Attributes
    ----------
    name : str
    routes : tuple of Route
        Cables to be built, with breakdowns.
    overland_km : float
        Fibre over land, rented: it counts in latency alone.
    published_km : float
        Of cables that are there, as published.
    """

    name: str
    routes: tuple[Route, ...]
    overland_km: float = 0.0
    published_km: float = 0.0

    @property
    def rtt_ms(self) -> float:
        """Round trip through all of it, milliseconds."""
        return sum(route.rtt_ms for route in self.routes) + rtt_ms(self.overland_km + self.published_km)

    @property
    def build_cost_usd(self) -> float:
        """What is to be built."""
        return sum(route.build_cost_usd for route in self.routes)

    @property
    def down_hours_per_year(self) -> float:
        """Hours in which one of its routes is down, each by itself; fibre over land is taken never to be."""
        up = 1.0
        for route in self.routes:
            if route.breakdown is None:
                raise UsageError(f"route {route.name} has no breakdown; plan it with a planner")
            up *= 1.0 - route.breakdown.exposure.unavailability_hours_per_year / HOURS_PER_YEAR
        return HOURS_PER_YEAR * (1.0 - up)

    @property
    def exposure_km(self) -> float:
        """Kilometres in waters of non-partners."""
        return sum(non_partner_km(route) for route in self.routes)


def join_over_land(name: str, routes: Sequence[Route], *, factor: float) -> Chain:
    """Join routes where one ends and the next begins, by the straight distance times a factor.

    Raises
    ------
    UsageError
        If there is no route, or the way over land would be shorter than the straight line.
    """
    if not routes:
        raise UsageError(f"chain {name} of 0 routes; give at least one")
    if factor < 1.0:
        raise UsageError(f"factor {factor:g} over land; give 1 or more")
    straight_km = sum(_straight_km(one.end, other.start) for one, other in pairwise(routes))
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
    """Follow cables that are there, of ``data/cables/corridors_beyond.csv``, from one landing to another.

    From the ends to the first and the last landing the straight distance times a factor is assumed. Published lengths
    hold branches, so that a way through them is somewhat shorter than told.

    Parameters
    ----------
    name : str
    start, end : Landing
    cables : sequence of str
        Their ids, in the order they are followed.
    factor : float
        Over land.
    assumed : Network assumptions, optional

    Raises
    ------
    UsageError
        If there is no such cable in service.
    """
    known = {
        link.id: link
        for link in read_beyond(read_areas(), assumed or NetworkAssumptions(), (CableStatus.IN_SERVICE,))
    }
    for key in cables:
        if key not in known:
            raise UsageError(
                f"no cable {key} in service beyond the domain; there are {', '.join(sorted(known))}"
            )
    if not cables:
        raise UsageError(f"chain {name} of 0 cables; give at least one")
    links = [known[key] for key in cables]
    tails_km = _straight_km(start, links[0].start.landing) + _straight_km(links[-1].end.landing, end)
    return Chain(name, (), factor * tails_km, sum(link.length_km for link in links))


def overland_factor(area: str, other: str) -> float:
    """Read by how much the way over land between two areas is longer than the straight line; an editable default.

    Raises
    ------
    UsageError
        If land does not join them.

    Examples
    --------
    >>> overland_factor("us", "ca")
    1.3
    """
    for each in read_backhaul(every=True):
        if {each.from_area, each.to_area} == {area, other}:
            return each.factor
    raise UsageError(f"no way over land between {area} and {other}; add it to terrestrial_links.csv")


def chains_table(chains: Sequence[Chain]) -> pd.DataFrame:
    """Compare chains by the objectives of :mod:`routeplan.planning.pareto`, and name the dominated ones.

    Returns
    -------
    DataFrame
        One row a chain, by name: ``build_cost_musd``, ``down_hours_per_year``, ``rtt_ms``, ``exposure_km``,
        ``dominated``.
    """
    rows = [
        (each.build_cost_usd / 1e6, each.down_hours_per_year, each.rtt_ms, each.exposure_km)
        for each in chains
    ]
    names = pd.Index([each.name for each in chains], name="name")
    table = pd.DataFrame(rows, columns=list(CRITERIA), index=names, dtype=np.float64)
    table["dominated"] = ~nondominated(table.to_numpy())
    return table


def _straight_km(one: Landing, other: Landing) -> float:
    return float(geodesic_km(one.lon, one.lat, other.lon, other.lat))
