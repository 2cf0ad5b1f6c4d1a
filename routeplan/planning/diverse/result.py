"""A set of diverse routes: the routes, their separation, and the price of diversity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routeplan.planning.diverse.metrics import Bottleneck, Separation
from routeplan.planning.records import describe_gap
from routeplan.planning.result_methods import RouteMethods
from routeplan.planning.route import Route

if TYPE_CHECKING:
    import pandas as pd

_LEAST_SAVING_USD = 5_000.0  # smaller savings are rounding in a cost of hundreds of millions


@dataclass(frozen=True, slots=True)
class Price:
    """Difference between a route of the set and the best route without a separation.

    Attributes
    ----------
    km : float
        Length on the ellipsoid.
    usd : float
        Objective.
    life_usd : float
        Life cost: build, repairs and outages.
    build_usd : float
        Build cost.
    ms : float
        Round trip.
    """

    km: float
    usd: float
    life_usd: float
    build_usd: float
    ms: float

    @classmethod
    def between(cls, route: Route, best: Route) -> Price:
        """Subtract the best route's figures from a route's."""
        return cls(
            route.length_km - best.length_km,
            route.objective_usd - best.objective_usd,
            route.life_cost_usd - best.life_cost_usd,
            route.build_cost_usd - best.build_cost_usd,
            route.rtt_ms - best.rtt_ms,
        )


@dataclass(frozen=True, repr=False)
class Diverse(RouteMethods):
    """Routes that are kept apart, cheapest first. Iterating gives the routes.

    Attributes
    ----------
    routes : tuple of Route
    best : Route
        The cheapest route without a separation.
    separation_km : float
        Required separation.
    zone_km : float
        Radius of the landing zones, in which no separation is required.
    pairs : tuple of Separation
        One for every two routes.
    line_usd : float
        Total cost of the lines on the solver's cells, without landings.
    searched_usd : float
        The same total before the lines were refined along the coast. The search minimises it.
    greedy_usd : float, optional
        The total that the search would have for the best route and then always the next best that keeps the
        separation; None if that finds no set.
    bound_usd : float, optional
        Proven least total of any set; None if no bound was computed.
    solve_seconds : float

    Examples
    --------
    Keeping two routes apart costs more than building the best one twice:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> two = planner.diverse("galway", "halifax", separation_km=100)
    >>> len(two.routes), two.routes[0].length_km < two.routes[1].length_km
    (2, True)
    >>> sum(route.life_cost_usd for route in two) > 2 * two.best.life_cost_usd
    True
    """

    routes: tuple[Route, ...]
    best: Route
    separation_km: float
    zone_km: float
    pairs: tuple[Separation, ...]
    line_usd: float
    searched_usd: float
    greedy_usd: float | None
    bound_usd: float | None
    solve_seconds: float

    @property
    def _own_routes(self) -> tuple[Route, ...]:
        return self.routes

    def __iter__(self) -> Iterator[Route]:
        return iter(self.routes)

    def __len__(self) -> int:
        return len(self.routes)

    def __getitem__(self, number: int) -> Route:
        return self.routes[number]

    @property
    def least_km(self) -> float:
        """Least separation of any two routes outside the landing zones."""
        return min(pair.least_km for pair in self.pairs)

    @property
    def p5_km(self) -> float:
        """5th percentile of the separation outside the landing zones, of the pair where it is smallest."""
        return min(pair.p5_km for pair in self.pairs)

    @property
    def bottlenecks(self) -> tuple[Bottleneck, ...]:
        """Places where the separation is not kept, narrowest first."""
        return tuple(
            sorted(
                (bottleneck for pair in self.pairs for bottleneck in pair.bottlenecks),
                key=lambda bottleneck: bottleneck.separation_km,
            )
        )

    @property
    def gap_pct(self) -> float | None:
        """Optimality gap: proven upper bound on the saving of any other set, per cent of this set's cost."""
        return None if self.bound_usd is None else 100.0 * max(0.0, 1.0 - self.bound_usd / self.line_usd)

    @property
    def saved_usd(self) -> float | None:
        """Saving over choosing the best route and then the next best; None if that choice finds no set."""
        return None if self.greedy_usd is None else self.greedy_usd - self.searched_usd

    @property
    def prices(self) -> tuple[Price, ...]:
        """Price of each route: its difference from the best."""
        return tuple(Price.between(route, self.best) for route in self.routes)

    @property
    def price(self) -> Price:
        """Price of diversity: the sum of the prices of all routes."""
        prices = self.prices
        return Price(
            km=sum(price.km for price in prices),
            usd=sum(price.usd for price in prices),
            life_usd=sum(price.life_usd for price in prices),
            build_usd=sum(price.build_usd for price in prices),
            ms=sum(price.ms for price in prices),
        )

    @property
    def frame(self) -> pd.DataFrame:
        """One row per route with its price; the first row is the best route without a separation.

        ``extra_musd`` is the difference in the objective, ``extra_life_musd`` in life cost; ``policy_musd`` is there if
        the scenario sets a policy price; ``jurisdictions`` names whose waters a route passes, with km.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "name": name,
                    "length_km": route.length_km,
                    "build_cost_musd": route.build_cost_usd / 1e6,
                    "life_cost_musd": route.life_cost_usd / 1e6,
                    **({} if route.policy_usd is None else {"policy_musd": route.policy_usd / 1e6}),
                    "objective_musd": route.objective_usd / 1e6,
                    "rtt_ms": route.rtt_ms,
                    "extra_km": price.km,
                    "extra_life_musd": price.life_usd / 1e6,
                    "extra_musd": price.usd / 1e6,
                    "extra_ms": price.ms,
                    "jurisdictions": route.jurisdictions_text,
                }
                for name, route, price in (
                    ("best without separation", self.best, Price.between(self.best, self.best)),
                    *(
                        (route.name, route, price)
                        for route, price in zip(self.routes, self.prices, strict=True)
                    ),
                )
            ]
        )

    @property
    def separations(self) -> pd.DataFrame:
        """One row per pair: separation, and kilometres of each route within given distances of the other."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "first": pair.names[0],
                    "second": pair.names[1],
                    "least_km": pair.least_km,
                    "p5_km": pair.p5_km,
                    **{
                        f"{which}_within_{km:g}_km": both[number]
                        for km, both in pair.shared_km.items()
                        for number, which in enumerate(("first", "second"))
                    },
                }
                for pair in self.pairs
            ]
        )

    @property
    def shared(self) -> pd.DataFrame:
        """One row per shared risk: ``first``, ``second``, ``kind``, ``name``, ``first_km``, ``second_km``."""
        import pandas as pd

        columns = ["first", "second", "kind", "name", "first_km", "second_km"]
        rows = [[*pair.names, risk.kind, risk.name, *risk.km] for pair in self.pairs for risk in pair.shared]
        return pd.DataFrame(rows, columns=columns)

    @property
    def is_objective_life_cost(self) -> bool:
        """Whether the objective is the life cost, for all routes: no policy price, and no weight other than 1."""
        return not any(route.objective_words for route in (self.best, *self.routes))

    @property
    def summary(self) -> pd.Series[str]:
        """Main figures as text with units."""
        import pandas as pd

        price = self.price
        facts = {
            "required separation": f"{self.separation_km:g} km, outside {self.zone_km:g} km round the landings",
            "least separation": f"{self.least_km:,.1f} km; 5th percentile {self.p5_km:,.0f} km",
            "bottlenecks": "; ".join(map(describe_bottleneck, self.bottlenecks)) or "none",
            "price of diversity": f"{price.km:+,.0f} km, {price.life_usd / 1e6:+,.1f} M USD life cost, "
            f"{price.ms:+,.1f} ms, all routes against {len(self)} times the best route",
        }
        if not self.is_objective_life_cost:
            facts["… in the objective"] = f"{price.usd / 1e6:+,.1f} M USD: {self.best.objective_words}"
        if self.saved_usd is not None:
            saved = (
                f"{self.saved_usd / 1e6:,.2f} M USD{'' if self.is_objective_life_cost else ' of the objective'}"
                if self.saved_usd >= _LEAST_SAVING_USD
                else "none"
            )
            facts["saved over best-then-next"] = saved
        if self.gap_pct is not None:
            facts["optimality gap"] = describe_gap(self.gap_pct)
        return pd.Series(facts)

    def __repr__(self) -> str:
        rows = [f"<Diverse: {len(self)} routes, {self.least_km:,.1f} km apart or more>"]
        return "\n".join([*rows, *(f"  {what:<27}{figure}" for what, figure in self.summary.items())])

    def _repr_html_(self) -> str:
        """Show the set as tables in a notebook."""
        tables = (self.summary.to_frame(name=""), self.frame, self.separations, self.shared)
        return "".join(str(table.to_html(escape=True, float_format="{:,.1f}".format)) for table in tables)


def describe_bottleneck(bottleneck: Bottleneck) -> str:
    """Describe where a bottleneck is, how narrow and how long."""
    first, second = bottleneck.stretch_km
    return (
        f"{bottleneck.position}: {bottleneck.separation_km:,.1f} km apart, {bottleneck.missing_km:,.1f} km missing, "
        f"over {first:,.0f} and {second:,.0f} km"
    )
