"""The money of a route apart from its policy prices, and whose waters it passes: all that its breakdown knows."""

from __future__ import annotations

from collections.abc import Mapping

from routeplan.cost.breakdown import Breakdown


class RouteMoney:
    """Figures of a route that come from its breakdown; without one, build cost is all that is known."""

    breakdown: Breakdown | None  # fields of the route
    build_terms_usd: Mapping[str, float]

    @property
    def life_terms_usd(self) -> Mapping[str, float]:
        """Life cost by term: build, repairs and outages over the design life; without a breakdown, build alone."""
        return self.breakdown.life_terms_usd if self.breakdown else self.build_terms_usd

    @property
    def life_cost_usd(self) -> float:
        """Sum of the life terms: money, never weighted, without any policy price."""
        return float(sum(self.life_terms_usd.values()))

    @property
    def policy_terms_usd(self) -> Mapping[str, float]:
        """Policy prices by term, unweighted; empty where the scenario sets none. No money is paid for them."""
        return self.breakdown.policy_terms_usd if self.breakdown else {}

    @property
    def policy_usd(self) -> float | None:
        """Sum of the policy prices; None where the scenario sets none."""
        return self.breakdown.policy_usd if self.breakdown else None

    @property
    def is_weighted(self) -> bool:
        """Whether weights other than 1 steered the line; the money shown is unweighted all the same."""
        return self.breakdown is not None and self.breakdown.is_weighted

    @property
    def objective_words(self) -> str:
        """What makes the objective something else than the life cost; empty where they are the same."""
        return self.breakdown.objective_words if self.breakdown else ""

    @property
    def jurisdictions_text(self) -> str:
        """Whose waters it passes, with kilometres, longest first; empty without a breakdown."""
        return self.breakdown.jurisdictions_text if self.breakdown else ""
