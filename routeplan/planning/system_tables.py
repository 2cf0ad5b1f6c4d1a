"""Tables of a system: its segments, the trunk and each branch, and its landings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from routeplan.cost.branching_rules import UnitKind
from routeplan.cost.terms import LANDING
from routeplan.planning.cost_shares import CostShare
from routeplan.planning.fibre_pairs import FibrePairs
from routeplan.planning.part_risk import PartRisk, derive_part_risks, derive_part_table
from routeplan.planning.route import Route
from routeplan.planning.system_availability import LandingAvailability, derive_availability
from routeplan.planning.system_layout import Span, SystemLayout
from routeplan.planning.system_worth import derive_landing_table

if TYPE_CHECKING:
    import pandas as pd

SEGMENT_COLUMNS = (
    "segment",
    "from",
    "to",
    "length_km",
    "cable_km",
    "build_cost_musd",
    "life_cost_musd",
    "faults_per_year",
    "down_days_per_year",
    "land_km",
)
PAID_ONCE, TOTAL = "paid once", "total"


class SystemTables:
    """Tables of what has a layout and segments."""

    layout: SystemLayout  # fields of the system
    segments: tuple[Route, ...]
    trunk: Span
    build_terms_usd: Mapping[str, float]
    branching_unit: UnitKind
    cost_shares: tuple[CostShare, ...]
    fibre_pairs: FibrePairs | None

    @property
    def segment_table(self) -> pd.DataFrame:
        """One row a segment, one for what is paid once, and the total.

        Columns: ``segment``, ``from``, ``to``, ``length_km``, ``cable_km``, ``build_cost_musd``, ``life_cost_musd``,
        ``faults_per_year``, ``down_days_per_year`` (faults times days of repair), ``land_km``. Every figure of the
        rows above adds up to the total.
        """
        import pandas as pd

        segments = pd.DataFrame([_row(segment) for segment in self.segments], columns=list(SEGMENT_COLUMNS))
        figures = segments.columns[3:]
        once_musd = self.build_terms_usd[LANDING] / 1e6
        once = dict.fromkeys(figures, 0.0) | {"build_cost_musd": once_musd, "life_cost_musd": once_musd}
        total = {figure: float(segments[figure].sum()) + once[figure] for figure in figures}
        named = [
            {"segment": name, "from": "", "to": "", **values}
            for name, values in ((PAID_ONCE, once), (TOTAL, total))
        ]
        return pd.concat([segments, pd.DataFrame(named)], ignore_index=True)

    @property
    def _part_risks(self) -> tuple[PartRisk, ...]:
        """Risk of the trunk and of each branch; empty without breakdowns."""
        return derive_part_risks(
            self.layout, self.segments, self.trunk, self.branching_unit, self.fibre_pairs
        )

    @property
    def part_table(self) -> pd.DataFrame:
        """Fibre pairs, faults and down days of the trunk and of each branch, and the faults that stop the trunk.

        Columns as in :func:`routeplan.planning.part_risk.derive_part_table`.
        """
        return derive_part_table(self._part_risks)

    @property
    def _availability(self) -> tuple[LandingAvailability, ...]:
        """How often each landing is cut off; empty without breakdowns."""
        exposures = [segment.breakdown.exposure for segment in self.segments if segment.breakdown]
        if len(exposures) < len(self.segments):
            return ()
        return derive_availability(self.layout, exposures, self.trunk, self.branching_unit)

    @property
    def landing_table(self) -> pd.DataFrame:
        """Availability of every landing, and who pays for what.

        Columns as in :func:`routeplan.planning.system_worth.derive_landing_table`.
        """
        return derive_landing_table(self._availability, self.cost_shares, self.fibre_pairs)


def _row(segment: Route) -> list[object]:
    exposure = segment.breakdown.exposure if segment.breakdown else None
    return [
        segment.name,
        segment.start.name,
        segment.end.name,
        segment.length_km,
        segment.cable_km,
        segment.build_cost_usd / 1e6,
        segment.life_cost_usd / 1e6,
        exposure.total_per_year if exposure else float("nan"),
        exposure.down_days_per_year if exposure else float("nan"),
        float("nan") if segment.land_km is None else segment.land_km,
    ]
