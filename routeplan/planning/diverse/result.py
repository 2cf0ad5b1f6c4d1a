"""What a problem for routes kept apart is answered with: the routes, how far they are apart, what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from routeplan.planning.diverse.metrics import Bottleneck, Separation
from routeplan.planning.route import Route

_TOLD_USD = 5_000.0  # less is rounding in a figure of hundreds of millions


@dataclass(frozen=True, slots=True)
class Price:
    """What a route has more than the best one that minds no other.

    Attributes
    ----------
    km : float
        Length on the ellipsoid.
    usd : float
        Of what is minimised.
    build_usd : float
        Of building.
    ms : float
        Round trip.
    """

    km: float
    usd: float
    build_usd: float
    ms: float

    @classmethod
    def between(cls, route: Route, best: Route) -> Price:
        """Take the difference."""
        return cls(
            route.length_km - best.length_km,
            route.objective_usd - best.objective_usd,
            route.build_cost_usd - best.build_cost_usd,
            route.rtt_ms - best.rtt_ms,
        )


@dataclass(frozen=True, repr=False)
class Diverse:
    """Routes that are kept apart, cheapest first; iterates over them.

    Attributes
    ----------
    routes : tuple of Route
    best : Route
        The cheapest route that minds no other.
    separation_km : float
        What was asked for.
    zone_km : float
        Radius round the landings within which nothing is asked.
    pairs : tuple of Separation
        Every two routes side by side.
    line_usd : float
        What the set minimises: cost of its lines on the solver's cells, without landings.
    greedy_usd : float, optional
        The same for the best route and then the next, each where its forerunners leave room; None where that finds
        no set.
    bound_usd : float, optional
        What any set costs at least, as proven; None where nothing was.
    solve_seconds : float
    """

    routes: tuple[Route, ...]
    best: Route
    separation_km: float
    zone_km: float
    pairs: tuple[Separation, ...]
    line_usd: float
    greedy_usd: float | None
    bound_usd: float | None
    solve_seconds: float

    def __iter__(self) -> Iterator[Route]:
        return iter(self.routes)

    def __len__(self) -> int:
        return len(self.routes)

    def __getitem__(self, number: int) -> Route:
        return self.routes[number]

    @property
    def least_km(self) -> float:
        """Least distance between any two outside the zones."""
        return min(pair.least_km for pair in self.pairs)

    @property
    def p5_km(self) -> float:
        """Distance that a twentieth of what lies outside falls below, of the pair where it is least."""
        return min(pair.p5_km for pair in self.pairs)

    @property
    def bottlenecks(self) -> tuple[Bottleneck, ...]:
        """Where the separation could not be had, narrowest first."""
        return tuple(
            sorted(
                (each for pair in self.pairs for each in pair.bottlenecks),
                key=lambda each: each.separation_km,
            )
        )

    @property
    def gap_pct(self) -> float | None:
        """Proven upper bound on what another set could save, per cent of this one."""
        return None if self.bound_usd is None else 100.0 * max(0.0, 1.0 - self.bound_usd / self.line_usd)

    @property
    def saved_usd(self) -> float | None:
        """What the set saves on taking the best and then the next; None where that finds none."""
        return None if self.greedy_usd is None else self.greedy_usd - self.line_usd

    @property
    def prices(self) -> tuple[Price, ...]:
        """What each route has more than the best."""
        return tuple(Price.between(route, self.best) for route in self.routes)

    @property
    def price(self) -> Price:
        """What all routes together have more than as many of the best."""
        each = self.prices
        return Price(*(sum(getattr(one, name) for one in each) for name in ("km", "usd", "build_usd", "ms")))

    @property
    def frame(self) -> pd.DataFrame:
        """One row a route, the best without others first, with what each has more than that one."""
        return pd.DataFrame(
            [
                {
                    "name": name,
                    "length_km": route.length_km,
                    "build_cost_musd": route.build_cost_usd / 1e6,
                    "objective_musd": route.objective_usd / 1e6,
                    "rtt_ms": route.rtt_ms,
                    "extra_km": price.km,
                    "extra_musd": price.usd / 1e6,
                    "extra_ms": price.ms,
                }
                for name, route, price in (
                    ("best without others", self.best, Price.between(self.best, self.best)),
                    *(
                        (route.name, route, price)
                        for route, price in zip(self.routes, self.prices, strict=True)
                    ),
                )
            ]
        )

    @property
    def separations(self) -> pd.DataFrame:
        """One row a pair: distances, and kilometres of the first and the second within each distance of the other."""
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
        """One row for each thing two routes have in common: ``first``, ``second``, ``kind``, ``name``, km of either."""
        columns = ["first", "second", "kind", "name", "first_km", "second_km"]
        rows = [[*pair.names, each.kind, each.name, *each.km] for pair in self.pairs for each in pair.shared]
        return pd.DataFrame(rows, columns=columns)

    @property
    def summary(self) -> pd.Series[str]:
        """The figures a person asks for first, as text with units."""
        price = self.price
        facts = {
            "asked for": f"{self.separation_km:g} km apart, beyond {self.zone_km:g} km from the landings",
            "least separation": f"{self.least_km:,.1f} km; a twentieth below {self.p5_km:,.0f} km",
            "bottlenecks": "; ".join(describe_bottleneck(each) for each in self.bottlenecks) or "none",
            "price of diversity": f"{price.km:+,.0f} km, {price.usd / 1e6:+,.1f} M USD, {price.ms:+,.1f} ms, "
            "all routes together against the best as often",
        }
        if self.saved_usd is not None:
            saved = f"{self.saved_usd / 1e6:,.2f} M USD saved" if self.saved_usd >= _TOLD_USD else "no dearer"
            facts["best, then next"] = saved
        if self.gap_pct is not None:
            facts["left to gain"] = f"at most {self.gap_pct:.2f} % (proven)"
        return pd.Series(facts)

    def __repr__(self) -> str:
        rows = [f"<Diverse: {len(self)} routes, {self.least_km:,.1f} km apart or more>"]
        return "\n".join([*rows, *(f"  {what:<24}{figure}" for what, figure in self.summary.items())])

    def _repr_html_(self) -> str:
        """Show the set as tables in a notebook."""
        tables = (self.summary.to_frame(name=""), self.frame, self.separations, self.shared)
        return "".join(str(each.to_html(escape=True, float_format="{:,.1f}".format)) for each in tables)


def describe_bottleneck(bottleneck: Bottleneck) -> str:
    """Say where and how narrow."""
    first, second = bottleneck.stretch_km
    return (
        f"{bottleneck.position}: {bottleneck.separation_km:,.1f} km, {bottleneck.missing_km:,.1f} km missing, "
        f"for {first:,.0f} and {second:,.0f} km"
    )
