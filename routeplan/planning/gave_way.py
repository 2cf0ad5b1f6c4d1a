"""What a route says of closed areas that gave way to it: kilometres and cost inside, and what the others cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from routeplan.cost.soft_order import describe_soft
from routeplan.planning.barriers import Barrier


@dataclass(frozen=True, slots=True)
class GivenWay:
    """A closed area that gives way to a route, or would have to.

    Attributes
    ----------
    name : str
        ``waters of RU``, or the name of an area.
    soft : int or None
        Order in which it gives way; None where it is hard.
    km : float
        Kilometres of the route inside, its margin included.
    objective_usd : float
        Part of the objective of these kilometres.
    spans_km : tuple of (float, float)
        Where they are: kilometre points at which the route enters and leaves.
    barrier : Barrier, optional
        The cells of the area; None where only its name is known.
    """

    name: str
    soft: int | None
    km: float
    objective_usd: float
    spans_km: tuple[tuple[float, float], ...] = ()
    barrier: Barrier | None = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> str:
        """Name and order."""
        return describe_soft(self.name, self.soft)

    @property
    def text(self) -> str:
        """All in one line."""
        return f"{self.title}: {self.km:,.0f} km inside, {self.objective_usd / 1e6:,.1f} M USD"

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says."""
        return {
            "name": self.name,
            "soft": self.soft,
            "km": round(self.km, 3),
            "objective_usd": round(self.objective_usd, 2),
            "spans_km": [[round(km, 3) for km in span] for span in self.spans_km],
        }


@dataclass(frozen=True, slots=True)
class GaveWay:
    """All closed areas that give way to a route.

    Attributes
    ----------
    areas : tuple of GivenWay
    extra_usd : float
        How much the objective is above that of the best route if every closed area were open: what the areas that stay
        closed cost.
    instead : tuple of (str, float)
        Other smallest sets of equal size, and how much more the objective of their routes is, USD.
    """

    areas: tuple[GivenWay, ...] = ()
    extra_usd: float = 0.0
    instead: tuple[tuple[str, float], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.areas)

    @property
    def text(self) -> str:
        """All in one line."""
        return "; ".join(area.text for area in self.areas)

    @property
    def summary(self) -> dict[str, str]:
        """Row of a table; empty where nothing gave way."""
        if not self:
            return {}
        return {"GAVE WAY": f"{self.text}; {self.extra_usd / 1e6:,.1f} M USD above all areas open"}

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says; empty where nothing gave way."""
        if not self:
            return {}
        return {
            "gave_way": [area.record for area in self.areas],
            "gave_way_extra_usd": round(self.extra_usd, 2),
        }


NOTHING_GAVE_WAY = GaveWay()
