"""Figures that a route and a system of segments have alike: sums over their steps, and their parts as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from routeplan.cost.cost_table import derive_cost_table, total_of
from routeplan.cost.faults import describe_days
from routeplan.errors import UsageError
from routeplan.planning.route_money import RouteMoney
from routeplan.seabed.months import month_name

if TYPE_CHECKING:
    import pandas as pd


class RouteFigures(RouteMoney):
    """Figures of what has a profile and a breakdown."""

    name: str  # fields of the route, or of the system
    profile: pd.DataFrame
    cable_km: float

    @property
    def build_cost_usd(self) -> float:
        """Sum of the build terms."""
        return float(sum(self.build_terms_usd.values()))

    @property
    def objective_terms_usd(self) -> Mapping[str, float]:
        """The objective by term: what the solver minimised."""
        return self.breakdown.objective_terms_usd if self.breakdown else self.build_terms_usd

    @property
    def objective_usd(self) -> float:
        """The objective: what the solver minimised."""
        return float(sum(self.objective_terms_usd.values()))

    @property
    def survey_allowance_pct(self) -> float | None:
        """Cable that was added for alter courses that a survey finds, per cent; None without a breakdown.

        It is 0 for a position list, which shows its alter courses.
        """
        laid = self.breakdown.laid_line if self.breakdown else None
        return None if laid is None else round(100.0 * laid.development_share, 6)

    @property
    def max_depth_m(self) -> float:
        """Deepest water on the way."""
        return float(self.profile["depth_m"].max())

    @property
    def mean_depth_m(self) -> float:
        """Mean depth by length, landfall legs over land apart."""
        at_sea = self.profile[~self.profile["on_land"]]
        return float(np.average(at_sea["depth_m"], weights=at_sea["step_km"]))

    @property
    def side_slope_max_deg(self) -> float | None:
        """Greatest slope across the line; None without a breakdown."""
        return self._steepest("side_slope_deg")

    @property
    def along_slope_max_deg(self) -> float | None:
        """Greatest slope along the line; None without a breakdown."""
        return self._steepest("along_slope_deg")

    def _steepest(self, column: str) -> float | None:
        return float(self.profile[column].max()) if column in self.profile else None

    @property
    def cost_table(self) -> pd.DataFrame:
        """Items of build cost and of a year, low, likely and high, with source.

        Columns as in :func:`routeplan.cost.cost_table.derive_cost_table`.

        Raises
        ------
        UsageError
            If there is no breakdown.
        """
        if self.breakdown is None:
            raise UsageError(f"{self.name} has no breakdown; plan or score it with a planner")
        return derive_cost_table(self.breakdown.build_items, self.breakdown.yearly_items)

    def derive_month_summary(self, month: int) -> dict[str, str]:
        """Give ice and repairs of a month, 1 to 12, as text with units; empty without a breakdown."""
        if self.breakdown is None:
            return {}
        name, days = month_name(month), self.breakdown.exposure.repair_days_by_month[month - 1]
        return {
            f"ice in {name}": f"{self.breakdown.ice_km_by_month[month - 1]:,.0f} km",
            f"fault in {name}": f"repaired in {describe_days(days)}",
        }

    @property
    def _cable(self) -> str:
        """Length of cable as text, and what is in it besides the line."""
        allowance = self.survey_allowance_pct
        if allowance is None:
            return f"{self.cable_km:,.0f} km, with slack"
        added = f"{allowance:g} % that a survey adds" if allowance else "nothing for a survey"
        return f"{self.cable_km:,.0f} km, with slack and {added}"

    @property
    def _money(self) -> dict[str, str]:
        """Life cost; policy and objective only where they are something else."""
        if self.breakdown is None:
            return {}
        rows = {"life cost": f"{self.life_cost_usd / 1e6:,.1f} M USD: build, repairs and outages"}
        if self.policy_usd is not None:
            priced = " and ".join(term.replace("_", " ") for term in self.policy_terms_usd)
            rows["policy"] = f"{self.policy_usd / 1e6:,.1f} M USD: price set on {priced}; no money is paid"
        if self.objective_words:
            rows["objective"] = f"{self.objective_usd / 1e6:,.1f} M USD: {self.objective_words}"
        return rows

    @property
    def _build_range(self) -> dict[str, str]:
        if self.breakdown is None or not self.breakdown.build_items:
            return {}
        total = total_of(self.breakdown.build_items)
        return {
            "build cost range": f"{total.low / 1e6:,.0f} to {total.high / 1e6:,.0f} M USD, all prices low or all high"
        }

    @property
    def _slopes(self) -> dict[str, str]:
        side_deg, along_deg = self.side_slope_max_deg, self.along_slope_max_deg
        if side_deg is None or along_deg is None:
            return {}
        return {"steepest cell": f"{side_deg:.1f}° across the line, {along_deg:.1f}° along it"}

    @property
    def _risk(self) -> dict[str, str]:
        if self.breakdown is None:
            return {}
        exposure = self.breakdown.exposure
        return {
            "faults": f"{exposure.total_per_year:.2f} a year, repaired in {describe_days(exposure.repair_days_mean)} "
            f"for {self.breakdown.repair_usd_per_year / 1e6:,.1f} M USD a year",
            "downtime": f"{exposure.unavailability_hours_per_year:,.0f} hours a year; slowest repairs after faults in "
            f"{month_name(exposure.worst_month)}",
            "jurisdictions": self.jurisdictions_text,
            **({"remarks": "; ".join(remarks)} if (remarks := self.breakdown.jurisdiction_remarks) else {}),
            "ice": f"{self.breakdown.ice_km:,.0f} km in waters with sea ice",
        }
